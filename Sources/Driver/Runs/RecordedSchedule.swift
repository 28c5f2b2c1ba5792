import Report

/// A recorded schedule, read a line at a time and compared with what a run writes.
final class RecordedSchedule {
  private let lines: LineReader
  let header: ScheduleHeader
  /// The line that the next step has to be equal to.
  private var next: [UInt8]?

  /// - Throws: why the file cannot be read, or is no schedule.
  init(path: String) throws(ScheduleFileProblem) {
    do throws(LineReader.Problem) { lines = try LineReader(path: path, longest: Self.longestLine) } catch {
      throw Self.unreadable(error, line: nil)
    }
    guard let first = try Self.next(lines) else {
      throw ScheduleFileProblem(
        line: 1, "the file is empty", help: "record a run with `aimcheck run FILE --record SCHEDULE`")
    }
    header = try ScheduleHeader(line: first)
    let isCanonical = (try? header.line()) == first + [UInt8(ascii: "\n")]
    guard isCanonical, header.settings.maxSteps >= 1 else {
      throw ScheduleFileProblem(
        line: 1, "the first line is not as aimcheck writes it", help: "the file has been changed; record the run again")
    }
    next = try Self.next(lines)
  }

  /// Bytes of a line; no recorder writes longer ones.
  private static let longestLine = 1 << 22

  private static func next(_ lines: LineReader) throws(ScheduleFileProblem) -> [UInt8]? {
    let line: [UInt8]?
    do throws(LineReader.Problem) { line = try lines.next() } catch {
      throw unreadable(error, line: lines.number + 1)
    }
    guard lines.isCutOff else { return line }
    throw ScheduleFileProblem(
      line: lines.number, "the file is cut off in the middle of a line", help: "record the run again")
  }

  private static func unreadable(_ problem: LineReader.Problem, line: Int?) -> ScheduleFileProblem {
    switch problem {
    case .tooLong:
      ScheduleFileProblem(
        line: line, "the line is longer than any that aimcheck writes", help: "record the run again")
    case .unreadable(let reason):
      ScheduleFileProblem(
        line: line, "the file cannot be read: \(reason)", help: "give the path of a recorded schedule")
    }
  }

  /// The choices of all steps, joined by dots, for `explore`, which knows no settings.
  func choices() throws(ScheduleFileProblem) -> String {
    var choices: [String] = []
    while let line = next, let choice = ScheduleLine.choice(in: line) {
      guard choices.count < Self.mostChoices else {
        throw ScheduleFileProblem(
          line: lines.number, "it has more than \(Self.mostChoices) steps, too many to look at one by one",
          help: "run it with `aimcheck run FILE --replay`")
      }
      choices.append(String(choice))
      next = try Self.next(lines)
    }
    guard let line = next else { throw cutOff() }
    guard try ScheduleLine(line: line, number: lines.number).end != nil else {
      throw ScheduleFileProblem(line: lines.number, "the line has no choice as aimcheck writes it", help: Self.changed)
    }
    return choices.joined(separator: ".")
  }

  private static let mostChoices = 1_000_000

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
    do throws(ScheduleFileProblem) { next = try Self.next(lines) } catch { throw .schedule(error) }
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
            line: number, "the recorded run goes on with step \(end.steps + 1), and here it \(ours)", help: Self.changed
          )
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
      if try Self.next(lines) != nil {
        throw ScheduleFileProblem(
          line: lines.number, "the file goes on behind its end", help: "the file has been changed; record the run again"
        )
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
    let tool = Sanitizer.line(header.tool, limit: 40)
    let why = header.tool == Versions.aimcheck ? "this is a fault of aimcheck" : "aimcheck \(tool) ran it otherwise"
    let help = "the program's text is the one that was recorded, so that the file has been changed, or \(why)"
    return ScheduleFileProblem(line: number, "step \(here.step) is not the recorded one: \(what)", help: help)
  }
}
