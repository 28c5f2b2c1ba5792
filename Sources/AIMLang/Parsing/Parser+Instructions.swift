/// Instructions: what may follow a mnemonic stands in its row of the table.
extension Parser {
  mutating func parseInstruction(_ mnemonic: Mnemonic) -> InstructionSyntax {
    let first = take()
    var operands: [OperandSyntax] = []
    for (position, shape) in mnemonic.operands.enumerated() {
      if position > 0 { expect(.comma, "before operand \(position + 1) of `\(mnemonic.pattern)`") }
      if recovering { break }
      operands.append(contentsOf: parseOperand(shape, of: mnemonic))
    }
    let place = Place(span(from: first))
    if !recovering, !atEndOfInstruction {
      report(
        .operandExtra, "expected the end of the instruction, but \(found)", at: span(current),
        suggestion: separatorHint ?? "the form is `\(mnemonic.pattern)`")
    }
    return InstructionSyntax(mnemonic: mnemonic, operands: operands, place: place)
  }

  /// For those who end instructions with something.
  var separatorHint: String? { at(.semicolon) ? "leave the `;` out: nothing separates instructions" : nil }

  /// The next instruction, label, ghost line or closing brace begins here, or a new line, which then answers for
  /// itself.
  private var atEndOfInstruction: Bool {
    at(.identifier) || at(.at) || at(.closeBrace) || at(.end) || current.startsLine
  }

  /// A new line that clearly begins something else: the operand before it has been forgotten. Without this the
  /// mnemonic of the next line would be read as a name.
  private var atNextItem: Bool {
    current.startsLine && at(.identifier)
      && (Mnemonic(rawValue: text(current)) != nil || peek().kind == .colon)
  }

  private mutating func parseOperand(_ shape: Mnemonic.Shape, of mnemonic: Mnemonic) -> [OperandSyntax] {
    if atNextItem {
      report(
        .expressionExpected, "an operand is missing: the form is `\(mnemonic.pattern)`", at: gap)
      return []
    }
    switch shape {
    case .register:
      let (register, place) = parseRegister("for `\(mnemonic.pattern)`")
      return [.register(register, place)]
    case .value, .constant:
      return [.value(parseArithmetic())]
    case .address:
      expect(.openBracket, "before the address")
      let address = parseArithmetic()
      expect(.closeBracket, "after the address")
      return [.address(address)]
    case .label:
      return [.target(parseName("a label"))]
    case .function:
      return [.target(parseName("a function"))]
    case .text:
      return parseOutput()
    case .queue:
      let name = parseName("a queue")
      let arguments = at(.openParen) ? parseArguments(of: "`\(name.text)`") : []
      return [.queue(name, arguments)]
    case .condition:
      return [.value(parseExpression())]
    }
  }

  /// `"text", x…`
  private mutating func parseOutput() -> [OperandSyntax] {
    guard at(.string) else {
      expect(.string, "to print")
      return []
    }
    let token = take()
    var operands: [OperandSyntax] = [.text(stringValue(token), Place(span(token)))]
    while take(.comma) { operands.append(.value(parseArithmetic())) }
    return operands
  }
}
