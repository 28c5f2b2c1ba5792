// Values of functions of the logic, by calling them: of a conditional only the side that is chosen, of a conjunction
// first what calls nothing, so that a recursion ends where its guards end it.

/// What the evaluation of one term may take.
struct EvaluationBudget {
  /// Calls of functions, all together and one in another.
  var calls = 20_000
  var depth = 100

  /// Longer sequences are not made.
  static let elementLimit = 100_000
}

extension TermArena {
  /// The value of a function; nil where it has no definition or the budget does not suffice.
  func call(_ function: Int, _ arguments: [TermValue], _ budget: inout EvaluationBudget) -> TermValue? {
    guard let definition = functions[function].definition, budget.calls > 0, budget.depth > 0 else { return nil }
    budget.calls -= 1
    budget.depth -= 1
    defer { budget.depth += 1 }
    var frame = CallFrame(values: Dictionary(zip(definition.parameters, arguments)) { first, _ in first })
    var body = definition.body
    while case .choice(let condition, let then, let otherwise) = body {
      guard case .boolean(let holds) = value(of: condition, in: &frame, &budget) else { return nil }
      body = holds ? then : otherwise
    }
    guard case .value(let term) = body else { return nil }
    return value(of: term, in: &frame, &budget)
  }

  /// Recursion is as deep as the term, which is part of a function's text.
  private func value(of id: TermID, in frame: inout CallFrame, _ budget: inout EvaluationBudget) -> TermValue? {
    if let known = frame.values[id] { return known }
    let result: TermValue?
    switch self[id] {
    case .conditional(let condition, let a, let b):
      guard case .boolean(let holds) = value(of: condition, in: &frame, &budget) else { return nil }
      result = value(of: holds ? a : b, in: &frame, &budget)
    case .and(let operands):
      var isOpen = false
      for operand in operands.filter({ !hasApplication($0) }) + operands.filter(hasApplication) {
        switch value(of: operand, in: &frame, &budget) {
        case .boolean(true): continue
        case .boolean(false): return .boolean(false)
        default: isOpen = true
        }
      }
      result = isOpen ? nil : .boolean(true)
    case .application(let index, let operands):
      var arguments: [TermValue] = []
      for operand in operands {
        guard let argument = value(of: operand, in: &frame, &budget) else { return nil }
        arguments.append(argument)
      }
      result = call(index, arguments, &budget)
    default:
      var operands: [TermID] = []
      self[id].forEachOperand { operands.append($0) }
      var values: [TermID: TermValue] = [:]
      for operand in operands { values[operand] = value(of: operand, in: &frame, &budget) }
      result = self.value(of: id, { _ in nil }, { values[$0] })
    }
    frame.values[id] = result
    return result
  }
}

/// What is known of the terms in one call.
private struct CallFrame {
  var values: [TermID: TermValue]
}
