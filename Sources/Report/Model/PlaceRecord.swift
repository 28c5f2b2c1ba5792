import AIMLang

/// A range of source text, as reports write it: line and column count from 1, columns in Unicode scalars.
package struct PlaceRecord: Codable, Sendable, Hashable {
  package var path: String
  package var line: Int
  package var column: Int
  /// The line of the last character.
  package var endLine: Int
  /// One past the last character.
  package var endColumn: Int

  package init(path: String, line: Int, column: Int, endLine: Int, endColumn: Int) {
    self.path = path
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }

  package init(_ span: SourceSpan, in sources: SourceSet) {
    // A span of another run would be a fault of the checker, yet a report must still come out.
    guard sources.files.indices.contains(span.file.index) else {
      self.init(path: "", line: 1, column: 1, endLine: 1, endColumn: 1)
      return
    }
    let file = sources[span.file]
    let start = file.position(ofOffset: span.start)
    let end = file.position(ofOffset: max(span.start, span.end))
    self.init(path: file.path, line: start.line, column: start.column, endLine: end.line, endColumn: end.column)
  }

  /// `teeter.aim:12:3`.
  package var description: String { "\(path):\(line):\(column)" }
}
