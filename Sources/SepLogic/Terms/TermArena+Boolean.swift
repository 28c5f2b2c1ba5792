// Truth values: everything is written with `and`, `not` and `iff`. Conjunctions are flat, ordered and without
// repetition; one that holds a term and its negation is false.

extension TermArena {
  package func not(_ a: TermID) -> TermID {
    if a == `true` { return `false` }
    if a == `false` { return `true` }
    if case .not(let inner) = self[a] { return inner }
    return intern(.not(a))
  }

  package func and(_ operands: [TermID]) -> TermID {
    var flat: [TermID] = []
    for operand in operands {
      if case .and(let inner) = self[operand], flat.count + inner.count <= Self.operandLimit {
        flat.append(contentsOf: inner)
      } else if operand != `true` {
        flat.append(operand)
      }
    }
    flat.sort()
    var unique: [TermID] = []
    unique.reserveCapacity(flat.count)
    for operand in flat where unique.last != operand {
      if operand == `false` { return `false` }
      unique.append(operand)
    }
    for operand in unique {
      if case .not(let inner) = self[operand], unique.containsSorted(inner) { return `false` }
    }
    switch unique.count {
    case 0: return `true`
    case 1: return unique[0]
    default: return intern(.and(unique))
    }
  }

  package func and(_ a: TermID, _ b: TermID) -> TermID { a == b ? a : and([a, b]) }

  package func or(_ operands: [TermID]) -> TermID { not(and(operands.map(not))) }

  package func or(_ a: TermID, _ b: TermID) -> TermID { or([a, b]) }

  package func implies(_ a: TermID, _ b: TermID) -> TermID { not(and(a, not(b))) }

  /// Equality of truth values.
  package func iff(_ a: TermID, _ b: TermID) -> TermID {
    if a == b { return `true` }
    if a == not(b) { return `false` }
    if a == `true` { return b }
    if b == `true` { return a }
    if a == `false` { return not(b) }
    if b == `false` { return not(a) }
    // ¬a ⇔ b is ¬(a ⇔ b): negations move out.
    if case .not(let inner) = self[a] { return not(iff(inner, b)) }
    if case .not(let inner) = self[b] { return not(iff(a, inner)) }
    return intern(.iff(min(a, b), max(a, b)))
  }

  /// `condition ? a : b`, on integers, truth values or sequences.
  package func ite(_ condition: TermID, _ a: TermID, _ b: TermID) -> TermID {
    if condition == `true` || a == b { return a }
    if condition == `false` { return b }
    if case .not(let inner) = self[condition] { return ite(inner, b, a) }
    if sort(of: a) == .bool {
      if b == `false` { return and(condition, a) }
      if a == `false` { return and(not(condition), b) }
      if a == `true` { return or(condition, b) }
      if b == `true` { return implies(condition, a) }
      return and(implies(condition, a), or(condition, b))
    }
    // A branch that tests the same condition again has decided it.
    if case .conditional(condition, let inner, _) = self[a] { return ite(condition, inner, b) }
    if case .conditional(condition, _, let inner) = self[b] { return ite(condition, a, inner) }
    return intern(.conditional(condition, a, b))
  }
}

extension Array where Element: Comparable {
  /// Whether an ascending array has the element.
  func containsSorted(_ element: Element) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < element { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == element
  }
}
