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
