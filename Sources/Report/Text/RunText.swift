// A run as text for people. The caller decides where it goes; nothing here knows a terminal but for colours.
import AIMLang

/// A report with the texts that its places point into.
package struct CheckedFile: Sendable {
  package var report: FileReport
  package var sources: SourceSet
  package var timing: FileTiming
  /// What was asked for with `--html`.
  package var page: PageDocument?

  package init(report: FileReport, sources: SourceSet, timing: FileTiming) {
    self.report = report
    self.sources = sources
    self.timing = timing
  }
}

package struct RunText: Sendable {
  private let style: TextStyle
  /// Whether a failing run is shown step by step: what `explore` is asked for.
  private let showsTraces: Bool

  package init(style: TextStyle, showsTraces: Bool = false) {
    self.style = style
    self.showsTraces = showsTraces
  }

  /// Everything about one file: errors, findings, warnings, assumptions, verdict. Ends in a line break.
  package func text(_ file: CheckedFile) -> String {
    let report = file.report
    let diagnostics = DiagnosticText(sources: file.sources, style: style)
    var blocks: [[String]] = []
    blocks += report.errors.map { diagnostics.lines($0) }
    blocks += report.findings.map { finding in
      diagnostics.lines(finding.diagnostic, extra: rows(finding)) + trace(finding.trace, of: report)
    }
    if let limit = report.exploration?.limit { blocks.append(diagnostics.lines(limit)) }
    blocks += report.warnings.map { diagnostics.lines($0) }
    blocks += report.assumptions.map { diagnostics.lines($0) }
    if let replay = report.replay {
      var lines = TraceText(style: style, limit: nil).lines(replay)
      if let violation = replay.violation { lines += [""] + diagnostics.lines(violation) }
      blocks.append(lines)
    }
    blocks.append(verdict(report))
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The last line of a run; `milliseconds` nil leaves the time out.
  package func summary(_ summary: RunReport.Summary, milliseconds: Double?) -> String {
    let time = milliseconds.map { " (\(Self.duration($0)))" } ?? ""
    return style.paint(summary.sentence, summary.exitStatus == 0 ? .good : .strong) + time + "\n"
  }

  /// A row for each file of a run over several, in their order; `timings` nil leaves the times out.
  package func table(_ files: [FileReport], timings: [FileTiming]?) -> String {
    // A column that would be empty is left out.
    let isProved = files.contains { $0.proof != nil }
    let isExplored = files.contains { $0.exploration != nil }
    var columns = [TextTable.Column(heading: "file"), TextTable.Column(heading: "verdict")]
    if isProved { columns.append(TextTable.Column(heading: "obligations", isNumber: true)) }
    if isExplored { columns.append(TextTable.Column(heading: "states", isNumber: true)) }
    if timings != nil { columns.append(TextTable.Column(heading: "time", isNumber: true)) }
    var table = TextTable(columns)
    for (index, file) in files.enumerated() {
      var row = [
        TextTable.Cell(file.path), TextTable.Cell(file.verdict.kind.label, Self.role(of: file.verdict)),
      ]
      if isProved { row.append(TextTable.Cell(file.proof.map { Self.proved($0.proved, of: $0.total) } ?? "")) }
      if isExplored { row.append(TextTable.Cell(file.exploration.map { String($0.states) } ?? "")) }
      if let timings {
        row.append(TextTable.Cell(timings.indices.contains(index) ? Self.duration(timings[index].total) : ""))
      }
      table.append(row)
    }
    return table.lines(style).joined(separator: "\n") + "\n"
  }

  /// `12`, or `11 of 12`.
  static func proved(_ proved: Int, of total: Int) -> String {
    proved == total ? String(total) : "\(proved) of \(total)"
  }

  private static func role(of verdict: Verdict) -> TextStyle.Role {
    verdict.exitStatus == 0 ? .good : verdict.exitStatus == 2 ? .warning : .error
  }

  static func duration(_ milliseconds: Double) -> String {
    let rounded = Int(milliseconds.rounded())
    if rounded < 1_000 { return "\(rounded) ms" }
    let tenths = Int((milliseconds / 100).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private func rows(_ finding: FindingRecord) -> [DiagnosticText.Row] {
    let confirmation = finding.confirmation
    let role: TextStyle.Role = confirmation.status == .confirmed ? .error : .warning
    var rows = [
      DiagnosticText.Row(name: confirmation.status.rawValue, text: confirmation.explanation, role: role)
    ]
    if finding.obligations.count > 1 {
      let ids = finding.obligations.prefix(8).joined(separator: ", ") + (finding.obligations.count > 8 ? ", …" : "")
      rows.append(DiagnosticText.Row(name: "open", text: "\(finding.obligations.count) obligations: \(ids)"))
    }
    if let replay = confirmation.replay { rows.append(DiagnosticText.Row(name: "replay", text: replay, isCut: false)) }
    return rows
  }

  private func trace(_ trace: TraceRecord?, of report: FileReport) -> [String] {
    guard showsTraces, let trace else { return [] }
    return [""] + TraceText(style: style, limit: 40).lines(trace)
  }

  private func verdict(_ report: FileReport) -> [String] {
    let kind = report.verdict.kind
    let lines = [
      Sanitizer.line(report.path) + ": " + style.paint(kind.label, Self.role(of: report.verdict)) + ": "
        + Sanitizer.line(report.verdict.sentence)
    ]
    return lines + Self.summaryRows(of: report).map { row($0.name, $0.text) }
  }

  /// What the engines say of themselves, below the verdict; a row without a name goes on with the one above.
  package static func summaryRows(of report: FileReport) -> [(name: String, text: String)] {
    var lines: [(name: String, text: String)] = []
    if let proof = report.proof {
      var parts = ["\(proof.proved) of \(count(proof.total, "obligation")) proved"]
      if proof.refuted > 0 { parts.append("\(proof.refuted) refuted") }
      if proof.undecided > 0 { parts.append("\(proof.undecided) undecided") }
      parts.append("\(count(proof.queries, "question")) to the solver")
      lines.append(("proof", parts.joined(separator: ", ")))
      lines += places("no proof reaches:", proof.unreached)
    }
    if let crossCheck = report.crossCheck {
      lines.append(("cross-check", crossCheck.sentence))
      for disagreement in crossCheck.disagreements.dropFirst() {
        lines.append(
          (
            "",
            "\(disagreement.obligation) at \(disagreement.place): \(disagreement.ours), and \(disagreement.theirs)"
              + (disagreement.file.map { ": \($0)" } ?? "")
          ))
      }
    }
    if let refutations = report.refutations { lines.append(("proofs", refutations.sentence)) }
    if let exploration = report.exploration {
      let reduced = exploration.isReduced ? " of a reduced search" : ""
      let counts =
        "\(count(exploration.states, "state"))\(reduced), \(count(exploration.steps, "step")), depth \(exploration.depth)"
      let end: String
      switch exploration.outcome {
      case .complete: end = "complete"
      case .violation: end = "ended at a violation"
      case .cutShort: end = "cut short"
      }
      var parts = [counts, end]
      if exploration.unevaluated > 0 { parts.append("\(count(exploration.unevaluated, "check")) not evaluated") }
      if exploration.outcome == .complete && exploration.unreached.isEmpty {
        parts.append("every instruction executed")
      }
      lines.append(("exploration", parts.joined(separator: "; ")))
      if exploration.outcome == .complete { lines += places("never executed:", exploration.unreached) }
      lines += places("not evaluated:", exploration.unevaluatedSites)
    } else if let why = report.notExplored {
      lines.append(("exploration", "none: \(why)"))
    }
    if report.proof != nil || report.exploration != nil {
      lines.append(("assumptions", report.assumptions.isEmpty ? "none" : String(report.assumptions.count)))
    }
    return lines
  }

  private func row(_ name: String, _ text: String) -> String {
    "  " + style.paint(name, .strong) + String(repeating: " ", count: max(1, 13 - name.utf8.count))
      + Sanitizer.line(text)
  }

  /// At most five places on one line.
  private static func places(_ words: String, _ places: [PlaceRecord]) -> [(name: String, text: String)] {
    guard !places.isEmpty else { return [] }
    let shown = places.prefix(5).map(\.description).joined(separator: ", ")
    let rest = places.count > 5 ? " and \(places.count - 5) more" : ""
    return [("", "\(words) \(shown)\(rest)")]
  }
}
