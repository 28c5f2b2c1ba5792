/// One file as it is written.
package struct ModuleSyntax: Sendable, Equatable {
  package var declarations: [DeclarationSyntax]
}

package struct DeclarationSyntax: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case word(ExpressionSyntax)
    case controller(Name)
    case `import`(ImportSyntax)
    case constant(Name, ExpressionSyntax)
    case structure(Name, fields: [Name])
    case global(GlobalSyntax)
    /// `body` is nil for an abstract predicate.
    case predicate(Name, inputs: [BinderSyntax], outputs: [BinderSyntax], body: ExpressionSyntax?)
    case function(Name, [BinderSyntax], sort: Name, body: ExpressionSyntax)
    case abstractFunction(Name, [BinderSyntax], sort: Name)
    case lemma(LemmaSyntax)
    case invariant(InvariantSyntax)
    case queue(Name, [BinderSyntax], hands: ExpressionSyntax)
    case routine(RoutineSyntax)
    case boot([BootItemSyntax])
  }

  package var kind: Kind
  package var place: Place
  /// The `///` lines before it, without the slashes.
  package var documentation: String?

  package var span: SourceSpan { place.span }
}

package struct ImportSyntax: Sendable, Equatable {
  package struct Instantiation: Sendable, Equatable {
    package var name: Name
    package var parameters: [BinderSyntax]
    /// `if family@(names)`; nil where it stands for all arguments.
    package var guardedBy: Guard?
    package var body: ExpressionSyntax
  }

  /// The arguments that a meaning is for: those of an instance of a family.
  package struct Guard: Sendable, Equatable {
    package var family: Name
    package var arguments: [Name]
  }

  package var path: String
  package var pathPlace: Place
  package var instantiations: [Instantiation]
}

package struct GlobalSyntax: Sendable, Equatable {
  package var name: Name
  package var count: ExpressionSyntax?
  package var structure: Name?
  /// Empty for none.
  package var initial: [ExpressionSyntax]
}

package struct InvariantSyntax: Sendable, Equatable {
  package var name: Name?
  package var parameters: [BinderSyntax]
  package var level: LevelSyntax
  package var body: ExpressionSyntax
}

package struct LemmaSyntax: Sendable, Equatable {
  package var name: Name
  package var parameters: [BinderSyntax]
  package var clauses: [ClauseSyntax]
  package var proof: [GhostSyntax]
}

package struct RoutineSyntax: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case function
    case externFunction
    case handler(LevelSyntax)
  }

  package var name: Name
  package var kind: Kind
  package var parameters: [Name]
  package var clauses: [ClauseSyntax]
  package var body: [BodyItemSyntax]
}

/// A clause between a routine's head and its body.
package struct ClauseSyntax: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case requires(ExpressionSyntax)
    case ensures(ExpressionSyntax)
    case with([BinderSyntax])
    /// Ranges of registers, both ends included.
    case preserves([RegisterRangeSyntax])
  }

  package var kind: Kind
  package var place: Place
}

package struct RegisterRangeSyntax: Sendable, Equatable {
  package var first: Register
  package var last: Register
  package var place: Place
}

package struct BootItemSyntax: Sendable, Equatable {
  package enum Kind: Sendable { case thread, share }
  package var kind: Kind
  package var name: Name
  package var arguments: [ExpressionSyntax]
  package var place: Place
}
