/// The answer for one file, or for a run.
///
/// There is no default: `verified` is made in one place, `judge`, from evidence that every obligation is proved,
/// that exploration ended without a violation, and that nothing was assumed. A module is never verified, since only a
/// program can be explored.
package struct Verdict: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable, CaseIterable {
    case verified
    /// Everything in a file without `boot` is proved as it stands by itself; a program that imports it proves it anew.
    case provedModule = "proved-module"
    /// One schedule was stepped through without violation, as was asked for.
    case replayed
    /// Everything is proved, but rests on `extern` functions or `@assume` lines.
    case provedUnderAssumptions = "proved-under-assumptions"
    /// Everything is proved, and exploration did not run.
    case provedNotExplored = "proved-not-explored"
    /// Everything is proved, and exploration reached a bound.
    case provedExplorationCutShort = "proved-exploration-cut-short"
    /// What was asked for is proved, and that was not all.
    case provedInPart = "proved-in-part"
    /// Every interleaving is explored without violation, and nothing was to be proved.
    case exploredNotProved = "explored-not-proved"
    /// Exploration reached a bound, and nothing was to be proved.
    case cutShort = "cut-short"
    /// Neither proved nor explored.
    case nothingChecked = "nothing-checked"
    case undecided
    case refuted
    /// The file has errors, or uses what this version gives no meaning to.
    case invalid
    /// The file cannot be read.
    case unreadable
    /// An option does not fit the file.
    case usage
    /// The engines contradict each other: the checker is wrong.
    case checkerFault = "checker-fault"
  }

  package var kind: Kind
  /// What is established and what is not, in one sentence without a full stop.
  package var sentence: String
  package var exitStatus: Int

  package init(_ kind: Kind, _ sentence: String, exitStatus: Int? = nil) {
    self.kind = kind
    self.sentence = sentence
    self.exitStatus = exitStatus ?? kind.exitStatus
  }
}

extension Verdict.Kind {
  /// The exit status of `aimcheck check` for one file with this verdict.
  package var exitStatus: Int {
    switch self {
    case .verified, .provedModule, .replayed: 0
    case .refuted: 1
    case .provedUnderAssumptions, .provedNotExplored, .provedExplorationCutShort, .provedInPart, .exploredNotProved,
      .cutShort, .nothingChecked, .undecided:
      2
    case .invalid, .unreadable: 3
    case .usage: 64
    case .checkerFault: 70
    }
  }

  /// A few words for lists and the summary line.
  package var label: String {
    switch self {
    case .verified: "verified"
    case .provedModule: "proved module"
    case .replayed: "replayed"
    case .provedUnderAssumptions: "proved under assumptions"
    case .provedNotExplored: "proved, not explored"
    case .provedExplorationCutShort: "proved, exploration cut short"
    case .provedInPart: "proved in part"
    case .exploredNotProved: "explored, not proved"
    case .cutShort: "cut short"
    case .nothingChecked: "not checked"
    case .undecided: "undecided"
    case .refuted: "refuted"
    case .invalid: "invalid"
    case .unreadable: "unreadable"
    case .usage: "not run"
    case .checkerFault: "fault of the checker"
    }
  }
}

extension Verdict {
  /// Exit statuses from worst to best. A fault of the checker makes every other answer doubtful; a file that was not
  /// checked at all, or whose result is lost, may hide anything; a finding is certain where an undecided one is not.
  package static let severityOrder = [70, 74, 64, 3, 1, 2, 0]

  /// The exit status of a run over several files. No file at all is a fault of usage.
  package static func worst(_ statuses: [Int]) -> Int {
    // A status that is not in the list must not be mistaken for a better one.
    statuses.first { !severityOrder.contains($0) } ?? severityOrder.first(where: statuses.contains) ?? 64
  }
}

/// What is known about one file that could be read and resolved.
package struct Evidence: Sendable {
  /// What a file is.
  package enum Subject: Sendable {
    /// It says how it starts.
    case program
    /// It has no `boot`: others import it.
    case module
    /// It declares nothing at all.
    case nothing
  }

  package var subject: Subject
  /// nil when nothing was to be proved.
  package var proof: ProofSummary?
  /// nil when exploration did not run.
  package var exploration: ExplorationSummary?
  /// Why exploration did not run: a phrase.
  package var notExplored: String?
  package var findings: [FindingRecord]
  package var assumptions: Int
  package var warnings: Int
  /// The engines contradict each other.
  package var disagreement: Bool
  /// Whether a complete exploration is all that was asked for.
  package var explorationSuffices: Bool

  package init(
    subject: Subject = .program, proof: ProofSummary?, exploration: ExplorationSummary?, notExplored: String?,
    findings: [FindingRecord], assumptions: Int, warnings: Int = 0, disagreement: Bool,
    explorationSuffices: Bool = false
  ) {
    self.subject = subject
    self.proof = proof
    self.exploration = exploration
    self.notExplored = notExplored
    self.findings = findings
    self.assumptions = assumptions
    self.warnings = warnings
    self.disagreement = disagreement
    self.explorationSuffices = explorationSuffices
  }
}

