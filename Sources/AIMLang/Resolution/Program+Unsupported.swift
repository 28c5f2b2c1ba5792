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
        suggestion: "this version checks one level of interrupts, one thread, and cells with computed addresses"))
  }

  mutating func run() {
    declarations()
    for routine in program.routines { self.routine(routine) }
    for instruction in program.code {
      operation(instruction)
      for ghost in instruction.ghosts { self.ghost(ghost) }
    }
    if let boot = program.boot {
      if boot.threads.count > 1 { refuse("threads", "more than one thread is", at: boot.threads[1].span) }
      if let share = boot.shares.first { refuse("share", "`share` is", at: share.span) }
    }
  }

  private mutating func declarations() {
    if program.interruptController == .explicit {
      let start = SourceSpan(file: FileID(0), start: 0, end: 0)
      refuse("pic", "`pic 8259a` is", at: program.interruptControllerSpan ?? start)
    }
    for invariant in program.invariants {
      if !invariant.parameters.isEmpty {
        refuse("invariant.family", "a family of invariants is", at: invariant.span)
      }
      switch invariant.level {
      case .thread: refuse("invariant.threads", "an invariant for threads is", at: invariant.span)
      case .irq(let level):
        if level > 0 { refuse("level", "an interrupt level other than 0 is", at: invariant.span) }
      }
      assertion(invariant.body)
    }
    for predicate in program.predicates {
      if predicate.body == nil {
        refuse("predicate.abstract", "an abstract predicate is", at: predicate.span)
      } else {
        refuse("predicate", "a predicate is", at: predicate.span)
      }
    }
    if let item = program.instantiations.first { refuse("import.where", "`import … where` is", at: item.span) }
    if let item = program.functions.first { refuse("function", "a function of the logic is", at: item.span) }
    if let item = program.lemmas.first { refuse("lemma", "a lemma is", at: item.span) }
    if let item = program.queues.first { refuse("queue", "a wait queue is", at: item.span) }
    for variable in program.variables where variable.sort == .seq {
      refuse("sequence", "a sequence is", at: variable.span)
    }
  }

  private mutating func routine(_ routine: Routine) {
    if case .handler(let level) = routine.kind, level > 0 {
      refuse("level", "an interrupt level other than 0 is", at: routine.nameSpan)
    }
    for clause in routine.requires + routine.ensures { assertion(clause) }
    for label in routine.labels { for clause in label.invariants { assertion(clause) } }
  }

  private mutating func operation(_ instruction: Instruction) {
    let span = instruction.span
    switch instruction.operation {
    case .eoi: refuse("eoi", "`eoi` is", at: span)
    case .mask: refuse("mask", "`mask` is", at: span)
    case .unmask: refuse("mask", "`unmask` is", at: span)
    case .switch: refuse("switch", "`switch` is", at: span)
    case .block: refuse("block", "`block` is", at: span)
    case .unblock: refuse("unblock", "`unblock` is", at: span)
    case .assert(let condition): expression(condition)
    case .move, .binary, .unary, .load, .store, .branch, .jump, .jumpRegister, .call, .callRegister, .return, .cli,
      .sti, .iret, .halt, .print, .choose, .alloc, .free:
      break
    }
  }

  private mutating func ghost(_ ghost: GhostStatement) {
    switch ghost.kind {
    case .assert(let body), .assume(let body), .leak(let body): assertion(body)
    case .case(let condition): expression(condition)
    case .fold: refuse("ghost.fold", "`@fold` is", at: ghost.span)
    case .unfold: refuse("ghost.unfold", "`@unfold` is", at: ghost.span)
    case .apply: refuse("ghost.apply", "`@apply` is", at: ghost.span)
    case .open: refuse("ghost.open", "`@open` is", at: ghost.span)
    case .close: refuse("ghost.close", "`@close` is", at: ghost.span)
    }
  }

  private mutating func assertion(_ assertion: Assertion) {
    switch assertion.kind {
    case .emp: break
    case .pure(let condition): expression(condition)
    case .pointsTo(let address, let values):
      expression(address)
      for case let value? in values { expression(value) }
    case .separating(let parts): for part in parts { self.assertion(part) }
    case .or(let left, let right):
      self.assertion(left)
      self.assertion(right)
    case .conditional(let condition, let then, let otherwise):
      expression(condition)
      self.assertion(then)
      self.assertion(otherwise)
    case .exists(_, let body): self.assertion(body)
    case .predicate: refuse("predicate", "a predicate is", at: assertion.span)
    case .invariant(_, let arguments):
      if !arguments.isEmpty { refuse("invariant.family", "a family of invariants is", at: assertion.span) }
    }
  }

  private mutating func expression(_ expression: Expression) {
    switch expression.kind {
    case .integer, .boolean, .register, .entryRegister, .interruptEnable, .entryInterruptEnable, .variable: break
    case .levelIs(.irq(let level)):
      if level > 0 { refuse("level", "an interrupt level other than 0 is", at: expression.span) }
    case .levelIs(.thread): break
    case .negate(let operand), .not(let operand), .signed(let operand): self.expression(operand)
    case .binary(let operation, let left, let right):
      if operation == .concatenate { refuse("sequence", "a sequence is", at: expression.span) }
      self.expression(left)
      self.expression(right)
    case .conditional(let condition, let then, let otherwise):
      self.expression(condition)
      self.expression(then)
      self.expression(otherwise)
    case .quantified: refuse("quantifier", "a quantifier inside a condition is", at: expression.span)
    case .sequence, .length, .element: refuse("sequence", "a sequence is", at: expression.span)
    case .apply: refuse("function", "a function of the logic is", at: expression.span)
    case .instanceIsPublic: refuse("invariant.public", "`name@(…)` is", at: expression.span)
    }
  }
}
