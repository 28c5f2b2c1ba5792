// A lemma is proved like a function without code: from what it requires, through the lines of its proof, to what it
// ensures, nothing left over. It reads no flag and no register, so it does not matter with which ones it runs.

import AIMLang

extension Program {
  /// The program with a routine for each lemma behind its own routines: the proof is the ghost code before its `ret`.
  func withLemmaRoutines() -> Program {
    if lemmas.isEmpty { return self }
    var result = self
    for lemma in lemmas {
      let pc = result.code.count
      result.code.append(Instruction(.return, at: lemma.span, ghosts: lemma.proof))
      result.routines.append(
        Routine(
          name: lemma.name, kind: .function, parameters: [], logicals: lemma.parameters, requires: lemma.requires,
          ensures: lemma.ensures, preserves: RegisterSet.all, code: pc..<(pc + 1), labels: [], module: lemma.module,
          span: lemma.span, nameSpan: lemma.span, documentation: nil))
    }
    return result
  }

  /// The lemma that the routine proves; nil for a routine of the program.
  func lemma(provedBy routine: RoutineID) -> LemmaID? {
    let first = routines.count - lemmas.count
    return routine.index >= first ? LemmaID(routine.index - first) : nil
  }
}
