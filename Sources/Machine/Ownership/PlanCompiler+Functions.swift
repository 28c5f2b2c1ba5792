import AIMLang

/// Recursive functions of the logic as code for a machine with a stack.
extension PlanCompiler {
  mutating func compileFunctions() {
    code.functions = program.functions.indices.map { index in
      guard program.isRecursive(FunctionID(index)) else { return nil }
      return FunctionCode(parameterCount: program.functions[index].parameters.count)
    }
    for (index, function) in program.functions.enumerated() where code.functions[index] != nil {
      code.functions[index]?.start = Int32(code.functionOperations.count)
      var positions: [VariableID: Int32] = [:]
      for (position, parameter) in function.parameters.enumerated() { positions[parameter.id] = Int32(position) }
      add(function.body, positions)
      add(FunctionOperation(code: .return))
    }
  }

  @discardableResult
  private mutating func add(_ operation: FunctionOperation) -> Int {
    code.functionOperations.append(operation)
    return code.functionOperations.count - 1
  }

  private mutating func add(constant: Int128) { add(FunctionOperation(code: .constant, value: constant)) }

  /// Makes the jump at a place lead to what comes next.
  private mutating func land(_ place: Int) {
    code.functionOperations[place].a = Int32(code.functionOperations.count)
  }

  private mutating func add(_ expression: Expression, _ arguments: [VariableID: Int32]) {
    switch expression.kind {
    case .integer(let value): add(constant: value)
    case .boolean(let value): add(constant: value ? 1 : 0)
    case .variable(let id):
      guard let position = arguments[id] else { return giveUp() }
      add(FunctionOperation(code: .argument, a: position))
    case .negate(let inner): unary(.negate, inner, arguments)
    case .not(let inner): unary(.not, inner, arguments)
    case .signed(let inner): unary(.signed, inner, arguments)
    case .length(let inner): unary(.length, inner, arguments)
    case .binary(let op, let left, let right): binary(op, left, right, arguments)
    case .element(let base, let index): binary(node: .element, base, index, arguments)
    case .contains(let value, let base): binary(node: .contains, value, base, arguments)
    case .conditional(let condition, let left, let right):
      choose(condition, arguments) {
        $0.add(left, arguments)
      } otherwise: {
        $0.add(right, arguments)
      }
    case .sequence(let elements):
      for element in elements { add(element, arguments) }
      add(FunctionOperation(code: .sequence, a: Int32(elements.count)))
    case .slice(let base, let low, let high):
      add(base, arguments)
      if let low { add(low, arguments) }
      if let high { add(high, arguments) }
      add(FunctionOperation(code: .slice, a: (low == nil ? 0 : 1) + (high == nil ? 0 : 2)))
    case .apply(let id, let values):
      for value in values { add(value, arguments) }
      add(FunctionOperation(code: .call, a: Int32(id.index)))
    // The resolver lets none of these into a function.
    case .register, .entryRegister, .interruptEnable, .entryInterruptEnable, .levelIs, .quantified, .instanceIsPublic:
      giveUp()
    }
  }

  private mutating func giveUp() {
    add(FunctionOperation(code: .giveUp))
    add(constant: 0)
  }

  private mutating func unary(
    _ node: ExpressionNode.Operator, _ operand: Expression, _ arguments: [VariableID: Int32]
  ) {
    add(operand, arguments)
    add(FunctionOperation(code: .unary, node: node))
  }

  private mutating func binary(
    node: ExpressionNode.Operator, _ left: Expression, _ right: Expression, _ arguments: [VariableID: Int32]
  ) {
    add(left, arguments)
    add(right, arguments)
    add(FunctionOperation(code: .binary, node: node))
  }

  private mutating func choose(
    _ condition: Expression, _ arguments: [VariableID: Int32], then: (inout Self) -> Void,
    otherwise: (inout Self) -> Void
  ) {
    add(condition, arguments)
    let branch = add(FunctionOperation(code: .jumpIfFalse))
    then(&self)
    let end = add(FunctionOperation(code: .jump))
    land(branch)
    otherwise(&self)
    land(end)
  }

  private mutating func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ arguments: [VariableID: Int32]
  ) {
    switch op {
    case .and:
      choose(left, arguments) {
        $0.add(right, arguments)
      } otherwise: {
        $0.add(constant: 0)
      }
    case .or:
      choose(left, arguments) {
        $0.add(constant: 1)
      } otherwise: {
        $0.add(right, arguments)
      }
    case .implies:
      choose(left, arguments) {
        $0.add(right, arguments)
      } otherwise: {
        $0.add(constant: 1)
      }
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal,
      .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .concatenate:
      let form = ExpressionNode.form(of: op, isAboutSequences: left.sort == .seq)
      let (first, second) = form.isSwapped ? (right, left) : (left, right)
      binary(node: form.node, first, second, arguments)
      if form.isNegated { add(FunctionOperation(code: .unary, node: .not)) }
    }
  }
}
