// Reading source texts from disk. Whatever a path leads to, the answer is a text or one clear line: a directory, a
// device that never ends, bytes that are no text.
import Glibc

/// Why a file cannot be read as a text.
package struct FileProblem: Error, Sendable, Equatable {
  /// A phrase, as “it is a directory”.
  package let reason: String
}

enum SourceReading {
  /// Bytes of the largest text that is looked at; the front end has a lower bound with a message of its own.
  static let limit = 16 << 20

  /// - Parameter regularOnly: refuses pipes and devices, which an import has no business with.
  static func text(ofFileAt path: String, regularOnly: Bool) throws(FileProblem) -> String {
    let bytes = try bytes(ofFileAt: path, regularOnly: regularOnly, limit: limit)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    throw FileProblem(reason: "it is not UTF-8 text (line \(line(ofFirstInvalidByteIn: bytes)))")
  }

  /// - Parameter limit: bytes of the largest file that is looked at.
  static func bytes(ofFileAt path: String, regularOnly: Bool, limit: Int) throws(FileProblem) -> [UInt8] {
    if path.isEmpty { throw FileProblem(reason: "the path is empty") }
    // The system would cut the path there and read another file.
    if path.utf8.contains(0) { throw FileProblem(reason: "the path contains a zero byte") }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (regularOnly ? O_NONBLOCK : 0))
    guard descriptor >= 0 else { throw FileProblem(reason: systemMessage(errno)) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileProblem(reason: systemMessage(errno)) }
    let kind = status.st_mode & S_IFMT
    if kind == S_IFDIR { throw FileProblem(reason: "it is a directory") }
    if regularOnly && kind != S_IFREG { throw FileProblem(reason: "it is not a regular file") }

    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 1)
    defer { chunk.deallocate() }
    var bytes: [UInt8] = []
    while true {
      let got = read(descriptor, chunk.baseAddress, chunk.count)
      if got == 0 { break }
      if got < 0 {
        if errno == EINTR { continue }
        throw FileProblem(reason: systemMessage(errno))
      }
      bytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[..<got]))
      if bytes.count > limit { throw FileProblem(reason: "it has more than \(limit >> 20) MiB") }
    }
    return bytes
  }

  private static func line(ofFirstInvalidByteIn bytes: [UInt8]) -> Int {
    // Lines are valid or not by themselves: no line break is part of a longer sequence.
    var line = 1
    for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return line
  }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
  String(cString: strerror(number)).lowercasedFirst
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
