// Conditionals, disjunctions and guesses.

extension ConsumeSearch {
  /// The cases of a conditional whose condition is closed.
  func split(
    _ conditional: ConditionalGoal, in goal: Goal
  ) -> [Goal] {
    func assuming(_ fact: TermID, _ part: Formula) -> Goal {
      var result = goal
      result.state.facts.append(fact)
      result.add(part, from: conditional.folding, in: arena)
      return result
    }
    let negation = arena.not(conditional.condition)
    if isContradictory(goal, with: conditional.condition) { return [assuming(negation, conditional.otherwise)] }
    let positive = assuming(conditional.condition, conditional.then)
    if isContradictory(goal, with: negation) { return [positive] }
    return [positive, assuming(negation, conditional.otherwise)]
  }

  private func isContradictory(_ goal: Goal, with fact: TermID) -> Bool {
    logic.consistency(of: goal.state.facts + [fact], owning: cells, wantsModel: false) == .unsat
  }

  /// Drops the alternatives whose guards are refuted, and tries the others in order.
  func choose(_ disjunction: DisjunctionGoal, in goal: Goal) -> [Case] {
    var possible: [Formula] = []
    var failures: [ConsumeFailure] = []
    for alternative in disjunction.alternatives {
      let guards = alternative.guards.map { (fact: goal.resolved($0.fact, in: arena), origin: $0.origin) }
        .filter { goal.isClosed($0.fact, in: arena) && !mentionsBound($0.fact, of: alternative) }
      let together = arena.and(guards.map(\.fact))
      if let first = guards.first, together != arena.true, isContradictory(goal, with: together) {
        let origin = guards.first { $0.fact == arena.false }?.origin ?? first.origin
        failures.append(failure(.unprovedFact(together), origin, goal))
      } else {
        possible.append(alternative)
      }
    }
    switch possible.count {
    case 0:
      switch logic.consistency(of: goal.state.facts, owning: cells) {
      case .unsat: return []
      case .sat(let model):
        return [.done(.failure(failure(.disjunction(failures), disjunction.origin, goal, model: model)))]
      case .unknown(let reason):
        isIncomplete = true
        return [.done(.failure(failure(.solverUnknown(reason), disjunction.origin, goal)))]
      }
    case 1:
      var only = goal
      only.add(possible[0], from: disjunction.folding, in: arena)
      return [.open(only)]
    default:
      return attempt(possible[...], of: disjunction, in: goal, after: failures).map(Case.done)
    }
  }

  private func mentionsBound(_ fact: TermID, of formula: Formula) -> Bool {
    let bound = formula.terms.bound
    return !bound.isEmpty && arena.freeSymbols(of: fact).contains(where: bound.contains)
  }

  /// Tries the alternatives in order. Where one fails for want of a pure fact, the state is split on that fact: with
  /// it the same alternative goes on, without it the next ones are tried. Where it fails in one of several cases,
  /// the next ones are tried in that case alone.
  private func attempt(
    _ alternatives: ArraySlice<Formula>, of disjunction: DisjunctionGoal, in goal: Goal,
    after failures: [ConsumeFailure]
  ) -> [ConsumeBranch] {
    let origin = disjunction.origin
    guard let alternative = alternatives.first else {
      let last = failures.last
      if let last, failures.allSatisfy({ $0.origin == last.origin }) { return [.failure(last)] }
      return [.failure(failure(.disjunction(failures), origin, goal, model: last?.model))]
    }
    if let exhausted = spendNode(on: goal) { return [.failure(exhausted)] }
    depth += 1
    defer { depth -= 1 }
    guard depth <= logic.limits.depth else {
      isIncomplete = true
      return [.failure(failure(.searchExhausted, origin, goal))]
    }
    var tried = goal
    tried.add(alternative, from: disjunction.folding, in: arena)
    var results: [ConsumeBranch] = []
    for branch in solve(tried) {
      guard case .failure(let failed) = branch else {
        results.append(branch)
        continue
      }
      if case .searchExhausted = failed.kind { return [branch] }
      var rest = goal
      rest.state.facts = failed.state.facts
      if let fact = failed.unprovedFact(in: arena), !isContradictory(rest, with: fact) {
        var withFact = rest
        withFact.state.facts.append(fact)
        results += attempt(alternatives, of: disjunction, in: withFact, after: failures)
        rest.state.facts.append(arena.not(fact))
      }
      results += attempt(alternatives.dropFirst(), of: disjunction, in: rest, after: failures + [failed])
    }
    return results
  }

  // MARK: - Guesses

  /// A cell at an address that nothing determines: tries each chunk that it can be.
  func guessAddress(in goal: Goal) -> [ConsumeBranch] {
    let cell = goal.cells[0]
    let variables = arena.freeSymbols(of: cell.address).filter(goal.flexible.contains)
    var failures: [ConsumeFailure] = []
    var triesAll = true
    for chunk in goal.state.heap {
      let equation = arena.equal(cell.address, chunk.address)
      if equation == arena.false { continue }
      var guess: (variable: TermID, witness: TermID)?
      for variable in variables {
        guess = guess ?? logic.witness(for: variable, from: equation).map { (variable, $0) }
      }
      guard let guess else {
        triesAll = false
        continue
      }
      var tried = goal
      tried.bind(guess.variable, to: guess.witness, origin: cell.origin, in: arena)
      switch attempt(tried) {
      case .success(let results): return results
      case .failure(let failed): failures += failed
      }
    }
    if !triesAll { isIncomplete = true }
    return undetermined(variables, cell.origin, in: goal, after: failures)
  }

