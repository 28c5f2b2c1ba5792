import AIMLang

/// Bounds and hooks of a search.
package struct ExplorationOptions: Sendable {
  /// At most this many distinct configurations.
  package var maxStates: Int
  /// At most this many bytes for configurations, the visited set and links.
  package var maxMemory: Int
  /// At most this long.
  package var timeLimit: Duration?
  /// At most this many call and interrupt frames on one stack.
  package var maxFrames: Int
  /// At most this many cells from `alloc` at one time.
  package var maxHeapCells: Int
  /// In which order the search goes.
  package var strategy: SearchStrategy
  /// What the search may leave out; random walks leave out nothing but what they do not meet.
  package var reduction: ReductionMode
  /// Whether a complete search is followed by one for fair runs in which a thread starves (`Starvation`); nothing is
  /// left out then, and the order is breadth first.
  package var findsStarvation: Bool
  /// Threads that search, the calling one included; what is found does not depend on it.
  package var workers: Int
  /// Called on the searching thread, at most every 100 ms.
  package var progress: (@Sendable (ExplorationProgress) -> Void)?
  /// Asked every few thousand configurations; true ends the search as cut short.
  package var isCancelled: (@Sendable () -> Bool)?

  package init(
    maxStates: Int = 20_000_000, maxMemory: Int = 3 << 30, timeLimit: Duration? = nil, maxFrames: Int = 256,
    maxHeapCells: Int = 4096, strategy: SearchStrategy = .breadthFirst, reduction: ReductionMode = .none,
    findsStarvation: Bool = false, workers: Int = 1, progress: (@Sendable (ExplorationProgress) -> Void)? = nil,
    isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.maxStates = maxStates
    self.maxMemory = maxMemory
    self.timeLimit = timeLimit
    self.maxFrames = maxFrames
    self.maxHeapCells = maxHeapCells
    self.strategy = strategy
    self.reduction = reduction
    self.findsStarvation = findsStarvation
    self.workers = workers
    self.progress = progress
    self.isCancelled = isCancelled
  }
}

/// The order of a search.
package enum SearchStrategy: Sendable, Equatable {
  /// What was found first is expanded first: a violation comes with a shortest interleaving.
  case breadthFirst
  /// What was found last is expanded first. Complete, like `breadthFirst`.
  case depthFirst
  /// Walks along choices drawn at random, without memory; never complete.
  case randomWalk(seed: UInt64)
}

/// How far a running search is.
package struct ExplorationProgress: Sendable {
  package var states: Int
  package var steps: Int
  package var depth: Int
  package var elapsed: Duration

  /// Distinct configurations a second so far.
  package var statesPerSecond: Double {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    return seconds > 0 ? Double(states) / seconds : 0
  }
}

/// What a search found. It has no default: `complete` is made in one place, when every reachable configuration
/// has been expanded without violation.
package enum ExplorationOutcome: Sendable {
  case complete
  case violation(Violation)
  /// Not everything was explored; nothing explored was wrong. The diagnostic says which bound, and where.
  case cutShort(Diagnostic)
}

/// A safety violation with an interleaving that reaches it, or a deadlock. A deadlock that only the whole search shows is
/// looked for when nothing else is wrong; it is the first in the order of the search.
package struct Violation: Sendable {
  /// Its code is the prover's for the same fault; the prover has none for a deadlock.
  package var diagnostic: Diagnostic
  /// The instruction that is wrong; nil for a fault of the boot obligations, the handler's first instruction where
  /// an interrupt cannot be entered, and for a deadlock the `block` of the first thread that waits.
  package var pc: Int?
  package var schedule: Schedule
  package var trace: Trace
  /// Whether no shorter schedule reaches a violation (of a deadlock: this one).
  package var isShortest: Bool
}

/// The result of a search, with exact deterministic counts.
package struct Exploration: Sendable {
  package var outcome: ExplorationOutcome
  /// Distinct configurations, the first included.
  package var states: Int
  /// Steps executed, those to known configurations included.
  package var steps: Int
  /// Length of the longest of the shortest ways to a configuration, in steps; of a reduced search, in runs of steps; of
  /// another strategy than breadth first, of the longest way that was gone.
  package var depth: Int
  /// Instructions that no explored step executes, ascending.
  package var unreached: [Int]
  /// How many evaluations of assertions had no answer (a witness that nothing determines, numbers beyond 128 bits …).
  package var unevaluated: Int
  /// The assertions in question, each once, in source order.
  package var unevaluatedSites: [SourceSpan]
  /// Memory of the search over the number of configurations.
  package var bytesPerState: Double
  package var strategy: SearchStrategy
  /// Whether interleavings that make no difference were left out.
  package var isReduced: Bool
  package var duration: Duration
}
