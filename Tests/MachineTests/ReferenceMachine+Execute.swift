import AIMLang

extension ReferenceMachine {
  private func signed(_ word: UInt64) -> Int128 { program.width.signed(word) }

  func execute(_ old: ReferenceState, _ pc: Int, _ choice: UInt64) throws -> ReferenceState {
    var state = old
    func owned(_ address: UInt64, _ check: Check) throws -> UInt64 {
      guard let value = old.memory[address], old.owners[address] == old.me else {
        throw ReferenceFault(check: check, pc: pc)
      }
      return value
    }
    func place(_ address: Address) -> UInt64 {
      switch address {
      case .absolute(let address): address
      case .register(let register, let offset): (old.registers[register.index] &+ offset) & mask
      }
    }
    var next = pc + 1
    switch program.code[pc].operation {
    case .move(let target, let source): state.registers[target.index] = operand(source, old)
    case .binary(let op, let target, let source, let right):
      state.registers[target.index] = compute(op, old.registers[source.index], operand(right, old))
    case .unary(.not, let target, let source): state.registers[target.index] = mask - old.registers[source.index]
    case .unary(.neg, let target, let source):
      state.registers[target.index] = (mask - old.registers[source.index] &+ 1) & mask
    case .load(let target, let address): state.registers[target.index] = try owned(place(address), .load)
    case .store(let address, let source):
      _ = try owned(place(address), .store)
      state.memory[place(address)] = old.registers[source.index]
    case .branch(let condition, let left, let right, let target):
      if holds(condition, old.registers[left.index], operand(right, old)) { next = target }
    case .jump(let target): next = target
    case .call(let routine): return try call(old, routine.index, pc)
    case .return:
      guard let frame = old.stack.last, frame.level == nil else { throw ReferenceFault(check: .return, pc: pc) }
      let routine = program.routines[frame.routine]
      guard footprint(routine.ensures, in: old.owned, scope(old)) != nil else {
        throw ReferenceFault(check: .return, pc: pc)
      }
      state.stack.removeLast()
      next = frame.returnPC
    case .cli:
      state.interruptEnable = false
      gain(owns(state).subtracting(owns(old)), &state)
    case .sti:
      var after = old
      after.interruptEnable = true
      try giveUp(owns(old).subtracting(owns(after)), &state, ReferenceFault(check: .sti, pc: pc))
      state.interruptEnable = true
    case .iret: return try returnFromInterrupt(old, pc)
    case .halt:
      guard old.interruptEnable, old.level(levels) == levels else { throw ReferenceFault(check: .halt, pc: pc) }
      state.saved[old.thread] = .halted
      return try resume(state, Int(choice))
    case .eoi:
      let level = old.level(levels)
      guard level < levels else { throw ReferenceFault(check: .eoi, pc: pc) }
      var after = old
      after.inService.remove(level)
      try giveUp(owns(old).subtracting(owns(after)), &state, ReferenceFault(check: .eoi, pc: pc))
      state.inService.remove(level)
    case .mask(let level): state.masked.insert(level)
    case .unmask(let level): state.masked.remove(level)
    case .switch:
      let fault = ReferenceFault(check: .switch, pc: pc)
      guard maySwitch(old) else { throw fault }
      try giveUp(owns(old), &state, fault)
      state.saved[old.thread] = .ready(context(state, pc: next))
      return try resume(state, Int(choice))
    case .block(let queue, let operands):
      let fault = ReferenceFault(check: .block, pc: pc)
      guard maySwitch(old), old.level(levels) == levels else { throw fault }
      try giveUp(owns(old), &state, fault)
      state.saved[old.thread] = .blocked(
        queue: queue.index, arguments: operands.map { operand($0, old) }, context(state, pc: next))
      return try resume(state, Int(choice))
    case .unblock(let target, let queue, let operands):
      let fault = ReferenceFault(check: .unblock, pc: pc)
      guard !old.interruptEnable else { throw fault }
      let arguments = operands.map { operand($0, old) }
      guard !waiting(old, queue.index, arguments).isEmpty else {
        state.registers[target.index] = 0
        break
      }
      try unblock(Int(choice), queue.index, arguments, &state, fault)
      state.registers[target.index] = choice + 1
    case .print: break
    case .choose(let target, let low, let high):
      guard operand(low, old) <= operand(high, old) else { throw ReferenceFault(check: .choose, pc: pc) }
      state.registers[target.index] = choice
    case .alloc(let target, let count):
      state.registers[target.index] = choice
      for offset in 0..<UInt64(count) where choice != 0 {
        state.memory[choice + offset] = 0
        state.owners[choice + offset] = old.me
      }
    case .free(let register, let count):
      for offset in 0..<UInt64(count) {
        let address = (old.registers[register.index] &+ offset) & mask
        _ = try owned(address, .free)
        state.memory[address] = nil
        state.owners[address] = nil
      }
    case .assert(let fact):
      guard value(fact, scope(old)) != 0 else { throw ReferenceFault(check: .assert, pc: pc) }
    default: preconditionFailure("not generated")
    }
    return try arrive(state, next)
  }

