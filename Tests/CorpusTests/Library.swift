// The programs of a folder of Proofs: modules without `boot`, and clients that boot and import them.
import AIMLang
import Foundation

/// A folder of modules and their clients as the tests see it.
struct Library: Sendable {
  /// The folders below `Proofs`, as they are tested.
  static let folders = ["kernel", "structures", "scheduler"]

  /// Paths below `Proofs`, sorted.
  private(set) var modules: [String] = []
  private(set) var clients: [String] = []
  /// The clients of each module, in their order: all that contain it, whoever imports it.
  private(set) var users: [String: [String]] = [:]
  /// Those that import it themselves.
  private(set) var importers: [String: [String]] = [:]

  /// - Throws: for a file that does not load.
  init(_ folder: String) throws {
    for path in Corpus.programs(in: folder) {
      let program = try Corpus.program(path)
      guard program.boot != nil else {
        modules.append(path)
        continue
      }
      clients.append(path)
      for file in program.sources.files.dropFirst() { users[file.path, default: []].append(path) }
      for module in Self.imports(of: program.sources.files[0]) { importers[module, default: []].append(path) }
    }
  }

  private static func imports(of file: SourceFile) -> [String] {
    file.text.matches(of: /(?m)^import "([^"]+)"/).map { match in
      let folder = URL(fileURLWithPath: "/" + file.path).deletingLastPathComponent()
      return String(folder.appendingPathComponent(String(match.1)).standardized.path.dropFirst())
    }
  }
}
