// { P ∧ rs = codeAddress(f) } call f {…}   for each function f        P ⊨ ⋁ rs = codeAddress(f)
// ─────────────────────────────────────────────────────────────────────────────────────────────
// { P }   callr rs
//
// Sound as for an indirect jump. Only functions with code have an address; the routine that proves a lemma has none.

import AIMLang
import SepLogic

extension Execution {
  func callRegister(_ source: Register, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    var entries: [(pc: Int, routine: RoutineID)] = []
    for (index, routine) in program.routines.enumerated() where routine.kind == .function && !routine.code.isEmpty {
      let id = RoutineID(index)
      if program.lemma(provedBy: id) == nil { entries.append((routine.code.lowerBound, id)) }
    }
    let (paths, complete) = split(path, on: path.registers[source.index], among: entries.map(\.pc))
    if !complete(duty, DiagnosticCode(.call, .targetUnknown), "a function") { return [] }
    var results: [Path] = []
    for (target, path) in paths {
      guard let entry = entries.first(where: { $0.pc == target }) else { continue }
      results += try call(entry.routine, marked(path, target), duty)
    }
    return results
  }
}
