// What the separating conjunction says of addresses. Of n cells it says n(n-1)/2 facts, nearly all of them trivial or
// never needed, so a query is first asked without any, and those that its model violates are added until the model
// is real or there is none. Every fact added is implied by the state, so the answers are those of the full query.

/// The pairwise distinctness of some cells' addresses.
struct Disjointness {
  /// The pairs that are not distinct for structural reasons, as facts `a != b`, in a fixed order.
  let facts: [TermID]
  /// Two addresses are the same term.
  let isContradictory: Bool

  init(of addresses: [TermID], in arena: TermArena) {
    var facts: [TermID] = []
    var constants: Set<TermID> = []
    var isContradictory = false
    for (index, address) in addresses.enumerated() {
      if arena.constant(address) != nil {
        if !constants.insert(address).inserted { isContradictory = true }
        continue
      }
      // Against every constant, and against the symbolic ones before it.
      for (other, another) in addresses.enumerated() where other < index || arena.constant(another) != nil {
        let fact = arena.notEqual(another, address)
        if fact == arena.false { isContradictory = true }
        if fact != arena.true { facts.append(fact) }
      }
    }
    self.facts = facts
    self.isContradictory = isContradictory
  }
}

extension HeapLogic {
  /// Whether the state, with some more facts, has an instance; a model that comes with `sat` is one, cells disjoint.
  /// - Parameter wantsModel: whether it is worth asking for one; without it `sat` may come alone.
  package func consistency(
    of state: SymbolicState, with extra: [TermID] = [], wantsModel: Bool = true
  ) -> SatAnswer {
    let cells = Disjointness(of: state.heap.map(\.address), in: arena)
    return consistency(of: state.facts + extra, owning: cells, wantsModel: wantsModel)
  }

  /// Whether the goal holds in every instance of the state; a model that comes with `no` is an instance without it.
  package func entails(_ state: SymbolicState, _ goal: TermID) -> Entailed {
    entails(state.facts, goal, owning: Disjointness(of: state.heap.map(\.address), in: arena))
  }

  func consistency(of facts: [TermID], owning cells: Disjointness, wantsModel: Bool = true) -> SatAnswer {
    if cells.isContradictory || facts.contains(arena.false) { return .unsat }
    if cells.facts.isEmpty, facts.allSatisfy({ $0 == arena.true }) { return .sat(Model()) }
    var added: [TermID] = []
    var remaining = cells.facts
    while true {
      let answer = oracle.check(facts: facts + added, wantsModel: wantsModel || !remaining.isEmpty)
      guard answer != .unsat, !remaining.isEmpty else { return answer }
      guard case .sat(let model?) = answer else {
        added += remaining
        remaining = []
        continue
      }
      let violated = remaining.filter { arena.evaluateBool($0, in: model) != true }
      if violated.isEmpty { return answer }
      remaining.removeAll { violated.contains($0) }
      added += violated
    }
  }

  func entails(_ facts: [TermID], _ goal: TermID, owning cells: Disjointness) -> Entailed {
    if goal == arena.true || facts.contains(goal) { return .yes }
    switch consistency(of: facts + [arena.not(goal)], owning: cells) {
    case .unsat: return .yes
    case .sat(let model): return .no(model)
    case .unknown(let reason): return .unknown(reason)
    }
  }
}
