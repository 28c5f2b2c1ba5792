// What comes next at an arrival: the label, the ghost lines, the instruction. Each instruction has its rule here or in the files
// beside, by section 2 of the logic and the table of ownership in `ProgramFacts`.

import AIMLang
import CertificateFormat

extension RoutineRun {
  mutating func advance(_ arrival: Arrival) throws {
    let pc = arrival.place.pc
    guard routine.code.contains(pc), program.code.indices.contains(pc) else {
      throw check.fail("control leaves `\(routine.name)`")
    }
    check.place = "`\(routine.name)`, instruction \(pc - routine.code.lowerBound)"
    if arrival.place.ghost < 0 {
      let invariants = routine.labels.filter { $0.pc == pc }.flatMap(\.invariants)
      if !invariants.isEmpty { return try loopHead(invariants, arrival) }
    }
    let next = max(0, arrival.place.ghost)
    let ghosts = program.code[pc].ghosts
    if next < ghosts.count { return try ghost(ghosts[next], arrival, next: next + 1) }
    if arrival.flags.interruptEnable, arrival.flags.inService { findings.interruptible.insert(arrival.flags.level) }
    try instruction(program.code[pc].operation, arrival)
  }

  private mutating func instruction(_ operation: Instruction.Operation, _ arrival: Arrival) throws {
    switch operation {
    case .move(let register, let source): try set(register, value(source, arrival), arrival)
    case .binary(let op, let register, let a, let b):
      try set(register, terms.result(op, arrival.registers[a.index], value(b, arrival)), arrival)
    case .unary(let op, let register, let a): try set(register, terms.result(op, arrival.registers[a.index]), arrival)
    case .load(let register, let address): try load(register, self.address(address, arrival), arrival)
    case .store(let address, let source):
      let address = self.address(address, arrival)
      let check = check
      try go(arrival) { state in
        let index = try check.cell(at: address, in: state)
        state.cells[index].value = arrival.registers[source.index]
      }
    case .branch(let condition, let a, let b, let target):
      let taken = terms.condition(condition, arrival.registers[a.index], value(b, arrival))
      try go(arrival, to: target, under: [taken])
      if target != arrival.place.pc + 1 {
        try go(arrival, under: [terms.not(taken)])
      } else {
        try go(arrival, under: [terms.not(taken)])
      }
    case .jump(let target): try go(arrival, to: target)
    case .jumpRegister(let source): try jump(through: arrival.registers[source.index], arrival)
    case .call(let callee): try call(callee, arrival, from: arrival.state)
    case .callRegister(let source): try call(through: arrival.registers[source.index], arrival)
    case .return: try end(arrival)
    case .cli: try change(arrival) { $0.interruptEnable = false }
    case .sti: try change(arrival) { $0.interruptEnable = true }
    case .eoi:
      guard arrival.flags.level < check.program.levelCount else { throw check.fail("`eoi` at thread level") }
      try change(arrival) { $0.inService = false }
    case .iret: try endOfHandler(arrival)
    case .mask, .unmask, .print: try go(arrival)
    case .switch: try giveWay(arrival, block: nil)
    case .block(let queue, let operands):
      guard arrival.flags.level == check.program.levelCount else { throw check.fail("`block` in a handler") }
      try giveWay(arrival, block: (queue, operands))
    case .unblock(let register, let queue, let operands): try unblock(register, queue, operands, arrival)
    case .halt:
      guard arrival.flags.interruptEnable, arrival.flags.level == check.program.levelCount else {
        throw check.fail("`halt` with interrupts off or in a handler")
      }
    case .choose(let register, let low, let high): try choose(register, low, high, arrival)
    case .alloc(let register, let count): try alloc(register, count, arrival)
    case .free(let register, let count): try free(register, count, arrival)
    case .assert(let condition):
      let goal = try check.lowering.term(condition, scope(arrival))
      guard try check.holds(goal, in: arrival.state) else { throw check.fail("an `assert` does not follow") }
      var next = arrival
      next.state.assume([goal], terms)
      try go(next)
    }
  }

  // MARK: Data

  func value(_ operand: Operand, _ arrival: Arrival) -> TermNumber {
    switch operand {
    case .register(let register): arrival.registers[register.index]
    case .constant(let value): terms.int(Int128(value))
    }
  }

  func address(_ address: Address, _ arrival: Arrival) -> TermNumber {
    switch address {
    case .absolute(let value): terms.int(Int128(value))
    case .register(let base, let offset):
      terms.wrap(terms.add(arrival.registers[base.index], terms.int(Int128(offset))))
    }
  }

