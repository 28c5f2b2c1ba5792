import Glibc

/// A file that is written a part at a time and appears under its name when it is whole, or never.
package final class UnfinishedFile {
  /// Bytes that wait, so that many small parts are few calls.
  private static let bufferSize = 1 << 16

  private let target: String
  /// nil where the parts go to a device or a pipe as they come.
  private let temporary: String?
  /// Under which the temporary file is noted.
  private var number: Int?
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Permissions of the file that is replaced.
  private var mode: mode_t?

  /// - Throws: the reason as a phrase.
  package init(_ path: String) throws(FileProblem) {
    if path.isEmpty || path.utf8.contains(0) { throw FileProblem(reason: "that is no file name") }
    var status = stat()
    var target = path
    var mode: mode_t?
    if stat(path, &status) == 0 {
      let kind = status.st_mode & S_IFMT
      if kind == S_IFDIR { throw FileProblem(reason: "it is a directory") }
      guard kind == S_IFREG else {
        self.target = path
        temporary = nil
        descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(reason: systemMessage(errno)) }
        return
      }
      guard access(path, W_OK) == 0 else { throw FileProblem(reason: systemMessage(errno)) }
      mode = status.st_mode & 0o7777
      // The file behind a symbolic link is replaced, not the link.
      if let resolved = realpath(path, nil) {
        target = String(cString: resolved)
        free(resolved)
      }
    }
    self.target = target
    self.mode = mode
    let made = try Self.openTemporary(beside: target)
    temporary = made.path
    (descriptor, number) = (made.descriptor, made.number)
  }

  deinit { discard() }

  /// - Throws: the reason as a phrase; nothing is left under a temporary name then.
  package func append(_ bytes: [UInt8]) throws(FileProblem) {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Gives the file its name.
  /// - Throws: the reason as a phrase; nothing is left under a temporary name then.
  package func finish() throws(FileProblem) {
    try flush()
    // Who could read the old file can read the new one, and nobody else.
    if let mode { fchmod(descriptor, mode) }
    let descriptor = descriptor
    self.descriptor = -1
    // A full disk may show only here.
    guard close(descriptor) == 0 else { return try fail(systemMessage(errno)) }
    guard let temporary else { return }
    guard rename(temporary, target) == 0 else { return try fail(systemMessage(errno)) }
    UnfinishedNames.forget(number)
    isNamed = true
  }

  private var isNamed = false

  private func flush() throws(FileProblem) {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    do throws(FileProblem) { try FileWriting.write(bytes, toDescriptor: descriptor) } catch {
      try fail(error.reason)
    }
  }

  private func fail(_ reason: String) throws(FileProblem) {
    discard()
    throw FileProblem(reason: reason)
  }

  /// Takes away what is there of it; nothing to do for a file that has its name.
  private func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    guard let temporary, !isNamed else { return }
    unlink(temporary)
    UnfinishedNames.forget(number)
    // What fails and is then let go of is forgotten once.
    number = nil
  }

  /// A new file; a leftover of an earlier process with the same number is passed over.
  private static func openTemporary(
    beside target: String
  ) throws(FileProblem) -> (path: String, descriptor: Int32, number: Int?) {
    for attempt in 0..<100 {
      let path = target + ".\(getpid())-\(attempt).tmp"
      let (descriptor, number) = UnfinishedNames.make(path)
      if descriptor >= 0 { return (path, descriptor, number) }
      if errno != EEXIST { throw FileProblem(reason: systemMessage(errno)) }
    }
    throw FileProblem(reason: "there are too many temporary files beside it")
  }
}
