import AIMLang

/// Values of expressions.
extension Evaluator {
  /// The truth of the expression at `node`; nil when it has no value.
  func truth(_ node: Int32, _ configuration: Configuration) -> Bool? {
    sequences.reset()
    run.pointee.fuel = 0
    unknown = false
    let result = value(node, configuration) != 0
    return unknown ? nil : result
  }

  func noValue() -> Int128 {
    unknown = true
    return 0
  }

  func value(_ index: Int32, _ configuration: Configuration) -> Int128 {
    let node = nodes[Int(index)]
    switch node.code {
    case .constant: return node.value
    case .word: return Int128(configuration.words[Int(node.a)])
    case .ghostWord: return Int128(configuration.words[configuration.ghosts + Int(node.a)])
    case .ghostNumber, .ghostSequence: return logical(node, configuration)
    case .variable: return run.pointee.local[Int(node.a)]
    case .interruptEnable: return configuration.interruptEnable ? 1 : 0
    case .levelIs: return configuration.level == Int(node.a) ? 1 : 0
    case .negate, .not, .signed, .length: return unary(node.code, value(node.a, configuration))
    case .and, .or:
      // The value that decides alone.
      let deciding: Int128 = node.code == .and ? 0 : 1
      return connective(node, deciding, configuration, negateFirst: false)
    case .implies: return connective(node, 1, configuration, negateFirst: true)
    case .conditional:
      let condition = value(node.a, configuration)
      if unknown { return 0 }
      return value(condition != 0 ? node.b : node.c, configuration)
    case .unknown: return noValue()
    case .sequence, .slice, .apply: return several(node, configuration)
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .equal, .notEqual, .less, .lessOrEqual, .concatenate, .element, .contains, .sequenceEqual:
      return binary(node.code, value(node.a, configuration), value(node.b, configuration))
    }
  }

  /// A variable of `with`, as it was determined at entry.
  private func logical(_ node: ExpressionNode, _ configuration: Configuration) -> Int128 {
    if FrameHeader(word: configuration.words[configuration.top]).logicalsUnknown { return noValue() }
    let low = configuration.words[configuration.ghosts + Int(node.a)]
    if node.code == .ghostSequence { return checked(sequences.recall(Int(truncatingIfNeeded: low))) }
    let high = configuration.words[configuration.ghosts + Int(node.a) + 1]
    return Int128(Int64(bitPattern: high)) << 64 | Int128(low)
  }

  private func several(_ node: ExpressionNode, _ configuration: Configuration) -> Int128 {
    switch node.code {
    case .sequence:
      let elements = (0..<Int(node.b)).map { value(lists[Int(node.a) + $0], configuration) }
      return unknown ? 0 : checked(sequences.make(elements))
    case .slice:
      let base = value(node.a, configuration)
      let low = node.b < 0 ? nil : value(node.b, configuration)
      let high = node.c < 0 ? nil : value(node.c, configuration)
      return unknown ? 0 : checked(sequences.slice(base, from: low, to: high))
    default:
      guard let function = functions[Int(node.a)] else { return noValue() }
      let start = values.count
      for index in 0..<function.parameterCount {
        values.append(value(lists[Int(node.b) + index], configuration))
      }
      if !unknown { return call(function) }
      values.removeSubrange(start...)
      return 0
    }
  }

  private func connective(
    _ node: ExpressionNode, _ deciding: Int128, _ configuration: Configuration, negateFirst: Bool
  ) -> Int128 {
    let before = unknown
    unknown = false
    var left = value(node.a, configuration)
    if negateFirst { left = 1 - left }
    let leftUnknown = unknown
    if !leftUnknown, left == deciding {
      unknown = before
      return deciding
    }
    unknown = false
    let right = value(node.b, configuration)
    if !unknown, right == deciding {
      unknown = before
      return deciding
    }
    unknown = before || leftUnknown || unknown
    return 1 - deciding
  }

  private func checked(_ result: (partialValue: Int128, overflow: Bool)) -> Int128 {
    result.overflow ? noValue() : result.partialValue
  }

  private func checked(_ result: Int128?) -> Int128 { result ?? noValue() }

  func unary(_ code: ExpressionNode.Operator, _ operand: Int128) -> Int128 {
    switch code {
    case .negate: return checked(Int128(0).subtractingReportingOverflow(operand))
    case .not: return 1 - operand
    case .length: return unknown ? 0 : Int128(sequences.count(operand))
    case .signed:
      guard operand >= 0, operand < width.modulus else { return noValue() }
      return width.signed(UInt64(operand))
    default: return noValue()
    }
  }

  func binary(_ code: ExpressionNode.Operator, _ left: Int128, _ right: Int128) -> Int128 {
    switch code {
    case .add: return checked(left.addingReportingOverflow(right))
    case .subtract: return checked(left.subtractingReportingOverflow(right))
    case .multiply: return checked(left.multipliedReportingOverflow(by: right))
    case .divide, .remainder:
      // Euclidean: 0 <= remainder < |right|; total: a / 0 is 0, a % 0 is a.
      if right == 0 { return code == .divide ? 0 : left }
      guard right != .min, !(left == .min && right == -1) else { return noValue() }
      let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      if remainder >= 0 { return code == .divide ? quotient : remainder }
      return code == .divide ? (right > 0 ? quotient - 1 : quotient + 1) : remainder + (right > 0 ? right : -right)
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      // Bit operations take words: any other number counts modulo 2^w.
      return bits(
        code, UInt64(truncatingIfNeeded: left) & width.mask, UInt64(truncatingIfNeeded: right) & width.mask)
    case .equal: return left == right ? 1 : 0
    case .notEqual: return left != right ? 1 : 0
    case .less: return left < right ? 1 : 0
    case .lessOrEqual: return left <= right ? 1 : 0
    default: return ofSequences(code, left, right)
    }
  }

  private func ofSequences(_ code: ExpressionNode.Operator, _ left: Int128, _ right: Int128) -> Int128 {
    // What has no value may be no number of a sequence.
    if unknown { return 0 }
    switch code {
    case .concatenate: return checked(sequences.concatenate(left, right))
    case .element: return checked(sequences.element(left, right))
    case .contains: return checked(sequences.contains(right, left).map { $0 ? 1 : 0 })
    case .sequenceEqual: return checked(sequences.isEqual(left, right).map { $0 ? 1 : 0 })
    default: return noValue()
    }
  }

  private func bits(_ code: ExpressionNode.Operator, _ left: UInt64, _ right: UInt64) -> Int128 {
    if code == .bitAnd { return Int128(left & right) }
    if code == .bitOr { return Int128(left | right) }
    if code == .bitXor { return Int128(left ^ right) }
    let amount = right % UInt64(width.bits)
    return Int128(code == .shiftLeft ? left << amount & width.mask : left >> amount)
  }
}

extension ExpressionNode.Operator {
  var isAboutSequences: Bool {
    switch self {
    case .ghostSequence, .sequence, .concatenate, .length, .element, .contains, .sequenceEqual, .slice, .apply: true
    case .constant, .word, .ghostWord, .ghostNumber, .variable, .interruptEnable, .levelIs, .negate, .not, .add,
      .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal, .notEqual,
      .less, .lessOrEqual, .and, .or, .implies, .conditional, .signed, .unknown:
      false
    }
  }
}
