// A run over files: each is checked and told in turn, then one line sums up. Results go to one place, progress and
// complaints to standard error.
import Driver
import Report

struct Session {
  let output: OutputOptions
  let showsTraces: Bool

  /// - Returns: the exit status of the run.
  func run(
    _ paths: [String], _ options: CheckOptions, _ work: @escaping (String, CheckOptions) -> CheckedFile
  ) -> Int32 {
    let clock = ContinuousClock()
    let began = clock.now
    let result = output.result
    let text = RunText(style: TextStyle(isColoured: output.isColoured), showsTraces: showsTraces)
    let files = FileWork(progress: output.progressLine, options: options, work: work)
    var reports: [FileReport] = []
    var timings: [FileTiming] = []
    for path in paths {
      let file = files.check(path)
      reports.append(file.report)
      timings.append(file.timing)
      guard output.format == .text else { continue }
      if !result.write((reports.count > 1 ? "\n" : "") + text.text(file)) { return ResultOutput.failureStatus }
    }
    let total = (clock.now - began).inMilliseconds
    let report = RunReport(
      tool: .current, files: reports, timing: output.noTiming ? nil : Timing(total: total, files: timings))
    let status = Int32(report.summary.exitStatus)
    switch output.format {
    case .text:
      let table = reports.count > 1 ? "\n" + text.table(reports, timings: output.noTiming ? nil : timings) : ""
      let summary = text.summary(report.summary, milliseconds: output.noTiming ? nil : total)
      return result.end(table + "\n" + summary, status)
    case .json: return result.end(report, status)
    }
  }
}

/// What is done with each file of a run, under a live line.
struct FileWork {
  let progress: ProgressLine?
  let options: CheckOptions
  let work: (String, CheckOptions) -> CheckedFile

  func check(_ path: String) -> CheckedFile {
    var options = options
    if let progress {
      options.progress = { progress.show($0, of: path) }
    }
    defer { progress?.clear() }
    return work(path, options)
  }
}

extension RunReport.Tool {
  static var current: Self { Self(aimcheck: Versions.aimcheck, cvc5: Versions.cvc5) }
}

extension Duration {
  fileprivate var inMilliseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1_000 + (Double(attoseconds) / 1e12).rounded() / 1_000
  }
}
