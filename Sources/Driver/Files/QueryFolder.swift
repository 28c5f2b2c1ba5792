import Glibc
import Prover
import Synchronization

/// Where `--keep-smt` puts the solver's queries, and `--proofs` what was proved with its proof.
///
/// Sessions number their queries by themselves and run at the same time; a digest of the text makes the names unique
/// without depending on who comes first.
final class QueryFolder: Sendable {
  private let folder: String
  private let prefix: String
  private let problem = Mutex<String?>(nil)

  /// - Parameter program: the path of the program, whose last part begins each name.
  init(_ folder: String, program: String) throws(FileProblem) {
    try FileWriting.makeFolder(folder)
    self.folder = folder
    let name = program.split(separator: "/").last.map(String.init) ?? "program"
    let stem = name.hasSuffix(".aim") ? String(name.dropLast(4)) : name
    prefix = String(
      stem.unicodeScalars.prefix(60).map { scalar in
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_")
          ? Character(scalar) : "-"
      })
  }

  /// - Returns: the path of the file; nil if it could not be written.
  @discardableResult func save(_ query: SavedQuery) -> String? {
    let path = path(of: query)
    return write(query.text, to: path) ? path : nil
  }

  /// - Parameter proof: goes into a file of the same name that ends in `.lfsc`.
  func save(_ problem: SavedQuery, proof: String) {
    let path = path(of: problem)
    if write(problem.text, to: path) { _ = write(proof, to: path.dropLast(5) + ".lfsc") }
  }

  private func path(of query: SavedQuery) -> String {
    let bytes = Array(query.text.utf8)
    var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let digits = String(digest, radix: 16)
    let suffix = String(repeating: "0", count: 16 - digits.utf8.count) + digits
    let name = query.fileName
    let stem = name.hasSuffix(".smt2") ? String(name.dropLast(5)) : name
    return "\(folder)/\(prefix)-\(stem)-\(suffix).smt2"
  }

  private func write(_ text: String, to path: String) -> Bool {
    do throws(FileProblem) {
      try FileWriting.write(Array(text.utf8), to: path)
      return true
    } catch {
      problem.withLock { if $0 == nil { $0 = "cannot write `\(path)`: \(error.reason)" } }
      return false
    }
  }

  /// The first failure to write; nil when every query is in the folder.
  var failure: String? { problem.withLock { $0 } }
}
