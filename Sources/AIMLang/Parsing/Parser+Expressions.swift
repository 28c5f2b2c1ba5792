/// Expressions and assertions, by precedence climbing.
///
/// From loose to tight: `? :`, `==>`, `||`, `&&`, `**`, `!`, `|->`, comparisons and `in`, `|`, `^`, `&`, shifts, `+ - ++`,
/// `* / %`, unary minus, `xs[i]` and `xs[i..j]`. A quantifier reaches as far right as it can.
extension Parser {
  /// How tight an operator binds.
  enum Precedence: Int, Comparable {
    case implication, disjunction, conjunction, separation, negation, pointsTo, comparison
    case bitOr, bitXor, bitAnd, shift, sum, product, unary, primary

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The next tighter one.
    var tighter: Precedence { Precedence(rawValue: rawValue + 1) ?? self }
  }

  static func binaryOperator(_ kind: TokenKind) -> (BinaryOperator, Precedence)? {
    switch kind {
    case .implies: (.implies, .implication)
    case .equal: (.equal, .comparison)
    case .notEqual: (.notEqual, .comparison)
    case .less: (.less, .comparison)
    case .lessOrEqual: (.lessOrEqual, .comparison)
    case .greater: (.greater, .comparison)
    case .greaterOrEqual: (.greaterOrEqual, .comparison)
    case .bar: (.bitOr, .bitOr)
    case .caret: (.bitXor, .bitXor)
    case .ampersand: (.bitAnd, .bitAnd)
    case .shiftLeft: (.shiftLeft, .shift)
    case .shiftRight: (.shiftRight, .shift)
    case .plus: (.add, .sum)
    case .minus: (.subtract, .sum)
    case .concatenate: (.concatenate, .sum)
    case .star: (.multiply, .product)
    case .slash: (.divide, .product)
    case .percent: (.remainder, .product)
    default: nil
    }
  }

  static func chainOperator(_ kind: TokenKind) -> (ChainOperator, Precedence)? {
    switch kind {
    case .orOr: (.or, .disjunction)
    case .andAnd: (.and, .conjunction)
    case .separating: (.separating, .separation)
    default: nil
    }
  }

  /// A whole expression or assertion.
  mutating func parseExpression() -> ExpressionSyntax {
    let first = current
    let condition = parseBinary(.implication)
    guard take(.question) else { return condition }
    guard enterNesting() else { return condition }
    defer { nesting -= 1 }
    let then = parseExpression()
    expect(.colon, "between the two alternatives of `? :`")
    let otherwise = parseExpression()
    return make(.conditional(condition, then, otherwise), from: first, over: [condition, then, otherwise])
  }

  /// An expression that stands among others separated by commas.
  mutating func parseArgument() -> ExpressionSyntax {
    let outer = (commaContinuesValues, stopsAtBar)
    (commaContinuesValues, stopsAtBar) = (false, false)
    defer { (commaContinuesValues, stopsAtBar) = outer }
    return parseExpression()
  }

  /// Arithmetic alone: an operand of an instruction, a constant.
  mutating func parseArithmetic() -> ExpressionSyntax {
    let outer = (commaContinuesValues, stopsAtBar)
    (commaContinuesValues, stopsAtBar) = (false, false)
    defer { (commaContinuesValues, stopsAtBar) = outer }
    return parseBinary(.bitOr)
  }

  /// Operators that bind at least as tight as `minimum`.
  mutating func parseBinary(_ minimum: Precedence) -> ExpressionSyntax {
    guard enterNesting() else { return missing() }
    defer { nesting -= 1 }
    let first = current
    var left = parsePrefix(minimum)
    while let next = parseOperator(after: left, from: first, minimum) { left = next }
    return left
  }

