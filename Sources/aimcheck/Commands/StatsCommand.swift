import ArgumentParser
import Driver
import Report

struct StatsCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count lines of code, lines of annotation and obligations of each file.",
    discussion: """
      A line of code has an instruction. A line of annotation is one that only the checker reads: clauses of contracts, \
      invariants, queues, predicates and functions of the logic, `where` instances, `share`, ghost lines. A line that \
      has both counts as both. The ratio is annotation for one line of code.

      Each file is proved with what it imports, and nothing is explored. Obligations are those of the file's own \
      routines and declarations, so that a module and the programs that import it can be added up. The time is of the \
      whole proof, imports included.

      Exit status: 0 where everything is proved, else as of `aimcheck check`.
      """)

  @OptionGroup var paths: PathOptions

  @OptionGroup var output: OutputOptions

  func status() -> Int32 {
    paths.withFiles { files in
      var options = CheckOptions()
      options.explores = false
      options.shareProofs()
      let work = FileWork(progress: output.progressLine, options: options) { check($0, $1) }
      var records: [StatisticsReport.File] = []
      var statuses: [Int] = []
      for path in files {
        let file = work.check(path)
        records.append(StatisticsReport.File(file, hasTime: !output.noTiming))
        statuses.append(StatisticsReport.exitStatus(of: file.report))
      }
      let report = StatisticsReport(
        tool: .current, files: records, exitStatus: Verdict.worst(statuses), hasTimes: !output.noTiming)
      let status = Int32(report.exitStatus)
      switch output.format {
      case .text:
        return output.result.end(StatisticsText(style: TextStyle(isColoured: output.isColoured)).text(report), status)
      case .json: return output.result.end(report, status)
      }
    }
  }
}
