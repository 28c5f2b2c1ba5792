import AIMLang

/// Breadth-first search over all interleavings: each configuration is expanded once, in the order in which it was found,
/// so the first violation met is one that a shortest interleaving reaches (of a reduced search: one with the fewest runs of
/// steps).
///
/// The set of visited configurations is exact. Several threads may expand, in chunks of consecutive configurations; one merges
/// what they found, in order. So counts, verdict and schedule depend on the program and the bounds alone.
final class BreadthFirst {
  let stepper: Stepper
  let options: ExplorationOptions
  let expander: Expander
  private let merged: UnsafeMutablePointer<Merged>
  /// What was noted of what is merged.
  private(set) var coverage: Coverage
  /// The configuration whose step is a violation, by number, the choices from there to it, and the fault.
  private(set) var violation: (number: Int, choices: [Int], fault: Fault)?
  /// Why the search ended before its time.
  private(set) var stop: Diagnostic?
  private let watch: SearchWatch
  private var nextLook = 0
  /// The next record that is in no chunk.
  private var nextOffset = 0
  private var nextNumber = 0
  let first: Configuration

  /// What merging changes all the time; behind a pointer, since each access to a property of a class is checked at run time.
  private struct Merged {
    var store = StateStore()
    var expanded = 0
    var steps = 0
    var depth = 0
    /// How many configurations there were when the layer being expanded was complete.
    var layerEnd = 1
    /// Where every 64th record is, from `firstMark` × 64 on.
    var marks = [0]
    var firstMark = 0
    /// Keeps the touches from being optimised away; its value means nothing.
    var touched: UInt8 = 0
  }

  enum End {
    case complete
    /// `violation` says which.
    case violation
    /// `stop` says why; nil where somebody is ready again.
    case stopped
  }

  /// Takes over the buffers of `first`.
  ///
  /// - Parameters:
  ///   - reduction: nil to leave nothing out.
  ///   - stopsOutsideIdleRegion: where the question is whether anybody can ever be ready again: the search ends as `stopped`
  ///     when somebody is.
  init(
    stepper: Stepper, first: Configuration, options: ExplorationOptions, reduction: Reduction? = nil,
    stopsOutsideIdleRegion: Bool = false
  ) {
    self.stepper = stepper
    self.options = options
    self.first = first
    expander = Expander(stepper, reduction: reduction, stopsOutsideIdleRegion: stopsOutsideIdleRegion)
    watch = SearchWatch(options)
    coverage = Coverage(stepper)
    merged = .allocate(capacity: 1)
    merged.initialize(to: Merged())
  }

  deinit {
    merged.pointee.store.deallocate()
    merged.deinitialize(count: 1)
    merged.deallocate()
    first.words.deallocate()
  }

  /// The visited configurations.
  var store: StateStore { _read { yield merged.pointee.store } }
  private var depth: Int { merged.pointee.depth }
  private var steps: Int { coverage.steps + merged.pointee.steps }

  /// Searches, and tells what came of it.
  func result() -> SearchResult {
    let end = run()
    // A violation adds the steps of the expansion that it ends.
    coverage.steps = steps
    merged.pointee.steps = 0
    let states = min(store.count, options.maxStates)
    let retracing = Retracing(stepper: stepper, localRuns: expander.localRuns, first: first, store: store)
    var result = SearchResult(
      end: .complete, states: states, depth: depth, coverage: coverage,
      bytesPerState: Double(store.bytesUsed + stepper.tableBytes) / Double(max(states, 1)))
    switch end {
    case .complete:
      guard let (number, fault) = findDeadlock() else { break }
      // It leads to the configuration and not beyond.
      let (schedule, _) = retracing.schedule(along: store.offsets(of: store.path(to: number)))
      result.end = .violation(fault, schedule: schedule, isShortest: expander.localRuns == nil)
    case .stopped:
      result.end = .cutShort(stop ?? bound("it was stopped"))
    case .violation:
      guard let violation else { break }
      let (schedule, fault) = retracing.schedule(
        along: store.offsets(of: store.path(to: violation.number)), violation: (violation.choices, violation.fault))
      result.end = .violation(fault ?? violation.fault, schedule: schedule, isShortest: expander.localRuns == nil)
      if expander.localRuns == nil { result.depth = max(depth, schedule.count) }
    }
    return result
  }

  // MARK: The search

