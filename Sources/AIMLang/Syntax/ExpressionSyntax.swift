/// An expression or assertion as it is written.
///
/// The two share one syntax, because `&&`, `||`, `!`, `? :`, quantifiers and parentheses belong to both; the
/// resolver tells them apart. Parentheses are not kept: the printer puts them where they are needed.
package struct ExpressionSyntax: Sendable, Equatable {
  package indirect enum Kind: Sendable, Equatable {
    /// What the parser puts where an expression is missing; a diagnostic has been given.
    case missing
    /// A number or character, with its spelling.
    case integer(Int128, spelling: String)
    case boolean(Bool)
    case name(String)
    case register(Register)
    /// `Node.next`, or `n.next` for a global of a struct.
    case member(Name, Name)
    /// `_`, only as a value of `|->` and as an argument of `@fold`, `@unfold` and `@apply`.
    case wildcard
    case emp
    case result
    case interruptEnable
    /// `level == thread`, `level != irq 1`.
    case levelIs(LevelSyntax, negated: Bool)
    case old(ExpressionSyntax)
    case signed(ExpressionSyntax)
    case sizeof(Name)
    /// A predicate, pure function or named invariant.
    case call(Name, ArgumentsSyntax)
    /// `lock@(m)`.
    case instance(Name, [ExpressionSyntax])
    case negate(ExpressionSyntax)
    case not(ExpressionSyntax)
    case binary(BinaryOperator, ExpressionSyntax, ExpressionSyntax)
    /// At least two operands of the same associative connective, kept flat so that a long list is not a deep tree.
    case chain(ChainOperator, [ExpressionSyntax])
    case pointsTo(ExpressionSyntax, [ExpressionSyntax])
    case conditional(ExpressionSyntax, ExpressionSyntax, ExpressionSyntax)
    case quantified(Quantifier, [BinderSyntax], ExpressionSyntax)
    case sequence([ExpressionSyntax])
    case length(ExpressionSyntax)
    case element(ExpressionSyntax, ExpressionSyntax)
    /// `xs[i..j]`, `xs[i..]`, `xs[..j]`.
    case slice(ExpressionSyntax, ExpressionSyntax?, ExpressionSyntax?)
    /// `v in xs`.
    case contains(value: ExpressionSyntax, sequence: ExpressionSyntax)
  }

  package var kind: Kind
  package var place: Place
  /// Height of the tree, so that the parser can bound it: everything that walks a tree does so by recursion. A
  /// chain counts as the balanced tree that the resolver makes of it.
  package var height: Int

  package init(_ kind: Kind, at span: SourceSpan, over children: [ExpressionSyntax] = []) {
    self.kind = kind
    place = Place(span)
    var tallest = 0
    for child in children { tallest = max(tallest, child.height) }
    if case .chain = kind { tallest += Int.bitWidth - (children.count - 1).leadingZeroBitCount - 1 }
    height = 1 + tallest
  }

  package var span: SourceSpan { place.span }
}

/// What stands between the parentheses of a call. As in the declaration of a predicate, a `;` may stand before the outputs,
/// in place of the comma.
package struct ArgumentsSyntax: Sendable, Equatable {
  package var values: [ExpressionSyntax]
  /// How many stand before the `;`; nil where there is none.
  package var inputCount: Int?

  package init(_ values: [ExpressionSyntax], inputCount: Int? = nil) {
    self.values = values
    self.inputCount = inputCount
  }
}

/// The connectives that the tree keeps flat.
package enum ChainOperator: String, Sendable {
  case separating = "**"
  case and = "&&"
  case or = "||"
}

/// `x` or `x: seq`; without a sort, an integer.
package struct BinderSyntax: Sendable, Equatable {
  package var name: Name
  package var sort: Name?
}

/// `thread`, `threads` or `irq k`.
package enum LevelSyntax: Sendable, Equatable {
  case thread
  case irq(ExpressionSyntax)
}
