/// What the language has and the engines do not give meaning to yet.
extension Program {
  /// One error for each construct that the engines would have to ignore, at its first place of each kind; empty
  /// for a program that both engines understand whole.
  package func unsupportedFeatures() -> [Diagnostic] {
    var finder = UnsupportedFinder(program: self)
    finder.run()
    return Diagnostics.arrange(finder.diagnostics)
  }
}

private struct UnsupportedFinder {
  let program: Program
  var diagnostics: [Diagnostic] = []
  private var seen: Set<String> = []

  init(program: Program) { self.program = program }

  private mutating func refuse(_ feature: String, _ what: String, at span: SourceSpan) {
    guard seen.insert(feature).inserted else { return }
    diagnostics.append(
      Diagnostic(
        .error, DiagnosticCode(.unsupported, detail: feature), "\(what) not supported yet", at: span,
        suggestion:
          "this version knows memory cells, abstract predicates, and predicates and functions that do not call themselves"
      ))
  }

  mutating func run() {
    declarations()
    for routine in program.routines { self.routine(routine) }
    for instruction in program.code {
      if case .assert(let condition) = instruction.operation { expression(condition) }
      for ghost in instruction.ghosts { self.ghost(ghost) }
    }
  }

  private mutating func declarations() {
    for invariant in program.invariants { assertion(invariant.body) }
    for predicate in program.predicates {
      guard let body = predicate.body else { continue }
      assertion(body)
    }
    for instantiation in program.instantiations { assertion(instantiation.body) }
    for queue in program.queues { assertion(queue.hands) }
    for function in program.functions { expression(function.body) }
    if let item = program.lemmas.first { refuse("lemma", "a lemma is", at: item.span) }
    for variable in program.variables where variable.sort == .seq {
      refuse("sequence", "a sequence is", at: variable.span)
    }
    let graph = DefinitionGraph(program)
    if let index = program.predicates.indices.first(where: { graph.isRecursive(PredicateID($0)) }) {
      refuse("predicate.recursive", "a predicate that contains itself is", at: program.predicates[index].span)
    }
    if let index = program.functions.indices.first(where: { graph.isRecursive(FunctionID($0)) }) {
      refuse("function.recursive", "a function that calls itself is", at: program.functions[index].span)
    }
  }

  private mutating func routine(_ routine: Routine) {
    for clause in routine.requires + routine.ensures { assertion(clause) }
    for label in routine.labels { for clause in label.invariants { assertion(clause) } }
  }

  private mutating func ghost(_ ghost: GhostStatement) {
    switch ghost.kind {
    case .assert(let body), .assume(let body), .leak(let body): assertion(body)
    case .case(let condition): expression(condition)
    case .open(_, let arguments), .close(_, let arguments): for argument in arguments { expression(argument) }
    case .fold: refuse("ghost.fold", "`@fold` is", at: ghost.span)
    case .unfold: refuse("ghost.unfold", "`@unfold` is", at: ghost.span)
    case .apply: refuse("ghost.apply", "`@apply` is", at: ghost.span)
    }
  }

  private mutating func assertion(_ assertion: Assertion) {
    assertion.forEachExpression { expression($0) }
  }

  private mutating func expression(_ whole: Expression) {
    whole.forEach { part in
      switch part {
      case .binary(.concatenate, _, _), .sequence, .length, .element:
        refuse("sequence", "a sequence is", at: whole.span)
      case .quantified: refuse("quantifier", "a quantifier inside a condition is", at: whole.span)
      case .integer, .boolean, .register, .entryRegister, .interruptEnable, .entryInterruptEnable, .variable, .levelIs,
        .negate, .not, .signed, .binary, .conditional, .apply, .instanceIsPublic:
        break
      }
    }
  }
}
