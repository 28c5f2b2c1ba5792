import AIMLang
import FoundationEssentials
import Testing

@testable import Report

@Suite struct ReportJSONTests {
  private func report(timing: Timing?) -> RunReport {
    RunReport(tool: RunReport.Tool(aimcheck: "0", cvc5: "1.0.3"), files: [Sample.refuted], timing: timing)
  }

  @Test func roundTrip() throws {
    let original = report(timing: Timing(total: 1.5, files: [FileTiming(total: 1.25, prove: 0.5)]))
    let json = try original.json()
    #expect(try JSONDecoder().decode(RunReport.self, from: Data(json)) == original)
    #expect(json.last == UInt8(ascii: "\n"))
  }

  @Test func absentIsLeftOut() throws {
    let text = String(decoding: try report(timing: nil).json(), as: UTF8.self)
    #expect(!text.contains("timing"))
    #expect(!text.contains("null"))
    #expect(text.contains("\"schemaVersion\" : 2"))
  }

  @Test func snapshotOfAnObligation() throws {
    let text = String(decoding: try report(timing: nil).json(), as: UTF8.self)
    #expect(
      text.contains(
        """
              "obligations" : [
                {
                  "check" : "load",
                  "cost" : {
                    "queries" : 1,
                    "visits" : 1
                  },
                  "description" : "`right` may be read",
                  "id" : "main#1",
                  "outcome" : "refuted",
                  "place" : {
                    "column" : 7,
                    "endColumn" : 23,
                    "endLine" : 8,
                    "line" : 8,
                    "path" : "teeter.aim"
                  },
                  "routine" : "main"
                }
              ],
        """))
  }

  @Test func hostileTextIsEscaped() throws {
    var file = Sample.refuted
    file.path = "a\u{1B}\"\\\n\u{0}.aim"
    let original = RunReport(tool: RunReport.Tool(aimcheck: "0", cvc5: "0"), files: [file], timing: nil)
    let json = try original.json()
    #expect(json.allSatisfy { $0 >= 0x20 || $0 == UInt8(ascii: "\n") })
    #expect(try JSONDecoder().decode(RunReport.self, from: Data(json)) == original)
  }

  @Test func mergingEvidence() {
    var record = Sample.missing
    var other = Sample.missing
    other.facts = [
      DiagnosticRecord.Fact(.needs, "", "something else"), DiagnosticRecord.Fact(.known, "", "ie == 1"),
      DiagnosticRecord.Fact(.note, "left", "50"),
    ]
    other.related = [
      DiagnosticRecord.Related(place: Sample.place(8, 7, 23), label: "itself"),
      DiagnosticRecord.Related(place: Sample.place(1, 1, 2), label: "more"),
    ]
    other.suggestion = "do otherwise"
    record.complete(from: other)
    #expect(record.facts == Sample.missing.facts + [DiagnosticRecord.Fact(.known, "", "ie == 1")])
    #expect(record.related.map(\.label) == ["which makes `right` public", "more"])
    #expect(record.suggestion == "insert `cli` before this instruction")
  }
}
