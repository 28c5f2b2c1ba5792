// States in words, for proofs and for reasons.

extension ListProver {
  func name(_ node: Int32, _ state: ListState) -> String {
    let known = state.locations.find(node)
    if state.isNull(known) { return "nil" }
    let count = problem.context.variables.count
    if Int(node) < count { return problem.context.name(node) }
    // A fresh location is named by a variable that equals it, if there is one.
    if Int(known) < count { return problem.context.name(known) }
    return "u\(Int(known) - count + 1)"
  }

  func describe(_ state: ListState, _ shape: Int32?, _ arguments: [Int32]) -> String {
    let names = arguments.map { name($0, state) }
    if let shape {
      return "\(problem.context.predicates[Int(shape)].name)(\(names.joined(separator: ", ")))"
    }
    return "\(names[0]) ↦ (\(names.dropFirst().joined(separator: ", ")))"
  }

  func describe(_ state: ListState, _ atom: ListAtom) -> String { describe(state, atom.shape, atom.arguments) }
  func describe(_ state: ListState, _ goal: ListGoal) -> String { describe(state, goal.shape, goal.arguments) }

  func describe(_ literal: PureLiteral) -> String {
    let context = problem.context
    func name(_ variable: HeapVariableID) -> String {
      Int(variable) < context.variables.count
        ? context.name(variable) : "u\(Int(variable) - context.variables.count + 1)"
    }
    switch literal {
    case .equal(let a, let b): return "\(name(a)) = \(name(b))"
    case .distinct(let a, let b): return "\(name(a)) ≠ \(name(b))"
    case .linear: return "an arithmetic fact"
    }
  }

  func describe(_ state: ListState) -> String {
    let left = state.atoms.filter { !$0.isMatched }.map { describe(state, $0) }
    let right = state.goals.map { describe(state, $0) } + state.obligations.map(describe)
    return (left.isEmpty ? "emp" : left.joined(separator: " * ")) + " ⊢ "
      + (right.isEmpty ? "emp" : right.joined(separator: " * "))
  }
}
