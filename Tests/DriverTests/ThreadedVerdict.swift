import AIMLang
import Machine
import Prover

/// What the two engines say of one program.
struct ThreadedVerdict {
  enum Kind: String, CaseIterable {
    case unreadable = "unreadable"
    /// Proved, and explored to the end.
    case proved = "proved"
    /// Proved, and neither broken nor explored to the end.
    case provedCutShort = "proved, exploration cut short"
    /// Proved, but for the deadlock that ended exploration: the logic does not exclude it.
    case provedDeadlock = "proved, with a deadlock"
    /// Proved and broken, or an engine says itself that it is wrong.
    case disagreement = "proved and broken"
    case brokenAndRefuted = "broken and refuted"
    case brokenAndUndecided = "broken and undecided"
    case refutedAlone = "refuted alone"
    case undecidedAlone = "undecided alone"
    /// An engine went on for longer than any program of this size should take.
    case hung = "hung"
  }

  private(set) var kind: Kind
  /// What exploration found.
  private(set) var violation = ""

  /// Far more than the slowest of these programs takes.
  private static let patience = Duration.seconds(120)

  /// - Parameter maxStates: how far a program that is proved is explored.
  init(_ program: ProgramLines, maxStates: Int) {
    kind = .unreadable
    guard let program = program.load().program, program.unsupportedFeatures().isEmpty else { return }
    let clock = ContinuousClock()
    let deadline = clock.now + Self.patience
    let report = prove(
      program,
      options: ProverOptions(budget: 10_000, maximumPaths: 100, isCancelled: { clock.now > deadline }))
    // What is not proved is explored for the statistics only.
    let exploration = explore(
      program,
      options: ExplorationOptions(maxStates: report.allProved ? maxStates : 3_000, timeLimit: Self.patience))
    kind = clock.now > deadline ? .hung : judge(report, exploration.outcome)
  }

  private mutating func judge(_ report: ProofReport, _ outcome: ExplorationOutcome) -> Kind {
    let isProved = report.allProved
    let isRefuted = report.obligations.contains { if case .refuted = $0.outcome { true } else { false } }
    let alone: Kind = isRefuted ? .refutedAlone : .undecidedAlone
    switch outcome {
    case .complete: return isProved ? .proved : alone
    case .cutShort(let reason):
      if reason.code == DiagnosticCode(.checker, .enginesDisagree) { return .disagreement }
      return isProved ? .provedCutShort : alone
    case .violation(let found):
      violation = "\(found.diagnostic.code): \(found.diagnostic.message), by \(found.schedule)"
      if found.diagnostic.code == DiagnosticCode(.explore, .deadlock) { return isProved ? .provedDeadlock : alone }
      return isProved ? .disagreement : isRefuted ? .brokenAndRefuted : .brokenAndUndecided
    }
  }
}
