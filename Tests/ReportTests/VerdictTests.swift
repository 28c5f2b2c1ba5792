import Testing

@testable import Report

@Suite struct VerdictTests {
  private func evidence(
    proved: Int = 3, refuted: Int = 0, undecided: Int = 0, only: String? = nil, proves: Bool = true,
    explored: ExplorationSummary.Outcome? = .complete, findings: [FindingRecord] = [], assumptions: Int = 0,
    disagreement: Bool = false, explorationSuffices: Bool = false, subject: Evidence.Subject = .program
  ) -> Evidence {
    let proof = ProofSummary(
      proved: proved, refuted: refuted, undecided: undecided, tasks: 1, paths: 1, steps: 1, queries: 0, only: only,
      unreached: [])
    return Evidence(
      subject: subject, proof: proves ? proof : nil, exploration: explored.map(Sample.exploration),
      notExplored: explored == nil ? "not asked for" : nil, findings: findings, assumptions: assumptions,
      disagreement: disagreement, explorationSuffices: explorationSuffices)
  }

  private var undecidedFinding: FindingRecord {
    var finding = Sample.finding
    finding.outcome = .undecided
    finding.confirmation = Confirmation(.undecided, explanation: "")
    return finding
  }

  private func expect(
    _ evidence: Evidence, _ kind: Verdict.Kind, _ status: Int, _ sentence: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let verdict = Verdict.judge(evidence)
    #expect(verdict.kind == kind, sourceLocation: sourceLocation)
    #expect(verdict.exitStatus == status, sourceLocation: sourceLocation)
    if let sentence { #expect(verdict.sentence == sentence, sourceLocation: sourceLocation) }
  }

  @Test func verifiedNeedsEverything() {
    expect(evidence(), .verified, 0, "3 obligations proved, and no interleaving breaks it")
    expect(evidence(proved: 0), .nothingChecked, 2)
    expect(evidence(undecided: 1), .undecided, 2)
    expect(evidence(refuted: 1), .undecided, 2)
    expect(evidence(explored: .cutShort), .provedExplorationCutShort, 2)
    expect(evidence(explored: nil), .provedNotExplored, 2, "3 obligations proved; not explored: not asked for")
    expect(evidence(explored: .violation), .undecided, 2)
    expect(evidence(only: "main"), .provedInPart, 2)
    expect(
      evidence(assumptions: 1), .provedUnderAssumptions, 2,
      "3 obligations proved under 1 assumption; no interleaving breaks it")
    expect(evidence(findings: [undecidedFinding]), .undecided, 2, "1 obligation undecided")
    expect(
      evidence(findings: [Sample.finding, undecidedFinding]), .refuted, 1,
      "1 finding, 1 confirmed, 1 undecided besides")
    var many = undecidedFinding
    many.obligations = ["main#1", "main#2"]
    expect(evidence(findings: [many]), .undecided, 2, "2 obligations undecided")
    expect(evidence(disagreement: true), .checkerFault, 70)
  }

  @Test func warningsAreInTheSentence() {
    var warned = evidence()
    warned.warnings = 2
    expect(warned, .verified, 0, "3 obligations proved, and no interleaving breaks it, with 2 warnings")
  }

  @Test func withoutProof() {
    expect(evidence(proves: false), .exploredNotProved, 2)
    expect(evidence(proves: false, explorationSuffices: true), .exploredNotProved, 0)
    var open = evidence(proves: false, explorationSuffices: true)
    open.exploration?.unevaluated = 1
    expect(open, .exploredNotProved, 2)
    expect(evidence(proves: false, explored: .cutShort, explorationSuffices: true), .cutShort, 2)
    expect(evidence(proves: false, explored: .violation, explorationSuffices: true), .undecided, 2)
    expect(evidence(proves: false, explored: nil, explorationSuffices: true), .nothingChecked, 2)
  }

  @Test func modules() {
    expect(
      evidence(explored: nil, subject: .module), .provedModule, 0,
      "3 obligations proved of it by itself; there is no `boot` to explore")
    expect(
      evidence(proved: 0, explored: nil, subject: .module), .provedModule, 0,
      "there is nothing to prove in it, and no `boot` to explore")
    // A file of comments is no success, and neither is a program without obligations.
    expect(evidence(proved: 0, explored: nil, subject: .nothing), .nothingChecked, 2)
    expect(evidence(proved: 0, explored: nil), .nothingChecked, 2)
    expect(evidence(undecided: 1, explored: nil, subject: .module), .undecided, 2)
    expect(evidence(explored: nil, findings: [Sample.finding], subject: .module), .refuted, 1)
    expect(evidence(explored: nil, assumptions: 2, subject: .module), .provedUnderAssumptions, 2)
    expect(evidence(proved: 0, explored: nil, assumptions: 1, subject: .module), .provedUnderAssumptions, 2)
    expect(evidence(only: "main", explored: nil, subject: .module), .provedInPart, 2)
    expect(evidence(proved: 0, only: "main", explored: nil, subject: .module), .nothingChecked, 2)
    expect(evidence(proves: false, explored: nil, subject: .module), .nothingChecked, 2)
    expect(evidence(explored: nil, disagreement: true, subject: .module), .checkerFault, 70)
  }

  /// Only these kinds may end in 0 by themselves.
  @Test func positiveKinds() {
    #expect(Verdict.Kind.allCases.filter { $0.exitStatus == 0 } == [.verified, .provedModule, .replayed])
  }

  @Test func worstStatus() {
    #expect(Verdict.worst([]) == 64)
    #expect(Verdict.worst([0, 0]) == 0)
    #expect(Verdict.worst([0, 2, 1]) == 1)
    #expect(Verdict.worst([1, 3, 2]) == 3)
    #expect(Verdict.worst([3, 64]) == 64)
    #expect(Verdict.worst([64, 74, 0]) == 74)
    #expect(Verdict.worst([70, 74, 64]) == 70)
    // A status that nobody foresaw is not mistaken for success.
    #expect(Verdict.worst([0, 99]) == 99)
  }
}
