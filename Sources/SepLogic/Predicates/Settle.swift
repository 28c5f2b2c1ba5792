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
        let possible = possibleConditions(of: atom, definition, in: state)
        if definition.shape.cases.isEmpty || possible.count > 1 {
          next.append(state)
        } else {
          next += try unfold(index, in: possible.first.map(state.assuming) ?? state)
          isChanged = true
        }
      }
      states = next
    }
    return isChanged ? states : nil
  }

  /// What the cases that are possible say of the inputs.
  private func possibleConditions(
    of atom: Atom, _ definition: InductiveDefinition, in state: SymbolicState
  ) -> [TermID] {
    let owned = state.heap.map(\.address)
    // If one case alone has memory, it has its first cells and its last node there, apart from all that is owned.
    let isOnlyCase = definition.shape.cases.filter(\.hasMemory).count == 1
    let ends =
      isOnlyCase ? definition.knownAddresses(atom.arguments, in: arena) + tailAddresses(of: atom) : []
    let apart = ends.flatMap { end in owned.map { arena.notEqual(end, $0) } }.filter { $0 != arena.true }
    return zip(definition.shape.cases, definition.shape.conditions).compactMap { part, condition in
      let condition = definition.instance(of: condition, atom.arguments, in: arena)
      var here = state.assuming(condition)
      if part.hasMemory { here.facts += apart }
      return condition != arena.false && consistency(of: here, wantsModel: false) != .unsat ? condition : nil
    }
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
