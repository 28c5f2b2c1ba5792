import AIMLang

/// What a search has come across, whatever its strategy.
struct Coverage {
  /// Steps executed.
  var steps = 0
  /// By program counter, the idle context's and the end's included.
  var executed: [Bool]
  /// Evaluations of assertions without an answer, and the assertions.
  var unevaluated = 0
  var unevaluatedPlans: Set<SourceSpan> = []
  var hasIdledBlocked = false
  /// The first bound of a step.
  var limit: Diagnostic?

  init(_ stepper: Stepper) {
    executed = [Bool](repeating: false, count: stepper.codeCount + 2)
    (unevaluated, unevaluatedPlans) = stepper.takeUnevaluated()
  }

  /// Adds what an expansion noted beside the steps that it ended.
  mutating func add(_ chunk: borrowing Chunk) {
    for word in 0..<chunk.executedWords {
      var bits = chunk.executed[word]
      while bits != 0 {
        executed[word << 6 + bits.trailingZeroBitCount] = true
        bits &= bits - 1
      }
    }
    unevaluated += chunk.unevaluated
    if !chunk.unevaluatedPlans.isEmpty { unevaluatedPlans.formUnion(chunk.unevaluatedPlans) }
    if chunk.hasIdledBlocked { hasIdledBlocked = true }
    if limit == nil { limit = chunk.limit }
    if chunk.fault != nil { steps += chunk.openSteps }
  }

  /// Instructions that no step executed, ascending.
  var unreached: [Int] { executed.indices.dropLast(2).filter { !executed[$0] } }

  /// Spans of the assertions that could not be evaluated, in source order.
  var unevaluatedSites: [SourceSpan] {
    unevaluatedPlans.sorted { ($0.file.index, $0.start, $0.end) < ($1.file.index, $1.start, $1.end) }
  }
}

/// What a search ended with.
struct SearchResult {
  enum End {
    /// Everything was explored, and nothing is wrong.
    case complete
    /// A violation, its schedule, and whether no shorter one has any.
    case violation(Fault, schedule: [Int], isShortest: Bool)
    /// Nothing is wrong but that a thread starves in this run.
    case starvation(Starvation.Run)
    case cutShort(Diagnostic)
  }

  var end: End
  /// Distinct configurations.
  var states: Int
  var depth: Int
  var coverage: Coverage
  /// Bytes of the search for each of them.
  var bytesPerState: Double
}
