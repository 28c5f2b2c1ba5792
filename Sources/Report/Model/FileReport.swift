import AIMLang

/// What was found in one file and its imports.
package struct FileReport: Codable, Sendable, Equatable {
  /// The path as the user gave it.
  package var path: String
  /// All files read for it, the file itself first.
  package var sources: [String]
  package var verdict: Verdict
  /// Errors of the text: what cannot be read, parsed or resolved, or has no meaning in this version.
  package var errors: [DiagnosticRecord]
  /// What keeps the program from being verified, in source order of the obligations, then what exploration adds.
  package var findings: [FindingRecord]
  package var warnings: [DiagnosticRecord]
  /// What proofs may rest on without being shown.
  package var assumptions: [DiagnosticRecord]
  package var obligations: [ObligationRecord]
  /// nil when nothing was to be proved.
  package var proof: ProofSummary?
  /// nil when no second solver was asked.
  package var crossCheck: CrossCheckRecord?
  /// nil when no proofs of contradictions were asked for.
  package var refutations: RefutationRecord?
  /// nil when exploration did not run.
  package var exploration: ExplorationSummary?
  /// Why exploration did not run.
  package var notExplored: String?
  /// The run asked for with `--replay`.
  package var replay: TraceRecord?

  package init(
    path: String, sources: [String], verdict: Verdict, errors: [DiagnosticRecord] = [],
    findings: [FindingRecord] = [], warnings: [DiagnosticRecord] = [], assumptions: [DiagnosticRecord] = [],
    obligations: [ObligationRecord] = [], proof: ProofSummary? = nil, exploration: ExplorationSummary? = nil,
    notExplored: String? = nil, replay: TraceRecord? = nil
  ) {
    self.path = path
    self.sources = sources
    self.verdict = verdict
    self.errors = errors
    self.findings = findings
    self.warnings = warnings
    self.assumptions = assumptions
    self.obligations = obligations
    self.proof = proof
    self.exploration = exploration
    self.notExplored = notExplored
    self.replay = replay
  }
}

/// A schedule from boot that shows a finding.
package struct ShownSchedule: Sendable {
  /// Choice indices joined by dots.
  package var schedule: String
  /// What a replay of the schedule does not tell: that its last steps repeat for ever, and what is wrong with that.
  package var repetition: TraceRecord?

  package init(schedule: String, repetition: TraceRecord? = nil) {
    self.schedule = schedule
    self.repetition = repetition
  }
}

extension FileReport {
  /// That of the first finding that has one.
  package var counterexample: ShownSchedule? {
    for finding in findings where finding.confirmation.start == .boot {
      guard let schedule = finding.confirmation.schedule else { continue }
      return ShownSchedule(
        schedule: schedule, repetition: finding.trace.flatMap { $0.repeatsFrom == nil ? nil : $0 })
    }
    return nil
  }
}
