// { P ∧ c } target   { P ∧ ¬c } next
// ─────────────────────────────────
// { P }   bcc rs, x, target
//
// A direction is dropped only where the solver says that it contradicts the facts.

import AIMLang
import SepLogic

extension Execution {
  func branch(
    _ condition: BranchCondition, _ left: Register, _ right: Operand, _ target: Int, _ path: Path
  ) -> [Path] {
    let taken = self.condition(condition, path.registers[left.index], value(of: right, path))
    return feasible(path.assuming(arena.not(taken)).next())
      + feasible(path.assuming(taken)).flatMap { jump(to: target, $0) }
  }

  private func condition(_ condition: BranchCondition, _ a: TermID, _ b: TermID) -> TermID {
    switch condition {
    case .beq: arena.equal(a, b)
    case .bne: arena.not(arena.equal(a, b))
    case .blt: arena.signedLess(a, b)
    case .bge: arena.not(arena.signedLess(a, b))
    case .bgt: arena.signedLess(b, a)
    case .ble: arena.not(arena.signedLess(b, a))
    case .bltu: arena.less(a, b)
    case .bgeu: arena.lessOrEqual(b, a)
    case .bgtu: arena.less(b, a)
    case .bleu: arena.lessOrEqual(a, b)
    }
  }
}
