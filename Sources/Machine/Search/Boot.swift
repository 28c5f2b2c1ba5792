import AIMLang

/// First configurations: that of `boot`, and those of the prover's counterexamples.
extension Stepper {
  /// Puts the globals into memory, owned by nobody.
  private func fillMemory(_ c: inout Configuration) {
    copyShape(c)
    for (index, region) in layout.regions.enumerated() {
      let initial = compiled.program.globals[layout.regions[index].global].initial
      for offset in 0..<region.count {
        scratchOwners[region.slot + offset] = OwnerCode.nobody
        c.words[firstCell + region.slot + offset] = initial[offset] & mask
      }
    }
    adoptScratchShape(&c)
  }

  /// The boot state, with its memory split into what each thread requires and the public invariants. The first thread runs.
  /// - Returns: nil when the boot obligations fail (`fault`) or cannot be determined (`limit`).
  func boot(_ boot: Boot) -> Configuration? {
    var c = makeConfiguration()
    fillMemory(&c)
    for (index, thread) in boot.threads.enumerated() {
      guard bootThread(&c, index, thread) else {
        doubtSplit(boot.threads[..<index])
        return discard(c)
      }
      if contextCount > 0 {
        c.words[firstContext + index] = ContextWord.ready(save(c, pc: routines[thread.routine.index].entry, in: nil))
      }
    }
    guard splitPublic(&c, at: boot.span) else {
      doubtSplit(boot.threads[...])
      return discard(c)
    }
    guard let first = boot.threads.first else {
      // No thread: the machine idles, and interrupts still arrive.
      becomeIdle(&c)
      return c
    }
    if contextCount > 0 { load(&c, 0) }
    if arrive(&c, routines[first.routine.index].entry) != .next { return discard(c) }
    return c
  }

  /// A part that is missing may have gone to a thread whose contract can be met in another way: then the boot memory may
  /// split after all, and nothing is said.
  private func doubtSplit(_ threads: ArraySlice<Boot.Thread>) {
    guard fault != nil, let doubtful = threads.first(where: { routines[$0.routine.index].requires.hasChoices }) else {
      return
    }
    fault = nil
    _ = cut(
      "what `\(name(doubtful.routine.index))` owns at boot is not determined by its `requires`", at: doubtful.span)
  }

  /// Makes a boot thread the running one: its registers, its memory, its root frame.
  private func bootThread(_ c: inout Configuration, _ index: Int, _ thread: Boot.Thread) -> Bool {
    let routine = thread.routine.index
    let facts = routines[routine]
    guard facts.isRunnable, facts.isFunction else {
      _ = cut("`\(name(routine))` has no code to explore", at: thread.span)
      return false
    }
    c.thread = index
    c.actor = OwnerCode.running(thread: index, depth: 0)
    for word in firstRegister..<firstCell { c.words[word] = 0 }
    for (position, value) in thread.arguments.enumerated() where position + 1 < Register.count {
      let slot = layout.registerSlot[position + 1]
      if slot >= 0 { c.words[firstRegister + slot] = value & mask }
    }
    evaluator.beginFootprint()
    switch evaluator.run(facts.requires.start, c, owner: OwnerCode.nobody) {
    case .holds: break
    case .unknown: noteUnevaluated(facts.requires)
    case .fails:
      bootFails(c, facts.requires, "what \(threadName(index)) requires", thread.span, isInvariant: false)
      return false
    case .undetermined:
      noteUnevaluated(facts.requires)
      _ = cut("what \(threadName(index)) owns at boot cannot be determined", at: facts.requires.span)
      return false
    }
    bootCells.append((0..<evaluator.footprintCount).map { Int(evaluator.footprint[$0]) })
    transferFootprint(&c, to: c.actor)
    placeRoot(&c, routine: routine, logicalsKnown: true)
    return true
  }

  private func discard(_ c: borrowing Configuration) -> Configuration? {
    c.words.deallocate()
    return nil
  }

  /// Gives the footprint of each level's invariant to the public, from what nobody owns.
  ///
  /// - Parameter levels: bit k stands for `I(k)`.
  private func splitPublic(_ c: inout Configuration, levels: Int = -1, at span: SourceSpan) -> Bool {
    for level in 0...levelCount where (invariantMask & levels) >> level & 1 != 0 {
      let plan = compiled.levelInvariants[level]
      evaluator.beginFootprint()
      switch evaluator.run(plan.start, c, owner: OwnerCode.nobody) {
      case .holds: break
      case .unknown: noteUnevaluated(plan)
      case .fails:
        let name = level < levelCount ? "irq \(level)" : "threads"
        bootFails(c, plan, "the invariant for \(name)", span, isInvariant: true)
        return false
      case .undetermined:
        noteUnevaluated(plan)
        _ = cut("the memory of the invariant cannot be determined at boot", at: plan.span)
        return false
      }
      transferFootprint(&c, to: OwnerCode.publicPart(level))
    }
    return true
  }

