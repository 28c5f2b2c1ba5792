// Each finding of the prover is tried out on the machine, so that its reader knows whether the program is wrong or the
// proof too weak. Only runs of the machine confirm; everything else stays `unconfirmed` or `undecided`.
import AIMLang
import Machine
import Prover
import Report

struct Confirming {
  /// Configurations that trying out one counterexample may take: small, since there may be many findings, and counted
  /// in configurations, since time would differ from run to run.
  static let statesPerFinding = 20_000

  let program: Program
  /// The path as the user gave it, for replay commands.
  let path: String
  /// What exploration from boot ran into.
  let violation: Violation?
  /// Whether exploration from boot is complete, so that what it did not find is not there.
  let isExplored: Bool
  /// Ends the trying out when the time is over; nil for no limit.
  let isCancelled: (@Sendable () -> Bool)?

  /// What keeps the program from being verified, by both engines.
  func findings(of proof: ProofReport?) -> [FindingRecord] {
    var records: [FindingRecord] = []
    let obligations = proof?.obligations ?? []
    let told = violation.flatMap { obligation(tellingOf: $0, in: obligations) }
    for (index, obligation) in obligations.enumerated() {
      let outcome: FindingRecord.Outcome
      let finding: Finding
      switch obligation.outcome {
      case .proved: continue
      case .refuted(let why):
        outcome = .refuted
        finding = why
      case .undecided(let why):
        outcome = .undecided
        finding = why
      }
      var record = FindingRecord(
        outcome: outcome, foundBy: [.prover], obligations: [obligation.id],
        diagnostic: DiagnosticRecord(finding.diagnostic, in: program.sources),
        confirmation: Confirmation(.undecided, explanation: ""), trace: nil)
      if let violation, index == told {
        record.foundBy.append(.explorer)
        confirm(&record, with: violation)
        (record.confirmation, record.trace) = confirmedFromBoot(violation)
      } else {
        tryOut(finding, of: obligation, &record)
      }
      if let same = records.firstIndex(where: { $0.isOpen && record.isOpen && $0.diagnostic == record.diagnostic }) {
        records[same].obligations += record.obligations
      } else {
        records.append(record)
      }
    }
    if let violation, told == nil { records.append(explorersOwn(violation)) }
    return records
  }

  /// A violation that no finding of the prover tells.
  func explorersOwn(_ violation: Violation) -> FindingRecord {
    let (confirmation, trace) = confirmedFromBoot(violation)
    return FindingRecord(
      outcome: .refuted, foundBy: [.explorer], obligations: [],
      diagnostic: DiagnosticRecord(violation.diagnostic, in: program.sources), confirmation: confirmation,
      trace: trace)
  }

  /// The obligation that fails as the machine did: the same check at the same instruction, and if there are several
  /// (the boot obligations have no instruction), one with the same reason.
  private func obligation(tellingOf violation: Violation, in obligations: [Obligation]) -> Int? {
    var best: Int?
    for (index, obligation) in obligations.enumerated() {
      switch obligation.outcome {
      case .proved: continue
      case .refuted(let finding), .undecided(let finding):
        guard matches(violation, obligation.check, finding.pc) else { continue }
        if finding.diagnostic.code == violation.diagnostic.code { return index }
        best = best ?? index
      }
    }
    return best
  }

  /// A run of the machine makes it certain, and gives the values to show.
  private func confirm(_ record: inout FindingRecord, with violation: Violation) {
    record.outcome = .refuted
    RunValues(violation.trace).replaceValues(in: &record.diagnostic)
    record.diagnostic.complete(from: DiagnosticRecord(violation.diagnostic, in: program.sources))
  }

  private func matches(_ violation: Violation, _ check: Check, _ pc: Int?) -> Bool {
    violation.pc == pc && violation.diagnostic.code.description.hasPrefix(check.rawValue + ":")
  }

  private func confirmedFromBoot(_ violation: Violation) -> (Confirmation, TraceRecord) {
    let steps = violation.schedule.choices.count
    let schedule = violation.schedule.description
    let interrupts = violation.trace.steps.filter { if case .interrupt = $0.event { true } else { false } }.count
    var explanation = steps == 0 ? "the boot state itself fails so" : "from boot in \(count(steps, "step"))"
    if !violation.isShortest, violation.trace.repeatsFrom == nil { explanation += ", perhaps not the shortest way," }
    if interrupts > 0 { explanation += " with \(count(interrupts, "interrupt"))" }
    if steps > 0 { explanation += steps <= 30 ? ", schedule \(schedule)" : "" }
    let confirmation = Confirmation(
      .confirmed, start: .boot, schedule: schedule, steps: steps, explanation: explanation,
      replay: "aimcheck explore \(ShellQuoting.quoted(path: path)) --replay \(ShellQuoting.quoted(schedule))")
    return (confirmation, TraceConversion(program: program).record(violation.trace))
  }

