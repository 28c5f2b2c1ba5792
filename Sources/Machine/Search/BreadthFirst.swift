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
  let packed: UnsafeMutablePointer<UInt8>
  let executed: UnsafeMutablePointer<Bool>
  let clock = ContinuousClock()
  let began: ContinuousClock.Instant
  var lastProgress: ContinuousClock.Instant

  var steps = 0
  var depth = 0
  var expanded = 0
  /// Of the configuration being expanded when the search ended.
  var choice = 0
  var stop: Diagnostic?
  private var nextLook = 0

  /// Takes over the buffers of `first`.
  init(stepper: Stepper, first: Configuration, options: ExplorationOptions) {
    self.stepper = stepper
    self.options = options
    current = first
    successor = stepper.makeConfiguration()
    packed = .allocate(capacity: stepper.packedCapacity)
    packed.initialize(repeating: 0, count: stepper.packedCapacity)
    executed = .allocate(capacity: stepper.codeCount + 2)
    executed.initialize(repeating: false, count: stepper.codeCount + 2)
    began = clock.now
    lastProgress = began
  }

  func deallocate() {
    store.deallocate()
    current.words.deallocate()
    successor.words.deallocate()
    packed.deallocate()
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
    var layerEnd = 1
    let firstRegister = stepper.firstRegister
    while head != store.end {
      if expanded == layerEnd {
        depth += 1
        layerEnd = store.count
      }
      let (bytes, length) = StateStore.payload(store.record(at: head))
      stepper.unpack(bytes, length: length, into: &current)
      let own = stepper.ownChoices(current)
      var levels = stepper.arriving(current)
      if own > 0 { executed[current.pc] = true }
      choice = 0
      while choice < own {
        let isLast = choice == own - 1 && levels == 0
        if isLast {
          let result = stepper.execute(&current, choice)
          if let end = take(current, result) { return end }
        } else {
          successor.copy(current, from: firstRegister)
          let result = stepper.execute(&successor, choice)
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
          successor.copy(current, from: firstRegister)
          let result = stepper.enterHandler(&successor, level: level)
          if let end = take(successor, result) { return end }
        }
        choice += 1
      }
      store.linkExpanded()
      expanded += 1
      head = store.next(after: head)
      if steps >= nextLook, let reason = look() {
        stop = reason
        return .stopped
      }
    }
    if let limit = stepper.limit {
      stop = limit
      return .stopped
    }
    return .complete
  }

  /// Adds what a step gave.
  @inline(__always)
  private mutating func take(_ next: borrowing Configuration, _ result: StepResult) -> End? {
    steps += 1
    switch result {
    case .next: break
    case .broken: return .violation
    case .cut: return nil
    }
    let length = stepper.pack(next, into: packed)
    guard let isNew = store.insert(packed, length: length, hash: StateStore.hash(packed, length)) else {
      stop = bound("a configuration is too large")
      return .stopped
    }
    if isNew {
      store.linkFound()
      if store.count > options.maxStates {
        stop = bound("there are more than \(options.maxStates) configurations")
        return .stopped
      }
      // A `choose` over a wide range must meet the bounds while it is being expanded.
      if choice & 0xFFF == 0xFFF, let reason = look() {
        stop = reason
        return .stopped
      }
    }
    return nil
  }

  /// Looks at memory, clock, cancellation, and reports progress; every few thousand steps.
  private mutating func look() -> Diagnostic? {
    nextLook = steps + 4096
    if store.bytes + store.nextGrowth + stepper.shapes.bytes > options.maxMemory {
      return bound("the search needs more than \(options.maxMemory >> 20) MiB of memory")
    }
    if options.timeLimit == nil, options.progress == nil, options.isCancelled == nil { return nil }
    let now = clock.now
    if let limit = options.timeLimit, now - began > limit { return bound("the time limit of \(limit) is over") }
    if let isCancelled = options.isCancelled, isCancelled() { return bound("the search was cancelled") }
    if let progress = options.progress, now - lastProgress >= .milliseconds(100) {
      lastProgress = now
      progress(ExplorationProgress(states: store.count, steps: steps, depth: depth, elapsed: now - began))
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

  /// The choices on the way to the configuration being expanded.
  mutating func scheduleToExpanded() -> [Int] {
    let path = store.path(to: expanded)
    let offsets = store.offsets(of: path)
    var choices: [Int] = []
    for index in offsets.indices.dropLast() {
      let (bytes, length) = StateStore.payload(store.record(at: offsets[index]))
      let (wanted, wantedLength) = StateStore.payload(store.record(at: offsets[index + 1]))
      stepper.unpack(bytes, length: length, into: &current)
      let count = stepper.choiceCount(current)
      for choice in 0..<count {
        successor.copy(current, from: stepper.firstRegister)
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
