// A segment of the left as the beginning of a longer one of the right.
//
// For a list shape, P(m, p; d, t) * P(d, t; c, b) ⊢ P(m, p; c, b), where p, t, b are the locations before and at the ends
// of doubly linked lists, if the first part is empty, or else
//   – guarded at the root: c is no cell of the first part; for each of its cells was once the root, and is not c;
//   – guarded at the tail: b ≠ p; for the other locations that were once `previous` are cells of the first part but the
//     last, and b is the last cell of the second part or (if that is empty) the last of the first.
// By induction on the first part; fields and nested lists mention neither end (`ListShape`), so they stay what they are.
// Invertible where the list is guarded at the root: the cells from m on are determined by the heap, and those of the
// first part have to come before c.

extension ListProver {
  /// Composition where its conditions are known to hold; nil where they are not.
  mutating func composeForced(
    _ state: inout ListState, goal index: Int, _ shape: ListShape, root: Int32
  ) -> Step? {
    let goal = state.goals[index]
    let end = state.out(shape, goal.arguments)
    for atomIndex in state.atoms.indices {
      let atom = state.atoms[atomIndex]
      guard !atom.isMatched, atom.shape == goal.shape, state.locations.areEqual(state.root(atom), root) else {
        continue
      }
      guard agree(atom.arguments, goal.arguments, shape, state), isOutside(end, of: atomIndex, shape, state) else {
        continue
      }
      let goalHasCell = isNonEmpty(goal, shape, state)
      // Without a guard at the root the right might as well end here.
      if !shape.isGuardedAtRoot && !(goalHasCell && atom.isNonEmpty) { continue }
      if goal.isNonEmpty && !atom.isNonEmpty { continue }
      if shape.isGuardedAtTail, let (tail, previous) = state.ends(shape, goal.arguments),
        !state.areDistinct(tail, previous)
      {
        guard goalHasCell && atom.isNonEmpty else { continue }
        state.obligations.append(.distinct(tail, previous))
      }
      state.proofNode = record(
        .compose, .compose(state.spatial(goal), with: state.spatial(atom)), state,
        "\(describe(state, goal)) begins with \(describe(state, atom))")
      compose(&state, goal: index, atom: atomIndex, shape)
      return .goesOn
    }
    return nil
  }

  /// The goal goes on behind the atom.
  func compose(_ state: inout ListState, goal index: Int, atom: Int, _ shape: ListShape) {
    let left = state.atoms[atom].arguments
    state.atoms[atom].isMatched = true
    state.goals[index].isNonEmpty = false
    state.goals[index].arguments[shape.root] = state.out(shape, left)
    if let previous = shape.previous, let tail = shape.tail { state.goals[index].arguments[previous] = left[tail] }
  }

  /// Whether what is handed on, and what is before the first cell, are the same on both sides.
  private func agree(_ a: [Int32], _ b: [Int32], _ shape: ListShape, _ state: ListState) -> Bool {
    for index in shape.statics where !state.locations.areEqual(a[index], b[index]) { return false }
    return shape.previous.map { state.locations.areEqual(a[$0], b[$0]) } ?? true
  }

  /// Whether a location is known not to be a cell of a list, or the list has no guard at the root.
  private func isOutside(_ end: Int32, of index: Int, _ shape: ListShape, _ state: ListState) -> Bool {
    if !shape.isGuardedAtRoot || state.isNull(end) { return true }
    let atom = state.atoms[index]
    if state.locations.areEqual(end, state.out(shape, atom.arguments)) { return true }
    let owner = state.owner[Int(state.locations.find(end))]
    if owner >= 0 { return owner != Int32(index) }
    return atom.avoids.contains { state.locations.areEqual($0, end) }
  }

