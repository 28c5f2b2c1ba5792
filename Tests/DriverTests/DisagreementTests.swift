import AIMLang
import Driver
import Prover
import Report
import Testing

/// A wrong proof must not survive the other engine.
@Suite struct DisagreementTests {
  /// Wrong, and only a solver knows it: the question is about a product of too many values to try them.
  private static let square = Checking.counter(
    "      choose r2, 0, 66\n      mul  r1, r2, r2\n      assert r1 != 129\n      halt")

  @Test func theSolverIsAsked() {
    let report = Checking.check(Self.square)
    #expect(report.obligations.contains { $0.cost.queries > 0 })
    #expect(report.findings.map(\.diagnostic.code) == ["assert:fact.unproved"])
    #expect(report.findings.first?.confirmation.status == .confirmed)
  }

  @Test func aLyingSolverIsFoundOut() throws {
    let report = Checking.check(Self.square) { $0.solver = .lying }
    #expect(report.obligations.allSatisfy { $0.outcome == .proved })
    #expect(report.verdict.kind == .checkerFault)
    #expect(report.verdict.exitStatus == 70)
    let finding = try #require(report.findings.first)
    #expect(finding.diagnostic.code == "checker:engines.disagree")
    #expect(finding.diagnostic.suggestion?.contains("please report it, and attach this file") == true)
    #expect(finding.confirmation.schedule != nil)
  }

  /// Without exploration nobody can contradict it; that is why the verdict is not “verified” then.
  @Test func aLyingSolverAlone() {
    let report = Checking.check(Self.square) { options in
      options.solver = .lying
      options.explores = false
    }
    #expect(report.verdict.kind == .provedNotExplored)
    #expect(report.verdict.exitStatus == 2)
  }
}

extension SolverFactory {
  /// Says that everything follows.
  fileprivate static let lying = SolverFactory(name: "lying") { _ throws(SolverFailure) in LyingSolver() }
}

private final class LyingSolver: Solver {
  private var terms: Int32 = 0

  private func next() -> SolverTerm {
    terms += 1
    return SolverTerm(index: terms)
  }

  func boolean(_ value: Bool) throws(SolverFailure) -> SolverTerm { next() }
  func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm { next() }
  func symbol(_ name: String, isBoolean: Bool) throws(SolverFailure) -> SolverTerm { next() }
  func apply(_ operation: SolverOperator, _ operands: [SolverTerm]) throws(SolverFailure) -> SolverTerm { next() }
  func linear(factors: [SolverTerm?], atoms: [SolverTerm?]) throws(SolverFailure) -> SolverTerm { next() }
  func assert(_ formula: SolverTerm) throws(SolverFailure) {}
  func push() throws(SolverFailure) {}
  func pop(_ levels: Int) throws(SolverFailure) {}
  func check() throws(SolverFailure) -> String { "unsat" }
  func value(of term: SolverTerm) throws(SolverFailure) -> String { "0" }
}
