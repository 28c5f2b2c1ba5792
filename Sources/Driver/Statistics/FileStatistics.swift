// What a file costs its author and the prover, counted so that modules and their clients can be added up.
import AIMLang
import Report

extension StatisticsReport.File {
  /// Counts a file that was proved.
  ///
  /// Its imports were proved with it, but only what stands in the file itself is counted: they are files with lines of
  /// their own.
  package init(_ checked: CheckedFile, hasTime: Bool) {
    let report = checked.report
    let own = checked.sources.files.first
    let lines = own.map(LineCount.init(of:)) ?? LineCount(code: 0, annotation: 0)
    let obligations = report.obligations.filter { $0.place.path == own?.path }
    self.init(
      path: report.path, problem: StatisticsReport.isComplete(report) ? nil : Self.words(report.verdict),
      counts: StatisticsReport.Counts(
        code: lines.code, annotation: lines.annotation, obligations: obligations.count,
        proved: obligations.filter { $0.outcome == .proved }.count,
        solver: obligations.filter { $0.cost.queries > 0 }.count, time: hasTime ? checked.timing.total : nil))
  }

  private static func words(_ verdict: Verdict) -> String { "\(verdict.kind.label): \(verdict.sentence)" }
}

extension StatisticsReport {
  /// Whether everything that was to be proved is.
  fileprivate static func isComplete(_ report: FileReport) -> Bool { exitStatus(of: report) == 0 }

  /// The exit status of one file, of which nothing was to be explored.
  package static func exitStatus(of report: FileReport) -> Int {
    report.verdict.kind == .provedNotExplored ? 0 : report.verdict.exitStatus
  }
}
