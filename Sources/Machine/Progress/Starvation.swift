import AIMLang

/// Threads that get nowhere though every interrupt keeps coming and every choice of the next thread is fair: `--fair`.
///
/// A thread *starves* in a fair cycle if it takes no step in it and is ready all the time, or waits in a queue all the time and
/// what it waits for is free at some point of the cycle. Free is what a queue hands over while it is part of the public memory
/// and the interrupts are on; of a queue that hands over nothing, the word at the address that is the queue's first
/// argument, while it is public and 0.
struct Starvation {
  /// A run that goes on for ever.
  struct Run {
    /// The choices up to the cycle, and once around it.
    var stem: [Int]
    var cycle: [Int]
    var diagnostic: Diagnostic
    /// Where the thread goes on, or waits.
    var pc: Int?
  }

  let search: BreadthFirst
  private let graph: TransitionGraph

  /// Steps that are looked at at most.
  static let stepLimit = 50_000_000

  /// Of a complete search that leaves nothing out.
  /// - Returns: nil where there are too many steps.
  init?(_ search: BreadthFirst) {
    guard let graph = TransitionGraph(search, limit: Self.stepLimit) else { return nil }
    self.search = search
    self.graph = graph
  }

  /// A run in which some thread starves; nil where there is none. Threads in the order of `boot`, ready ones first.
  func find() -> Run? {
    let stepper = search.stepper
    guard stepper.contextCount > 0 else { return nil }
    var cycles = FairCycles(graph)
    for isBlocked in [false, true] {
      for thread in 0..<stepper.threadCount {
        var states: [Int] = []
        var free: Set<Int> = []
        forEachState { state, c in
          let context = stepper.context(c, thread)
          guard isBlocked ? context.isBlocked : context.isReady else { return }
          states.append(state)
          if isBlocked, isFree(c, thread) { free.insert(state) }
        }
        if states.isEmpty || (isBlocked && free.isEmpty) { continue }
        let parts = cycles.parts(inside: states)
          .filter { part in !isBlocked || part.contains(where: free.contains) }
          .sorted { $0[0] < $1[0] }
        guard let part = parts.first else { continue }
        return run(in: part, thread, isBlocked: isBlocked, free: free)
      }
    }
    return nil
  }

  private func forEachState(_ body: (Int, Configuration) -> Void) {
    var current = search.stepper.makeConfiguration()
    defer { current.words.deallocate() }
    for (state, offset) in graph.offsets.enumerated() {
      let (bytes, length) = StateStore.payload(search.store.record(at: offset))
      search.stepper.unpack(bytes, length: length, into: &current)
      body(state, current)
    }
  }

  /// Whether nobody has what the thread waits for.
  private func isFree(_ c: Configuration, _ thread: Int) -> Bool {
    let stepper = search.stepper
    guard c.interruptEnable, c.level == stepper.levelCount else { return false }
    let (queue, arguments) = stepper.waiting(c, thread)
    let facts = stepper.compiled.queues[queue]
    if !facts.hands.isTrivial {
      for level in 0...stepper.levelCount {
        for (slot, argument) in zip(facts.parameters, arguments) {
          stepper.evaluator.environment[Int(slot)] = Int128(argument)
        }
        stepper.evaluator.beginFootprint()
        let result = stepper.evaluator.run(facts.hands.start, c, owner: OwnerCode.publicPart(level))
        if result == .holds, stepper.evaluator.footprintCount > 0 { return true }
      }
    }
    guard let address = arguments.first else { return false }
    let slot = stepper.slot(c, address)
    return slot >= 0 && c.owners[slot] >= OwnerCode.firstPublic && c.owners[slot] < OwnerCode.firstRunning
      && c.words[stepper.firstCell + slot] == 0 && !handsMemory(c, facts, arguments)
  }

  /// Whether the queue hands over memory at all.
  private func handsMemory(_ c: Configuration, _ facts: QueueFacts, _ arguments: [UInt64]) -> Bool {
    if facts.hands.isTrivial { return false }
    for (slot, argument) in zip(facts.parameters, arguments) {
      search.stepper.evaluator.environment[Int(slot)] = Int128(argument)
    }
    search.stepper.evaluator.beginFootprint()
    // With nobody's memory only an assertion without memory holds.
    return search.stepper.evaluator.run(facts.hands.start, c, owner: OwnerCode.absent) != .holds
  }

  // MARK: The run