  /// Starts the routine from the solver's counterexample.
  private func tryOut(_ finding: Finding, of obligation: Obligation, _ record: inout FindingRecord) {
    let isUndecided = record.outcome == .undecided
    let status: Confirmation.Status = isUndecided ? .undecided : .unconfirmed
    if Self.isAboutTheText(finding.diagnostic.code) {
      record.confirmation = Confirmation(
        status, explanation: "this is asked of the annotations; no run of the machine can show it")
      return
    }
    guard let counterexample = finding.counterexample else {
      let tried = isExplored ? "no interleaving from boot fails so" : "no run that was tried fails so"
      record.confirmation = Confirmation(
        status, explanation: "\(tried); \(isUndecided ? Self.noAnswer(finding.diagnostic.code) : Self.doubt)")
      return
    }
    let routine = program.routines[counterexample.routine.index].name
    let start = StartConfiguration(counterexample, for: finding)
    for interrupts in counterexample.publicCells.isEmpty ? [false] : [false, true] {
      let run = explore(
        program, from: start, interrupts: interrupts, maxStates: Self.statesPerFinding,
        options: ExplorationOptions(isCancelled: isCancelled))
      guard case .violation(let violation) = run.outcome, matches(violation, obligation.check, finding.pc) else {
        continue
      }
      let trace = TraceConversion(program: program).record(violation.trace)
      let steps = violation.schedule.choices.count
      confirm(&record, with: violation)
      record.confirmation = Confirmation(
        .confirmed, start: .counterexample, schedule: violation.schedule.description, steps: steps,
        explanation: "`\(routine)` by itself fails so after \(count(steps, "step")), started with "
          + values(trace.start) + (isExplored ? "; no interleaving from boot leads there" : ""))
      record.trace = trace
      return
    }
    record.confirmation = Confirmation(
      status,
      explanation: "`\(routine)` started from the solver's values does not fail so"
        + (isExplored ? ", nor does any interleaving from boot" : "") + "; \(Self.doubt)")
  }

  private static let doubt = "either the program is wrong or its annotations are too weak"

  private static func noAnswer(_ code: DiagnosticCode) -> String {
    code.description.hasSuffix(":" + Reason.solverUnknown.rawValue)
      ? "the solver has no answer, and may have one with a larger `--budget`" : "the prover has no answer"
  }

  /// Demands that the machine knows nothing of.
  private static func isAboutTheText(_ code: DiagnosticCode) -> Bool {
    code.description.hasSuffix(":" + Reason.imprecise.rawValue) || code == DiagnosticCode(.loop, .invariantMissing)
      || code == DiagnosticCode(.invariant, .unsatisfiable) || code == DiagnosticCode(.contract, .unsatisfiable)
  }

  private func values(_ start: [TraceRecord.Value]) -> String {
    let shown = start.prefix(12).map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
    return start.count > 12 ? shown + ", …" : shown
  }
}

extension FindingRecord {
  /// Neither refuted nor confirmed: what keeps one obligation open may keep many.
  fileprivate var isOpen: Bool { outcome == .undecided && confirmation.status == .undecided }
}

extension StartConfiguration {
  fileprivate init(_ counterexample: Counterexample, for finding: Finding) {
    // A routine that must not return is a thread's.
    let isThread = finding.diagnostic.code == DiagnosticCode(.return, .stackEmpty)
    self.init(
      routine: counterexample.routine, interruptEnable: counterexample.interruptEnable, level: counterexample.level,
      registers: counterexample.registers, cells: counterexample.cells.map { ($0.address, $0.value) },
      publicCells: counterexample.publicCells.map { ($0.address, $0.value) }, choices: counterexample.choices,
      isThread: isThread, inService: counterexample.inService)
  }
}

/// Words for a POSIX shell.
enum ShellQuoting {
  /// A path, such that no command takes it for an option.
  static func quoted(path: String) -> String { quoted(path.hasPrefix("-") ? "./" + path : path) }

  static func quoted(_ word: String) -> String {
    let isPlain = !word.isEmpty && word.unicodeScalars.allSatisfy(isPlain)
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "/", ".", "_", "-", "+", ",", ":", "@", "%": true
    default: false
    }
  }
}
