/// The statistics of a run as a table with a total line.
package struct StatisticsText: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  package func text(_ report: StatisticsReport) -> String {
    var columns = [TextTable.Column(heading: "file")]
    columns += ["code", "annotation", "ratio", "obligations", "solver"].map {
      TextTable.Column(heading: $0, isNumber: true)
    }
    let hasTimes = report.total.time != nil
    if hasTimes { columns.append(TextTable.Column(heading: "time", isNumber: true)) }
    var table = TextTable(columns)
    for file in report.files { table.append(row(file.path, file.counts, hasTimes)) }
    table.append(row("total (\(count(report.files.count, "file")))", report.total, hasTimes, .strong))
    var lines = table.lines(style, indent: 0)
    for file in report.files {
      guard let problem = file.problem else { continue }
      if lines.last?.hasPrefix("note: ") != true { lines.append("") }
      lines.append("note: \(Sanitizer.line(file.path)): \(Sanitizer.line(problem))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func row(
    _ name: String, _ counts: StatisticsReport.Counts, _ hasTimes: Bool, _ role: TextStyle.Role? = nil
  ) -> [TextTable.Cell] {
    var row = [
      TextTable.Cell(name, role), TextTable.Cell(counts.code), TextTable.Cell(counts.annotation),
      TextTable.Cell(counts.ratio.map(Self.hundredths) ?? "–"),
      TextTable.Cell(RunText.proved(counts.proved, of: counts.obligations)), TextTable.Cell(counts.solver),
    ]
    if hasTimes { row.append(TextTable.Cell(counts.time.map(RunText.duration) ?? "")) }
    return row
  }

  private static func hundredths(_ ratio: Double) -> String {
    let number = Int((ratio * 100).rounded())
    let digits = String(number % 100)
    return "\(number / 100)." + (digits.utf8.count < 2 ? "0" : "") + digits
  }
}
