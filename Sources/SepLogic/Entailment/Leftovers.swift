/// What is left of a heap where nothing may be.
package enum Leftovers {
  case none
  /// The state is inconsistent, so no execution gets here.
  case infeasible
  /// Chunks remain; atoms are those of the state that have memory.
  case chunks([Chunk], Model?)
  /// There are chunks or atoms, and the solver could not tell whether an execution gets here.
  case unknown([Chunk], String)
}

extension HeapLogic {
  /// What the state still owns.
  package func leftovers(_ state: SymbolicState) -> Leftovers {
    if !state.hasMemory { return .none }
    return switch consistency(of: state) {
    case .unsat: .infeasible
    case .sat(let model): .chunks(state.heap, model)
    case .unknown(let reason): .unknown(state.heap, reason)
    }
  }
}
