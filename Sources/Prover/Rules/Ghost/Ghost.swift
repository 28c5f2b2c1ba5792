// @assert A   P ⊨ A * true: the path goes on as it was, with what was learnt
// @leak A     P ⊨ A * Q, A precise: the path goes on with Q
// @case c     the path goes on with c and with ¬c
// @open i(a)  @close i(a)   as in `Instances.swift`, at the user's wish
// @fold p(a)  @unfold p(a)  @apply l(a)   as in `Definitions.swift`
// … if c      only where c holds
// @assume A   the path goes on with P * A, and the result lists the assumption (`Assembly.swift`)
//
// Ghost lines do not run, so the first three only weaken or split what is known; the last is the user's word. What is
// leaked has to be one certain part of memory, since whoever goes on may use the rest.

import AIMLang
import SepLogic

extension Execution {
  func ghost(_ statement: GhostStatement, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    defer { duty.close() }
    guard let condition = statement.condition else { return try carryOut(statement, path, duty) }
    let fact = try lowering.expressions.term(condition, scope(path))
    var results = feasible(path.assuming(arena.not(fact)))
    for path in feasible(path.assuming(fact)) { results += try carryOut(statement, marked(path, 1), duty) }
    return results
  }

  private func carryOut(_ statement: GhostStatement, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    switch statement.kind {
    case .assert(let assertion):
      let formula = try lowering.formula([assertion], scope(path), as: .ghost)
      // A pure part that was proved is kept: it is what the solver is told to look at.
      return try check(formula, on: path, duty, for: .assertion).map { branch in
        if case .pure(let fact, _) = formula { branch.path.assuming(fact) } else { branch.path }
      }
    case .leak(let assertion):
      let formula = try lowering.formula([assertion], scope(path), as: .ghost)
      guard isPrecise(formula, statement, path, duty) else { return [] }
      return try consume(formula, from: path, duty, for: .leak).map(\.path)
    case .case(let condition):
      let fact = try lowering.expressions.term(condition, scope(path))
      return feasible(path.assuming(fact)) + feasible(path.assuming(arena.not(fact)))
    case .assume(let assertion):
      return try produce(lowering.formula([assertion], scope(path), as: .ghost), into: path)
    case .fold(let id, let arguments): return try fold(id, arguments, statement, path, duty)
    case .unfold(let id, let arguments): return try unfold(id, arguments, statement, path, duty)
    case .apply(let id, let arguments): return try apply(id, arguments, statement, path, duty)
    case .open(let id, let arguments): return try open(id, arguments, statement, path, duty)
    case .close(let id, let arguments): return try close(id, arguments, statement, path, duty)
    }
  }

  private func open(
    _ id: InvariantID, _ arguments: [Expression], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let instance = try instance(id, arguments, path)
    guard ownedLevels(path.flags, levelCount: program.levelCount).contains(instance.level) else {
      refuseGhost(
        statement, path, duty, "with \(describe(path.flags)) this instance belongs to the public part",
        needs: "the level of the invariant owned", suggestion: "insert `cli` before it")
      return []
    }
    let fact = Formula.atom(
      lowering.symbol(of: id), instance.arguments, lowering.origins.add(.ghost, at: statement.span))
    var results: [Path] = []
    for path in try check(fact, on: path, duty, for: .assertion).map(\.path) {
      let body = try lowering.instance(id, instance.arguments)
      results += try open(instance, body, path) ?? [path]
    }
    return results
  }

  private func close(
    _ id: InvariantID, _ arguments: [Expression], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let instance = try instance(id, arguments, path)
    guard path.opened.contains(instance) else {
      refuseGhost(
        statement, path, duty, "this instance is not open here", needs: "an open instance with these arguments",
        suggestion: "leave this line out: instances are closed where they have to be")
      return []
    }
    return try close(path, duty, for: .closing, where: { $0 == instance })
  }

  private func instance(
    _ id: InvariantID, _ arguments: [Expression], _ path: Path
  ) throws(LoweringError) -> OpenInstance {
    var terms: [TermID] = []
    for argument in arguments { terms.append(try lowering.expressions.term(argument, scope(path))) }
    return instance(id, terms)
  }

  func refuseGhost(
    _ statement: GhostStatement, _ path: Path, _ duty: Duty, _ message: String, needs: String, suggestion: String
  ) {
    duty.refute(
      finding(
        Diagnostic(
          .error, DiagnosticCode(.ghost, .flagMismatch), message, at: statement.span,
          facts: [EvidenceRow(.needs, "", needs), EvidenceRow(.has, "", describe(path.opened))],
          suggestion: suggestion),
        path, nil))
  }

  /// Whether it is certain which memory a leak gives up.
  private func isPrecise(_ formula: Formula, _ statement: GhostStatement, _ path: Path, _ duty: Duty) -> Bool {
    guard let problem = heap.precisionProblems(of: formula).first else { return true }
    func diagnostic(_ code: DiagnosticCode, _ message: String) -> Diagnostic {
      Diagnostic(
        .error, code, message, at: statement.span,
        related: lowering.origins[problem.origin].map { [RelatedPlace($0.span, "this may be one of several")] } ?? [],
        facts: [EvidenceRow(.needs, "", "at most one part of any memory that satisfies it")],
        suggestion: "name the cells by registers, globals and the content of cells that it gives up")
    }
    if case .solverUnknown(let why) = problem.kind {
      duty.doubt(
        finding(
          diagnostic(
            DiagnosticCode(.ghost, .solverUnknown), "undecided: whether it is certain which memory is leaked (\(why))"),
          path, nil))
    } else {
      duty.refute(
        finding(
          diagnostic(DiagnosticCode(.ghost, .imprecise), "it is not certain which memory this leaks"), path, nil))
    }
    return false
  }
}
