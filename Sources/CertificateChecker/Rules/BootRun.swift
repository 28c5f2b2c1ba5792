// globals with their initial values ⊨ requires_1 * … * requires_n * I(0) * … * I(N) * true        shared instances included
//
// Every thread starts with interrupts on, so that all invariants are public. Registers are the arguments, and 0.

import AIMLang
import CertificateFormat

struct BootRun {
  let check: TaskCheck
  let boot: Boot

  func run() throws {
    check.place = "boot"
    let terms = check.terms
    let program = check.lowering.program
    let (_, symbols) = try check.entryRegisters()
    var state = State(node: 0, symbols: symbols)
    for global in program.globals {
      for (offset, value) in global.initial.enumerated() {
        state.cells.append(
          State.Cell(
            address: terms.int(Int128(global.address) + Int128(offset)), value: terms.int(Int128(value))))
      }
    }
    check.lowering.known = boot.shares.map {
      Atom.family($0.invariant.index, $0.arguments.map { terms.int(Int128($0)) })
    }
    state.atoms = check.lowering.known
    guard try check.tree.cells(0) == state.cells, try check.tree.atoms(0) == state.atoms, check.tree[0].facts.isEmpty
    else { throw check.fail("the boot memory is not that of the program") }
    let flags = check.program.thread(interruptEnable: true)
    var states = [state]
    for thread in boot.threads {
      let target = program.routines[thread.routine.index]
      var registers = [TermNumber](repeating: terms.int(0), count: Register.count)
      for (position, value) in thread.arguments.enumerated() where position + 1 < Register.count {
        registers[position + 1] = terms.int(Int128(value))
      }
      let scope = Scope(
        registers: registers, entryRegisters: registers, flags: flags, entryInterruptEnable: true)
      let reader = RoutineRun(check: check, checked: CheckedRoutine(routine: target))
      states = try take(states, flags) { try reader.flexible(target.logicals, target.requires, scope, &$0) }
    }
    for (index, invariant) in program.invariants.enumerated() where invariant.parameters.isEmpty {
      states = try take(states, flags) { try self.check.lowering.instance(index, [], &$0) }
    }
    for share in boot.shares {
      let arguments = share.arguments.map { terms.int(Int128($0)) }
      states = try take(states, flags) { try self.check.lowering.instance(share.invariant.index, arguments, &$0) }
    }
  }

  private func take(
    _ states: [State], _ flags: CertificateFlags, _ formula: (inout Bindings) throws -> Formula
  ) throws -> [State] {
    try states.flatMap { try check.take(.consumed, from: $0, flags: flags, formula).map(\.rest) }
  }
}
