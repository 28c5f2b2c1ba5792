// first arrival:   P ⊨ A * F     { A * F } body, with every register fresh that the loop may write
// coming back:     Q ⊨ A * F, the same cells of F with the same contents, the flags as at the first arrival
//
// A label with an invariant A cuts every path that comes by. On the first arrival A is taken out of the heap, what
// remains is the frame F, registers that can change between two arrivals become unknown, and A is put back. A path
// that arrives again has only to show A * F. Instances of families that are open are closed first where that is possible; otherwise
// their memory is part of A * F, and the same ones have to be open again.
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
    var recorded = path
    record(.loopHead, &recorded)
    var results: [Path] = []
    for arrival in try closeIfPossible(path) {
      results += try cut(at: label, arrival, duty).map { path in
        var path = path
        path.trace = recorded.trace
        return path
      }
    }
    return results
  }

  private func cut(at label: Label, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    let formula = try lowering.formula(label.invariants, scope(path), as: .loop)
    var results: [Path] = []
    for var arrival in try consume(formula, from: path, duty, for: .loopInvariant(label)).map(\.path) {
      arrival.loops.append(
        ActiveLoop(
          pc: label.pc, frame: arrival.state.heap, atoms: arrival.state.atoms.filter { !$0.symbol.isFact },
          flags: path.flags, opened: arrival.opened))
      let active = Set(path.loops.map(\.pc))
      let changed = flow.registersWritten(
        in: flow.cycle(through: label.pc, avoiding: active), program: program)
      for register in changed.registers {
        arrival.registers[register.index] = arena.wordSymbol("\(register)")
      }
      arrival.phase = .ghost(0)
      arrival = marked(arrival, 0)
      results += try produce(try lowering.formula(label.invariants, scope(arrival), as: .loop), into: arrival)
    }
    return results
  }

  private func comeBack(
    to label: Label, _ active: ActiveLoop, _ path: Path, _ duty: Duty
  ) throws(LoweringError) {
    guard path.flags == active.flags else {
      let (now, then) = (path.flags.interruptEnable ? 1 : 0, active.flags.interruptEnable ? 1 : 0)
      let isService = now == then
      duty.refute(
        finding(
          Diagnostic(
            .error, DiagnosticCode(.loop, .flagMismatch),
            isService
              ? "`\(label.name)` was reached in service and is reached again after `eoi`"
              : "`\(label.name)` was reached with ie = \(then) and is reached again with ie = \(now)",
            at: arrivingSpan(path), related: [RelatedPlace(label.span, "the loop head")],
            facts: isService
              ? [] : [EvidenceRow(.needs, "ie", "\(then)"), EvidenceRow(.has, "ie", "\(now)")],
            suggestion: isService
              ? "end the service before the loop or behind it"
              : now == 0 ? "insert `sti` before the jump back" : "insert `cli` before the jump back"),
          path, nil))
      return
    }
    let formula = try lowering.formula(label.invariants, scope(path), as: .loop)
    for arrival in try close(path, duty, for: .closing, where: { !active.opened.contains($0) }) {
      for branch in try consume(formula, from: arrival, duty, for: .loopInvariant(label)) {
        guard sameInstances(branch.path, active, label, duty) else { continue }
        for rest in heap.consumeFrame(active.frame, active.atoms, from: branch.path.state) {
          switch rest {
          case .success(let state, let bindings):
            let state = recorded(state, .emp, flexible: [], bindings)
            requireNothingLeft(branch.path.with(state: state), duty, for: .loopFrame(label))
          case .failure(let failure): fail(duty, failure, branch.path, .loopFrame(label))
          }
        }
      }
    }
  }

  /// What is open has to be what was open at first, since the loop goes on as if it were.
  private func sameInstances(_ path: Path, _ active: ActiveLoop, _ label: Label, _ duty: Duty) -> Bool {
    if path.opened.count == active.opened.count, path.opened.allSatisfy(active.opened.contains) { return true }
    duty.refute(
      finding(
        Diagnostic(
          .error, DiagnosticCode(.loop, .frameChanged),
          "at `\(label.name)` other instances of invariants are in use than when it was reached first",
          at: arrivingSpan(path), related: [RelatedPlace(label.span, "the loop head")],
          facts: [
            EvidenceRow(.needs, "", describe(active.opened)), EvidenceRow(.has, "", describe(path.opened)),
          ],
          suggestion: "mention their cells in the invariant of `\(label.name)`"),
        path, nil))
    return false
  }

  /// Where to look when the invariant of a label fails: the jump that led there, or the label that was run into.
  func arrivingSpan(_ path: Path) -> SourceSpan {
    guard let from = path.trace.last?.pc else { return headLabel(at: path.pc)?.span ?? routine.nameSpan }
    return program.code[from].operation.jumps
      ? program.code[from].span : headLabel(at: path.pc)?.span ?? program.code[from].span
  }
}
