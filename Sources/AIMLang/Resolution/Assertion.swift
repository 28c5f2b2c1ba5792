/// A resolved separation-logic assertion.
///
/// A heap satisfies it exactly, not in part: a pure assertion holds of the empty heap alone, so `&&` with at most
/// one spatial side and `**` are the same connective, and `A ==> B` with a spatial `B` means `A ? B : emp`.
/// Conjunctions are always taken apart into `separating`, so that a message can point at the conjunct that fails;
/// any other maximal pure subtree is one `pure`.
package struct Assertion: Sendable, Equatable {
  package var kind: Kind
  package var span: SourceSpan

  package init(_ kind: Kind, at span: SourceSpan) {
    self.kind = kind
    self.span = span
  }

  package indirect enum Kind: Sendable, Equatable {
    case emp
    /// A boolean expression; no memory.
    case pure(Expression)
    /// `address |-> values`, consecutive cells; nil is `_`, any value.
    case pointsTo(address: Expression, values: [Expression?])
    /// `A ** B ** …` (and `&&`), in source order, flattened.
    case separating([Assertion])
    case or(Assertion, Assertion)
    case conditional(Expression, Assertion, Assertion)
    /// Bound variables range over integers; a value read from memory is a word.
    case exists([Variable], Assertion)
    case predicate(PredicateID, [Expression])
    /// A named invariant written as an assertion, `name()` or `name(args)`: its body.
    case invariant(InvariantID, [Expression])
  }
}

extension Assertion {
  /// Calls `body` with each part, itself first.
  package func forEach(_ body: (Assertion) -> Void) {
    body(self)
    switch kind {
    case .emp, .pure, .pointsTo, .predicate, .invariant: break
    case .separating(let parts): for part in parts { part.forEach(body) }
    case .or(let a, let b), .conditional(_, let a, let b):
      a.forEach(body)
      b.forEach(body)
    case .exists(_, let inner): inner.forEach(body)
    }
  }

  /// Calls `body` with each expression that stands in it: conditions, addresses, values, arguments.
  package func forEachExpression(_ body: (Expression) -> Void) {
    forEach { part in
      switch part.kind {
      case .emp, .separating, .or, .exists: break
      case .pure(let condition), .conditional(let condition, _, _): body(condition)
      case .pointsTo(let address, let values):
        body(address)
        for case let value? in values { body(value) }
      case .predicate(_, let arguments), .invariant(_, let arguments): for argument in arguments { body(argument) }
      }
    }
  }
}
