import AIMLang

/// Calls, returns and interrupts: everything that pushes or pops a frame.
extension Stepper {
  // MARK: Calls

  func call(_ c: inout Configuration, _ routine: Int, _ pc: Int) -> StepResult {
    let facts = routines[routine]
    guard facts.isRunnable else {
      return cut(
        "`\(compiled.program.routines[routine].name)` has no code to explore", at: compiled.program.code[pc].span)
    }
    guard c.frames < maxFrames else {
      return cut("the stack holds more than \(maxFrames) frames", at: compiled.program.code[pc].span, .limitReached)
    }
    guard let known = checkRequires(c, routine, .call) else { return .broken }
    push(&c, routine, returnPC: pc + 1, isInterrupt: false, logicalsKnown: known)
    return arrive(&c, facts.entry)
  }

  func returnFromCall(_ c: inout Configuration, _ pc: Int) -> StepResult {
    guard c.frames > 0, !FrameHeader(word: c.words[c.top]).isInterrupt else { return emptyStack(c, .return) }
    let header = FrameHeader(word: c.words[c.top])
    let routine = header.routine
    let facts = routines[routine]
    for (word, ghost) in facts.preserved where c.words[word] != c.words[c.ghosts + ghost] {
      if registerChanged(c, routine, word: word, entryValue: c.words[c.ghosts + ghost]) != .next { return .broken }
    }
    if !facts.ensures.isTrivial || header.returnPC == ended {
      evaluator.beginFootprint()
      let before = unevaluated
      let result = check(facts.ensures, c, .return, because: "the contract of `\(name(routine))` ensures it")
      if result != .next { return result }
      // Without the contract's footprint nobody knows what is left over.
      if header.returnPC == ended, unevaluated == before, let leftover = leftover(c, .return) { return leftover }
    }
    pop(&c)
    return arrive(&c, header.returnPC)
  }

  /// Pushes a frame of `routine` with what the contract needs from the entry state.
  /// Variables of `with` have their values in the evaluator's environment.
  func push(_ c: inout Configuration, _ routine: Int, returnPC: Int, isInterrupt: Bool, logicalsKnown: Bool) {
    let facts = routines[routine]
    let words = c.words
    let start = c.count
    words[start] =
      FrameHeader(
        returnPC: returnPC, routine: routine, isInterrupt: isInterrupt, logicalsUnknown: !logicalsKnown
      ).word
    words[start + 1] = UInt64(c.top) << 8 | UInt64(c.level)
    var end = start + 2
    if isInterrupt {
      for word in facts.saved {
        words[end] = words[word]
        end += 1
      }
    }
    c.ghosts = end
    for word in facts.ghostRegisters {
      words[end] = words[word]
      end += 1
    }
    if facts.ghostInterruptEnable {
      words[end] = c.interruptEnable ? 1 : 0
      end += 1
    }
    for variable in facts.ghostVariables {
      // A value that is not known must be the same in equal configurations.
      let value = logicalsKnown ? self.value(of: variable) : 0
      words[end] = UInt64(truncatingIfNeeded: value)
      words[end + 1] = UInt64(truncatingIfNeeded: value >> 64)
      end += 2
    }
    c.top = start
    c.count = end
    c.frames += 1
  }

  /// What the latest run gave a variable, in a form that lasts.
  private func value(of variable: GhostVariable) -> Int128 {
    let value = evaluator.environment[Int(variable.slot)]
    return variable.isSequence ? Int128(evaluator.sequences.keep(value)) : value
  }

  /// Removes the top frame; `pc`, registers, flags and level are the caller's business.
  private func pop(_ c: inout Configuration) {
    c.count = c.top
    c.top = Int(c.words[c.top + 1] >> 8)
    c.frames -= 1
    c.ghosts = ghosts(ofFrameAt: c.top, in: c)
  }

  func ghosts(ofFrameAt top: Int, in c: borrowing Configuration) -> Int {
    let header = FrameHeader(word: c.words[top])
    return top + 2 + (header.isInterrupt ? routines[header.routine].saved.count : 0)
  }

