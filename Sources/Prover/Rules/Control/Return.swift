// P ⊨ ensures   P holds nothing else   preserved registers as at entry   ie as the contract says   isr[κ] as at entry
// ──────────────────────────────────────────────────────────────────────────────────────────────
// { P }   ret
//
// In a function only: the entry of a thread and a handler have no call frame to return to. What the caller assumes of
// `ie` is decided by the same function as here (`interruptEnableAfter`).

import AIMLang
import SepLogic

extension Execution {
  func `return`(_ path: Path, _ duty: Duty) throws(LoweringError) {
    defer { duty.close() }
    let span = program.code[path.pc].span
    guard task.role == .function else {
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.return, .stackEmpty),
            task.role == .handler
              ? "`ret` in a handler: there is no call to return from"
              : "`\(routine.name)` is the entry of a thread: there is no call to return from",
            at: span,
            suggestion: task.role == .handler ? "end the handler with `iret`" : "end the thread with `halt`"),
          path, nil))
      return
    }
    guard try flagsAgree(path, duty) else { return }
    for register in routine.preserves.registers {
      let (now, then) = (path.registers[register.index], entryRegisters[register.index])
      _ = require(arena.equal(now, then), on: path, duty) {
        Diagnostic(
          .error, DiagnosticCode(.return, .registerChanged),
          "`\(register)` is promised to be preserved, and it may have changed", at: span,
          related: [RelatedPlace(routine.nameSpan, "the contract with `preserves`")],
          facts: [
            EvidenceRow(.needs, "\(register)", describe(then)), EvidenceRow(.has, "\(register)", describe(now)),
          ])
      }
    }
    let ensures = try lowering.formula(routine.ensures, scope(path), as: .ensures(task.routine))
    for path in try close(path, duty, for: .closing) {
      _ = try consume(ensures, from: path, duty, for: .ensures, emptying: true)
    }
  }

  private func flagsAgree(_ path: Path, _ duty: Duty) throws(LoweringError) -> Bool {
    let allowed = try lowering.interruptEnableAfter(routine, scope(path), before: task.flags)
    guard path.flags.inService == task.flags.inService else {
      refuseFlags(
        path, duty, "`\(routine.name)` returns with the service of irq \(path.flags.level) ended",
        needs: "in service, as at the call", suggestion: "let the handler itself `eoi`")
      return false
    }
    if allowed.contains(path.flags.interruptEnable) { return true }
    let now = path.flags.interruptEnable ? 1 : 0
    let silent = !routine.ensuresInterruptEnable
    let violated = try lowering.flagViolation(routine.ensures, scope(path))
    duty.refute(
      finding(
        Diagnostic(
          .error, DiagnosticCode(.return, .flagMismatch),
          "`\(routine.name)` returns with ie = \(now)", at: program.code[path.pc].span,
          related: [RelatedPlace(violated?.span ?? routine.nameSpan, silent ? "its contract" : "ensured here")],
          facts: [
            EvidenceRow(
              .needs, "ie",
              silent
                ? "as at the call, because `ensures` does not mention it"
                : violated.map { program.sources.text(of: $0.span) } ?? "as ensured"),
            EvidenceRow(.has, "ie", "\(now)"),
          ],
          suggestion: silent
            ? "say `ensures ie == \(now)` if that is meant, or set the flag back before `ret`" : nil),
        path, nil))
    return false
  }
}
