// Named predicates and facts: which instance of the state is meant.
//
// An instance is taken only where the facts of the case say that its inputs are the ones wanted; the cases of that
// question cover the state, as with cells. Its outputs are then determined, so that they bind variables or become goals.

extension ConsumeSearch {
  /// Takes the instance with known inputs, in each case of which one that is.
  func match(_ atom: AtomGoal, in goal: Goal) -> [Case] {
    let candidates = goal.state.atoms.indices.filter { goal.state.atoms[$0].symbol == atom.symbol }
    func sameInputs(_ index: Int) -> TermID { arena.equal(goal.state.atoms[index].inputs, atom.inputs) }
    if let index = candidates.first(where: { sameInputs($0) == arena.true }) {
      return [.open(take(index, atom, in: goal))]
    }
    let open = candidates.map { (index: $0, fact: sameInputs($0)) }.filter { $0.fact != arena.false }
    if atom.symbol.isFact { return matchFact(atom, open.map(\.fact), in: goal) }
    var cases: [Case] = []
    var rest = goal
    for (index, fact) in open {
      switch logic.consistency(of: rest.state.facts + [fact], owning: cells, wantsModel: false) {
      case .unsat: continue
      case .sat, .unknown: break
      }
      var hit = rest
      hit.state.facts.append(fact)
      cases.append(.open(take(index, atom, in: hit)))
      rest.state.facts.append(arena.not(fact))
    }
    if let missing = missing(atom, in: rest) { cases.append(missing) }
    return cases
  }

  /// A fact has no memory, so it need not be known which of several it is.
  private func matchFact(_ atom: AtomGoal, _ alternatives: [TermID], in goal: Goal) -> [Case] {
    if alternatives.isEmpty { return missing(atom, in: goal).map { [$0] } ?? [] }
    switch logic.entails(goal.state.facts, arena.or(alternatives), owning: cells) {
    case .yes: return [.open(goal)]
    case .no(let model):
      return [
        .done(.failure(failure(.missingAtom(atom.symbol, atom.arguments), atom.origin, goal, model: model)))
      ]
    case .unknown(let reason):
      isIncomplete = true
      return [.done(.failure(failure(.solverUnknown(reason), atom.origin, goal)))]
    }
  }

  /// The case in which no instance has these inputs; nil if there is no such case.
  private func missing(_ atom: AtomGoal, in goal: Goal) -> Case? {
    switch logic.consistency(of: goal.state.facts, owning: cells) {
    case .unsat: return nil
    case .sat(let model):
      return .done(.failure(failure(.missingAtom(atom.symbol, atom.arguments), atom.origin, goal, model: model)))
    case .unknown(let reason):
      isIncomplete = true
      return .done(.failure(failure(.solverUnknown(reason), atom.origin, goal)))
    }
  }

  private func take(_ index: Int, _ atom: AtomGoal, in goal: Goal) -> Goal {
    var next = goal
    let found = goal.state.atoms[index]
    if !found.isEmpty { next.state.atoms.remove(at: index) }
    for (wanted, actual) in zip(atom.outputs, found.outputs) {
      // Binding one output may have determined another.
      let wanted = next.resolved(wanted, in: arena)
      if next.flexible.contains(wanted) {
        next.bind(wanted, to: actual, origin: atom.origin, in: arena)
      } else {
        next.add(FactGoal(term: arena.equal([wanted], [actual]), origin: atom.origin, source: .part), in: arena)
      }
    }
    return next
  }

  /// An instance whose inputs nothing determines: tries each one that it can be.
  func guessInputs(in goal: Goal) -> [ConsumeBranch] {
    let atom = goal.atoms[0]
    let variables = arena.freeSymbols(of: Array(atom.inputs)).filter(goal.flexible.contains)
    var failures: [ConsumeFailure] = []
    for candidate in goal.state.atoms where candidate.symbol == atom.symbol {
      var tried = goal
      for (wanted, actual) in zip(atom.inputs, candidate.inputs) {
        let equation = arena.equal([tried.resolved(wanted, in: arena)], [actual])
        for variable in arena.freeSymbols(of: equation) where tried.flexible.contains(variable) {
          guard let witness = logic.witness(for: variable, from: equation) else { continue }
          tried.bind(variable, to: witness, origin: atom.origin, in: arena)
          break
        }
      }
      tried.resolve(in: arena)
      guard tried.atoms[0].inputs.allSatisfy({ tried.isClosed($0, in: arena) }) else {
        isIncomplete = true
        continue
      }
      switch attempt(tried) {
      case .success(let results): return results
      case .failure(let failed): failures += failed
      }
    }
    return undetermined(variables, atom.origin, in: goal, after: failures)
  }
}
