import AIMLang

/// The assertions of one routine as plans, and the entry values that they need.
///
/// An entry value is part of the state only where some assertion of the routine can tell: otherwise it would make
/// configurations differ that no check and no step tells apart.
struct ContractCompiler {
  let program: Program
  let layout: Layout
  let routine: Routine
  let changed: RegisterSet
  var compiler: PlanCompiler
  private var registerOffsets = [Int32](repeating: -1, count: Register.count)
  private var ghostRegisters: [Register] = []
  private var needsInterruptEnable = false
  private var kept: [GhostVariable] = []
  private var scope: PlanCompiler.Scope = [:]
  private var requires: Plan

  init(program: Program, layout: Layout, routine: Routine, changed: RegisterSet, compiler: PlanCompiler) {
    self.program = program
    self.layout = layout
    self.routine = routine
    self.changed = changed
    self.compiler = compiler
    var needed = Mentions()
    for assertion in routine.ensures { needed.add(assertion) }
    for label in routine.labels { for assertion in label.invariants { needed.add(assertion) } }
    for pc in routine.code where pc < program.code.count {
      for ghost in program.code[pc].ghosts { needed.add(ghost) }
      if case .assert(let fact) = program.code[pc].operation { needed.add(fact) }
    }
    let preserved = RegisterSet(mask: routine.preserves.mask & changed.mask)
    var kept = needed.entryRegisters
    if case .function = routine.kind { kept = kept.union(preserved) }
    ghostRegisters = kept.registers
    for (offset, register) in ghostRegisters.enumerated() { registerOffsets[register.index] = Int32(offset) }
    needsInterruptEnable = needed.entryInterruptEnable

    // `requires` determines the variables of `with`; what it leaves open has no value later on.
    var entryScope: PlanCompiler.Scope = [:]
    var slots: Set<Int32> = []
    for variable in routine.logicals {
      let slot = self.compiler.newVariable(variable.name, isSequence: variable.sort == .seq)
      entryScope[variable.id] = .environment(slot)
      slots.insert(slot)
    }
    let (plan, determined) = self.compiler.compile(
      routine.requires, scope: entryScope, entry: .now, unknown: slots,
      span: routine.requires.first?.span ?? routine.nameSpan)
    requires = plan
    // A function is right for all values with which its contract can be met; a handler for those that its proof chose.
    let isHandler = if case .handler = routine.kind { true } else { false }
    let mayDiffer = isHandler && self.compiler.hasChoices
    var offset = Int32(ghostRegisters.count + (needsInterruptEnable ? 1 : 0))
    for variable in routine.logicals {
      scope[variable.id] = .unavailable
      guard needed.variables.contains(variable.id), case .environment(let slot)? = entryScope[variable.id],
        determined.contains(slot), !mayDiffer
      else { continue }
      scope[variable.id] = .ghost(offset)
      self.kept.append(GhostVariable(slot: slot, isSequence: variable.sort == .seq))
      offset += 2
    }
  }

  private var entry: PlanCompiler.Entry {
    .ghosts(
      registers: registerOffsets, interruptEnable: needsInterruptEnable ? Int32(ghostRegisters.count) : -1)
  }

  mutating func plan(_ assertions: [Assertion], span: SourceSpan) -> Plan {
    compiler.compile(assertions, scope: scope, entry: entry, span: span).plan
  }

  /// The node of a pure condition.
  mutating func condition(_ fact: Expression) -> Int32 {
    compiler.entry = entry
    return compiler.compile(fact, scope)
  }

  mutating func ghostChecks(_ ghosts: [GhostStatement]) -> [GhostCheck] {
    var result: [GhostCheck] = []
    for ghost in ghosts {
      switch ghost.kind {
      case .assert(let assertion):
        let plan = plan([assertion], span: ghost.span)
        if !plan.isTrivial { result.append(GhostCheck(kind: .assert, plan: plan)) }
      case .assume(let assertion):
        let plan = plan([assertion], span: ghost.span)
        if !plan.isTrivial { result.append(GhostCheck(kind: .assume, plan: plan)) }
      case .leak(let assertion): result.append(GhostCheck(kind: .leak, plan: plan([assertion], span: ghost.span)))
      // These change what the prover knows, never what there is.
      case .fold, .unfold, .apply, .open, .close, .case: break
      }
    }
    return result
  }

  mutating func facts() -> RoutineFacts {
    let ensures = plan(routine.ensures, span: routine.ensures.first?.span ?? routine.nameSpan)
    var facts = RoutineFacts(
      entry: routine.code.lowerBound, isFunction: false, isRunnable: !routine.code.isEmpty, requires: requires,
      ensures: ensures)
    switch routine.kind {
    case .function:
      facts.isFunction = true
      for register in RegisterSet(mask: routine.preserves.mask & changed.mask).registers {
        facts.preserved.append((word(register), Int(registerOffsets[register.index])))
      }
    case .externFunction: facts.isFunction = true
    case .handler: facts.saved = changed.registers.map(word)
    }
    facts.ghostRegisters = ghostRegisters.map(word)
    facts.ghostInterruptEnable = needsInterruptEnable
    facts.ghostVariables = kept
    return facts
  }

  private func word(_ register: Register) -> Int { layout.firstRegister + layout.registerSlot[register.index] }
}
