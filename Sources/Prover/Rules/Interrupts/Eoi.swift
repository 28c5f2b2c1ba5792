// κ = k < N     P ⊨ Q * owned(flags) \ owned(flags with isr[k] = 0)
// ─────────────────────────────────────────────────────────────────
// { P }   eoi   { Q }
//
// With interrupts off nothing moves; with interrupts on I(k) becomes public, since the same handler may start again.

import AIMLang
import SepLogic

extension Execution {
  func eoi(_ path: Path) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    guard path.flags.level < program.levelCount else {
      refuseFlags(
        path, duty, "`eoi` at thread level: no interrupt is in service", needs: "the level of a handler",
        suggestion: "only a handler, or a function that it calls, ends its service")
      return []
    }
    var flags = path.flags
    flags.inService = false
    return try transfer(path, to: flags, duty).map { $0.next() }
  }
}
