/// Which definitions mention which others.
struct DefinitionGraph {
  enum Node: Equatable {
    case invariant(InvariantID)
    case predicate(PredicateID)
    case function(FunctionID)
    case lemma(LemmaID)
  }

  private let program: Program
  /// Invariants first, then predicates, functions and lemmas.
  private var edges: [[Int]] = []

  init(_ program: Program) {
    self.program = program
    for invariant in program.invariants { edges.append(mentions(invariant.body)) }
    var meanings = [[Int]](repeating: [], count: program.predicates.count)
    for instance in program.instantiations { meanings[instance.predicate.index] += mentions(instance.body) }
    for (predicate, meaning) in zip(program.predicates, meanings) {
      edges.append(predicate.body.map(mentions) ?? meaning)
    }
    for function in program.functions { edges.append(mentions(function.body)) }
    for lemma in program.lemmas {
      edges.append(
        lemma.proof.compactMap { if case .apply(let id, _) = $0.kind { index(of: .lemma(id)) } else { nil } })
    }
  }

  /// The first invariant, or instance of an abstract predicate, that is part of a circle.
  func cycle() -> (name: String, span: SourceSpan)? {
    let recursive = Set(strongComponents().joined())
    for (index, invariant) in program.invariants.enumerated() where recursive.contains(index) {
      return (invariant.name.map { "`\($0)`" } ?? "the invariant", invariant.span)
    }
    for instance in program.instantiations where recursive.contains(index(of: .predicate(instance.predicate))) {
      return ("`\(program.predicates[instance.predicate.index].name)`", instance.span)
    }
    return nil
  }

  /// The largest sets of definitions that all reach each other, and themselves; what others rest on first.
  func components() -> [[Node]] { strongComponents().map { $0.map(node) } }

  private func index(of node: Node) -> Int {
    switch node {
    case .invariant(let id): id.index
    case .predicate(let id): program.invariants.count + id.index
    case .function(let id): program.invariants.count + program.predicates.count + id.index
    case .lemma(let id): program.invariants.count + program.predicates.count + program.functions.count + id.index
    }
  }

  private func node(_ index: Int) -> Node {
    var rest = index
    if rest < program.invariants.count { return .invariant(InvariantID(rest)) }
    rest -= program.invariants.count
    if rest < program.predicates.count { return .predicate(PredicateID(rest)) }
    rest -= program.predicates.count
    if rest < program.functions.count { return .function(FunctionID(rest)) }
    return .lemma(LemmaID(rest - program.functions.count))
  }

  /// Tarjan's algorithm, with a stack of its own: a file can have thousands of definitions in one circle.
  private func strongComponents() -> [[Int]] {
    var result: [[Int]] = []
    var order = [Int](repeating: -1, count: edges.count)
    var low = order
    var isOpen = [Bool](repeating: false, count: edges.count)
    var open: [Int] = []
    var next = 0
    for root in edges.indices where order[root] < 0 {
      var path: [(node: Int, edge: Int)] = []
      func enter(_ node: Int) {
        (order[node], low[node], isOpen[node]) = (next, next, true)
        next += 1
        open.append(node)
        path.append((node, 0))
      }
      enter(root)
      while let (node, edge) = path.last {
        if edge < edges[node].count {
          path[path.count - 1].edge += 1
          let target = edges[node][edge]
          if order[target] < 0 {
            enter(target)
          } else if isOpen[target] {
            low[node] = min(low[node], order[target])
          }
          continue
        }
        path.removeLast()
        if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
        guard low[node] == order[node], let start = open.lastIndex(of: node) else { continue }
        let members = open[start...].sorted()
        open.removeSubrange(start...)
        for member in members { isOpen[member] = false }
        if members.count > 1 || edges[node].contains(node) { result.append(members) }
      }
    }
    return result
  }

  private func mentions(_ assertion: Assertion) -> [Int] {
    var result: [Int] = []
    assertion.forEach { part in
      switch part.kind {
      case .predicate(let id, _): result.append(index(of: .predicate(id)))
      case .invariant(let id, _): result.append(index(of: .invariant(id)))
      case .emp, .pure, .pointsTo, .separating, .or, .conditional, .exists: break
      }
    }
    assertion.forEachExpression { result += mentions($0) }
    return result
  }

  private func mentions(_ expression: Expression) -> [Int] {
    var result: [Int] = []
    expression.forEach { part in
      if case .apply(let id, _) = part { result.append(index(of: .function(id))) }
    }
    return result
  }
}
