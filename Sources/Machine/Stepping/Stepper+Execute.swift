import AIMLang

/// One instruction of the running code: the exhaustive switch over operations.
extension Stepper {
  @inline(__always)
  private func signed(_ word: UInt64) -> Int64 { Int64(bitPattern: word << signShift) }

  func execute(_ c: inout Configuration, _ choice: Int) -> StepResult {
    let pc = c.pc
    let operation = operations[pc]
    if operation.hasGhosts {
      let result = runGhosts(&c, pc)
      if result != .next { return result }
    }
    let words = c.words
    let a = Int(operation.a)
    let b = Int(operation.b)
    let right = words[Int(operation.c)]
    var next = pc + 1
    switch operation.code {
    case .move: words[a] = right
    case .add: words[a] = (words[b] &+ right) & mask
    case .sub: words[a] = (words[b] &- right) & mask
    case .mul: words[a] = (words[b] &* right) & mask
    case .and: words[a] = words[b] & right
    case .or: words[a] = words[b] | right
    case .xor: words[a] = words[b] ^ right
    case .shl: words[a] = (words[b] &<< (right & (63 - signShift))) & mask
    case .shr: words[a] = words[b] &>> (right & (63 - signShift))
    case .sar:
      words[a] = UInt64(bitPattern: signed(words[b]) >> Int64(signShift &+ (right & (63 - signShift)))) & mask
    case .divu: words[a] = right == 0 ? mask : words[b] / right
    case .remu: words[a] = right == 0 ? words[b] : words[b] % right
    case .not: words[a] = ~words[b] & mask
    case .neg: words[a] = (0 &- words[b]) & mask
    case .loadGlobal:
      if c.owners[b] != c.actor, notOwned(c, layout.globalAddresses[b], .load) != .next { return .broken }
      words[a] = words[firstCell + b]
    case .load:
      let address = (words[b] &+ operation.offset) & mask
      let slot = slot(c, address)
      if slot < 0 || c.owners[slot] != c.actor, notOwned(c, address, .load) != .next { return .broken }
      words[a] = words[firstCell + slot]
    case .storeGlobal:
      if c.owners[a] != c.actor, notOwned(c, layout.globalAddresses[a], .store) != .next { return .broken }
      words[firstCell + a] = words[b]
    case .store:
      let address = (words[a] &+ operation.offset) & mask
      let slot = slot(c, address)
      if slot < 0 || c.owners[slot] != c.actor, notOwned(c, address, .store) != .next { return .broken }
      words[firstCell + slot] = words[b]
    case .beq: if words[b] == right { next = Int(operation.target) }
    case .bne: if words[b] != right { next = Int(operation.target) }
    case .blt: if signed(words[b]) < signed(right) { next = Int(operation.target) }
    case .bge: if signed(words[b]) >= signed(right) { next = Int(operation.target) }
    case .bgt: if signed(words[b]) > signed(right) { next = Int(operation.target) }
    case .ble: if signed(words[b]) <= signed(right) { next = Int(operation.target) }
    case .bltu: if words[b] < right { next = Int(operation.target) }
    case .bgeu: if words[b] >= right { next = Int(operation.target) }
    case .bgtu: if words[b] > right { next = Int(operation.target) }
    case .bleu: if words[b] <= right { next = Int(operation.target) }
    case .jump: next = Int(operation.target)
    case .jumpRegister:
      guard let target = label(words[b], from: pc) else { return unknownTarget(c, words[b], .jump) }
      next = target
    case .call: return call(&c, Int(operation.target), pc)
    case .callRegister:
      guard let routine = function(at: words[b]) else { return unknownTarget(c, words[b], .call) }
      return call(&c, routine, pc)
    case .return: return returnFromCall(&c, pc)
    case .cli:
      let old = c.flags
      c.interruptEnable = false
      gain(&c, partition.gained(from: old, to: c.flags), actor: c.actor)
    case .sti:
      let old = c.flags
      var new = old
      new.interruptEnable = true
      let result = giveUp(&c, partition.givenUp(from: old, to: new), .sti)
      if result != .next { return result }
      c.interruptEnable = true
    case .iret: return returnFromInterrupt(&c, pc)
    case .eoi:
      let result = endInterrupt(&c)
      if result != .next { return result }
    case .mask: c.masked |= 1 << a
    case .unmask: c.masked &= ~(1 << a)
    case .switch: return switchThread(&c, pc, choice)
    case .block: return block(&c, pc, compiled.waits[Int(operation.target)], choice)
    case .unblock:
      let result = unblock(&c, a, compiled.waits[Int(operation.target)], choice)
      if result != .next { return result }
    case .halt: return halt(&c, choice)
    case .print: if recordsOutput { output = text(c, pc) }
    case .choose:
      guard words[b] <= right else { return emptyRange(c, words[b], right) }
      words[a] = words[b] + UInt64(choice)
    case .alloc:
      let result = alloc(&c, operation, choice)
      if result != .next { return result }
    case .free:
      let result = free(&c, operation)
      if result != .next { return result }
    case .assert:
      let holds = evaluator.truth(operation.target, c)
      if holds == false, assertionFails(c) != .next { return .broken }
      if holds == nil { noteUnevaluated(at: pc) }
    case .idle: return resume(&c, choice, withRunning: false)
    case .ended: return .next
    }
    return arrive(&c, next)
  }

  /// Control reaches an instruction by anything but the end of an interrupt.
  @inline(__always)
  func arrive(_ c: inout Configuration, _ pc: Int) -> StepResult {
    c.pc = pc
    if arrivalRange[pc].count == 0 { return .next }
    return checkArrival(c, pc)
  }

  @inline(__always)
  func slot(_ c: borrowing Configuration, _ address: UInt64) -> Int {
    shapes.slot(of: address, shape: c.shape, layout: layout)
  }

  /// The label that a code address names, in the routine of the instruction at `pc`.
  private func label(_ address: UInt64, from pc: Int) -> Int? {
    guard address >= 1, address <= UInt64(codeCount) else { return nil }
    let target = Int(address) - 1
    let routine = compiled.routineOf[pc]
    guard routine >= 0, compiled.program.routines[routine].labels.contains(where: { $0.pc == target }) else {
      return nil
    }
    return target
  }

  /// The function that starts at a code address.
  private func function(at address: UInt64) -> Int? {
    guard address >= 1, address <= UInt64(codeCount) else { return nil }
    let target = Int(address) - 1
    let routine = compiled.routineOf[target]
    guard routine >= 0, routines[routine].isFunction, routines[routine].entry == target else { return nil }
    return routine
  }

  /// What a `print` writes: its text, then the words in decimal, separated by blanks.
  private func text(_ c: borrowing Configuration, _ pc: Int) -> String {
    guard case .print(var text, let operands) = compiled.program.code[pc].operation else { return "" }
    for operand in operands {
      if !text.isEmpty { text += " " }
      switch operand {
      case .register(let register): text += String(c.words[firstRegister + layout.registerSlot[register.index]])
      case .constant(let value): text += String(value & mask)
      }
    }
    return text
  }
}
