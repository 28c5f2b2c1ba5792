/// Pure expressions: sorts are checked from the leaves up, constants folded.
extension Resolver {
  /// An expression of a given sort.
  mutating func expression(_ syntax: ExpressionSyntax, _ wanted: Sort) -> Expression? {
    guard let result = expression(syntax) else { return nil }
    if result.sort == wanted { return result }
    report(
      .sortMismatch, "\(Self.name(of: wanted)) is needed here, but this is \(Self.name(of: result.sort))",
      at: syntax.span, suggestion: wanted == .bool && result.sort == .int ? "compare it with something" : nil)
    return nil
  }

  static func name(of sort: Sort) -> String {
    switch sort {
    case .int: "a number"
    case .bool: "a truth value"
    case .seq: "a sequence"
    }
  }

  /// Dispatches without binding what the cases hold, so that its frame stays small: trees are walked by recursion.
  mutating func expression(_ syntax: ExpressionSyntax) -> Expression? {
    switch syntax.kind {
    case .missing: nil
    case .integer, .boolean, .name, .member, .sizeof, .register, .result, .interruptEnable, .levelIs, .wildcard, .emp,
      .pointsTo:
      leaf(syntax)
    case .old, .signed, .negate, .not, .length: unary(syntax)
    case .binary(let operation, let left, let right): binary(operation, left, right, at: syntax.span)
    case .chain: chain(syntax)
    case .conditional: conditional(syntax)
    case .quantified: quantified(syntax)
    case .sequence, .element, .slice, .contains: sequence(syntax)
    case .call, .instance: application(syntax)
    }
  }

  // MARK: Nodes

  private mutating func unary(_ syntax: ExpressionSyntax) -> Expression? {
    let span = syntax.span
    switch syntax.kind {
    case .old(let operand): return old(operand, at: span)
    case .negate(let operand): return negate(operand, at: span)
    case .not(let operand): return expression(operand, .bool).map { Expression(.not($0), sort: .bool, at: span) }
    case .signed(let operand): return expression(operand, .int).map { Expression(.signed($0), sort: .int, at: span) }
    case .length(let operand): return expression(operand, .seq).map { Expression(.length($0), sort: .int, at: span) }
    default: return nil
    }
  }

  private mutating func chain(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .chain(let operation, let operands) = syntax.kind else { return nil }
    var parts: [Expression] = []
    for operand in operands { if let part = expression(operand, .bool) { parts.append(part) } }
    guard parts.count == operands.count else { return nil }
    return Self.balanced(parts[...], operation == .or ? .or : .and)
  }

  private mutating func conditional(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .conditional(let condition, let then, let otherwise) = syntax.kind else { return nil }
    let parts = (expression(condition, .bool), expression(then), expression(otherwise))
    guard let a = parts.0, let b = parts.1, let c = parts.2 else { return nil }
    guard b.sort == c.sort else { return mismatch("the alternatives of `? :`", b, c, at: syntax.span) }
    return Expression(.conditional(a, b, c), sort: b.sort, at: syntax.span)
  }

  private mutating func quantified(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .quantified(let quantifier, let binders, let body) = syntax.kind else { return nil }
    let variables = openFrame(binders)
    defer { closeFrame() }
    guard let body = expression(body, .bool) else { return nil }
    return Expression(.quantified(quantifier, variables, body), sort: .bool, at: syntax.span)
  }

  private mutating func sequence(_ syntax: ExpressionSyntax) -> Expression? {
    switch syntax.kind {
    case .element: return element(syntax)
    case .contains: return membership(syntax)
    case .slice: return slice(syntax)
    default: return elements(syntax)
    }
  }

  private mutating func elements(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .sequence(let elements) = syntax.kind else { return nil }
    var parts: [Expression] = []
    for element in elements { if let part = expression(element, .int) { parts.append(part) } }
    return parts.count == elements.count ? Expression(.sequence(parts), sort: .seq, at: syntax.span) : nil
  }

