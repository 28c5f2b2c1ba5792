// { P }   cli   { P * owned(ie = 0) \ owned(ie as it was) }
//
// With interrupts off nobody else runs, so what was public is the running code's, and it holds as it always does
// while it is public.

import AIMLang
import SepLogic

extension Execution {
  func cli(_ path: Path) throws(LoweringError) -> [Path] {
    var flags = path.flags
    flags.interruptEnable = false
    let duty = duty(path)
    defer { duty.close() }
    return try transfer(path, to: flags, duty).map { $0.next() }
  }
}
