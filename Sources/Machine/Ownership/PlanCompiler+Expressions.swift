import AIMLang

/// Expressions as nodes, what is known about them, and equations solved for a variable.
extension PlanCompiler {
  mutating func addNode(_ node: ExpressionNode) -> Int32 {
    code.nodes.append(node)
    return Int32(code.nodes.count - 1)
  }

  /// Whether every variable of the expression has a value (or none is kept, which a run reports).
  func isKnown(_ expression: Expression, _ scope: Scope, _ unknown: Set<Int32>) -> Bool {
    if unknown.isEmpty { return true }
    switch expression.kind {
    case .integer, .boolean, .register, .entryRegister, .interruptEnable, .entryInterruptEnable, .levelIs: return true
    case .variable(let id):
      if case .environment(let slot)? = scope[id] { return !unknown.contains(slot) }
      return true
    case .negate(let inner), .not(let inner), .signed(let inner), .length(let inner):
      return isKnown(inner, scope, unknown)
    case .binary(_, let left, let right), .element(let left, let right):
      return isKnown(left, scope, unknown) && isKnown(right, scope, unknown)
    case .conditional(let condition, let left, let right):
      return isKnown(condition, scope, unknown) && isKnown(left, scope, unknown) && isKnown(right, scope, unknown)
    // Not evaluated here at all.
    case .quantified, .sequence, .slice, .contains, .apply, .instanceIsPublic: return true
    }
  }

