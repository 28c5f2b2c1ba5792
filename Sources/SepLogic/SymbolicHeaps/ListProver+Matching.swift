// The steps that ask nothing: what the right needs is there, or can only be empty.

extension ListProver {
  /// A step that is right whatever the open questions are; nil where there is none.
  mutating func forcedStep(_ state: inout ListState) -> Step? {
    for index in state.goals.indices {
      let goal = state.goals[index]
      let root = state.locations.find(state.root(goal))
      if let twin = twin(of: goal, in: state) {
        if let step = longerThanTwin(&state, goal: index, atom: twin) { return step }
        // A list determines the part of a heap that it takes from its root, so no other part could be this goal's
        // (where it is guarded at the root; otherwise this may lose proofs, and a loss is unknown).
        state.proofNode = record(
          .match, .match(state.spatial(goal), with: state.spatial(state.atoms[twin])), state,
          "\(describe(state, goal)) is on the left")
        state.atoms[twin].isMatched = true
        state.goals.remove(at: index)
        return .goesOn
      }
      let owner = state.owner[Int(root)]
      let isLost = owner < 0 ? state.isNull(root) : state.atoms[Int(owner)].isMatched
      guard let shapeIndex = goal.shape else {
        if isLost { return .stuck(state, .goal(goal)) }
        guard owner >= 0 else { continue }
        return unfoldForCell(&state, goal: index, atom: Int(owner), root: root)
      }
      let shape = state.shape(shapeIndex)
      if isLost || isEmpty(goal, shape, state) {
        if goal.isNonEmpty { return .stuck(state, .goal(goal)) }
        state.proofNode = record(
          .emptyRight, .emptyRight(state.spatial(goal)), state, "\(describe(state, goal)) can only be empty")
        state.goals.remove(at: index)
        demandEmpty(shape, goal.arguments, &state)
        return .goesOn
      }
      if owner >= 0, isNonEmpty(goal, shape, state) {
        let atom = Int(owner)
        if state.atoms[atom].isCell { return unfoldRight(&state, goal: index, atom: atom, shape) }
        let left = state.shape(state.atoms[atom].shape ?? 0)
        if !state.locations.areEqual(state.root(state.atoms[atom]), root) {
          return expose(&state, atom: atom, left, at: root)
        }
      }
      if let step = composeForced(&state, goal: index, shape, root: root) { return step }
    }
    return nil
  }

  /// Whether a goal can only be empty, by its locations.
  func isEmpty(_ goal: ListGoal, _ shape: ListShape, _ state: ListState) -> Bool {
    if shape.isGuardedAtRoot, state.locations.areEqual(goal.arguments[shape.root], state.out(shape, goal.arguments)) {
      return true
    }
    guard shape.isGuardedAtTail, let ends = state.ends(shape, goal.arguments) else { return false }
    return state.locations.areEqual(ends.tail, ends.previous)
  }

  /// Whether a goal has a cell wherever it holds.
  func isNonEmpty(_ goal: ListGoal, _ shape: ListShape, _ state: ListState) -> Bool {
    if goal.isNonEmpty || state.areDistinct(goal.arguments[shape.root], state.out(shape, goal.arguments)) {
      return true
    }
    return state.ends(shape, goal.arguments).map { state.areDistinct($0.tail, $0.previous) } ?? false
  }

  func demandEmpty(_ shape: ListShape, _ arguments: [Int32], _ state: inout ListState) {
    state.obligations.append(.equal(arguments[shape.root], state.out(shape, arguments)))
    if let ends = state.ends(shape, arguments) { state.obligations.append(.equal(ends.tail, ends.previous)) }
  }

  private func twin(of goal: ListGoal, in state: ListState) -> Int? {
    state.atoms.indices.first { index in
      let atom = state.atoms[index]
      guard !atom.isMatched, atom.shape == goal.shape, !goal.isNonEmpty || atom.isNonEmpty else { return false }
      return zip(atom.arguments, goal.arguments).allSatisfy { state.locations.areEqual($0, $1) }
    }
  }

  /// A list without guard at the root that is on the left may as well go on with what starts where it ends: a cycle.
  private mutating func longerThanTwin(_ state: inout ListState, goal index: Int, atom twin: Int) -> Step? {
    guard let shapeIndex = state.goals[index].shape else { return nil }
    let shape = state.shape(shapeIndex)
    guard !shape.isGuardedAtRoot else { return nil }
    let end = state.out(shape, state.goals[index].arguments)
    guard
      state.atoms.indices.contains(where: {
        $0 != twin && !state.atoms[$0].isMatched && state.locations.areEqual(state.root(state.atoms[$0]), end)
      })
    else { return nil }
    let (goal, atom) = (state.spatial(state.goals[index]), state.spatial(state.atoms[twin]))
    let text = recorder.tellsText ? describe(state, state.goals[index]) : ""
    var here = ListChoice(.match, .match(goal, with: atom), "\(text) is on the left", state)
    here.state.atoms[twin].isMatched = true
    here.state.goals.remove(at: index)
    var longer = ListChoice(
      .compose, .compose(goal, with: atom), "\(text) begins with what is on the left, and goes on behind that", state)
    compose(&longer.state, goal: index, atom: twin, shape)
    longer.state.goals[index].isNonEmpty = true
    return .choice([here, longer])
  }