  /// Control goes on, the registers as they were but for those given.
  mutating func go(
    _ arrival: Arrival, to target: Int? = nil, under condition: [TermNumber] = [],
    _ changed: [Int: NewRegister] = [:], flags: CertificateFlags? = nil, from state: State? = nil,
    adjust: ((inout State) throws -> Void)? = nil
  ) throws {
    try arrive(
      state ?? arrival.state, flags: flags ?? arrival.flags, under: condition, at: target ?? arrival.place.pc + 1,
      ghost: -1,
      registers(arrival, changed), flags ?? arrival.flags, arrival.logicals, arrival.loops, adjust: adjust)
  }

  func registers(_ arrival: Arrival, _ changed: [Int: NewRegister]) -> [NewRegister] {
    arrival.registers.enumerated().map { changed[$0.offset] ?? .term($0.element) }
  }

  private mutating func set(_ register: Register, _ value: TermNumber, _ arrival: Arrival) throws {
    try go(arrival, [register.index: .term(value)])
  }

  private mutating func load(_ register: Register, _ address: TermNumber, _ arrival: Arrival) throws {
    let check = check
    let run = self
    try arrive(
      arrival.state, flags: arrival.flags, at: arrival.place.pc + 1, ghost: -1, [], arrival.flags, arrival.logicals,
      arrival.loops,
      registersIn: { state in
        let value = state.cells[try check.cell(at: address, in: state)].value
        return run.registers(arrival, [register.index: .term(value)])
      })
  }

  private mutating func free(_ register: Register, _ count: Int, _ arrival: Arrival) throws {
    let check = check
    let terms = terms
    let base = arrival.registers[register.index]
    try go(arrival) { state in
      for offset in 0..<count {
        let address = offset == 0 ? base : terms.wrap(terms.add(base, terms.int(Int128(offset))))
        state.cells.remove(at: try check.cell(at: address, in: state))
      }
    }
  }

  /// A word of a range that is not empty.
  private mutating func choose(_ register: Register, _ low: Operand, _ high: Operand, _ arrival: Arrival) throws {
    let (lower, upper) = (value(low, arrival), value(high, arrival))
    guard try check.holds(terms.lessOrEqual(lower, upper), in: arrival.state) else {
      throw check.fail("the range of a `choose` may be empty")
    }
    for child in tree.children[arrival.state.node] {
      guard tree[child].step == .arrived, let place = tree[child].place, place.registers.count == Register.count else {
        continue
      }
      let chosen = try tree.reading[place.registers[register.index]]
      guard case .symbol(let index) = terms[chosen], !arrival.state.symbols.contains(index) else {
        throw check.fail("what is chosen has no value of its own")
      }
      var state = arrival.state
      state.symbols.insert(index)
      try check.introduceAny(index, check.words)
      state.assume([terms.lessOrEqual(lower, chosen), terms.lessOrEqual(chosen, upper)], terms)
      return try go(arrival, [register.index: .term(chosen)], from: state)
    }
    throw check.fail("nothing comes after a `choose`")
  }

  /// The machine refuses, or gives cells above all globals.
  private mutating func alloc(_ register: Register, _ count: Int, _ arrival: Arrival) throws {
    let granted = tree.children[arrival.state.node].filter { tree[$0].step == .produced }
    guard granted.count == 1, let node = granted.first else { throw check.fail("an `alloc` without its cells") }
    try arrive(
      arrival.state, flags: arrival.flags, at: arrival.place.pc + 1, ghost: -1,
      registers(arrival, [register.index: .term(terms.int(0))]), arrival.flags, arrival.logicals, arrival.loops)
    var state = arrival.state
    let fresh = try tree.bindings(node).compactMap { $0 }
    guard fresh.count == count + 1 else { throw check.fail("an `alloc` gives \(count) cells") }
    for term in fresh {
      guard case .symbol(let index) = terms[term], state.symbols.insert(index).inserted else {
        throw check.fail("a fresh cell has no value of its own")
      }
      try check.introduceAny(index, check.words)
    }
    let floor = program.globals.map { Int128($0.address) + Int128($0.initial.count) }.max() ?? 1
    state.assume(
      [
        terms.lessOrEqual(terms.int(max(1, floor)), fresh[0]),
        terms.lessOrEqual(terms.add(fresh[0], terms.int(Int128(count) - 1)), terms.int(terms.modulus - 1)),
      ], terms)
    for offset in 0..<count {
      state.cells.append(
        State.Cell(address: terms.add(fresh[0], terms.int(Int128(offset))), value: fresh[offset + 1]))
    }
    guard try tree.cells(node) == Array(state.cells.suffix(count)),
      try check.holds(terms.and(try tree.terms(tree[node].start + tree[node].facts)), in: state)
    else { throw check.fail("an `alloc` gives other cells") }
    state.node = node
    try go(arrival, [register.index: .term(fresh[0])], from: state)
  }

