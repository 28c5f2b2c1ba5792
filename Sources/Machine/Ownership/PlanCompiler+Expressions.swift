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
    case .sequence(let parts), .apply(_, let parts): return parts.allSatisfy { isKnown($0, scope, unknown) }
    case .slice(let base, let low, let high):
      return [base, low, high].allSatisfy { $0.map { isKnown($0, scope, unknown) } ?? true }
    case .binary(_, let left, let right), .element(let left, let right), .contains(let left, let right):
      return isKnown(left, scope, unknown) && isKnown(right, scope, unknown)
    case .conditional(let condition, let left, let right):
      return isKnown(condition, scope, unknown) && isKnown(left, scope, unknown) && isKnown(right, scope, unknown)
    // Not evaluated here at all.
    case .quantified, .instanceIsPublic: return true
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
      case .ghost(let offset)?:
        return addNode(ExpressionNode(code: expression.sort == .seq ? .ghostSequence : .ghostNumber, a: offset))
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
    case .sequence, .length, .element, .slice, .contains, .apply: return sequenceNode(expression, scope)
    case .quantified, .instanceIsPublic: return unknownNode()
    }
  }

  private mutating func sequenceNode(_ expression: Expression, _ scope: Scope) -> Int32 {
    switch expression.kind {
    case .sequence(let elements):
      if elements.isEmpty { return addNode(ExpressionNode(code: .constant, value: Sequences.empty)) }
      let list = addList(elements.map { compile($0, scope) })
      return addNode(ExpressionNode(code: .sequence, a: list, b: Int32(elements.count)))
    case .length(let base): return addNode(ExpressionNode(code: .length, a: compile(base, scope)))
    case .element(let base, let index):
      let first = compile(base, scope)
      return addNode(ExpressionNode(code: .element, a: first, b: compile(index, scope)))
    case .contains(let value, let base):
      let first = compile(value, scope)
      return addNode(ExpressionNode(code: .contains, a: first, b: compile(base, scope)))
    case .slice(let base, let low, let high):
      let first = compile(base, scope)
      let second = low.map { compile($0, scope) } ?? -1
      return addNode(ExpressionNode(code: .slice, a: first, b: second, c: high.map { compile($0, scope) } ?? -1))
    case .apply(let id, let arguments) where code.functions[id.index] != nil:
      let list = addList(arguments.map { compile($0, scope) })
      return addNode(ExpressionNode(code: .apply, a: Int32(id.index), b: list))
    default: return unknownNode()
    }
  }

  /// - Returns: where the numbers start in `lists`.
  mutating func addList(_ numbers: [Int32]) -> Int32 {
    code.lists += numbers
    return Int32(code.lists.count - numbers.count)
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
    let first = compile(left, scope)
    let second = compile(right, scope)
    let form = ExpressionNode.form(of: op, isAboutSequences: left.sort == .seq)
    let node = addNode(
      ExpressionNode(code: form.node, a: form.isSwapped ? second : first, b: form.isSwapped ? first : second))
    return form.isNegated ? addNode(ExpressionNode(code: .not, a: node)) : node
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
    guard case .binary(.equal, let left, let right) = fact.kind else { return nil }
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

extension ExpressionNode {
  /// The operator that stands for one of the language, perhaps with its sides swapped or its truth negated.
  static func form(
    of operation: BinaryOperator, isAboutSequences: Bool
  ) -> (node: Operator, isSwapped: Bool, isNegated: Bool) {
    switch operation {
    case .add: (.add, false, false)
    case .subtract: (.subtract, false, false)
    case .multiply: (.multiply, false, false)
    case .divide: (.divide, false, false)
    case .remainder: (.remainder, false, false)
    case .bitAnd: (.bitAnd, false, false)
    case .bitOr: (.bitOr, false, false)
    case .bitXor: (.bitXor, false, false)
    case .shiftLeft: (.shiftLeft, false, false)
    case .shiftRight: (.shiftRight, false, false)
    case .equal: (isAboutSequences ? .sequenceEqual : .equal, false, false)
    case .notEqual: isAboutSequences ? (.sequenceEqual, false, true) : (.notEqual, false, false)
    case .less: (.less, false, false)
    case .lessOrEqual: (.lessOrEqual, false, false)
    case .greater: (.less, true, false)
    case .greaterOrEqual: (.lessOrEqual, true, false)
    case .and: (.and, false, false)
    case .or: (.or, false, false)
    case .implies: (.implies, false, false)
    case .concatenate: (.concatenate, false, false)
    }
  }
}