  private func call(_ old: ReferenceState, _ routine: Int, _ pc: Int) throws -> ReferenceState {
    var state = old
    var entry = scope(old)
    entry.entry = [:]
    guard footprint(program.routines[routine].requires, in: old.owned, entry) != nil else {
      throw ReferenceFault(check: .call, pc: pc)
    }
    state.stack.append(
      .init(
        level: nil, routine: routine, returnPC: pc + 1, registers: [],
        entry: entryValues(routine, old.registers)))
    return try arrive(state, program.routines[routine].code.lowerBound)
  }

  private func returnFromInterrupt(_ old: ReferenceState, _ pc: Int) throws -> ReferenceState {
    let fault = ReferenceFault(check: .iret, pc: pc)
    guard let frame = old.stack.last, let level = frame.level else { throw fault }
    if program.interruptController == .explicit, old.inService.contains(level) { throw fault }
    guard footprint(program.routines[frame.routine].ensures, in: old.owned, scope(old)) != nil else { throw fault }
    var state = old
    try giveUp(owns(old), &state, fault)
    guard state.owned.isEmpty else { throw fault }
    state.stack.removeLast()
    state.registers = frame.registers
    state.interruptEnable = true
    state.pc = frame.returnPC < 0 ? nil : frame.returnPC
    state.inService.remove(level)
    try checkDeadlock(state)
    return state
  }

  private func compute(_ op: ALUOperator, _ left: UInt64, _ right: UInt64) -> UInt64 {
    let modulus = program.width.modulus
    let a = Int128(left)
    let b = Int128(right)
    let shift = Int(b % Int128(program.width.bits))
    func wrap(_ value: Int128) -> UInt64 { UInt64(((value % modulus) + modulus) % modulus) }
    switch op {
    case .add: return wrap(a + b)
    case .sub: return wrap(a - b)
    case .mul: return wrap(a * b)
    case .and: return left & right
    case .or: return left | right
    case .xor: return left ^ right
    case .shl: return wrap(a << Int128(shift))
    case .shr: return wrap(a >> Int128(shift))
    case .sar: return wrap(signed(left) >> Int128(shift))
    case .divu: return right == 0 ? mask : left / right
    case .remu: return right == 0 ? left : left % right
    }
  }

  private func holds(_ condition: BranchCondition, _ left: UInt64, _ right: UInt64) -> Bool {
    switch condition {
    case .beq: left == right
    case .bne: left != right
    case .blt: signed(left) < signed(right)
    case .bge: signed(left) >= signed(right)
    case .bgt: signed(left) > signed(right)
    case .ble: signed(left) <= signed(right)
    case .bltu: left < right
    case .bgeu: left >= right
    case .bgtu: left > right
    case .bleu: left <= right
    }
  }
}
