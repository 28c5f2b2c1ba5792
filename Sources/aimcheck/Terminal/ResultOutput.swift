// Where results go. A result that did not arrive is no result: whoever writes learns of it and the exit status says so.
import Driver
import Glibc
import Report
import Synchronization

final class ResultOutput: Sendable {
  /// `EX_IOERR` of sysexits.
  static let failureStatus: Int32 = 74
  static let standard = ResultOutput(path: nil)

  /// nil for standard output.
  private let path: String?
  /// What a file will have, so far.
  private let pending = Mutex(Pending())

  private struct Pending {
    /// Bytes that are not in the file yet.
    var bytes: [UInt8] = []
    /// Made when there are many bytes, so that a short result leaves no trace before it is complete.
    var file: UnfinishedFile?

    mutating func flush(to path: String) throws(FileProblem) -> UnfinishedFile {
      let file: UnfinishedFile
      if let open = self.file { file = open } else { file = try UnfinishedFile(path) }
      self.file = file
      try file.append(bytes)
      bytes = []
      return file
    }
  }

  private static let manyBytes = 1 << 20

  private init(path: String?) { self.path = path }

  static func file(_ path: String) -> ResultOutput { ResultOutput(path: path) }

  /// - Returns: false, after a message, when it could not be written.
  func write(_ text: String) -> Bool { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) -> Bool {
    if let path { return append(bytes, to: path) }
    do throws(FileProblem) {
      try FileWriting.write(bytes, toDescriptor: STDOUT_FILENO)
      return true
    } catch {
      Complaint.print("aimcheck: cannot write to standard output: \(error.reason)")
      return false
    }
  }

  /// Makes a file appear under its name.
  func finish() -> Bool {
    guard let path else { return true }
    return complaining(path) { () throws(FileProblem) in
      try pending.withLock { pending throws(FileProblem) in
        try pending.flush(to: path).finish()
      }
    }
  }

  private func append(_ bytes: [UInt8], to path: String) -> Bool {
    complaining(path) { () throws(FileProblem) in
      try pending.withLock { pending throws(FileProblem) in
        pending.bytes += bytes
        guard pending.bytes.count > Self.manyBytes else { return }
        _ = try pending.flush(to: path)
      }
    }
  }

  private func complaining(_ path: String, _ work: () throws(FileProblem) -> Void) -> Bool {
    do throws(FileProblem) {
      try work()
      return true
    } catch {
      Complaint.print("aimcheck: cannot write `\(path)`: \(error.reason)")
      return false
    }
  }
}

extension ResultOutput {
  /// Writes the last part of a result.
  /// - Returns: `status`, or why there is no result.
  func end(_ text: String, _ status: Int32) -> Int32 {
    write(text) && finish() ? status : Self.failureStatus
  }

  func end(_ document: some ReportDocument, _ status: Int32) -> Int32 {
    guard let json = try? document.json() else {
      Complaint.print("aimcheck: the report cannot be written as JSON; please report this")
      return 70
    }
    return write(json) && finish() ? status : Self.failureStatus
  }
}

/// Messages to standard error that are no results.
enum Complaint {
  static func print(_ message: String) {
    // Where even this cannot be written, the exit status has to do.
    try? FileWriting.write(Array((message + "\n").utf8), toDescriptor: STDERR_FILENO)
  }
}

enum StandardDescriptors {
  /// Makes a closed stream fail when it is written to, instead of killing the process, as well as a file that is larger
  /// than the process may write, and keeps files that are opened later from taking the number of a closed stream.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number is this one. Read-only, so that writing to it is an error.
      _ = open("/dev/null", O_RDONLY)
    }
  }
}
