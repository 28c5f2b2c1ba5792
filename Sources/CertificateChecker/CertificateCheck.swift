// A certificate is accepted for a program if each of its derivations is one by the rules, and every task that has to be proved has
// one: handlers, threads, every function with the flags of each call, lemmas, the split of the boot memory.
//
// What the checker relies on: the parser and resolver of the program, this target, and the `unsat` of the solver that it is given,
// which need not be the one of the prover. It shares no code with the prover, its terms or its search: nothing is looked for but which
// of the cells that a step takes is which part of its formula.
//
// That invariants are precise is not re-checked: the rules used here do without. (Precision is what makes it certain *which*
// memory moves, which exploration needs, and the conjunction rule, which is none of these.) Nor is it re-checked that code behind
// `extern` does what it says; that is listed as an assumption.

import AIMLang
import CertificateFormat

/// What was re-checked.
package struct CertificateSummary: Sendable, Equatable {
  package var tasks = 0
  package var states = 0
  package var queries = 0
  /// What the proof rests on besides.
  package var assumptions: [String] = []
}

package struct CertificateCheck {
  private let program: Program
  private let original: Program
  private let facts: ProgramFacts
  private let solver: any EntailmentSolver
  private var views: [Int: Program] = [:]

  /// - Parameter program: as it was resolved.
  package init(_ program: Program, solver: any EntailmentSolver) {
    original = program
    self.program = Self.withLemmas(program)
    facts = ProgramFacts(program)
    self.solver = solver
  }

  /// Re-checks everything.
  /// - Throws: `CheckFailure` for the first thing that does not hold; whatever the solver throws.
  package mutating func run(_ certificate: Certificate) throws -> CertificateSummary {
    guard certificate.version == Certificate.currentVersion else {
      throw CheckFailure("a certificate of version \(certificate.version), which is not known here")
    }
    var summary = CertificateSummary()
    var done: Set<TaskName> = []
    var findings = TaskFindings()
    var isBooted = false
    var usesLaws = false
    for derivation in certificate.tasks {
      let (check, found) = try self.check(derivation)
      usesLaws = usesLaws || check.usesLaws
      summary.tasks += 1
      summary.states += derivation.nodes.count
      summary.queries += check.entailments.queries
      if derivation.role == .boot {
        isBooted = true
        continue
      }
      guard done.insert(TaskName(role: derivation.role, routine: derivation.routine, flags: derivation.flags)).inserted
      else { throw CheckFailure("two derivations of one task", at: derivation.name) }
      findings.demanded.formUnion(found.demanded)
      findings.interruptible.formUnion(found.interruptible)
      findings.switches.formUnion(found.switches)
    }
    guard isBooted == (program.boot != nil) else { throw CheckFailure("the boot memory has no derivation") }
    if usesLaws { summary.queries += try requireLaws() }
    try requireTasks(done, findings.demanded)
    try requireSwitches(findings)
    summary.assumptions = assumptions
    return summary
  }

  private mutating func check(_ derivation: TaskDerivation) throws -> (TaskCheck, TaskFindings) {
    let isBoot = derivation.role == .boot
    guard isBoot || program.routines.indices.contains(derivation.routine) else {
      throw CheckFailure("there is no routine \(derivation.routine)", at: derivation.name)
    }
    let view = try view(isBoot ? 0 : program.routines[derivation.routine].module)
    let terms = Terms(width: program.width.bits)
    let functions = FunctionDefinitions(view)
    let reading: TermReading
    let tree: Tree
    do {
      reading = try TermReading(derivation, terms, functions: functions.sorts)
      tree = try Tree(derivation, reading, pure: Set(view.predicates.indices.filter { view.predicates[$0].isPure }))
    } catch let failure as CheckFailure {
      throw CheckFailure(failure.reason, at: derivation.name)
    }
    let entailments = try Entailments(terms, solver, preamble: try functions.preamble(solver))
    entailments.functions = functions.sorts.isEmpty ? nil : functions
    let check = TaskCheck(tree, entailments, Lowering(program: view, terms: terms), facts)
    do {
      if let boot = view.boot, isBoot {
        try BootRun(check: check, boot: boot).run()
        return (check, TaskFindings())
      }
      guard !isBoot else { throw CheckFailure("there is no boot configuration") }
      let routine = view.routines[derivation.routine]
      try requireFlags(derivation, routine)
      let lemma =
        derivation.routine >= original.routines.count
        ? LemmaID(derivation.routine - original.routines.count) : nil
      return (check, try check.run(CheckedRoutine(routine: routine, lemma: lemma)))
    } catch let failure as CheckFailure where failure.place.isEmpty {
      throw CheckFailure(failure.reason, kind: failure.kind, at: check.place)
    }
  }

  private func requireFlags(_ derivation: TaskDerivation, _ routine: Routine) throws {
    let flags = derivation.flags
    guard (0...facts.levelCount).contains(flags.level), flags.level < facts.levelCount || !flags.inService else {
      throw CheckFailure("flags that cannot be", at: derivation.name)
    }
    switch derivation.role {
    case .handler:
      guard case .handler(let level) = routine.kind, flags == facts.handlerEntry(level) else {
        throw CheckFailure("a handler starts with other flags", at: derivation.name)
      }
    case .thread:
      guard routine.kind == .function, flags == facts.thread(interruptEnable: true) else {
        throw CheckFailure("a thread starts with other flags", at: derivation.name)
      }
    case .function, .boot:
      guard routine.kind == .function else { throw CheckFailure("it is no function", at: derivation.name) }
      // A lemma is applied whatever is owned, so that its proof may not open anything.
      guard derivation.routine < original.routines.count || flags == facts.thread(interruptEnable: true) else {
        throw CheckFailure("a lemma is proved with other flags", at: derivation.name)
      }
    }
  }

  // MARK: The program as a whole

  /// The laws of abstract predicates, of everything that stands for one; how many questions that took.
  private mutating func requireLaws() throws -> Int {
    var queries = 0
    for (index, meaning) in program.instantiations.enumerated()
    where !program.predicates[meaning.predicate.index].isPure {
      let view = try view(meaning.module)
      let nothing = TaskDerivation(
        role: .boot, routine: 0, name: "", flags: facts.thread(interruptEnable: true), symbols: [], terms: [],
        registers: [],
        nodes: [
          TaskDerivation.Node(
            parent: -1, operation: 0, step: .root, start: [], facts: [], cells: [], atoms: [], bindings: [])
        ], joins: [])
      let terms = Terms(width: program.width.bits)
      let functions = FunctionDefinitions(view)
      let tree = try Tree(nothing, try TermReading(nothing, terms, functions: functions.sorts), pure: [])
      let entailments = try Entailments(terms, solver, preamble: try functions.preamble(solver))
      entailments.functions = functions.sorts.isEmpty ? nil : functions
      let check = TaskCheck(tree, entailments, Lowering(program: view, terms: terms), facts)
      try check.requireLaw(of: view.instantiations[index])
      queries += entailments.queries
    }
    return queries
  }

  private mutating func requireTasks(_ done: Set<TaskName>, _ demanded: Set<TaskName>) throws {
    var wanted = demanded
    for (index, routine) in program.routines.enumerated() {
      switch routine.kind {
      case .handler(let level):
        wanted.insert(TaskName(role: .handler, routine: index, flags: facts.handlerEntry(level)))
      case .function:
        guard done.contains(where: { $0.routine == index }) else {
          throw CheckFailure("it has no derivation", at: routine.name)
        }
        // Whoever imports it may call it as its contract allows.
        if !demanded.contains(where: { $0.routine == index }) {
          for flags in try flagsToProve(index) {
            wanted.insert(TaskName(role: .function, routine: index, flags: flags))
          }
        }
      case .externFunction: break
      }
    }
    for thread in program.boot?.threads ?? [] {
      wanted.insert(
        TaskName(role: .thread, routine: thread.routine.index, flags: facts.thread(interruptEnable: true)))
    }
    for name in wanted where !done.contains(name) {
      throw CheckFailure(
        "it has no derivation for the flags with which it runs", at: program.routines[name.routine].name)
    }
  }

  /// The flags with which a function that nobody calls may be called: those of a thread that its contract does not exclude, else
  /// those of handlers. None for the entry of a thread, or if it excludes all.
  private mutating func flagsToProve(_ index: Int) throws -> [CertificateFlags] {
    if program.boot?.threads.contains(where: { $0.routine.index == index }) == true { return [] }
    if index >= original.routines.count { return [facts.thread(interruptEnable: true)] }
    let routine = try view(program.routines[index].module).routines[index]
    let lowering = Lowering(program: try view(routine.module), terms: Terms(width: program.width.bits))
    func isAllowed(_ flags: CertificateFlags) throws -> Bool {
      let registers = (0..<Register.count).map { _ in lowering.terms.newSymbol(.int) }
      var scope = Scope(
        registers: registers, entryRegisters: registers, flags: flags, entryInterruptEnable: flags.interruptEnable)
      for variable in routine.logicals { scope.variables[variable.id] = lowering.terms.newSymbol(Sort(variable.sort)) }
      var bindings = Bindings()
      return try !lowering.formula(routine.requires, scope, &bindings).isFalse(lowering.terms)
    }
    let thread = try [true, false].map { facts.thread(interruptEnable: $0) }.filter(isAllowed)
    if !thread.isEmpty { return thread }
    var handler: [CertificateFlags] = []
    for level in 0..<facts.levelCount {
      for isOn in [false, true] {
        for inService in facts.endsServiceByItself ? [true] : [true, false] {
          handler.append(CertificateFlags(interruptEnable: isOn, level: level, inService: inService))
        }
      }
    }
    return try handler.filter(isAllowed)
  }

  /// Who gives way at the level of a handler must not have interrupted a handler of lower priority in its service.
  private func requireSwitches(_ findings: TaskFindings) throws {
    for level in findings.switches {
      for below in findings.interruptible where below > level {
        if program.routines.contains(where: { $0.kind == .handler(level: below) }) {
          throw CheckFailure("a switch in a handler of irq \(level), which may interrupt the service of irq \(below)")
        }
      }
    }
  }

  private var assumptions: [String] {
    var result = program.routines.filter { $0.kind == .externFunction }.map { "the contract of `\($0.name)`" }
    for instruction in original.code {
      for ghost in instruction.ghosts {
        if case .assume(let assertion) = ghost.kind {
          result.append("`\(program.sources.text(of: assertion.span))`")
        }
      }
    }
    return result
  }

  private mutating func view(_ module: Int) throws -> Program {
    if let known = views[module] { return known }
    let view: Program
    do { view = try program.seen(from: module) } catch { throw CheckFailure("definitions that are too large") }
    views[module] = view
    return view
  }

  /// Each lemma as a routine that has its proof before its only instruction.
  private static func withLemmas(_ program: Program) -> Program {
    var result = program
    for lemma in program.lemmas {
      let pc = result.code.count
      result.code.append(Instruction(.return, at: lemma.span, ghosts: lemma.proof))
      result.routines.append(
        Routine(
          name: lemma.name, kind: .function, parameters: [], logicals: lemma.parameters, requires: lemma.requires,
          ensures: lemma.ensures, preserves: .all, code: pc..<(pc + 1), labels: [], module: lemma.module,
          span: lemma.span, nameSpan: lemma.span, documentation: nil))
    }
    return result
  }
}
