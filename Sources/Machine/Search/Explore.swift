import AIMLang

/// Explores every interleaving of a program from its boot state.
///
/// Returns `cutShort` for what cannot be explored: no `boot`, code without text. Never traps on a program that the
/// resolver accepts.
package func explore(_ program: Program, options: ExplorationOptions = ExplorationOptions()) -> Exploration {
  let began = ContinuousClock().now
  let start = SourceSpan(file: FileID(0), start: 0, end: 0)
  guard let boot = program.boot else {
    return .notRun("there is no `boot`, so there is nothing to explore", at: start, program, began)
  }
  let compiled: CompiledProgram
  do { compiled = try CompiledProgram(program, threads: boot.threads.count) } catch {
    return .notRun(error.message, at: error.span, program, began)
  }
  let stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
  guard let first = stepper.boot(boot) else { return .brokenAtStart(stepper, program, options, began, start: nil) }
  return search(stepper, first, options, program, began, start: nil)
}

/// Tries out a counterexample of the prover: first along its own choices, then, when that leads nowhere, every
/// interleaving within `maxStates`.
///
/// - Parameter interrupts: whether interrupts arrive; they do only when the start has the public memory they need.
package func explore(
  _ program: Program, from start: StartConfiguration, interrupts: Bool, maxStates: Int,
  options: ExplorationOptions = ExplorationOptions()
) -> Exploration {
  let began = ContinuousClock().now
  var options = options
  options.maxStates = maxStates
  let compiled: CompiledProgram
  do { compiled = try CompiledProgram(program, threads: 1) } catch {
    return .notRun(error.message, at: error.span, program, began)
  }
  let stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
  stepper.interruptsArrive = interrupts
  guard var first = stepper.start(start) else { return .brokenAtStart(stepper, program, options, began, start: start) }
  if let schedule = stepper.follow(start.choices, from: first, limit: min(maxStates, 100_000)) {
    first.words.deallocate()
    return .violated(stepper, schedule, program, options, began, start: start, interrupts: interrupts)
  }
  guard let again = stepper.start(start) else { return .brokenAtStart(stepper, program, options, began, start: start) }
  first.words.deallocate()
  first = again
  stepper.limit = nil
  return search(stepper, first, options, program, began, start: start, interrupts: interrupts)
}

private func search(
  _ stepper: Stepper, _ first: Configuration, _ options: ExplorationOptions, _ program: Program,
  _ began: ContinuousClock.Instant, start: StartConfiguration?, interrupts: Bool = true
) -> Exploration {
  var search = BreadthFirst(stepper: stepper, first: first, options: options)
  defer { search.deallocate() }
  let end = search.run()
  var unreached: [Int] = []
  for pc in 0..<stepper.codeCount where !search.executed[pc] { unreached.append(pc) }
  let states = min(search.store.count, options.maxStates)
  var result = Exploration(
    outcome: .complete, states: states, steps: search.steps, depth: search.depth, unreached: unreached,
    unevaluated: stepper.unevaluated, unevaluatedSites: stepper.sitesInOrder(),
    bytesPerState: Double(search.store.bytesUsed + stepper.tableBytes) / Double(max(states, 1)), duration: .zero)
  switch end {
  case .complete:
    guard let deadlock = search.findDeadlock() else { break }
    _ = stepper.deadlock(search.current)
    // It leads to the configuration and not beyond.
    let schedule = Schedule(search.schedule(to: deadlock))
    result.outcome = .violated(stepper, schedule, program, options, start: start, interrupts: interrupts)
  case .stopped:
    result.outcome = .cutShort(
      search.stop
        ?? Diagnostic(
          .warning, DiagnosticCode(.explore, .limitReached), "exploration was cut short",
          at: SourceSpan(file: FileID(0), start: 0, end: 0)))
  case .violation:
    let fault = stepper.fault
    let last = search.choice
    let schedule = Schedule(search.schedule(to: search.expanded) + [last])
    stepper.fault = fault
    result.outcome = .violated(stepper, schedule, program, options, start: start, interrupts: interrupts)
    result.depth = max(search.depth, schedule.choices.count)
  }
  result.duration = ContinuousClock().now - began
  return result
}

