import AIMLang
import TestSupport
import Testing

@testable import Prover

/// The teeter-totter without any one of its instructions, in each width.
@Suite struct TeeterMutationTests {
  /// What is left proved when the line is removed, and why that is right.
  private static let equivalent: [Int: String] = [
    17: "without `iret` the handler goes on to the message, and ends there",
    36: "without the jump the thread ends after one round",
    38: "without the message, the thread ends just the same",
    18: "without the message, the handler returns just the same",
  ]

  private static var instructionLines: [Int] { Array(10...18) + [19] + Array(27...39) }

  @Test(arguments: instructionLines) func withoutOneInstruction(_ line: Int) throws {
    var lines = SamplePrograms.teeter.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let text = lines[line - 1]
    // A label stays where it is.
    lines[line - 1] = text.contains(":") ? String(text.prefix { $0 != ":" }) + ":" : ""
    let loaded = loadText(lines.joined(separator: "\n"))
    // Without its last instruction a routine does not load.
    guard let program = loaded.program else { return }
    let report = prove(program)
    #expect(
      report.allProved == (Self.equivalent[line] != nil),
      "line \(line): \(text)\n\(transcript(report, in: program))")
  }

  @Test(arguments: [8, 16, 32, 64]) func everyWidth(_ width: Int) throws {
    let program = try programFromText("word \(width)\n" + SamplePrograms.teeter)
    let report = prove(program)
    #expect(report.allProved, "\(transcript(report, in: program))")
    #expect(report.obligations.count == 20)
  }

  /// 200 + 100 does not fit eight bits: what was a sum without wrap-around is none any more.
  @Test func aSumThatWrapsAtEightBits() throws {
    let source = SamplePrograms.teeter.replacing("l + r == 100", with: "l + r == 300")
      .replacing("global left  = 50", with: "global left  = 150").replacing(
        "global right = 50", with: "global right = 150")
    #expect(prove(try programFromText(source)).allProved)
    #expect(
      failures(try programFromText("word 8\n" + source)) == [
        "refuted iret:invariant.unproved @18", "refuted sti:invariant.unproved @36",
      ])
  }
}
