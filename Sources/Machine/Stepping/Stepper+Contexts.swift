import AIMLang

/// Contexts: saving the running one, resuming another, and which ones there are.
///
/// A saved context is `pc and ie | queue | its arguments | registers | ghost values of the root frame | frames`, without the
/// links of the frames. The queue is 0 for a context that waits for nothing.
extension Stepper {
  @inline(__always)
  func context(_ c: Configuration, _ thread: Int) -> ContextWord {
    ContextWord(word: c.words[firstContext + thread])
  }

  /// The context that is not saved; the idle context stands last, and is the one when no thread is.
  @inline(__always)
  func runningThread(_ words: UnsafeMutablePointer<UInt64>) -> Int {
    var thread = 0
    while thread < threadCount, words[firstContext + thread] != ContextWord.running { thread += 1 }
    return thread
  }

  /// How many contexts can be resumed, the running one not counted.
  func readyCount(_ c: Configuration) -> Int {
    var count = 0
    for thread in 0..<contextCount where context(c, thread).isReady { count += 1 }
    return count
  }

  /// The context that a choice names: those that are ready, by position, the idle context last.
  func readyContext(_ c: Configuration, _ choice: Int, withRunning: Bool) -> Int? {
    var remaining = choice
    for thread in 0..<contextCount where context(c, thread).isReady || (withRunning && thread == c.thread) {
      if remaining == 0 { return thread }
      remaining -= 1
    }
    return nil
  }

  /// Saves the running context, to go on at `pc`.
  /// - Parameter wait: what it waits in, or nil.
  /// - Returns: its number.
  func save(_ c: Configuration, pc: Int, in wait: Wait?) -> Int {
    let target = scratchContext
    target[0] = UInt64(pc) << 1 | (c.interruptEnable ? 1 : 0)
    target[1] = 0
    var count = 2
    if let wait {
      target[1] = UInt64(wait.queue) + 1
      for operand in wait.operands {
        target[count] = c.words[operand]
        count += 1
      }
    }
    let dead = deadWhenSaved.map { $0[pc] } ?? 0
    for index in firstRegister..<firstCell {
      target[count] = dead >> UInt32(truncatingIfNeeded: index - firstRegister) & 1 == 0 ? c.words[index] : 0
      count += 1
    }
    let root = firstCell + globalCount + c.heapCount
    let rootGhosts = roots[c.thread].ghosts
    for index in 0..<rootGhosts {
      target[count] = c.words[root + 2 + index]
      count += 1
    }
    var position = root + 2 + rootGhosts
    while position < c.count {
      let size = frameSize(FrameHeader(word: c.words[position]))
      for index in 0..<size where index != 1 {
        target[count] = c.words[position + index]
        count += 1
      }
      position += size
    }
    return internContext(target, count)
  }

  private func internContext(_ words: UnsafePointer<UInt64>, _ count: Int) -> Int {
    contextCache.intern(words, count: count, in: contexts)
  }

  /// Makes a saved context the running one. Who runs so far must be saved, blocked or gone.
  func load(_ c: inout Configuration, _ thread: Int) {
    let source = contexts[context(c, thread).number]
    let words = c.words
    words[firstContext + thread] = ContextWord.running
    c.thread = thread
    c.pc = Int(source[0] >> 1)
    c.interruptEnable = source[0] & 1 != 0
    var position = 2 + argumentCount(source)
    for index in firstRegister..<firstCell {
      words[index] = source[position]
      position += 1
    }
    let root = firstCell + globalCount + c.heapCount
    words[root] = roots[thread].header
    words[root + 1] = 0
    c.top = root
    c.ghosts = root + 2
    c.count = root + 2
    for _ in 0..<roots[thread].ghosts {
      words[c.count] = source[position]
      c.count += 1
      position += 1
    }
    let inService = c.inService
    c.level = levelCount
    c.inService = 0
    c.depth = 0
    c.frames = 0
    while position < source.count {
      let header = FrameHeader(word: source[position])
      let size = frameSize(header)
      words[c.count] = header.word
      for index in 2..<size { words[c.count + index] = source[position + index - 1] }
      position += size - 1
      addFrame(&c, header, size)
    }
    // With `eoi` the bits are the controller's; otherwise they are those of the context's handlers.
    if isExplicit { c.inService = inService }
    c.actor = OwnerCode.running(thread: thread, depth: c.depth)
  }

  private func argumentCount(_ context: UnsafeBufferPointer<UInt64>) -> Int {
    context[1] == 0 ? 0 : compiled.queues[Int(context[1]) - 1].parameters.count
  }

  // MARK: Queues

  /// The queue that a blocked context waits in, and its arguments.
  func waiting(_ c: Configuration, _ thread: Int) -> (queue: Int, arguments: [UInt64]) {
    let source = contexts[context(c, thread).number]
    return (Int(source[1]) - 1, (0..<argumentCount(source)).map { source[2 + $0] })
  }

  private func isWaiting(_ c: Configuration, _ thread: Int, in wait: Wait) -> Bool {
    guard context(c, thread).isBlocked else { return false }
    let source = contexts[context(c, thread).number]
    guard source[1] == UInt64(wait.queue) + 1 else { return false }
    var position = 2
    for operand in wait.operands {
      if source[position] != c.words[operand] { return false }
      position += 1
    }
    return true
  }

  func waitingCount(_ c: Configuration, in wait: Wait) -> Int {
    var count = 0
    for thread in 0..<threadCount where isWaiting(c, thread, in: wait) { count += 1 }
    return count
  }

  /// The thread that a choice names among those that wait there, by position; nil when it names none.
  func waitingThread(_ c: Configuration, in wait: Wait, _ choice: Int) -> Int? {
    var remaining = choice
    for thread in 0..<threadCount where isWaiting(c, thread, in: wait) {
      if remaining == 0 { return thread }
      remaining -= 1
    }
    return nil
  }

  /// A blocked context waits no longer.
  func wake(_ c: inout Configuration, _ thread: Int) {
    let source = contexts[context(c, thread).number]
    let arguments = argumentCount(source)
    scratchContext[0] = source[0]
    scratchContext[1] = 0
    for index in (2 + arguments)..<max(source.count, 2 + arguments) {
      scratchContext[index - arguments] = source[index]
    }
    c.words[firstContext + thread] = ContextWord.ready(
      internContext(scratchContext, source.count - arguments))
  }

  /// Where a context that is not running goes on; nil when it has ended or there is none.
  func resumption(_ c: Configuration, _ thread: Int) -> Int? {
    let word = context(c, thread)
    return word.isReady || word.isBlocked ? Int(contexts[word.number][0] >> 1) : nil
  }
}
