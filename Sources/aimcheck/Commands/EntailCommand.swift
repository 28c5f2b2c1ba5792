import ArgumentParser
import Driver

struct EntailCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "entail", abstract: "Decide entailments of separation logic in the format of SL-COMP.")

  @Argument(help: ArgumentHelp("SMT-LIB files; a folder stands for all `.smt2` files in it.", valueName: "path"))
  var paths: [String]

  @Option(help: ArgumentHelp("Wall clock for one file.", valueName: "seconds"))
  var timeout: Double?

  @Flag(help: "Compare with the `:status` of each file; a wrong answer is exit status 1.")
  var check = false

  @Flag(help: "A line for each folder: solved, wrong, unknown, time.")
  var table = false

  func status() -> Int32 {
    let files: [String]
    do throws(FileProblem) { files = try ProgramFiles.find(paths, suffix: ".smt2") } catch {
      Complaint.print("aimcheck: \(error.reason)")
      return 64
    }
    var options = EntailmentOptions()
    options.timeout = timeout.map { .milliseconds(Int64(($0 * 1_000).rounded(.up))) }
    var results: [EntailmentResult] = []
    var text = ""
    for file in files {
      let result = EntailmentRun.solve(file, options)
      results.append(result)
      text += files.count == 1 ? "\(result.answer)\n" : "\(file): \(result.answer)\(result.isWrong ? " WRONG" : "") \(result.milliseconds) \(result.reason ?? "")\n"
    }
    if table {
      var rows: [String: (Int, Int, Int, Double)] = [:]
      for result in results {
        let folder = result.path.split(separator: "/").dropLast().last.map(String.init) ?? "."
        var row = rows[folder] ?? (0, 0, 0, 0)
        if result.answer == .unknown { row.2 += 1 } else if result.isWrong { row.1 += 1 } else { row.0 += 1 }
        row.3 += result.milliseconds
        rows[folder] = row
      }
      for (name, row) in rows.sorted(by: { $0.key < $1.key }) {
        text += "\(name) solved \(row.0) wrong \(row.1) unknown \(row.2) time \(row.3) ms\n"
      }
    }
    return ResultOutput.standard.end(text, 0)
  }
}
