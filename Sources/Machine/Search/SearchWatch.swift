/// Looks at memory, clock and cancellation for a search, and reports its progress.
final class SearchWatch {
  private let options: ExplorationOptions
  private let clock = ContinuousClock()
  private let began = ContinuousClock().now
  private lazy var lastProgress = began

  init(_ options: ExplorationOptions) { self.options = options }

  /// - Parameter bytes: memory that the search needs now and next.
  /// - Returns: why the search has to end; nil to go on.
  func look(states: Int, steps: Int, depth: Int, bytes: Int) -> String? {
    if bytes > options.maxMemory { return "the search needs more than \(options.maxMemory >> 20) MiB of memory" }
    if options.timeLimit == nil, options.progress == nil, options.isCancelled == nil { return nil }
    let now = clock.now
    if let limit = options.timeLimit, now - began > limit { return "the time limit of \(limit) is over" }
    if let isCancelled = options.isCancelled, isCancelled() { return "the search was cancelled" }
    if let progress = options.progress, now - lastProgress >= .milliseconds(100) {
      lastProgress = now
      progress(ExplorationProgress(states: states, steps: steps, depth: depth, elapsed: now - began))
    }
    return nil
  }
}
