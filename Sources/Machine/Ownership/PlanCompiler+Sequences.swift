import AIMLang

/// Equations between a known sequence and a concatenation with unknown parts, taken apart: elements have their positions,
/// counted from the front or from the back, and one part of unknown length is what lies between.
extension PlanCompiler {
  enum Part {
    case element(Expression)
    case known(Expression)
    /// A variable without a value.
    case open(Expression)
  }

  /// The known side of an equation, and the parts of the other one.
  func pattern(
    _ fact: Expression, _ scope: Scope, _ unknown: Set<Int32>
  ) -> (whole: Expression, parts: [Part])? {
    guard case .binary(.equal, let left, let right) = fact.kind, left.sort == .seq else { return nil }
    if isKnown(left, scope, unknown) { return parts(right, scope, unknown).map { (left, $0) } }
    if isKnown(right, scope, unknown) { return parts(left, scope, unknown).map { (right, $0) } }
    return nil
  }

  /// The parts of a sequence, if at most one of them has an unknown length.
  func parts(_ expression: Expression, _ scope: Scope, _ unknown: Set<Int32>) -> [Part]? {
    guard expression.sort == .seq else { return nil }
    var result: [Part] = []
    var openCount = 0
    var rest = [expression]
    while let next = rest.popLast() {
      switch next.kind {
      case .binary(.concatenate, let left, let right): rest += [right, left]
      case .sequence(let elements): result += elements.map { .element($0) }
      case _ where isKnown(next, scope, unknown): result.append(.known(next))
      case .variable:
        openCount += 1
        result.append(.open(next))
      default: return nil
      }
    }
    return openCount <= 1 ? result : nil
  }

  /// The sequence at a node equals its parts: the same as facts about its length, elements and slices.
  mutating func taken(apart parts: [Part], of node: Int32, _ item: Item) -> [Item] {
    let slot = newVariable("", isSequence: true)
    emit(PlanOperation(kind: .bind, a: node, b: slot, origin: origin(item.span)))
    let id = VariableID(program.variables.count + auxiliaryCount)
    auxiliaryCount += 1
    var scope = item.scope
    scope[id] = .environment(slot)
    let whole = Expression(.variable(id), sort: .seq, at: item.span)
    let length = number(.length(whole), item)
    let open = parts.firstIndex { if case .open = $0 { true } else { false } }
    var facts: [Expression] = []
    let all = parts.map { size($0, item) }
    let total = sum(all[...], item)
    facts.append(truth(open == nil ? .equal : .lessOrEqual, total, length, item))
    for (index, part) in parts.enumerated() {
      let isBehind = open.map { index > $0 } ?? false
      let start =
        isBehind
        ? number(.binary(.subtract, length, sum(all[index...], item)), item) : sum(all[..<index], item)
      switch part {
      case .element(let value): facts.append(truth(.equal, number(.element(whole, start), item), value, item))
      case .known(let piece):
        let end = number(.binary(.add, start, all[index]), item)
        facts.append(truth(.equal, Expression(.slice(whole, start, end), sort: .seq, at: item.span), piece, item))
      case .open(let variable):
        let end = number(.binary(.subtract, length, sum(all[(index + 1)...], item)), item)
        facts.append(
          truth(.equal, Expression(.slice(whole, start, end), sort: .seq, at: item.span), variable, item))
      }
    }
    return facts.map { Item(content: .fact($0), scope: scope, span: item.span) }
  }

  private func number(_ kind: Expression.Kind, _ item: Item) -> Expression {
    Expression(kind, sort: .int, at: item.span)
  }

  private func truth(_ operation: BinaryOperator, _ a: Expression, _ b: Expression, _ item: Item) -> Expression {
    Expression(.binary(operation, a, b), sort: .bool, at: item.span)
  }

  /// The length of a part, 0 for the one of unknown length.
  private func size(_ part: Part, _ item: Item) -> Expression {
    switch part {
    case .element: number(.integer(1), item)
    case .known(let piece): number(.length(piece), item)
    case .open: number(.integer(0), item)
    }
  }

  private func sum(_ sizes: ArraySlice<Expression>, _ item: Item) -> Expression {
    var constant: Int128 = 0
    var result: Expression?
    for size in sizes {
      if case .integer(let value) = size.kind {
        constant += value
      } else {
        result = result.map { number(.binary(.add, $0, size), item) } ?? size
      }
    }
    let rest = number(.integer(constant), item)
    return result.map { constant == 0 ? $0 : number(.binary(.add, $0, rest), item) } ?? rest
  }
}
