import Glibc
import Report

/// A schedule as the command line gives it: choice indices joined by dots, or the path of a recorded one, whose choices are
/// taken.
///
/// - Returns: choice indices joined by dots, or the text as it is where there is no such file.
/// - Throws: why a file that is there is no recorded schedule.
package func givenSchedule(_ text: String) throws(FileProblem) -> String {
  let isWritten = text.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
  if isWritten || text.utf8.contains(0) || access(text, F_OK) != 0 { return text }
  do throws(ScheduleFileProblem) { return try RecordedSchedule(path: text).choices() } catch {
    let place = error.line.map { "\(text):\($0)" } ?? text
    throw FileProblem(reason: "\(place): \(error.message)")
  }
}
