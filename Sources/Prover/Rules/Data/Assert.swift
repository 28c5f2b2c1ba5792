// { facts ⊨ c }   assert c   { c }
//
// A failing `assert` is stuck. The condition is an expression without memory.

import AIMLang
import SepLogic

extension Execution {
  func assert(_ condition: Expression, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    defer { duty.close() }
    let goal = try lowering.expressions.term(condition, scope(path))
    let holds = require(goal, on: path, duty) {
      Diagnostic(
        .error, DiagnosticCode(.assert, .factUnproved), "the condition of this `assert` does not follow",
        at: program.code[path.pc].span,
        facts: [EvidenceRow(.needs, "", program.sources.text(of: condition.span))])
    }
    return holds ? [path.assuming(goal).next()] : []
  }
}
