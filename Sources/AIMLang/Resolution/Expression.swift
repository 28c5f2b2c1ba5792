/// A resolved logical expression: names are looked up, sorts are checked, constants are folded.
///
/// Values are mathematical integers, booleans or sequences of integers; a word denotes its unsigned value.
package struct Expression: Sendable, Equatable {
  package var kind: Kind
  package var sort: Sort
  package var span: SourceSpan

  package init(_ kind: Kind, sort: Sort, at span: SourceSpan) {
    self.kind = kind
    self.sort = sort
    self.span = span
  }

  package indirect enum Kind: Sendable, Equatable {
    /// An integer: a literal, constant, address of a global, field offset, code address …
    case integer(Int128)
    case boolean(Bool)
    /// The register's value at the point where the expression is evaluated; `result` is `r1`.
    case register(Register)
    /// The register's value when the enclosing function was entered: `old(r4)`, and every parameter.
    case entryRegister(Register)
    /// A logical variable of `with`, a parameter of a declaration, or a bound variable.
    case variable(VariableID)
    /// `ie`: 0 or 1.
    case interruptEnable
    /// `old(ie)`.
    case entryInterruptEnable
    /// `level == thread`, `level == irq k`; a boolean.
    case levelIs(Level)
    case negate(Expression)
    case not(Expression)
    case binary(BinaryOperator, Expression, Expression)
    case conditional(Expression, Expression, Expression)
    /// `signed(e)`: the two's complement value of a word.
    case signed(Expression)
    /// `forall`/`exists` inside a pure expression.
    case quantified(Quantifier, [Variable], Expression)
    case sequence([Expression])
    case length(Expression)
    /// `xs[i]`: 0 where there is no such position.
    case element(Expression, Expression)
    /// `xs[i..j]`: from `max(0, i)` up to, not including, `min(|xs|, j)`; empty where that is no range. Without a bound, from
    /// the first, or to the end.
    case slice(Expression, Expression?, Expression?)
    /// `v in xs`; a boolean.
    case contains(value: Expression, sequence: Expression)
    /// A pure function of the logic.
    case apply(FunctionID, [Expression])
    /// `lock@(m)`: that instance of the invariant family is public.
    case instanceIsPublic(InvariantID, [Expression])
  }
}

extension Expression {
  /// Calls `body` with the kind of each part, itself first.
  package func forEach(_ body: (Kind) -> Void) {
    body(kind)
    switch kind {
    case .integer, .boolean, .register, .entryRegister, .variable, .interruptEnable, .entryInterruptEnable, .levelIs:
      break
    case .negate(let a), .not(let a), .signed(let a), .quantified(_, _, let a), .length(let a): a.forEach(body)
    case .binary(_, let a, let b), .element(let a, let b), .contains(let a, let b):
      a.forEach(body)
      b.forEach(body)
    case .slice(let base, let lower, let upper):
      base.forEach(body)
      lower?.forEach(body)
      upper?.forEach(body)
    case .conditional(let c, let a, let b):
      c.forEach(body)
      a.forEach(body)
      b.forEach(body)
    case .sequence(let parts), .apply(_, let parts), .instanceIsPublic(_, let parts):
      for part in parts { part.forEach(body) }
    }
  }
}

package enum Sort: String, Sendable, Codable {
  case int, bool, seq
}

package enum Quantifier: Sendable { case forall, exists }

/// Operators of the logic. Arithmetic is on mathematical integers and never wraps; `/` and `%` are Euclidean as
/// in SMT-LIB (`0 <= a % b < |b|`); bit operations take and give words of the program's width.
package enum BinaryOperator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case bitAnd = "&"
  case bitOr = "|"
  case bitXor = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
  case implies = "==>"
  case concatenate = "++"
}

/// The level of the running code: an interrupt level, 0 the highest priority, or that of the threads.
package enum Level: Sendable, Hashable {
  case irq(Int)
  case thread
}

/// Names a variable of the logic uniquely in a program.
package struct VariableID: Sendable, Hashable, Comparable {
  package let index: Int
  package init(_ index: Int) { self.index = index }
  package static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// A variable of the logic: of `with`, of a declaration's parameters, or bound by a quantifier.
package struct Variable: Sendable, Equatable {
  package var id: VariableID
  package var name: String
  package var sort: Sort
  package var span: SourceSpan

  package init(id: VariableID, name: String, sort: Sort, span: SourceSpan) {
    self.id = id
    self.name = name
    self.sort = sort
    self.span = span
  }
}