  /// Whether an expression speaks of `ie` or the level, and of nothing that can change besides.
  func isAboutFlags(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .interruptEnable, .levelIs: return true
    case .negate(let inner), .not(let inner): return isAboutFlags(inner)
    case .binary(_, let left, let right):
      return (isAboutFlags(left) || isConstant(left)) && (isAboutFlags(right) || isConstant(right))
        && !(isConstant(left) && isConstant(right))
    case .integer, .boolean, .register, .entryRegister, .variable, .entryInterruptEnable, .signed, .length, .element,
      .slice, .contains, .conditional, .quantified, .sequence, .apply, .instanceIsPublic:
      return false
    }
  }

  private func isConstant(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .integer, .boolean, .entryInterruptEnable: return true
    default: return false
    }
  }

  mutating func compile(_ expression: Expression, _ scope: Scope) -> Int32 {
    switch expression.kind {
    case .integer(let value): return addNode(ExpressionNode(code: .constant, value: value))
    case .boolean(let value): return addNode(ExpressionNode(code: .constant, value: value ? 1 : 0))
    case .register(let register): return registerNode(register)
    case .entryRegister(let register):
      guard case .ghosts(let offsets, _) = entry else { return registerNode(register) }
      return ghostNode(offsets[register.index])
    case .interruptEnable: return addNode(ExpressionNode(code: .interruptEnable))
    case .entryInterruptEnable:
      guard case .ghosts(_, let offset) = entry else { return addNode(ExpressionNode(code: .interruptEnable)) }
      return ghostNode(offset)
    case .levelIs(.thread): return addNode(ExpressionNode(code: .levelIs, a: Int32(layout.levelCount)))
    case .levelIs(.irq(let level)): return addNode(ExpressionNode(code: .levelIs, a: Int32(level)))
    case .variable(let id):
      switch scope[id] {
      case .environment(let slot)?: return addNode(ExpressionNode(code: .variable, a: slot))
      case .ghost(let offset)?: return addNode(ExpressionNode(code: .ghostNumber, a: offset))
      case .unavailable?, nil: return unknownNode()
      }
    case .negate(let inner): return addNode(ExpressionNode(code: .negate, a: compile(inner, scope)))
    case .not(let inner): return addNode(ExpressionNode(code: .not, a: compile(inner, scope)))
    case .signed(let inner): return addNode(ExpressionNode(code: .signed, a: compile(inner, scope)))
    case .conditional(let condition, let left, let right):
      let first = compile(condition, scope)
      let second = compile(left, scope)
      let third = compile(right, scope)
      return addNode(ExpressionNode(code: .conditional, a: first, b: second, c: third))
    case .binary(let op, let left, let right): return binaryNode(op, left, right, scope)
    case .quantified, .sequence, .length, .element, .slice, .contains, .apply, .instanceIsPublic: return unknownNode()
    }
  }

  private mutating func unknownNode() -> Int32 { addNode(ExpressionNode(code: .unknown)) }

  private mutating func ghostNode(_ offset: Int32) -> Int32 {
    offset < 0 ? unknownNode() : addNode(ExpressionNode(code: .ghostWord, a: offset))
  }

  private mutating func registerNode(_ register: Register) -> Int32 {
    let slot = layout.registerSlot[register.index]
    return slot < 0 ? unknownNode() : addNode(ExpressionNode(code: .word, a: Int32(layout.firstRegister + slot)))
  }

  private mutating func binaryNode(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope
  ) -> Int32 {
    if left.sort == .seq || right.sort == .seq { return unknownNode() }
    let first = compile(left, scope)
    let second = compile(right, scope)
    let code: ExpressionNode.Operator
    switch op {
    case .add: code = .add
    case .subtract: code = .subtract
    case .multiply: code = .multiply
    case .divide: code = .divide
    case .remainder: code = .remainder
    case .bitAnd: code = .bitAnd
    case .bitOr: code = .bitOr
    case .bitXor: code = .bitXor
    case .shiftLeft: code = .shiftLeft
    case .shiftRight: code = .shiftRight
    case .equal: code = .equal
    case .notEqual: code = .notEqual
    case .less: code = .less
    case .lessOrEqual: code = .lessOrEqual
    case .greater: return addNode(ExpressionNode(code: .less, a: second, b: first))
    case .greaterOrEqual: return addNode(ExpressionNode(code: .lessOrEqual, a: second, b: first))
    case .and: code = .and
    case .or: code = .or
    case .implies: code = .implies
    case .concatenate: return unknownNode()
    }
    return addNode(ExpressionNode(code: code, a: first, b: second))
  }

  /// A variable and the known expression that it must equal: `value`, put through `steps`.
  struct Solution {
    enum Value {
      case expression(Expression)
      case slot(Int32)
    }
    enum Step {
      /// x + e = v, so x = v − e.
      case subtract(Expression)
      /// x − e = v, so x = v + e.
      case add(Expression)
      /// e − x = v, so x = e − v.
      case subtractFrom(Expression)
      case negate
      /// x · e = v: x = v / e if that is exact.
      case divide(Expression)
    }
    var slot: Int32
    var value: Value
    var steps: [Step] = []
    /// Whether the steps are equivalences; if not, the equation is checked afterwards.
    var isExact = true
  }

  /// A fact that determines a variable: an equation in which one unknown variable occurs once, under + − and ·.
  func solution(_ fact: Expression, _ scope: Scope, _ unknown: Set<Int32>) -> Solution? {
    guard case .binary(.equal, let left, let right) = fact.kind, left.sort != .seq else { return nil }
    if isKnown(right, scope, unknown), let solved = isolate(left, .expression(right), scope, unknown) { return solved }
    if isKnown(left, scope, unknown) { return isolate(right, .expression(left), scope, unknown) }
    return nil
  }

  func solution(slot: Int32, _ expression: Expression, _ scope: Scope, _ unknown: Set<Int32>) -> Solution? {
    isolate(expression, .slot(slot), scope, unknown)
  }

  private func isolate(
    _ expression: Expression, _ value: Solution.Value, _ scope: Scope, _ unknown: Set<Int32>
  ) -> Solution? {
    var steps: [Solution.Step] = []
    var isExact = true
    var current = expression
    while true {
      switch current.kind {
      case .variable(let id):
        guard case .environment(let slot)? = scope[id], unknown.contains(slot) else { return nil }
        return Solution(slot: slot, value: value, steps: steps, isExact: isExact)
      case .negate(let inner):
        steps.append(.negate)
        current = inner
      case .binary(let op, let left, let right):
        let leftKnown = isKnown(left, scope, unknown)
        let rightKnown = isKnown(right, scope, unknown)
        guard leftKnown != rightKnown else { return nil }
        let known = leftKnown ? left : right
        switch op {
        case .add: steps.append(.subtract(known))
        case .subtract: steps.append(leftKnown ? .subtractFrom(known) : .add(known))
        case .multiply:
          // Zero times anything is zero, which determines nothing; only constants are surely something else.
          guard case .integer(let factor) = known.kind, factor != 0 else { return nil }
          steps.append(.divide(known))
          isExact = false
        default: return nil
        }
        current = leftKnown ? right : left
      default: return nil
      }
    }
  }

  mutating func compile(_ solved: Solution, _ scope: Scope) -> Int32 {
    var node: Int32
    switch solved.value {
    case .expression(let expression): node = compile(expression, scope)
    case .slot(let slot): node = addNode(ExpressionNode(code: .variable, a: slot))
    }
    for step in solved.steps {
      switch step {
      case .subtract(let known):
        node = addNode(ExpressionNode(code: .subtract, a: node, b: compile(known, scope)))
      case .add(let known): node = addNode(ExpressionNode(code: .add, a: node, b: compile(known, scope)))
      case .subtractFrom(let known):
        node = addNode(ExpressionNode(code: .subtract, a: compile(known, scope), b: node))
      case .negate: node = addNode(ExpressionNode(code: .negate, a: node))
      case .divide(let known): node = addNode(ExpressionNode(code: .divide, a: node, b: compile(known, scope)))
      }
    }
    return node
  }
}
