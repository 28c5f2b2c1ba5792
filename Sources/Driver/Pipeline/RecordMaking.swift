// The engines' answers as records of the report.
import AIMLang
import Machine
import Prover
import Report

struct RecordMaking {
  let program: Program

  func diagnostic(_ diagnostic: Diagnostic) -> DiagnosticRecord { DiagnosticRecord(diagnostic, in: program.sources) }

  func obligation(_ obligation: Obligation) -> ObligationRecord {
    let outcome: ObligationRecord.Outcome
    switch obligation.outcome {
    case .proved: outcome = .proved
    case .refuted: outcome = .refuted
    case .undecided: outcome = .undecided
    }
    return ObligationRecord(
      id: obligation.id, routine: obligation.routine, check: obligation.check,
      place: PlaceRecord(obligation.span, in: program.sources), description: obligation.description, outcome: outcome,
      cost: ObligationRecord.Cost(visits: obligation.cost.visits, queries: obligation.cost.queries))
  }

  func summary(_ report: ProofReport, only: String?) -> ProofSummary {
    var proved = 0
    var refuted = 0
    var undecided = 0
    for obligation in report.obligations {
      switch obligation.outcome {
      case .proved: proved += 1
      case .refuted: refuted += 1
      case .undecided: undecided += 1
      }
    }
    let statistics = report.statistics
    return ProofSummary(
      proved: proved, refuted: refuted, undecided: undecided, tasks: statistics.tasks, paths: statistics.paths,
      steps: statistics.steps, queries: statistics.queries, only: only, unreached: places(report.unreached))
  }

  func summary(_ exploration: Exploration) -> ExplorationSummary {
    let outcome: ExplorationSummary.Outcome
    var limit: DiagnosticRecord?
    switch exploration.outcome {
    case .complete: outcome = .complete
    case .violation: outcome = .violation
    case .cutShort(let why):
      outcome = .cutShort
      limit = diagnostic(why)
    }
    let strategy: ExplorationSummary.Strategy
    switch exploration.strategy {
    case .breadthFirst: strategy = .breadthFirst
    case .depthFirst: strategy = .depthFirst
    case .randomWalk: strategy = .randomWalk
    }
    // A search that ended early says nothing about what it did not reach.
    let unreached = outcome == .complete ? places(exploration.unreached) : []
    return ExplorationSummary(
      outcome: outcome, strategy: strategy, isReduced: exploration.isReduced, limit: limit, states: exploration.states,
      steps: exploration.steps, depth: exploration.depth, unreached: unreached, unevaluated: exploration.unevaluated,
      unevaluatedSites: exploration.unevaluatedSites.map { PlaceRecord($0, in: program.sources) })
  }

  private func places(_ pcs: [Int]) -> [PlaceRecord] {
    pcs.filter(program.code.indices.contains).map { PlaceRecord(program.code[$0].span, in: program.sources) }
  }
}
