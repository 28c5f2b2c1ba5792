/// Where a node of the syntax tree stands.
///
/// All places are equal: two trees are the same when they say the same, wherever they stand. That is what makes
/// “the printed text parses back to the same tree” a plain `==`.
package struct Place: Sendable, Equatable {
  package var span: SourceSpan

  package init(_ span: SourceSpan) { self.span = span }

  package static func == (_: Self, _: Self) -> Bool { true }
}

/// A name and where it is written; the text is empty where the parser had to make one up.
package struct Name: Sendable, Equatable {
  package var text: String
  package var place: Place

  package init(_ text: String, at span: SourceSpan) {
    self.text = text
    place = Place(span)
  }

  package var span: SourceSpan { place.span }
}
