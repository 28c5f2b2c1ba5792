// { P ∧ rs = codeAddress(ℓ) } ℓ   for each label ℓ of the routine        P ⊨ ⋁ rs = codeAddress(ℓ)
// ───────────────────────────────────────────────────────────────────────────────────────────────
// { P }   jr rs
//
// Sound because the labels tried and the obligation that there is no other value cover every value of the register.

import AIMLang
import SepLogic

extension Execution {
  func jumpRegister(_ source: Register, _ path: Path) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    var known: Set<Int> = []
    let targets = routine.labels.map(\.pc).filter { routine.code.contains($0) && known.insert($0).inserted }
    let (paths, complete) = split(path, on: path.registers[source.index], among: targets)
    if !complete(duty, DiagnosticCode(.jump, .targetUnknown), "a label of `\(routine.name)`") { return [] }
    return paths.flatMap { jump(to: $0.target, $0.path) }
  }

  /// The path for each of the targets whose code address the term can have; and the obligation that it has no other.
  func split(
    _ path: Path, on term: TermID, among targets: [Int]
  ) -> (paths: [(target: Int, path: Path)], complete: (Duty, DiagnosticCode, String) -> Bool) {
    var paths: [(target: Int, path: Path)] = []
    var alternatives: [TermID] = []
    for target in targets {
      let here = arena.equal(term, arena.int(Int128(Program.codeAddress(target))))
      if here == arena.false { continue }
      alternatives.append(here)
      paths += feasible(path.assuming(here)).map { (target, $0) }
    }
    let goal = arena.or(alternatives)
    return (
      paths,
      { [self] duty, code, what in
        require(goal, on: path, duty) {
          Diagnostic(
            .error, code, "the register need not hold the code address of \(what)",
            at: program.code[path.pc].span,
            facts: [EvidenceRow(.has, "", describe(term))])
        }
      }
    )
  }
}
