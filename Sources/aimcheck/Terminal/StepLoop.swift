import Driver
import Glibc
import Report

/// Commands from standard input, answers to standard output, until the input or the patience ends.
enum StepLoop {
  /// Bytes of a line of input.
  private static let longestLine = 1 << 12

  /// - Returns: 0, or after a message the exit status that says what was in the way.
  static func run(_ session: StepSession) -> Int32 {
    let input = LineReader(descriptor: STDIN_FILENO, longest: longestLine)
    let isInteractive = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
    guard ResultOutput.standard.write(session.greeting) else { return ResultOutput.failureStatus }
    while true {
      if isInteractive, !ResultOutput.standard.write("(\(session.prompt)) ") { return ResultOutput.failureStatus }
      let line: [UInt8]?
      do throws(LineReader.Problem) { line = try input.next() } catch {
        switch error {
        case .tooLong:
          Complaint.print("aimcheck: no command is as long as this line")
          return 64
        case .unreadable(let reason):
          Complaint.print("aimcheck: standard input cannot be read: \(reason)")
          return 3
        }
      }
      guard let line, let answer = session.answer(String(decoding: line, as: UTF8.self)) else { return 0 }
      guard ResultOutput.standard.write(answer) else { return ResultOutput.failureStatus }
    }
  }
}
