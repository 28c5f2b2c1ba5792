/// What is left of a heap where nothing may be.
package enum Leftovers {
  case none
  /// The state is inconsistent, so no execution gets here.
  case infeasible
  case chunks([Chunk], Model?)
  /// There are chunks, and the solver could not tell whether an execution gets here.
  case unknown([Chunk], String)
}

extension HeapLogic {
  /// What the state still owns.
  package func leftovers(_ state: SymbolicState) -> Leftovers {
    if state.heap.isEmpty { return .none }
    return switch consistency(of: state) {
    case .unsat: .infeasible
    case .sat(let model): .chunks(state.heap, model)
    case .unknown(let reason): .unknown(state.heap, reason)
    }
  }
}