  /// One more operator with what follows it, if it binds at least as tight as `minimum`.
  private mutating func parseOperator(
    after left: ExpressionSyntax, from first: Token, _ minimum: Precedence
  ) -> ExpressionSyntax? {
    let kind = current.kind
    if kind == .bar, stopsAtBar { return nil }
    if kind == .pointsTo { return minimum <= .pointsTo ? parsePointsTo(left, from: first) : nil }
    if let (chain, precedence) = Self.chainOperator(kind) {
      return precedence >= minimum ? parseChain(chain, kind, precedence.tighter, left, from: first) : nil
    }
    if kind == .assign, minimum <= .comparison, !inInstantiations { return parseAssignment(left, from: first) }
    if atMembership { return minimum <= .comparison ? parseMembership(of: left, from: first) : nil }
    guard let (operation, precedence) = Self.binaryOperator(kind), precedence >= minimum else { return nil }
    take()
    let right = parseBinary(operation == .implies ? precedence : precedence.tighter)
    if precedence == .comparison { checkChaining() }
    return make(.binary(operation, left, right), from: first, over: [left, right])
  }

  /// `in` is no reserved word: it is the operator only where an operator can stand, and a label may have the name.
  private var atMembership: Bool { at(word: "in") && peek().kind != .colon }

  private mutating func parseMembership(of value: ExpressionSyntax, from first: Token) -> ExpressionSyntax {
    take()
    let sequence = parseBinary(Precedence.comparison.tighter)
    checkChaining()
    return make(.contains(value: value, sequence: sequence), from: first, over: [value, sequence])
  }

  private mutating func checkChaining() {
    guard atMembership || Self.binaryOperator(current.kind)?.1 == .comparison else { return }
    report(
      .comparisonChained, "comparisons cannot be chained", at: span(current),
      suggestion: "join two comparisons with `&&`")
  }

  /// `=` where `==` was meant: in an assertion it stands for nothing else.
  private mutating func parseAssignment(_ left: ExpressionSyntax, from first: Token) -> ExpressionSyntax {
    let sign = take()
    let isOrdering = at(.less) || at(.greater)
    report(
      .tokenExpected, "expected an operator, but found `=`", at: span(sign),
      suggestion: isOrdering ? "comparisons are written `<=` and `>=`" : "equality is written `==`")
    if isOrdering { take() }
    let right = parseBinary(.bitOr)
    return make(.binary(.equal, left, right), from: first, over: [left, right])
  }

  private mutating func parseChain(
    _ chain: ChainOperator, _ kind: TokenKind, _ minimum: Precedence, _ left: ExpressionSyntax, from first: Token
  ) -> ExpressionSyntax {
    var operands = [left]
    while take(kind) { operands.append(parseBinary(minimum)) }
    return make(.chain(chain, operands), from: first, over: operands)
  }

  private mutating func parsePointsTo(_ left: ExpressionSyntax, from first: Token) -> ExpressionSyntax {
    take()
    let values = parseValues()
    return make(.pointsTo(left, values), from: first, over: [left] + values)
  }

  /// What may stand before the first operator: `!`, `-`, or a primary expression with its indices.
  private mutating func parsePrefix(_ minimum: Precedence) -> ExpressionSyntax {
    switch current.kind {
    case .bang: return parseNot(minimum)
    case .minus: return parseMinus()
    default: break
    }
    let first = current
    let base = parsePrimary()
    return at(.openBracket) ? parseIndices(of: base, from: first) : base
  }

  private mutating func parseNot(_ minimum: Precedence) -> ExpressionSyntax {
    let first = take()
    if minimum > .negation {
      report(
        .negationParenthesised, "a negation here needs parentheses", at: span(first),
        suggestion: "write `(!…)`; `!` binds looser than comparisons")
    }
    let operand = parseBinary(.negation)
    return make(.not(operand), from: first, over: [operand])
  }

  private mutating func parseMinus() -> ExpressionSyntax {
    let first = take()
    guard enterNesting() else { return missing() }
    defer { nesting -= 1 }
    let operand = parsePrefix(.unary)
    return make(.negate(operand), from: first, over: [operand])
  }

