// first arrival:   P ⊨ A * F     { A * F } body, with every register fresh that the loop may write
// coming back:     Q ⊨ A * F, the same cells of F with the same contents, the flags as at the first arrival
//
// A label with an invariant A cuts every path that comes by. On the first arrival A is taken out of the heap, what
// remains is the frame F, registers that can change between two arrivals become unknown, and A is put back. A path
// that arrives again has only to show A * F.
//
// Sound by induction on the number of arrivals at the label in one run of this activation: the state after the first
// arrival covers the state at every later one, because memory is A * F each time, the facts kept speak of values that
// never change, and every register that an instruction on some way from the label back to it writes is fresh. Ways
// through another label that is already active end there, so the instructions on them count for that label and not
// for this one.

import AIMLang
import SepLogic

extension Execution {
  func arriveAtLoop(_ label: Label, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    defer { duty.close() }
    if let active = path.loops.first(where: { $0.pc == label.pc }) {
      try comeBack(to: label, active, path, duty)
      return []
    }
    let formula = try lowering.formula(label.invariants, scope(path), as: .loop)
    var recorded = path
    record(.loopHead, &recorded)
    var results: [Path] = []
    for var arrival in consume(formula, from: path, duty, for: .loopInvariant(label)).map(\.path) {
      arrival.loops.append(ActiveLoop(pc: label.pc, frame: arrival.state.heap, flags: path.flags))
      let active = Set(path.loops.map(\.pc))
      let changed = flow.registersWritten(
        in: flow.cycle(through: label.pc, avoiding: active), program: program)
      for register in changed.registers {
        arrival.registers[register.index] = arena.wordSymbol("\(register)")
      }
      arrival.phase = .ghost(0)
      arrival.trace = recorded.trace
      results += try produce(try lowering.formula(label.invariants, scope(arrival), as: .loop), into: arrival)
    }
    return results
  }

  private func comeBack(
    to label: Label, _ active: ActiveLoop, _ path: Path, _ duty: Duty
  ) throws(LoweringError) {
    guard path.flags == active.flags else {
      let (now, then) = (path.flags.interruptEnable ? 1 : 0, active.flags.interruptEnable ? 1 : 0)
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.loop, .flagMismatch),
            "`\(label.name)` was reached with ie = \(then) and is reached again with ie = \(now)",
            at: arrivingSpan(path), related: [RelatedPlace(label.span, "the loop head")],
            facts: [EvidenceRow(.needs, "ie", "\(then)"), EvidenceRow(.has, "ie", "\(now)")],
            suggestion: now == 0 ? "insert `sti` before the jump back" : "insert `cli` before the jump back"),
          path, nil))
      return
    }
    let formula = try lowering.formula(label.invariants, scope(path), as: .loop)
    for branch in consume(formula, from: path, duty, for: .loopInvariant(label)) {
      for rest in heap.consumeFrame(active.frame, from: branch.path.state) {
        switch rest {
        case .success(let state, _):
          requireNothingLeft(branch.path.with(state: state), duty, for: .loopFrame(label))
        case .failure(let failure): fail(duty, failure, branch.path, .loopFrame(label))
        }
      }
    }
  }

  /// Where to look when the invariant of a label fails: the jump that led there, or the label that was run into.
  func arrivingSpan(_ path: Path) -> SourceSpan {
    guard let from = path.trace.last?.pc else { return headLabel(at: path.pc)?.span ?? routine.nameSpan }
    return program.code[from].operation.jumps
      ? program.code[from].span : headLabel(at: path.pc)?.span ?? program.code[from].span
  }
}
