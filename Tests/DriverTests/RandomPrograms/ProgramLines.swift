import AIMLang
import Foundation
import TestSupport

/// A program of up to two files as lines, so that it can be broken and shrunk line by line.
struct ProgramLines: Equatable {
  /// Stands between the lines of the main file and those of the module that it imports.
  static let moduleMark = "// the module \"lock.aim\""

  var lines: [String]

  var text: String { lines.joined(separator: "\n") }

  /// The texts of its files.
  private var files: [(name: String, text: String)] {
    guard let mark = lines.firstIndex(of: Self.moduleMark) else { return [("main.aim", text + "\n")] }
    let parts = [("main.aim", lines[..<mark]), ("lock.aim", lines[(mark + 1)...])]
    return parts.map { ($0.0, $0.1.joined(separator: "\n") + "\n") }
  }

  func load() -> LoadResult {
    loadText(
      files[0].text, path: "main.aim", files: Dictionary(uniqueKeysWithValues: files.dropFirst().map { ($0, $1) }))
  }

  /// Writes its files into a folder of their own, and gives the path of the main one.
  ///
  /// - Throws: where the folder cannot be written.
  func write(to folder: URL) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files {
      try file.text.write(to: folder.appendingPathComponent(file.name), atomically: true, encoding: .utf8)
    }
    return folder.appendingPathComponent(files[0].name).path
  }

  /// The program without what does not matter: lines, routines and conjuncts are dropped while `holds` stays true, until
  /// none can be dropped any more.
  func shrunk(while holds: (ProgramLines) -> Bool) -> ProgramLines {
    var smallest = self
    while true {
      let before = smallest
      smallest.dropRoutines(while: holds)
      smallest.dropLines(while: holds)
      smallest.dropConjuncts(while: holds)
      if smallest == before { return smallest }
    }
  }

  /// A routine alone may be in the way of its lines: a body without its end does not load.
  private mutating func dropRoutines(while holds: (ProgramLines) -> Bool) {
    var start = 0
    while start < lines.count {
      guard ["func ", "handler ", "lemma "].contains(where: lines[start].hasPrefix),
        let end = lines[start...].firstIndex(of: "}")
      else {
        start += 1
        continue
      }
      var shorter = self
      shorter.lines.removeSubrange(start...end)
      if holds(shorter) { self = shorter } else { start = end }
    }
  }

  private mutating func dropLines(while holds: (ProgramLines) -> Bool) {
    var step = max(1, lines.count / 4)
    while true {
      var start = 0
      let before = lines.count
      while start < lines.count {
        var shorter = self
        shorter.lines.removeSubrange(start..<min(start + step, lines.count))
        if holds(shorter) { self = shorter } else { start += step }
      }
      if step == 1, lines.count == before { return }
      if lines.count == before { step = max(1, step / 2) }
    }
  }

  private mutating func dropConjuncts(while holds: (ProgramLines) -> Bool) {
    for index in lines.indices {
      var part = 0
      while true {
        var parts = Self.conjuncts(of: lines[index])
        guard parts.count > 1, part < parts.count else { break }
        parts.remove(at: part)
        var shorter = self
        shorter.lines[index] = parts.joined(separator: Self.separator)
        if holds(shorter) { self = shorter } else { part += 1 }
      }
    }
  }

  static let separator = " ** "

  /// The parts of a line between `**`; what stands before the first conjunct is part of it.
  static func conjuncts(of line: String) -> [String] { line.components(separatedBy: separator) }
}
