/// How much a diagnostic matters to the verdict.
package enum Severity: String, Sendable, Codable, Comparable {
  /// The verdict cannot be positive.
  case error
  /// The verdict stands, but may promise less than its reader thinks.
  case warning
  /// Context.
  case note

  private var rank: Int {
    switch self {
    case .note: 0
    case .warning: 1
    case .error: 2
    }
  }

  package static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

/// A message about a place in a source file, as plain data: the engines make it, reports lay it out.
package struct Diagnostic: Sendable, Equatable {
  package var severity: Severity
  package var code: DiagnosticCode
  /// One sentence without a full stop, in the user's names.
  package var message: String
  /// The place to look at first.
  package var span: SourceSpan
  /// Other places that matter, in reading order.
  package var related: [RelatedPlace]
  /// What was needed, what there was, whose it is …: rows in reading order.
  package var facts: [EvidenceRow]
  /// A way forward, in the imperative; nil where none is known.
  package var suggestion: String?

  package init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at span: SourceSpan,
    related: [RelatedPlace] = [], facts: [EvidenceRow] = [], suggestion: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.span = span
    self.related = related
    self.facts = facts
    self.suggestion = suggestion
  }
}

/// A place that matters to a diagnostic, and why.
package struct RelatedPlace: Sendable, Equatable {
  package var span: SourceSpan
  /// A short phrase, as “the invariant that makes `right` public”.
  package var label: String

  package init(_ span: SourceSpan, _ label: String) {
    self.span = span
    self.label = label
  }
}

/// One row of evidence: a name and a text, both in source terms.
package struct EvidenceRow: Sendable, Equatable {
  package enum Kind: String, Sendable, Codable {
    /// What the rule needs.
    case needs
    /// What the running code has.
    case has
    /// Who owns the memory in question, and which declaration made it so.
    case owner
    /// A value in the counterexample.
    case value
    /// A fact known at this point.
    case known
    /// Anything else worth a line.
    case note
  }

  package var kind: Kind
  /// A source name (`r1`, `left`, `r`), or empty.
  package var name: String
  package var text: String

  package init(_ kind: Kind, _ name: String = "", _ text: String) {
    self.kind = kind
    self.name = name
    self.text = text
  }
}