  private mutating func parseIndices(of start: ExpressionSyntax, from first: Token) -> ExpressionSyntax {
    var base = start
    while at(.openBracket) {
      take()
      let index = at(.range) ? nil : parseArgument()
      base = at(.range) ? parseSlice(of: base, from: index, first) : finishElement(of: base, index, first)
    }
    return base
  }

  private mutating func finishElement(
    of base: ExpressionSyntax, _ index: ExpressionSyntax?, _ first: Token
  ) -> ExpressionSyntax {
    expect(.closeBracket, "after the index")
    return index.map { make(.element(base, $0), from: first, over: [base, $0]) } ?? base
  }

  private mutating func parseSlice(
    of base: ExpressionSyntax, from start: ExpressionSyntax?, _ first: Token
  ) -> ExpressionSyntax {
    take()
    let end = start != nil && at(.closeBracket) ? nil : parseArgument()
    expect(.closeBracket, "after the slice")
    return make(.slice(base, start, end), from: first, over: [base] + [start, end].compactMap { $0 })
  }

  /// `v, _, w` behind `|->`.
  private mutating func parseValues() -> [ExpressionSyntax] {
    var values: [ExpressionSyntax] = []
    repeat {
      values.append(parseWildcard() ?? parseBinary(.comparison))
    } while commaContinuesValues && at(.comma) && !(inInstantiations && commaBeginsInstantiation())
      && take(.comma)
    return values
  }

  /// `_`, where it may stand.
  private mutating func parseWildcard() -> ExpressionSyntax? {
    guard at(word: "_") else { return nil }
    let token = take()
    return ExpressionSyntax(.wildcard, at: span(token))
  }

  /// After the comma stands `P(x, y) =` or `P =`.
  private func commaBeginsInstantiation() -> Bool {
    guard peek().kind == .identifier else { return false }
    var distance = 2
    if peek(distance).kind == .openParen {
      distance += 1
      while [.identifier, .comma, .colon].contains(peek(distance).kind) { distance += 1 }
      guard peek(distance).kind == .closeParen else { return false }
      distance += 1
    }
    return peek(distance).kind == .assign || isWord(peek(distance), "if")
  }

  // MARK: Primary expressions

  private mutating func parsePrimary() -> ExpressionSyntax {
    switch current.kind {
    case .integer: return parseInteger()
    case .identifier: return parseNamed()
    case .openParen: return parseParenthesised()
    case .openBracket: return parseSequence()
    case .bar where !stopsAtBar: return parseLength()
    default: return missing()
    }
  }

  private mutating func parseParenthesised() -> ExpressionSyntax {
    let first = take()
    let outer = (commaContinuesValues, stopsAtBar)
    (commaContinuesValues, stopsAtBar) = (true, false)
    defer { (commaContinuesValues, stopsAtBar) = outer }
    var inner = parseExpression()
    expect(.closeParen, "to close the parenthesis")
    inner.place = Place(span(from: first))
    return inner
  }

  private mutating func parseSequence() -> ExpressionSyntax {
    let first = take()
    let elements = parseList(until: .closeBracket)
    expect(.closeBracket, "to close the sequence")
    return make(.sequence(elements), from: first, over: elements)
  }

  private mutating func parseLength() -> ExpressionSyntax {
    let first = take()
    let outer = (commaContinuesValues, stopsAtBar)
    (commaContinuesValues, stopsAtBar) = (false, true)
    let operand = parseBinary(.bitOr)
    (commaContinuesValues, stopsAtBar) = outer
    expect(.bar, "to close the length")
    return make(.length(operand), from: first, over: [operand])
  }

  private mutating func parseInteger() -> ExpressionSyntax {
    let token = take()
    let spelling = bytes[Int(token.start)..<Int(token.end)]
    let isCharacter = spelling.first == UInt8(ascii: "'")
    // A literal that has no value has been reported by the lexer.
    let value = (isCharacter ? Literal.character(spelling) : Literal.integer(spelling)) ?? 0
    return ExpressionSyntax(.integer(value, spelling: text(token)), at: span(token))
  }

