import AIMLang

/// What a step changed: the difference of two configurations, in source terms.
struct ChangeList {
  let stepper: Stepper
  let before: Configuration
  let current: Configuration

  /// Control first, then registers, memory, ownership.
  var all: [TraceChange] {
    var result = flags() + threads() + controller()
    for (index, register) in stepper.layout.registers.enumerated() {
      let old = before.words[stepper.firstRegister + index]
      let new = current.words[stepper.firstRegister + index]
      if old != new { result.append(.register(register, from: old, to: new)) }
    }
    return result + memoryChanges()
  }

  private func flags() -> [TraceChange] {
    var result: [TraceChange] = []
    if before.interruptEnable != current.interruptEnable { result.append(.interruptEnable(current.interruptEnable)) }
    if before.level != current.level {
      result.append(.level(from: stepper.levelName(before.level), to: stepper.levelName(current.level)))
    }
    return result
  }

  /// Who stopped, why, and who runs now.
  private func threads() -> [TraceChange] {
    guard stepper.contextCount > 0 else {
      let isHalt = before.pc < stepper.codeCount && current.pc == stepper.idle && current.level == before.level
      return isHalt ? [.halted] : []
    }
    var result: [TraceChange] = []
    for thread in 0..<stepper.threadCount {
      let old = stepper.context(before, thread)
      let new = stepper.context(current, thread)
      if new.isHalted, !old.isHalted { result.append(.halted) }
      if new.isBlocked, !old.isBlocked { result.append(.blocked(thread: thread, queue: queue(current, thread))) }
      if old.isBlocked, !new.isBlocked { result.append(.woken(thread: thread, queue: queue(before, thread))) }
    }
    if before.thread != current.thread || stepper.operations[before.pc].code == .switch {
      result.append(.resumed(stepper.context(of: current)))
    }
    return result
  }

  private func queue(_ c: Configuration, _ thread: Int) -> String {
    let (queue, arguments) = stepper.waiting(c, thread)
    return stepper.queueName(queue, arguments)
  }

  /// Masks; and in-service bits where they do not follow from the level.
  private func controller() -> [TraceChange] {
    var result: [TraceChange] = []
    for level in 0..<stepper.levelCount {
      let bit = 1 << level
      if (before.masked ^ current.masked) & bit != 0 {
        result.append(.masked(level: level, current.masked & bit != 0))
      }
      if stepper.isExplicit, (before.inService ^ current.inService) & bit != 0 {
        result.append(.inService(level: level, current.inService & bit != 0))
      }
    }
    return result
  }

  private func memoryChanges() -> [TraceChange] {
    if before.shape == current.shape { return valueChanges() }
    var values: [TraceChange] = []
    var owners: [TraceChange] = []
    let old = stepper.slots(of: before).filter { before.owners[$0.slot] != OwnerCode.absent }
    let new = stepper.slots(of: current).filter { current.owners[$0.slot] != OwnerCode.absent }
    var oldIndex = 0
    var newIndex = 0
    while oldIndex < old.count || newIndex < new.count {
      if newIndex == new.count || (oldIndex < old.count && old[oldIndex].address < new[newIndex].address) {
        values.append(.freed(stepper.cellName(old[oldIndex].address)))
        oldIndex += 1
        continue
      }
      let (slot, address) = new[newIndex]
      let cell = stepper.cellName(address)
      let value = current.words[stepper.firstCell + slot]
      newIndex += 1
      guard oldIndex < old.count, old[oldIndex].address == address else {
        values.append(.allocated(cell, value: value))
        continue
      }
      let oldSlot = old[oldIndex].slot
      oldIndex += 1
      let oldValue = before.words[stepper.firstCell + oldSlot]
      if value != oldValue { values.append(.cell(cell, from: oldValue, to: value)) }
      if before.owners[oldSlot] != current.owners[slot], let from = stepper.owner(before.owners[oldSlot], in: before),
        let to = stepper.owner(current.owners[slot], in: current)
      {
        owners.append(.owner(cell, from: from, to: to))
      }
    }
    return values + owners
  }
}

extension ChangeList {
  /// The same cells with the same owners: most steps, and most memory is as it was.
  private func valueChanges() -> [TraceChange] {
    var changed: [(address: UInt64, slot: Int)] = []
    for slot in 0..<(stepper.globalCount + current.heapCount) {
      let word = stepper.firstCell + slot
      if before.words[word] != current.words[word] {
        changed.append((stepper.shapes.address(ofSlot: slot, shape: current.shape, layout: stepper.layout), slot))
      }
    }
    return changed.sorted { $0.address < $1.address }.map { address, slot in
      let word = stepper.firstCell + slot
      return .cell(stepper.cellName(address), from: before.words[word], to: current.words[word])
    }
  }
}

extension Stepper {
  /// Slots with their addresses, by ascending address.
  func slots(of c: Configuration) -> [(slot: Int, address: UInt64)] {
    let count = globalCount + c.heapCount
    return (0..<count)
      .map { ($0, shapes.address(ofSlot: $0, shape: c.shape, layout: layout)) }
      .sorted { $0.1 < $1.1 }
  }
}
