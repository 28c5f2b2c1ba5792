// { P } target
// ────────────────
// { P }   j target
//
// A path stays finite because every cycle of the routine goes through a label with an invariant, where it is cut
// (`LoopHead.swift`). A jump that closes a cycle without one has no proof, and says so.

import AIMLang
import SepLogic

extension Execution {
  func jump(to target: Int, _ path: Path) -> [Path] {
    guard routine.code.contains(target), target <= path.pc, flow.closesUncutCycle(from: path.pc, to: target) else {
      return [path.at(target)]
    }
    let duty = duty(.backwardJump(task.routine, pc: path.pc), pc: path.pc)
    let name = routine.labels.first { $0.pc == target }
    duty.refute(
      finding(
        Diagnostic(
          .error, DiagnosticCode(.loop, .invariantMissing),
          "this jump back to `\(name?.name ?? "there")` makes a loop that no label with an invariant cuts",
          at: program.code[path.pc].span,
          related: name.map { [RelatedPlace($0.span, "the label jumped back to")] } ?? [],
          suggestion: "write `invariant …` after `\(name?.name ?? "the label"):`; `invariant ie == "
            + "\(path.flags.interruptEnable ? 1 : 0)` is enough where the loop changes no owned memory"),
        path, nil))
    duty.close()
    return []
  }
}
