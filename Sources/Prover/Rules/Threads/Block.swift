// ie = 0 at thread level     P ⊨ Q * I(0) * … * I(N)
// ───────────────────────────────────────────────────────────
// { P }   block q(v)   { Q * I(0) * … * I(N) * Δ(q)(v) }
//
// As `switch`; and whoever wakes the thread hands it Δ(q)(v) (see `Unblock.swift`), which nobody else can touch until it
// runs again.

import AIMLang
import SepLogic

extension Execution {
  func block(_ queue: QueueID, _ operands: [Operand], _ path: Path) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    guard path.flags.level == program.levelCount else {
      refuseFlags(
        path, duty, "`block` in a handler: there is no thread of its own that could wait", needs: "thread level",
        suggestion: "let a thread wait, and wake it here with `unblock`")
      return []
    }
    guard maySwitch(path, duty, "block") else { return [] }
    var results: [Path] = []
    for resumed in try exchange(path, duty) {
      results += try produce(hands(queue, operands, resumed), into: resumed).map { $0.next() }
    }
    return results
  }

  /// Δ(q) for these operands.
  func hands(_ queue: QueueID, _ operands: [Operand], _ path: Path) throws(LoweringError) -> Formula {
    try lowering.hands(
      queue,
      operands.map { operand in
        switch operand {
        case .register(let register): path.registers[register.index]
        case .constant(let value): arena.int(Int128(value))
        }
      })
  }
}
