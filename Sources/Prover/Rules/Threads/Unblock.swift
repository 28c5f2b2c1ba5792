// ie = 0     P ∧ rd ≠ 0 ⊨ Q * Δ(q)(v)
// ──────────────────────────────────────────────────────────────
// { P }   unblock rd, q(v)   { (rd = 0 ∧ P) ∨ (rd ≠ 0 ∧ Q) }
//
// Whether anybody waits is not known, so both cases are followed. With a waiter, Δ(q)(v) becomes its private memory; it
// does not run yet. Δ is precise, so that it is certain which memory that is (`Declarations`).

import AIMLang
import SepLogic

extension Execution {
  func unblock(
    _ destination: Register, _ queue: QueueID, _ operands: [Operand], _ path: Path
  ) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    guard !path.flags.interruptEnable else {
      refuseFlags(
        path, duty, "`unblock` with interrupts on", needs: "ie = 0", suggestion: "insert `cli` before this instruction")
      return []
    }
    var nobody = path.next()
    nobody.registers[destination.index] = arena.zero
    var results = [nobody]
    let waiter = arena.symbol("\(destination)", range: 1...arena.words.upperBound)
    let somebody = marked(path, 1)
    for branch in try consume(hands(queue, operands, path), from: somebody, duty, for: .hands(queue)) {
      var woken = branch.path.next()
      woken.registers[destination.index] = waiter
      results.append(woken)
    }
    return results
  }
}
