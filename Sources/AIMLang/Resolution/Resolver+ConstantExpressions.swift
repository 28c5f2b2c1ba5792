/// Constant expressions: literals, constants, addresses of globals and their fields, offsets, sizes, code addresses.
extension Resolver {
  mutating func constant(_ expression: ExpressionSyntax) -> Int128? {
    guard constantDepth < FrontEndLimits.constantDepth else {
      report(
        .constantDeep, "constants that refer to later ones are nested too deep here", at: expression.span,
        suggestion: "declare constants before those that use them")
      return nil
    }
    constantDepth += 1
    defer { constantDepth -= 1 }
    switch expression.kind {
    case .integer(let value, _): return value
    case .negate(let operand):
      guard let value = constant(operand) else { return nil }
      return fold(.subtract, 0, value, at: expression.span)
    case .binary(let operation, let left, let right):
      guard let a = constant(left), let b = constant(right) else { return nil }
      return fold(operation, a, b, at: expression.span)
    case .name(let name): return constant(named: name, at: expression.span)
    case .member(let base, let field): return constant(member: field, of: base)
    case .sizeof(let name):
      guard let index = lookUp(name, .structure, "a struct") else { return nil }
      return Int128(program.structs[index].fields.count)
    case .register(let register):
      report(.constantNeeded, "a constant is needed here, not the register \(register)", at: expression.span)
      return nil
    case .missing: return nil
    default:
      report(
        .constantNeeded, "a constant is needed here", at: expression.span,
        suggestion: "constants are numbers, names of constants, globals and functions, `Struct.field`, `sizeof`, "
          + "and arithmetic on them")
      return nil
    }
  }

  /// The address of a global or function, the value of a constant, a label of the routine.
  mutating func constant(named name: String, at span: SourceSpan) -> Int128? {
    if let register = routine?.parameters[name] {
      report(
        .constantNeeded, "`\(name)` is a parameter: the value of \(register) when the function is entered",
        at: span, suggestion: "an instruction names the register itself, \(register)")
      return nil
    }
    if let id = variable(name) {
      report(
        .constantNeeded, "`\(name)` is a variable of the logic, which the machine does not have", at: span,
        related: [RelatedPlace(program.variables[id.index].span, "bound here")])
      return nil
    }
    if let pc = routine?.labels[name] { return Int128(Program.codeAddress(pc)) }
    guard let symbol = lookUp(name, at: span) else { return nil }
    return constant(symbol, named: name, at: span)
  }

  mutating func constant(_ symbol: Symbol, named name: String, at span: SourceSpan) -> Int128? {
    switch symbol.kind {
    case .constant: return constantValue(symbol.index, at: span)
    case .global: return address(ofGlobal: symbol.index, at: span).map { Int128($0) }
    case .routine where routines[symbol.index].syntax.kind == .function:
      return Int128(Program.codeAddress(starts[symbol.index]))
    case .routine:
      report(
        .nameKind, "`\(name)` has no code address, since it is an extern function", at: span,
        related: [RelatedPlace(symbol.span, "declared here")])
    case .structure, .invariant, .predicate, .function, .lemma, .queue, .handler:
      report(
        .nameKind, "`\(name)` is \(symbol.description), which has no value", at: span,
        related: [RelatedPlace(symbol.span, "declared here")])
    }
    return nil
  }

  /// `Node.next`: the offset; `n.next`: the address of the field.
  mutating func constant(member field: Name, of base: Name) -> Int128? {
    guard let symbol = lookUp(base.text, at: base.span) else { return nil }
    switch symbol.kind {
    case .structure: return offset(of: field, in: symbol.index).map { Int128($0) }
    case .global:
      guard let structure = globals[symbol.index].syntax.structure else {
        report(
          .fieldUnknown, "the global `\(base.text)` is of no struct and has no fields", at: field.span,
          related: [RelatedPlace(symbol.span, "declared here")],
          suggestion: "give it one, as in `global \(base.text): Node`")
        return nil
      }
      let type = inContext(of: globals[symbol.index].module) { $0.lookUp(structure, .structure, "a struct") }
      guard let type, let offset = offset(of: field, in: type),
        let address = address(ofGlobal: symbol.index, at: base.span)
      else { return nil }
      return Int128(address) + Int128(offset)
    default:
      report(
        .nameKind, "`\(base.text)` is \(symbol.description), where a struct or a global of a struct is needed",
        at: base.span, related: [RelatedPlace(symbol.span, "declared here")])
      return nil
    }
  }

  mutating func fold(_ operation: BinaryOperator, _ a: Int128, _ b: Int128, at span: SourceSpan) -> Int128? {
    switch Folding.apply(operation, a, b) {
    case .success(let value): return value
    case .failure(.overflow):
      report(.constantOverflow, "the value of this constant does not fit into 127 bits", at: span)
    case .failure(.divisionByZero):
      report(.divisionZero, "division by zero", at: span)
    case .failure(.shiftAmount):
      report(.constantOverflow, "the amount of a shift is 0 to 126", at: span)
    case .failure(.notArithmetic):
      report(.constantNeeded, "`\(operation.rawValue)` does not give a constant number", at: span)
    }
    return nil
  }

  /// A constant as a word of the program.
  mutating func word(_ expression: ExpressionSyntax) -> UInt64? {
    guard let value = constant(expression) else { return nil }
    return word(value, at: expression.span)
  }

  mutating func word(_ value: Int128, at span: SourceSpan) -> UInt64? {
    if let word = program.width.word(value) { return word }
    let half = program.width.modulus / 2
    report(
      .constantRange, "\(value) does not fit into a word of \(program.width.bits) bits", at: span,
      suggestion: "words are \(-half) to \(program.width.mask)")
    return nil
  }

  /// An interrupt level, 0 to 7; it counts for `levelCount`.
  mutating func level(_ expression: ExpressionSyntax) -> Int? {
    guard let value = constant(expression) else { return nil }
    guard let level = Int(exactly: value), (0..<Self.maximumLevels).contains(level) else {
      report(.levelRange, "there is no interrupt level \(value)", at: expression.span, suggestion: "levels are 0 to 7")
      return nil
    }
    program.levelCount = max(program.levelCount, level + 1)
    return level
  }

  mutating func level(_ syntax: LevelSyntax) -> Level? {
    switch syntax {
    case .thread: return .thread
    case .irq(let number): return level(number).map { .irq($0) }
    }
  }

  static let maximumLevels = 8
}
