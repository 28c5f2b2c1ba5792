import AIMLang
import CertificateFormat
import SepLogic

/// Verifies every routine, the declarations and the boot configuration of a program.
///
/// Never throws: what cannot be decided is an obligation whose outcome says so.
package func prove(_ program: Program, options: ProverOptions = ProverOptions()) -> ProofReport {
  let program = program.withLemmaRoutines()
  let views = ProgramViews(program)
  // Whoever keeps queries wants those of every task.
  let isAlone = options.querySink != nil || options.refutationSink != nil || options.recordsDerivations
  let store = isAlone ? nil : options.store ?? ProofStore()
  var schedule = Schedule(
    program: program, views: views, options: options, store: store, rules: DefinitionRules(options, store))
  let tasks = schedule.run()
  var declarations = TaskSummary()
  var boot = TaskSummary()
  var derivations = tasks.compactMap(\.derivation)
  if options.only == nil {
    declarations = Declarations(program: program, views: views, options: options).run()
    let split = bootSplit(views.program(seenFrom: 0), schedule.definitions(seenFrom: 0), options)
    boot = split.summary
    if let derivation = split.derivation { derivations.append(derivation) }
  }
  declarations.statistics = declarations.statistics + schedule.rules.statistics
  var report = ReportAssembly(program: program, isPartial: options.only != nil).report(declarations, tasks, boot)
  report.derivations = derivations
  return report
}

/// The split of the boot memory; nothing for a program without `boot`.
private func bootSplit(
  _ program: Program, _ known: KnownDefinitions, _ options: ProverOptions
) -> (summary: TaskSummary, derivation: TaskDerivation?) {
  guard let boot = program.boot else { return (TaskSummary(), nil) }
  guard !program.routines.isEmpty else {
    // Nothing that could run: an obligation that stays open.
    var summary = TaskSummary()
    summary.ledger.open(ObligationKey(owner: .boot, pc: 0, rank: 0, check: .boot))
    return (summary, nil)
  }
  let arena = options.arena(width: program.width.bits)
  let key = TaskKey(
    routine: boot.threads.first?.routine ?? RoutineID(0), role: .thread,
    flags: .thread(interruptEnable: true, levelCount: program.levelCount))
  let execution = Execution(
    program: program, task: key, options: options, arena: arena, oracle: options.session(arena), known: known)
  execution.boot(boot)
  return (execution.result.summary, execution.derivation(role: .boot))
}
