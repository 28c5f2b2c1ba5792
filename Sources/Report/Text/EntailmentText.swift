/// The answers of `aimcheck entail` in the form that competitions use, and tables of them.
package struct EntailmentText: Sendable {
  private let style: TextStyle

  package init(style: TextStyle) { self.style = style }

  /// The answer alone for one file; a line for each of several.
  package func answers(_ report: EntailmentReport) -> String {
    if report.files.count == 1 { return report.files.map { answer($0) }.joined() }
    return report.files.map { "\(Sanitizer.line($0.path)): \(answer($0))" }.joined()
  }

  private func answer(_ file: EntailmentReport.File) -> String {
    let wrong = file.isWrong ? " (the file says \(Sanitizer.line(file.expected ?? "", limit: 20)))" : ""
    let lines = (file.explanation ?? []).map { "  " + Sanitizer.line($0) + "\n" }
    return file.answer + wrong + "\n" + lines.joined()
  }

  /// One line for each folder.
  package func table(_ report: EntailmentReport) -> String {
    let hasTimes = report.files.contains { $0.time != nil }
    var columns = [TextTable.Column(heading: "division")]
    columns += ["files", "solved", "wrong", "unknown"].map { TextTable.Column(heading: $0, isNumber: true) }
    if hasTimes { columns.append(TextTable.Column(heading: "time", isNumber: true)) }
    var table = TextTable(columns)
    for division in report.divisions { table.append(row(division, hasTimes)) }
    if report.divisions.count > 1 { table.append(row(report.total, hasTimes)) }
    return table.lines(style, indent: 0).joined(separator: "\n") + "\n"
  }

  private func row(_ division: EntailmentReport.Division, _ hasTimes: Bool) -> [TextTable.Cell] {
    var row = [
      TextTable.Cell(division.name), TextTable.Cell(division.files), TextTable.Cell(division.solved),
      TextTable.Cell(division.wrong), TextTable.Cell(division.unknown),
    ]
    if hasTimes {
      let hundredths = Int(((division.time ?? 0) / 10).rounded())
      let (seconds, rest) = (hundredths / 100, hundredths % 100)
      row.append(TextTable.Cell("\(seconds).\(rest < 10 ? "0" : "")\(rest) s"))
    }
    return row
  }

  /// What is wrong with files and why answers are unknown, for standard error.
  package func notes(_ report: EntailmentReport) -> [String] {
    report.files.compactMap { file in
      let path = Sanitizer.line(file.path)
      if let problem = file.problem {
        let place = problem.line.flatMap { line in problem.column.map { ":\(line):\($0)" } } ?? ""
        let severity = problem.kind == "unsupported" ? "note" : "error"
        let help = problem.help.map { $0.isEmpty ? "" : "\n  help: \(Sanitizer.line($0))" } ?? ""
        return "\(path)\(place): \(severity): \(Sanitizer.line(problem.message)) [smt:\(problem.kind)]\(help)"
      }
      return file.reason.map { "\(path): note: unknown: \(Sanitizer.line($0))" }
    }
  }
}
