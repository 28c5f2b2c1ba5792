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
    if !state.hasMemory || !mayHaveMemory(state) { return .none }
    // An instance of a defined predicate may be certain to be empty.
    if state.heap.isEmpty, state.atoms.contains(where: { definitions[$0.symbol] != nil }),
      let cases = try? settled(state)
    {
      for state in cases {
        let rest = leftovers(state)
        switch rest {
        case .none, .infeasible: continue
        case .chunks, .unknown: return rest
        }
      }
      return .none
    }
    return switch consistency(of: state) {
    case .unsat: .infeasible
    case .sat(let model): .chunks(state.heap, model)
    case .unknown(let reason): .unknown(state.heap, reason)
    }
  }

  /// Whether anything remains: an optional part may be certain to be absent.
  func mayHaveMemory(_ state: SymbolicState) -> Bool {
    if !state.heap.isEmpty { return true }
    return state.atoms.contains { atom in
      guard !atom.isEmpty else { return false }
      guard let condition = atom.guardedBy else { return true }
      return oracle.check(facts: state.facts + [condition], wantsModel: false) != .unsat
    }
  }
}
