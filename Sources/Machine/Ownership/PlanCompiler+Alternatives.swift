import AIMLang

/// Conditionals, disjunctions and searches: operations that go on in several ways. Each way contains all that remains, so
/// that a choice that turns out wrong later is taken back.
extension PlanCompiler {
  /// A conditional whose condition is known when it is reached.
  func isDecidable(_ item: Item, _ unknown: Set<Int32>) -> Bool {
    guard case .assertion(let assertion) = item.content, case .conditional(let condition, _, _) = assertion.kind
    else { return false }
    return isKnown(condition, item.scope, unknown)
  }

  mutating func branch(_ items: [Item], _ index: Int, _ unknown: Set<Int32>, _ depth: Int) -> Set<Int32> {
    let item = items[index]
    guard case .assertion(let assertion) = item.content,
      case .conditional(let condition, let left, let right) = assertion.kind
    else { return unknown }
    isFixed = false
    let sides = [left, right].map { Item(content: .assertion($0), scope: item.scope, span: $0.span) }
    var rest = items
    rest.remove(at: index)
    let node = compile(condition, item.scope)
    let place = emit(PlanOperation(kind: .branch, a: node, origin: origin(item.span)))
    if let joined = joiningBranch(place, sides, rest, unknown, depth) { return joined }
    code.operations[place].b = Int32(code.operations.count)
    let first = schedule([sides[0]] + rest, unknown: unknown, depth: depth + 1)
    code.operations[place].c = Int32(code.operations.count)
    let second = schedule([sides[1]] + rest, unknown: unknown, depth: depth + 1)
    return first.union(second)
  }

  /// Where neither side searches or determines a variable of the rest, both go on with one copy of the rest: a list of
  /// n conditionals takes n branches instead of 2ⁿ.
  /// - Returns: nil, and nothing is emitted, when a side does either.
  private mutating func joiningBranch(
    _ place: Int, _ sides: [Item], _ rest: [Item], _ unknown: Set<Int32>, _ depth: Int
  ) -> Set<Int32>? {
    let start = code.operations.count
    var starts: [Int32] = []
    for side in sides {
      starts.append(Int32(code.operations.count))
      let before = code.operations.count
      let wasPartial = isPartial
      isPartial = true
      let left = schedule([side], unknown: unknown, depth: depth + 1)
      isPartial = wasPartial
      let searches = code.operations[before...].contains { operation in
        switch operation.kind {
        case .either, .searchCells, .searchRange, .giveUp: true
        case .cellInSlot, .cellAtAddress, .check, .bind, .branch, .jump, .instance, .done: false
        }
      }
      if searches || !left.isSuperset(of: unknown) {
        code.operations.removeSubrange(start...)
        return nil
      }
    }
    code.operations[place].b = starts[0]
    code.operations[place].c = starts[1]
    let join = Int32(code.operations.count)
    for index in start..<code.operations.count where code.operations[index].kind == .done {
      code.operations[index] = PlanOperation(kind: .jump, a: join)
    }
    return schedule(rest, unknown: unknown, depth: depth + 1)
  }

  /// The two sides of a disjunction; also of a conditional or a fact that cannot be decided yet.
  func alternatives(of item: Item) -> (left: [Item.Content], right: [Item.Content])? {
    switch item.content {
    case .equation, .cells: return nil
    case .fact(let fact):
      switch fact.kind {
      case .binary(.or, let left, let right): return ([.fact(left)], [.fact(right)])
      case .binary(.implies, let left, let right): return ([.fact(negation(left))], [.fact(right)])
      case .conditional(let condition, let left, let right) where left.sort == .bool:
        return ([.fact(condition), .fact(left)], [.fact(negation(condition)), .fact(right)])
      default: return nil
      }
    case .assertion(let assertion):
      switch assertion.kind {
      case .or(let left, let right): return ([.assertion(left)], [.assertion(right)])
      case .conditional(let condition, let left, let right):
        return ([.fact(condition), .assertion(left)], [.fact(negation(condition)), .assertion(right)])
      case .emp, .pure, .pointsTo, .separating, .exists, .predicate, .invariant: return nil
      }
    }
  }

  private func negation(_ expression: Expression) -> Expression {
    Expression(.not(expression), sort: .bool, at: expression.span)
  }

