import AIMLang

/// `switch`, `block`, `unblock`, `halt`, and what the machine does when no thread can run.
extension Stepper {
  // MARK: When they are enabled

  /// Interrupts are disabled, and no suspended handler is in service: it would stay so while others run. With `pic auto`
  /// every handler below the top one is in service.
  func maySwitch(_ c: Configuration) -> Bool {
    !c.interruptEnable && (isExplicit ? c.inService == 0 : c.depth <= 1)
  }

  func mayBlock(_ c: Configuration) -> Bool { maySwitch(c) && c.level == levelCount }

  func mayUnblock(_ c: Configuration) -> Bool { !c.interruptEnable }

  func mayHalt(_ c: Configuration) -> Bool { c.interruptEnable && c.level == levelCount }

  // MARK: Steps

  func switchThread(_ c: inout Configuration, _ pc: Int, _ choice: Int) -> StepResult {
    guard maySwitch(c) else { return cannotSwitch(c, .switch) }
    let result = giveUp(&c, partition.owned(c.flags), .switch)
    if result != .next { return result }
    guard let next = readyContext(c, choice, withRunning: true), next != c.thread else {
      gain(&c, partition.owned(c.flags), actor: c.actor)
      return arrive(&c, pc + 1)
    }
    c.words[firstContext + c.thread] = ContextWord.ready(save(c, pc: pc + 1, in: nil))
    return resume(&c, next)
  }

  func block(_ c: inout Configuration, _ pc: Int, _ wait: Wait, _ choice: Int) -> StepResult {
    guard mayBlock(c) else { return cannotSwitch(c, .block) }
    let result = giveUp(&c, partition.owned(c.flags), .block)
    if result != .next { return result }
    c.words[firstContext + c.thread] = ContextWord.blocked(save(c, pc: pc + 1, in: wait))
    return resume(&c, choice, withRunning: false)
  }

  /// What the queue hands over becomes the private memory of the thread that leaves it.
  func unblock(_ c: inout Configuration, _ target: Int, _ wait: Wait, _ choice: Int) -> StepResult {
    guard mayUnblock(c) else { return cannotUnblock(c) }
    guard let thread = waitingThread(c, in: wait, choice) else {
      c.words[target] = 0
      return .next
    }
    let queue = compiled.queues[wait.queue]
    evaluator.beginFootprint()
    if !queue.hands.isTrivial {
      bind(c, wait)
      switch evaluator.run(queue.hands.start, c, owner: c.actor) {
      case .holds: break
      case .unknown: noteUnevaluated(queue.hands)
      case .fails:
        if nothingToHand(c, wait, to: thread) != .next { return .broken }
        evaluator.beginFootprint()
      case .undetermined:
        noteUnevaluated(queue.hands)
        return cut("the memory that the queue hands over cannot be determined here", at: queue.hands.span)
      }
    }
    if evaluator.footprintCount > 0 { transferFootprint(&c, to: OwnerCode.running(thread: thread, depth: 0)) }
    wake(&c, thread)
    c.words[target] = UInt64(thread) + 1
    return .next
  }

  /// The values of a queue's arguments, for its `hands`.
  func bind(_ c: Configuration, _ wait: Wait) {
    for (slot, operand) in zip(compiled.queues[wait.queue].parameters, wait.operands) {
      evaluator.environment[Int(slot)] = Int128(c.words[operand])
    }
  }

  func halt(_ c: inout Configuration, _ choice: Int) -> StepResult {
    guard mayHalt(c) else { return cannotHalt(c) }
    if contextCount > 0 { c.words[firstContext + c.thread] = ContextWord.halted }
    return resume(&c, choice, withRunning: false)
  }

  // MARK: Who runs next

  /// Resumes the context that a choice names; with none to resume, the machine idles.
  func resume(_ c: inout Configuration, _ choice: Int, withRunning: Bool) -> StepResult {
    if let next = readyContext(c, choice, withRunning: withRunning) { return resume(&c, next) }
    becomeIdle(&c)
    return checkIdle(c)
  }

  private func resume(_ c: inout Configuration, _ thread: Int) -> StepResult {
    load(&c, thread)
    gain(&c, partition.owned(c.flags), actor: c.actor)
    return arrive(&c, c.pc)
  }

  /// Nothing can read the registers and the stack of whoever ran any more. Its memory stays its own.
  func becomeIdle(_ c: inout Configuration) {
    // Where no context is ever saved, the idle context takes the place of the only thread.
    if contextCount > 0 { c.thread = threadCount }
    for index in firstRegister..<firstCell { c.words[index] = 0 }
    let root = firstCell + globalCount + c.heapCount
    let rootGhosts = roots[c.thread].ghosts
    for index in 0..<(2 + rootGhosts) { c.words[root + index] = 0 }
    c.top = root
    c.ghosts = root + 2
    c.count = root + 2 + rootGhosts
    c.frames = 0
    c.pc = idle
    c.interruptEnable = true
    c.actor = OwnerCode.running(thread: c.thread, depth: 0)
  }

  /// A deadlock that needs no search: nothing arrives any more.
  func checkIdle(_ c: Configuration) -> StepResult {
    guard findsDeadlocks, idlesBlocked(c) else { return .next }
    if arriving(c) == 0 { return deadlock(c) }
    hasIdledBlocked = true
    return .next
  }
}
