// Calls, ends and loops.
//
// A call takes what the callee requires and adds what it ensures; the rest is the frame. The callee has to have a derivation for the
// flags of the call. A loop is cut at its label: what the invariant says is taken, the rest must be found as it was whenever the
// label is reached again, and registers that the loop may write have any value.

import AIMLang
import CertificateFormat

extension RoutineRun {
  mutating func call(_ callee: RoutineID, _ arrival: Arrival, from state: State) throws {
    let target = program.routines[callee.index]
    guard target.kind == .function || target.kind == .externFunction else { throw check.fail("a call of a handler") }
    if target.kind == .function {
      findings.demanded.insert(TaskName(role: .function, routine: callee.index, flags: arrival.flags))
    }
    var scope = Scope(
      registers: arrival.registers, entryRegisters: arrival.registers, flags: arrival.flags,
      entryInterruptEnable: arrival.flags.interruptEnable)
    for closed in try close(state, arrival.flags) {
      for taken in try check.take(
        .consumed, from: closed, flags: arrival.flags,
        { try self.flexible(target.logicals, target.requires, scope, &$0) })
      {
        guard taken.rest.opened.isEmpty else { throw check.fail("an instance is open at a call") }
        for (number, variable) in target.logicals.enumerated() {
          // Nothing determines it, so it has any value: a symbol that nothing is known of.
          scope.variables[variable.id] = taken.chosen(number) ?? terms.newSymbol(Sort(variable.sort))
        }
        try afterCall(target, taken.rest, scope, arrival)
      }
    }
  }

  private mutating func afterCall(
    _ target: Routine, _ state: State, _ atCall: Scope, _ arrival: Arrival
  ) throws {
    let kept = Set(target.preserves.registers.map(\.index))
    let expected: [NewRegister] = arrival.registers.enumerated().map {
      kept.contains($0.offset) ? .term($0.element) : .any(check.words)
    }
    let values = target.ensuresInterruptEnable ? [false, true] : [arrival.flags.interruptEnable]
    for value in values {
      var flags = arrival.flags
      flags.interruptEnable = value
      let mark = value ? 1 : 0
      let isThere = tree.children[state.node].contains { tree[$0].step == .marked && tree[$0].mark == mark }
      guard isThere else {
        // The callee cannot return so: what it ensures contradicts the flag.
        var scope = atCall
        scope.flags = flags
        scope.registers = expected.map { register in
          if case .term(let term) = register { term } else { terms.newSymbol(.int) }
        }
        _ = try check.produced([], into: state) { try self.check.lowering.formula(target.ensures, scope, &$0) }
        continue
      }
      for var returned in try marked(mark, state, arrival.flags) {
        guard let place = tree[returned.node].place else { throw check.fail("a return without registers") }
        let registers = try check.registers(place, &returned, expected)
        var scope = atCall
        scope.registers = registers
        scope.flags = flags
        var after = arrival
        after.registers = registers
        for next in try add(target.ensures, scope, to: returned, flags) { try go(after, flags: flags, from: next) }
      }
    }
  }

  mutating func call(through target: TermNumber, _ arrival: Arrival) throws {
    var entries: [(RoutineID, Int, TermNumber)] = []
    // The routine that stands for a lemma has no address.
    let count = program.routines.count - program.lemmas.count
    for (index, routine) in program.routines.prefix(count).enumerated()
    where routine.kind == .function && !routine.code.isEmpty {
      let pc = routine.code.lowerBound
      entries.append((RoutineID(index), pc, terms.equal(target, terms.int(Int128(Program.codeAddress(pc))))))
    }
    guard try check.holds(terms.or(entries.map(\.2)), in: arrival.state) else {
      throw check.fail("a call through a register may go elsewhere")
    }
    for (callee, pc, condition) in entries where !terms.isFalse(condition) {
      let isThere = tree.children[arrival.state.node].contains { tree[$0].step == .marked && tree[$0].mark == pc }
      if !isThere, try check.holds(terms.not(condition), in: arrival.state) { continue }
      for state in try marked(pc, arrival.state, arrival.flags, under: [condition]) {
        try call(callee, arrival, from: state)
      }
    }
  }

