// What formulas speak of by a name without saying what it means: an abstract predicate, proved for every instance, or a
// fact that whoever makes the formulas vouches for.
//
// Two laws are used of a predicate P, which every instance has to satisfy. It is precise in its inputs: of any heap at
// most one part satisfies P(a, _), and that part determines the outputs. So P(a, b) * P(a, c) gives b = c, and both
// parts are empty, since they are the same part twice and apart from each other: one of the two can be taken for both,
// as often as one likes, and nothing is lost when it is dropped.
//
// An optional part, `c ? P(a, b) : emp`, is one atom with a guard: of n optional parts a state keeps n atoms instead of
// becoming 2ⁿ states. Beside P(a, b) an optional P(a, c) is empty where it is there at all.

/// Names a predicate or fact; what it stands for is the business of whoever makes formulas.
package struct AtomSymbol: Hashable, Comparable, Sendable {
  package let rawValue: Int32
  /// How many of its arguments are inputs; those behind are outputs, determined by inputs and memory.
  package let inputCount: Int
  /// A fact has no memory: it holds for good, as often as it is asked for.
  package let isFact: Bool

  package init(_ rawValue: Int32, inputCount: Int, isFact: Bool) {
    self.rawValue = rawValue
    self.inputCount = inputCount
    self.isFact = isFact
  }

  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// One instance that a state has.
package struct Atom: Hashable, Sendable {
  package var symbol: AtomSymbol
  package var arguments: [TermID]
  package var origin: Origin
  /// It is there only if this holds, and otherwise stands for no memory; nil for always.
  package var guardedBy: TermID?
  /// Certain to have no memory where it is there, as every fact is: it can be used again and again, and left over.
  package var isEmpty: Bool

  package init(
    symbol: AtomSymbol, arguments: [TermID], origin: Origin, guardedBy: TermID? = nil, isEmpty: Bool = false
  ) {
    self.guardedBy = guardedBy
    self.symbol = symbol
    self.arguments = arguments
    self.origin = origin
    self.isEmpty = isEmpty || symbol.isFact
  }

  /// As a part of a formula.
  package var formula: Formula {
    let plain = Formula.atom(symbol, arguments, origin)
    return guardedBy.map { .conditional($0, plain, .emp, origin) } ?? plain
  }

  package var inputs: ArraySlice<TermID> { arguments[..<symbol.inputCount] }
  package var outputs: ArraySlice<TermID> { arguments[symbol.inputCount...] }
}

extension TermArena {
  /// That two lists of integers or truth values agree.
  package func equal(_ a: some Sequence<TermID>, _ b: some Sequence<TermID>) -> TermID {
    and(zip(a, b).map { equal($0, $1) })
  }
}

extension SymbolicState {
  /// Adds an atom that has the same inputs as the one at `index`, and what follows from their being two.
  mutating func add(_ twin: Atom, besides index: Int, _ arena: TermArena) {
    var twin = twin
    let agree = arena.equal(atoms[index].outputs, twin.outputs)
    switch (atoms[index].guardedBy, twin.guardedBy) {
    case (let a, let b) where a == b:
      atoms[index].isEmpty = true
      facts.append(a.map { arena.implies($0, agree) } ?? agree)
    case (nil, let condition?):
      twin.isEmpty = true
      atoms.append(twin)
      facts.append(arena.implies(condition, agree))
    case (let condition?, nil):
      atoms[index].isEmpty = true
      atoms.append(twin)
      facts.append(arena.implies(condition, agree))
    default:
      atoms.append(twin)
    }
  }
}

extension Formula {
  /// The named predicates of a side of a choice that has nothing else, with their outputs bound or not: what can stand
  /// under a guard. nil for anything else.
  var namedPredicates: [(symbol: AtomSymbol, arguments: [TermID], origin: Origin)]? {
    switch self {
    case .emp: return []
    case .atom(let symbol, let arguments, let origin): return symbol.isFact ? nil : [(symbol, arguments, origin)]
    case .separating(let parts):
      var result: [(AtomSymbol, [TermID], Origin)] = []
      for part in parts {
        guard let named = part.namedPredicates else { return nil }
        result += named
      }
      return result
    case .exists(_, let body): return body.namedPredicates
    case .pure, .cell, .or, .conditional: return nil
    }
  }

  /// Its bound variables outside of choices.
  var boundVariables: [TermID] {
    switch self {
    case .emp, .atom, .pure, .cell, .or, .conditional: []
    case .separating(let parts): parts.flatMap(\.boundVariables)
    case .exists(let variables, let body): variables + body.boundVariables
    }
  }
}