  /// Arguments, elements: possibly none, up to a closing token.
  mutating func parseList(until closing: TokenKind) -> [ExpressionSyntax] {
    if at(closing) { return [] }
    var elements: [ExpressionSyntax] = []
    repeat { elements.append(parseArgument()) } while take(.comma) && !recovering
    return elements
  }

  mutating func parseArguments(of what: String) -> [ExpressionSyntax] {
    expect(.openParen, "before the arguments of \(what)")
    let arguments = parseList(until: .closeParen)
    expect(.closeParen, "after the arguments of \(what)")
    return arguments
  }

  /// Arguments in which a `;` may stand before the outputs. As they are nested, frames have to stay small.
  mutating func parseInputsAndOutputs(of what: String, allowsWildcards: Bool = false) -> ArgumentsSyntax {
    expectArguments(.openParen, of: what)
    var arguments = ArgumentsSyntax([])
    var goesOn = !at(.closeParen)
    while goesOn {
      takeDivision(of: &arguments)
      if allowsWildcards, takeWildcard(into: &arguments) {
        goesOn = continues(arguments)
      } else if arguments.inputCount == arguments.values.count, at(.closeParen) {
        goesOn = false
      } else {
        arguments.values.append(parseArgument())
        goesOn = continues(arguments)
      }
    }
    expectArguments(.closeParen, of: what)
    return arguments
  }

  private mutating func expectArguments(_ token: TokenKind, of what: String) {
    expect(token, "\(token == .openParen ? "before" : "after") the arguments of \(what)")
  }

  private mutating func takeDivision(of arguments: inout ArgumentsSyntax) {
    guard arguments.inputCount == nil, !recovering, take(.semicolon) else { return }
    arguments.inputCount = arguments.values.count
  }

  private mutating func takeWildcard(into arguments: inout ArgumentsSyntax) -> Bool {
    guard let wildcard = parseWildcard() else { return false }
    arguments.values.append(wildcard)
    return true
  }

  /// Behind an argument: whether another one follows, or the `;`.
  private mutating func continues(_ arguments: ArgumentsSyntax) -> Bool {
    if recovering { return false }
    return at(.semicolon) && arguments.inputCount == nil || take(.comma)
  }

  private mutating func parseNamed() -> ExpressionSyntax {
    let word = text(current)
    switch word {
    case "exists", "∃": return parseQuantified(.exists)
    case "forall", "∀": return parseQuantified(.forall)
    case "level": return parseLevelTest()
    case "old", "signed": return parseApplied(word)
    case "sizeof": return parseSize()
    default: return Self.leaves.contains(word) || Self.register(word) != nil ? parseLeaf(word) : parseReference()
    }
  }

  private static let leaves: Set<String> = ["emp", "true", "false", "result", "ie", "_"]

  private mutating func parseLeaf(_ word: String) -> ExpressionSyntax {
    let kind: ExpressionSyntax.Kind
    switch word {
    case "emp": kind = .emp
    case "true": kind = .boolean(true)
    case "false": kind = .boolean(false)
    case "result": kind = .result
    case "ie": kind = .interruptEnable
    default:
      if let register = Self.register(word) {
        kind = .register(register)
      } else {
        report(
          .wildcardPlace, "`_` stands only for a value behind `|->`", at: span(current),
          suggestion: "bind a variable with `exists`")
        kind = .missing
      }
    }
    let token = take()
    return ExpressionSyntax(kind, at: span(token))
  }

  private mutating func parseApplied(_ word: String) -> ExpressionSyntax {
    let first = take()
    expect(.openParen, "after `\(word)`")
    let operand = parseArgument()
    expect(.closeParen, "after the argument of `\(word)`")
    return make(word == "old" ? .old(operand) : .signed(operand), from: first, over: [operand])
  }

