/// Ghost lines of routines and of lemmas.
extension Resolver {
  mutating func ghost(_ syntax: GhostSyntax) -> GhostStatement? {
    let span = syntax.place.span
    switch syntax.kind {
    case .assert(let body): return assertion(body).map { GhostStatement(.assert($0), at: span) }
    case .assume(let body): return assertion(body).map { GhostStatement(.assume($0), at: span) }
    case .leak(let body): return assertion(body).map { GhostStatement(.leak($0), at: span) }
    case .case(let body): return expression(body, .bool).map { GhostStatement(.case($0), at: span) }
    case .use(let use):
      let kind = self.use(use, at: span)
      let condition = use.condition.map { expression($0, .bool) }
      guard let kind, condition != .some(nil) else { return nil }
      return GhostStatement(kind, if: condition ?? nil, at: span)
    }
  }

  /// A line of a lemma's proof. A lemma says what follows from what, wherever it is applied, so nothing can be lost, taken
  /// for granted, or depend on who owns a level.
  mutating func step(_ syntax: GhostSyntax) -> GhostStatement? {
    let isStep =
      switch syntax.kind {
      case .assume, .leak: false
      case .assert, .case: true
      case .use(let use): use.verb.isConditional
      }
    if isStep { return ghost(syntax) }
    report(
      .ghostPlace, "this has no place in the proof of a lemma", at: syntax.place.span,
      suggestion: "a lemma is proved by @assert, @case, @fold, @unfold and @apply")
    return nil
  }

  private mutating func use(_ syntax: UseSyntax, at span: SourceSpan) -> GhostStatement.Kind? {
    let name = syntax.name
    switch syntax.verb {
    case .fold, .unfold:
      guard let index = lookUp(name, .predicate, "a predicate"),
        let values = foldedArguments(syntax, of: index, at: span)
      else { return nil }
      return syntax.verb == .fold ? .fold(PredicateID(index), values) : .unfold(PredicateID(index), values)
    case .apply:
      guard let index = lookUp(name, .lemma, "a lemma"),
        checkDivision(syntax.arguments, inputs: nil, of: name, at: span),
        let values = openArguments(syntax, for: lemmas[index].syntax.parameters, at: span)
      else { return nil }
      return .apply(LemmaID(index), values)
    case .open, .close:
      guard let index = lookUp(name, .invariant, "an invariant"),
        checkDivision(syntax.arguments, inputs: nil, of: name, at: span),
        let values = self.arguments(
          syntax.arguments.values, for: invariants[index].syntax.parameters, of: name, at: span)
      else { return nil }
      return syntax.verb == .open ? .open(InvariantID(index), values) : .close(InvariantID(index), values)
    }
  }

  /// Arguments of `@fold` and `@unfold`, where `_` leaves an output for the memory to say.
  private mutating func foldedArguments(
    _ syntax: UseSyntax, of index: Int, at span: SourceSpan
  ) -> [Expression?]? {
    let predicate = predicates[index].syntax
    guard predicate.body != nil else {
      report(
        .nameKind, "`\(syntax.name.text)` is an abstract predicate and has no definition to fold or unfold",
        at: syntax.name.span, related: [RelatedPlace(predicates[index].declaration, "declared here")],
        suggestion: "where its meaning is known, it is written out by itself")
      return nil
    }
    let parameters = predicate.inputs + predicate.outputs
    guard checkDivision(syntax.arguments, inputs: predicate.inputs.count, of: syntax.name, at: span),
      let values = openArguments(syntax, for: parameters, at: span)
    else { return nil }
    for position in predicate.inputs.indices where values[position] == nil {
      report(
        .wildcardPlace,
        "`_` stands for what the memory determines, and `\(parameters[position].name.text)` is an input",
        at: syntax.arguments.values[position].span,
        related: [RelatedPlace(parameters[position].name.span, "declared here")])
      return nil
    }
    return values
  }

  /// Arguments of which some may be `_`, which gives nil.
  private mutating func openArguments(
    _ syntax: UseSyntax, for parameters: [BinderSyntax], at span: SourceSpan
  ) -> [Expression?]? {
    let arguments = syntax.arguments.values
    guard checkArity(arguments.count, parameters.count, of: syntax.name.text, at: span) else { return nil }
    var result: [Expression?] = []
    for (argument, parameter) in zip(arguments, parameters) {
      if case .wildcard = argument.kind {
        result.append(nil)
      } else if let value = expression(argument, parameter.sort.flatMap { Sort(rawValue: $0.text) } ?? .int) {
        result.append(value)
      }
    }
    return result.count == arguments.count ? result : nil
  }
}