  private mutating func element(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .element(let base, let index) = syntax.kind else { return nil }
    let parts = (expression(base, .seq), expression(index, .int))
    guard let a = parts.0, let b = parts.1 else { return nil }
    return Expression(.element(a, b), sort: .int, at: syntax.span)
  }

  private mutating func membership(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .contains(let value, let base) = syntax.kind else { return nil }
    let parts = (expression(value, .int), expression(base, .seq))
    guard let a = parts.0, let b = parts.1 else { return nil }
    return Expression(.contains(value: a, sequence: b), sort: .bool, at: syntax.span)
  }

  private mutating func slice(_ syntax: ExpressionSyntax) -> Expression? {
    guard case .slice(let base, let lower, let upper) = syntax.kind else { return nil }
    let whole = expression(base, .seq)
    let from = lower.map { expression($0, .int) }
    let to = upper.map { expression($0, .int) }
    // A bound that is written and wrong is not the same as none.
    guard let whole, from != .some(nil), to != .some(nil) else { return nil }
    return Expression(.slice(whole, from ?? nil, to ?? nil), sort: .seq, at: syntax.span)
  }

  private mutating func application(_ syntax: ExpressionSyntax) -> Expression? {
    if case .call(let name, let arguments) = syntax.kind { return call(name, arguments, at: syntax.span) }
    report(
      .instancePlace, "that an instance is public can only be said, not asked or denied", at: syntax.span,
      suggestion: "let it stand by itself, joined by `&&` or `**`")
    return nil
  }

  // MARK: Leaves

  private mutating func leaf(_ syntax: ExpressionSyntax) -> Expression? {
    let span = syntax.span
    func int(_ kind: Expression.Kind) -> Expression { Expression(kind, sort: .int, at: span) }
    func bool(_ kind: Expression.Kind) -> Expression { Expression(kind, sort: .bool, at: span) }
    switch syntax.kind {
    case .integer(let value, _): return int(.integer(value))
    case .boolean(let value): return bool(.boolean(value))
    case .name(let name): return named(name, at: span)
    case .member(let base, let field): return constant(member: field, of: base).map { int(.integer($0)) }
    case .sizeof: return constant(syntax).map { int(.integer($0)) }
    case .register(let register): return value(of: register, at: span)
    case .result:
      guard context.result, !context.isOld else {
        report(
          .resultPlace, "`result` has a meaning only in the `ensures` of a function, outside `old`", at: span,
          suggestion: "elsewhere write r1")
        return nil
      }
      return int(.register(Register(1)))
    case .interruptEnable:
      guard checkFlags("ie", at: span) else { return nil }
      return int(context.isOld ? .entryInterruptEnable : .interruptEnable)
    case .levelIs(let level, let negated):
      guard checkFlags("level", at: span), let level = self.level(level) else { return nil }
      return negated ? bool(.not(bool(.levelIs(level)))) : bool(.levelIs(level))
    case .emp, .pointsTo:
      report(
        .memoryPure, "memory cannot be spoken of here, where a value or condition is needed", at: span,
        suggestion: "join assertions about memory by `**`")
    case .wildcard:
      report(.wildcardPlace, "`_` stands only for a value behind `|->`", at: span)
    default: break
    }
    return nil
  }

  private mutating func named(_ name: String, at span: SourceSpan) -> Expression? {
    if let id = variable(name) {
      return Expression(.variable(id), sort: program.variables[id.index].sort, at: span)
    }
    if let register = routine?.parameters[name] {
      return Expression(.entryRegister(register), sort: .int, at: span)
    }
    return constant(named: name, at: span).map { Expression(.integer($0), sort: .int, at: span) }
  }

  private mutating func value(of register: Register, at span: SourceSpan) -> Expression? {
    guard context.registers else {
      report(
        .statePlace, "\(context.what) cannot mention registers", at: span,
        suggestion: "bind a variable with `exists`, or use a parameter")
      return nil
    }
    return Expression(context.isOld ? .entryRegister(register) : .register(register), sort: .int, at: span)
  }

