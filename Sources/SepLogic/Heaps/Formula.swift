// What a state has to satisfy: the shape of an assertion once its expressions are terms.

/// Where a part of a formula comes from. Opaque here: the prover maps it to a place in the source.
package struct Origin: Hashable, Comparable, Sendable {
  package let rawValue: Int32

  package init(_ rawValue: Int32) { self.rawValue = rawValue }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A symbolic separation-logic formula with the classical, exact reading: a heap satisfies it as a whole, so a pure
/// part holds of the empty heap alone.
///
/// A bound variable is a symbol that occurs nowhere outside of its quantifier: whoever lowers an assertion makes
/// fresh symbols each time. It ranges over the integers, or over the range of its symbol.
package indirect enum Formula: Sendable {
  case emp
  /// A truth value; no memory.
  case pure(TermID, Origin)
  /// One cell. That address and value are words is implied.
  case cell(address: TermID, value: TermID, Origin)
  /// A named predicate or fact, for these arguments.
  case atom(AtomSymbol, [TermID], Origin)
  case separating([Formula])
  case or(Formula, Formula, Origin)
  case conditional(TermID, Formula, Formula, Origin)
  case exists([TermID], Formula)
}

extension Formula {
  /// The origin of its first part that has one.
  package var origin: Origin? {
    switch self {
    case .emp: return nil
    case .pure(_, let origin), .cell(_, _, let origin), .atom(_, _, let origin), .or(_, _, let origin),
      .conditional(_, _, _, let origin):
      return origin
    case .separating(let parts):
      for part in parts { if let origin = part.origin { return origin } }
      return nil
    case .exists(_, let body): return body.origin
    }
  }

  /// Whether some case of it may take memory.
  package var hasMemory: Bool {
    switch self {
    case .emp, .pure: false
    case .cell: true
    case .atom(let symbol, _, _): !symbol.isFact
    case .separating(let parts): parts.contains { $0.hasMemory }
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.hasMemory || b.hasMemory
    case .exists(_, let body): body.hasMemory
    }
  }

  /// The formula as pure facts with the origins of its parts, if it has neither memory nor bound variables. A choice
  /// between pure parts then is left to the solver instead of being split.
  func pureFacts(in arena: TermArena) -> [(fact: TermID, origin: Origin)]? {
    switch self {
    case .emp: return []
    case .pure(let fact, let origin): return [(fact, origin)]
    case .cell, .atom, .exists: return nil
    case .separating(let parts):
      var result: [(TermID, Origin)] = []
      for part in parts {
        guard let facts = part.pureFacts(in: arena) else { return nil }
        result += facts
      }
      return result
    case .conditional(let condition, let a, let b, _):
      guard let positive = a.pureFacts(in: arena), let negative = b.pureFacts(in: arena) else { return nil }
      return positive.map { (arena.implies(condition, $0.fact), $0.origin) }
        + negative.map { (arena.or(condition, $0.fact), $0.origin) }
    case .or(let a, let b, let origin):
      guard let left = a.pureFacts(in: arena), let right = b.pureFacts(in: arena) else { return nil }
      return [(arena.or(arena.and(left.map(\.fact)), arena.and(right.map(\.fact))), origin)]
    }
  }
}
