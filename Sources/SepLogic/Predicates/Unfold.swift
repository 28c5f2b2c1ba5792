// unfold(P(a; y), s): the states that are s with the instance replaced by its body. They cover s by the definition, since
// `produce` covers. Which instance is worth it is asked where a cell is missing:
//
//  - one that has a cell at the address by its definition's form, if it is not empty;
//  - one whose last cell is there (`TailRule`);
//  - one of several, where the facts say that the address is that of one of them: a case for each.

/// An instance that was replaced by its body, for messages.
package struct Unfolding: Sendable {
  package var symbol: AtomSymbol
  package var arguments: [TermID]
  /// Where the instance came from.
  package var origin: Origin
}

extension HeapLogic {
  /// The cases of the state with the instance at `index` replaced by its body.
  /// - Throws: `SearchExhausted` if there are more cases than the limit.
  package func unfold(_ index: Int, in state: SymbolicState) throws(SearchExhausted) -> [SymbolicState] {
    let atom = state.atoms[index]
    guard let definition = definitions[atom.symbol] else { return [state] }
    var rest = state
    rest.atoms.remove(at: index)
    let absent = atom.guardedBy.map { [self.absent(atom, rest.assuming(arena.not($0)))] } ?? []
    if let condition = atom.guardedBy { rest.facts.append(condition) }
    rest.unfoldings.append(Unfolding(symbol: atom.symbol, arguments: atom.arguments, origin: atom.origin))
    let present = try produce(definition.body(atom.arguments, in: arena), into: rest, as: .unfolded(atom))
    return present + absent.filter { consistency(of: $0, wantsModel: false) != .unsat }
  }

  /// The state without an optional instance, which its facts exclude.
  private func absent(_ atom: Atom, _ state: SymbolicState) -> SymbolicState {
    guard let recorder else { return state }
    var state = state
    state.node = recorder.add(
      DerivationNode(
        parent: state.node, operation: recorder.operation(), step: .absent(atom), start: state.facts,
        facts: state.facts, chunks: [], atoms: [], bindings: []))
    return state
  }

  /// The cases of the state in which an instance is opened that has a cell at the address by its very name.
  /// - Returns: nil if there is none.
  package func exposing(named address: TermID, in state: SymbolicState) throws(SearchExhausted) -> [SymbolicState]? {
    if definitions.isEmpty { return nil }
    let named = places(in: state).first { place in
      let same = arena.equal(place.address, address)
      return same == arena.true || arena.wrap(place.address) == address || state.facts.contains(same)
    }
    return try named.map { place throws(SearchExhausted) in try open(place, in: state) }
  }

  /// The cases of the state in which an instance that has, or may have, a cell at the address is opened.
  /// - Returns: nil if there is none.
  package func exposing(_ address: TermID, in state: SymbolicState) throws(SearchExhausted) -> [SymbolicState]? {
    if let named = try exposing(named: address, in: state) { return named }
    let possible = places(in: state).filter { arena.equal($0.address, address) != arena.false }
    // What is there has an address that is a word: a computed one wraps, and is known not to only then.
    for place in possible {
      let here = state.assuming(arena.isWord(place.address))
      if entails(here, arena.equal(place.address, address)) == .yes { return try open(place, in: state) }
    }
    let same = possible.map { arena.equal($0.address, address) }
    guard possible.count > 1, entails(state, arena.or(same)) == .yes else { return nil }
    var rest = state
    var results: [SymbolicState] = []
    for (place, fact) in zip(possible, same) {
      let here = rest.assuming(fact)
      if consistency(of: here, wantsModel: false) != .unsat { results += try open(place, in: here) }
      rest.facts.append(arena.not(fact))
    }
    return results
  }

  /// An address at which an instance has a cell unless it is empty.
  private struct Place {
    var index: Int
    var address: TermID
    /// Whether it is in the last node.
    var isTail: Bool
  }

  private func places(in state: SymbolicState) -> [Place] {
    var result: [Place] = []
    for (index, atom) in state.atoms.enumerated() where !atom.isEmpty {
      guard let definition = definitions[atom.symbol] else { continue }
      for root in definition.shape.roots {
        let address = definition.instance(of: root, atom.arguments, in: arena)
        result.append(Place(index: index, address: address, isTail: false))
      }
      for address in tailAddresses(of: atom) { result.append(Place(index: index, address: address, isTail: true)) }
    }
    return result
  }

  private func open(_ place: Place, in state: SymbolicState) throws(SearchExhausted) -> [SymbolicState] {
    place.isTail ? try unfoldTail(place.index, in: state) : try unfold(place.index, in: state)
  }
}