  mutating func either(_ items: [Item], _ index: Int, _ unknown: Set<Int32>, _ depth: Int) -> Set<Int32> {
    let item = items[index]
    guard let (left, right) = alternatives(of: item) else { return unknown }
    isFixed = false
    let place = emit(PlanOperation(kind: .either, origin: origin(item.span)))
    var rest = items
    rest.remove(at: index)
    code.operations[place].b = Int32(code.operations.count)
    let first = schedule(
      left.map { Item(content: $0, scope: item.scope, span: item.span) } + rest, unknown: unknown, depth: depth + 1)
    code.operations[place].c = Int32(code.operations.count)
    let second = schedule(
      right.map { Item(content: $0, scope: item.scope, span: item.span) } + rest, unknown: unknown, depth: depth + 1)
    return first.union(second)
  }

  func hasUnknownAddress(_ item: Item) -> Bool {
    guard case .assertion(let assertion) = item.content, case .pointsTo = assertion.kind else { return false }
    return true
  }

  mutating func searchCells(_ items: [Item], _ index: Int, _ unknown: Set<Int32>, _ depth: Int) -> Set<Int32> {
    let item = items[index]
    guard case .assertion(let assertion) = item.content,
      case .pointsTo(let address, let values) = assertion.kind
    else { return unknown }
    isFixed = false
    let slot = newVariable("")
    var rest = items
    rest.remove(at: index)
    rest.insert(Item(content: .equation(slot, address), scope: item.scope, span: item.span), at: 0)
    rest.insert(Item(content: .cells(slot, values), scope: item.scope, span: item.span), at: 1)
    let place = emit(PlanOperation(kind: .searchCells, a: slot, origin: origin(item.span)))
    code.operations[place].b = Int32(code.operations.count)
    return schedule(rest, unknown: unknown, depth: depth + 1)
  }

  struct BoundedVariable {
    var slot: Int32
    var low: Expression
    var lowIsStrict: Bool
    var high: Expression
    var highIsStrict: Bool
    var scope: Scope
    var span: SourceSpan
  }

  /// A variable between two known bounds.
  func boundedVariable(_ items: [Item], _ unknown: Set<Int32>) -> BoundedVariable? {
    for slot in unknown.sorted() {
      var low: (Expression, Bool, Item)?
      var high: (Expression, Bool, Item)?
      for item in items {
        guard case .fact(let fact) = item.content, case .binary(let op, let left, let right) = fact.kind
        else { continue }
        let isLeft = isVariable(left, slot, item.scope) && isKnown(right, item.scope, unknown)
        let isRight = isVariable(right, slot, item.scope) && isKnown(left, item.scope, unknown)
        switch op {
        case .less, .lessOrEqual:
          if isLeft { high = high ?? (right, op == .less, item) }
          if isRight { low = low ?? (left, op == .less, item) }
        case .greater, .greaterOrEqual:
          if isLeft { low = low ?? (right, op == .greater, item) }
          if isRight { high = high ?? (left, op == .greater, item) }
        default: continue
        }
      }
      if let low, let high {
        // Both bounds are compiled in their own scopes, which agree on what is known.
        let scope = low.2.scope.merging(high.2.scope) { first, _ in first }
        return BoundedVariable(
          slot: slot, low: low.0, lowIsStrict: low.1, high: high.0, highIsStrict: high.1, scope: scope,
          span: low.2.span)
      }
    }
    return nil
  }

  private func isVariable(_ expression: Expression, _ slot: Int32, _ scope: Scope) -> Bool {
    guard case .variable(let id) = expression.kind, case .environment(slot)? = scope[id] else { return false }
    return true
  }

  mutating func searchRange(
    _ items: [Item], _ search: BoundedVariable, _ unknown: Set<Int32>, _ depth: Int
  ) -> Set<Int32> {
    isFixed = false
    let one = addNode(ExpressionNode(code: .constant, value: 1))
    var low = compile(search.low, search.scope)
    if search.lowIsStrict { low = addNode(ExpressionNode(code: .add, a: low, b: one)) }
    var high = compile(search.high, search.scope)
    if search.highIsStrict { high = addNode(ExpressionNode(code: .subtract, a: high, b: one)) }
    let place = emit(PlanOperation(kind: .searchRange, a: low, c: high, d: search.slot, origin: origin(search.span)))
    code.operations[place].b = Int32(code.operations.count)
    var unknown = unknown
    unknown.remove(search.slot)
    return schedule(items, unknown: unknown, depth: depth + 1)
  }
}
