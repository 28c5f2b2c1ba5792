// Source lines with the places that matter marked below them, as rustc lays them out. Tabs, wide characters, CRLF and
// control characters keep their columns; a long line is cut to a window around its mark.
import AIMLang

/// A place to mark in an excerpt.
struct Annotation {
  var place: PlaceRecord
  var label: String
  var isPrimary: Bool
}

struct Excerpt {
  /// Columns of source text that an excerpt shows of one line.
  static let window = 100

  let sources: SourceSet
  let style: TextStyle

  /// The lines for `annotations`, the first of which is the primary one. Empty where the source is not at hand.
  func lines(_ annotations: [Annotation], gutter: Int, severity: Severity) -> [String] {
    var lines: [String] = []
    var paths: [String] = []
    for annotation in annotations where !paths.contains(annotation.place.path) { paths.append(annotation.place.path) }
    for (index, path) in paths.enumerated() {
      let here = annotations.filter { $0.place.path == path }
      guard let first = here.first else { continue }
      let arrow = index == 0 ? "-->" : ":::"
      lines.append(
        String(repeating: " ", count: gutter) + style.paint(arrow, .gutter) + " "
          + Sanitizer.line(first.place.description))
      guard let file = sources.files.first(where: { $0.path == path }) else { continue }
      lines += marked(here, in: file, gutter: gutter, severity: severity)
    }
    return lines
  }

  /// Columns for the line numbers of `annotations`.
  static func gutter(for annotations: [Annotation]) -> Int {
    max(2, String(annotations.map(\.place.line).max() ?? 1).utf8.count)
  }

  private func marked(_ annotations: [Annotation], in file: SourceFile, gutter: Int, severity: Severity) -> [String] {
    var lines = [margin("", gutter)]
    var previous: Int?
    for number in Set(annotations.map(\.place.line)).sorted() {
      if let previous, number > previous + 1 { lines.append(style.paint("...", .gutter)) }
      previous = number
      let here = annotations.filter { $0.place.line == number }
        .enumerated()
        .sorted { ($0.element.isPrimary ? 0 : 1, $0.offset) < ($1.element.isPrimary ? 0 : 1, $1.offset) }
        .map(\.element)
      let line = ShownLine(file.line(number), around: here.first?.place.column ?? 1)
      lines.append(margin(String(number), gutter, line.text))
      for annotation in here {
        let endColumn = annotation.place.endLine > number ? Int.max : annotation.place.endColumn
        let (indent, width) = line.columns(from: annotation.place.column, to: endColumn)
        let mark = String(repeating: annotation.isPrimary ? "^" : "-", count: width)
        let label = Sanitizer.line(annotation.label)
        lines.append(
          margin(
            "", gutter,
            String(repeating: " ", count: indent)
              + style.paint(
                label.isEmpty ? mark : mark + " " + label, annotation.isPrimary ? severity.role : .gutter)))
      }
    }
    return lines
  }

  private func margin(_ number: String, _ gutter: Int, _ text: String = "") -> String {
    let padded = String(repeating: " ", count: gutter - number.utf8.count) + number
    let margin = style.paint(padded + " |", .gutter)
    return text.isEmpty ? margin : margin + " " + text
  }
}

/// The part of a source line that an excerpt shows.
struct ShownLine {
  private var cells: [DisplayCell]
  /// Scalars of the line before the first cell.
  private var firstScalar: Int
  private var prefix: String
  private var suffix: String

  /// `column` counts scalars from 1 and is sure to be inside the window.
  init(_ line: Substring, around column: Int) {
    let scalars = line.unicodeScalars
    // At most one scalar in eight bytes of escape fills the window; what lies far off need not be looked at.
    let reach = Excerpt.window * 4
    var start = scalars.startIndex
    firstScalar = 0
    if column > reach,
      let index = scalars.index(scalars.startIndex, offsetBy: column - reach, limitedBy: scalars.endIndex)
    {
      start = index
      firstScalar = column - reach
    }
    let end = scalars.index(start, offsetBy: 2 * reach, limitedBy: scalars.endIndex) ?? scalars.endIndex
    cells = Sanitizer.cells(line[start..<end])
    prefix = firstScalar > 0 ? "…" : ""
    suffix = end < scalars.endIndex ? "…" : ""
    guard cells.reduce(0, { $0 + $1.width }) > Excerpt.window else { return }

    // The window begins a quarter of its width before the column, and never later than needed.
    let target = min(max(0, column - 1 - firstScalar), cells.count)
    var first = target
    var width = 0
    while first > 0, width + cells[first - 1].width <= Excerpt.window / 4 {
      first -= 1
      width += cells[first].width
    }
    if cells[..<target].reduce(0, { $0 + $1.width }) <= Excerpt.window / 2 { first = 0 }
    var last = first
    width = 0
    while last < cells.count, last <= target || width + cells[last].width <= Excerpt.window {
      width += cells[last].width
      last += 1
    }
    if first > 0 { prefix = "…" }
    if last < cells.count { suffix = "…" }
    cells = Array(cells[first..<last])
    firstScalar += first
  }

  var text: String {
    var text = prefix + cells.map(\.text).joined() + suffix
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Where to mark the scalars `column ..< endColumn` (from 1): blanks before the mark, and its width, at least 1.
  func columns(from column: Int, to endColumn: Int) -> (indent: Int, width: Int) {
    let start = min(max(0, column - 1 - firstScalar), cells.count)
    let last = cells.lastIndex { !$0.text.allSatisfy { $0 == " " } }.map { $0 + 1 } ?? 0
    let wanted = endColumn == Int.max ? last : endColumn - 1 - firstScalar
    let end = min(max(start, wanted), cells.count)
    let indent = cells[..<start].reduce(prefix.isEmpty ? 0 : 1) { $0 + $1.width }
    return (indent, max(1, cells[start..<end].reduce(0) { $0 + $1.width }))
  }
}
