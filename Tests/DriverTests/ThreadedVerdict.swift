import AIMLang
import Machine
import Prover

/// What the two engines say of one program.
struct ThreadedVerdict {
  enum Kind: String, CaseIterable {
    /// The program does not load.
    case unreadable
    case proved
    /// Proved, and neither broken nor explored to the end.
    case provedCutShort
    /// Proved, but for the deadlock that ended exploration: the logic does not exclude it.
    case provedDeadlock
    /// Proved and broken: one of the engines is wrong.
    case disagreement
    case brokenAndRefuted
    case brokenAndUndecided
    case refutedAlone
    case undecidedAlone
  }

  var kind: Kind
  var states = 0
  /// What exploration found.
  var violation = ""
  var duration = Duration.zero
  var proveTime = Duration.zero

  /// - Parameter limits: the states to explore if the program is proved, and if it is not.
  init(_ program: ProgramLines, limits: (proved: Int, other: Int)) {
    kind = .unreadable
    guard let program = program.load().program, program.unsupportedFeatures().isEmpty else { return }
    let clock = ContinuousClock()
    let start = clock.now
    let report = prove(program, options: ProverOptions(budget: 15_000, maximumPaths: 150))
    let isProved = report.allProved
    proveTime = clock.now - start
    let exploration = explore(
      program, options: ExplorationOptions(maxStates: isProved ? limits.proved : limits.other))
    duration = clock.now - start
    states = exploration.states
    let isRefuted = report.obligations.contains { if case .refuted = $0.outcome { true } else { false } }
    switch exploration.outcome {
    case .complete: kind = isProved ? .proved : isRefuted ? .refutedAlone : .undecidedAlone
    case .cutShort(let reason):
      kind = isProved ? .provedCutShort : isRefuted ? .refutedAlone : .undecidedAlone
      if reason.code == DiagnosticCode(.checker, .enginesDisagree) { kind = .disagreement }
    case .violation(let found):
      violation = "\(found.diagnostic.code): \(found.diagnostic.message), by \(found.schedule)"
      let isDeadlock = found.diagnostic.code == DiagnosticCode(.explore, .deadlock)
      switch (isProved, isDeadlock) {
      case (true, true): kind = .provedDeadlock
      case (true, false): kind = .disagreement
      case (false, true): kind = isRefuted ? .refutedAlone : .undecidedAlone
      case (false, false): kind = isRefuted ? .brokenAndRefuted : .brokenAndUndecided
      }
    }
  }
}
