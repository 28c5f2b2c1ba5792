/// The text of one `.aim` file, with its line table.
///
/// Offsets are UTF-8 byte offsets; lines and columns are counted from 1, columns in Unicode scalars, so that
/// they agree with what an editor shows.
package struct SourceFile: Sendable, Equatable {
  /// The path as the user gave it, or as an `import` resolved it; shown in every message.
  package let path: String
  /// The whole text.
  package let text: String
  /// Byte offset of the first byte of each line; never empty.
  package let lineStarts: [Int]

  package init(path: String, text: String) {
    self.path = path
    self.text = text
    var starts = [0]
    var offset = 0
    for byte in text.utf8 {
      offset += 1
      if byte == UInt8(ascii: "\n") { starts.append(offset) }
    }
    lineStarts = starts
  }

  /// The line and column of a byte offset; an offset behind the end is that of the end.
  package func position(ofOffset offset: Int) -> SourcePosition {
    let clamped = min(max(offset, 0), text.utf8.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= clamped { low = middle } else { high = middle }
    }
    let bytes = text.utf8
    var index = bytes.index(bytes.startIndex, offsetBy: lineStarts[low])
    let end = bytes.index(bytes.startIndex, offsetBy: clamped)
    var column = 1
    while index < end {
      // Continuation bytes of UTF-8 do not start a scalar.
      if bytes[index] & 0xC0 != 0x80 { column += 1 }
      index = bytes.index(after: index)
    }
    return SourcePosition(line: low + 1, column: column)
  }

  /// The text of line `line` (from 1) without its line end; empty when there is no such line.
  package func line(_ line: Int) -> Substring {
    guard line >= 1, line <= lineStarts.count else { return "" }
    let bytes = text.utf8
    let start = bytes.index(bytes.startIndex, offsetBy: lineStarts[line - 1])
    let stop = line < lineStarts.count ? lineStarts[line] : bytes.count
    let end = bytes.index(bytes.startIndex, offsetBy: stop)
    var slice = text[start..<end]
    while let last = slice.unicodeScalars.last, last == "\n" || last == "\r" { slice.unicodeScalars.removeLast() }
    return slice
  }
}

/// A place in a file: line and column, both from 1.
package struct SourcePosition: Sendable, Hashable, Comparable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (a: Self, b: Self) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// Names one file of a `SourceSet`.
package struct FileID: Sendable, Hashable, Comparable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
  package static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// A range of bytes in one file.
package struct SourceSpan: Sendable, Hashable {
  package var file: FileID
  /// First byte.
  package var start: Int
  /// One past the last byte; equal to `start` for a point between two bytes.
  package var end: Int

  package init(file: FileID, start: Int, end: Int) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// The smallest span that covers both; `other` must lie in the same file.
  package func union(_ other: SourceSpan) -> SourceSpan {
    SourceSpan(file: file, start: min(start, other.start), end: max(end, other.end))
  }
}

/// The files of one run: the one asked for, and all that it imports.
package struct SourceSet: Sendable, Equatable {
  package private(set) var files: [SourceFile] = []

  package init() {}

  package mutating func add(_ file: SourceFile) -> FileID {
    files.append(file)
    return FileID(files.count - 1)
  }

  package subscript(_ id: FileID) -> SourceFile { files[id.index] }

  /// Where a span starts.
  package func position(of span: SourceSpan) -> SourcePosition { self[span.file].position(ofOffset: span.start) }

  /// The text that a span covers.
  package func text(of span: SourceSpan) -> String {
    let bytes = self[span.file].text.utf8
    let end = bytes.index(bytes.startIndex, offsetBy: min(span.end, bytes.count))
    let start = bytes.index(bytes.startIndex, offsetBy: min(span.start, min(span.end, bytes.count)))
    return String(self[span.file].text[start..<end])
  }
}
