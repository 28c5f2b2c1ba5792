// Writing results. A file appears under its name whole or not at all: it is written beside it under a temporary name
// and renamed. What is no regular file (a device, a pipe) is written to directly, since renaming would replace it.
import Glibc
import Synchronization

package enum FileWriting {
  /// Temporary files that exist now, so that an interrupted run can take them away.
  private static let unfinished = Mutex<[String]>([])

  /// Replaces or makes the file at `path`.
  /// - Throws: the reason as a phrase; nothing is left under a temporary name then.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    if path.isEmpty || path.utf8.contains(0) { throw FileProblem(reason: "that is no file name") }
    var status = stat()
    var target = path
    var mode: mode_t?
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw FileProblem(reason: "it is a directory") }
      guard kind == S_IFREG else { return try writeDirectly(bytes, to: path) }
      guard access(path, W_OK) == 0 else { throw FileProblem(reason: systemMessage(errno)) }
      mode = status.st_mode & 0o7777
      // The file behind a symbolic link is replaced, not the link.
      if let resolved = realpath(path, nil) {
        target = String(cString: resolved)
        free(resolved)
      }
    }
    let (temporary, descriptor) = try openTemporary(beside: target)
    unfinished.withLock { $0.append(temporary) }
    defer { unfinished.withLock { $0.removeAll { $0 == temporary } } }
    do throws(FileProblem) {
      do throws(FileProblem) { try write(bytes, toDescriptor: descriptor) } catch {
        close(descriptor)
        throw error
      }
      // Who could read the old file can read the new one, and nobody else.
      if let mode { fchmod(descriptor, mode) }
      // A full disk may show only here.
      guard close(descriptor) == 0 else { throw FileProblem(reason: systemMessage(errno)) }
      guard rename(temporary, target) == 0 else { throw FileProblem(reason: systemMessage(errno)) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// A new file; a leftover of an earlier process with the same number is passed over.
  private static func openTemporary(beside target: String) throws(FileProblem) -> (path: String, descriptor: Int32) {
    for attempt in 0..<100 {
      let path = target + ".\(getpid())-\(attempt).tmp"
      let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (path, descriptor) }
      if errno != EEXIST { throw FileProblem(reason: systemMessage(errno)) }
    }
    throw FileProblem(reason: "there are too many temporary files beside it")
  }

  private static func writeDirectly(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileProblem(reason: systemMessage(errno)) }
    defer { close(descriptor) }
    try write(bytes, toDescriptor: descriptor)
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

  /// Takes away what is half written; called when the run is interrupted.
  package static func removeUnfinished() {
    for path in unfinished.withLock({ $0 }) { unlink(path) }
  }
}