  /// A list of the right that has a cell, at the root of a list of the left that has one.
  mutating func meet(_ state: inout ListState, goal index: Int, atom: Int, _ shape: ListShape) -> Step {
    let (left, goal) = (state.atoms[atom], state.goals[index])
    guard left.shape == goal.shape else { return unfoldDifferent(&state, atom: atom, goal: goal) }
    for parameter in shape.statics + (shape.previous.map { [$0] } ?? []) {
      let (a, b) = (left.arguments[parameter], goal.arguments[parameter])
      if state.locations.areEqual(a, b) { continue }
      if shape.isField(parameter) {
        // Both have the same first cell, and it has this value.
        state.obligations.append(.equal(a, b))
        return .goesOn
      }
      if state.areDistinct(a, b) { return unfoldDifferent(&state, atom: atom, goal: goal) }
      return split(&state, a, b)
    }
    let end = state.out(shape, goal.arguments)
    if isOutside(end, of: atom, shape, state) {
      state.proofNode = record(
        .compose, .compose(state.spatial(goal), with: state.spatial(left)), state,
        "\(describe(state, goal)) begins with \(describe(state, left))")
      if shape.isGuardedAtTail, let ends = state.ends(shape, goal.arguments) {
        state.obligations.append(.distinct(ends.tail, ends.previous))
      }
      compose(&state, goal: index, atom: atom, shape)
      return .goesOn
    }
    // What follows is about an end that is not the first cell: the goal may have a cell by its tail alone.
    let root = state.root(left)
    if !state.areDistinctCells(root, end) { return split(&state, root, end) }
    var outside = state
    outside.atoms[atom].avoids.append(end)
    let (inside, parts) = divided(state, atom: atom, shape, at: end)
    let node = record(
      .split, .divide(state.spatial(left), at: end, parts), state,
      "\(name(end, state)) is a cell of \(describe(state, left)), or not")
    let text = caseText("\(name(end, state)) is a cell of \(describe(state, left))")
    return .branches(
      [outside.below(node, caseText("\(name(end, state)) is no cell of \(describe(state, left))"))]
        + inside.map { $0.below(node, text) })
  }

  private mutating func unfoldDifferent(_ state: inout ListState, atom: Int, goal: ListGoal) -> Step {
    guard state.atoms[atom].unfoldings < Self.unfoldingLimit, let index = state.atoms[atom].shape else {
      return .stuck(state, .goal(goal))
    }
    return unfoldLeft(&state, atom: atom, state.shape(index))
  }

  /// Both answers to whether two locations are the same.
  mutating func split(_ state: inout ListState, _ a: Int32, _ b: Int32) -> Step {
    state.proofNode = record(
      .split, .split(.distinct(a, b)), state, "\(name(a, state)) = \(name(b, state)), or not")
    var equal = state.below(state.proofNode, caseText("\(name(a, state)) = \(name(b, state))"))
    var distinct = state.below(state.proofNode, caseText("\(name(a, state)) ≠ \(name(b, state))"))
    equal.locations.equate(a, b)
    distinct.locations.separate(a, b)
    return .branches([equal, distinct])
  }

  /// A list with `end` among its cells, but not as its first: a segment up to there, and one from there.
  /// - Returns: the states, and what takes the place of the list in each.
  private func divided(
    _ state: ListState, atom index: Int, _ shape: ListShape, at end: Int32
  ) -> ([ListState], [[SpatialAtom]]) {
    var state = state
    let atom = state.atoms.remove(at: index)
    let count = state.atoms.count
    let states = beginnings(state, of: atom, shape, before: end).map { beginning in
      var next = beginning.state
      var arguments = atom.arguments
      arguments[shape.root] = end
      if let previous = shape.previous { arguments[previous] = beginning.tail }
      next.atoms.append(
        ListAtom(
          shape: atom.shape, arguments: arguments, isNonEmpty: true, avoids: atom.avoids, unfoldings: atom.unfoldings))
      return next
    }
    return (states, recorder.isOn ? states.map { $0.spatial(from: count) } : [])
  }

