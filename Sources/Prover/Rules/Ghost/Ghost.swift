// @assert A   P ⊨ A * true: the path goes on as it was, with what was learnt
// @leak A     P ⊨ A * Q: the path goes on with Q
// @case c     the path goes on with c and with ¬c
// @assume A   the path goes on with P * A, and the result lists the assumption (`Assumptions.swift`)
//
// Ghost lines do not run, so the first three only weaken or split what is known; the last is the user's word.

import AIMLang
import SepLogic

extension Execution {
  func ghost(_ statement: GhostStatement, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    defer { duty.close() }
    switch statement.kind {
    case .assert(let assertion):
      let formula = try lowering.formula([assertion], scope(path), as: .ghost)
      // A pure part that was proved is kept: it is what the solver is told to look at.
      return check(formula, on: path, duty, for: .assertion).map { branch in
        if case .pure(let fact, _) = formula { branch.path.assuming(fact) } else { branch.path }
      }
    case .leak(let assertion):
      let formula = try lowering.formula([assertion], scope(path), as: .ghost)
      return consume(formula, from: path, duty, for: .leak).map(\.path)
    case .case(let condition):
      let fact = try lowering.expressions.term(condition, scope(path))
      return feasible(path.assuming(fact)) + feasible(path.assuming(arena.not(fact)))
    case .assume(let assertion):
      return try produce(lowering.formula([assertion], scope(path), as: .ghost), into: path)
    case .fold: throw .notSupported("`@fold`", statement.span)
    case .unfold: throw .notSupported("`@unfold`", statement.span)
    case .apply: throw .notSupported("`@apply`", statement.span)
    case .open: throw .notSupported("`@open`", statement.span)
    case .close: throw .notSupported("`@close`", statement.span)
    }
  }
}
