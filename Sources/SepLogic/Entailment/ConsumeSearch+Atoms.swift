// Named predicates and facts: which instance of the state is meant.
//
// An instance is taken only where the facts of the case say that its inputs are the ones wanted; the cases of that
// question cover the state, as with cells. Its outputs are then determined, so that they bind variables or become goals.

extension ConsumeSearch {
  /// Takes the instance with known inputs, in each case of which one that is.
  func match(_ atom: AtomGoal, in goal: Goal) -> [Case] {
    let candidates = goal.state.atoms.indices.filter { goal.state.atoms[$0].symbol == atom.symbol }
    func sameInputs(_ index: Int) -> TermID { arena.equal(goal.state.atoms[index].inputs, atom.inputs) }
    let certain = candidates.first { goal.state.atoms[$0].guardedBy == nil && sameInputs($0) == arena.true }
    if let certain { return [.open(take(certain, atom, in: goal))] }
    // The same name on a condition before other names that may be equal.
    let exact = candidates.filter { sameInputs($0) == arena.true }
    let open = (exact + candidates.filter { !exact.contains($0) }).map { index in
      (index: index, fact: arena.and(sameInputs(index), goal.state.atoms[index].guardedBy ?? arena.true))
    }.filter { $0.fact != arena.false }
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
      // The second atom that may be meant is a split; the first is the case without the others.
      hit.state.atoms[index].guardedBy = nil
      cases.append(.open(take(index, atom, in: hit)))
      rest.state.facts.append(arena.not(fact))
    }
    if let missing = missing(atom, in: rest) { cases.append(missing) }
    return cases
  }

  /// An optional part against an atom that is there on the same condition: no case has to be told apart.
  /// - Returns: the goal without the choice; nil if there is no such atom.
  func matchOptional(
    _ choice: ConditionalGoal, _ position: Int, in goal: Goal
  ) -> Goal? {
    guard let then = choice.then.namedPredicates, let otherwise = choice.otherwise.namedPredicates,
      then.isEmpty != otherwise.isEmpty
    else { return nil }
    let condition = then.isEmpty ? arena.not(choice.condition) : choice.condition
    let side = then.isEmpty ? choice.otherwise : choice.then
    var next = goal
    next.conditionals.remove(at: position)
    next.flexible.insert(side.boundVariables)
    for wanted in then + otherwise {
      let arguments = wanted.arguments.map { next.resolved($0, in: arena) }
      let atom = AtomGoal(symbol: wanted.symbol, arguments: arguments, origin: wanted.origin)
      guard atom.inputs.allSatisfy({ next.isClosed($0, in: arena) }) else { return nil }
      let index = next.state.atoms.firstIndex { candidate in
        candidate.symbol == atom.symbol && candidate.guardedBy == condition
          && arena.equal(candidate.inputs, atom.inputs) == arena.true
      }
      guard let index else { return nil }
      next = takeOptional(index, atom, condition, in: next)
    }
    return next
  }

  /// The outputs of an optional part are what they are only if it is there.
  private func takeOptional(_ index: Int, _ atom: AtomGoal, _ condition: TermID, in goal: Goal) -> Goal {
    var next = goal
    let found = goal.state.atoms[index]
    if !found.isEmpty { next.state.atoms.remove(at: index) }
    for (wanted, actual) in zip(atom.outputs, found.outputs) {
      let wanted = next.resolved(wanted, in: arena)
      if next.flexible.contains(wanted) {
        next.bind(wanted, to: actual, origin: atom.origin, in: arena)
      } else {
        let agree = arena.implies(condition, arena.equal([wanted], [actual]))
        next.add(FactGoal(term: agree, origin: atom.origin, source: .part), in: arena)
      }
    }
    return next
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

  func take(_ index: Int, _ atom: AtomGoal, in goal: Goal) -> Goal {
    var next = goal
    let found = goal.state.atoms[index]
    if found.guardedBy == nil { markTwins(of: index, in: &next) }
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

  /// What else has the same inputs is empty: this is the last moment to see it. Only facts that are known literally count,
  /// since most atoms have no twin and a question for each would cost more than it gives.
  private func markTwins(of index: Int, in goal: inout Goal) {
    let taken = goal.state.atoms[index]
    for other in goal.state.atoms.indices where other != index {
      let atom = goal.state.atoms[other]
      guard atom.symbol == taken.symbol, !atom.isEmpty else { continue }
      let same = arena.equal(atom.inputs, taken.inputs)
      if same == arena.true || goal.state.facts.contains(same) { goal.state.atoms[other].isEmpty = true }
    }
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