  // MARK: Interrupts

  func enterHandler(_ c: inout Configuration, level: Int) -> StepResult {
    let routine = compiled.handlers[level]
    let facts = routines[routine]
    guard c.frames < maxFrames, c.depth < OwnerCode.depthLimit else {
      let what = c.frames < maxFrames ? "\(OwnerCode.depthLimit) interrupt frames" : "\(maxFrames) frames"
      return cut(
        "the stack holds more than \(what)", at: compiled.program.routines[routine].nameSpan, .limitReached)
    }
    // The interrupted code's own memory stays with it: its owner code names a lower depth.
    c.depth += 1
    c.actor = OwnerCode.running(thread: c.thread, depth: c.depth)
    c.interruptEnable = false
    push(&c, routine, returnPC: c.pc, isInterrupt: true, logicalsKnown: false)
    c.inService |= 1 << level
    c.level = level
    c.pc = facts.entry
    gain(&c, partition.owned(c.flags), actor: c.actor)
    if !facts.requires.isTrivial || !facts.ghostVariables.isEmpty {
      guard let known = checkRequires(c, routine, .handler) else { return .broken }
      if known { fillLogicals(&c, facts) }
    }
    if arrivalRange[facts.entry].count > 0 { return checkArrival(c, facts.entry) }
    return .next
  }

  /// The variables of a handler's `with` are known only once it owns its memory, after its frame is pushed.
  func fillLogicals(_ c: inout Configuration, _ facts: RoutineFacts) {
    c.words[c.top] = FrameHeader(word: c.words[c.top]).withLogicalsKnown.word
    var position = c.ghosts + facts.ghostRegisters.count + (facts.ghostInterruptEnable ? 1 : 0)
    for variable in facts.ghostVariables {
      let value = value(of: variable)
      c.words[position] = UInt64(truncatingIfNeeded: value)
      c.words[position + 1] = UInt64(truncatingIfNeeded: value >> 64)
      position += 2
    }
  }

  func returnFromInterrupt(_ c: inout Configuration, _ pc: Int) -> StepResult {
    guard c.frames > 0, FrameHeader(word: c.words[c.top]).isInterrupt else { return emptyStack(c, .iret) }
    let header = FrameHeader(word: c.words[c.top])
    let facts = routines[header.routine]
    if isExplicit, c.inService >> c.level & 1 != 0 { return stillInService(c) }
    if !facts.ensures.isTrivial {
      evaluator.beginFootprint()
      let result = check(facts.ensures, c, .iret, because: "the contract of `\(name(header.routine))` ensures it")
      if result != .next { return result }
    }
    let result = giveUp(&c, partition.owned(c.flags), .iret)
    if result != .next { return result }
    evaluator.beginFootprint()
    if let leftover = leftover(c, .iret) {
      if leftover != .next { return leftover }
      abandon(&c)
    }
    var position = c.top + 2
    for word in facts.saved {
      c.words[word] = c.words[position]
      position += 1
    }
    let outer = Int(c.words[c.top + 1] & 0xFF)
    c.inService &= ~(1 << c.level)
    pop(&c)
    c.level = outer
    c.depth -= 1
    c.actor = OwnerCode.running(thread: c.thread, depth: c.depth)
    c.interruptEnable = true
    // No arrival: the interrupted code was here already, and nothing that it owns has changed.
    c.pc = header.returnPC
    return c.pc == idle ? checkIdle(c) : .next
  }

  /// `eoi`: the level is served, and its invariant belongs to its handler no longer than interrupts stay disabled.
  func endInterrupt(_ c: inout Configuration) -> StepResult {
    guard c.level < levelCount else { return noInterruptToEnd(c) }
    let old = c.flags
    var new = old
    new.inService = false
    let result = giveUp(&c, partition.givenUp(from: old, to: new), .eoi)
    if result != .next { return result }
    c.inService &= ~(1 << c.level)
    return .next
  }
}
