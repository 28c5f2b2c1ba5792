// One diagnostic as text: the sentence, the excerpt, the rows of evidence, the way forward.
import AIMLang

struct DiagnosticText {
  let sources: SourceSet
  let style: TextStyle

  /// A row below the excerpt: `= needs  right |-> _`.
  struct Row {
    var name: String
    var text: String
    var role: TextStyle.Role = .strong
    /// A command is of no use if it is cut.
    var isCut = true
  }

  func lines(_ diagnostic: DiagnosticRecord, extra: [Row] = []) -> [String] {
    let head = style.paint(
      "\(diagnostic.severity.rawValue)[\(Sanitizer.line(diagnostic.code))]", diagnostic.severity.role)
    var lines = [head + style.paint(": " + Sanitizer.line(diagnostic.message), .strong)]
    var annotations: [Annotation] = []
    if let place = diagnostic.place { annotations.append(Annotation(place: place, label: "", isPrimary: true)) }
    annotations += diagnostic.related.map { Annotation(place: $0.place, label: $0.label, isPrimary: false) }
    let gutter = Excerpt.gutter(for: annotations)
    lines += Excerpt(sources: sources, style: style)
      .lines(annotations, gutter: gutter, severity: diagnostic.severity)

    let rows = rows(of: diagnostic) + extra
    if !rows.isEmpty && !annotations.isEmpty {
      lines.append(style.paint(String(repeating: " ", count: gutter) + " |", .gutter))
    }
    let width = rows.map(\.name.utf8.count).max() ?? 0
    for row in rows {
      let padding = String(repeating: " ", count: width - row.name.utf8.count)
      lines.append(
        String(repeating: " ", count: gutter) + style.paint(" = ", .gutter) + style.paint(row.name, row.role) + padding
          + "  " + Sanitizer.line(row.text, limit: row.isCut ? Sanitizer.longestText : .max))
    }
    return lines
  }

  /// Rows of one kind share a line where that reads well: all values of the counterexample.
  private func rows(of diagnostic: DiagnosticRecord) -> [Row] {
    var rows: [Row] = []
    for kind in [EvidenceRow.Kind.needs, .has, .owner, .known, .note] {
      for fact in diagnostic.facts where fact.kind == kind {
        let text = fact.name.isEmpty ? fact.text : "\(fact.name): \(fact.text)"
        rows.append(Row(name: kind.label, text: text))
      }
      if kind == .known {
        let values = diagnostic.facts.filter { $0.kind == .value }
          .map { $0.name.isEmpty ? $0.text : "\($0.name) = \($0.text)" }
        if !values.isEmpty {
          rows.append(Row(name: EvidenceRow.Kind.value.label, text: values.joined(separator: ", ")))
        }
      }
    }
    if let suggestion = diagnostic.suggestion { rows.append(Row(name: "help", text: suggestion, role: .help)) }
    return rows
  }
}

extension EvidenceRow.Kind {
  fileprivate var label: String {
    switch self {
    case .needs: "needs"
    case .has: "has"
    case .owner: "owner"
    case .value: "with"
    case .known: "known"
    case .note: "note"
    }
  }
}
