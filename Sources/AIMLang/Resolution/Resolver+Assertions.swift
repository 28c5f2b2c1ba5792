/// Assertions: what speaks of memory is told from what does not, and sorted into the few forms of `Assertion`.
///
/// A disjunction, implication or conditional without memory stays one pure condition; conjunctions are always
/// taken apart, so that a message can point at the conjunct that fails.
extension Resolver {
  /// Dispatches without binding what the cases hold, so that its frame stays small: trees are walked by recursion.
  mutating func assertion(_ syntax: ExpressionSyntax) -> Assertion? {
    switch syntax.kind {
    case .emp: return Assertion(.emp, at: syntax.span)
    case .pointsTo: return pointsTo(syntax)
    case .chain(.or, _): return hasAssertionForm(syntax) ? alternatives(syntax) : pure(syntax)
    case .chain: return conjunction(syntax)
    case .binary(.implies, _, _): return hasAssertionForm(syntax) ? implication(syntax) : pure(syntax)
    case .conditional: return hasAssertionForm(syntax) ? conditional(syntax) : pure(syntax)
    case .quantified(.exists, _, _): return existential(syntax)
    case .call: return hasAssertionForm(syntax) ? instance(syntax) : pure(syntax)
    case .instance: return publicInstance(syntax)
    default: return pure(syntax)
    }
  }

  private mutating func pure(_ syntax: ExpressionSyntax) -> Assertion? {
    expression(syntax, .bool).map { Assertion(.pure($0), at: syntax.span) }
  }

  /// `name@(…)` is a conjunct: the prover keeps it beside the conditions, and never has to deny it.
  private mutating func publicInstance(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .instance(let name, let arguments) = syntax.kind,
      let index = lookUp(name, .invariant, "a family of invariants"),
      let values = self.arguments(arguments, for: invariants[index].syntax.parameters, of: name, at: syntax.span)
    else { return nil }
    if invariants[index].syntax.parameters.isEmpty {
      report(
        .nameKind, "`\(name.text)` is not a family and is always public", at: name.span,
        related: [RelatedPlace(invariants[index].declaration, "declared here")], suggestion: "leave this out")
      return nil
    }
    let fact = Expression(.instanceIsPublic(InvariantID(index), values), sort: .bool, at: syntax.span)
    return Assertion(.pure(fact), at: syntax.span)
  }

  private mutating func conjunction(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .chain(let operation, let operands) = syntax.kind else { return nil }
    if operation == .and {
      let spatial = operands.filter { speaksOfMemory($0) }
      guard spatial.count <= 1 else {
        report(
          .conjunctionSpatial, "more than one side of `&&` speaks of memory", at: spatial[1].span,
          related: [RelatedPlace(spatial[0].span, "the first side that does")],
          suggestion: "write `**`, which gives each side its own cells")
        return nil
      }
    }
    return separating(operands, at: syntax.span)
  }

  private mutating func alternatives(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .chain(_, let operands) = syntax.kind else { return nil }
    var parts: [Assertion] = []
    for operand in operands { if let part = assertion(operand) { parts.append(part) } }
    return parts.count == operands.count ? Self.disjunction(parts[...]) : nil
  }

  private mutating func implication(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .binary(_, let condition, let body) = syntax.kind else { return nil }
    let parts = (expression(condition, .bool), assertion(body))
    guard let a = parts.0, let b = parts.1 else { return nil }
    return Assertion(.conditional(a, b, Assertion(.emp, at: syntax.span)), at: syntax.span)
  }

  private mutating func conditional(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .conditional(let condition, let then, let otherwise) = syntax.kind else { return nil }
    let parts = (expression(condition, .bool), assertion(then), assertion(otherwise))
    guard let a = parts.0, let b = parts.1, let c = parts.2 else { return nil }
    return Assertion(.conditional(a, b, c), at: syntax.span)
  }

  private mutating func existential(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .quantified(_, let binders, let body) = syntax.kind else { return nil }
    let variables = openFrame(binders)
    defer { closeFrame() }
    return assertion(body).map { Assertion(.exists(variables, $0), at: syntax.span) }
  }