extension Verdict {
  package static func judge(_ evidence: Evidence) -> Verdict {
    var verdict = judgeWithoutWarnings(evidence)
    // A contradictory contract or unreachable code makes a proof promise less than its reader thinks.
    if evidence.warnings > 0 { verdict.sentence += ", with \(count(evidence.warnings, "warning"))" }
    return verdict
  }

  private static func judgeWithoutWarnings(_ evidence: Evidence) -> Verdict {
    if evidence.disagreement {
      return Verdict(.checkerFault, "proved, and yet a run of the machine breaks it: aimcheck is wrong here")
    }
    let refuted = evidence.findings.filter { $0.outcome == .refuted }
    let undecided = evidence.findings.filter { $0.outcome == .undecided }.reduce(0) {
      $0 + max(1, $1.obligations.count)
    }
    if !refuted.isEmpty {
      let confirmed = refuted.filter { $0.confirmation.status == .confirmed }.count
      var parts = [count(refuted.count, "finding"), "\(confirmed) confirmed"]
      if undecided > 0 { parts.append("\(undecided) undecided besides") }
      return Verdict(.refuted, parts.joined(separator: ", "))
    }
    if undecided > 0 { return Verdict(.undecided, "\(count(undecided, "obligation")) undecided") }
    guard let proof = evidence.proof else { return judgeExploration(evidence) }
    guard proof.total > 0 else { return judgeWithoutObligations(proof, evidence) }
    // A refuted or undecided obligation is a finding, so none may be left here.
    guard proof.proved == proof.total else {
      return Verdict(.undecided, "\(count(proof.total - proof.proved, "obligation")) not proved")
    }
    return judgeProof(proof, evidence)
  }

  /// There is nothing to prove, which is no success of a program.
  private static func judgeWithoutObligations(_ proof: ProofSummary, _ evidence: Evidence) -> Verdict {
    guard evidence.subject == .module, proof.only == nil else {
      return Verdict(.nothingChecked, "there is nothing to prove in it")
    }
    if evidence.assumptions > 0 {
      return Verdict(
        .provedUnderAssumptions,
        "nothing to prove in it, and \(count(evidence.assumptions, "assumption")); there is no `boot` to explore")
    }
    return Verdict(.provedModule, "there is nothing to prove in it, and no `boot` to explore")
  }

  /// All obligations are proved.
  private static func judgeProof(_ proof: ProofSummary, _ evidence: Evidence) -> Verdict {
    let explored: String
    switch evidence.exploration?.outcome {
    case .complete: explored = "no interleaving breaks it"
    case .cutShort: explored = "exploration was cut short"
    case .violation: return Verdict(.undecided, "exploration found a violation")
    case nil: explored = "not explored" + (evidence.notExplored.map { ": \($0)" } ?? "")
    }
    if let only = proof.only {
      return Verdict(.provedInPart, "`\(only)` is proved and nothing else was to be; \(explored)")
    }
    if evidence.assumptions > 0 {
      return Verdict(
        .provedUnderAssumptions,
        "\(count(proof.proved, "obligation")) proved under \(count(evidence.assumptions, "assumption")); \(explored)")
    }
    switch evidence.exploration?.outcome {
    case .complete:
      return Verdict(.verified, "\(count(proof.proved, "obligation")) proved, and \(explored)")
    case .cutShort:
      return Verdict(.provedExplorationCutShort, "\(count(proof.proved, "obligation")) proved; \(explored)")
    case nil where evidence.subject == .module:
      return Verdict(
        .provedModule,
        "\(count(proof.proved, "obligation")) proved of it by itself; "
          + "there is no `boot` to explore")
    case .violation, nil:
      return Verdict(.provedNotExplored, "\(count(proof.proved, "obligation")) proved; \(explored)")
    }
  }

  /// Nothing was to be proved.
  private static func judgeExploration(_ evidence: Evidence) -> Verdict {
    switch evidence.exploration?.outcome {
    case .complete:
      // A check without an answer may hide a violation.
      if let open = evidence.exploration?.unevaluated, open > 0 {
        return Verdict(
          .exploredNotProved,
          "no interleaving breaks it as far as could be told: \(count(open, "check")) could not be evaluated")
      }
      return Verdict(
        .exploredNotProved, "no interleaving breaks it; nothing was to be proved",
        exitStatus: evidence.explorationSuffices ? 0 : nil)
    case .cutShort: return Verdict(.cutShort, "exploration was cut short; nothing explored was wrong")
    case .violation: return Verdict(.undecided, "exploration found a violation")
    case nil:
      return Verdict(.nothingChecked, "neither proved nor explored" + (evidence.notExplored.map { ": \($0)" } ?? ""))
    }
  }
}

/// `1 finding`, `2 findings`.
package func count(_ number: Int, _ noun: String) -> String { number == 1 ? "1 \(noun)" : "\(number) \(noun)s" }
