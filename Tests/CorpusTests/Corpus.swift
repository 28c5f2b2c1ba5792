// The programs of Proofs/, as the tests read them.
import AIMLang
import Foundation

/// The folder `Proofs` of this package, and its programs.
enum Corpus {
  static let proofs = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Proofs").path

  /// With `AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests` the tables beside the programs are written anew
  /// instead of compared; look at the difference before you commit it.
  static let updates = ProcessInfo.processInfo.environment["AIMCHECK_UPDATE_CORPUS"] == "1"

  static let accepted = programs(in: "accepts")
  static let rejected = programs(in: "rejects")

  /// Paths below `Proofs`, sorted; folders called `modules` hold files that others import.
  static func programs(in folder: String) -> [String] {
    let root = proofs + "/" + folder
    let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".aim") && !$0.split(separator: "/").contains("modules") }
      .map { folder + "/" + $0 }.sorted()
  }

  /// A path below `Proofs` without its first folder, as the tables have it.
  static func name(_ path: String) -> String { path.split(separator: "/").dropFirst().joined(separator: "/") }

  /// The text of a file below `Proofs`; nil when there is none.
  static func text(_ path: String) -> String? { try? String(contentsOfFile: proofs + "/" + path, encoding: .utf8) }

  static func write(_ text: String, to path: String) throws {
    try text.write(toFile: proofs + "/" + path, atomically: true, encoding: .utf8)
  }

  /// Loads a program; `replacing` stands in for files of these paths.
  static func load(_ path: String, replacing: [String: String] = [:]) -> LoadResult {
    loadProgram(path: path) { replacing[$0] ?? text($0) }
  }

  /// A program that has to load.
  static func program(_ path: String) throws -> Program {
    let result = load(path)
    guard let program = result.program else { throw Unreadable(description: "\(path): \(result.diagnostics)") }
    return program
  }

  struct Unreadable: Error, CustomStringConvertible { let description: String }
}

/// Lines `key: value` of a table, in the file's order, without comments and empty lines.
struct Table {
  var rows: [(key: String, value: String)] = []

  init(_ text: String, separator: String) {
    for line in text.split(separator: "\n") where !line.hasPrefix("//") {
      guard let range = line.range(of: separator) else { continue }
      rows.append((String(line[..<range.lowerBound]), String(line[range.upperBound...])))
    }
  }

  subscript(key: String) -> String? { rows.first { $0.key == key }?.value }
}
