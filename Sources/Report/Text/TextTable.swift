// A table as text: a heading, then rows; columns as wide as what stands in them, two blanks between.

struct TextTable {
  /// A column's heading and the side on which its cells are aligned.
  struct Column {
    var heading: String
    /// Numbers are aligned on the right, words on the left.
    var isNumber = false
  }

  struct Cell {
    var text: String
    var role: TextStyle.Role?

    init(_ text: String, _ role: TextStyle.Role? = nil) {
      // A path may be longer than anybody reads in a table.
      self.text = Sanitizer.line(text, limit: 200)
      self.role = role
    }

    init(_ number: Int) { self.init(String(number)) }
  }

  let columns: [Column]
  private(set) var rows: [[Cell]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// - Parameter row: as many cells as there are columns.
  mutating func append(_ row: [Cell]) { rows.append(row) }

  /// Lines without their breaks; `indent` blanks before each.
  func lines(_ style: TextStyle, indent: Int = 2) -> [String] {
    let heading = columns.map { Cell($0.heading, .strong) }
    let widths = columns.indices.map { column in
      ([heading] + rows).map { Self.width($0[column].text) }.max() ?? 0
    }
    return ([heading] + rows).map { row in
      var line = String(repeating: " ", count: indent)
      for (index, cell) in row.enumerated() {
        let blanks = String(repeating: " ", count: widths[index] - Self.width(cell.text))
        let shown = cell.role.map { style.paint(cell.text, $0) } ?? cell.text
        line += (index > 0 ? "  " : "") + (columns[index].isNumber ? blanks + shown : shown + blanks)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func width(_ text: String) -> Int { Sanitizer.cells(text[...]).reduce(0) { $0 + $1.width } }
}
