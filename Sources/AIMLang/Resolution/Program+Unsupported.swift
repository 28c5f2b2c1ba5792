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
          "`exists` may stand where an assertion stands; a function of the logic can go through a sequence"
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
    for lemma in program.lemmas {
      for clause in lemma.requires + lemma.ensures { assertion(clause) }
      for step in lemma.proof { ghost(step) }
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
    case .fold(_, let arguments), .unfold(_, let arguments), .apply(_, let arguments):
      for case let argument? in arguments { expression(argument) }
    }
    if let condition = ghost.condition { expression(condition) }
  }

  private mutating func assertion(_ assertion: Assertion) {
    assertion.forEachExpression { expression($0) }
  }

  private mutating func expression(_ whole: Expression) {
    whole.forEach { part in
      if case .quantified = part { refuse("quantifier", "a quantifier inside a condition is", at: whole.span) }
    }
  }
}
