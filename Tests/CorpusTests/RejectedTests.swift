// Every program of Proofs/rejects is refused with exactly the codes and lines that its first lines say:
//
//     // expect: sti:invariant.unproved at line 22      one line for each error
//     // warns: handler:unreachable at line 9           one line for each warning
//     // assumes: ghost:assume.assumed at line 16       one line for each assumption
//     // stops: explore:limit.reached at line 9         where exploration is cut short
//     // confirmed: boot                                whether a run of the machine shows the first error:
//                                                       boot, counterexample, no, undecided; absent when nothing runs
//     // exits: 1                                       where another error is refuted and the first is undecided
//     // verdict: proved-under-assumptions              where there is no error, and yet no “verified”
import AIMLang
import Driver
import Foundation
import Report
import Testing

@Suite struct RejectedTests {
  @Test func thereAreEnough() {
    #expect(Corpus.rejected.count >= 100)
    let folders = Set(Corpus.rejected.map(Self.pair))
    #expect(folders.count >= 60, "\(folders.count) pairs of check and reason")
  }

  @Test(arguments: Corpus.rejected) func refused(_ path: String) throws {
    let text = try #require(Corpus.text(path))
    let expected = Expectation(text)
    let checked = check(Corpus.proofs + "/" + path)
    let file = checked.report
    let errors = file.errors.filter { $0.severity == .error } + file.findings.map(\.diagnostic)
    #expect(errors.map(Expectation.line).sorted() == expected.errors.sorted())
    let warnings = file.warnings + file.errors.filter { $0.severity == .warning }
    #expect(warnings.map(Expectation.line).sorted() == expected.warnings.sorted())
    #expect(file.assumptions.map(Expectation.line) == expected.assumptions)
    #expect((file.exploration?.limit).map { [Expectation.line($0)] } ?? [] == expected.stops)
    if let verdict = expected.verdict { #expect(file.verdict.kind.rawValue == verdict) }
    #expect(Expectation.confirmation(of: file, firstError: expected.errors.first) == expected.confirmed)
    #expect(file.verdict.exitStatus == expected.exitStatus, "\(file.verdict.sentence)")

    let pair = Self.pair(path)
    let all = expected.errors + expected.warnings + expected.assumptions + expected.stops
    #expect(all.contains { $0.hasPrefix(pair + " at line ") }, "the folder's code")

    let again = check(Corpus.proofs + "/" + path).report
    #expect(try Self.bytes(file) == Self.bytes(again), "two runs differ")

    var options = CheckOptions()
    options.reduces = false
    options.cores = 3
    let whole = check(Corpus.proofs + "/" + path, options).report
    #expect(whole.findings == file.findings, "what a reduced exploration leaves out matters")
    #expect(whole.verdict == file.verdict)
  }

  /// Check and reason: the last two folders of a path.
  static func pair(_ path: String) -> String { path.split(separator: "/").dropLast().suffix(2).joined(separator: ":") }

  /// The report without times, as `--format json` writes it.
  static func bytes(_ file: FileReport) throws -> [UInt8] {
    try RunReport(tool: .init(aimcheck: "", cvc5: ""), files: [file], timing: nil).json()
  }
}

/// What the first lines of a rejected program say.
struct Expectation {
  var errors: [String] = []
  var warnings: [String] = []
  var assumptions: [String] = []
  var stops: [String] = []
  var verdict: String?
  var confirmed: String?
  var exits: Int?

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard line.hasPrefix("// ") else { break }
      func value(_ key: String) -> String? {
        line.hasPrefix("// \(key): ") ? String(line.dropFirst(key.count + 5)) : nil
      }
      if let error = value("expect") { errors.append(error) }
      if let warning = value("warns") { warnings.append(warning) }
      if let assumption = value("assumes") { assumptions.append(assumption) }
      if let limit = value("stops") { stops.append(limit) }
      confirmed = confirmed ?? value("confirmed")
      verdict = verdict ?? value("verdict")
      exits = exits ?? value("exits").flatMap { Int($0) }
    }
  }

  /// 2 when nothing is known to be wrong, 3 when the front end refuses, else 1.
  var exitStatus: Int {
    if let exits { return exits }
    if verdict != nil { return 2 }
    if confirmed == nil { return 3 }
    return confirmed == "undecided" ? 2 : 1
  }

  static func line(_ diagnostic: DiagnosticRecord) -> String {
    "\(diagnostic.code) at line \(diagnostic.place?.line ?? 0)"
  }

  /// How the finding is confirmed that the file names first; nil when neither engine ran.
  static func confirmation(of file: FileReport, firstError: String?) -> String? {
    guard let finding = file.findings.first(where: { line($0.diagnostic) == firstError }) else { return nil }
    switch finding.confirmation.status {
    case .confirmed: return finding.confirmation.start?.rawValue
    case .unconfirmed: return "no"
    case .undecided: return "undecided"
    }
  }
}
