import AIMLang
@testable import Driver
import Machine
import Prover
import TestSupport

/// What the two engines say of one random program.
struct RandomVerdict: Equatable {
  enum Kind: String, CaseIterable {
    /// Proved, and explored to the end.
    case proved = "proved"
    /// Proved, and neither broken nor explored to the end.
    case provedCutShort = "proved, exploration cut short"
    /// Proved, but for the deadlock that ended exploration: the logic does not exclude it.
    case provedDeadlock = "proved, with a deadlock"
    /// The prover's finding is what a schedule from boot runs into, and the schedule shows it again.
    case confirmed = "refuted, confirmed by a schedule"
    /// A schedule from boot breaks it where no finding is: the prover stopped before.
    case brokenElsewhere = "refuted, broken elsewhere"
    /// The solver's values, made into a start, show it.
    case confirmedAlone = "refuted, confirmed from the solver's values"
    case unconfirmed = "refuted, unconfirmed"
    case undecided = "undecided"

    // What must not be.
    case unreadable = "unreadable"
    /// Proved and broken, or an engine says itself that it is wrong.
    case disagreement = "proved and broken"
    /// The schedule of a violation does not lead there.
    case notReplayed = "not replayed"
    /// Refuted, and no run breaks it, or only at a place that the prover does not name.
    case overlooked = "refuted and not broken there"
    /// An engine went on for longer than any program of this size should take.
    case hung = "hung"

    var isFailure: Bool {
      switch self {
      case .unreadable, .disagreement, .notReplayed, .overlooked, .hung: true
      case .proved, .provedCutShort, .provedDeadlock, .confirmed, .brokenElsewhere, .confirmedAlone, .unconfirmed,
        .undecided:
        false
      }
    }
  }

  /// How much work one program may be.
  struct Effort {
    /// How far a program that is proved is explored.
    var maxStates = 4_000
    /// Whether every interleaving is taken.
    var isWhole = false
    /// Whether the solver's values are tried out where exploration from boot shows nothing.
    var triesValues = false
    /// Whether the engines must agree in both directions.
    var isExact = false
    /// What the programs of a run share.
    var store: ProofStore?
  }

  private(set) var kind: Kind
  /// The code of what exploration found.
  private(set) var code = ""
  /// What exploration found, in words.
  private(set) var violation = ""

  /// Far more than the slowest of these programs takes.
  private static let patience = Duration.seconds(120)

  init(_ program: ProgramLines, _ effort: Effort) {
    kind = .unreadable
    let loaded = program.load()
    guard let program = loaded.program, program.unsupportedFeatures().isEmpty else {
      violation = describe(loaded)
      return
    }
    let clock = ContinuousClock()
    let deadline = clock.now + Self.patience
    var bounds = ProverOptions(
      budget: 10_000, parallelTasks: 1, maximumPaths: 100, isCancelled: { clock.now > deadline })
    bounds.store = effort.store
    let report = prove(program, options: bounds)
    // What is not proved is explored to see whether it is broken.
    let states = report.allProved ? effort.maxStates : effort.isExact ? 100_000 : 1_500
    let exploration = explore(
      program,
      options: ExplorationOptions(
        maxStates: states, timeLimit: Self.patience, reduction: effort.isWhole ? .none : .safe))
    kind = clock.now > deadline ? .hung : judge(program, report, exploration.outcome, effort)
  }

  private mutating func judge(
    _ program: Program, _ report: ProofReport, _ outcome: ExplorationOutcome, _ effort: Effort
  ) -> Kind {
    switch outcome {
    case .complete: return report.allProved ? .proved : unbroken(program, report, isExplored: true, effort)
    case .cutShort(let reason):
      if reason.code == DiagnosticCode(.checker, .enginesDisagree) { return .disagreement }
      return report.allProved ? .provedCutShort : unbroken(program, report, isExplored: false, effort)
    case .violation(let found):
      code = "\(found.diagnostic.code)"
      violation = "\(code): \(found.diagnostic.message), by \(found.schedule)"
      if found.diagnostic.code == DiagnosticCode(.explore, .deadlock) {
        return report.allProved ? .provedDeadlock : unbroken(program, report, isExplored: false, effort)
      }
      if report.allProved { return .disagreement }
      guard let trace = try? Machine.replay(program, found.schedule), trace.violation?.code == found.diagnostic.code
      else { return .notReplayed }
      return broken(report, found, effort)
    }
  }

  /// Whether the prover says of the instruction what went wrong there.
  private func broken(_ report: ProofReport, _ violation: Violation, _ effort: Effort) -> Kind {
    var hasUndecided = false
    for obligation in report.obligations {
      let finding: Finding
      switch obligation.outcome {
      case .proved: continue
      case .refuted(let why): finding = why
      case .undecided(let why):
        hasUndecided = true
        finding = why
      }
      if finding.pc == violation.pc, code.hasPrefix(obligation.check.rawValue + ":") { return .confirmed }
    }
    return effort.isExact && !hasUndecided ? .overlooked : .brokenElsewhere
  }

  /// Not proved, and no run from boot breaks it.
  private func unbroken(_ program: Program, _ report: ProofReport, isExplored: Bool, _ effort: Effort) -> Kind {
    let refuted = report.obligations.filter { if case .refuted = $0.outcome { true } else { false } }
    guard let first = refuted.first else { return .undecided }
    guard !effort.isExact else { return .overlooked }
    guard effort.triesValues else { return .unconfirmed }
    var part = report
    part.obligations = [first]
    let confirming = Confirming(
      program: program, path: "main.aim", violation: nil, isExplored: isExplored, isCancelled: nil)
    let isConfirmed = confirming.findings(of: part).contains { $0.confirmation.status == .confirmed }
    return isConfirmed ? .confirmedAlone : .unconfirmed
  }
}
