// P ⊨ Q * owned(ie as it was) \ owned(ie = 1)
// ───────────────────────────────────────────
// { P }   sti   { Q }
//
// From here on a handler can run between any two instructions: what becomes public has to hold now.

import AIMLang
import SepLogic

extension Execution {
  func sti(_ path: Path) throws(LoweringError) -> [Path] {
    var flags = path.flags
    flags.interruptEnable = true
    let duty = duty(path)
    defer { duty.close() }
    return try transfer(path, to: flags, duty).map { $0.next() }
  }
}
