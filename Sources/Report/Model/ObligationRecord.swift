import AIMLang

/// One obligation of the prover and its answer.
package struct ObligationRecord: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable { case proved, refuted, undecided }

  /// Work done; equal from run to run.
  package struct Cost: Codable, Sendable, Equatable {
    /// How often a path came by.
    package var visits: Int
    /// Questions to the solver.
    package var queries: Int

    package init(visits: Int, queries: Int) {
      self.visits = visits
      self.queries = queries
    }
  }

  /// `main#3`, stable while the routine's text is.
  package var id: String
  package var routine: String
  package var check: Check
  package var place: PlaceRecord
  /// What is established, as a phrase.
  package var description: String
  package var outcome: Outcome
  package var cost: Cost

  package init(
    id: String, routine: String, check: Check, place: PlaceRecord, description: String, outcome: Outcome, cost: Cost
  ) {
    self.id = id
    self.routine = routine
    self.check = check
    self.place = place
    self.description = description
    self.outcome = outcome
    self.cost = cost
  }
}

/// Work of the prover on one file; equal from run to run.
package struct ProofSummary: Codable, Sendable, Equatable {
  package var proved: Int
  package var refuted: Int
  package var undecided: Int
  /// Routines × flags that were executed symbolically.
  package var tasks: Int
  package var paths: Int
  /// Instructions executed on all paths.
  package var steps: Int
  /// Questions that went to the solver.
  package var queries: Int
  /// The one routine that was asked for; nil for all.
  package var only: String?
  /// Instructions that no path reaches, of routines all of whose obligations are proved.
  package var unreached: [PlaceRecord]

  package init(
    proved: Int, refuted: Int, undecided: Int, tasks: Int, paths: Int, steps: Int, queries: Int, only: String?,
    unreached: [PlaceRecord]
  ) {
    self.proved = proved
    self.refuted = refuted
    self.undecided = undecided
    self.tasks = tasks
    self.paths = paths
    self.steps = steps
    self.queries = queries
    self.only = only
    self.unreached = unreached
  }

  package var total: Int { proved + refuted + undecided }
}
