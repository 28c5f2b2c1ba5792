// Writing results. A file appears under its name whole or not at all: it is written beside it under a temporary name
// and renamed. What is no regular file (a device, a pipe) is written to directly, since renaming would replace it.
import Glibc

package enum FileWriting {
  /// Replaces or makes the file at `path`.
  /// - Throws: the reason as a phrase; nothing is left under a temporary name then.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    let file = try UnfinishedFile(path)
    try file.append(bytes)
    try file.finish()
  }

  /// Writes all bytes, however many calls it takes.
  package static func write(_ bytes: [UInt8], toDescriptor descriptor: Int32) throws(FileProblem) {
    var position = 0
    while position < bytes.count {
      let written = bytes[position...].withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw FileProblem(reason: systemMessage(errno))
      }
      position += written
    }
  }

  /// Makes a folder and those above it; nothing to do where it exists.
  package static func makeFolder(_ path: String) throws(FileProblem) {
    if path.isEmpty || path.utf8.contains(0) { throw FileProblem(reason: "that is no folder name") }
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += part + "/"
      if mkdir(made, 0o777) != 0 && errno != EEXIST { throw FileProblem(reason: systemMessage(errno)) }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw FileProblem(reason: "it is not a folder")
    }
  }

  /// Takes away what is half written, and ends the process; for a run that is interrupted.
  package static func removeUnfinished(then end: () -> Never) -> Never { UnfinishedNames.removeAll(then: end) }

  /// Takes away what is half written, as far as that is possible after a crash.
  package static func removeUnfinishedAfterCrash() { UnfinishedNames.removeAll() }
}
