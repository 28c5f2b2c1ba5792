// What formulas speak of by a name without saying what it means: an abstract predicate, proved for every instance, or a
// fact that whoever makes the formulas vouches for.
//
// Two laws are used of a predicate P, which every instance has to satisfy. It is precise in its inputs: of any heap at
// most one part satisfies P(a, _), and that part determines the outputs. So P(a, b) * P(a, c) gives b = c, and both
// parts are empty, since they are the same part twice and apart from each other: one of the two can be taken for both,
// as often as one likes, and nothing is lost when it is dropped.

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
  /// Certain to have no memory, as every fact is: it can be used again and again, and left over.
  package var isEmpty: Bool

  package init(symbol: AtomSymbol, arguments: [TermID], origin: Origin, isEmpty: Bool = false) {
    self.symbol = symbol
    self.arguments = arguments
    self.origin = origin
    self.isEmpty = isEmpty || symbol.isFact
  }

  package var inputs: ArraySlice<TermID> { arguments[..<symbol.inputCount] }
  package var outputs: ArraySlice<TermID> { arguments[symbol.inputCount...] }
}

extension TermArena {
  /// That two lists of integers or truth values agree.
  package func equal(_ a: some Sequence<TermID>, _ b: some Sequence<TermID>) -> TermID {
    and(zip(a, b).map { sort(of: $0) == .bool ? iff($0, $1) : equal($0, $1) })
  }
}
