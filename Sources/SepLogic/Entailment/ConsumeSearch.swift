// The search for a way to consume a formula, as a worklist of goals. Splits that cover the state put their cases on the
// worklist; only trying an alternative, of which one suffices, is a recursion, and its depth is limited.
//
// What is forced comes first: cells at known addresses (they bind variables to the values found), conditions decided by
// folding, equations for variables, proof of the closed pure parts. Then conditions are decided or split, then
// disjunctions, and last come guesses.

/// One search.
final class ConsumeSearch {
  let logic: HeapLogic
  /// What the addresses of the cells owned at the start say, whichever of them were consumed since.
  let cells: Disjointness
  let emptying: Bool
  /// Some failure may be due to a witness that was not thought of, to the solver, or to a limit.
  var isIncomplete = false
  private var nodes = 0
  var depth = 0

  var arena: TermArena { logic.arena }

  init(logic: HeapLogic, owned: [Chunk], emptying: Bool) {
    self.logic = logic
    self.emptying = emptying
    cells = Disjointness(of: owned.map(\.address), in: logic.arena)
  }

  /// All cases of the goal.
  /// - Parameter rescue: what to take for a case that failed; nil ends the search, with the cases found so far.
  func solve(_ goal: Goal, rescue: ((ConsumeFailure) -> [ConsumeBranch]?)? = nil) -> [ConsumeBranch] {
    var branches: [ConsumeBranch] = []
    var open = [Case.open(goal)]
    while let next = open.popLast() {
      switch next {
      case .done(let branch):
        if case .failure(let failure) = branch, let rescue {
          guard let rescued = rescue(failure) else { return branches + [branch] }
          branches += rescued
        } else {
          branches.append(branch)
        }
      case .open(let goal):
        if let exhausted = spendNode(on: goal) {
          open.append(.done(.failure(exhausted)))
        } else {
          open += advance(goal).reversed()
        }
      }
    }
    return branches
  }

  enum Case {
    case open(Goal)
    case done(ConsumeBranch)
  }

  /// Takes the goal to its next split or its end; the cases cover its state.
  private func advance(_ start: Goal) -> [Case] {
    var goal = start
    while true {
      if let index = goal.cells.firstIndex(where: { goal.isClosed(goal.resolved($0.address, in: arena), in: arena) }) {
        let cases = match(goal.cells.remove(at: index), in: goal)
        guard cases.count == 1, case .open(let only) = cases[0] else { return cases }
        goal = only
        continue
      }
      goal.resolve(in: arena)
      if let index = goal.atoms.firstIndex(where: { $0.inputs.allSatisfy { goal.isClosed($0, in: arena) } }) {
        let atom = goal.atoms.remove(at: index)
        let cases =
          if let definition = logic.definitions[atom.symbol] {
            match(atom, definedBy: definition, in: goal)
          } else {
            match(atom, in: goal)
          }
        guard cases.count == 1, case .open(let only) = cases[0] else { return cases }
        goal = only
      } else if let index = goal.conditionals.firstIndex(where: { isConstant($0.condition) }) {
        let conditional = goal.conditionals.remove(at: index)
        goal.add(
          conditional.condition == arena.true ? conditional.then : conditional.otherwise, from: conditional.folding,
          in: arena)
      } else if !logic.bindByEquation(&goal) {
        break
      }
    }
    goal.settlePureChoices(in: arena)
    if let failed = proveClosedFacts(&goal) { return [.done(.failure(failed))] }
    for index in goal.conditionals.indices where goal.isClosed(goal.conditionals[index].condition, in: arena) {
      guard let next = matchOptional(goal.conditionals[index], index, in: goal) else { continue }
      return [.open(next)]
    }
    if let index = goal.conditionals.firstIndex(where: { goal.isClosed($0.condition, in: arena) }) {
      return split(goal.conditionals.remove(at: index), in: goal).map(Case.open)
    }
    if !goal.disjunctions.isEmpty {
      return choose(goal.disjunctions.removeFirst(), in: goal)
    }
    let results =
      if !goal.cells.isEmpty {
        guessAddress(in: goal)
      } else if !goal.atoms.isEmpty {
        guessInputs(in: goal)
      } else if !goal.facts.isEmpty || !goal.conditionals.isEmpty {
        guessWitness(in: goal)
      } else {
        finish(goal)
      }
    return results.map(Case.done)
  }

  private func isConstant(_ term: TermID) -> Bool { term == arena.true || term == arena.false }

  private func finish(_ finished: Goal) -> [ConsumeBranch] {
    var goal = finished
    // Nothing depends on these any more; any value in their range will do.
    for variable in goal.flexible.all {
      let witness =
        arena.sort(of: variable) == .bool
        ? arena.false : arena.int(arena.symbolInfo(variable)?.range?.lowerBound ?? 0)
      goal.bind(variable, to: witness, origin: Origin(0), in: arena)
    }
    if emptying, logic.mayHaveMemory(goal.state),
      let origin = goal.state.heap.first?.origin ?? goal.state.atoms.first(where: { !$0.isEmpty })?.origin
    {
      switch logic.consistency(of: goal.state.facts, owning: cells) {
      case .unsat: return []
      case .sat(let model):
        return [.failure(failure(.leftover(goal.state.heap), origin, goal, model: model))]
      case .unknown:
        isIncomplete = true
        return [.failure(failure(.leftover(goal.state.heap), origin, goal))]
      }
    }
    return [.success(goal.state, bindings: goal.bindings)]
  }

  func failure(_ kind: ConsumeFailure.Kind, _ origin: Origin, _ goal: Goal, model: Model? = nil) -> ConsumeFailure {
    ConsumeFailure(
      kind: kind, origin: origin, state: goal.state, model: model, nearest: [], foldings: [], isConclusive: false, isWhole: false)
  }

