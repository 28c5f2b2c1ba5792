// Case distinctions over bounds, for what propagation alone does not decide.
//
// Where the values that bounds suggest do not satisfy a fact, something in that fact is open: a truth value, the
// quotient of a remainder, the side on which two terms differ, the value of an atom. Each such question has two
// answers, one of which holds, so that facts that contradict both have no model; and a model found under one is one.
// The number of distinctions is bounded: where they do not suffice, nothing is answered.

extension DifferenceBounds {
  /// One of the two holds: the term is at most the bound, or greater; the truth value holds, or not; the difference is
  /// below its value, or above.
  enum Distinction {
    case truth(TermID)
    case bound(TermID, Int128)
    case inequation(Edge)
  }

  /// Quotients of a remainder that are tried one by one.
  static let quotientLimit: Int128 = 16
  /// Numbers beyond are not distinguished by, so that nothing overflows.
  static let numberLimit = Int128(1) << 100
}

struct BoundsSearch {
  private let facts: [TermID]
  /// Systems that may still be looked at.
  private var budget: Int
  private static let depthLimit = 24

  /// Unsat or sat where propagation and at most `budget` case distinctions tell, else nil.
  static func decide(_ system: DifferenceBounds, _ facts: [TermID], budget: Int) -> SatAnswer? {
    var search = BoundsSearch(facts: facts, budget: budget)
    return search.decide(system, depth: 0)
  }

  private mutating func decide(_ given: DifferenceBounds, depth: Int) -> SatAnswer? {
    budget -= 1
    var system = given
    if let answer = system.decide(facts) { return answer }
    guard depth < Self.depthLimit, budget > 0, let distinction = system.distinction(in: facts) else { return nil }
    var isOpen = false
    for holds in [true, false] {
      var side = system
      side.assume(distinction, holds)
      switch decide(side, depth: depth + 1) {
      case .unsat?: continue
      case .sat(let model)?: return .sat(model)
      case .unknown?, nil: isOpen = true
      }
      if budget <= 0 { return nil }
    }
    return isOpen ? nil : .unsat
  }
}

extension DifferenceBounds {
  mutating func assume(_ distinction: Distinction, _ holds: Bool) {
    switch distinction {
    case .truth(let term): assume(Literal(term: term, isPositive: holds))
    case .bound(let term, let bound): if holds { addUpper(term, bound) } else { addLower(term, bound + 1) }
    case .inequation(let edge):
      if holds {
        edges.append(Edge(from: edge.from, to: edge.to, weight: edge.weight - 1))
      } else {
        // from − to <= −weight − 1
        edges.append(Edge(from: edge.to, to: edge.from, weight: -edge.weight - 1))
      }
    }
  }

  /// What is open in the newest fact that the values at the lower bounds do not satisfy.
  func distinction(in facts: [TermID]) -> Distinction? {
    guard lower.count == atoms.count + 1 else { return nil }
    let model = candidate(symbols ?? arena.freeSymbols(of: facts), by: lower, upper)
    arena.startEvaluation()
    for fact in facts.reversed() where arena.evaluated(fact, in: model) != .boolean(true) {
      if let found = distinction(below: fact) { return found }
    }
    return nil
  }

  private func distinction(below fact: TermID) -> Distinction? {
    var best: (rank: Int128, distinction: Distinction)?
    func suggest(_ rank: Int128, _ distinction: Distinction) {
      if rank < best?.rank ?? .max { best = (rank, distinction) }
    }
    for id in arena.reachable(from: CollectionOfOne(fact)) {
      switch arena[id] {
      case .lessOrEqual, .equal, .iff, .contains, .equalSequences:
        if truth(of: id, depth: 4) == nil { suggest(-3, .truth(id)) }
        if case .equal(let a, let b) = arena[id], truths[id] == false, let cut = cut(a, b) { suggest(-2, cut) }
      case .symbol where arena.sort(of: id) == .bool:
        if truths[id] == nil { suggest(-3, .truth(id)) }
      case .application where arena.sort(of: id) == .bool:
        if truths[id] == nil { suggest(-3, .truth(id)) }
      case .remainder(let a, let b), .quotient(let a, let b):
        guard let divisor = arena.constant(b), divisor > 0, let range = bounds(of: a).closed,
          let low = euclideanDivision(range.lowerBound, divisor)?.quotient,
          let high = euclideanDivision(range.upperBound, divisor)?.quotient, low < high,
          let distance = difference(high, low), distance <= Self.quotientLimit,
          let bound = last(of: low + (distance - 1) / 2, divisor)
        else { continue }
        suggest(distance - 2, .bound(a, bound))
      case .symbol, .product, .bitAnd, .element, .length, .application, .conditional:
        guard arena.sort(of: id) == .int, let node = nodes[id], node < lower.count else { continue }
        split(node, id, suggest)
      default: continue
      }
    }
    return best?.distinction
  }

  /// The greatest number with that quotient.
  private func last(of quotient: Int128, _ divisor: Int128) -> Int128? {
    let (product, overflow) = (quotient + 1).multipliedReportingOverflow(by: divisor)
    return overflow ? nil : product - 1
  }

  /// A node that is not fixed: its lower half where its domain is small, else its bound, or 0.
  private func split(_ node: Int, _ term: TermID, _ suggest: (Int128, Distinction) -> Void) {
    guard lower[node] == nil || lower[node] != upper[node] else { return }
    let limit = Self.numberLimit
    if let low = lower[node], low.magnitude < limit.magnitude {
      let size = upper[node].flatMap { difference($0, low) } ?? limit
      suggest(min(max(size, 1), limit), .bound(term, low))
    } else if let high = upper[node], high.magnitude < limit.magnitude {
      suggest(limit, .bound(term, high - 1))
    } else if lower[node] == nil {
      suggest(limit + 1, .bound(term, -1))
    }
  }

  /// The sides on which two terms that differ may do so.
  private func cut(_ a: TermID, _ b: TermID) -> Distinction? {
    guard let value = arena.constant(b), value.magnitude < Self.numberLimit.magnitude else { return nil }
    let form = arena.linearForm(of: a)
    if form.parts.count == 2, form.parts[0].coefficient == -form.parts[1].coefficient,
      form.parts[0].coefficient.magnitude == 1, form.constant.magnitude < Self.numberLimit.magnitude,
      let first = nodes[form.parts[0].atom],
      let second = nodes[form.parts[1].atom]
    {
      let (from, to) = form.parts[0].coefficient == 1 ? (second, first) : (first, second)
      return difference(value, form.constant).map { .inequation(Edge(from: from, to: to, weight: $0)) }
    }
    let range = bounds(of: a)
    // At a bound the inequation has been used up.
    if let low = range.lower, low >= value { return nil }
    if let high = range.upper, high <= value { return nil }
    return .bound(a, value)
  }
}
