// Every example of `aimcheck explain` goes through the checker, so that the catalogue cannot say what is not so.

import AIMLang
import Driver
import Foundation
import Report
import Testing

@Suite struct ExplanationTests {
  /// Entries without a program, because it would have to be large or the checker broken.
  static func isWithoutExample(_ code: String) -> Bool {
    withoutExample.contains(code) || (code.hasSuffix(":not.supported") && code != "explore:not.supported")
  }

  private static let withoutExample: Set<String> = [
    "parse:file.large", "parse:files.many", "contract:limit.reached", "checker:limit.reached",
    "checker:engines.disagree", "checker:report.missing", "predicate:solver.unknown",
  ]

  @Test func codesAreDistinct() {
    let codes = Explanation.all.map(\.code)
    #expect(Set(codes).count == codes.count)
    for entry in Explanation.all {
      #expect(!entry.title.hasSuffix("."), "\(entry.code)")
      #expect(entry.meaning.hasSuffix("."), "\(entry.code)")
      #expect((entry.example == nil) == Self.isWithoutExample(entry.code), "\(entry.code)")
      #expect((entry.example == nil) == (entry.mended == nil), "\(entry.code)")
      // An example that shows another check's code is that check's own example.
      let shown = Explanation.find(entry.exampleCode)
      #expect(shown?.exampleCode == entry.exampleCode && shown?.example == entry.example, "\(entry.code)")
    }
  }

  @Test func everyCodeOfTheFrontEndIsExplained() {
    for code in FrontEndCode.allCases { #expect(Explanation.find(code.rawValue) != nil, "\(code.rawValue)") }
    let known = Set(FrontEndCode.allCases.map(\.rawValue))
    for entry in Explanation.all where entry.code.hasPrefix("parse:") || entry.code.hasPrefix("resolve:") {
      #expect(known.contains(entry.code), "\(entry.code) is no code of the front end")
    }
  }

  /// The codes that the sources write out; those that are put together from a check and a reason are seen where the
  /// corpus and the examples have them.
  @Test func everyCodeInTheSourcesIsExplained() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
    let pair = /DiagnosticCode\(\.([a-z]+), \.([a-zA-Z]+)\)/
    let detail = /DiagnosticCode\(\.([a-z]+), detail: "([a-z.]+)"\)/
    let refusal = /refuse\("([a-z.]+)",/
    var codes: Set<String> = []
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      // The driver only compares with codes; the catalogue is what is tested.
      if file.path.contains("/Driver/Confirmation/") || file.path.contains("/Explanations/") { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: pair) {
        let reason = try #require(Self.reasons[String(match.2)], "\(match.0)")
        codes.insert("\(match.1):\(reason)")
      }
      for match in text.matches(of: detail) { codes.insert("\(match.1):\(match.2)") }
      for match in text.matches(of: refusal) { codes.insert("unsupported:\(match.1)") }
    }
    #expect(codes.count > 30)
    for code in codes.sorted() { #expect(Explanation.find(code) != nil, "\(code)") }
  }

  /// `footprintMissing` → `footprint.missing`.
  private static let reasons = Dictionary(uniqueKeysWithValues: Reason.allCases.map { ("\($0)", $0.rawValue) })

  @Test func everyFolderOfRejectedProgramsIsExplained() throws {
    let rejects = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Proofs/rejects")
    // Those of the data structures have the same folders below one of their own.
    for root in [rejects, rejects.appending(path: "structures")] {
      for check in try FileManager.default.contentsOfDirectory(atPath: root.path).sorted()
      where !check.hasPrefix(".") && check != "structures" {
        let reasons = try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: check).path)
        for reason in (reasons ?? []).sorted() where !reason.hasPrefix(".") {
          #expect(Explanation.find("\(check):\(reason)") != nil, "\(check):\(reason)")
        }
      }
    }
  }

  @Test(arguments: Explanation.all.filter { $0.example != nil && $0.exampleCode == $0.code }.map(\.code))
  func exampleHasItsCodeAndMendedIsVerified(_ code: String) throws {
    let entry = try #require(Explanation.find(code))
    // A hard question needs no long wait to stay open.
    // Looked for on request only.
    let isFair = code == "explore:starvation"
    let budget: UInt64? = code.hasSuffix(":solver.unknown") ? 2_000 : nil
    let broken = try Self.check(entry.example ?? "", entry.modules, budget: budget, isFair: isFair)
    let codes = broken.codes
    #expect(codes.contains(code), "\(codes)")
    // Where the code is that of an error, there is no error for another reason.
    if code != "parse:errors.many" {
      let others = broken.errors.filter { $0 != code && !Self.isRelated($0, code) }
      #expect(others.isEmpty, "\(others)")
    }
    let mended = try Self.check(entry.mended ?? "", entry.modules, isFair: isFair)
    #expect(mended.codes.isEmpty, "\(mended.codes)")
    let hasBoot = entry.mended?.contains("boot {") == true
    #expect(mended.verdict.kind == (hasBoot ? .verified : .provedModule), "\(mended.verdict.sentence)")
  }

  @Test func unknownCodesGetSuggestions() {
    #expect(Explanation.suggestions(for: "load:footprint.mising") == ["load:footprint.missing"])
    #expect(Explanation.suggestions(for: "load").contains("load:footprint.missing"))
    #expect(Explanation.suggestions(for: "footprint.leftover").contains("iret:footprint.leftover"))
    #expect(Explanation.suggestions(for: "invarient:x").contains("invariant:imprecise"))
    #expect(Explanation.suggestions(for: "").isEmpty)
  }

  @Test func textKeepsToItsWidth() throws {
    for entry in Explanation.all {
      let text = entry.text(width: 80)
      #expect(text.hasPrefix("\(entry.code): \(entry.title)\n\n") && text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
      let meaning = text.split(separator: "\n\n", omittingEmptySubsequences: false).dropFirst().first ?? ""
      for line in meaning.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  // MARK: Running

  private struct Result {
    /// Codes of everything that a user is told, with those of errors apart.
    var codes: Set<String>
    var errors: Set<String>
    var verdict: Verdict
  }

  private static func check(
    _ text: String, _ modules: [String: String], budget: UInt64? = nil, isFair: Bool = false
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "explain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (path, module) in modules {
      try module.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
    }
    let main = folder.appending(path: "main.aim")
    try text.write(to: main, atomically: true, encoding: .utf8)
    var options = CheckOptions()
    options.maxStates = 100_000
    options.budget = budget
    options.findsStarvation = isFair
    let report = Driver.check(main.path, options).report
    let told =
      report.errors + report.warnings + report.assumptions + report.findings.map(\.diagnostic)
      + [report.exploration?.limit].compactMap { $0 }
    return Result(
      codes: Set(told.map(\.code)), errors: Set(told.filter { $0.severity == .error }.map(\.code)),
      verdict: report.verdict)
  }

  /// What may come along: other constructs that are refused, and the same reason at another check.
  private static func isRelated(_ other: String, _ code: String) -> Bool {
    if code.hasPrefix("unsupported:") { return other.hasPrefix("unsupported:") }
    return other.drop { $0 != ":" } == code.drop { $0 != ":" }
  }
}