  /// A pure part or condition that speaks of a variable that nothing determines: tries what its bounds and the
  /// solver suggest, and a few values at hand.
  func guessWitness(in goal: Goal) -> [ConsumeBranch] {
    let facts = goal.facts.map(\.term)
    let terms = facts + goal.conditionals.map(\.condition)
    let variables = arena.freeSymbols(of: terms).filter(goal.flexible.contains)
    let origin = goal.firstOrigin
    guard let variable = variables.first else { return undetermined([], origin, in: goal, after: []) }
    var failures: [ConsumeFailure] = []
    for witness in candidates(for: variable, in: facts, goal) {
      var tried = goal
      tried.bind(variable, to: witness, origin: origin, in: arena)
      switch attempt(tried) {
      case .success(let results): return results
      case .failure(let failed): failures += failed
      }
    }
    isIncomplete = true
    return undetermined(variables, origin, in: goal, after: failures)
  }

  enum Attempt {
    case success([ConsumeBranch])
    case failure([ConsumeFailure])
  }

  func attempt(_ goal: Goal) -> Attempt {
    depth += 1
    defer { depth -= 1 }
    guard depth <= logic.limits.depth else {
      isIncomplete = true
      return .failure([failure(.searchExhausted, goal.firstOrigin, goal)])
    }
    let results = solve(goal)
    let failures = results.compactMap { if case .failure(let failed) = $0 { failed } else { nil } }
    return failures.isEmpty ? .success(results) : .failure(failures)
  }

  func undetermined(
    _ variables: [TermID], _ origin: Origin, in goal: Goal, after failures: [ConsumeFailure]
  ) -> [ConsumeBranch] {
    for failed in failures {
      if case .searchExhausted = failed.kind { return [.failure(failed)] }
    }
    switch logic.consistency(of: goal.state.facts, owning: cells) {
    case .unsat: return []
    case .sat(let model):
      return [.failure(failure(.witnessUndetermined(variables), origin, goal, model: model))]
    case .unknown(let reason):
      isIncomplete = true
      return [.failure(failure(.solverUnknown(reason), origin, goal))]
    }
  }

  private func candidates(for variable: TermID, in facts: [TermID], _ goal: Goal) -> [TermID] {
    if arena.sort(of: variable) == .bool { return [arena.true, arena.false] }
    var result: [TermID] = []
    if arena.sort(of: variable) == .seq {
      if case .sat(let model?) = logic.consistency(of: goal.state.facts + facts, owning: cells),
        let values = model[sequence: variable]
      {
        result.append(arena.sequence(values.map(arena.int)))
      }
      return result + [arena.emptySequence].filter { !result.contains($0) }
    }
    func suggest(_ term: TermID?) {
      if let term, !result.contains(term), goal.isClosed(term, in: arena) { result.append(term) }
    }
    for fact in facts + goal.conditionals.map(\.condition) {
      suggest(bound(on: variable, in: fact))
      suggest(bound(on: variable, in: arena.not(fact)))
      if case .not(let inner) = arena[fact], let excluded = logic.witness(for: variable, from: inner) {
        suggest(arena.add(excluded, arena.one))
      }
    }
    if case .sat(let model?) = logic.consistency(of: goal.state.facts + facts, owning: cells) {
      suggest(model[variable].map(arena.int))
    }
    if let range = arena.symbolInfo(variable)?.range {
      suggest(arena.int(range.lowerBound))
      suggest(arena.int(range.upperBound))
    }
    suggest(arena.zero)
    for chunk in goal.state.heap.prefix(8) { suggest(chunk.value) }
    return result
  }

  /// The least or greatest value of the variable that a comparison admits, if that is linear.
  private func bound(on variable: TermID, in fact: TermID) -> TermID? {
    switch arena[fact] {
    case .lessOrEqual(let a, let b): return extreme(of: variable, a, b)
    case .not(let inner):
      // ¬(a <= b) is b + 1 <= a.
      guard case .lessOrEqual(let a, let b) = arena[inner] else { return nil }
      return extreme(of: variable, arena.add(b, arena.one), a)
    default: return nil
    }
  }

  /// The solution of `a = b`.
  private func extreme(of variable: TermID, _ a: TermID, _ b: TermID) -> TermID? {
    logic.witness(for: variable, from: arena.equal(a, b))
  }
}

extension ConsumeFailure {
  /// The closed fact for want of which it failed.
  fileprivate func unprovedFact(in arena: TermArena) -> TermID? {
    switch kind {
    case .unprovedFact(let fact): fact
    case .unprovedValue(_, let expected, let actual): arena.equal(expected, actual)
    case .missingCell, .missingAtom, .disjunction, .witnessUndetermined, .leftover, .solverUnknown, .searchExhausted:
      nil
    }
  }
}