  /// `ret`.
  mutating func end(_ arrival: Arrival) throws {
    guard role == .function else { throw check.fail("a `ret` without a call") }
    guard arrival.flags.inService == entryFlags.inService, arrival.flags.level == entryFlags.level else {
      throw check.fail("a function ends the service of its caller")
    }
    guard routine.ensuresInterruptEnable || arrival.flags.interruptEnable == entryFlags.interruptEnable else {
      throw check.fail("the interrupt flag is not as it was at the call")
    }
    for register in routine.preserves.registers {
      let same = terms.equal(arrival.registers[register.index], entryRegisters[register.index])
      guard try check.holds(same, in: arrival.state) else { throw check.fail("a register is not preserved") }
    }
    let scope = scope(arrival)
    for closed in try close(arrival.state, arrival.flags) {
      for taken in try check.take(
        .consumed, from: closed, flags: arrival.flags,
        { try self.check.lowering.formula(self.routine.ensures, scope, &$0) })
      {
        guard taken.rest.opened.isEmpty else { throw check.fail("an instance is open at a `ret`") }
        try check.requireNothing(taken.rest)
      }
    }
  }

  /// `iret`.
  mutating func endOfHandler(_ arrival: Arrival) throws {
    guard role == .handler else { throw check.fail("an `iret` outside of a handler") }
    guard check.program.endsServiceByItself || !arrival.flags.inService else {
      throw check.fail("an `iret` in service")
    }
    var states = [arrival.state]
    if !routine.ensures.isEmpty {
      let scope = scope(arrival)
      states = try check.take(
        .checked, from: arrival.state, flags: arrival.flags,
        { try self.check.lowering.formula(self.routine.ensures, scope, &$0) }
      ).map(\.whole)
    }
    for state in try giveUp(check.program.ownedLevels(arrival.flags), states, arrival.flags) {
      try check.requireNothing(state)
    }
  }

  // MARK: Loops

  mutating func loopHead(_ invariants: [Assertion], _ arrival: Arrival) throws {
    if let active = arrival.loops.first(where: { $0.pc == arrival.place.pc }) {
      return try comeBack(invariants, active, arrival)
    }
    // Instances are closed first where the derivation says so.
    let isClosing = tree.children[arrival.state.node].contains { tree[$0].step == .closed }
    for state in isClosing ? try close(arrival.state, arrival.flags) : [arrival.state] {
      let atFirst = scope(arrival)
      for taken in try check.take(
        .consumed, from: state, flags: arrival.flags,
        { try self.check.lowering.formula(invariants, atFirst, &$0) })
      {
        try cut(invariants, taken.rest, arrival)
      }
    }
  }

  private mutating func cut(_ invariants: [Assertion], _ frame: State, _ arrival: Arrival) throws {
    let active = ActiveLoop(
      pc: arrival.place.pc, cells: frame.cells, atoms: frame.atoms.filter { !$0.isFact }, opened: frame.opened,
      flags: arrival.flags)
    let written = flow.written(through: arrival.place.pc, avoiding: Set(arrival.loops.map(\.pc)))
    let expected: [NewRegister] = arrival.registers.enumerated().map {
      written.contains($0.offset) ? .any(check.words) : .term($0.element)
    }
    for var state in try marked(0, frame, arrival.flags) {
      guard let place = tree[state.node].place else { throw check.fail("a loop without registers") }
      var inside = arrival
      inside.registers = try check.registers(place, &state, expected)
      inside.loops.append(active)
      for next in try add(invariants, scope(inside), to: state, arrival.flags) {
        try arrive(
          next, flags: arrival.flags, at: arrival.place.pc, ghost: 0, inside.registers.map { .term($0) },
          arrival.flags, inside.logicals, inside.loops)
      }
    }
  }

  private mutating func comeBack(_ invariants: [Assertion], _ active: ActiveLoop, _ arrival: Arrival) throws {
    guard arrival.flags == active.flags else { throw check.fail("a loop head is reached with other flags") }
    let scope = scope(arrival)
    for closed in try close(arrival.state, arrival.flags, where: { !active.opened.contains($0) }) {
      for taken in try check.take(
        .consumed, from: closed, flags: arrival.flags, { try self.check.lowering.formula(invariants, scope, &$0) })
      {
        guard Set(taken.rest.opened) == Set(active.opened), taken.rest.opened.count == active.opened.count else {
          throw check.fail("other instances are open at a loop head than at first")
        }
        let frame = Formula.separating(
          active.cells.map { .cell($0.address, $0.value) } + active.atoms.map(Self.formula))
        for rest in try check.take(.consumed, from: taken.rest, flags: arrival.flags, { _ in frame }) {
          // The frame is made of nothing that was opened for it.
          guard rest.rest.opened.count == active.opened.count else {
            throw check.fail("other instances are open at a loop head than at first")
          }
          try check.requireNothing(rest.rest)
        }
      }
    }
  }

  private static func formula(_ atom: Atom) -> Formula {
    guard let condition = atom.condition else { return .atom(atom) }
    var plain = atom
    plain.condition = nil
    return .conditional(condition, .atom(plain), .emp)
  }
}
