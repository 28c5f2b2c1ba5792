// P ⊨ ensures          P ⊨ owned(flags), and nothing else          isr[k] = 0 with `pic 8259a`
// ─────────────────────────────────────────────────────────────────────────────────────────────
// { P }   iret        in handler k
//
// Everything the handler owns becomes public again or goes back to the interrupted code, which finds its own memory
// untouched. Anything beyond it would be lost. A function called by a handler has its call frame on top of the
// stack, so `iret` is stuck there, as it is at thread level.

import AIMLang
import SepLogic

extension Execution {
  func iret(_ path: Path, _ duty: Duty) throws(LoweringError) {
    defer { duty.close() }
    guard task.role == .handler else {
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.iret, .stackEmpty),
            "`iret` outside of a handler: there is no interrupt to return from", at: program.code[path.pc].span,
            suggestion: task.role == .thread ? "end the thread with `halt`" : "return with `ret`"),
          path, nil))
      return
    }
    if program.interruptController == .explicit, path.flags.inService {
      refuseFlags(
        path, duty, "`iret` while irq \(path.flags.level) is in service: with `pic 8259a` its line would stay blocked",
        needs: "the service of irq \(path.flags.level) ended", suggestion: "insert `eoi` before this instruction")
      return
    }
    var paths = [path]
    if !routine.ensures.isEmpty {
      let ensures = try lowering.formula(routine.ensures, scope(path), as: .ensures(task.routine))
      paths = try check(ensures, on: path, duty, for: .handlerEnsures).map(\.path)
    }
    for path in paths {
      let owned = ownedLevels(path.flags, levelCount: program.levelCount)
      for rest in try giveUp(owned, path, duty) { requireNothingLeft(rest, duty, for: .leftover) }
    }
  }
}
