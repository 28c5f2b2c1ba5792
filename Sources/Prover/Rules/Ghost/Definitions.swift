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
    _ id: PredicateID, _ arguments: [Expression?], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let (values, open) = try terms(arguments, for: program.predicates[id.index].parameters, path)
    let symbol = lowering.symbol(of: id)
    let origin = lowering.origins.add(.ghost, at: statement.span)
    var results: [Path] = []
    for branch in try consume(.atom(symbol, values, origin), from: path, duty, for: .assertion, flexible: open) {
      let found = values.map { branch.bindings[$0] ?? $0 }
      results += try produce(.atom(symbol, found, origin), into: branch.path)
    }
    return results
  }

  func unfold(
    _ id: PredicateID, _ arguments: [Expression?], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let symbol = lowering.symbol(of: id)
    let (values, open) = try terms(arguments, for: program.predicates[id.index].parameters, path)
    let origin = lowering.origins.add(.ghost, at: statement.span)
    var results: [Path] = []
    for branch in try consume(.atom(symbol, values, origin), from: path, duty, for: .assertion, flexible: open) {
      let found = values.map { branch.bindings[$0] ?? $0 }
      guard let body = heap.definitions[symbol]?.body(found, in: arena) else {
        throw .notSupported("a predicate without a definition", statement.span)
      }
      results += try produce(body, into: branch.path)
    }
    return results
  }

  func apply(
    _ id: LemmaID, _ arguments: [Expression?], _ statement: GhostStatement, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> [Path] {
    let (values, open) = try terms(arguments, for: program.lemmas[id.index].parameters, path)
    let requires = try lowering.lemma(id, values).requires
    var results: [Path] = []
    for branch in try consume(requires, from: path, duty, for: .assertion, flexible: open) {
      let found = values.map { branch.bindings[$0] ?? $0 }
      guard isSmaller(id, found, branch.path, statement, duty) else { continue }
      results += try produce(try lowering.lemma(id, found).ensures, into: branch.path)
    }
    return results
  }

  /// The arguments, and those among them that `_` leaves open, which are found like bound variables.
  private func terms(
    _ arguments: [Expression?], for parameters: [Variable], _ path: Path
  ) throws(LoweringError) -> (values: [TermID], open: [TermID]) {
    var values: [TermID] = []
    var open: [TermID] = []
    for (argument, parameter) in zip(arguments, parameters) {
      if let argument {
        values.append(try lowering.expressions.term(argument, scope(path)))
      } else {
        let symbol = arena.symbol(parameter.name, sort: parameter.sort.termSort)
        open.append(symbol)
        values.append(symbol)
      }
    }
    return (values, open)
  }

  // MARK: Induction

  /// Whether a lemma may be applied in the proof at hand, to what was taken out of the path's heap.
  private func isSmaller(
    _ id: LemmaID, _ values: [TermID], _ frame: Path, _ statement: GhostStatement, _ duty: Duty
  ) -> Bool {
    guard let own = program.lemma(provedBy: task.routine), program.isRecursive(own), program.group(of: own).contains(id)
    else { return true }
    if !frame.state.heap.isEmpty { return true }
    if own == id {
      decreasing.formIntersection(
        program.lemmas[id.index].parameters.indices.filter { index in
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
