import Driver
import Glibc
import Report

/// Commands from standard input, answers to standard output, until the input or the patience ends.
enum StepLoop {
  /// Bytes of a line of input.
  private static let longestLine = 1 << 12

  /// - Returns: false, after a message, when answers cannot be written.
  static func run(_ session: StepSession) -> Bool {
    let input = LineReader(descriptor: STDIN_FILENO, longest: longestLine)
    let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    guard ResultOutput.standard.write(session.greeting) else { return false }
    while true {
      if isInteractive, !ResultOutput.standard.write("(\(session.prompt)) ") { return false }
      let line: [UInt8]?
      do throws(LineReader.Problem) { line = try input.next() } catch {
        switch error {
        case .tooLong: Complaint.print("aimcheck: no command is as long as this line")
        case .unreadable(let reason): Complaint.print("aimcheck: standard input cannot be read: \(reason)")
        }
        return true
      }
      guard let line, let answer = session.answer(String(decoding: line, as: UTF8.self)) else { return true }
      guard ResultOutput.standard.write(answer) else { return false }
    }
  }
}
