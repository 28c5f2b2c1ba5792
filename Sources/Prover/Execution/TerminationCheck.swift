// A pure function has a value for all arguments only if it comes to an end; an equation like f(x) = f(x) + 1 would prove
// anything. Wherever a function of a group that call each other calls one of the group, under what the conditions on the
// way there say, the arguments are smaller in a well-founded order: one position is, the same everywhere, or they are
// lexicographically, in the order of the parameters. A sequence is measured by its length, an integer has to stay at 0
// or above.

import AIMLang
import SepLogic

struct TerminationCheck {
  let program: Program
  let views: ProgramViews
  let arena: TermArena
  let session: CVC5Session

  func run(_ summary: inout TaskSummary) {
    for group in groups { check(group, &summary) }
  }

  /// The functions that call themselves, each with those that call each other with it, in order.
  private var groups: [[FunctionID]] {
    program.recursion.functionGroups
  }

  /// One call within a group.
  private struct Call {
    var caller: FunctionID
    var span: SourceSpan
    var conditions: [TermID]
    var parameters: [TermID]
    var arguments: [TermID]
  }

  private func check(_ group: [FunctionID], _ summary: inout TaskSummary) {
    func key(_ id: FunctionID) -> ObligationKey {
      ObligationKey(owner: .function(id.index), pc: -1, rank: 0, check: .function)
    }
    session.label = QueryLabel(obligation: "function#\((group.first?.index ?? 0) + 1)")
    let before = session.cost
    var calls: [Call] = []
    var failed: Set<Int> = []
    for id in group {
      summary.ledger.open(key(id))
      do throws(LoweringError) {
        calls += try self.calls(in: id, group)
      } catch {
        failed.insert(id.index)
        summary.ledger.doubt(
          key(id),
          Finding(
            diagnostic: Diagnostic(.error, DiagnosticCode(.function, error.reason), error.message, at: error.span),
            pc: nil))
      }
    }
    let positions = group.map { program.functions[$0.index].parameters.count }.min() ?? 0
    let isMeasured = (0..<positions).contains { position in calls.allSatisfy { decreases(position, $0) } }
    if !isMeasured {
      for call in calls where !decreasesLexicographically(call, positions) {
        failed.insert(call.caller.index)
        summary.ledger.doubt(key(call.caller), finding(call))
      }
    }
    for id in group where !failed.contains(id.index) { summary.ledger.establish(key(id)) }
    if let first = group.first { summary.ledger.charge(key(first), session.cost - before) }
  }

  private func decreases(_ position: Int, _ call: Call) -> Bool {
    isMeasured(position, call)
      && holds(arena.isSmaller(call.arguments[position], than: call.parameters[position]), call)
  }

  /// A number is not measured against a sequence.
  private func isMeasured(_ position: Int, _ call: Call) -> Bool {
    arena.sort(of: call.arguments[position]) == arena.sort(of: call.parameters[position])
  }

  private func decreasesLexicographically(_ call: Call, _ positions: Int) -> Bool {
    for position in 0..<positions {
      if decreases(position, call) { return true }
      guard isMeasured(position, call),
        holds(arena.isNotGreater(call.arguments[position], than: call.parameters[position]), call)
      else {
        return false
      }
    }
    return false
  }

  private func holds(_ goal: TermID, _ call: Call) -> Bool {
    goal != arena.false && session.entails(call.conditions, goal, wantsModel: false) == .yes
  }

  private func finding(_ call: Call) -> Finding {
    let function = program.functions[call.caller.index]
    return Finding(
      diagnostic: Diagnostic(
        .error, DiagnosticCode(.function, .notDecreasing),
        "nothing shows that `\(function.name)` comes to an end: no argument of this call is smaller than the parameter",
        at: call.span, related: [RelatedPlace(function.span, "`\(function.name)`")],
        facts: [EvidenceRow(.needs, "", "a shorter sequence, or a smaller integer that stays at 0 or above")],
        suggestion: "call it for a part of a sequence, or under a condition like `n > 0` with `n - 1`"),
      pc: nil)
  }

  // MARK: Calls

  private func calls(in id: FunctionID, _ group: [FunctionID]) throws(LoweringError) -> [Call] {
    let view = views.program(seenFrom: program.functions[id.index].module)
    let function = view.functions[id.index]
    let lowering = AssertionLowering(program: view, arena: arena, origins: OriginTable(), definesFunctions: false)
    var scope = Scope.declaration
    var parameters: [TermID] = []
    for parameter in function.parameters {
      let symbol = arena.symbol(parameter.name, sort: parameter.sort.termSort)
      scope.variables[parameter.id] = symbol
      parameters.append(symbol)
    }
    var result: [Call] = []
    /// The second operand of `&&`, `||` and `==>` counts only where the first leaves the value open.
    func visit(_ expression: Expression, _ conditions: [TermID]) throws(LoweringError) {
      switch expression.kind {
      case .integer, .boolean, .register, .entryRegister, .variable, .interruptEnable, .entryInterruptEnable, .levelIs:
        break
      case .negate(let a), .not(let a), .signed(let a), .length(let a), .quantified(_, _, let a):
        try visit(a, conditions)
      case .binary(let op, let a, let b):
        try visit(a, conditions)
        switch op {
        case .and, .implies: try visit(b, conditions + [try lowering.expressions.term(a, scope)])
        case .or: try visit(b, conditions + [arena.not(try lowering.expressions.term(a, scope))])
        default: try visit(b, conditions)
        }
      case .conditional(let condition, let a, let b):
        try visit(condition, conditions)
        let fact = try lowering.expressions.term(condition, scope)
        try visit(a, conditions + [fact])
        try visit(b, conditions + [arena.not(fact)])
      case .element(let a, let b):
        try visit(a, conditions)
        try visit(b, conditions)
      case .contains(let value, let sequence):
        try visit(value, conditions)
        try visit(sequence, conditions)
      case .slice(let base, let lower, let upper):
        try visit(base, conditions)
        if let lower { try visit(lower, conditions) }
        if let upper { try visit(upper, conditions) }
      case .sequence(let parts), .instanceIsPublic(_, let parts):
        for part in parts { try visit(part, conditions) }
      case .apply(let callee, let arguments):
        for argument in arguments { try visit(argument, conditions) }
        guard group.contains(callee) else { return }
        var terms: [TermID] = []
        for argument in arguments { terms.append(try lowering.expressions.term(argument, scope)) }
        result.append(
          Call(
            caller: id, span: expression.span, conditions: conditions, parameters: parameters, arguments: terms))
      }
    }
    try visit(function.body, [])
    return result
  }
}
