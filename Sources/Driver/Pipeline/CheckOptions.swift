import AIMLang
import Prover

/// What to do with a file, and how much work it may be.
package struct CheckOptions: Sendable {
  package var proves = true
  package var explores = true
  /// Whether a complete exploration is all that was asked for: the exit status is 0 then, though nothing is proved.
  package var explorationSuffices = false
  /// Prove the routine of this name alone.
  package var only: String?
  /// Solver resource units for one question; nil for the prover's own.
  package var budget: UInt64?
  /// Whether questions of proofs go to the solver that the checker's own procedure could decide.
  package var solverOnly = false
  /// At most this many configurations; nil for the explorer's own.
  package var maxStates: Int?
  /// In which order interleavings are explored.
  package var strategy = ExplorationStrategy.breadthFirst
  /// Whether exploration may leave out interleavings that make no difference.
  package var reduces = true
  /// Whether exploration also looks for fair runs in which a thread gets nowhere. It leaves nothing out then.
  package var findsStarvation = false
  /// Threads that explore; nil for as many as there are processors, one less while a proof runs beside.
  package var cores: Int?
  /// Wall clock for one file, as an outer guard.
  package var timeout: Duration?
  /// Which solver answers; faulty ones are for tests.
  package var solver = SolverFactory.cvc5
  /// Another solver to be asked every question; nil for none.
  package private(set) var secondSolver: SecondSolver?
  /// What the files of a run share, all checked with these options; nil to prove each by itself.
  package private(set) var store: ProofStore?
  /// The folder for the solver's queries; nil to keep none.
  package var queryFolder: String?
  /// Where the certificate of the proof goes; nil for none.
  package var certificate: String?
  /// The folder for cvc5's proofs of contradictions; nil to make none.
  package var refutationFolder: String?
  /// The page to make of a program; nil for none.
  package var page: PageOptions?
  /// Gives the texts of files; nil reads them from disk.
  package var reader: SourceReader?
  /// Told now and then what is going on, from any thread.
  package var progress: (@Sendable (ProgressEvent) -> Void)?

  package init() {}

  /// From now on, files that are checked with these options share what is proved.
  package mutating func shareProofs() { store = ProofStore() }

  /// From now on, a second solver is asked every question of a proof.
  /// - Parameter timeout: for one answer.
  /// - Returns: why it cannot be; nil if it can.
  package mutating func crossCheck(with path: String, timeout: Duration?) -> String? {
    let milliseconds = timeout.map { Int(clamping: Int64(max(1, $0.milliseconds))) } ?? 10_000
    do throws(SolverFailure) {
      secondSolver = try SecondSolver(path: path, milliseconds: milliseconds)
      return nil
    } catch { return error.message }
  }

  /// Sets the solver by name.
  /// - Returns: false for a name that no solver has.
  package mutating func setSolver(named name: String) -> Bool {
    guard let factory = SolverFactory.named(name) else { return false }
    solver = factory
    return true
  }
}

/// The order of an exploration.
package enum ExplorationStrategy: Sendable, Equatable {
  case breadthFirst
  case depthFirst
  /// Random walks; never complete.
  case randomWalk(seed: UInt64)
}

/// A sign of life.
package enum ProgressEvent: Sendable {
  case loading
  case proving
  case exploring(states: Int, depth: Int, statesPerSecond: Int)
  case confirming
}

/// Versions of what a report depends on.
package enum Versions {
  package static let aimcheck = "0.2.0"
  /// The solver library's, such as `1.0.3`.
  package static var cvc5: String { cvc5Version() }
}
