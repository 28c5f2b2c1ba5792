// ie = 1   thread level
// ─────────────────────
// { P }   halt
//
// The thread ends and may keep its memory, which then belongs to nobody for good. With `ie = 1` at thread level it
// owns no invariant, so nothing that others wait for is kept.

import AIMLang
import SepLogic

extension Execution {
  func halt(_ path: Path) {
    let duty = duty(path)
    defer { duty.close() }
    guard path.flags.interruptEnable, path.flags.level == program.levelCount else {
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.halt, .flagMismatch), "`halt` with \(describe(path.flags))",
            at: program.code[path.pc].span,
            facts: [
              EvidenceRow(.needs, "", "ie = 1 at thread level"), EvidenceRow(.has, "", describe(path.flags)),
            ],
            suggestion: path.flags.level == program.levelCount
              ? "insert `sti` before this instruction" : "end the handler with `iret`"),
          path, nil))
      return
    }
  }
}
