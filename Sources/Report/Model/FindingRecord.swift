/// Something that keeps a program from being verified, by whichever engine found it.
package struct FindingRecord: Codable, Sendable, Equatable {
  package enum Engine: String, Codable, Sendable { case prover, explorer }

  package enum Outcome: String, Codable, Sendable {
    /// The logic finds a way in which it fails, or the machine took one.
    case refuted
    /// No answer.
    case undecided
  }

  package var outcome: Outcome
  /// Who found it, the prover first.
  package var foundBy: [Engine]
  /// The prover's obligations that this leaves open: one, or all that a task has not come to; none where only
  /// exploration found it.
  package var obligations: [String]
  package var diagnostic: DiagnosticRecord
  package var confirmation: Confirmation
  /// The steps from the start that `confirmation` speaks of; nil unless confirmed.
  package var trace: TraceRecord?

  package init(
    outcome: Outcome, foundBy: [Engine], obligations: [String], diagnostic: DiagnosticRecord,
    confirmation: Confirmation, trace: TraceRecord?
  ) {
    self.outcome = outcome
    self.foundBy = foundBy
    self.obligations = obligations
    self.diagnostic = diagnostic
    self.confirmation = confirmation
    self.trace = trace
  }
}

/// Whether the machine takes the way that the logic sees.
package struct Confirmation: Codable, Sendable, Equatable {
  package enum Status: String, Codable, Sendable {
    /// A run of the machine fails so.
    case confirmed
    /// The logic sees it, no run of the machine showed it: the program may be wrong, or the proof too weak.
    case unconfirmed
    /// The prover has no answer, and no run showed it.
    case undecided
  }

  package enum Start: String, Codable, Sendable {
    /// The declared boot state.
    case boot
    /// A state made of the solver's counterexample; the boot state need not lead there.
    case counterexample
  }

  package var status: Status
  /// Where the failing run starts; nil unless confirmed.
  package var start: Start?
  /// Choice indices joined by dots; nil unless confirmed.
  package var schedule: String?
  /// The failing run's length; nil unless confirmed.
  package var steps: Int?
  /// A phrase: how it was confirmed, or why not.
  package var explanation: String
  /// A shell command that shows the run; nil where there is none.
  package var replay: String?

  package init(
    _ status: Status, start: Start? = nil, schedule: String? = nil, steps: Int? = nil, explanation: String,
    replay: String? = nil
  ) {
    self.status = status
    self.start = start
    self.schedule = schedule
    self.steps = steps
    self.explanation = explanation
    self.replay = replay
  }
}