  private mutating func checkFlags(_ what: String, at span: SourceSpan) -> Bool {
    if context.flags { return true }
    report(
      .statePlace, "\(context.what) cannot mention `\(what)`", at: span,
      suggestion: "who owns memory already depends on the flags")
    return false
  }

  private mutating func old(_ operand: ExpressionSyntax, at span: SourceSpan) -> Expression? {
    guard context.old else {
      report(
        .oldPlace, "`old` has no meaning in \(context.what)", at: span,
        suggestion: "it stands in `ensures`, in invariants of loops and in ghost code")
      return nil
    }
    let outer = context.isOld
    context.isOld = true
    defer { context.isOld = outer }
    return expression(operand)
  }

  // MARK: Operators

  private mutating func negate(_ operand: ExpressionSyntax, at span: SourceSpan) -> Expression? {
    guard let value = expression(operand, .int) else { return nil }
    if case .integer(let number) = value.kind {
      return fold(.subtract, 0, number, at: span).map { Expression(.integer($0), sort: .int, at: span) }
    }
    return Expression(.negate(value), sort: .int, at: span)
  }

  private mutating func binary(
    _ operation: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax, at span: SourceSpan
  ) -> Expression? {
    let operands: Sort?
    switch operation {
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .less,
      .lessOrEqual, .greater, .greaterOrEqual:
      operands = .int
    case .equal, .notEqual: operands = nil
    case .and, .or, .implies: operands = .bool
    case .concatenate: operands = .seq
    }
    let a = side(left, operands)
    let b = side(right, operands)
    guard let a, let b else { return nil }
    return combine(operation, a, b, at: span)
  }

  private mutating func side(_ syntax: ExpressionSyntax, _ sort: Sort?) -> Expression? {
    if let sort { expression(syntax, sort) } else { expression(syntax) }
  }

  private mutating func combine(
    _ operation: BinaryOperator, _ a: Expression, _ b: Expression, at span: SourceSpan
  ) -> Expression? {
    switch operation {
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      return arithmetic(operation, a, b, at: span)
    case .equal, .notEqual:
      guard a.sort == b.sort else { return mismatch("the sides of `\(operation.rawValue)`", a, b, at: span) }
      warnIfNegative(a, b)
      return Expression(.binary(operation, a, b), sort: .bool, at: span)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      warnIfNegative(a, b)
      return Expression(.binary(operation, a, b), sort: .bool, at: span)
    case .and, .or, .implies:
      return Expression(.binary(operation, a, b), sort: .bool, at: span)
    case .concatenate:
      return Expression(.binary(operation, a, b), sort: .seq, at: span)
    }
  }

  /// A register compared with a negative number: always the same, and hardly what was meant.
  private mutating func warnIfNegative(_ a: Expression, _ b: Expression) {
    for (word, number) in [(a, b), (b, a)] {
      guard case .integer(let value) = number.kind, value < 0 else { continue }
      switch word.kind {
      case .register, .entryRegister:
        let text = program.sources.text(of: word.span)
        report(
          .comparisonNegative, "`\(text)` is never negative: a word counts as its unsigned value", at: number.span,
          suggestion: "write signed(\(text))", severity: .warning)
      default: break
      }
    }
  }

  /// Numbers are folded where the result is exact; what bit operations make of numbers that are no words is left
  /// to their definition.
  private mutating func arithmetic(
    _ operation: BinaryOperator, _ a: Expression, _ b: Expression, at span: SourceSpan
  ) -> Expression? {
    if operation == .divide || operation == .remainder, case .integer(0) = b.kind {
      report(.divisionZero, "division by zero", at: span)
      return nil
    }
    let plain = Expression(.binary(operation, a, b), sort: .int, at: span)
    guard case .integer(let x) = a.kind, case .integer(let y) = b.kind,
      case .success(let value) = Folding.apply(operation, x, y)
    else { return plain }
    switch operation {
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      let words = 0..<program.width.modulus
      let isShift = operation == .shiftLeft || operation == .shiftRight
      guard words.contains(x), words.contains(y), words.contains(value), !isShift || y < program.width.bits else {
        return plain
      }
    default: break
    }
    return Expression(.integer(value), sort: .int, at: span)
  }

