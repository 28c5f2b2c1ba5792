import AIMLang

/// A `Diagnostic` with its places resolved to lines and columns, ready to be written.
package struct DiagnosticRecord: Codable, Sendable, Equatable {
  package struct Related: Codable, Sendable, Equatable {
    package var place: PlaceRecord
    package var label: String

    package init(place: PlaceRecord, label: String) {
      self.place = place
      self.label = label
    }
  }

  package struct Fact: Codable, Sendable, Equatable {
    package var kind: EvidenceRow.Kind
    /// A source name, or empty.
    package var name: String
    package var text: String

    package init(_ kind: EvidenceRow.Kind, _ name: String = "", _ text: String) {
      self.kind = kind
      self.name = name
      self.text = text
    }
  }

  package var severity: Severity
  package var code: String
  package var message: String
  /// nil for what has no place in a source text, such as a file that cannot be read.
  package var place: PlaceRecord?
  package var related: [Related]
  package var facts: [Fact]
  package var suggestion: String?

  package init(
    severity: Severity, code: String, message: String, place: PlaceRecord?, related: [Related] = [], facts: [Fact] = [],
    suggestion: String? = nil
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.place = place
    self.related = related
    self.facts = facts
    self.suggestion = suggestion
  }

  package init(_ diagnostic: Diagnostic, in sources: SourceSet) {
    self.init(
      severity: diagnostic.severity, code: diagnostic.code.description, message: diagnostic.message,
      place: PlaceRecord(diagnostic.span, in: sources),
      related: diagnostic.related.map { Related(place: PlaceRecord($0.span, in: sources), label: $0.label) },
      facts: diagnostic.facts.map { Fact($0.kind, $0.name, $0.text) }, suggestion: diagnostic.suggestion)
  }

  /// Takes over what another engine said about the same fault and this one did not: kinds of rows and places.
  package mutating func complete(from other: DiagnosticRecord) {
    let mine = facts
    facts += other.facts.filter { fact in
      !mine.contains { $0.kind == fact.kind || (!fact.name.isEmpty && $0.name == fact.name && $0.text == fact.text) }
    }
    let places = related.map(\.place)
    related += other.related.filter { !places.contains($0.place) && $0.place != place }
    if suggestion == nil { suggestion = other.suggestion }
  }
}