  private mutating func parseSize() -> ExpressionSyntax {
    let first = take()
    expect(.openParen, "after `sizeof`")
    let name = parseName("the name of a struct")
    expect(.closeParen, "after the struct")
    return make(.sizeof(name), from: first, over: [])
  }

  /// Something declared: a name alone, applied, `name@(…)`, or `name.field`.
  private mutating func parseReference() -> ExpressionSyntax {
    let first = current
    let name = parseName("a name")
    if at(.openParen) { return parseCall(of: name, from: first) }
    if at(.at), peek().kind == .openParen { return parseInstance(of: name, from: first) }
    return parseMember(of: name, from: first)
  }

  private mutating func parseMember(of name: Name, from first: Token) -> ExpressionSyntax {
    guard take(.dot) else { return ExpressionSyntax(.name(name.text), at: name.span) }
    let field = parseName("the name of a field")
    return make(.member(name, field), from: first, over: [])
  }

  private mutating func parseInstance(of name: Name, from first: Token) -> ExpressionSyntax {
    take()
    let arguments = parseArguments(of: "`\(name.text)@`")
    return make(.instance(name, arguments), from: first, over: arguments)
  }

  private mutating func parseCall(of name: Name, from first: Token) -> ExpressionSyntax {
    let arguments = parseInputsAndOutputs(of: "`\(name.text)`")
    return make(.call(name, arguments), from: first, over: arguments.values)
  }

  private mutating func parseQuantified(_ quantifier: Quantifier) -> ExpressionSyntax {
    let first = take()
    let binders = parseBinders("a variable to bind")
    expect(.doubleColon, "after the bound variables")
    let body = parseExpression()
    return make(.quantified(quantifier, binders, body), from: first, over: [body])
  }

  private mutating func parseLevelTest() -> ExpressionSyntax {
    let first = take()
    let negated = at(.notEqual)
    if !take(.notEqual) { expect(.equal, "after `level`, which can only be compared") }
    let level = parseLevel(threadWord: "thread")
    var children: [ExpressionSyntax] = []
    if case .irq(let number) = level { children = [number] }
    return make(.levelIs(level, negated: negated), from: first, over: children)
  }

  /// `thread` (`threads` in a declaration) or `irq k`.
  mutating func parseLevel(threadWord: StaticString) -> LevelSyntax {
    if take(word: threadWord) { return .thread }
    if take(word: "irq") { return .irq(parseBinary(.sum)) }
    report(.levelExpected, "expected `\(threadWord)` or `irq` with a number, but \(found)", at: span(current))
    if at(.identifier), !current.startsLine { take() }
    return .thread
  }

  // MARK: Making nodes

  /// A node over children, unless the tree would become too high.
  private mutating func make(
    _ kind: ExpressionSyntax.Kind, from first: Token, over children: [ExpressionSyntax]
  ) -> ExpressionSyntax {
    let node = ExpressionSyntax(kind, at: span(from: first), over: children)
    if node.height <= FrontEndLimits.nesting { return node }
    reportNesting()
    return children.first ?? node
  }

  /// One level deeper, if there is room; what is nested deeper is not read.
  private mutating func enterNesting() -> Bool {
    if nesting < FrontEndLimits.nesting {
      nesting += 1
      return true
    }
    reportNesting()
    return false
  }

  private mutating func reportNesting() {
    report(
      .nestingDeep,
      "this expression is more than \(FrontEndLimits.nesting) operators or parentheses deep", at: span(current),
      suggestion: "name parts of it; long lists joined by `**`, `&&` or `||` have no limit")
  }

  /// What stands for an expression that is not there.
  mutating func missing() -> ExpressionSyntax {
    let place = current.startsLine || at(.end) ? gap : span(current)
    report(.expressionExpected, "expected an expression, but \(found)", at: place)
    return ExpressionSyntax(.missing, at: place)
  }
}
