/// Instructions: each form of operands in its place.
extension Resolver {
  /// nil after a report.
  mutating func operation(_ syntax: InstructionSyntax) -> Instruction.Operation? {
    var operands = Operands(syntax.operands)
    switch syntax.mnemonic {
    case .mov: return make(operands.register(), value(operands.value())) { .move($0, $1) }
    case .add, .sub, .mul, .and, .or, .xor, .shl, .shr, .sar, .divu, .remu:
      let (target, source) = (operands.register(), operands.register())
      guard let operation = ALUOperator(rawValue: syntax.mnemonic.rawValue), let target, let source,
        let value = value(operands.value())
      else { return nil }
      return .binary(operation, target, source, value)
    case .not, .neg:
      guard let operation = UnaryALUOperator(rawValue: syntax.mnemonic.rawValue) else { return nil }
      return make(operands.register(), operands.register()) { .unary(operation, $0, $1) }
    case .ld: return make(operands.register(), address(operands.address())) { .load($0, $1) }
    case .st: return make(address(operands.address()), operands.register()) { .store($0, $1) }
    case .beq, .bne, .blt, .bge, .bgt, .ble, .bltu, .bgeu, .bgtu, .bleu:
      let register = operands.register()
      let value = value(operands.value())
      let target = label(operands.target())
      guard let condition = BranchCondition(rawValue: syntax.mnemonic.rawValue), let register, let value, let target
      else { return nil }
      return .branch(condition, register, value, target: target)
    case .j: return label(operands.target()).map { .jump(target: $0) }
    case .jr: return operands.register().map { .jumpRegister($0) }
    case .call: return callee(operands.target()).map { .call($0) }
    case .callr: return operands.register().map { .callRegister($0) }
    case .ret: return .return
    case .cli: return .cli
    case .sti: return .sti
    case .iret: return .iret
    case .eoi:
      if program.interruptController == .automatic {
        report(
          .settingPlace, "`eoi` has a meaning only with `pic 8259a`", at: syntax.place.span,
          suggestion: "write `pic 8259a` in the file that is checked, or leave this out: `iret` ends the service")
      }
      return .eoi
    case .mask: return operands.value().flatMap { level($0) }.map { .mask($0) }
    case .unmask: return operands.value().flatMap { level($0) }.map { .unmask($0) }
    case .switch: return .switch
    case .block: return queue(operands.queue()).map { .block($0.0, $0.1) }
    case .unblock: return make(operands.register(), queue(operands.queue())) { .unblock($0, $1.0, $1.1) }
    case .halt: return .halt
    case .print:
      let text = operands.text()
      let rest = operands.remainingValues()
      let values = rest.compactMap { value($0) }
      guard let text, values.count == rest.count else { return nil }
      return .print(text, values)
    case .choose:
      let register = operands.register()
      let low = value(operands.value())
      let high = value(operands.value())
      guard let register, let low, let high else { return nil }
      return .choose(register, low, high)
    case .alloc: return make(operands.register(), size(operands.value())) { .alloc($0, $1) }
    case .free: return make(operands.register(), size(operands.value())) { .free($0, $1) }
    case .assert: return operands.value().flatMap { expression($0, .bool) }.map { .assert($0) }
    }
  }

  private func make<A, B>(
    _ a: A?, _ b: B?, _ build: (A, B) -> Instruction.Operation
  ) -> Instruction.Operation? {
    guard let a, let b else { return nil }
    return build(a, b)
  }

  // MARK: Operands

  private mutating func value(_ syntax: ExpressionSyntax?) -> Operand? {
    guard let syntax else { return nil }
    if case .register(let register) = syntax.kind { return .register(register) }
    if Self.mentionsRegister(syntax) {
      report(
        .operandInvalid, "an operand is a register or a constant, not a computation with registers", at: syntax.span,
        suggestion: "compute it into a register first")
      return nil
    }
    return word(syntax).map { .constant($0) }
  }

  private static func mentionsRegister(_ syntax: ExpressionSyntax) -> Bool {
    switch syntax.kind {
    case .register: true
    case .negate(let operand): mentionsRegister(operand)
    case .binary(_, let left, let right): mentionsRegister(left) || mentionsRegister(right)
    default: false
    }
  }

