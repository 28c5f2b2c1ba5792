// What the cases of instances say when nothing asks for a cell: that an empty list has no elements, that one with elements
// is not empty, that a state is inconsistent since no case of some instance is possible. It is looked for only where a
// goal has failed, so that a proof that does not need it does not pay.

extension HeapLogic {
  /// The state with each instance opened of which one case alone is possible; none if some instance has no possible case.
  /// - Returns: nil if there is no such instance.
  func settled(_ state: SymbolicState) throws(SearchExhausted) -> [SymbolicState]? {
    var states = [state]
    var isChanged = false
    for atom in state.atoms where !atom.isEmpty && atom.guardedBy == nil {
      guard let definition = definitions[atom.symbol] else { continue }
      var next: [SymbolicState] = []
      for state in states {
        guard let index = state.atoms.firstIndex(of: atom) else {
          next.append(state)
          continue
        }
        let possible = definition.shape.conditions.filter { condition in
          let condition = definition.instance(of: condition, atom.arguments, in: arena)
          return condition != arena.false && consistency(of: state.assuming(condition), wantsModel: false) != .unsat
        }
        if definition.shape.cases.isEmpty || possible.count > 1 {
          next.append(state)
        } else {
          next += try unfold(index, in: state)
          isChanged = true
        }
      }
      states = next
    }
    return isChanged ? states : nil
  }

  /// The cases of the first instance that shares a symbol with these terms.
  /// - Returns: nil if there is none.
  func split(_ state: SymbolicState, by terms: [TermID]) throws(SearchExhausted) -> [SymbolicState]? {
    let symbols = Set(arena.freeSymbols(of: terms))
    for (index, atom) in state.atoms.enumerated() where !atom.isEmpty && definitions[atom.symbol] != nil {
      guard arena.freeSymbols(of: atom.arguments).contains(where: symbols.contains) else { continue }
      return try unfold(index, in: state)
    }
    return nil
  }
}
