// A run on paper: docs/running.md describes the format. One JSON object a line: what was run, each step, how it ended.
// Equal runs are equal bytes, so that a replay is the same run exactly where it writes the same lines.
import FoundationEssentials

/// The first line of a recorded schedule.
package struct ScheduleHeader: Codable, Sendable, Equatable {
  package static let format = "aimcheck-schedule"
  /// Raised whenever a reader of the previous version could misunderstand the file.
  package static let currentVersion = 1

  package var format: String
  package var version: Int
  /// The version of aimcheck that recorded it.
  package var tool: String
  /// All files of the program, the one that was run first.
  package var sources: [ExecutionReport.Source]
  /// Bits of a word.
  package var width: Int
  package var settings: ExecutionReport.Settings

  package init(tool: String, sources: [ExecutionReport.Source], width: Int, settings: ExecutionReport.Settings) {
    format = Self.format
    version = Self.currentVersion
    self.tool = tool
    self.sources = sources
    self.width = width
    self.settings = settings
  }

  /// What every version of the header has.
  private struct Prefix: Decodable {
    var format: String
    var version: Int
  }

  /// Reads the first line of a file.
  /// - Throws: `ScheduleFileProblem`.
  package init(line: [UInt8]) throws(ScheduleFileProblem) {
    let decoder = JSONDecoder()
    let data = Data(line)
    guard let prefix = try? decoder.decode(Prefix.self, from: data), prefix.format == Self.format else {
      throw ScheduleFileProblem(
        line: 1, "it is no recorded schedule: the first line does not say `\"format\": \"\(Self.format)\"`",
        help: "record one with `aimcheck run FILE --record SCHEDULE`")
    }
    guard prefix.version == Self.currentVersion else {
      throw ScheduleFileProblem(
        line: 1,
        "it has version \(prefix.version) of the format, and this aimcheck reads version \(Self.currentVersion)",
        help: "replay it with the aimcheck that recorded it, or record the run again")
    }
    do { self = try decoder.decode(Self.self, from: data) } catch {
      throw ScheduleFileProblem(
        line: 1, "the first line lacks a part of what was run, or a part of it is of the wrong form",
        help: "record the run again")
    }
  }

  /// The line, with its end.
  /// - Throws: an `EncodingError`, for a number that JSON cannot write; there is none in a header.
  package func line() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}

/// A line of a recorded schedule behind the first.
package struct ScheduleStep: Sendable, Equatable {
  package var step: Int
  package var choice: Int
  package var choiceCount: Int
  package var actor: String
  package var action: String
  /// `teeter.aim:12:3`; empty where nothing in a text is executed.
  package var place: String
  /// The first 16 digits of the SHA-256 of what the step changed.
  package var changes: String
  /// Codes of the faults of the step.
  package var faults: [String]

  package init(
    step: Int, choice: Int, choiceCount: Int, actor: String, action: String, place: String, changes: String,
    faults: [String]
  ) {
    self.step = step
    self.choice = choice
    self.choiceCount = choiceCount
    self.actor = actor
    self.action = action
    self.place = place
    self.changes = changes
    self.faults = faults
  }

  /// The line, with its end.
  package var line: [UInt8] {
    var text = "{\"step\":\(step),\"choice\":\(choice),\"of\":\(choiceCount),\"actor\":\(JSONText.quoted(actor))"
    text += ",\"action\":\(JSONText.quoted(action)),\"place\":\(JSONText.quoted(place)),\"changes\":\"\(changes)\""
    if !faults.isEmpty { text += ",\"faults\":[\(faults.map(JSONText.quoted).joined(separator: ","))]" }
    return Array((text + "}\n").utf8)
  }
}

/// The last line of a recorded schedule.
package struct ScheduleEnd: Sendable, Equatable {
  package var end: ExecutionReport.EndKind
  package var steps: Int
  /// The code of what ended the run; empty for a good end.
  package var code: String
  /// The SHA-256 of all lines before.
  package var digest: String

  package init(end: ExecutionReport.EndKind, steps: Int, code: String, digest: String) {
    self.end = end
    self.steps = steps
    self.code = code
    self.digest = digest
  }

  /// The line, with its end.
  package var line: [UInt8] {
    let code = code.isEmpty ? "" : ",\"code\":\(JSONText.quoted(code))"
    return Array("{\"end\":\"\(end.rawValue)\",\"steps\":\(steps)\(code),\"digest\":\"\(digest)\"}\n".utf8)
  }
}

/// Any line behind the first, as far as it can be understood.
package struct ScheduleLine: Decodable, Sendable {
  package var step: Int?
  package var choice: Int?
  package var of: Int?
  package var actor: String?
  package var action: String?
  package var place: String?
  package var changes: String?
  package var faults: [String]?
  package var end: String?
  package var steps: Int?

  /// - Throws: `ScheduleFileProblem` for what is no JSON object, or has parts of the wrong form.
  package init(line: [UInt8], number: Int) throws(ScheduleFileProblem) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(line)) } catch {
      throw ScheduleFileProblem(
        line: number, "the line is not a step and not the end of a recorded schedule",
        help: "the file has been changed since it was recorded; record the run again")
    }
  }

  /// The choice of a step's line as it is written, without reading all of it; nil for any other line.
  package static func choice(in line: [UInt8]) -> Int? {
    var position = 0
    func skip(_ text: StaticString) -> Bool {
      let count = text.utf8CodeUnitCount
      guard position + count <= line.count else { return false }
      for index in 0..<count where line[position + index] != text.utf8Start[index] { return false }
      position += count
      return true
    }
    func number() -> Int? {
      var value = 0
      let start = position
      while position < line.count, line[position] >= 0x30, line[position] <= 0x39 {
        let (product, overflows) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflowsToo) = product.addingReportingOverflow(Int(line[position] - 0x30))
        if overflows || overflowsToo { return nil }
        value = sum
        position += 1
      }
      return position > start ? value : nil
    }
    guard skip("{\"step\":"), number() != nil, skip(",\"choice\":") else { return nil }
    return number()
  }
}

/// Why a recorded schedule cannot be replayed.
package struct ScheduleFileProblem: Error, Sendable, Equatable {
  /// From 1; nil where the whole file is meant.
  package var line: Int?
  package var message: String
  package var help: String

  package init(line: Int?, _ message: String, help: String) {
    self.line = line
    self.message = message
    self.help = help
  }
}

enum JSONText {
  /// A JSON string. Control characters and marks that reorder text are written as numbers, all others as they are.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      default:
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value) {
          let digits = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }
}
