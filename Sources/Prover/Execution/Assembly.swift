// From the ledgers of all tasks to the report.

import AIMLang
import SepLogic

struct ReportAssembly {
  let program: Program
  /// Whether one routine alone was asked for.
  let isPartial: Bool

  func report(_ declarations: TaskSummary, _ tasks: [TaskResult], _ boot: TaskSummary) -> ProofReport {
    var ledger = declarations.ledger
    for task in tasks { ledger.merge(task.summary.ledger) }
    ledger.merge(boot.ledger)
    SuspendedService(program: program, isComplete: !isPartial).check(tasks, &ledger)
    var warnings = declarations.warnings + vacuous(tasks)
    let unreached = unreached(ledger, tasks)
    warnings += unreachableWarnings(unreached)
    var statistics = declarations.statistics + boot.statistics
    for task in tasks { statistics = statistics + task.summary.statistics }
    return ProofReport(
      obligations: obligations(ledger), warnings: warnings, assumptions: assumptions, unreached: unreached,
      statistics: statistics)
  }

  /// A contract may leave out some flags; one that nothing satisfies whatever the flags are makes a proof vacuous.
  private func vacuous(_ tasks: [TaskResult]) -> [Diagnostic] {
    program.routines.indices.compactMap { index in
      let own = tasks.filter { $0.key.routine.index == index }
      return own.allSatisfy { !$0.summary.warnings.isEmpty } ? own.first?.summary.warnings.first : nil
    }
  }

  private func obligations(_ ledger: Ledger) -> [Obligation] {
    var numbers: [ObligationKey: Int] = [:]
    for index in program.routines.indices {
      numbers.merge(ObligationKey.numbers(of: RoutineID(index), program: program)) { first, _ in first }
    }
    var result: [Obligation] = []
    for key in ledger.keys {
      guard let entry = ledger[key] else { continue }
      let (name, number): (String, Int) =
        switch key.owner {
        case .invariant(let index): ("invariant", index + 1)
        case .queue(let index): ("queue", index + 1)
        case .instantiation(let index): ("where", index + 1)
        case .predicate(let index): ("predicate", index + 1)
        case .function(let index): ("function", index + 1)
        case .routine(let index): (program.routines[index].name, numbers[key] ?? 0)
        case .boot: ("boot", key.pc + 1)
        }
      result.append(
        Obligation(
          id: "\(name)#\(number)", routine: name, check: key.check, span: span(of: key),
          description: description(of: key), outcome: outcome(of: entry, key),
          cost: Obligation.Cost(visits: entry.opened, queries: entry.cost.queries, effort: entry.cost.effort)))
    }
    return result
  }

  /// The only place where `proved` is made.
  private func outcome(of entry: Ledger.Entry, _ key: ObligationKey) -> Outcome {
    if let refutation = entry.refutation { return .refuted(refutation) }
    if let doubt = entry.doubt { return .undecided(doubt) }
    if entry.isProved { return .proved }
    return .undecided(
      Finding(
        diagnostic: Diagnostic(
          .error, DiagnosticCode(.checker, .limitReached), "this obligation was not followed to its end",
          at: span(of: key)),
        pc: key.pc >= 0 ? key.pc : nil))
  }

  /// Instructions that no path reached, of routines whose every obligation is proved.
  private func unreached(_ ledger: Ledger, _ tasks: [TaskResult]) -> [Int] {
    var reached: Set<Int> = []
    for task in tasks { reached.formUnion(task.reached) }
    var executed: Set<Int> = Set(tasks.map(\.key.routine.index))
    for key in ledger.keys {
      if case .routine(let index) = key.owner, ledger[key]?.isProved != true { executed.remove(index) }
    }
    // A lemma has no instructions of the program's.
    return executed.sorted().filter { program.lemma(provedBy: RoutineID($0)) == nil }.flatMap { index in
      program.routines[index].code.filter { !reached.contains($0) }
    }.sorted()
  }

  /// One warning for each run of unreached instructions.
  private func unreachableWarnings(_ unreached: [Int]) -> [Diagnostic] {
    var result: [Diagnostic] = []
    for (position, pc) in unreached.enumerated() {
      guard let routine = program.routines.first(where: { $0.code.contains(pc) }) else { continue }
      if position > 0, unreached[position - 1] == pc - 1, routine.code.contains(pc - 1) { continue }
      // Nothing starts here at all: the contradictory contract or invariant has its own warning.
      if pc == routine.code.lowerBound { continue }
      result.append(
        Diagnostic(
          .warning, DiagnosticCode(routine.isHandler ? .handler : .contract, .unreachable),
          "nothing that `\(routine.name)` can start with reaches this instruction", at: program.code[pc].span,
          related: [RelatedPlace(routine.nameSpan, "`\(routine.name)`")]))
    }
    return result
  }

  /// What every proof of the program may rest on.
  private var assumptions: [Diagnostic] {
    var result: [Diagnostic] = []
    for routine in program.routines where routine.isExtern {
      result.append(
        Diagnostic(
          .note, DiagnosticCode(.contract, detail: "extern.assumed"),
          "the contract of `\(routine.name)` is assumed: it has no code here", at: routine.nameSpan))
    }
    for instruction in program.code {
      for ghost in instruction.ghosts {
        guard case .assume(let assertion) = ghost.kind else { continue }
        result.append(
          Diagnostic(
            .note, DiagnosticCode(.ghost, detail: "assume.assumed"),
            "assumed: `\(program.sources.text(of: assertion.span))`", at: ghost.span))
      }
    }
    return result
  }

  private func span(of key: ObligationKey) -> SourceSpan {
    switch key.owner {
    case .invariant(let index): return program.invariants[index].span
    case .queue(let index): return program.queues[index].span
    case .instantiation(let index): return program.instantiations[index].span
    case .predicate(let index): return program.predicates[index].span
    case .function(let index): return program.functions[index].span
    case .boot:
      guard let boot = program.boot else { return SourceSpan(file: FileID(0), start: 0, end: 0) }
      if boot.threads.indices.contains(key.pc) { return boot.threads[key.pc].span }
      let plain = program.invariants.filter(\.parameters.isEmpty).count
      let share = key.pc - boot.threads.count - plain
      return boot.shares.indices.contains(share) ? boot.shares[share].span : boot.span
    case .routine(let index):
      guard key.pc >= 0 else { return program.routines[index].nameSpan }
      let label = program.routines[index].labels.first { $0.pc == key.pc && !$0.invariants.isEmpty }
      if key.check == .loop, key.rank == 0, let label { return label.span }
      if key.check == .ghost, let ghost = program.code[key.pc].ghosts.first { return ghost.span }
      return program.code[key.pc].span
    }
  }
}
