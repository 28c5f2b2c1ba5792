// Every program of Proofs/rejects is refused with exactly the codes and lines that its first lines say:
//
//     // expect: sti:invariant.unproved at line 22      one line for each error
//     // warns: handler:unreachable at line 9           one line for each warning
//     // confirmed: boot                                whether a run of the machine shows the first error:
//                                                       boot, counterexample, no, undecided; absent when nothing runs
import AIMLang
import Driver
import Foundation
import Report
import Testing

@Suite struct RejectedTests {
  @Test func thereAreEnough() {
    #expect(Corpus.rejected.count >= 100)
    let folders = Set(Corpus.rejected.map { $0.split(separator: "/").dropFirst().dropLast().joined(separator: ":") })
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
    #expect(Expectation.confirmation(of: file, firstError: expected.errors.first) == expected.confirmed)
    #expect(file.verdict.exitStatus == expected.exitStatus, "\(file.verdict.sentence)")

    let pair = path.split(separator: "/").dropFirst().dropLast().joined(separator: ":")
    #expect((expected.errors + expected.warnings).contains { $0.hasPrefix(pair + " at line ") }, "the folder's code")

    let again = check(Corpus.proofs + "/" + path).report
    #expect(try Self.bytes(file) == Self.bytes(again), "two runs differ")
  }

  /// The report without times, as `--format json` writes it.
  static func bytes(_ file: FileReport) throws -> [UInt8] {
    try RunReport(tool: .init(aimcheck: "", cvc5: ""), files: [file], timing: nil).json()
  }
}

/// What the first lines of a rejected program say.
struct Expectation {
  var errors: [String] = []
  var warnings: [String] = []
  var confirmed: String?

  init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard line.hasPrefix("// ") else { break }
      func value(_ key: String) -> String? {
        line.hasPrefix("// \(key): ") ? String(line.dropFirst(key.count + 5)) : nil
      }
      if let error = value("expect") { errors.append(error) }
      if let warning = value("warns") { warnings.append(warning) }
      confirmed = confirmed ?? value("confirmed")
    }
  }

  /// 3 when the front end refuses, 2 when no run shows that anything is wrong and the prover has no answer, else 1.
  var exitStatus: Int {
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