  /// The states in which the cells of a list before its cell `end` are a segment with cells, and the last of these.
  ///
  /// The segment satisfies the guard at the root, since `end` is a cell outside of it; of the guard at the tail it
  /// satisfies all but `last ≠ previous`. If these are the same location then that is the segment's last cell, which
  /// is taken off; what is before it satisfies the guard, having that cell outside.
  private func beginnings(
    _ state: ListState, of atom: ListAtom, _ shape: ListShape, before end: Int32
  ) -> [(state: ListState, tail: Int32)] {
    guard let out = shape.out else { return [] }
    var avoids = atom.avoids
    if shape.isGuardedAtRoot { avoids.append(atom.arguments[out]) }
    func segment(_ state: inout ListState, to end: Int32, tail: Int32?) {
      var arguments = atom.arguments
      arguments[out] = end
      if let index = shape.tail, let tail { arguments[index] = tail }
      state.atoms.append(
        ListAtom(shape: atom.shape, arguments: arguments, isNonEmpty: true, avoids: avoids, unfoldings: atom.unfoldings)
      )
    }
    guard let (_, previous) = state.ends(shape, atom.arguments), let previousIndex = shape.previous else {
      var result = state
      segment(&result, to: end, tail: nil)
      return [(result, -1)]
    }
    let sort = state.sorts[Int(shape.null)]
    var general = state
    let tail = general.newLocation(sort)
    segment(&general, to: end, tail: tail)
    var results = [(general, tail)]
    if shape.isGuardedAtTail {
      func lastCell(_ state: inout ListState, before: Int32) {
        var arguments = atom.arguments
        arguments[shape.root] = previous
        arguments[previousIndex] = before
        let (cell, nested) = state.cell(shape, arguments, next: end)
        state.atoms.append(ListAtom(shape: nil, arguments: cell, isNonEmpty: true))
        for inner in nested { state.atoms.append(ListAtom(shape: inner.shape, arguments: inner.arguments)) }
        for avoided in avoids { state.locations.separate(previous, avoided) }
      }
      var single = state
      single.locations.equate(atom.arguments[shape.root], previous)
      lastCell(&single, before: previous)
      results.append((single, previous))
      var longer = state
      let before = longer.newLocation(sort)
      segment(&longer, to: previous, tail: before)
      lastCell(&longer, before: before)
      results.append((longer, previous))
    }
    return results
  }

  /// The last cell of a doubly linked list that has one, at `location`, which is not the root.
  mutating func expose(_ state: inout ListState, atom index: Int, _ shape: ListShape, at location: Int32) -> Step {
    let root = state.root(state.atoms[index])
    guard let tail = shape.tail, let previous = shape.previous, shape.out != nil else {
      return .stuck(state, .leftover(state.atoms[index]))
    }
    if !state.areDistinctCells(root, location) { return split(&state, root, location) }
    let out = state.out(shape, state.atoms[index].arguments)
    var without = state
    let atom = without.atoms.remove(at: index)
    let count = without.atoms.count
    let states = beginnings(without, of: atom, shape, before: atom.arguments[tail]).map { beginning in
      var next = beginning.state
      var arguments = atom.arguments
      arguments[shape.root] = atom.arguments[tail]
      arguments[previous] = beginning.tail
      let (cell, nested) = next.cell(shape, arguments, next: out)
      next.atoms.append(ListAtom(shape: nil, arguments: cell, isNonEmpty: true))
      for inner in nested { next.atoms.append(ListAtom(shape: inner.shape, arguments: inner.arguments)) }
      return next
    }
    let node = record(
      .unfoldTail, .unfoldTail(state.spatial(atom), states.map { $0.spatial(from: count) }), state,
      "the last cell of \(describe(state, atom))")
    return .branches(states.map { $0.below(node) })
  }
}

extension ListState {
  /// Whether two locations were made distinct; those of one list are not by being its cells.
  func areDistinctCells(_ a: Int32, _ b: Int32) -> Bool { locations.areDistinct(a, b) }
}
