import AIMLang

/// `alloc` and `free`: the only steps that change which cells there are.
extension Stepper {
  /// The lowest address above the globals with `count` free cells; nil when there is none.
  func place(_ c: borrowing Configuration, count: UInt64) -> UInt64? {
    guard count > 0, layout.heapBase <= mask, layout.heapBase > 0 else { return nil }
    let addresses = shapes.heapAddresses(c.shape)
    var candidate = layout.heapBase
    for index in 0..<c.heapCount {
      if addresses[index] - candidate >= count { return candidate }
      if addresses[index] == mask { return nil }
      candidate = addresses[index] + 1
    }
    return mask - candidate >= count - 1 ? candidate : nil
  }

  func alloc(_ c: inout Configuration, _ operation: Operation, _ choice: Int) -> StepResult {
    let target = Int(operation.a)
    guard let start = place(c, count: operation.offset), choice == 0 else {
      c.words[target] = 0
      return .next
    }
    guard operation.offset <= UInt64(maxHeapCells), c.heapCount + Int(operation.offset) <= maxHeapCells else {
      return cut("`alloc` takes more than \(maxHeapCells) cells", at: compiled.program.code[c.pc].span, .limitReached)
    }
    let count = Int(operation.offset)
    let addresses = shapes.heapAddresses(c.shape)
    var position = 0
    while position < c.heapCount, addresses[position] < start { position += 1 }
    let slot = globalCount + position
    for index in 0..<slot { scratchOwners[index] = c.owners[index] }
    for index in 0..<position { scratchAddresses[index] = addresses[index] }
    for index in 0..<count {
      scratchOwners[slot + index] = c.actor
      scratchAddresses[position + index] = start + UInt64(index)
    }
    for index in position..<c.heapCount {
      scratchOwners[globalCount + count + index] = c.owners[globalCount + index]
      scratchAddresses[count + index] = addresses[index]
    }
    let old = c.heapCount
    c.heapCount += count
    moveBehind(&c, firstCell + slot, by: count)
    for index in 0..<count { c.words[firstCell + slot + index] = 0 }
    adoptScratchShape(&c)
    moveFrames(&c, by: c.heapCount - old)
    c.words[target] = start
    return .next
  }

  func free(_ c: inout Configuration, _ operation: Operation) -> StepResult {
    let start = c.words[Int(operation.b)]
    // A range longer than everything there is cannot be owned; the first missing cell says so.
    let count = min(operation.offset, UInt64(globalCount + c.heapCount + 1))
    // The first cell of somebody else is told; a run that passes over it frees them all.
    var passes = false
    for offset in 0..<count {
      let address = (start &+ offset) & mask
      if mayFree(c, slot(c, address), passes) { continue }
      if notOwned(c, address, .free) != .next { return .broken }
      passes = true
    }
    for offset in 0..<count {
      let address = (start &+ offset) & mask
      let slot = slot(c, address)
      // With more cells than addresses the range wraps and meets a cell twice.
      guard mayFree(c, slot, passes) else { return notOwned(c, address, .free) }
      remove(&c, slot)
    }
    return .next
  }

  private func mayFree(_ c: borrowing Configuration, _ slot: Int, _ passes: Bool) -> Bool {
    if slot < 0 { return false }
    return passes ? c.owners[slot] != OwnerCode.absent : c.owners[slot] == c.actor
  }

  private func remove(_ c: inout Configuration, _ slot: Int) {
    let slots = globalCount + c.heapCount
    let addresses = shapes.heapAddresses(c.shape)
    for index in 0..<slots { scratchOwners[index] = c.owners[index] }
    for index in 0..<c.heapCount { scratchAddresses[index] = addresses[index] }
    if slot < globalCount {
      scratchOwners[slot] = OwnerCode.absent
      c.words[firstCell + slot] = 0
      adoptScratchShape(&c)
      return
    }
    for index in slot..<(slots - 1) { scratchOwners[index] = scratchOwners[index + 1] }
    for index in (slot - globalCount)..<(c.heapCount - 1) { scratchAddresses[index] = scratchAddresses[index + 1] }
    c.heapCount -= 1
    moveBehind(&c, firstCell + slot + 1, by: -1)
    adoptScratchShape(&c)
    moveFrames(&c, by: -1)
  }

  private func moveBehind(_ c: inout Configuration, _ position: Int, by distance: Int) {
    let count = c.count - position
    if distance > 0 {
      for index in stride(from: count - 1, through: 0, by: -1) {
        c.words[position + distance + index] = c.words[position + index]
      }
    } else {
      for index in 0..<max(count, 0) { c.words[position + distance + index] = c.words[position + index] }
    }
  }

  /// The frames stand behind the cells; their links move along.
  private func moveFrames(_ c: inout Configuration, by distance: Int) {
    c.count += distance
    c.top += distance
    c.ghosts += distance
    var frame = c.top
    for _ in 0..<c.frames {
      let below = Int(c.words[frame + 1] >> 8) + distance
      c.words[frame + 1] = UInt64(below) << 8 | (c.words[frame + 1] & 0xFF)
      frame = below
    }
  }

  /// Makes the owners and addresses in scratch memory the shape of the configuration.
  func adoptScratchShape(_ c: inout Configuration) {
    c.shape = internScratchShape(heapCount: c.heapCount)
    c.owners = shapes.owners(c.shape)
  }

  /// The number of the shape in scratch memory.
  func internScratchShape(heapCount: Int) -> Int {
    shapes.intern(
      owners: scratchOwners, heapAddresses: scratchAddresses, heapCount: heapCount, scratch: scratchShape,
      cache: shapeCache)
  }
}
