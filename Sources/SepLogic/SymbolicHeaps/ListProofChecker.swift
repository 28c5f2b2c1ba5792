// Checks a proof of the list prover, rule by rule. It shares no code with the search: it reads definitions by itself
// (`CheckedList`), draws its own conclusions about locations (`CheckedSequent`), and makes the premises of each rule from
// its conclusion and from what the node says the rule is applied to. A node says nothing that is believed: what the rule
// needs is looked up in the sequent, and what it does not give stays open until `close` refuses it.
//
// The meaning of a sequent: for each stack and heap in which the facts hold and all atoms of the left, those used already
// included, hold of disjoint parts, the part of the atoms not yet used satisfies the atoms and the facts of the right. Each
// rule is sound: if its premises hold so does its conclusion; the argument stands with the rule.

/// Re-checks proofs.
package struct ListProofChecker {
  private let context: HeapContext
  private let nodes: [ProofNode]
  private let children: [[Int]]

  /// What is wrong with a proof of a problem; nil where every rule was re-checked.
  package static func problem(of nodes: [ProofNode], for problem: EntailmentProblem) -> String? {
    do throws(Refusal) {
      try Self(nodes, problem.context).check(problem)
      return nil
    } catch { return error.text }
  }

  struct Refusal: Error { var text: String }

  private init(_ nodes: [ProofNode], _ context: HeapContext) throws(Refusal) {
    self.context = context
    self.nodes = nodes
    var children: [[Int]] = Array(repeating: [], count: nodes.count)
    for (index, node) in nodes.enumerated() {
      if index == 0 ? node.parent != -1 : !(0..<index).contains(Int(node.parent)) {
        throw Refusal(text: "node \(index) stands below no earlier node")
      }
      if index > 0 { children[Int(node.parent)].append(index) }
    }
    self.children = children
  }

  private func check(_ problem: EntailmentProblem) throws(Refusal) {
    guard !nodes.isEmpty else { throw Refusal(text: "there is no proof") }
    var pending = [(0, try CheckedSequent(problem))]
    while let (index, given) = pending.popLast() {
      var sequent = given
      sequent.draw()
      guard let step = nodes[index].step else { throw Refusal(text: "node \(index) names no rule about lists") }
      let premises: [CheckedSequent]
      do throws(Refusal) { premises = try self.premises(of: step, sequent) } catch {
        throw Refusal(text: "node \(index): \(error.text)")
      }
      guard premises.count == children[index].count else {
        throw Refusal(
          text: "node \(index): the rule has \(premises.count) premises, and \(children[index].count) are proved")
      }
      pending += zip(children[index], premises)
    }
  }

  private func premises(of rule: ListRule, _ sequent: CheckedSequent) throws(Refusal) -> [CheckedSequent] {
    switch rule {
    case .contradiction:
      guard sequent.isContradictory else { throw Refusal(text: "the left does not contradict itself") }
      return []
    case .close:
      guard sequent.isClosed else { throw Refusal(text: "something is left") }
      return []
    case .split(let literal):
      // Either it holds or it does not.
      switch literal {
      case .equal(let a, let b), .distinct(let a, let b): try sequent.expectKnown(a, b)
      case .linear: throw Refusal(text: "this is not about locations")
      }
      guard let negated = literal.negated else { throw Refusal(text: "the literal has no negation") }
      return [sequent.assuming(negated), sequent.assuming(literal)]
    case .splitEmpty(let list):
      // Its part of the heap has a cell or none.
      let index = try sequent.left(list, where: { $0.status == .open })
      return [sequent.marking(index, .cells), sequent.marking(index, .empty)]
    case .divide(let list, at: let end, let parts): return try divide(list, end, parts, sequent)
    case .match(let wanted, with: let given): return [try match(wanted, given, sequent)]
    case .emptyRight(let list):
      // The base case, which is one of the two.
      var (goal, premise) = try sequent.takingGoal(list, mayBeEmpty: true)
      guard let list = goal.list, !goal.mustHaveCells else { throw Refusal(text: "this is no list that may be empty") }
      premise.owed += list.base(goal.arguments).map { .equal($0, $1) }
      return [premise]
    case .demandCell(let list):
      // The right becomes stronger.
      var (goal, premise) = try sequent.takingGoal(list, mayBeEmpty: true)
      guard goal.list != nil else { throw Refusal(text: "this is no list") }
      goal.mustHaveCells = true
      premise.goals.append(goal)
      return [premise]
    case .unfoldRight(let list, at: let cell): return [try unfoldRight(list, cell, sequent)]
    case .unfoldLeft(let atom, let parts):
      // A list that has a cell is an instance of its other case.
      let index = try sequent.left(atom, where: { $0.status == .cells && !$0.isUsed && $0.list != nil })
      var premise = sequent
      let given = premise.atoms.remove(at: index)
      guard let list = given.list else { throw Refusal(text: "this is no list") }
      try premise.add(parts[...], case: list, given.arguments, next: nil, avoids: given.avoids)
      return [premise]
    case .unfoldTail(let list, let parts): return try unfoldTail(list, parts, sequent)
    case .compose(let whole, with: let first): return [try compose(whole, first, sequent)]
    }
  }

  /// A ⊢ A: the atom of the left is the one of the right. Cells at one address need not have the same fields, so these are
  /// owed.
  private func match(
    _ wanted: SpatialAtom, _ given: SpatialAtom, _ sequent: CheckedSequent
  ) throws(Refusal) -> CheckedSequent {
    var (goal, premise) = try sequent.takingGoal(wanted)
    let index = try premise.left(
      given,
      where: { [goal] atom in
        !atom.isUsed && atom.list?.predicate == goal.list?.predicate && (!goal.mustHaveCells || atom.status == .cells)
      })
    let atom = premise.atoms[index]
    premise.atoms[index].isUsed = true
    guard atom.arguments.count == goal.arguments.count else { throw Refusal(text: "cells have as many fields") }
    if atom.list == nil {
      guard sequent.areEqual(atom.arguments[0], goal.arguments[0]) else { throw Refusal(text: "the addresses differ") }
      premise.owed += zip(atom.arguments, goal.arguments).map { .equal($0, $1) }
    } else {
      guard sequent.areEqual(atom.arguments, goal.arguments) else { throw Refusal(text: "the lists differ") }
    }
    return premise
  }

  /// The case with a cell, at a cell of the left: what it binds has the values of fields, and the rest stays to be found.
  private func unfoldRight(
    _ wanted: SpatialAtom, _ given: SpatialAtom, _ sequent: CheckedSequent
  ) throws(Refusal) -> CheckedSequent {
    var (goal, premise) = try sequent.takingGoal(wanted)
    let index = try premise.left(given, where: { !$0.isUsed && $0.list == nil })
    premise.atoms[index].isUsed = true
    let values = premise.atoms[index].arguments
    guard let list = goal.list, values.count == list.cell.count else { throw Refusal(text: "the list has other cells") }
    guard sequent.areEqual(values[0], goal.arguments[list.root]) else { throw Refusal(text: "the addresses differ") }
    var names = list.names(goal.arguments)
    for (variable, value) in zip(list.cell, values).dropFirst() {
      if let known = names[variable] ?? (list.bound.contains(variable) ? nil : variable) {
        premise.owed.append(.equal(known, value))
      } else {
        names[variable] = value
      }
    }
    let name = { names[$0] ?? $0 }
    guard list.bound.allSatisfy({ names[$0] != nil }) else { throw Refusal(text: "a field is not determined") }
    premise.owed += list.guards.map { .distinct(name($0), name($1)) }
    for (inner, arguments) in list.nested {
      premise.goals.append(.init(list: premise.lists[Int(inner)], arguments: arguments.map(name)))
    }
    premise.goals.append(.init(list: list, arguments: list.call.map(name)))
    return premise
  }

  /// P(m, p; d, t) * P(d, t; c, b) ⊢ P(m, p; c, b), with d and t the ends of the first part, by induction on it: neither
  /// fields nor nested lists mention the ends. Each of its cells has to satisfy the guards of the whole:
  /// guarded at the root, c is none of them; guarded at the tail, b is no `previous` of them, which are p, and cells before
  /// the last one of the first part, while b is a cell of the second part or the last of the first.
  private func compose(
    _ wanted: SpatialAtom, _ given: SpatialAtom, _ sequent: CheckedSequent
  ) throws(Refusal) -> CheckedSequent {
    var (goal, premise) = try sequent.takingGoal(wanted)
    guard let list = goal.list, let ends = list.ends else { throw Refusal(text: "this is no segment") }
    let same = [list.root] + list.statics + (ends.last.map { [$0.previous] } ?? [])
    let end = list.out(goal.arguments)
    let index = try premise.left(
      given,
      where: { [goal] atom in
        atom.list?.predicate == list.predicate && !atom.isUsed && (!goal.mustHaveCells || atom.status == .cells)
          && same.allSatisfy { sequent.areEqual(atom.arguments[$0], goal.arguments[$0]) }
      })
    if ends.isGuardedAtRoot, !sequent.isOutside(end, of: index) {
      throw Refusal(text: "the end may be a cell of the beginning")
    }
    let first = premise.atoms[index].arguments
    premise.atoms[index].isUsed = true
    if ends.isGuardedAtTail, let last = ends.last {
      premise.owed.append(.distinct(goal.arguments[last.tail], goal.arguments[last.previous]))
    }
    goal.mustHaveCells = false
    goal.arguments[list.root] = list.out(first)
    if let last = ends.last { goal.arguments[last.previous] = first[last.tail] }
    premise.goals.append(goal)
    return premise
  }

  /// A location that is not the first cell of a list is none of its cells, or a later one: a list up to it and one from
  /// it.
  private func divide(
    _ atom: SpatialAtom, _ end: HeapVariableID, _ parts: [[SpatialAtom]], _ sequent: CheckedSequent
  ) throws(Refusal) -> [CheckedSequent] {
    try sequent.expectKnown(end)
    let index = try sequent.left(
      atom,
      where: { atom in
        !atom.isUsed && atom.status == .cells
          && atom.list.map { sequent.areDistinct(atom.arguments[$0.root], end) } == true
      })
    var outside = sequent
    outside.atoms[index].avoids.append(end)
    let given = sequent.atoms[index]
    guard let list = given.list else { throw Refusal(text: "this is no list") }
    let inside = try beginnings(index, before: end, parts, sequent) {
      (premise, rest, previous) throws(Refusal) in
      guard rest.count == 1 else { throw Refusal(text: "there is one list behind") }
      var arguments = given.arguments
      arguments[list.root] = end
      if let last = list.ends?.last, let previous { arguments[last.previous] = previous }
      try premise.expect(rest[rest.startIndex], .instance(list.predicate, arguments))
      premise.atoms.append(.init(list: list, arguments: arguments, status: .cells, avoids: given.avoids))
    }
    return [outside] + inside
  }

  /// A list with a last cell that is not its first: a list up to it, and it.
  private func unfoldTail(
    _ atom: SpatialAtom, _ parts: [[SpatialAtom]], _ sequent: CheckedSequent
  ) throws(Refusal) -> [CheckedSequent] {
    let index = try sequent.left(
      atom,
      where: { atom in
        guard let list = atom.list, let last = list.ends?.last else { return false }
        return !atom.isUsed && atom.status == .cells
          && sequent.areDistinct(atom.arguments[list.root], atom.arguments[last.tail])
      })
    let given = sequent.atoms[index]
    guard let list = given.list, let last = list.ends?.last else { throw Refusal(text: "this list has no last cell") }
    return try beginnings(index, before: given.arguments[last.tail], parts, sequent) {
      (premise, rest, previous) throws(Refusal) in
      var arguments = given.arguments
      arguments[list.root] = given.arguments[last.tail]
      if let previous { arguments[last.previous] = previous }
      try premise.add(rest, case: list, arguments, next: list.out(arguments), avoids: given.avoids)
    }
  }

  /// The cells of a list a₀ … aₖ before aⱼ = `end`, where j > 0, in all cases that there are.
  ///
  /// They are a list that ends at aⱼ with the last cell t = aⱼ₋₁: guarded at the root, since aⱼ is none of them; the
  /// guard at the tail wants that no `previous` is t, which holds of a₀ … aⱼ₋₂, and of the p before the list unless p = t.
  /// If p = t then that is either the only one, a₀ (second case), or comes behind a list up to it whose last cell is aⱼ₋₂,
  /// which is not p (third case).
  private func beginnings(
    _ index: Int, before end: HeapVariableID, _ parts: [[SpatialAtom]], _ sequent: CheckedSequent,
    _ rest: (inout CheckedSequent, ArraySlice<SpatialAtom>, HeapVariableID?) throws(Refusal) -> Void
  ) throws(Refusal) -> [CheckedSequent] {
    var base = sequent
    let given = base.atoms.remove(at: index)
    guard let list = given.list, let ends = list.ends, let out = ends.out else {
      throw Refusal(text: "this is no segment")
    }
    let avoids = given.avoids + (ends.isGuardedAtRoot ? [given.arguments[out]] : [])
    guard parts.count == (ends.isGuardedAtTail ? 3 : 1) else { throw Refusal(text: "these are not all cases") }
    var result: [CheckedSequent] = []
    for (number, parts) in parts.enumerated() {
      var (premise, parts) = (base, parts[...])
      /// A list up to here; the last of its cells is new.
      func segment(to end: HeapVariableID) throws(Refusal) -> HeapVariableID? {
        guard case .instance(_, let found)? = parts.first, found.count == given.arguments.count else {
          throw Refusal(text: "there is a list before")
        }
        var arguments = given.arguments
        arguments[out] = end
        var tail: HeapVariableID?
        if let last = ends.last {
          tail = found[last.tail]
          arguments[last.tail] = found[last.tail]
          try premise.introduce(found[last.tail])
        }
        try premise.expect(parts.removeFirst(), .instance(list.predicate, arguments))
        premise.atoms.append(.init(list: list, arguments: arguments, status: .cells, avoids: avoids))
        return tail
      }
      var previous: HeapVariableID?
      if number == 0 {
        previous = try segment(to: end)
      } else if let last = ends.last {
        let location = given.arguments[last.previous]
        var before = location
        if number == 1 {
          premise.facts.append(.equal(given.arguments[list.root], location))
        } else {
          before = try segment(to: location) ?? location
        }
        var arguments = given.arguments
        arguments[list.root] = location
        arguments[last.previous] = before
        let count = 1 + list.nested.count
        guard parts.count >= count else { throw Refusal(text: "a cell is missing") }
        try premise.add(parts.prefix(count), case: list, arguments, next: end, avoids: avoids)
        parts.removeFirst(count)
        previous = location
      }
      try rest(&premise, parts, previous)
      result.append(premise)
    }
    return result
  }
}