  private mutating func mismatch(_ what: String, _ a: Expression, _ b: Expression, at span: SourceSpan) -> Expression? {
    report(
      .sortMismatch, "\(what) differ in sort: \(Self.name(of: a.sort)) and \(Self.name(of: b.sort))", at: span)
    return nil
  }

  /// A long chain as a tree of logarithmic height.
  static func balanced(_ parts: ArraySlice<Expression>, _ operation: BinaryOperator) -> Expression? {
    guard parts.count > 1 else { return parts.first }
    let middle = parts.startIndex + parts.count / 2
    guard let left = balanced(parts[..<middle], operation), let right = balanced(parts[middle...], operation) else {
      return nil
    }
    return Expression(.binary(operation, left, right), sort: .bool, at: left.span.union(right.span))
  }

  // MARK: Applications

  /// Arguments for parameters; reports a wrong number or sort.
  mutating func arguments(
    _ arguments: [ExpressionSyntax], for parameters: [BinderSyntax], of name: Name, at span: SourceSpan
  ) -> [Expression]? {
    guard checkArity(arguments.count, parameters.count, of: name.text, at: span) else { return nil }
    var result: [Expression] = []
    for (argument, parameter) in zip(arguments, parameters) {
      let sort = parameter.sort.flatMap { Sort(rawValue: $0.text) } ?? .int
      if let value = expression(argument, sort) { result.append(value) }
    }
    return result.count == arguments.count ? result : nil
  }

  /// Reports a `;` that does not stand before the outputs; `inputs` is nil for what has none.
  mutating func checkDivision(
    _ arguments: ArgumentsSyntax, inputs: Int?, of name: Name, at span: SourceSpan
  ) -> Bool {
    guard let given = arguments.inputCount, given != inputs else { return true }
    let what = inputs.map { "takes \($0) argument\($0 == 1 ? "" : "s") before the `;`" } ?? "has no outputs"
    report(
      .arityMismatch, "`\(name.text)` \(what)", at: span, suggestion: "a comma may stand for the `;`")
    return false
  }

  private mutating func call(_ name: Name, _ arguments: ArgumentsSyntax, at span: SourceSpan) -> Expression? {
    guard let symbol = lookUp(name.text, at: name.span) else { return nil }
    switch symbol.kind {
    case .function:
      let function = functions[symbol.index].syntax
      guard checkDivision(arguments, inputs: nil, of: name, at: span),
        let values = self.arguments(arguments.values, for: function.parameters, of: name, at: span)
      else { return nil }
      let sort = Sort(rawValue: function.sort.text) ?? .int
      return Expression(.apply(FunctionID(symbol.index), values), sort: sort, at: span)
    case .predicate where predicates[symbol.index].syntax.sort != nil:
      report(
        .instancePlace, "that an abstract function holds can only be said, not asked or denied", at: span,
        related: [RelatedPlace(symbol.span, "declared here")],
        suggestion: "let it stand by itself, joined by `&&` or `**`")
    case .predicate, .invariant:
      report(
        .memoryPure, "`\(name.text)` speaks of memory, where a value or condition is needed", at: span,
        related: [RelatedPlace(symbol.span, "declared here")], suggestion: "join assertions about memory by `**`")
    default:
      report(
        .nameKind, "`\(name.text)` is \(symbol.description) and cannot be used in an assertion like this",
        at: name.span, related: [RelatedPlace(symbol.span, "declared here")])
    }
    return nil
  }
}
