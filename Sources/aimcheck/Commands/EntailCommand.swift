import ArgumentParser
import Driver
import Report

struct EntailCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "entail", abstract: "Decide entailments of separation logic in the SMT-LIB format of SL-COMP.",
    discussion: """
      The answer is about all assertions together: `unsat` says that what `(assert (not …))` denies is entailed, `sat` \
      that there is a stack and heap against it, `unknown` neither. Why an answer is unknown is told on standard error.

      Exit status: 0 where there is an answer for each file, `unknown` included; 1 with `--check` where an answer is not \
      the `:status` of its file; 3 where a file cannot be read or is no SMT-LIB; 70 where a proof is refused when it is \
      checked, which is a fault of aimcheck.
      """)

  @Argument(help: ArgumentHelp("SMT-LIB files; a folder stands for all `.smt2` files in it.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("Wall clock for one file; then the answer is `unknown`.", valueName: "seconds"))
  var timeout: Double?

  @Flag(help: "Tell the proof, or the stack and heap against it and where a proof fails.")
  var explain = false

  @Flag(help: "Compare with the `:status` of each file.")
  var check = false

  @Flag(help: "A line for each folder instead of each file: solved, wrong, unknown, time.")
  var table = false

  @Flag(help: "One JSON document instead of text.")
  var json = false

  @Flag(name: .customLong("no-timing"), help: "Leave times out, so that two runs give equal bytes.")
  var noTiming = false

  @Option(help: .hidden)
  var testingSolver = "cvc5"

  func validate() throws {
    if let timeout, !(timeout > 0 && timeout <= 1e9) {
      throw ValidationError("`--timeout` is a number of seconds above 0, and at most 1000000000")
    }
    if table && (json || explain) { throw ValidationError("`--table` goes neither with `--json` nor with `--explain`") }
    var options = EntailmentOptions()
    if !options.setSolver(named: testingSolver) { throw ValidationError("there is no solver `\(testingSolver)`") }
  }

  func status() -> Int32 {
    let files: [String]
    do throws(FileProblem) { files = try ProgramFiles.find(paths, suffix: ".smt2") } catch {
      Complaint.print("aimcheck: \(Sanitizer.line(error.reason))")
      return 64
    }
    var options = EntailmentOptions()
    options.timeout = timeout.map { .milliseconds(Int64(($0 * 1_000).rounded(.up))) }
    options.isExplained = explain
    options.hasTimes = !noTiming
    guard options.setSolver(named: testingSolver) else { return 64 }
    let results = files.map { EntailmentRun.solve($0, options) }
    let isWrong = check && results.contains(where: \.record.isWrong)
    let status =
      results.contains(where: \.isFault) ? 70 : results.contains(where: \.isUnreadable) ? 3 : isWrong ? 1 : 0
    let report = EntailmentReport(tool: .current, files: results.map(\.record), exitStatus: status)
    if json { return ResultOutput.standard.end(report, Int32(status)) }
    let text = EntailmentText(style: TextStyle(isColoured: false))
    if !table { for note in text.notes(report) { Complaint.print(note) } }
    return ResultOutput.standard.end(table ? text.table(report) : text.answers(report), Int32(status))
  }
}
