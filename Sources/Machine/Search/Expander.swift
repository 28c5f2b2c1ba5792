import AIMLang

/// Expands configurations on one thread: all that a step, or in a reduced search a run of steps, leads to.
final class Expander {
  let stepper: Stepper
  let stopsOutsideIdleRegion: Bool
  /// nil for a search that leaves nothing out.
  let localRuns: LocalRuns?
  private let current: Configuration
  private let successor: Configuration

  init(_ stepper: Stepper, reduction: Reduction?, stopsOutsideIdleRegion: Bool = false) {
    self.stepper = stepper
    self.stopsOutsideIdleRegion = stopsOutsideIdleRegion
    localRuns = reduction.map { LocalRuns(stepper, $0) }
    current = stepper.makeConfiguration()
    successor = stepper.makeConfiguration()
  }

  deinit {
    current.words.deallocate()
    successor.words.deallocate()
  }

  /// Does what the chunk has left to do, until it is full.
  func expand(_ chunk: UnsafeMutablePointer<Chunk>, _ records: StateStore.Records) {
    chunk.pointee.clear()
    stepper.limit = nil
    if localRuns == nil { expandPlainly(chunk, records) } else { expandReduced(chunk, records) }
    if let limit = stepper.limit { chunk.pointee.limit = limit }
    if stepper.unevaluated > 0 {
      (chunk.pointee.unevaluated, chunk.pointee.unevaluatedPlans) = stepper.takeUnevaluated()
    }
    chunk.pointee.hasIdledBlocked = stepper.hasIdledBlocked
  }

  // MARK: Everything

  private func expandPlainly(_ chunk: UnsafeMutablePointer<Chunk>, _ records: StateStore.Records) {
    let stepper = stepper
    let firstContext = stepper.firstContext
    var current = current
    var successor = successor
    while chunk.pointee.remaining > 0 {
      let (bytes, length) = records.payload(at: chunk.pointee.offset)
      stepper.unpack(bytes, length: length, into: &current)
      let own = stepper.ownChoices(current)
      let levels = stepper.arriving(current)
      if own > 0 { chunk.pointee.markExecuted(current.pc) }
      let count = own + levels.nonzeroBitCount
      var choice = chunk.pointee.choice
      while choice < count {
        if chunk.pointee.isFull {
          chunk.pointee.choice = choice
          return
        }
        let result: StepResult
        // The last step needs no copy.
        if choice == count - 1 {
          result = take(&current, choice, own, levels)
          if !add(current, result, choice, chunk) { return }
        } else {
          successor.copy(current, from: firstContext)
          result = take(&successor, choice, own, levels)
          if !add(successor, result, choice, chunk) { return }
        }
        choice += 1
      }
      chunk.pointee.choice = 0
      chunk.pointee.endExpansion()
      chunk.pointee.remaining -= 1
      if chunk.pointee.remaining > 0 { chunk.pointee.offset = records.next(after: chunk.pointee.offset) }
    }
  }

  @inline(__always)
  private func take(_ c: inout Configuration, _ choice: Int, _ own: Int, _ levels: Int) -> StepResult {
    if choice < own { return stepper.execute(&c, choice) }
    var levels = levels
    for _ in own..<choice { levels &= levels - 1 }
    return stepper.enterHandler(&c, level: levels.trailingZeroBitCount)
  }

  /// - Returns: whether the chunk goes on.
  @inline(__always)
  private func add(
    _ next: borrowing Configuration, _ result: StepResult, _ choice: Int, _ chunk: UnsafeMutablePointer<Chunk>
  ) -> Bool {
    chunk.pointee.openSteps += 1
    if result != .next { return refused(result, [choice], chunk) }
    if stopsOutsideIdleRegion, !stepper.isInIdleRegion(next) {
      chunk.pointee.leftIdleRegion = true
      return false
    }
    let start = chunk.pointee.reserve(stepper.packedBound(next))
    chunk.pointee.add(stepper.pack(next, into: start))
    return true
  }

  private func refused(_ result: StepResult, _ choices: [Int], _ chunk: UnsafeMutablePointer<Chunk>) -> Bool {
    guard result == .broken else { return true }
    chunk.pointee.fault = stepper.fault
    chunk.pointee.faultChoices = choices
    return false
  }

  // MARK: Less

  private func expandReduced(_ chunk: UnsafeMutablePointer<Chunk>, _ records: StateStore.Records) {
    guard let localRuns else { return }
    var current = current
    while chunk.pointee.remaining > 0 {
      let (bytes, length) = records.payload(at: chunk.pointee.offset)
      stepper.unpack(bytes, length: length, into: &current)
      let own = stepper.ownChoices(current)
      let levels = stepper.arriving(current)
      let count = own + levels.nonzeroBitCount
      var choice = chunk.pointee.choice
      while choice < count {
        if chunk.pointee.isFull {
          chunk.pointee.choice = choice
          return
        }
        let stepper = stepper
        let end = localRuns.follow(
          current, choice, executed: { chunk.pointee.markExecuted($0) },
          found: { next in
            let start = chunk.pointee.reserve(stepper.packedBound(next))
            chunk.pointee.add(stepper.pack(next, into: start))
            return true
          })
        chunk.pointee.openSteps += localRuns.steps
        if end == .broken, !refused(.broken, localRuns.choices, chunk) { return }
        choice += 1
      }
      chunk.pointee.choice = 0
      chunk.pointee.endExpansion()
      chunk.pointee.remaining -= 1
      if chunk.pointee.remaining > 0 { chunk.pointee.offset = records.next(after: chunk.pointee.offset) }
    }
  }
}
