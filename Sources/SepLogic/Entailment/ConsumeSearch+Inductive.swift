// A defined predicate as a goal. In this order, what costs no question first:
//
//  - an instance of the state with these inputs is taken;
//  - where a cell at its root is owned, or its empty case applies, the definition takes its place (folding);
//  - a segment that starts here is taken, and the goal goes on from its end (`JoinRule`);
//  - an instance of the state that has its root here is opened (unfolding);
//  - otherwise the definition takes its place, and says what is missing.
//
// All but the joining is by the definition alone, and every case goes on until it is decided, so the soundness of
// `consume` carries over. The search ends: folding takes a cell or ends in a failure, joining takes an instance, and
// unfoldings are counted.

extension ConsumeSearch {
  /// Takes an instance of a defined predicate with known inputs.
  func match(_ atom: AtomGoal, definedBy definition: InductiveDefinition, in goal: Goal) -> [Case] {
    if let cases = splitOnGuard(of: atom, in: goal) { return cases }
    if let index = instance(of: atom, in: goal, { $0 == self.arena.true || goal.state.facts.contains($0) }) {
      return [.open(take(index, atom, in: goal))]
    }
    let roots = definition.shape.roots.map { definition.instance(of: $0, atom.arguments, in: arena) }
    if roots.contains(where: { root in goal.state.heap.contains { $0.address == root } }) {
      return [fold(atom, definition, in: goal)]
    }
    if let cases = joinOrOpen(
      atom, roots, definition, in: goal, { $0 == self.arena.true || goal.state.facts.contains($0) })
    {
      return cases
    }
    if isKnownEmpty(atom, definition, in: goal) { return [fold(atom, definition, in: goal)] }
    func isKnown(_ fact: TermID) -> Bool {
      fact != arena.false && logic.entails(goal.state.facts, fact, owning: cells) == .yes
    }
    if let index = instance(of: atom, in: goal, isKnown) { return [.open(take(index, atom, in: goal))] }
    let isOwned = roots.contains { root in
      goal.state.heap.contains { isKnown(arena.equal($0.address, root)) }
    }
    if !isOwned, let cases = joinOrOpen(atom, roots, definition, in: goal, isKnown) { return cases }
    return [fold(atom, definition, in: goal)]
  }

  /// An optional instance with these inputs: with it and without it.
  private func splitOnGuard(of atom: AtomGoal, in goal: Goal) -> [Case]? {
    let index = goal.state.atoms.firstIndex {
      $0.symbol == atom.symbol && $0.guardedBy != nil && arena.equal($0.inputs, atom.inputs) == arena.true
    }
    guard let index, let condition = goal.state.atoms[index].guardedBy else { return nil }
    var present = goal
    present.atoms.append(atom)
    var absent = present
    present.state.facts.append(condition)
    present.state.atoms[index].guardedBy = nil
    absent.state.facts.append(arena.not(condition))
    absent.state.atoms.remove(at: index)
    return [present, absent].filter {
      logic.consistency(of: $0.state.facts, owning: cells, wantsModel: false) != .unsat
    }.map(Case.open)
  }

  private func instance(of atom: AtomGoal, in goal: Goal, _ isKnown: (TermID) -> Bool) -> Int? {
    goal.state.atoms.firstIndex { candidate in
      candidate.symbol == atom.symbol && candidate.guardedBy == nil
        && isKnown(arena.equal(candidate.inputs, atom.inputs))
    }
  }

  private func isKnownEmpty(_ atom: AtomGoal, _ definition: InductiveDefinition, in goal: Goal) -> Bool {
    let shape = definition.shape
    return zip(shape.cases, shape.conditions).contains { part, condition in
      guard !part.hasMemory, condition != arena.true else { return false }
      let condition = definition.instance(of: condition, atom.arguments, in: arena)
      return condition != arena.false && logic.entails(goal.state.facts, condition, owning: cells) == .yes
    }
  }

  private func fold(_ atom: AtomGoal, _ definition: InductiveDefinition, in goal: Goal) -> Case {
    var next = goal
    next.add(
      definition.shape.folding.instantiated(definition.replacements(atom.arguments), in: arena),
      from: Folding(atom), in: arena)
    return .open(next)
  }

