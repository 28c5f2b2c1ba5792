// f(x) = e, for all x: what a function of the logic means that contains itself. All others are written out where they are used.
//
// A definition without a value, like f(x) = f(x) + 1, would prove anything. So it is shown first that each comes to an end: in
// every call of a function of the same group, under the conditions on the way there, one parameter is smaller, the same for all
// calls; or they are lexicographically, in their order. A sequence is measured by its length, an integer stays at 0 or above.
// While that is shown nothing is known of the functions.

import AIMLang

struct FunctionDefinitions {
  private let program: Program
  private let recursive: [Int]

  init(_ program: Program) {
    self.program = program
    recursive = program.functions.indices.filter { program.isRecursive(FunctionID($0)) }
  }

  /// The sorts of their values, by name.
  var sorts: [String: Sort] {
    Dictionary(recursive.map { (program.functions[$0].name, Sort(program.functions[$0].sort)) }) { first, _ in first }
  }

  /// Their names, for the solver, which is told what they are by instances of their definitions.
  /// - Throws: `CheckFailure` if one is not known to come to an end.
  func preamble(_ solver: any EntailmentSolver) throws -> String {
    if recursive.isEmpty { return "" }
    let terms = Terms(width: program.width.bits)
    let names = recursive.map(declaration).joined()
    let entailments = try Entailments(terms, solver, preamble: names)
    let lowering = Lowering(program: program, terms: terms)
    for group in program.recursion.functionGroups { try requireEnd(group, lowering, entailments) }
    return names
  }

  /// That an application is the body of its function for its arguments.
  func instance(_ name: String, _ arguments: [TermNumber], _ application: TermNumber, _ terms: Terms) throws
    -> TermNumber?
  {
    guard let index = recursive.first(where: { program.functions[$0].name == name }) else { return nil }
    let function = program.functions[index]
    let lowering = Lowering(program: program, terms: terms)
    let scope = Scope(variables: try lowering.variables(function.parameters, arguments))
    return terms.equal(application, try lowering.term(function.body, scope))
  }

  private func declaration(_ index: Int) -> String {
    let function = program.functions[index]
    let parameters = function.parameters.map { Self.text(Sort($0.sort)) }.joined(separator: " ")
    return "(declare-fun |\(function.name)| (\(parameters)) \(Self.text(Sort(function.sort))))\n"
  }

  private static func text(_ sort: Sort) -> String {
    switch sort {
    case .int: "Int"
    case .bool: "Bool"
    case .seq: "(Seq Int)"
    }
  }

  // MARK: Coming to an end

  private struct Call {
    var conditions: [TermNumber]
    var parameters: [TermNumber]
    var arguments: [TermNumber]
  }

  private func requireEnd(_ group: [FunctionID], _ lowering: Lowering, _ entailments: Entailments) throws {
    var calls: [Call] = []
    for id in group { calls += try self.calls(in: id, group, lowering) }
    let terms = lowering.terms
    func isSmaller(_ call: Call, _ position: Int, orEqual: Bool) throws -> Bool {
      guard position < call.parameters.count, position < call.arguments.count else { return false }
      let (old, new) = (call.parameters[position], call.arguments[position])
      guard terms.sorts[old] == terms.sorts[new], terms.sorts[old] != .bool else { return false }
      let isSequence = terms.sorts[old] == .seq
      let (before, after) = isSequence ? (terms.length(old), terms.length(new)) : (old, new)
      let less = terms.less(after, before)
      let smaller = isSequence ? less : terms.and([terms.lessOrEqual(terms.int(0), after), less])
      return try entailments.holds(
        orEqual ? terms.or([smaller, terms.equal(after, before)]) : smaller, call.conditions)
    }
    let count = group.map { program.functions[$0.index].parameters.count }.min() ?? 0
    for position in 0..<count where try calls.allSatisfy({ try isSmaller($0, position, orEqual: false) }) { return }
    for call in calls {
      var isLess = false
      for position in 0..<count {
        if try isSmaller(call, position, orEqual: false) {
          isLess = true
          break
        }
        guard try isSmaller(call, position, orEqual: true) else { break }
      }
      guard isLess else { throw CheckFailure("a function is not known to come to an end") }
    }
  }

  private func calls(in id: FunctionID, _ group: [FunctionID], _ lowering: Lowering) throws -> [Call] {
    let function = program.functions[id.index]
    let terms = lowering.terms
    var scope = Scope()
    var parameters: [TermNumber] = []
    for parameter in function.parameters {
      let symbol = terms.newSymbol(Sort(parameter.sort))
      scope.variables[parameter.id] = symbol
      parameters.append(symbol)
    }
    var result: [Call] = []
    /// What is behind a condition counts only where the condition leads there.
    func visit(_ expression: Expression, _ conditions: [TermNumber]) throws {
      func all(_ parts: [Expression?]) throws { for case let part? in parts { try visit(part, conditions) } }
      switch expression.kind {
      case .integer, .boolean, .register, .entryRegister, .variable, .interruptEnable, .entryInterruptEnable, .levelIs:
        break
      case .negate(let a), .not(let a), .signed(let a), .quantified(_, _, let a), .length(let a): try all([a])
      case .binary(let operation, let a, let b):
        try all([a])
        switch operation {
        case .and, .implies: try visit(b, conditions + [try lowering.term(a, scope)])
        case .or: try visit(b, conditions + [terms.not(try lowering.term(a, scope))])
        default: try all([b])
        }
      case .conditional(let condition, let a, let b):
        try all([condition])
        let fact = try lowering.term(condition, scope)
        try visit(a, conditions + [fact])
        try visit(b, conditions + [terms.not(fact)])
      case .element(let a, let b), .contains(let a, let b): try all([a, b])
      case .slice(let a, let b, let c): try all([a, b, c])
      case .sequence(let parts), .instanceIsPublic(_, let parts): try all(parts)
      case .apply(let callee, let arguments):
        try all(arguments)
        guard group.contains(callee) else { return }
        result.append(
          Call(conditions: conditions, parameters: parameters, arguments: try lowering.list(arguments, scope)))
      }
    }
    try visit(function.body, [])
    return result
  }
}
