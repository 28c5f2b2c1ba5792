import AIMLang

/// Breadth-first search over all interleavings: each configuration is expanded once, in the order in which it was found,
/// so the first violation met is one that a shortest interleaving reaches.
///
/// The set of visited configurations is exact. Counts depend on the program and the bounds alone.
struct BreadthFirst {
  let stepper: Stepper
  let options: ExplorationOptions
  var store = StateStore()
  var current: Configuration
  var successor: Configuration
  /// Candidates that wait: their bytes one after the other, and what belongs to each.
  let packed: UnsafeMutablePointer<UInt8>
  private let packedSize: Int
  private var packedEnd = 0
  private let waiting: UnsafeMutablePointer<Candidate>
  private var waitingCount = 0
  let executed: UnsafeMutablePointer<Bool>
  /// A class of its own: with instants among the fields, the compiler would not know where the others are.
  private let watch = Watch()

  private final class Watch {
    let clock = ContinuousClock()
    let began = ContinuousClock().now
    lazy var lastProgress = began
  }

  var steps = 0
  var depth = 0
  var expanded = 0
  /// Of the configuration being expanded when the search ended.
  var choice = 0
  var stop: Diagnostic?
  /// Set where the question is whether anybody can ever be ready again: the search ends as `stopped` when somebody is.
  var stopsOutsideIdleRegion = false
  private var nextLook = 0
  /// How many configurations there were when the layer being expanded was complete.
  private var layerEnd = 1
  /// Keeps the touches from being optimised away; its value means nothing.
  private var touched: UInt8 = 0

  /// A candidate in the batch, or the end of an expansion.
  private struct Candidate {
    var hash: UInt64
    var start: Int32
    /// -1 for the end of an expansion.
    var length: Int32
    /// What the slot held when it was touched.
    var entry: UInt64
  }

  private static let batch = 128

  /// Takes over the buffers of `first`.
  init(stepper: Stepper, first: Configuration, options: ExplorationOptions) {
    self.stepper = stepper
    self.options = options
    current = first
    successor = stepper.makeConfiguration()
    packedSize = max(stepper.packedCapacity + 1024, 1 << 14)
    packed = .allocate(capacity: packedSize)
    packed.initialize(repeating: 0, count: packedSize)
    waiting = .allocate(capacity: Self.batch)
    waiting.initialize(repeating: Candidate(hash: 0, start: 0, length: 0, entry: 0), count: Self.batch)
    executed = .allocate(capacity: stepper.codeCount + 2)
    executed.initialize(repeating: false, count: stepper.codeCount + 2)
  }

  func deallocate() {
    store.deallocate()
    current.words.deallocate()
    successor.words.deallocate()
    packed.deallocate()
    waiting.deallocate()
    executed.deallocate()
  }

  enum End {
    case complete
    /// The step `choice` of configuration number `expanded` is a violation.
    case violation
    /// `stop` says why.
    case stopped
  }

  mutating func run() -> End {
    let length = stepper.pack(current, into: packed)
    guard store.insert(packed, length: length, hash: StateStore.hash(packed, length)) != nil else {
      stop = bound("configurations are too large")
      return .stopped
    }
    var current = current
    var successor = successor
    var head = 0
    let firstContext = stepper.firstContext
    while true {
      if head == store.end {
        if let end = flush() { return end }
        if head == store.end { break }
        // What was added may have begun a new chunk.
        head = store.recordStart(at: head)
      }
      let (bytes, length) = StateStore.payload(store.record(at: head))
      stepper.unpack(bytes, length: length, into: &current)
      let own = stepper.ownChoices(current)
      var levels = stepper.arriving(current)
      if own > 0 { executed[current.pc] = true }
      choice = 0
      while choice < own {
        let isLast = choice == own - 1 && levels == 0
        let result: StepResult
        if isLast {
          result = stepper.execute(&current, choice)
          if let end = take(current, result) { return end }
        } else {
          successor.copy(current, from: firstContext)
          result = stepper.execute(&successor, choice)
          if let end = take(successor, result) { return end }
        }
        choice += 1
      }
      while levels != 0 {
        let level = levels.trailingZeroBitCount
        levels &= levels - 1
        if levels == 0 {
          let result = stepper.enterHandler(&current, level: level)
          if let end = take(current, result) { return end }
        } else {
          successor.copy(current, from: firstContext)
          let result = stepper.enterHandler(&successor, level: level)
          if let end = take(successor, result) { return end }
        }
        choice += 1
      }
      if waitingCount == Self.batch, let end = flush() { return end }
      waiting[waitingCount].length = -1
      waitingCount += 1
      // Only now: a batch may end within an expansion, and the record must stay what is being expanded.
      head = store.next(after: head)
    }
    if let limit = stepper.limit {
      stop = limit
      return .stopped
    }
    return .complete
  }

