/// Assertions: what speaks of memory is told from what does not, and sorted into the few forms of `Assertion`.
///
/// A disjunction, implication or conditional without memory stays one pure condition; conjunctions are always
/// taken apart, so that a message can point at the conjunct that fails.
extension Resolver {
  mutating func assertion(_ syntax: ExpressionSyntax) -> Assertion? {
    let span = syntax.span
    switch syntax.kind {
    case .emp: return Assertion(.emp, at: span)
    case .pointsTo(let address, let values): return pointsTo(address, values, at: span)
    case .chain(.separating, let operands): return separating(operands, at: span)
    case .chain(.and, let operands):
      let spatial = operands.filter { speaksOfMemory($0) }
      guard spatial.count <= 1 else {
        report(
          .conjunctionSpatial, "more than one side of `&&` speaks of memory", at: spatial[1].span,
          related: [RelatedPlace(spatial[0].span, "the first side that does")],
          suggestion: "write `**`, which gives each side its own cells")
        return nil
      }
      return separating(operands, at: span)
    case .chain(.or, let operands) where hasAssertionForm(syntax):
      var parts: [Assertion] = []
      for operand in operands { if let part = assertion(operand) { parts.append(part) } }
      return parts.count == operands.count ? Self.disjunction(parts[...]) : nil
    case .binary(.implies, let condition, let body) where hasAssertionForm(body):
      let parts = (expression(condition, .bool), assertion(body))
      guard let a = parts.0, let b = parts.1 else { return nil }
      return Assertion(.conditional(a, b, Assertion(.emp, at: span)), at: span)
    case .conditional(let condition, let then, let otherwise)
    where hasAssertionForm(then) || hasAssertionForm(otherwise):
      let parts = (expression(condition, .bool), assertion(then), assertion(otherwise))
      guard let a = parts.0, let b = parts.1, let c = parts.2 else { return nil }
      return Assertion(.conditional(a, b, c), at: span)
    case .quantified(.exists, let binders, let body):
      let variables = openFrame(binders)
      defer { closeFrame() }
      return assertion(body).map { Assertion(.exists(variables, $0), at: span) }
    case .call(let name, let arguments) where isAssertionName(name.text):
      return instance(name, arguments, at: span)
    default:
      return expression(syntax, .bool).map { Assertion(.pure($0), at: span) }
    }
  }

  private mutating func pointsTo(
    _ address: ExpressionSyntax, _ values: [ExpressionSyntax], at span: SourceSpan
  ) -> Assertion? {
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

  private mutating func instance(_ name: Name, _ arguments: [ExpressionSyntax], at span: SourceSpan) -> Assertion? {
    guard let symbol = lookUp(name.text, at: name.span) else { return nil }
    if symbol.kind == .predicate {
      let predicate = predicates[symbol.index].syntax
      let parameters = predicate.inputs + predicate.outputs
      return self.arguments(arguments, for: parameters, of: name, at: span).map {
        Assertion(.predicate(PredicateID(symbol.index), $0), at: span)
      }
    }
    return self.arguments(arguments, for: invariants[symbol.index].syntax.parameters, of: name, at: span).map {
      Assertion(.invariant(InvariantID(symbol.index), $0), at: span)
    }
  }

  // MARK: What speaks of memory

  private func isAssertionName(_ name: String) -> Bool {
    guard let symbol = symbols[name] else { return false }
    return symbol.kind == .predicate || symbol.kind == .invariant
  }

  /// Needs memory, so that `&&` may have it on one side only.
  private func speaksOfMemory(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax.kind {
    case .pointsTo: true
    case .call(let name, _): isAssertionName(name.text)
    case .chain(_, let operands): operands.contains { speaksOfMemory($0) }
    case .binary(.implies, _, let body): speaksOfMemory(body)
    case .conditional(_, let then, let otherwise): speaksOfMemory(then) || speaksOfMemory(otherwise)
    case .quantified(_, _, let body): speaksOfMemory(body)
    default: false
    }
  }

  /// Has to be an assertion and cannot be one condition: memory, or an existential, whose witness the prover finds.
  private func hasAssertionForm(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax.kind {
    case .emp, .pointsTo, .quantified(.exists, _, _): true
    case .call(let name, _): isAssertionName(name.text)
    case .chain(_, let operands): operands.contains { hasAssertionForm($0) }
    case .binary(.implies, _, let body): hasAssertionForm(body)
    case .conditional(_, let then, let otherwise): hasAssertionForm(then) || hasAssertionForm(otherwise)
    default: false
    }
  }
}