  /// The predicates whose definitions led to a part, the outermost first.
  private func chain(_ innermost: Folding?) -> [Unfolding] {
    var result: [Unfolding] = []
    var next = innermost
    while let folding = next {
      result.append(Unfolding(symbol: folding.symbol, arguments: folding.arguments, origin: folding.origin))
      next = folding.outer
    }
    return result.reversed()
  }

  /// The failure that ends the search if its budget is spent.
  func spendNode(on goal: Goal) -> ConsumeFailure? {
    nodes += 1
    if nodes <= logic.limits.nodes { return nil }
    isIncomplete = true
    return failure(.searchExhausted, goal.firstOrigin, goal)
  }
}

extension Goal {
  /// The origin of something pending.
  var firstOrigin: Origin {
    let parts = cells.first?.origin ?? atoms.first?.origin ?? facts.first?.origin
    return parts ?? conditionals.first?.origin ?? disjunctions.first?.origin ?? Origin(0)
  }
}

// MARK: - Forced steps

extension ConsumeSearch {
  /// Takes the chunk at a known address, in each case of which chunk that is.
  private func match(_ cell: CellGoal, in goal: Goal) -> [Case] {
    let cell = CellGoal(
      address: goal.resolved(cell.address, in: arena), value: goal.resolved(cell.value, in: arena),
      origin: cell.origin, folding: cell.folding)
    var cases: [Case] = []
    for branch in logic.lookup(cell.address, in: goal.state, owning: cells) {
      switch branch {
      case .hit(let state, let index):
        var next = goal
        next.state = state
        let chunk = next.state.heap.remove(at: index)
        if goal.flexible.contains(cell.value) {
          next.bind(cell.value, to: chunk.value, origin: cell.origin, in: arena)
        } else {
          let source = FactGoal.Source.cell(
            address: cell.address, expected: cell.value, actual: chunk.value)
          let equation = arena.equal(cell.value, chunk.value)
          next.add(
            FactGoal(term: equation, origin: cell.origin, source: source, folding: cell.folding), in: arena)
        }
        cases.append(.open(next))
      case .missing(let missing):
        if let opened = exposed(cell, in: goal, missing.state) {
          cases += opened
          continue
        }
        var atMissing = goal
        atMissing.state = missing.state
        var result = failure(
          .missingCell(address: cell.address, value: cell.value), cell.origin, atMissing, model: missing.model)
        if let reason = missing.unknown {
          isIncomplete = true
          result.kind = .solverUnknown(reason)
        }
        result.nearest = missing.nearest
        result.foldings = chain(cell.folding)
        cases.append(.done(.failure(result)))
      }
    }
    return cases
  }

  /// The cases in which an instance that has the cell is opened, the cell still wanted; nil if there is none.
  private func exposed(_ cell: CellGoal, in goal: Goal, _ state: SymbolicState) -> [Case]? {
    guard goal.unfoldings < logic.limits.unfoldings else { return nil }
    var next = goal
    next.cells.insert(cell, at: 0)
    do throws(SearchExhausted) {
      return try logic.exposing(cell.address, in: state)?.map { .open(next.opened($0, in: arena)) }
    } catch {
      isIncomplete = true
      return nil
    }
  }

  /// Proves the pure parts without variables, all at once if possible; otherwise says which failed.
  private func proveClosedFacts(_ goal: inout Goal) -> ConsumeFailure? {
    let closed = goal.facts.filter { goal.isClosed($0.term, in: arena) }
    if closed.isEmpty { return nil }
    goal.facts = goal.facts.filter { !goal.isClosed($0.term, in: arena) }
    switch logic.entails(goal.state.facts, arena.and(closed.map(\.term)), owning: cells) {
    case .yes:
      return nil
    case .no(let model):
      if closed.count == 1 { return failure(of: closed[0], goal, model) }
      if let model, let failed = closed.first(where: { arena.evaluateBool($0.term, in: model) == false }) {
        return failure(of: failed, goal, model)
      }
      return proveOneByOne(closed, in: goal, otherwise: "the model does not say which part fails")
    case .unknown(let reason):
      return proveOneByOne(closed, in: goal, otherwise: reason)
    }
  }

  /// The first failure, if each part is asked for by itself. That all of them follow means that their conjunction
  /// does, though the solver did not see it.
  private func proveOneByOne(
    _ closed: [FactGoal], in goal: Goal, otherwise reason: String
  ) -> ConsumeFailure? {
    if closed.count == 1 { return undecided(reason, closed[0], goal) }
    var undecided: ConsumeFailure?
    for fact in closed {
      switch logic.entails(goal.state.facts, fact.term, owning: cells) {
      case .yes: continue
      case .no(let model): return failure(of: fact, goal, model)
      case .unknown(let reason): undecided = undecided ?? self.undecided(reason, fact, goal)
      }
    }
    return undecided
  }

  private func undecided(_ reason: String, _ fact: FactGoal, _ goal: Goal) -> ConsumeFailure {
    isIncomplete = true
    return failure(.solverUnknown(reason), fact.origin, goal)
  }

  private func failure(of fact: FactGoal, _ goal: Goal, _ model: Model?) -> ConsumeFailure {
    var result: ConsumeFailure
    switch fact.source {
    case .part:
      result = failure(.unprovedFact(fact.term), fact.origin, goal, model: model)
    case .cell(let address, let expected, let actual):
      result = failure(
        .unprovedValue(address: address, expected: expected, actual: actual), fact.origin, goal, model: model)
    }
    result.foldings = chain(fact.folding)
    return result
  }
}
