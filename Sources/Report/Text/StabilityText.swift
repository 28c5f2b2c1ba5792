/// The most brittle obligations of a run as a table, and a line that sums up.
package struct StabilityText: Sendable {
  private let style: TextStyle
  /// Obligations that are shown, beside all whose outcome changes.
  private static let shown = 15

  package init(style: TextStyle) { self.style = style }

  package func text(_ report: StabilityReport) -> String {
    let all = report.files.flatMap(\.obligations)
    // Files have their order; one of several is ordered anew.
    let whole = StabilityReport.File(path: "", problem: nil, obligations: all).obligations
    let changed = whole.filter(\.outcomes.hasChanged)
    let spread = whole.dropFirst(changed.count).filter { $0.variation > 0 }.prefix(Self.shown)
    var lines: [String] = []
    if !changed.isEmpty || !spread.isEmpty {
      var table = TextTable([
        TextTable.Column(heading: "place"), TextTable.Column(heading: "obligation"),
        TextTable.Column(heading: "outcome"),
        TextTable.Column(heading: "effort", isNumber: true), TextTable.Column(heading: "spread", isNumber: true),
      ])
      for obligation in changed + spread { table.append(row(obligation, report.limit)) }
      lines += table.lines(style, indent: 0) + [""]
    }
    for file in report.files {
      if let problem = file.problem { lines.append("\(Sanitizer.line(file.path)): \(Sanitizer.line(problem))") }
    }
    let summary = report.summary
    let sentence =
      "\(count(report.files.count, "file")), \(count(summary.obligations, "obligation")), "
      + "\(count(report.seeds, "variation")): outcomes changed: \(summary.changed), "
      + "largest spread: \(Self.percent(summary.worst))"
    lines.append(style.paint(sentence, summary.exitStatus == 0 ? .good : .strong))
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(_ obligation: StabilityReport.Obligation, _ limit: Double?) -> [TextTable.Cell] {
    let outcomes = obligation.outcomes
    let words = [
      (outcomes.proved, "proved"), (outcomes.refuted, "refuted"), (outcomes.undecided, "undecided"),
      (outcomes.absent, "absent"),
    ].filter { $0.0 > 0 }
    let outcome = words.count == 1 ? words[0].1 : words.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    let effort = obligation.effort
    let isBeyond = limit.map { obligation.variation > $0 } == true
    return [
      TextTable.Cell(obligation.place.description), TextTable.Cell(obligation.id),
      TextTable.Cell(outcome, outcomes.hasChanged ? .error : nil),
      TextTable.Cell(effort.least == effort.most ? "\(effort.least)" : "\(effort.least)–\(effort.most)"),
      TextTable.Cell(Self.percent(obligation.variation), isBeyond ? .error : nil),
    ]
  }

  private static func percent(_ part: Double) -> String {
    let tenths = Int((part * 1_000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