extension Stepper {
  /// Follows given results of `choose` and `alloc`, without interrupts.
  /// - Returns: the schedule of a violation; nil when there is none on this way.
  fileprivate func follow(_ values: [UInt64], from first: borrowing Configuration, limit: Int) -> [Int]? {
    var configuration = makeConfiguration()
    defer { configuration.words.deallocate() }
    configuration.copy(first, from: firstContext)
    var schedule: [Int] = []
    var remaining = values[...]
    while schedule.count < limit {
      let own = ownChoices(configuration)
      guard own > 0 else { return nil }
      var choice = 0
      let operation = operations[configuration.pc]
      if operation.code == .choose, own > 0, let value = remaining.popFirst() {
        let low = configuration.words[Int(operation.b)]
        if value >= low, value - low < UInt64(own) { choice = Int(value - low) }
      } else if operation.code == .alloc, let value = remaining.popFirst() {
        choice = value == 0 ? own - 1 : 0
      }
      schedule.append(choice)
      switch execute(&configuration, choice) {
      case .next: break
      case .broken: return schedule
      case .cut: return nil
      }
    }
    return nil
  }

  /// Spans of the assertions that could not be evaluated, in source order.
  fileprivate func sitesInOrder() -> [SourceSpan] {
    unevaluatedPlans.sorted { ($0.file.index, $0.start, $0.end) < ($1.file.index, $1.start, $1.end) }
  }
}

extension ExplorationOutcome {
  /// The outcome for the fault that `stepper` holds. The schedule is replayed from scratch, and must fail alike.
  fileprivate static func violated(
    _ stepper: Stepper, _ schedule: Schedule, _ program: Program, _ options: ExplorationOptions,
    start: StartConfiguration?, interrupts: Bool
  ) -> ExplorationOutcome {
    let trace = try? replay(program, from: start, interrupts: interrupts, schedule, options: options)
    guard let fault = stepper.fault, let trace, trace.violation == fault.diagnostic else {
      return .cutShort(
        Diagnostic(
          .error, DiagnosticCode(.checker, .enginesDisagree),
          "a violation was found, but replaying its schedule \(schedule) does not show it; please report this",
          at: stepper.fault?.diagnostic.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)))
    }
    return .violation(
      Violation(diagnostic: fault.diagnostic, pc: fault.pc, schedule: schedule, trace: trace))
  }
}

extension Exploration {
  fileprivate static func notRun(
    _ why: String, at span: SourceSpan, _ program: Program, _ began: ContinuousClock.Instant
  ) -> Exploration {
    stopped(
      .cutShort(Diagnostic(.warning, DiagnosticCode(.explore, .notSupported), why, at: span)), program, began)
  }

  fileprivate static func stopped(
    _ outcome: ExplorationOutcome, _ program: Program, _ began: ContinuousClock.Instant
  ) -> Exploration {
    Exploration(
      outcome: outcome, states: 0, steps: 0, depth: 0, unreached: Array(program.code.indices), unevaluated: 0,
      unevaluatedSites: [], bytesPerState: 0, duration: ContinuousClock().now - began)
  }

  fileprivate static func brokenAtStart(
    _ stepper: Stepper, _ program: Program, _ options: ExplorationOptions, _ began: ContinuousClock.Instant,
    start: StartConfiguration?
  ) -> Exploration {
    if stepper.fault != nil {
      return stopped(
        .violated(stepper, Schedule(), program, options, start: start, interrupts: stepper.interruptsArrive),
        program, began)
    }
    let reason =
      stepper.limit
      ?? Diagnostic(
        .warning, DiagnosticCode(.explore, .notSupported), "the program cannot be started",
        at: SourceSpan(file: FileID(0), start: 0, end: 0))
    return stopped(.cutShort(reason), program, began)
  }

  fileprivate static func violated(
    _ stepper: Stepper, _ choices: [Int], _ program: Program, _ options: ExplorationOptions,
    _ began: ContinuousClock.Instant, start: StartConfiguration?, interrupts: Bool
  ) -> Exploration {
    let outcome = ExplorationOutcome.violated(
      stepper, Schedule(choices), program, options, start: start, interrupts: interrupts)
    var result = stopped(outcome, program, began)
    result.states = choices.count + 1
    result.steps = choices.count
    result.depth = choices.count
    result.unevaluated = stepper.unevaluated
    result.unevaluatedSites = stepper.sitesInOrder()
    return result
  }
}
