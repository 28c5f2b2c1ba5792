// A run over files: each is checked and told in turn, then one line sums up. Results go to one place, progress and
// complaints to standard error.
import Driver
import Report

struct Session {
  let output: OutputOptions
  let showsTraces: Bool

  /// - Returns: the exit status of the run.
  func run(
    _ paths: [String], _ options: CheckOptions, _ work: (String, CheckOptions) -> CheckedFile
  ) -> Int32 {
    let clock = ContinuousClock()
    let began = clock.now
    let result = output.output.map(ResultOutput.file) ?? .standard
    let text = RunText(style: TextStyle(isColoured: output.isColoured), showsTraces: showsTraces)
    let progress = output.progressLine
    var options = options
    var files: [FileReport] = []
    var timings: [FileTiming] = []
    for path in paths {
      if let progress {
        options.progress = { progress.show($0, of: path) }
      }
      let file = work(path, options)
      progress?.clear()
      files.append(file.report)
      timings.append(file.timing)
      guard output.format == .text else { continue }
      if !result.write((files.count > 1 ? "\n" : "") + text.text(file)) { return ResultOutput.failureStatus }
    }
    let total = (clock.now - began).inMilliseconds
    let report = RunReport(
      tool: RunReport.Tool(aimcheck: Versions.aimcheck, cvc5: Versions.cvc5), files: files,
      timing: output.noTiming ? nil : Timing(total: total, files: timings))
    let written: Bool
    switch output.format {
    case .text:
      written = result.write("\n" + text.summary(report.summary, milliseconds: output.noTiming ? nil : total))
    case .json:
      guard let json = try? report.json() else {
        Complaint.print("aimcheck: the report cannot be written as JSON; please report this")
        return 70
      }
      written = result.write(json)
    }
    guard written, result.finish() else { return ResultOutput.failureStatus }
    return Int32(report.summary.exitStatus)
  }
}

extension Duration {
  fileprivate var inMilliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1_000 + (Double(attoseconds) / 1e12).rounded() / 1_000
  }
}
