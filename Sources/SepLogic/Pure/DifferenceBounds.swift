// A small decision procedure in front of the solver: most questions of a proof are about bounds and differences, and
// take microseconds here instead of a fifth of a millisecond there.
//
// Method: atoms are nodes, `x − y <= c` is an edge from y to x of weight c, and node 0 is the number 0 (so ranges are
// edges too). The edges contradict each other exactly if there is a cycle of negative weight (Bellman–Ford; Cotton and
// Maler, SAT 2006, use the same). What does not have this shape is used where the bounds found so far decide it: sums,
// remainders whose quotient is known, conditionals whose condition is, clauses with one literal left, and bounds that
// an inequation cuts off. All of these only ever add consequences of the facts and of the ranges of their symbols, so
// a contradiction found is one; what is not understood, or overflows, is left out, which loses answers and nothing
// else. An answer `sat` is given only with values under which every fact evaluates to true.

package struct DifferenceBounds {
  let arena: TermArena
  var nodes: [TermID: Int] = [:]
  var atoms: [TermID] = []
  var edges: [Edge] = []
  var clauses: [[Literal]] = []
  /// `to − from` is not the value.
  var inequations: [Edge] = []
  /// What is assumed of terms of sort bool that are no negation.
  var truths: [TermID: Bool] = [:]
  var isContradictory = false
  /// Nodes that are linked to what they equal already.
  var equated: Set<Int> = []
  /// Numbers that satisfied the edges which there were when they were last looked at: a start for the next look.
  private var potentials: [Int128] = []
  /// The edges between 0 and nodes by which bounds are made narrower: by the node, negative where they lead from it.
  private var boundEdges: [Int: Int] = [:]
  /// How many times something was added.
  var changes = 0
  /// The free symbols of the facts, once they were asked for.
  var symbols: [TermID]?
  /// Bounds of the nodes as found in the last round.
  var lower: [Int128?] = []
  var upper: [Int128?] = []

  struct Edge {
    let from: Int
    let to: Int
    let weight: Int128
  }

  struct Literal {
    let term: TermID
    let isPositive: Bool
  }

  /// Systems larger than this are left to the solver.
  static let nodeLimit = 120
  static let roundLimit = 5

  /// Unsat or sat where this procedure can tell, else nil.
  /// - Parameter budget: systems that may be looked at in case distinctions; 1 is propagation alone.
  package static func decide(_ facts: [TermID], in arena: TermArena, budget: Int = 1) -> SatAnswer? {
    var system = DifferenceBounds(arena)
    for fact in facts { system.assume(fact) }
    return BoundsSearch.decide(system, facts, budget: budget)
  }

  init(_ arena: TermArena) { self.arena = arena }

  // MARK: - Facts

  mutating func assume(_ fact: TermID) { assume(Literal(term: fact, isPositive: true)) }

  mutating func assume(_ literal: Literal) {
    var pending = [literal]
    while let next = pending.popLast() {
      if case .not(let inner) = arena[next.term] {
        pending.append(Literal(term: inner, isPositive: !next.isPositive))
        continue
      }
      if let known = truths[next.term] {
        if known != next.isPositive { isContradictory = true }
        continue
      }
      truths[next.term] = next.isPositive
      switch arena[next.term] {
      case .boolean(let value): if value != next.isPositive { isContradictory = true }
      case .and(let operands):
        let literals = operands.map { Literal(term: $0, isPositive: next.isPositive) }
        if next.isPositive { pending += literals } else { clauses.append(literals) }
      case .lessOrEqual(let a, let b):
        guard let bound = arena.constant(b) else { continue }
        if next.isPositive {
          addUpper(a, bound)
        } else if bound < .max {
          addLower(a, bound + 1)
        }
      case .equal(let a, let b):
        guard let value = arena.constant(b), let (from, to, offset) = ends(of: a) else { continue }
        if next.isPositive {
          addUpper(a, value)
          addLower(a, value)
        } else if let weight = difference(value, offset) {
          inequations.append(Edge(from: from, to: to, weight: weight))
        }
      default: continue
      }
    }
  }

  mutating func addUpper(_ term: TermID, _ bound: Int128) {
    guard let (from, to, offset) = ends(of: term), let weight = difference(bound, offset) else { return }
    edges.append(Edge(from: from, to: to, weight: weight))
  }

  mutating func addLower(_ term: TermID, _ bound: Int128) {
    guard let (from, to, offset) = ends(of: term), let weight = difference(offset, bound) else { return }
    edges.append(Edge(from: to, to: from, weight: weight))
  }

  /// The nodes and the constant with `term = to − from + offset`; a sum of another shape is a node itself. Nil
  /// where the system is full.
  mutating func ends(of term: TermID) -> (from: Int, to: Int, offset: Int128)? {
    let form = arena.linearForm(of: term)
    switch (form.parts.count, form.parts.first?.coefficient, form.parts.last?.coefficient) {
    case (0, _, _): return (0, 0, form.constant)
    case (1, 1, _): return node(form.parts[0].atom).map { (0, $0, form.constant) }
    case (1, -1, _): return node(form.parts[0].atom).map { ($0, 0, form.constant) }
    case (2, 1, -1), (2, -1, 1):
      guard let first = node(form.parts[0].atom), let second = node(form.parts[1].atom) else { return nil }
      return form.parts[0].coefficient == 1 ? (second, first, form.constant) : (first, second, form.constant)
    default: return node(term).map { (0, $0, 0) }
    }
  }

  /// The node of an atom, or of a whole sum; with it come those of which its bounds depend.
  mutating func node(_ term: TermID) -> Int? {
    if let known = nodes[term] { return known }
    guard atoms.count < Self.nodeLimit else { return nil }
    atoms.append(term)
    let index = atoms.count
    nodes[term] = index
    let bounds = arena.interval(of: term)
    if let bound = bounds.upper { edges.append(Edge(from: 0, to: index, weight: bound)) }
    if let bound = bounds.lower, bound != .min { edges.append(Edge(from: index, to: 0, weight: -bound)) }
    switch arena[term] {
    case .sum: addNodes(below: term)
    case .remainder(let a, _), .quotient(let a, _): addNodes(below: a)
    case .conditional(_, let a, let b):
      addNodes(below: a)
      addNodes(below: b)
    case .bitAnd(let a, let b):
      // x & y is not more than x, nor than y.
      for operand in [a, b] {
        if let (from, to, offset) = ends(of: operand), from == 0 {
          edges.append(Edge(from: to, to: index, weight: offset))
        }
      }
    default: break
    }
    return index
  }

  /// Recursion is bounded by the number of nodes.
  mutating func addNodes(below term: TermID) {
    for part in arena.linearForm(of: term).parts { _ = node(part.atom) }
  }

  func difference(_ a: Int128, _ b: Int128) -> Int128? {
    let (value, overflow) = a.subtractingReportingOverflow(b)
    return overflow ? nil : value
  }

  // MARK: - Deciding

  mutating func decide(_ facts: [TermID]) -> SatAnswer? {
    arena.systemCount += 1
    if propagate(rounds: Self.roundLimit) { return .unsat }
    return satisfied(facts, by: lower, upper) ?? satisfied(facts, by: upper, lower)
  }

  /// Adds consequences; whether there is a contradiction.
  mutating func propagate(rounds: Int) -> Bool {
    for _ in 0..<rounds {
      if isContradictory || hasNegativeCycle() { return true }
      findBounds()
      let known = (changes, edges.count, clauses.count, truths.count)
      cutInequations()
      deriveBounds()
      propagateClauses()
      if isContradictory { return true }
      if (changes, edges.count, clauses.count, truths.count) == known { break }
    }
    return false
  }

  /// Whether the edges alone contradict each other. A weight that does not fit ends the search: that a shorter way
  /// was left out could make the rounds run over without a cycle.
  ///
  /// The distances may start anywhere: without such a cycle they still settle in as many rounds as there are nodes.
  private mutating func hasNegativeCycle() -> Bool {
    potentials += Array(repeating: 0, count: atoms.count + 1 - potentials.count)
    for _ in 0...potentials.count {
      var changed = false
      for edge in edges {
        let (next, overflow) = potentials[edge.from].addingReportingOverflow(edge.weight)
        if overflow { return false }
        if next < potentials[edge.to] {
          potentials[edge.to] = next
          changed = true
        }
      }
      if !changed { return false }
    }
    return true
  }

  /// Bounds that were found before are a start.
  private mutating func findBounds() {
    upper = distances(from: 0, reversed: false, start: upper)
    lower = distances(from: 0, reversed: true, start: lower.map { $0.flatMap { difference(0, $0) } })
      .map { $0.flatMap { difference(0, $0) } }
  }

  /// The least `x − source` over all paths to x (reversed: `source − x`), nil where there is none. Each is a
  /// consequence of the edges, also where the rounds do not suffice for the least.
  func distances(from source: Int, reversed: Bool, start: [Int128?] = []) -> [Int128?] {
    var result = start + Array(repeating: nil, count: atoms.count + 1 - start.count)
    result[source] = 0
    for _ in 0...result.count {
      var changed = false
      for edge in edges {
        let (from, to) = reversed ? (edge.to, edge.from) : (edge.from, edge.to)
        guard let start = result[from] else { continue }
        let (next, overflow) = start.addingReportingOverflow(edge.weight)
        if overflow { continue }
        if let known = result[to], known <= next { continue }
        result[to] = next
        changed = true
      }
      if !changed { break }
    }
    return result
  }

  func bounds(of node: Int) -> Interval { Interval(lower[node], upper[node]) }

  /// Bounds of any integer term from those of the nodes in it.
  func bounds(of term: TermID) -> Interval {
    if let node = nodes[term], node < lower.count { return bounds(of: node) }
    return bounds(of: arena.linearForm(of: term))
  }

  /// Adds the bounds to the node where they are news.
  mutating func narrow(_ node: Int, to bounds: Interval) {
    if let bound = bounds.upper, bound < upper[node] ?? .max {
      setBoundEdge(Edge(from: 0, to: node, weight: bound))
      upper[node] = bound
    }
    if let bound = bounds.lower, bound != .min, bound > lower[node] ?? .min {
      setBoundEdge(Edge(from: node, to: 0, weight: -bound))
      lower[node] = bound
    }
  }

  /// A narrower bound takes the place of the one before.
  private mutating func setBoundEdge(_ edge: Edge) {
    changes += 1
    let key = edge.from == 0 ? edge.to : -edge.from
    if let index = boundEdges[key] {
      edges[index] = edge
    } else {
      boundEdges[key] = edges.count
      edges.append(edge)
    }
  }
}
