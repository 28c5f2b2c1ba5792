// What the declarations owe before any code runs: invariants have to be precise, since otherwise it is not determined
// which cells a flag change moves; and one that no memory satisfies makes every proof below it say nothing.

import AIMLang
import SepLogic

struct Declarations {
  let program: Program
  let views: ProgramViews
  let options: ProverOptions

  func run() -> TaskSummary {
    var summary = TaskSummary()
    let arena = options.arena(width: program.width.bits)
    let session = options.session(arena)
    let check = PrecisionCheck(
      arena: arena, session: session, logic: HeapLogic(arena: arena, oracle: session, lowestAddress: 1))
    var together: [Formula] = []
    var isContradictory = false
    for (index, invariant) in program.invariants.enumerated() {
      let lowering = lowering(seenFrom: invariant.module, arena)
      let formula = check.run(
        Declared(
          owner: .invariant(index), name: "invariant#\(index + 1)", what: "the invariant", span: invariant.span,
          isPure: false),
        lowering, &summary
      ) { () throws(LoweringError) in
        try lowering.instance(InvariantID(index), check.symbols(for: invariant.parameters))
      }
      // One instance of a family says nothing of the others.
      guard let formula, !isContradictory else { continue }
      let others = invariant.parameters.isEmpty ? together : []
      if invariant.parameters.isEmpty { together.append(formula) }
      if check.logic.satisfiability(of: .separating(others + [formula])) == .no {
        isContradictory = true
        summary.warnings.append(
          unsatisfiable(invariant, alone: check.logic.satisfiability(of: formula) == .no, before: index))
      }
    }
    for (index, queue) in program.queues.enumerated() {
      let lowering = lowering(seenFrom: queue.module, arena)
      _ = check.run(
        Declared(
          owner: .queue(index), name: "queue#\(index + 1)", what: "what the queue hands over", span: queue.span,
          isPure: false),
        lowering, &summary
      ) { () throws(LoweringError) in
        try lowering.hands(QueueID(index), check.symbols(for: queue.parameters))
      }
    }
    for (index, instance) in program.instantiations.enumerated() {
      let predicate = program.predicates[instance.predicate.index]
      let lowering = lowering(seenFrom: instance.module, arena)
      _ = check.run(
        Declared(
          owner: .instantiation(index), name: "where#\(index + 1)", what: "what stands for `\(predicate.name)`",
          span: instance.span, isPure: predicate.isPure),
        lowering, &summary
      ) { () throws(LoweringError) in
        try check.formula(of: index, inputCount: predicate.inputCount, lowering)
      }
    }
    for index in program.predicates.indices where program.isRecursive(PredicateID(index)) {
      let predicate = program.predicates[index]
      let lowering = lowering(seenFrom: predicate.module, arena)
      _ = check.run(
        Declared(
          owner: .predicate(index), name: "predicate#\(index + 1)", what: "`\(predicate.name)`", span: predicate.span,
          isPure: false, check: .predicate),
        lowering, &summary
      ) { () throws(LoweringError) in
        try check.formula(of: PredicateID(index), lowering)
      }
    }
    TerminationCheck(program: program, views: views, arena: arena, session: session).run(&summary)
    summary.statistics.add(session.statistics)
    return summary
  }

  private func lowering(seenFrom module: Int, _ arena: TermArena) -> AssertionLowering {
    AssertionLowering(program: views.program(seenFrom: module), arena: arena, origins: OriginTable())
  }

  private func unsatisfiable(_ invariant: Invariant, alone: Bool, before index: Int) -> Diagnostic {
    Diagnostic(
      .warning, DiagnosticCode(.invariant, .unsatisfiable),
      alone
        ? "no memory satisfies this invariant, so proofs that gain it say nothing"
        : "no memory satisfies this invariant beside those before it, so proofs that gain it say nothing",
      at: invariant.span,
      related: alone ? [] : program.invariants[..<index].map { RelatedPlace($0.span, "an invariant before it") })
  }
}
