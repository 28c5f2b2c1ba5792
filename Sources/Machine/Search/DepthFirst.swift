import AIMLang

/// Depth-first search over all interleavings: whatever was found last is expanded next. It reaches deep violations before it has
/// seen everything above them; what it finds is not the shortest way. The set of visited configurations is exact and the
/// same as that of `BreadthFirst`, so that a complete search has the same counts of configurations and steps.
final class DepthFirst {
  private let stepper: Stepper
  private let first: Configuration
  private let options: ExplorationOptions
  private let expander: Expander
  private var store = StateStore()
  private var coverage: Coverage
  /// Records to expand; below what a record led to stands that record again, with its bits inverted. So the inverted ones
  /// are the way to what is being expanded.
  private var stack: [Int] = []
  private var onWay = 0
  private var depth = 0

  /// Takes over the buffers of `first`.
  init(stepper: Stepper, first: Configuration, options: ExplorationOptions, reduction: Reduction?) {
    self.stepper = stepper
    self.first = first
    self.options = options
    expander = Expander(stepper, reduction: reduction)
    coverage = Coverage(stepper)
  }

  deinit {
    store.deallocate()
    first.words.deallocate()
  }

  /// Searches, and tells what came of it.
  func result() -> SearchResult {
    let end = search()
    let states = min(store.count, options.maxStates)
    return SearchResult(
      end: end, states: states, depth: depth, coverage: coverage,
      bytesPerState: Double(store.bytesUsed + stack.count * 8 + stepper.tableBytes) / Double(max(states, 1)))
  }

  private func search() -> SearchResult.End {
    var start = stepper.makeConfiguration()
    defer { start.words.deallocate() }
    start.copy(first, from: stepper.firstContext)
    expander.localRuns?.normalize(&start)
    let chunk = UnsafeMutablePointer<Chunk>.allocate(capacity: 1)
    chunk.initialize(to: Chunk(codeCount: stepper.codeCount))
    defer {
      chunk.pointee.deallocate()
      chunk.deinitialize(count: 1)
      chunk.deallocate()
    }
    let length = stepper.pack(start, into: chunk.pointee.reserve(stepper.packedBound(start)))
    guard store.insert(chunk.pointee.bytes, length: length, hash: StateStore.hash(chunk.pointee.bytes, length)) != nil
    else { return .cutShort(bound("configurations are too large")) }
    stack = [0]
    let watch = SearchWatch(options)
    var nextLook = 0
    while let record = stack.last {
      if record < 0 {
        stack.removeLast()
        onWay -= 1
        continue
      }
      stack[stack.count - 1] = ~record
      onWay += 1
      depth = max(depth, onWay - 1)
      chunk.pointee.offset = record
      chunk.pointee.remaining = 1
      chunk.pointee.choice = 0
      while chunk.pointee.remaining > 0 {
        expander.expand(chunk, store.records)
        coverage.add(chunk.pointee)
        if let end = merge(chunk) { return end }
        if chunk.pointee.choice > options.maxStates {
          return .cutShort(bound("one instruction has more than \(options.maxStates) choices"))
        }
        let taken = coverage.steps + chunk.pointee.openSteps
        guard taken >= nextLook else { continue }
        nextLook = taken + 4096
        if let reason = watch.look(
          states: store.count, steps: taken, depth: depth,
          bytes: store.bytes + store.nextGrowth + stack.count * 16 + stepper.tableBytes)
        {
          return .cutShort(bound(reason))
        }
      }
    }
    if let limit = coverage.limit { return .cutShort(limit) }
    return deadlock() ?? .complete
  }

  private func merge(_ chunk: UnsafeMutablePointer<Chunk>) -> SearchResult.End? {
    let begin = stack.count
    for index in 0..<chunk.pointee.candidateCount {
      let candidate = chunk.pointee.candidates[index]
      if candidate.length < 0 {
        coverage.steps += Int(candidate.start)
        continue
      }
      guard
        let isNew = store.insert(
          chunk.pointee.bytes + Int(candidate.start), length: Int(candidate.length), hash: candidate.hash)
      else { return .cutShort(bound("a configuration is too large")) }
      guard isNew else { continue }
      stack.append(store.lastRecord)
      if store.count > options.maxStates {
        return .cutShort(bound("there are more than \(options.maxStates) configurations"))
      }
    }
    if let fault = chunk.pointee.fault {
      let way = stack[..<begin].filter { $0 < 0 }.map { ~$0 }
      let (choices, met) = retracing.schedule(along: way, violation: (chunk.pointee.faultChoices, fault))
      return .violation(met ?? fault, schedule: choices, isShortest: false)
    }
    // The first choice first.
    stack[begin...].reverse()
    return nil
  }

  private var retracing: Retracing {
    Retracing(stepper: stepper, localRuns: expander.localRuns, first: first, store: store)
  }

  /// The deadlock that only a complete search shows. Depth first there is no way to it any more, so the search is repeated
  /// breadth first.
  private func deadlock() -> SearchResult.End? {
    guard coverage.hasIdledBlocked else { return nil }
    var copy = stepper.makeConfiguration()
    copy.copy(first, from: stepper.firstContext)
    let search = BreadthFirst(
      stepper: stepper, first: copy, options: options, reduction: expander.localRuns?.reduction)
    let end = search.result().end
    if case .complete = end { return nil }
    return end
  }

  private func bound(_ what: String) -> Diagnostic {
    .bound(
      "exploration was cut short at depth \(depth): \(what)", stepper, states: min(store.count, options.maxStates),
      steps: coverage.steps)
  }
}
