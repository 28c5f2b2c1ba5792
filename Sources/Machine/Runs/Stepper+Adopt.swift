/// Moving a configuration from one stepper to another of the same program: whatever it names by number is looked up in the
/// old tables and entered in the new ones.
extension Stepper {
  /// The same configuration, in a buffer of its own.
  func adopt(_ c: Configuration, of old: Stepper) -> Configuration {
    bootCells = old.bootCells
    for index in 0..<max(contextCount, 1) { roots[index] = old.roots[index] }
    var result = makeConfiguration()
    result.copy(c, from: firstContext)
    scratchOwners.update(from: c.owners, count: globalCount + c.heapCount)
    scratchAddresses.update(from: old.shapes.heapAddresses(c.shape), count: c.heapCount)
    adoptScratchShape(&result)
    let root = firstCell + globalCount + c.heapCount
    renumber(result.words, from: root, to: c.count, thread: c.thread, isLinked: true, old)
    for thread in 0..<contextCount {
      let word = context(c, thread)
      guard word.isReady || word.isBlocked else { continue }
      let source = old.contexts[word.number]
      for index in source.indices { scratchContext[index] = source[index] }
      let arguments = source[1] == 0 ? 0 : compiled.queues[Int(source[1]) - 1].parameters.count
      let start = 2 + arguments + firstCell - firstRegister
      renumber(scratchContext, from: start, to: source.count, thread: thread, isLinked: false, old)
      let number = contextCache.intern(scratchContext, count: source.count, in: contexts)
      result.words[firstContext + thread] =
        word.isReady ? ContextWord.ready(number) : ContextWord.blocked(number)
    }
    return result
  }

  /// Gives the sequences among the ghost values of a stack their new numbers.
  ///
  /// - Parameter isLinked: whether frames have their auxiliary word, and the root frame its two first words.
  private func renumber(
    _ words: UnsafeMutablePointer<UInt64>, from start: Int, to end: Int, thread: Int, isLinked: Bool, _ old: Stepper
  ) {
    guard old.evaluator.sequences.bytes > 0 else { return }
    var position = start
    let root = FrameHeader(word: roots[thread].header)
    if roots[thread].ghosts > 0 {
      let ghosts = position + (isLinked ? 2 : 0)
      if !root.logicalsUnknown { renumberGhosts(words, at: ghosts, of: routines[root.routine], old) }
    }
    position += (isLinked ? 2 : 0) + roots[thread].ghosts
    while position < end {
      let header = FrameHeader(word: words[position])
      let facts = routines[header.routine]
      let ghosts = position + (isLinked ? 2 : 1) + (header.isInterrupt ? facts.saved.count : 0)
      if !header.logicalsUnknown { renumberGhosts(words, at: ghosts, of: facts, old) }
      position += frameSize(header) - (isLinked ? 0 : 1)
    }
  }

  private func renumberGhosts(
    _ words: UnsafeMutablePointer<UInt64>, at start: Int, of facts: RoutineFacts, _ old: Stepper
  ) {
    var position = start + facts.ghostRegisters.count + (facts.ghostInterruptEnable ? 1 : 0)
    for variable in facts.ghostVariables {
      old.evaluator.sequences.reset()
      if variable.isSequence, let value = old.evaluator.sequences.recall(Int(truncatingIfNeeded: words[position])) {
        let content = old.evaluator.sequences.values(value, most: .max)
        evaluator.sequences.reset()
        if let copy = evaluator.sequences.make(content) { words[position] = UInt64(evaluator.sequences.keep(copy)) }
      }
      position += 2
    }
  }
}
