import ArgumentParser
import Driver
import Report

struct RunCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Execute one schedule of a program from boot.",
    discussion: """
      The machine and its monitor are those of exploration; the schedule is drawn from a seed, and a seed gives the same \
      run everywhere. An interrupt arrives with the probability of `--interrupt-rate` at each step at which one can; all \
      else is equally likely. The run ends when every thread has ended, when nothing can happen, at the step limit, or \
      at a fault.

      Kinds of faults, for `--on-fault`; docs/running.md tells what going on means:
        ownership   access to a cell that the running code does not own
        assertion   an assert, contract, label invariant or ghost line that is false
        invariant   an invariant that does not hold where it is given up
        leak        memory left over at the end of a handler
        all         all of these
      After others a run cannot go on:
        memory      access to an address that is not in memory
        stuck       an instruction that cannot be executed
        boot        a boot memory that does not split
        deadlock    somebody waits, and nobody can ever wake them

      Exit status: 0 where the run ended, reached its limit, or went on over ignored faults alone; 1 where a fault was \
      told; 2 where a bound of the machine cut it; 3 where the program or the recorded schedule cannot be read, or the \
      schedule is not one of this program; 64, 70, 74 as of `aimcheck check`.
      """)

  @Argument(help: ArgumentHelp("The program.", valueName: "file"))
  var path: String

  @Option(help: ArgumentHelp("What the schedule is drawn from; below 2^64, and 0 without it.", valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("At most this many steps; 10000 without it.", valueName: "number"))
  var maxSteps: Int?

  @Option(
    help: ArgumentHelp("How often an interrupt arrives where one can: 1/8 without it.", valueName: "fraction"))
  var interruptRate: String?

  @Option(help: ArgumentHelp("What to do about a kind of fault: ignore, report or stop.", valueName: "kind=what"))
  var onFault: [String] = []

  @Flag(help: "Show every step, and all that it changes.")
  var trace = false

  @Option(help: ArgumentHelp("Write the schedule to a file, whole or not at all.", valueName: "schedule"))
  var record: String?

  @Option(
    help: ArgumentHelp(
      "Execute a recorded schedule, with its settings, and check that every step is the same.", valueName: "schedule"))
  var replay: String?

  @OptionGroup var output: OutputOptions

  func validate() throws {
    if let maxSteps, maxSteps < 1 { throw ValidationError("`--max-steps` is at least 1") }
    if trace, output.format == .json {
      throw ValidationError("`--trace` shows steps as they happen, which the JSON document does not have")
    }
    if replay != nil, seed != nil || maxSteps != nil || interruptRate != nil || !onFault.isEmpty {
      throw ValidationError(
        "`--replay` takes the settings from the schedule; `--seed`, `--max-steps`, `--interrupt-rate` and `--on-fault` "
          + "go without it")
    }
    _ = try options()
  }

  private func options() throws -> ExecutionOptions {
    var options = ExecutionOptions()
    if let seed { options.seed = seed }
    if let maxSteps { options.maxSteps = maxSteps }
    if let interruptRate, !options.setInterruptRate(interruptRate) {
      throw ValidationError("`--interrupt-rate` is a fraction from 0 to 1, as 1/8 or 0.125")
    }
    for reaction in onFault {
      if let problem = options.setReaction(reaction) { throw ValidationError(problem) }
    }
    options.showsEveryStep = trace
    options.tellsEvents = output.format == .text
    options.recording = record
    options.replayed = replay
    return options
  }

  func status() -> Int32 {
    guard let options = try? options() else { return 64 }
    for remark in options.remarks { Complaint.print("aimcheck: \(remark)") }
    let result = output.result
    let text = ExecutionText(style: TextStyle(isColoured: output.isColoured), showsChoices: trace)
    // What could not be told has been complained about.
    guard let file = execute(path, options, tell: { result.write(text.text($0, $1)) }) else {
      return ResultOutput.failureStatus
    }
    let status = Int32(file.report.exitStatus)
    switch output.format {
    case .text: return result.end(text.text(file.report, sources: file.sources), status)
    case .json: return result.end(file.report, status)
    }
  }
}