  /// The root frame: not on the stack of logic.md, but where the ghost values of a thread's routine are.
  private func placeRoot(_ c: inout Configuration, routine: Int?, logicalsKnown: Bool) {
    let root = firstCell + globalCount + c.heapCount
    c.top = root
    c.count = root
    guard let routine else {
      roots[c.thread] = (0, 0)
      c.words[root] = 0
      c.words[root + 1] = 0
      c.ghosts = root + 2
      c.count = root + 2
      return
    }
    c.top = 0
    push(&c, routine, returnPC: 0, isInterrupt: false, logicalsKnown: logicalsKnown)
    c.words[root + 1] = 0
    c.frames = 0
    roots[c.thread] = (c.words[root], routines[routine].ghostCount)
  }

  /// The start of a counterexample: a routine's entry with exactly the memory given.
  /// - Returns: nil when it is no possible start (`limit` says why) or already breaks a check (`fault`).
  func start(_ start: StartConfiguration) -> Configuration? {
    var c = makeConfiguration()
    let routine = start.routine.index
    guard routine < routines.count, routines[routine].isRunnable, start.registers.count <= Register.count else {
      _ = cut("the routine has no code to explore", at: SourceSpan(file: FileID(0), start: 0, end: 0))
      return discard(c)
    }
    let span = compiled.program.routines[routine].nameSpan
    for (index, value) in start.registers.enumerated() where layout.registerSlot[index] >= 0 {
      c.words[firstRegister + layout.registerSlot[index]] = value & mask
    }
    c.interruptEnable = start.interruptEnable
    var level = levelCount
    if case .irq(let wanted) = start.level { level = wanted }
    let isHandler = handlerLevel[routine] >= 0
    if isHandler { level = handlerLevel[routine] }
    findsDeadlocks = false
    if contextCount > 0, level < levelCount {
      // A handler has somebody below it: the idle context, while the only thread has ended.
      c.words[firstContext] = ContextWord.halted
      c.thread = threadCount
    }
    guard level <= levelCount, level == levelCount || compiled.handlers[level] >= 0,
      place(start.cells, publicCells: start.publicCells, depth: level < levelCount ? 1 : 0, &c)
    else {
      _ = cut("the memory of the counterexample is none that the machine can have", at: span)
      return discard(c)
    }
    placeRoot(&c, routine: start.isThread && level == levelCount ? routine : nil, logicalsKnown: false)
    if level < levelCount {
      c.depth = 1
      c.actor = OwnerCode.running(thread: c.thread, depth: 1)
      push(&c, compiled.handlers[level], returnPC: idle, isInterrupt: true, logicalsKnown: false)
      c.level = level
      c.inService = start.inService || isHandler || !isExplicit ? 1 << level : 0
    }
    // What the routine has, it does not gain; and nothing makes code gain what is below its level.
    let reachable = (2 << level) - 1 & ~partition.owned(c.flags)
    if !start.publicCells.isEmpty, !splitPublic(&c, levels: reachable, at: span) {
      fault = nil
      _ = cut("the public memory of the counterexample does not satisfy the invariants", at: span)
      return discard(c)
    }
    var known = false
    if !routines[routine].requires.isTrivial {
      evaluator.beginFootprint()
      let result = evaluator.run(routines[routine].requires.start, c, owner: c.actor)
      // Values that are right for every configuration of instances need not be right for the one that is booted.
      if result == .fails {
        _ = cut("the counterexample does not satisfy the contract in this program", at: span)
        return discard(c)
      }
      known = result == .holds
    }
    if !isHandler, !start.isThread {
      push(&c, routine, returnPC: ended, isInterrupt: false, logicalsKnown: known)
    } else if known {
      let root = FrameHeader(word: c.words[c.top]).withLogicalsKnown
      c.words[c.top] = root.word
      if start.isThread, level == levelCount { roots[c.thread].header = root.word }
      fillLogicals(&c, routines[routine])
    }
    c.pc = routines[routine].entry
    return c
  }

  /// Puts cells into memory: globals into their slots, the others as if they came from `alloc`.
  private func place(
    _ cells: [(address: UInt64, value: UInt64)], publicCells: [(address: UInt64, value: UInt64)], depth: Int,
    _ c: inout Configuration
  ) -> Bool {
    let actor = OwnerCode.running(thread: c.thread, depth: depth)
    let all =
      cells.map { (address: $0.address & mask, value: $0.value & mask, owner: actor) }
      + publicCells.map { (address: $0.address & mask, value: $0.value & mask, owner: OwnerCode.nobody) }
    let sorted = all.sorted { $0.address < $1.address }
    for index in sorted.indices.dropFirst() where sorted[index].address == sorted[index - 1].address { return false }
    let heap = sorted.filter { layout.globalSlot($0.address) < 0 }
    // Cells outside the globals must lie where `alloc` puts them, or the machine cannot find them.
    guard heap.count <= maxHeapCells, heap.allSatisfy({ $0.address >= layout.heapBase }) else { return false }
    copyShape(c)
    for cell in sorted {
      let slot = layout.globalSlot(cell.address)
      guard slot >= 0 else { continue }
      scratchOwners[slot] = cell.owner
      c.words[firstCell + slot] = cell.value
    }
    for (index, cell) in heap.enumerated() {
      scratchAddresses[index] = cell.address
      scratchOwners[globalCount + index] = cell.owner
      c.words[firstCell + globalCount + index] = cell.value
    }
    c.heapCount = heap.count
    adoptScratchShape(&c)
    return true
  }
}