  func run() -> End {
    var start = stepper.makeConfiguration()
    defer { start.words.deallocate() }
    start.copy(first, from: stepper.firstContext)
    expander.localRuns?.normalize(&start)
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: stepper.packedBound(start) + 8)
    defer { buffer.deallocate() }
    let length = stepper.pack(start, into: buffer)
    guard merged.pointee.store.insert(buffer, length: length, hash: StateStore.hash(buffer, length)) != nil else {
      stop = bound("configurations are too large")
      return .stopped
    }
    let threads = SearchThreads(expander, records: store.records, workers: workers)
    defer { threads.end() }
    while true {
      while threads.hasRoom, nextNumber < store.count { threads.add(takeRecords()) }
      guard let chunk = threads.next() else { break }
      if let end = merge(chunk) { return end }
      while chunk.pointee.remaining > 0 {
        expander.expand(chunk, store.records)
        if let end = merge(chunk) { return end }
      }
      threads.release()
      if store.count > Self.threadsFrom { threads.begin() }
    }
    if let limit = coverage.limit {
      stop = limit
      return .stopped
    }
    return .complete
  }

  /// With fewer configurations, threads cost more than they bring.
  private static let threadsFrom = 4096

  /// Sequences that are kept in states are numbered by one thread alone.
  private var workers: Int {
    stepper.routines.contains { $0.ghostVariables.contains(where: \.isSequence) } ? 1 : options.workers
  }

  /// Takes the next few records out of what is in no chunk.
  private func takeRecords() -> (offset: Int, count: Int) {
    // What was added may have begun a new chunk of memory.
    let offset = store.recordStart(at: nextOffset)
    let count = min(Chunk.size - nextNumber % Chunk.size, store.count - nextNumber)
    nextNumber += count
    if nextNumber == store.count {
      nextOffset = store.end
      return (offset, count)
    }
    let index = nextNumber / Chunk.size - merged.pointee.firstMark
    nextOffset = merged.pointee.marks[index]
    // Those before it are needed no more.
    if index > 1 << 12 {
      merged.pointee.marks.removeFirst(index)
      merged.pointee.firstMark += index
    }
    return (offset, count)
  }

  // MARK: Merging

  private static let batch = 128

  /// Adds what a chunk found, in order.
  private func merge(_ chunk: UnsafeMutablePointer<Chunk>) -> End? {
    let candidates = chunk.pointee.candidates
    let count = chunk.pointee.candidateCount
    let bytes = chunk.pointee.bytes
    var start = 0
    // Nearly all the time of merging goes into waiting for memory. So first all slots of a batch are touched, then all records
    // that may be equal; no touch waits for another.
    while start < count {
      let end = min(start + Self.batch, count)
      for index in start..<end where candidates[index].length >= 0 {
        candidates[index].entry = merged.pointee.store.touch(candidates[index].hash)
      }
      for index in start..<end where candidates[index].length >= 0 {
        merged.pointee.touched &+= merged.pointee.store.touchRecord(candidates[index].entry, candidates[index].hash)
      }
      if !add(candidates, start..<end, bytes) { return .stopped }
      start = end
    }
    return note(chunk)
  }

  private func add(
    _ candidates: UnsafeMutablePointer<Chunk.Candidate>, _ range: Range<Int>, _ bytes: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    let merged = merged
    for index in range {
      let candidate = candidates[index]
      if candidate.length < 0 {
        merged.pointee.store.linkExpanded()
        merged.pointee.steps += Int(candidate.start)
        merged.pointee.expanded += 1
        if merged.pointee.expanded == merged.pointee.layerEnd, merged.pointee.store.count > merged.pointee.layerEnd {
          merged.pointee.depth += 1
          merged.pointee.layerEnd = merged.pointee.store.count
        }
        continue
      }
      guard
        let isNew = merged.pointee.store.insert(
          bytes + Int(candidate.start), length: Int(candidate.length), hash: candidate.hash)
      else {
        stop = bound("a configuration is too large")
        return false
      }
      guard isNew else { continue }
      merged.pointee.store.linkFound()
      if merged.pointee.store.count % Chunk.size == 1 { merged.pointee.marks.append(merged.pointee.store.lastRecord) }
      if merged.pointee.store.count > options.maxStates {
        stop = bound("there are more than \(options.maxStates) configurations")
        return false
      }
    }
    return true
  }

  private func note(_ chunk: UnsafeMutablePointer<Chunk>) -> End? {
    coverage.add(chunk.pointee)
    if chunk.pointee.leftIdleRegion { return .stopped }
    if let fault = chunk.pointee.fault {
      violation = (merged.pointee.expanded, chunk.pointee.faultChoices, fault)
      return .violation
    }
    // An expansion may be long: a `choose` has up to 2⁶⁴ results.
    let taken = steps + chunk.pointee.openSteps
    if chunk.pointee.choice > options.maxStates {
      stop = bound("one instruction has more than \(options.maxStates) choices")
      return .stopped
    }
    if taken >= nextLook {
      nextLook = taken + 4096
      if let reason = watch.look(
        states: store.count, steps: taken, depth: depth, bytes: store.bytes + store.nextGrowth + stepper.tableBytes)
      {
        stop = bound(reason)
        return .stopped
      }
    }
    return nil
  }

  func bound(_ what: String) -> Diagnostic {
    .bound(
      "exploration was cut short at depth \(depth): \(what)", stepper, states: min(store.count, options.maxStates),
      steps: steps)
  }
}

extension Diagnostic {
  /// A bound that a search has reached.
  static func bound(_ message: String, _ stepper: Stepper, states: Int, steps: Int) -> Diagnostic {
    let span = stepper.compiled.program.boot?.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)
    return Diagnostic(
      .warning, DiagnosticCode(.explore, .limitReached), message, at: span,
      facts: [EvidenceRow(.note, "states", String(states)), EvidenceRow(.note, "steps", String(steps))])
  }
}
