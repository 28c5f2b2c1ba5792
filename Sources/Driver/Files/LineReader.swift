import Glibc

/// The lines of a file or stream of any size, one at a time.
package final class LineReader {
  /// Why there is no next line.
  package enum Problem: Error, Sendable, Equatable {
    /// The line is longer than it may be; what follows it cannot be read either.
    case tooLong
    /// The system's reason, as a phrase.
    case unreadable(String)
  }

  private let descriptor: Int32
  private let isOwned: Bool
  private let longest: Int
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// How many lines have been read.
  package private(set) var number = 0
  /// Whether the last line read has no line break behind it.
  package private(set) var isCutOff = false

  /// - Parameter longest: bytes that a line may have.
  package init(descriptor: Int32, longest: Int) {
    self.descriptor = descriptor
    self.longest = longest
    isOwned = false
  }

  package init(path: String, longest: Int) throws(Problem) {
    if path.isEmpty || path.utf8.contains(0) { throw .unreadable("that is no file name") }
    self.longest = longest
    isOwned = true
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(systemMessage(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(systemMessage(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .unreadable("it is a directory") }
  }

  deinit { if isOwned, descriptor >= 0 { close(descriptor) } }

  /// The next line without its end; nil behind the last.
  package func next() throws(Problem) -> [UInt8]? {
    // What has been looked through already need not be again.
    var start = position
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[position..<end])
        position = end + 1
        number += 1
        return line
      }
      if buffer.count - position > longest { throw .tooLong }
      if isAtEnd {
        let line = Array(buffer[position...])
        position = buffer.count
        if line.isEmpty { return nil }
        isCutOff = true
        number += 1
        return line
      }
      buffer.removeSubrange(..<position)
      position = 0
      start = buffer.count
      try fill()
    }
  }

  private func fill() throws(Problem) {
    let size = 1 << 16
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: size) { memory, count in
      var got = read(descriptor, memory.baseAddress, size)
      while got < 0, errno == EINTR { got = read(descriptor, memory.baseAddress, size) }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    if failure != 0 { throw .unreadable(systemMessage(failure)) }
    if chunk.isEmpty { isAtEnd = true } else { buffer += chunk }
  }
}