  /// Goes on from the end of a segment that starts here, or with an instance opened that has its root here.
  private func joinOrOpen(
    _ atom: AtomGoal, _ roots: [TermID], _ definition: InductiveDefinition, in goal: Goal, _ isKnown: (TermID) -> Bool
  ) -> [Case]? {
    for (index, candidate) in goal.state.atoms.enumerated() where candidate.guardedBy == nil && !candidate.isEmpty {
      if let rule = logic.joinRule(candidate.symbol, atom.symbol),
        let cases = join(index, atom, by: rule, in: goal, isKnown)
      {
        return cases
      }
    }
    guard goal.unfoldings < Self.detourLimit else { return nil }
    for (index, candidate) in goal.state.atoms.enumerated() where !candidate.isEmpty {
      guard let other = logic.definitions[candidate.symbol] else { continue }
      let starts = other.shape.roots.map { other.instance(of: $0, candidate.arguments, in: arena) }
      guard starts.contains(where: { start in roots.contains { isKnown(arena.equal($0, start)) } }) else { continue }
      return open(index, for: atom, in: goal)
    }
    return nil
  }

  /// Instances opened for a goal of another kind: a node or two may differ, but not a whole list.
  private static var detourLimit: Int { 4 }

  /// The cases with an instance opened, in which the goal is looked at again.
  private func open(_ index: Int, for atom: AtomGoal, in goal: Goal) -> [Case] {
    var next = goal
    next.atoms.insert(atom, at: 0)
    do throws(SearchExhausted) {
      return try logic.unfold(index, in: goal.state).map { .open(next.opened($0, in: arena)) }
    } catch {
      isIncomplete = true
      return [.done(.failure(failure(.searchExhausted, atom.origin, goal)))]
    }
  }

  // MARK: - Joining

  private func join(
    _ index: Int, _ atom: AtomGoal, by rule: JoinRule, in goal: Goal, _ isKnown: (TermID) -> Bool
  ) -> [Case]? {
    let segment = goal.state.atoms[index]
    let fits =
      rule.moved.allSatisfy { isKnown(arena.equal(atom.arguments[$0.target], segment.arguments[$0.start])) }
      && rule.shared.allSatisfy { isKnown(arena.equal(atom.arguments[$0.target], segment.arguments[$0.segment])) }
    guard fits else { return nil }
    if let end = rule.end.map({ atom.arguments[$0] }), !isOutside(end, rule, in: goal) {
      // What starts at the end tells: it is empty, and the next thing that starts there, or it has a cell there.
      return opening(at: end, besides: index, for: atom, in: goal)
    }
    var next = goal
    next.state.atoms.remove(at: index)
    var rest = atom
    for move in rule.moved { rest.arguments[move.target] = segment.arguments[move.end] }
    for output in rule.combined {
      let variable = arena.symbol("rest", sort: arena.sort(of: atom.arguments[output.target]))
      next.flexible.insert([variable])
      rest.arguments[output.target] = variable
      let whole = output.combination.combined(segment.arguments[output.segment], variable, in: arena)
      next.add(
        FactGoal(
          term: arena.equal(atom.arguments[output.target], whole), origin: atom.origin, source: .part,
          folding: atom.folding),
        in: arena)
    }
    next.atoms.insert(rest, at: 0)
    return [.open(next)]
  }

  /// Whether the address is that of no node of any instance that is left: it is null, or that of a cell owned.
  private func isOutside(_ end: TermID, _ rule: JoinRule, in goal: Goal) -> Bool {
    if rule.allowsCell, goal.owned.contains(end) { return true }
    if rule.allowsZero, logic.entails(goal.state.facts, arena.equal(end, arena.zero), owning: cells) == .yes {
      return true
    }
    guard rule.allowsCell else { return false }
    return goal.owned.contains { address in
      let same = arena.equal(address, end)
      return same != arena.false && logic.entails(goal.state.facts, same, owning: cells) == .yes
    }
  }

  private func opening(at end: TermID, besides index: Int, for atom: AtomGoal, in goal: Goal) -> [Case]? {
    guard goal.unfoldings < logic.limits.unfoldings else { return nil }
    for (position, candidate) in goal.state.atoms.enumerated() where position != index && !candidate.isEmpty {
      guard let other = logic.definitions[candidate.symbol] else { continue }
      let starts = other.shape.roots.map { other.instance(of: $0, candidate.arguments, in: arena) }
      if starts.contains(where: { arena.equal($0, end) == arena.true }) { return open(position, for: atom, in: goal) }
    }
    return nil
  }
}
