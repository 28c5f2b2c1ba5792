import Glibc
import Report

/// A recorded schedule, read a line at a time and compared with what a run writes.
final class RecordedSchedule {
  private let lines: LineReader
  let header: ScheduleHeader
  /// The line that the next step has to be equal to.
  private var next: [UInt8]?

  /// - Throws: why the file cannot be read, or is no schedule.
  init(path: String) throws(ScheduleFileProblem) {
    lines = try LineReader(path: path)
    guard let first = try lines.next() else {
      throw ScheduleFileProblem(
        line: 1, "the file is empty", help: "record a run with `aimcheck run FILE --record SCHEDULE`")
    }
    header = try ScheduleHeader(line: first)
    let isCanonical = (try? header.line()) == first + [UInt8(ascii: "\n")]
    guard isCanonical, header.settings.maxSteps >= 1 else {
      throw ScheduleFileProblem(
        line: 1, "the first line is not as aimcheck writes it", help: "the file has been changed; record the run again")
    }
    next = try lines.next()
  }

  /// The choice of the next step.
  func choice(step: Int) throws(ScheduleFileProblem) -> Int {
    guard let line = next else { throw cutOff() }
    if let choice = ScheduleLine.choice(in: line) { return choice }
    let understood = try ScheduleLine(line: line, number: lines.number)
    if let end = understood.end {
      throw ScheduleFileProblem(
        line: lines.number,
        "the recorded run ends after \(count(step - 1, "step")) (\(Sanitizer.line(end, limit: 40))), and here it goes on",
        help: Self.changed)
    }
    throw ScheduleFileProblem(line: lines.number, "the line has no choice as aimcheck writes it", help: Self.changed)
  }

  /// The run takes no such choice.
  func noChoice(_ choice: Int, step: Int, available: Int) -> ScheduleFileProblem {
    ScheduleFileProblem(
      line: lines.number,
      "step \(step) takes choice \(choice), and here there \(available == 1 ? "is" : "are") only "
        + count(available, "choice"), help: Self.changed)
  }

  func compare(_ step: ScheduleStep, _ line: [UInt8]) throws(RunProblem) {
    guard let recorded = next else { throw .schedule(cutOff()) }
    let number = lines.number
    if recorded.count + 1 != line.count || !line.starts(with: recorded) {
      throw .schedule(difference(step, recorded, number))
    }
    do throws(ScheduleFileProblem) { next = try lines.next() } catch { throw .schedule(error) }
  }

  func compare(_ end: ScheduleEnd) throws(RunProblem) {
    do throws(ScheduleFileProblem) {
      guard let recorded = next else { throw cutOff() }
      let number = lines.number
      if recorded + [UInt8(ascii: "\n")] != end.line {
        let understood = try ScheduleLine(line: recorded, number: number)
        let ours = "ends after \(count(end.steps, "step")) (\(end.end.rawValue))"
        guard let theirs = understood.end else {
          throw ScheduleFileProblem(
            line: number, "the recorded run goes on with step \(end.steps + 1), and here it \(ours)", help: Self.changed)
        }
        if theirs == end.end.rawValue, understood.steps == end.steps {
          throw ScheduleFileProblem(
            line: number, "every step is the same, but the digest of the lines before is another one",
            help: "the file has been changed since it was recorded; record the run again")
        }
        throw ScheduleFileProblem(
          line: number, "the recorded run ends with “\(Sanitizer.line(theirs, limit: 40))”, and here it \(ours)",
          help: Self.changed)
      }
      if try lines.next() != nil {
        throw ScheduleFileProblem(
          line: lines.number, "the file goes on behind its end", help: "the file has been changed; record the run again")
      }
    } catch { throw .schedule(error) }
  }

  private static let changed =
    "the file, or aimcheck, is another one than when it was recorded; record the run again"

  private func cutOff() -> ScheduleFileProblem {
    ScheduleFileProblem(
      line: lines.number + 1, "the file is cut off: the line that says how the run ended is missing",
      help: "record the run again")
  }

  /// Which part of a step is another one.
  private func difference(_ here: ScheduleStep, _ line: [UInt8], _ number: Int) -> ScheduleFileProblem {
    let recorded: ScheduleLine
    do throws(ScheduleFileProblem) { recorded = try ScheduleLine(line: line, number: number) } catch { return error }
    func shown(_ text: String?) -> String { "“\(Sanitizer.line(text ?? "", limit: 120))”" }
    var parts: [String] = []
    func part(_ name: String, _ old: String?, _ new: String) {
      if old != new { parts.append("\(name) was \(shown(old)), here it is \(shown(new))") }
    }
    part("the number", recorded.step.map(String.init), String(here.step))
    part("who took it", recorded.actor, here.actor)
    part("what was done", recorded.action, here.action)
    part("the place", recorded.place, here.place)
    part("the number of choices", recorded.of.map(String.init), String(here.choiceCount))
    part("the digest of what changed", recorded.changes, here.changes)
    part("what went wrong", (recorded.faults ?? []).joined(separator: ", "), here.faults.joined(separator: ", "))
    let what = parts.isEmpty ? "the line is written in another way" : parts.joined(separator: "; ")
    var help = "the program's text is the one that was recorded, so the file has been changed, or "
    help += header.tool == Versions.aimcheck ? "this is a fault of aimcheck" : "aimcheck \(header.tool) ran it otherwise"
    return ScheduleFileProblem(line: number, "step \(here.step) is not the recorded one: \(what)", help: help)
  }
}

/// The lines of a file of any size, one at a time.
private final class LineReader {
  /// Longer lines are none that a recorder writes.
  private static let longest = 1 << 22

  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0
  private var isAtEnd = false
  /// The line read last, from 1.
  private(set) var number = 0

  init(path: String) throws(ScheduleFileProblem) {
    func refuse(_ reason: String) -> ScheduleFileProblem {
      ScheduleFileProblem(line: nil, "the file cannot be read: \(reason)", help: "give the path of a recorded schedule")
    }
    if path.isEmpty || path.utf8.contains(0) { throw refuse("that is no file name") }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refuse(systemMessage(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refuse(systemMessage(errno)) }
    if status.st_mode & S_IFMT == S_IFDIR { throw refuse("it is a directory") }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The next line without its end; nil behind the last. A last line without an end is cut off.
  func next() throws(ScheduleFileProblem) -> [UInt8]? {
    var start = position
    while true {
      if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(buffer[position..<end])
        position = end + 1
        number += 1
        return line
      }
      if buffer.count - position > Self.longest {
        throw ScheduleFileProblem(
          line: number + 1, "the line is longer than any that aimcheck writes", help: "record the run again")
      }
      if isAtEnd {
        if position == buffer.count { return nil }
        throw ScheduleFileProblem(
          line: number + 1, "the file is cut off in the middle of a line", help: "record the run again")
      }
      buffer.removeSubrange(..<position)
      position = 0
      start = buffer.count
      try fill()
    }
  }

  private func fill() throws(ScheduleFileProblem) {
    let size = 1 << 16
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: size) { memory, count in
      var got = read(descriptor, memory.baseAddress, size)
      while got < 0, errno == EINTR { got = read(descriptor, memory.baseAddress, size) }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    if failure != 0 {
      throw ScheduleFileProblem(
        line: number + 1, "the file cannot be read: \(systemMessage(failure))", help: "record the run again")
    }
    if chunk.isEmpty { isAtEnd = true } else { buffer += chunk }
  }
}
