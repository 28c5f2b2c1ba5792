import AIMLang
import TestSupport

/// A program of up to two files as lines, so that it can be broken and shrunk line by line.
struct ProgramLines {
  /// Stands between the lines of the main file and those of the module that it imports.
  static let moduleMark = "// the module \"lock.aim\""

  var lines: [String]

  var text: String { lines.joined(separator: "\n") }

  func load() -> LoadResult {
    guard let mark = lines.firstIndex(of: Self.moduleMark) else { return loadText(text, path: "main.aim") }
    let module = lines[(mark + 1)...].joined(separator: "\n")
    return loadText(lines[..<mark].joined(separator: "\n"), path: "main.aim", files: ["lock.aim": module])
  }

  /// The program without lines that do not matter: as many are dropped as possible while `holds` stays true.
  func shrunk(while holds: (ProgramLines) -> Bool) -> ProgramLines {
    var smallest = self
    var step = max(1, lines.count / 4)
    while true {
      var start = 0
      let before = smallest.lines.count
      while start < smallest.lines.count {
        var shorter = smallest
        shorter.lines.removeSubrange(start..<min(start + step, smallest.lines.count))
        if holds(shorter) { smallest = shorter } else { start += step }
      }
      if step == 1, smallest.lines.count == before { return smallest }
      if smallest.lines.count == before { step = max(1, step / 2) }
    }
  }
}