  private mutating func pointsTo(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .pointsTo(let address, let values) = syntax.kind else { return nil }
    let span = syntax.span
    let place = expression(address, .int)
    var cells: [Expression?] = []
    for value in values {
      if case .wildcard = value.kind {
        cells.append(nil)
      } else if let content = expression(value, .int) {
        cells.append(content)
      }
    }
    guard let place, cells.count == values.count else { return nil }
    return Assertion(.pointsTo(address: place, values: cells), at: span)
  }

  private mutating func separating(_ operands: [ExpressionSyntax], at span: SourceSpan) -> Assertion? {
    var parts: [Assertion] = []
    var complete = true
    for operand in operands {
      guard let part = assertion(operand) else {
        complete = false
        continue
      }
      if case .separating(let inner) = part.kind { parts += inner } else { parts.append(part) }
    }
    return complete ? Assertion(.separating(parts), at: span) : nil
  }

  private static func disjunction(_ parts: ArraySlice<Assertion>) -> Assertion? {
    guard parts.count > 1 else { return parts.first }
    let middle = parts.startIndex + parts.count / 2
    guard let left = disjunction(parts[..<middle]), let right = disjunction(parts[middle...]) else { return nil }
    return Assertion(.or(left, right), at: left.span.union(right.span))
  }

  private mutating func instance(_ syntax: ExpressionSyntax) -> Assertion? {
    guard case .call(let name, let arguments) = syntax.kind, let symbol = lookUp(name.text, at: name.span) else {
      return nil
    }
    let span = syntax.span
    if symbol.kind == .predicate {
      let predicate = predicates[symbol.index].syntax
      let parameters = predicate.inputs + predicate.outputs
      guard checkDivision(arguments, inputs: predicate.inputs.count, of: name, at: span) else { return nil }
      return self.arguments(arguments.values, for: parameters, of: name, at: span).map {
        Assertion(.predicate(PredicateID(symbol.index), $0), at: span)
      }
    }
    let parameters = invariants[symbol.index].syntax.parameters
    guard checkDivision(arguments, inputs: nil, of: name, at: span) else { return nil }
    return self.arguments(arguments.values, for: parameters, of: name, at: span).map {
      Assertion(.invariant(InvariantID(symbol.index), $0), at: span)
    }
  }

  // MARK: What speaks of memory

  private func isAssertionName(_ name: String) -> Bool {
    guard let symbol = symbols[name] else { return false }
    return symbol.kind == .predicate || symbol.kind == .invariant
  }

  private func isAbstractFunction(_ name: String) -> Bool {
    guard let symbol = symbols[name], symbol.kind == .predicate else { return false }
    return predicates[symbol.index].syntax.sort != nil
  }

  /// Needs memory, so that `&&` may have it on one side only.
  func speaksOfMemory(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax.kind {
    case .pointsTo: true
    case .call(let name, _): isAssertionName(name.text) && !isAbstractFunction(name.text)
    case .chain(_, let operands): operands.contains { speaksOfMemory($0) }
    case .binary(.implies, _, let body): speaksOfMemory(body)
    case .conditional(_, let then, let otherwise): speaksOfMemory(then) || speaksOfMemory(otherwise)
    case .quantified(_, _, let body): speaksOfMemory(body)
    default: false
    }
  }

  /// Has to be an assertion and cannot be one condition: memory, an existential, whose witness the prover finds, or a
  /// fact that the prover keeps beside the conditions.
  private func hasAssertionForm(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax.kind {
    case .emp, .pointsTo, .quantified(.exists, _, _), .instance: true
    case .call(let name, _): isAssertionName(name.text)
    case .chain(_, let operands): operands.contains { hasAssertionForm($0) }
    case .binary(.implies, _, let body): hasAssertionForm(body)
    case .conditional(_, let then, let otherwise): hasAssertionForm(then) || hasAssertionForm(otherwise)
    default: false
    }
  }
}
