// @fold p(a)    { P * body_p(a) }      { P * p(a) }
// @unfold p(a)  { P * p(a) }           { P * body_p(a) }
// @apply l(a)   { P * requires_l(a) }  { P * ensures_l(a) }     l is proved (`LemmaRoutines.swift`)
//
// A lemma that is applied in its own proof, or in that of one that it needs itself, has to be applied to less: the heap of
// a proof is the same throughout, since ghost lines do not write, so where a cell is set aside the rest is strictly smaller.
// Where none is, the heap is not larger, and a parameter has to decrease, the same one wherever the lemma is applied so:
// a sequence in length, an integer that stays at 0 or above. That is an induction on the size of the heap and then on
// the parameter.

import AIMLang
import SepLogic

extension Execution {
  func fold(
    _ id: PredicateID, _ arguments: [Expression], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let atom = Formula.atom(
      lowering.symbol(of: id), try terms(arguments, path), lowering.origins.add(.ghost, at: statement.span))
    var results: [Path] = []
    for branch in try consume(atom, from: path, duty, for: .assertion) {
      results += try produce(atom, into: branch.path)
    }
    return results
  }

  func unfold(
    _ id: PredicateID, _ arguments: [Expression], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let symbol = lowering.symbol(of: id)
    let wanted = try terms(arguments, path)
    let index = path.state.atoms.firstIndex { atom in
      let same = arena.equal(atom.inputs, wanted[..<symbol.inputCount])
      return atom.symbol == symbol && same != arena.false && heap.entails(path.state, same) == .yes
    }
    guard let index else {
      // The search says what there is instead.
      let atom = Formula.atom(symbol, wanted, lowering.origins.add(.ghost, at: statement.span))
      return try consume(atom, from: path, duty, for: .assertion).flatMap { branch throws(LoweringError) in
        try produce(definition(id, wanted), into: branch.path)
      }
    }
    do {
      let outputs = arena.equal(path.state.atoms[index].outputs, wanted[symbol.inputCount...])
      return try heap.unfold(index, in: path.state.assuming(outputs)).map { path.with(state: $0) }
    } catch {
      throw .tooLarge("the number of cases of this definition", statement.span)
    }
  }

  func apply(
    _ id: LemmaID, _ arguments: [Expression], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let values = try terms(arguments, path)
    let lemma = try lowering.lemma(id, values)
    var results: [Path] = []
    for branch in try consume(lemma.requires, from: path, duty, for: .assertion) {
      guard isSmaller(id, values, branch.path, statement, duty) else { continue }
      results += try produce(lemma.ensures, into: branch.path)
    }
    return results
  }

  private func terms(_ expressions: [Expression], _ path: Path) throws(LoweringError) -> [TermID] {
    var result: [TermID] = []
    for expression in expressions { result.append(try lowering.expressions.term(expression, scope(path))) }
    return result
  }

  private func definition(_ id: PredicateID, _ arguments: [TermID]) throws(LoweringError) -> Formula {
    heap.definitions[lowering.symbol(of: id)]?.body(arguments, in: arena) ?? .emp
  }

  // MARK: Induction

  /// Whether a lemma may be applied in the proof at hand, to what was taken out of the path's heap.
  private func isSmaller(
    _ id: LemmaID, _ values: [TermID], _ frame: Path, _ statement: GhostStatement, _ duty: Duty
  ) -> Bool {
    guard let own = program.lemma(provedBy: task.routine), own == id || program.areMutual(own, id) else { return true }
    if !frame.state.heap.isEmpty { return true }
    if own == id {
      decreasing.formIntersection(program.lemmas[id.index].parameters.indices.filter { index in
        guard let old = frame.logicals[program.lemmas[id.index].parameters[index].id] else { return false }
        return heap.entails(frame.state, arena.isSmaller(values[index], than: old)) == .yes
      })
      if !decreasing.isEmpty { return true }
    }
    duty.doubt(
      finding(
        Diagnostic(
          .error, DiagnosticCode(.ghost, .notDecreasing),
          "nothing shows that `\(program.lemmas[id.index].name)` is applied to less here than what its proof started with",
          at: statement.span,
          facts: [
            EvidenceRow(.needs, "", "a cell that is not part of what the lemma needs, or a parameter that decreases")
          ],
          suggestion:
            "unfold the predicate first, so that its first cell stays behind, or apply the lemma to a shorter sequence"),
        frame, nil))
    return false
  }
}

extension TermArena {
  /// Less in the order in which there is no endless descent: of sequences by length, of integers from 0 on.
  func isSmaller(_ new: TermID, than old: TermID) -> TermID {
    switch sort(of: old) {
    case .bool: self.false
    case .int: and([lessOrEqual(zero, new), less(new, old)])
    case .seq: less(length(new), length(old))
    }
  }

  /// Not greater in that order.
  func isNotGreater(_ new: TermID, than old: TermID) -> TermID {
    switch sort(of: old) {
    case .bool: self.true
    case .int: or([equal(new, old), isSmaller(new, than: old)])
    case .seq: lessOrEqual(length(new), length(old))
    }
  }
}
