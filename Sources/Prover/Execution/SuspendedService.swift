// `switch` in a handler needs that no suspended handler of the thread is in service (logic.md section 1). What lies
// under a handler of level k on its stack is code that ran with interrupts on; it was a handler in service only if one of a lower
// priority j > k can run so. Flags are concrete on every path, so the levels at which any code runs with interrupts on and
// in service are seen by the tasks; a `switch` at level k is refused if one of them is below it.
//
// With `pic auto` the handler's own bit does not count. With `pic 8259a` it has to be clear, which the path's own flags
// say, and levels j < k cannot lie under it: the interrupt of level k arrives only where their bits are clear.

import AIMLang
import SepLogic

struct SuspendedService {
  let program: Program
  /// Whether all handlers are among the tasks.
  let isComplete: Bool

  /// Enters what fails, or cannot be known from a part of the program, into the ledger.
  func check(_ tasks: [TaskResult], _ ledger: inout Ledger) {
    for (key, finding) in findings(tasks) { ledger.refute(key, finding) }
    guard !isComplete else { return }
    for site in Set(tasks.flatMap(\.switches)).sorted() {
      let below = program.routines.contains {
        if case .handler(let level) = $0.kind { level > site.level } else { false }
      }
      guard below, let index = program.routines.firstIndex(where: { $0.code.contains(site.pc) }) else { continue }
      ledger.doubt(
        .instruction(RoutineID(index), pc: site.pc, .switch),
        Finding(
          diagnostic: Diagnostic(
            .error, DiagnosticCode(.switch, .limitReached),
            "whether a suspended handler may be in service here depends on handlers that are not looked at",
            at: program.code[site.pc].span, suggestion: "prove the whole program"),
          pc: site.pc))
    }
  }

  private func findings(_ tasks: [TaskResult]) -> [(key: ObligationKey, finding: Finding)] {
    var inService: [Int: Int] = [:]
    for task in tasks {
      for (level, pc) in task.interruptible { inService[level] = min(inService[level] ?? pc, pc) }
    }
    var known: Set<SwitchSite> = []
    var results: [(ObligationKey, Finding)] = []
    for site in tasks.flatMap(\.switches).sorted() where known.insert(site).inserted {
      let below = inService.keys.filter { $0 > site.level && hasHandler($0) }.min()
      guard let below, let pc = inService[below],
        let index = program.routines.firstIndex(where: { $0.code.contains(site.pc) })
      else { continue }
      results.append((.instruction(RoutineID(index), pc: site.pc, .switch), finding(site, below, pc)))
    }
    return results
  }

  private func hasHandler(_ level: Int) -> Bool { program.routines.contains { $0.kind == .handler(level: level) } }

  private func finding(_ site: SwitchSite, _ level: Int, _ pc: Int) -> Finding {
    Finding(
      diagnostic: Diagnostic(
        .error, DiagnosticCode(.switch, .flagMismatch),
        "`switch` in a handler of irq \(site.level) that may have interrupted the handler of irq \(level) in its service",
        at: program.code[site.pc].span,
        related: [RelatedPlace(program.code[pc].span, "irq \(level) runs here with interrupts on, in service")],
        facts: [
          EvidenceRow(.needs, "", "no suspended handler of the thread in service"),
          EvidenceRow(.has, "", "irq \(level), which can be interrupted by irq \(site.level)"),
        ],
        suggestion: program.interruptController == .explicit
          ? "let the handler of irq \(level) `eoi` before it turns interrupts on, or do not switch here"
          : "keep interrupts off in the handler of irq \(level), or do not switch here"),
      pc: site.pc)
  }
}