  /// A constant, or one register plus or minus constants.
  private mutating func address(_ syntax: ExpressionSyntax?) -> Address? {
    guard let syntax else { return nil }
    guard Self.mentionsRegister(syntax) else { return word(syntax).map { .absolute($0) } }
    var register: Register?
    guard let offset = offset(syntax, &register), let register, let word = word(offset, at: syntax.span) else {
      return nil
    }
    return .register(register, offset: word)
  }

  /// The constant part of an address; finds its register.
  private mutating func offset(_ syntax: ExpressionSyntax, _ register: inout Register?) -> Int128? {
    guard Self.mentionsRegister(syntax) else { return constant(syntax) }
    switch syntax.kind {
    case .register(let found) where register == nil:
      register = found
      return 0
    case .binary(.add, let left, let right):
      guard let a = offset(left, &register), let b = offset(right, &register) else { return nil }
      return fold(.add, a, b, at: syntax.span)
    case .binary(.subtract, let left, let right) where !Self.mentionsRegister(right):
      guard let a = offset(left, &register), let b = constant(right) else { return nil }
      return fold(.subtract, a, b, at: syntax.span)
    default:
      report(
        .addressInvalid, "an address is a constant, or one register plus a constant", at: syntax.span,
        suggestion: "compute it into a register first")
      return nil
    }
  }

  private mutating func size(_ syntax: ExpressionSyntax?) -> Int? {
    guard let syntax, let value = constant(syntax) else { return nil }
    guard let size = Int(exactly: value), (1...FrontEndLimits.allocation).contains(size) else {
      report(
        .sizeInvalid, "\(value) is not a number of cells", at: syntax.span,
        suggestion: "1 to \(FrontEndLimits.allocation)")
      return nil
    }
    return size
  }

  private mutating func label(_ name: Name?) -> Int? {
    guard let name else { return nil }
    if let pc = routine?.labels[name.text] { return pc }
    let near = near(to: name.text, among: routine?.labelNames ?? [])
    let isFunction = symbols[name.text]?.kind == .routine
    report(
      .labelUnknown, "there is no label `\(Literal.shorten(name.text))` in this routine", at: name.span,
      suggestion: isFunction
        ? "`\(name.text)` is a function: write `call \(name.text)`" : near.map { "did you mean `\($0)`?" })
    return nil
  }

  private mutating func callee(_ name: Name?) -> RoutineID? {
    guard let name else { return nil }
    if symbols[name.text] == nil, routine?.labels[name.text] != nil {
      report(
        .nameKind, "`\(name.text)` is a label, where a function is needed", at: name.span,
        suggestion: "write `j \(name.text)`")
      return nil
    }
    return lookUp(name, .routine, "a function").map { RoutineID($0) }
  }

  private mutating func queue(_ operand: (name: Name, arguments: [ExpressionSyntax])?) -> (QueueID, [Operand])? {
    guard let (name, arguments) = operand, let index = lookUp(name, .queue, "a queue"),
      checkArity(arguments.count, queues[index].syntax.1.count, of: name.text, at: name.span)
    else { return nil }
    let values = arguments.compactMap { value($0) }
    return values.count == arguments.count ? (QueueID(index), values) : nil
  }
}

/// Takes the operands of an instruction one by one; the parser has seen to their forms.
private struct Operands {
  private var rest: ArraySlice<OperandSyntax>

  init(_ operands: [OperandSyntax]) { rest = operands[...] }

  mutating func register() -> Register? {
    if case .register(let register, _)? = rest.popFirst() { register } else { nil }
  }

  mutating func value() -> ExpressionSyntax? {
    if case .value(let expression)? = rest.popFirst() { expression } else { nil }
  }

  mutating func address() -> ExpressionSyntax? {
    if case .address(let expression)? = rest.popFirst() { expression } else { nil }
  }

  mutating func target() -> Name? {
    if case .target(let name)? = rest.popFirst() { name } else { nil }
  }

  mutating func text() -> String? {
    if case .text(let text, _)? = rest.popFirst() { text } else { nil }
  }

  mutating func queue() -> (name: Name, arguments: [ExpressionSyntax])? {
    if case .queue(let name, let arguments)? = rest.popFirst() { (name, arguments) } else { nil }
  }

  mutating func remainingValues() -> [ExpressionSyntax] {
    rest.compactMap { if case .value(let expression) = $0 { expression } else { nil } }
  }
}
