/// How much work the prover may do, and on what.
package struct ProverOptions: Sendable {
  /// Solver resource units for one question; repeats exactly from run to run.
  package var budget: UInt64
  /// Wall clock guard for one question, in milliseconds: only against work that units do not count.
  package var timeoutMilliseconds: UInt64
  /// Verify the routine of this name alone (and what it calls is trusted by its contract); nil for everything.
  package var only: String?
  /// Whether every question that is not literally trivial goes to the solver, as if there were no pure core.
  package var solverOnly: Bool
  /// Makes the solvers; tests put a faulty one in place.
  package var solverFactory: SolverFactory
  /// Gets every question that reaches a solver, from the thread that asks.
  package var querySink: QuerySink?
  /// Whether it is written down how each task was proved, for a certificate; nothing is shared between tasks then.
  package var recordsDerivations = false
  /// Asks a second solver every question, and keeps what came of it; nil for none.
  package var crossCheck: CrossCheck?
  /// Gets cvc5's proof of every contradiction that the proofs rest on; nil to make none.
  package var refutationSink: RefutationSink?
  /// The seed of a variation in what must not matter: the solver's seed, the order of facts, the order in which symbols
  /// were made; nil for none.
  package var variation: UInt64?
  /// What has been proved in this run with the same options; nil to share nothing between files.
  package var store: ProofStore?
  /// Tasks that run at the same time.
  package var parallelTasks: Int
  /// Paths of one task before it is given up as undecided.
  package var maximumPaths: Int
  /// Asked at every step; true gives up what is not yet proved as undecided. An outer guard: where it strikes differs
  /// from run to run.
  package var isCancelled: (@Sendable () -> Bool)?

  package init(
    budget: UInt64 = 200_000, timeoutMilliseconds: UInt64 = 30_000, only: String? = nil,
    solverOnly: Bool = false, solverFactory: SolverFactory = .cvc5, querySink: QuerySink? = nil, parallelTasks: Int = 2,
    maximumPaths: Int = 10_000, isCancelled: (@Sendable () -> Bool)? = nil
  ) {
    self.budget = budget
    self.timeoutMilliseconds = timeoutMilliseconds
    self.only = only
    self.solverOnly = solverOnly
    self.solverFactory = solverFactory
    self.querySink = querySink
    self.parallelTasks = parallelTasks
    self.maximumPaths = maximumPaths
    self.isCancelled = isCancelled
  }
}
