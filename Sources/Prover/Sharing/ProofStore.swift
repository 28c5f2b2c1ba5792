// What one file of a run has proved, for the others: the clients of a module prove it again, and a function that is
// called with interrupts on and off is proved twice.
//
// A result is given for a task whose footprint equals that of the task it was found for. `TaskFootprint` says why these
// have the same proof; it is a function of the footprint alone, since a task with one only gets the definitions that
// it lists, with rules that were derived from these alone. So it makes no difference to a report, but for times, whether,
// in which order and from where results are shared. Only what is proved as a whole, without warning, is kept; whatever
// else a task finds is found anew, with its own places in the text. Nothing is kept beyond a run.

import AIMLang
import SepLogic
import Synchronization

/// Proofs of one run, for files that are checked with the same options and the same solver.
package final class ProofStore: Sendable {
  private struct State {
    var tasks: [[Int]: SharedTask] = [:]
    var rules: [[Int]: SharedRules] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  func task(_ footprint: TaskFootprint) -> SharedTask? { state.withLock { $0.tasks[footprint.key] } }

  func keep(_ task: SharedTask, _ footprint: TaskFootprint) { state.withLock { $0.tasks[footprint.key] = task } }

  func rules(_ footprint: DefinitionsFootprint) -> SharedRules? { state.withLock { $0.rules[footprint.key] } }

  func keep(_ rules: SharedRules, _ footprint: DefinitionsFootprint) {
    state.withLock { $0.rules[footprint.key] = rules }
  }
}

/// The result of a task that proved everything, with routines by their position among the callees of its footprint and
/// instructions counted from its first.
struct SharedTask: Sendable {
  private let ledger: Ledger
  private let demanded: [Int]
  private let reached: Set<Int>
  private let statistics: ProofStatistics

  /// - Returns: nil for a result that is not positive throughout, or says more than can be told of another program.
  init?(_ result: TaskResult, _ footprint: TaskFootprint, in program: Program) {
    let owner = ObligationKey.Owner.routine(result.key.routine.index)
    guard result.summary.ledger.isProved, result.summary.warnings.isEmpty, result.interruptible.isEmpty,
      result.switches.isEmpty, result.summary.ledger.keys.allSatisfy({ $0.owner == owner }),
      result.demanded.allSatisfy({ $0.role == .function && $0.flags == result.key.flags })
    else { return nil }
    let first = program.routines[result.key.routine.index].code.lowerBound
    ledger = result.summary.ledger.renamed {
      ObligationKey(owner: .routine(0), pc: $0.pc < 0 ? $0.pc : $0.pc - first, rank: $0.rank, check: $0.check)
    }
    let positions = result.demanded.compactMap { footprint.callees.firstIndex(of: $0.routine) }
    guard positions.count == result.demanded.count else { return nil }
    demanded = positions
    reached = Set(result.reached.map { $0 - first })
    statistics = result.summary.statistics.withoutTimes
  }

  /// The result of a task with the same footprint.
  func result(of key: TaskKey, _ footprint: TaskFootprint, in program: Program) -> TaskResult {
    let first = program.routines[key.routine.index].code.lowerBound
    var result = TaskResult(key: key)
    result.summary.ledger = ledger.renamed {
      ObligationKey(
        owner: .routine(key.routine.index), pc: $0.pc < 0 ? $0.pc : $0.pc + first, rank: $0.rank, check: $0.check)
    }
    result.summary.statistics = statistics
    result.demanded = demanded.map { TaskKey(routine: footprint.callees[$0], role: .function, flags: key.flags) }
    result.reached = Set(reached.map { $0 + first })
    return result
  }
}

/// Rules with the definitions numbered in their order.
struct SharedRules: Sendable {
  private let rules: DerivedRules
  let statistics: ProofStatistics

  init(_ rules: DerivedRules, of symbols: [AtomSymbol], _ statistics: ProofStatistics) {
    let numbers = Dictionary(symbols.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
    self.rules = rules.renamed { symbol in
      AtomSymbol(numbers[symbol] ?? 0, inputCount: symbol.inputCount, isFact: symbol.isFact)
    }
    self.statistics = statistics.withoutTimes
  }

  func rules(of symbols: [AtomSymbol]) -> DerivedRules { rules.renamed { symbols[Int($0.rawValue)] } }
}

extension ProofStatistics {
  /// What was counted: the same however long it took, and when it is told again.
  fileprivate var withoutTimes: ProofStatistics {
    var result = ProofStatistics()
    result.tasks = tasks
    result.paths = paths
    result.steps = steps
    result.queries = queries
    return result
  }
}
