import AIMLang
import Prover
import Report
import Testing

@testable import Driver

@Suite struct ConfirmingTests {
  @Test func bothEnginesFindIt() throws {
    let report = Checking.check(Checking.unlocked)
    #expect(report.verdict == Verdict(.refuted, "1 finding, 1 confirmed"))
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1)
    #expect(finding.diagnostic.code == "load:footprint.missing")
    #expect(finding.foundBy == [.prover, .explorer])
    #expect(finding.obligations.count == 1)
    #expect(
      finding.confirmation
        == Confirmation(
          .confirmed, start: .boot, schedule: "0", steps: 1, explanation: "from boot in 1 step, schedule 0",
          replay: "aimcheck explore main.aim --replay 0"))
    #expect(finding.trace?.steps.map(\.action) == ["ld r1, [n]"])
  }

  /// The values beside a schedule are those of its run, not the solver's.
  @Test func valuesAreThoseOfTheRun() throws {
    let finding = try #require(Checking.check(Checking.unbounded).findings.first)
    #expect(finding.confirmation.status == .confirmed)
    let schedule = try #require(finding.confirmation.schedule)
    let run = try #require(Checking.replay(Checking.unbounded, schedule).replay)
    #expect(run.violation?.code == finding.diagnostic.code)
    var values: [String: String] = [:]
    for fact in finding.diagnostic.facts where fact.kind == .value { values[fact.name] = fact.text }
    // The shortest run takes the least choice that leads over the bound: 1 + 9.
    #expect(values["r2"] == "9")
    #expect(values["n"] == "10")
  }

  /// Boot never calls it, but the machine fails in it from the solver's values.
  @Test func confirmedFromACounterexample() throws {
    let report = Checking.check(
      Checking.counter(
        "      halt",
        """
        func idle(x)
          requires ie == 1
          ensures  result < 255
        {
              mov  r1, x
              add  r1, r1, 1
              ret
        }
        """.replacing("mov  r1, x", with: "add  r1, r1, 0")))
    let finding = try #require(report.findings.first)
    #expect(finding.diagnostic.code == "return:fact.unproved")
    #expect(finding.foundBy == [.prover])
    #expect(finding.confirmation.status == .confirmed)
    #expect(finding.confirmation.start == .counterexample)
    #expect(finding.confirmation.steps == 3)
    #expect(finding.confirmation.replay == nil)
    let explanation = finding.confirmation.explanation
    #expect(explanation.hasPrefix("`idle` by itself fails so after 3 steps, started with ie = 1"))
    #expect(explanation.hasSuffix("; no interleaving from boot leads there"))
    #expect(report.verdict.kind == .refuted)
  }

  @Test func weakAnnotationsStayUnconfirmed() throws {
    let report = Checking.check(
      Checking.counter(
        """
              mov  r4, 1
              call nothing
              assert r4 == 1
              halt
        """,
        """
        func nothing()
          requires ie == 1
        {
              ret
        }
        """))
    let finding = try #require(report.findings.first)
    #expect(finding.diagnostic.code == "assert:fact.unproved")
    #expect(
      finding.confirmation
        == Confirmation(
          .unconfirmed,
          explanation: "`main` started from the solver's values does not fail so, nor does any interleaving from boot; "
            + "either the program is wrong or its annotations are too weak"))
    #expect(finding.trace == nil)
    #expect(report.exploration?.outcome == .complete)
    #expect(report.verdict == Verdict(.refuted, "1 finding, 0 confirmed"))
  }

  @Test func whatTheTextOwesIsNotTriedOut() throws {
    let report = Checking.check(Checking.counter("again:\n      j    again"))
    let finding = try #require(report.findings.first)
    #expect(finding.diagnostic.code == "loop:invariant.missing")
    #expect(finding.confirmation.explanation == "this is asked of the annotations; no run of the machine can show it")
  }

  /// A part is proved, the explorer looks at the whole: that is a finding, not a contradiction.
  @Test func explorationAddsItsOwn() throws {
    let report = Checking.check(Checking.unlocked) { $0.only = "clear" }
    let finding = try #require(report.findings.first)
    #expect(report.obligations.allSatisfy { $0.routine == "clear" && $0.outcome == .proved })
    #expect(finding.foundBy == [.explorer])
    #expect(finding.obligations.isEmpty)
    #expect(report.verdict.kind == .refuted)
  }

  /// What cuts a task short keeps many obligations open, and is told once.
  @Test func oneReasonIsToldOnce() {
    var sources = SourceSet()
    let span = SourceSpan(file: sources.add(SourceFile(path: "main.aim", text: "func f")), start: 5, end: 6)
    func open(_ id: String, _ message: String) -> Obligation {
      let diagnostic = Diagnostic(.error, DiagnosticCode(.contract, .limitReached), message, at: span)
      return Obligation(
        id: id, routine: "f", check: .contract, span: span, description: "",
        outcome: .undecided(Finding(diagnostic: diagnostic, pc: nil)), cost: Obligation.Cost(visits: 1, queries: 0))
    }
    let proof = ProofReport(
      obligations: [open("f#1", "too many"), open("f#2", "otherwise"), open("f#3", "too many")], warnings: [],
      assumptions: [], unreached: [], statistics: ProofStatistics())
    let findings = Confirming(
      program: Program(sources: sources), path: "main.aim", violation: nil, isExplored: false, isCancelled: nil
    ).findings(of: proof)
    #expect(findings.map(\.obligations) == [["f#1", "f#3"], ["f#2"]])
  }

  /// No time at all still gives an honest answer.
  @Test func outOfTime() {
    let report = Checking.check(Checking.sound) { options in
      options.timeout = .zero
      options.explores = false
    }
    let open = report.obligations.filter { $0.outcome == .undecided }.map(\.id)
    #expect(!open.isEmpty)
    #expect(report.verdict.kind == .undecided)
    #expect(report.findings.flatMap(\.obligations).sorted() == open.sorted())
  }

  /// A solver that knows nothing leaves obligations undecided; a run of the machine decides this one.
  @Test func runsDecideWhatTheSolverDoesNot() throws {
    let report = Checking.check(Checking.unbounded) { options in _ = options.setSolver(named: "unknown") }
    #expect(report.obligations.contains { $0.outcome == .undecided })
    let finding = try #require(report.findings.first { $0.foundBy == [.prover, .explorer] })
    #expect(finding.outcome == .refuted)
    #expect(finding.confirmation.status == .confirmed)
    #expect(report.verdict.exitStatus == 1)
  }
}
