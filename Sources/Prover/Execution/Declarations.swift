// What the declarations owe before any code runs: invariants have to be precise, since otherwise it is not determined
// which cells a flag change moves; and one that no memory satisfies makes every proof below it say nothing.

import AIMLang
import SepLogic

struct Declarations {
  let program: Program
  let options: ProverOptions

  func run() -> TaskSummary {
    let arena = TermArena(width: program.width.bits)
    let session = options.session(arena)
    let logic = HeapLogic(arena: arena, oracle: session, lowestAddress: 1)
    let lowering = AssertionLowering(program: program, arena: arena, origins: OriginTable())
    var summary = TaskSummary()
    var together: [Formula] = []
    var isContradictory = false
    for (index, invariant) in program.invariants.enumerated() {
      let key = ObligationKey(owner: .invariant(index), pc: -1, rank: 0, check: .invariant)
      let before = session.statistics.queries
      session.label = QueryLabel(obligation: "invariant#\(index + 1)")
      summary.ledger.open(key)
      do throws(LoweringError) {
        let formula = try lowering.invariant(InvariantID(index))
        let problems = logic.precisionProblems(of: formula)
        for problem in problems { record(problem, of: invariant, key, lowering, &summary) }
        if problems.isEmpty { summary.ledger.establish(key) }
        together.append(formula)
        if !isContradictory, logic.satisfiability(of: .separating(together)) == .no {
          isContradictory = true
          summary.warnings.append(
            unsatisfiable(invariant, alone: logic.satisfiability(of: formula) == .no, before: index))
        }
      } catch {
        summary.ledger.doubt(
          key,
          Finding(
            diagnostic: Diagnostic(
              .error, DiagnosticCode(.invariant, error.reason), error.message, at: error.span),
            pc: nil))
      }
      summary.ledger.charge(key, queries: session.statistics.queries - before)
    }
    summary.statistics.add(session.statistics)
    return summary
  }

  private func record(
    _ problem: PrecisionProblem, of invariant: Invariant, _ key: ObligationKey, _ lowering: AssertionLowering,
    _ summary: inout TaskSummary
  ) {
    let arena = lowering.arena
    let span = lowering.origins[problem.origin]?.span ?? invariant.span
    func names(_ variables: [TermID]) -> String {
      variables.map { "`\(arena.describe($0))`" }.joined(separator: ", ")
    }
    func diagnostic(_ reason: Reason, _ message: String, _ suggestion: String?) -> Finding {
      Finding(
        diagnostic: Diagnostic(
          .error, DiagnosticCode(.invariant, reason), message, at: span,
          related: [RelatedPlace(invariant.span, "the invariant")],
          facts: [EvidenceRow(.needs, "", "at most one part of any memory that satisfies it")],
          suggestion: suggestion),
        pc: nil)
    }
    switch problem.kind {
    case .addressUndetermined(_, let variables):
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "the invariant does not say which cell it means: nothing determines \(names(variables))",
          "give the address by globals and by the content of cells that the invariant has"))
    case .conditionUndetermined(_, let variables):
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "which memory this takes depends on \(names(variables)), which nothing determines",
          "let the condition speak of the content of cells that the invariant has"))
    case .alternativesOverlap:
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "both alternatives may hold of different memory at the same time",
          "write `c ? A : B` with a condition on the content of a cell"))
    case .solverUnknown(let why):
      summary.ledger.doubt(
        key, diagnostic(.solverUnknown, "undecided: whether both alternatives exclude each other (\(why))", nil))
    }
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
