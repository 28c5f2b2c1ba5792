/// What stands between the braces of a routine.
package enum BodyItemSyntax: Sendable, Equatable {
  case label(LabelSyntax)
  case instruction(InstructionSyntax)
  case ghost(GhostSyntax)
}

/// `name:` and the loop invariants behind it.
package struct LabelSyntax: Sendable, Equatable {
  package var name: Name
  package var invariants: [ExpressionSyntax]
}

package struct InstructionSyntax: Sendable, Equatable {
  package var mnemonic: Mnemonic
  package var operands: [OperandSyntax]
  package var place: Place
}

package enum OperandSyntax: Sendable, Equatable {
  case register(Register, Place)
  /// A register or constant; a condition for `assert`.
  case value(ExpressionSyntax)
  /// `[…]`.
  case address(ExpressionSyntax)
  /// A label or a function.
  case target(Name)
  case text(String, Place)
  case queue(Name, [ExpressionSyntax])
}

/// A line that begins with `@`.
package struct GhostSyntax: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case assert(ExpressionSyntax)
    case assume(ExpressionSyntax)
    case leak(ExpressionSyntax)
    case `case`(ExpressionSyntax)
    case use(UseSyntax)
  }

  package var kind: Kind
  package var place: Place
}

/// A ghost line that names an instance of something: `@fold list(p, _) if p != 0`.
package struct UseSyntax: Sendable, Equatable {
  package enum Verb: String, Sendable {
    case fold, unfold, apply, open, close

    /// Whether `_` and `if` have a meaning there.
    package var isConditional: Bool {
      switch self {
      case .fold, .unfold, .apply: true
      case .open, .close: false
      }
    }
  }

  package var verb: Verb
  package var name: Name
  package var arguments: ArgumentsSyntax
  /// Behind `if`.
  package var condition: ExpressionSyntax?
}
