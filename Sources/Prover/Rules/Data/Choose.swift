// { lo ≤ hi }   choose rd, lo, hi   { lo ≤ rd ≤ hi }
//
// The machine takes any word of the range, so the path goes on with a fresh one; an empty range is stuck.

import AIMLang
import SepLogic

extension Execution {
  func choose(_ destination: Register, _ low: Operand, _ high: Operand, _ path: Path) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    let (lower, upper) = (value(of: low, path), value(of: high, path))
    let holds = require(arena.lessOrEqual(lower, upper), on: path, duty) {
      Diagnostic(
        .error, DiagnosticCode(.choose, .rangeEmpty), "the range of this `choose` can be empty",
        at: program.code[path.pc].span,
        facts: [EvidenceRow(.needs, "", "\(describe(lower)) <= \(describe(upper))")])
    }
    guard holds else { return [] }
    let choice = arena.wordSymbol("chosen")
    var next = path.assuming(arena.lessOrEqual(lower, choice)).assuming(arena.lessOrEqual(choice, upper)).next()
    next.registers[destination.index] = choice
    next.choices.append(choice)
    return [next]
  }
}
