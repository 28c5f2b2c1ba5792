// The steps that ask a question first. All questions are about the left, so both answers have to be proved; only for
// lists without guard at the root the right may have a choice.

extension ListProver {
  mutating func splittingStep(_ state: inout ListState) -> Step {
    for wantsCells in [true, false] {
      for index in state.goals.indices {
        let goal = state.goals[index]
        let shape = goal.shape.map { state.shape($0) }
        let hasCell = shape.map { isNonEmpty(goal, $0, state) } ?? true
        guard hasCell == wantsCells else { continue }
        if let step = splittingStep(&state, goal: index, shape, hasCell: hasCell) { return step }
      }
    }
    return .stuck(state, .goal(state.goals[0]))
  }

  private mutating func splittingStep(
    _ state: inout ListState, goal index: Int, _ shape: ListShape?, hasCell: Bool
  ) -> Step? {
    let goal = state.goals[index]
    let root = state.root(goal)
    if let undecided = state.atoms.indices.first(where: { isUndecided($0, at: root, state) }) {
      state.proofNode = record(
        .split, .splitEmpty(state.spatial(state.atoms[undecided])), state,
        "\(describe(state, state.atoms[undecided])) has a cell, or none")
      let text = caseText(describe(state, state.atoms[undecided]))
      var cell = state.below(state.proofNode, caseText("\(text) has a cell"))
      var empty = state.below(state.proofNode, caseText("\(text) has no cell"))
      cell.atoms[undecided].isNonEmpty = true
      empty.makeEmpty(undecided)
      return .branches([cell, empty])
    }
    if let shape, !hasCell { return decide(&state, goal: index, shape) }
    let owner = state.owner[Int(state.locations.find(root))]
    if owner >= 0 {
      guard let shape else { return .stuck(state, .goal(goal)) }
      return meet(&state, goal: index, atom: Int(owner), shape)
    }
    // Nothing starts there: it is the start or end of something, or the right cannot be satisfied.
    for atom in state.atoms where !atom.isMatched {
      var addresses = [state.root(atom)]
      if let index = atom.shape, let tail = state.shape(index).tail { addresses.append(atom.arguments[tail]) }
      for address in addresses
      where state.sorts[Int(address)] == state.sorts[Int(root)] && !state.areDistinct(address, root) {
        return split(&state, address, root)
      }
    }
    return .stuck(state, .goal(goal))
  }

  private func isUndecided(_ index: Int, at root: Int32, _ state: ListState) -> Bool {
    let atom = state.atoms[index]
    guard !atom.isMatched, !atom.isNonEmpty, let shapeIndex = atom.shape else { return false }
    if state.locations.areEqual(state.root(atom), root) { return true }
    guard let tail = state.shape(shapeIndex).tail else { return false }
    return state.locations.areEqual(atom.arguments[tail], root)
  }

  /// Whether a list of the right has a cell.
  private mutating func decide(_ state: inout ListState, goal index: Int, _ shape: ListShape) -> Step {
    let arguments = state.goals[index].arguments
    let (root, out) = (arguments[shape.root], state.out(shape, arguments))
    if !state.locations.areEqual(root, out) { return split(&state, root, out) }
    if let (tail, previous) = state.ends(shape, arguments), !state.locations.areEqual(tail, previous) {
      return split(&state, tail, previous)
    }
    // A cycle or nothing, and locations do not tell: either will do.
    let goal = state.spatial(state.goals[index])
    let text = recorder.tellsText ? describe(state, state.goals[index]) : ""
    var cell = ListChoice(.demandCell, .demandCell(goal), "\(text) has a cell", state)
    var empty = ListChoice(.emptyRight, .emptyRight(goal), "\(text) is empty", state)
    cell.state.goals[index].isNonEmpty = true
    empty.state.goals.remove(at: index)
    let owner = state.owner[Int(state.locations.find(root))]
    return .choice(owner >= 0 ? [cell, empty] : [empty, cell])
  }
}
