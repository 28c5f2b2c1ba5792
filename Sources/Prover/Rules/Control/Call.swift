// { requires_f } f { ensures_f }
// ──────────────────────────────────────────────────────────────────
// { requires_f * R }   call f   { ensures_f * R }      registers that f does not preserve become unknown
//
// The callee's own memory is taken out of the heap, with its `with` variables chosen to fit; the rest R is the frame,
// which cannot mention flags or registers because chunks and facts are about values alone. The callee is demanded with
// the flags of this call site, and is proved for them as a task of its own, so recursion needs nothing more. It may rely on every
// instance of a family being intact where the flags make it its own, so all of them are closed first. Its
// `ensures` speaks of the registers after the call, and through `old` and its parameters of those at the call.

import AIMLang
import SepLogic

extension Execution {
  func call(_ callee: RoutineID, _ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    let target = program.routines[callee.index]
    let site = program.code[path.pc].span
    guard !target.isHandler else { throw .notSupported("a call of the handler `\(target.name)`", site) }
    var scope = Scope(
      registers: path.registers, entryRegisters: path.registers, flags: path.flags,
      entryInterruptEnable: path.flags.interruptEnable)
    var chosen: [(id: VariableID, symbol: TermID)] = []
    for variable in target.logicals {
      let symbol = try lowering.symbol(for: variable, in: target.requires)
      scope.variables[variable.id] = symbol
      chosen.append((variable.id, symbol))
    }
    if let violated = try flagViolation(target, scope, path, duty) {
      duty.refute(violated)
      return []
    }
    if !target.isExtern { demand(TaskKey(routine: callee, role: .function, flags: path.flags)) }
    let requires = try lowering.formula(target.requires, scope, as: .requires(callee))
    var results: [Path] = []
    for path in try close(path, duty, for: .closing) {
      for branch in try consume(requires, from: path, duty, for: .requires(callee), flexible: chosen.map(\.symbol)) {
        var bound = scope
        for (id, symbol) in chosen { bound.variables[id] = branch.bindings[symbol] ?? symbol }
        results += try afterCall(of: callee, branch.path, bound)
      }
    }
    return results
  }

  /// The states in which the callee can return.
  private func afterCall(of callee: RoutineID, _ path: Path, _ atCall: Scope) throws(LoweringError) -> [Path] {
    let target = program.routines[callee.index]
    var after = path.next()
    for register in RegisterSet.all.subtracting(target.preserves).registers {
      after.registers[register.index] = arena.wordSymbol("\(register)")
    }
    var scope = atCall
    scope.registers = after.registers
    var results: [Path] = []
    for value in try lowering.interruptEnableAfter(target, scope, before: path.flags) {
      after.flags.interruptEnable = value
      scope.flags = after.flags
      let returned = marked(after, value ? 1 : 0)
      results += try produce(lowering.formula(target.ensures, scope, as: .ensures(callee)), into: returned)
    }
    return results
  }

  /// A finding if the contract asks for other flags than there are.
  private func flagViolation(
    _ target: Routine, _ scope: Scope, _ path: Path, _ duty: Duty
  ) throws(LoweringError) -> Finding? {
    guard let violated = try lowering.flagViolation(target.requires, scope) else { return nil }
    return finding(
      Diagnostic(
        .error, DiagnosticCode(.call, .flagMismatch),
        "`\(target.name)` may not be called with \(describe(path.flags))", at: program.code[path.pc].span,
        related: [RelatedPlace(violated.span, "required here")],
        facts: [
          EvidenceRow(.needs, "", program.sources.text(of: violated.span)),
          EvidenceRow(.has, "", describe(path.flags)),
        ]), path, nil)
  }

  func demand(_ key: TaskKey) {
    if !result.demanded.contains(key) { result.demanded.append(key) }
  }
}