  /// Puts what a step gave into the batch.
  @inline(__always)
  private mutating func take(_ next: Configuration, _ result: StepResult) -> End? {
    steps += 1
    if result != .next { return refused(result) }
    if stopsOutsideIdleRegion, !stepper.isInIdleRegion(next) { return .stopped }
    if waitingCount == Self.batch || packedEnd + stepper.packedBound(next) > packedSize {
      if let end = flush() { return end }
    }
    let start = packed + packedEnd
    let length = stepper.pack(next, into: start)
    waiting[waitingCount].hash = StateStore.hash(start, length)
    waiting[waitingCount].start = Int32(truncatingIfNeeded: packedEnd)
    waiting[waitingCount].length = Int32(truncatingIfNeeded: length)
    waitingCount += 1
    packedEnd += length
    return nil
  }

  private mutating func refused(_ result: StepResult) -> End? {
    guard result == .broken else { return nil }
    // What waits was found before this step, and counts.
    return flush() ?? .violation
  }

  /// Adds what waits, in order.
  private mutating func flush() -> End? {
    // First all slots are touched, then all records that may be equal; no touch waits for another.
    for index in 0..<waitingCount { waiting[index].entry = store.touch(waiting[index].hash) }
    for index in 0..<waitingCount where waiting[index].length >= 0 {
      touched &+= store.touchRecord(waiting[index].entry, waiting[index].hash)
    }
    for index in 0..<waitingCount {
      let candidate = waiting[index]
      if candidate.length < 0 {
        store.linkExpanded()
        expanded += 1
        if expanded == layerEnd, store.count > layerEnd {
          depth += 1
          layerEnd = store.count
        }
        continue
      }
      guard
        let isNew = store.insert(
          packed + Int(candidate.start), length: Int(candidate.length), hash: candidate.hash)
      else {
        stop = bound("a configuration is too large")
        return .stopped
      }
      guard isNew else { continue }
      store.linkFound()
      if store.count > options.maxStates {
        stop = bound("there are more than \(options.maxStates) configurations")
        return .stopped
      }
    }
    waitingCount = 0
    packedEnd = 0
    if steps >= nextLook, let reason = look() {
      stop = reason
      return .stopped
    }
    return nil
  }

  /// Looks at memory, clock, cancellation, and reports progress; every few thousand steps.
  private mutating func look() -> Diagnostic? {
    nextLook = steps + 4096
    if store.bytes + store.nextGrowth + stepper.tableBytes > options.maxMemory {
      return bound("the search needs more than \(options.maxMemory >> 20) MiB of memory")
    }
    if options.timeLimit == nil, options.progress == nil, options.isCancelled == nil { return nil }
    let now = watch.clock.now
    if let limit = options.timeLimit, now - watch.began > limit { return bound("the time limit of \(limit) is over") }
    if let isCancelled = options.isCancelled, isCancelled() { return bound("the search was cancelled") }
    if let progress = options.progress, now - watch.lastProgress >= .milliseconds(100) {
      watch.lastProgress = now
      progress(ExplorationProgress(states: store.count, steps: steps, depth: depth, elapsed: now - watch.began))
    }
    return nil
  }

  private func bound(_ what: String) -> Diagnostic {
    let program = stepper.compiled.program
    let span = program.boot?.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)
    return Diagnostic(
      .warning, DiagnosticCode(.explore, .limitReached),
      "exploration was cut short at depth \(depth): \(what)", at: span,
      facts: [
        EvidenceRow(.note, "states", String(min(store.count, options.maxStates))),
        EvidenceRow(.note, "steps", String(steps)),
      ])
  }

  /// The choices on the way to a configuration, by its number.
  mutating func schedule(to number: Int) -> [Int] {
    let path = store.path(to: number)
    let offsets = store.offsets(of: path)
    var choices: [Int] = []
    for index in offsets.indices.dropLast() {
      let (bytes, length) = StateStore.payload(store.record(at: offsets[index]))
      let (wanted, wantedLength) = StateStore.payload(store.record(at: offsets[index + 1]))
      stepper.unpack(bytes, length: length, into: &current)
      let count = stepper.choiceCount(current)
      for choice in 0..<count {
        successor.copy(current, from: stepper.firstContext)
        guard stepper.step(&successor, choice: choice) == .next else { continue }
        let packedLength = stepper.pack(successor, into: packed)
        if packedLength == wantedLength, (0..<packedLength).allSatisfy({ packed[$0] == wanted[$0] }) {
          choices.append(choice)
          break
        }
      }
    }
    return choices
  }
}
