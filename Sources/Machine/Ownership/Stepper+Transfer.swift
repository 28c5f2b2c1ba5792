import AIMLang

/// Moving footprints between owners: what the table of `Partition` says, done.
extension Stepper {
  /// The running code gains the public parts of these levels: all cells that were given up for them, since nobody
  /// can have touched those in between.
  @inline(__always)
  func gain(_ c: inout Configuration, _ levels: Int, actor: UInt16) {
    if levels & invariantMask == 0 { return }
    let key = UInt64(c.shape) << 32 | UInt64(levels) << 16 | UInt64(actor)
    if let known = gainMemo[key] {
      c.shape = known
      c.owners = shapes.owners(known)
      return
    }
    gainSlowly(&c, levels, actor, key)
  }

  private func gainSlowly(_ c: inout Configuration, _ levels: Int, _ actor: UInt16, _ key: UInt64) {
    copyShape(c)
    for slot in 0..<(globalCount + c.heapCount) {
      let owner = scratchOwners[slot]
      if owner >= OwnerCode.firstPublic, owner < OwnerCode.firstRunning,
        levels >> Int(owner - OwnerCode.firstPublic) & 1 != 0
      {
        scratchOwners[slot] = actor
      }
    }
    adoptScratchShape(&c)
    gainMemo[key] = c.shape
  }

  /// The running code gives up the invariants of these levels: each must hold of cells that it owns, which become public.
  @inline(__always)
  func giveUp(_ c: inout Configuration, _ levels: Int, _ check: Check) -> StepResult {
    let wanted = levels & invariantMask
    if wanted == 0 { return .next }
    return giveUpSlowly(&c, wanted, check)
  }

  private func giveUpSlowly(_ c: inout Configuration, _ levels: Int, _ check: Check) -> StepResult {
    evaluator.beginFootprint()
    let isFixed = levels & ~fixedMask == 0
    let key = UInt64(c.shape) << 32 | UInt64(levels) << 16 | UInt64(c.actor)
    let known = isFixed ? giveUpMemo[key] : nil
    if known == nil { copyShape(c) }
    var start = 0
    for level in 0...levelCount where levels >> level & 1 != 0 {
      let plan = compiled.levelInvariants[level]
      let result = evaluator.run(plan.start, c, owner: c.actor)
      switch result {
      case .holds: break
      case .unknown: noteUnevaluated(plan)
      case .fails:
        if invariantFails(c, level, check) != .next { return .broken }
        return giveUpTolerantly(&c, levels, check, told: level)
      case .undetermined:
        noteUnevaluated(plan)
        return cut("the memory of the invariant cannot be determined here", at: plan.span)
      }
      if known == nil {
        for index in start..<evaluator.footprintCount {
          scratchOwners[Int(evaluator.footprint[index])] = OwnerCode.publicPart(level)
        }
      }
      start = evaluator.footprintCount
    }
    if let known {
      c.shape = known
      c.owners = shapes.owners(known)
      return .next
    }
    adoptScratchShape(&c)
    if isFixed { giveUpMemo[key] = c.shape }
    return .next
  }

  /// The owners and addresses of the configuration's shape, in scratch memory.
  func copyShape(_ c: borrowing Configuration) {
    let addresses = shapes.heapAddresses(c.shape)
    scratchOwners.update(from: c.owners, count: globalCount + c.heapCount)
    scratchAddresses.update(from: addresses, count: c.heapCount)
  }

  /// Hands the evaluator's footprint to an owner.
  func transferFootprint(_ c: inout Configuration, to owner: UInt16) {
    copyShape(c)
    for index in 0..<evaluator.footprintCount { scratchOwners[Int(evaluator.footprint[index])] = owner }
    adoptScratchShape(&c)
  }

  /// Cells that the running code still owns and that the evaluator's footprint does not hold, as a violation.
  func leftover(_ c: borrowing Configuration, _ check: Check) -> StepResult? {
    for slot in 0..<(globalCount + c.heapCount) where c.owners[slot] == c.actor {
      if evaluator.isTaken(slot) { continue }
      return leftOver(c, slot, check)
    }
    return nil
  }
}