  /// The shortest way to the part, and a way around in it on which everything happens that can.
  private func run(in part: [Int], _ thread: Int, isBlocked: Bool, free: Set<Int>) -> Run {
    let entry = part[0]
    let retracing = Retracing(
      stepper: search.stepper, localRuns: nil, first: search.first, store: search.store)
    let stem = retracing.schedule(along: search.store.path(to: entry).map { graph.offsets[$0] }).choices
    let members = Set(part)
    var cycle: [Int] = []
    var position = entry
    var missing = Set<Int32>()
    for state in part {
      for edge in graph.edges(of: state) where members.contains(Int(edge.target)) {
        for action in [edge.actions.0, edge.actions.1] where action >= 0 { missing.insert(action) }
      }
    }
    func go(_ isWanted: (Int, TransitionGraph.Edge) -> Bool) {
      for edge in way(from: position, inside: members, isWanted) {
        let state = position
        cycle.append(edge - graph.starts[state])
        missing.remove(graph.edges[edge].actions.0)
        missing.remove(graph.edges[edge].actions.1)
        position = Int(graph.edges[edge].target)
      }
    }
    while !missing.isEmpty {
      let before = missing.count
      go { _, edge in missing.contains(edge.actions.0) || missing.contains(edge.actions.1) }
      if missing.count == before { break }
    }
    if isBlocked, !part.isEmpty { go { _, edge in free.contains(Int(edge.target)) } }
    if position != entry { go { _, edge in Int(edge.target) == entry } }
    let (diagnostic, pc) = tell(thread, isBlocked: isBlocked, entry, stem.count, cycle.count)
    return Run(stem: stem, cycle: cycle, diagnostic: diagnostic, pc: pc)
  }

  /// The edges of a shortest way inside a part whose last edge is wanted; at least one.
  private func way(
    from start: Int, inside members: Set<Int>, _ isWanted: (Int, TransitionGraph.Edge) -> Bool
  ) -> [Int] {
    var reached: [Int: Int] = [start: -1]
    var queue = [start]
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      for index in graph.starts[state]..<graph.starts[state + 1] {
        let edge = graph.edges[index]
        guard members.contains(Int(edge.target)) else { continue }
        if isWanted(state, edge) {
          var edges = [index]
          var from = state
          while from != start, let before = reached[from], before >= 0 {
            edges.append(before)
            from = source(of: before)
          }
          return edges.reversed()
        }
        if reached[Int(edge.target)] == nil {
          reached[Int(edge.target)] = index
          queue.append(Int(edge.target))
        }
      }
    }
    return []
  }

  /// The configuration that an edge starts from.
  private func source(of edge: Int) -> Int {
    var low = 0
    var high = graph.count
    while low < high {
      let middle = (low + high + 1) / 2
      if graph.starts[middle] <= edge { low = middle } else { high = middle - 1 }
    }
    return low
  }

  private func tell(
    _ thread: Int, isBlocked: Bool, _ entry: Int, _ stem: Int, _ cycle: Int
  ) -> (Diagnostic, pc: Int?) {
    let stepper = search.stepper
    var current = stepper.makeConfiguration()
    defer { current.words.deallocate() }
    let (bytes, length) = StateStore.payload(search.store.record(at: graph.offsets[entry]))
    stepper.unpack(bytes, length: length, into: &current)
    let resumption = stepper.resumption(current, thread)
    let name = stepper.threadName(thread)
    var rows: [EvidenceRow] = []
    let what: String
    var pc = resumption
    if isBlocked {
      let (queue, arguments) = stepper.waiting(current, thread)
      let text = stepper.queueName(queue, arguments)
      what = "\(name) waits in `\(text)` for ever, though what it waits for is free again and again"
      rows.append(EvidenceRow(.has, name, "blocked in \(text)"))
      pc = resumption.map { $0 - 1 }
    } else {
      what = "\(name) is ready and never runs"
      rows.append(EvidenceRow(.has, name, "ready all the time"))
    }
    rows.append(EvidenceRow(.note, "cycle", "\(cycle) steps, after \(stem)"))
    let place = pc.flatMap { stepper.compiled.program.code.indices.contains($0) ? $0 : nil }
    let span =
      place.map { stepper.compiled.program.code[$0].span } ?? stepper.compiled.program.boot?.span
      ?? SourceSpan(file: FileID(0), start: 0, end: 0)
    return (
      Diagnostic(
        .error, DiagnosticCode(.explore, .starvation),
        "\(what), in a run where every interrupt that can arrive does, and every thread that can be chosen is",
        at: span,
        facts: rows), place
    )
  }
}

extension BreadthFirst {
  /// The result of the search, and where it is complete, of one for threads that starve.
  func resultWithProgress() -> SearchResult {
    var result = result()
    guard case .complete = result.end else { return result }
    guard let starvation = Starvation(self) else {
      result.end = .cutShort(
        bound("there are more than \(Starvation.stepLimit) steps, too many to look for runs without progress"))
      return result
    }
    if let run = starvation.find() { result.end = .starvation(run) }
    return result
  }
}
