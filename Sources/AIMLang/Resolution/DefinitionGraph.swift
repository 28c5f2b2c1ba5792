/// Which definitions mention which others: those that reach themselves are recursive.
struct DefinitionGraph {
  private let program: Program
  /// Invariants first, then predicates, then functions.
  private var edges: [[Int]] = []

  init(_ program: Program) {
    self.program = program
    for invariant in program.invariants { edges.append(mentions(invariant.body)) }
    for (index, predicate) in program.predicates.enumerated() {
      let instances = program.instantiations.filter { $0.predicate == PredicateID(index) }.map(\.body)
      edges.append((predicate.body.map { [$0] } ?? instances).flatMap(mentions))
    }
    for function in program.functions { edges.append(mentions(function.body)) }
  }

  /// The first invariant, or instance of an abstract predicate, that is part of a circle.
  func cycle() -> (name: String, span: SourceSpan)? {
    for (index, invariant) in program.invariants.enumerated() where isRecursive(index) {
      return (invariant.name.map { "`\($0)`" } ?? "the invariant", invariant.span)
    }
    for instance in program.instantiations where isRecursive(program.invariants.count + instance.predicate.index) {
      return ("`\(program.predicates[instance.predicate.index].name)`", instance.span)
    }
    return nil
  }

  func isRecursive(_ id: PredicateID) -> Bool { isRecursive(program.invariants.count + id.index) }

  func isRecursive(_ id: FunctionID) -> Bool {
    isRecursive(program.invariants.count + program.predicates.count + id.index)
  }

  private func isRecursive(_ node: Int) -> Bool {
    var seen: Set<Int> = []
    var rest = edges[node]
    while let next = rest.popLast() {
      if next == node { return true }
      if seen.insert(next).inserted { rest += edges[next] }
    }
    return false
  }

  private func mentions(_ assertion: Assertion) -> [Int] {
    var result: [Int] = []
    assertion.forEach { part in
      switch part.kind {
      case .predicate(let id, _): result.append(program.invariants.count + id.index)
      case .invariant(let id, _): result.append(id.index)
      case .emp, .pure, .pointsTo, .separating, .or, .conditional, .exists: break
      }
    }
    assertion.forEachExpression { result += mentions($0) }
    return result
  }

  private func mentions(_ expression: Expression) -> [Int] {
    var result: [Int] = []
    expression.forEach { part in
      if case .apply(let id, _) = part { result.append(program.invariants.count + program.predicates.count + id.index) }
    }
    return result
  }
}