  private mutating func jump(through target: TermNumber, _ arrival: Arrival) throws {
    var targets: [Int] = []
    for label in routine.labels where routine.code.contains(label.pc) && !targets.contains(label.pc) {
      targets.append(label.pc)
    }
    let addresses = targets.map { terms.equal(target, terms.int(Int128(Program.codeAddress($0)))) }
    guard try check.holds(terms.or(addresses), in: arrival.state) else {
      throw check.fail("a jump through a register may go elsewhere")
    }
    for (pc, condition) in zip(targets, addresses) where !terms.isFalse(condition) {
      try go(arrival, to: pc, under: [condition])
    }
  }

  // MARK: Flags

  private mutating func change(_ arrival: Arrival, _ change: (inout CertificateFlags) -> Void) throws {
    var flags = arrival.flags
    change(&flags)
    let before = check.program.ownedLevels(arrival.flags)
    let after = check.program.ownedLevels(flags)
    var states = try giveUp(before.filter { !after.contains($0) }, [arrival.state], arrival.flags)
    for level in after where !before.contains(level) { states = try states.flatMap { try gain(level, $0, flags) } }
    for state in states { try go(arrival, flags: flags, from: state) }
  }

  /// `switch` and `block`.
  private mutating func giveWay(_ arrival: Arrival, block: (queue: QueueID, operands: [Operand])?) throws {
    guard !arrival.flags.interruptEnable else { throw check.fail("a switch with interrupts on") }
    guard check.program.endsServiceByItself || !arrival.flags.inService else { throw check.fail("a switch in service") }
    if arrival.flags.level < check.program.levelCount { findings.switches.insert(arrival.flags.level) }
    let owned = check.program.ownedLevels(arrival.flags)
    var states = try giveUp(owned, [arrival.state], arrival.flags)
    for level in owned { states = try states.flatMap { try gain(level, $0, arrival.flags) } }
    if let block {
      states = try states.flatMap { state in
        try add(to: state, arrival.flags) { try self.hands(block.queue, block.operands, arrival, &$0) }
      }
    }
    for state in states { try go(arrival, from: state) }
  }

  private func hands(
    _ queue: QueueID, _ operands: [Operand], _ arrival: Arrival, _ bindings: inout Bindings
  ) throws -> Formula {
    let declaration = program.queues[queue.index]
    let values = operands.map { value($0, arrival) }
    let scope = Scope(variables: try check.lowering.variables(declaration.parameters, values))
    return try check.lowering.formula(declaration.hands, scope, &bindings)
  }

  /// Nobody waits, or somebody does and gets what the queue hands over.
  private mutating func unblock(
    _ register: Register, _ queue: QueueID, _ operands: [Operand], _ arrival: Arrival
  ) throws {
    guard !arrival.flags.interruptEnable else { throw check.fail("an `unblock` with interrupts on") }
    try go(arrival, [register.index: .term(terms.int(0))])
    for state in try marked(1, arrival.state, arrival.flags) {
      for taken in try check.take(
        .consumed, from: state, flags: arrival.flags, { try self.hands(queue, operands, arrival, &$0) })
      {
        try go(arrival, [register.index: .any(1...(terms.modulus - 1))], from: taken.rest)
      }
    }
  }

  /// The cases of a state that are marked so.
  func marked(
    _ mark: Int, _ state: State, _ flags: CertificateFlags, under condition: [TermNumber] = []
  ) throws -> [State] {
    var results: [State] = []
    try check.cases(of: state, flags: flags, under: condition, where: { $0.step == .marked && $0.mark == mark }) {
      _, here, _ in results.append(here)
    }
    return results
  }
}

extension TaskCheck {
  /// The cell at an address.
  func cell(at address: TermNumber, in state: State) throws -> Int {
    if let index = state.cells.firstIndex(where: { $0.address == address }) { return index }
    for (index, cell) in state.cells.enumerated() where try areEqual(cell.address, address, in: state) { return index }
    throw fail("a cell is not owned")
  }
}
