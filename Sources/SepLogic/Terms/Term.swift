// The shape of terms. A term is only ever made by `TermArena`, which keeps it in canonical form; the cases are
// readable by everyone (the solver's translation, the printer of messages) and constructible by the arena alone.

/// Names a term of one `TermArena`. Ids are given out in order of creation and operands exist before what is made
/// of them, so ascending order is a topological order; it is the same in every run.
package struct TermID: Hashable, Comparable, Sendable {
  package let rawValue: Int32
  init(_ rawValue: Int32) { self.rawValue = rawValue }
  var index: Int { Int(rawValue) }
  package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The sort of a term: mathematical integers, truth values, or finite sequences of integers.
package enum TermSort: Sendable, Hashable { case int, bool, seq }

/// One summand `coefficient · atom` of a linear form; the coefficient is not zero and the atom is neither a
/// constant nor a sum.
package struct LinearPart: Hashable, Sendable {
  package let atom: TermID
  package let coefficient: Int128
}

/// `constant + Σ coefficient · atom`, parts in ascending order of atoms, each atom once.
package struct LinearForm: Hashable, Sendable {
  package var constant: Int128
  package var parts: [LinearPart]
}

/// A term. Division is Euclidean (`0 <= a % b < |b|`) and total: `a / 0 = 0`, `a % 0 = a`, so that
/// `a = b * (a / b) + a % b` holds always.
package enum Term: Hashable, Sendable {
  case integer(Int128)
  case boolean(Bool)
  /// Index into the arena's table of symbols.
  case symbol(Int)
  /// A linear form that is neither a constant nor a single atom with coefficient one.
  case sum(LinearForm)
  /// `a + b` whose linear form does not fit (coefficients beyond 128 bits, or too many atoms).
  case addition(TermID, TermID)
  /// `a * b`, not linear, or a multiple whose coefficients do not fit 128 bits.
  case product(TermID, TermID)
  case quotient(TermID, TermID)
  case remainder(TermID, TermID)
  /// Of integers or of sequences; a conditional truth value is written with `and` and `not`.
  case conditional(TermID, TermID, TermID)
  /// Bitwise and of two words (both are known to lie in `0 ..< 2^width` of the arena).
  case bitAnd(TermID, TermID)
  /// Equal integers; normally a linear form without constant against a constant.
  case equal(TermID, TermID)
  /// `a <= b` on integers; normally a linear form without constant against a constant.
  case lessOrEqual(TermID, TermID)
  /// Equal truth values.
  case iff(TermID, TermID)
  case not(TermID)
  /// At least two operands, ascending.
  case and([TermID])
  /// The sequence of one integer.
  case unit(TermID)
  /// The parts one behind the other: none of them empty, not exactly one; none at all is the empty sequence.
  case concatenation([TermID])
  /// The length of a sequence that shows nothing of it.
  case length(TermID)
  /// `s[i]`, 0 where i is out of range.
  case element(TermID, TermID)
  /// `s[from..to]`: from `max(0, from)` to `min(|s|, to)`, empty where that is no range.
  case slice(TermID, from: TermID, to: TermID)
  /// Whether the integer occurs in the sequence.
  case contains(TermID, TermID)
  /// Equal sequences.
  case equalSequences(TermID, TermID)
  /// The function of that index in the arena's table, with one argument for each of its parameters.
  case application(Int, [TermID])

  /// Calls `body` with each operand in order.
  package func forEachOperand(_ body: (TermID) -> Void) {
    switch self {
    case .integer, .boolean, .symbol: break
    case .sum(let form): for part in form.parts { body(part.atom) }
    case .addition(let a, let b), .product(let a, let b), .quotient(let a, let b), .remainder(let a, let b),
      .bitAnd(let a, let b), .equal(let a, let b), .lessOrEqual(let a, let b), .iff(let a, let b),
      .element(let a, let b), .contains(let a, let b), .equalSequences(let a, let b):
      body(a)
      body(b)
    case .conditional(let a, let b, let c), .slice(let a, from: let b, to: let c):
      body(a)
      body(b)
      body(c)
    case .not(let a), .unit(let a), .length(let a): body(a)
    case .and(let operands), .concatenation(let operands), .application(_, let operands):
      for operand in operands { body(operand) }
    }
  }
}

/// What is known of a symbol since it was made.
package struct SymbolInfo: Sendable {
  /// For messages and solver files; names need not be unique.
  package let name: String
  package let sort: TermSort
  /// A bound that holds by construction (a machine word, say). Simplification relies on it, and the solver gets it
  /// as a fact in every query in which the symbol occurs.
  package let range: ClosedRange<Int128>?
}