  /// A cell of the right at an address of the left. An address has one cell: fields are equal or the right is false.
  private mutating func unfoldForCell(_ state: inout ListState, goal: Int, atom: Int, root: Int32) -> Step {
    let left = state.atoms[atom]
    if left.isCell {
      let wanted = state.goals.remove(at: goal)
      state.proofNode = record(
        .match, .match(state.spatial(wanted), with: state.spatial(left)), state,
        "\(describe(state, wanted)) is the cell at that address")
      state.atoms[atom].isMatched = true
      guard left.arguments.count == wanted.arguments.count else { return .stuck(state, .goal(wanted)) }
      for (a, b) in zip(left.arguments, wanted.arguments).dropFirst() { state.obligations.append(.equal(a, b)) }
      return .goesOn
    }
    let shape = state.shape(left.shape ?? 0)
    if state.locations.areEqual(state.root(left), root) { return unfoldLeft(&state, atom: atom, shape) }
    return expose(&state, atom: atom, shape, at: root)
  }

  /// `P(root, …)` of the left, known to have a cell, as its first cell, nested lists and the rest.
  mutating func unfoldLeft(_ state: inout ListState, atom index: Int, _ shape: ListShape) -> Step {
    let given = state
    let atom = state.atoms.remove(at: index)
    let count = state.atoms.count
    let next = state.newLocation(state.sorts[Int(shape.null)])
    let (cell, nested) = state.cell(shape, atom.arguments, next: next)
    state.atoms.append(ListAtom(shape: nil, arguments: cell, isNonEmpty: true))
    for inner in nested { state.atoms.append(ListAtom(shape: inner.shape, arguments: inner.arguments)) }
    state.atoms.append(
      ListAtom(
        shape: atom.shape, arguments: state.rest(shape, atom.arguments, next: next), avoids: atom.avoids,
        unfoldings: atom.unfoldings + 1))
    state.proofNode = record(
      .unfoldLeft, .unfoldLeft(given.spatial(atom), state.spatial(from: count)), given,
      "the first cell of \(describe(given, atom))")
    return saturated(&state)
  }

  /// A goal that has a cell, at the cell `atom` of the left: existential fields are those of that cell.
  mutating func unfoldRight(_ state: inout ListState, goal index: Int, atom: Int, _ shape: ListShape) -> Step {
    state.proofNode = record(
      .unfoldRight, .unfoldRight(state.spatial(state.goals[index]), at: state.spatial(state.atoms[atom])), state,
      "the first cell of \(describe(state, state.goals[index])) is on the left")
    let goal = state.goals.remove(at: index)
    let values = Array(state.atoms[atom].arguments.dropFirst())
    guard values.count == shape.fields.count else { return .stuck(state, .goal(goal)) }
    var fresh: [Int32?] = Array(repeating: nil, count: shape.freshSorts.count)
    var next: Int32?
    for (field, value) in zip(shape.fields, values) {
      switch field {
      case .next:
        if let known = next { state.obligations.append(.equal(known, value)) }
        next = next ?? value
      case .fresh(let number):
        if let known = fresh[number] { state.obligations.append(.equal(known, value)) }
        fresh[number] = fresh[number] ?? value
      case .parameter(let parameter): state.obligations.append(.equal(goal.arguments[parameter], value))
      case .null(let null): state.obligations.append(.equal(null, value))
      }
    }
    guard let next else { return .stuck(state, .goal(goal)) }
    state.atoms[atom].isMatched = true
    if shape.isGuardedAtRoot {
      state.obligations.append(.distinct(goal.arguments[shape.root], state.out(shape, goal.arguments)))
    }
    if shape.isGuardedAtTail, let ends = state.ends(shape, goal.arguments) {
      state.obligations.append(.distinct(ends.tail, ends.previous))
    }
    for inner in shape.nested {
      var arguments: [Int32] = []
      for source in inner.arguments {
        switch source {
        case .parameter(let parameter): arguments.append(goal.arguments[parameter])
        case .null(let null): arguments.append(null)
        case .next: arguments.append(next)
        case .fresh(let number):
          guard let value = fresh[number] else { return .stuck(state, .goal(goal)) }
          arguments.append(value)
        }
      }
      state.goals.append(ListGoal(shape: inner.predicate, arguments: arguments))
    }
    state.goals.append(ListGoal(shape: goal.shape, arguments: state.rest(shape, goal.arguments, next: next)))
    return .goesOn
  }
}
