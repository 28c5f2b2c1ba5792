import AIMLang

/// Explores every interleaving of a program from its boot state, or as much as the strategy of the options covers.
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
  let subject = Subject(program: program, compiled: compiled, options: options, began: began)
  let reduction: Reduction? =
    switch options.strategy {
    case .breadthFirst, .depthFirst:
      options.reduction == .safe && !options.findsStarvation ? Reduction(compiled) : nil
    case .randomWalk: nil
    }
  let stepper = subject.stepper(reduction)
  guard let first = stepper.boot(boot) else { return subject.brokenAtStart(stepper) }
  if options.findsStarvation {
    let search = BreadthFirst(stepper: stepper, first: first, options: options)
    return subject.exploration(search.resultWithProgress(), isReduced: false)
  }
  let result =
    switch options.strategy {
    case .breadthFirst:
      BreadthFirst(stepper: stepper, first: first, options: options, reduction: reduction).result()
    case .depthFirst: DepthFirst(stepper: stepper, first: first, options: options, reduction: reduction).result()
    case .randomWalk(let seed): RandomWalk(stepper: stepper, first: first, options: options, seed: seed).result()
    }
  return subject.exploration(result, isReduced: reduction != nil)
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
  let subject = Subject(
    program: program, compiled: compiled, options: options, began: began, start: start, interrupts: interrupts)
  let stepper = subject.stepper(nil)
  guard let first = stepper.start(start) else { return subject.brokenAtStart(stepper) }
  if let schedule = stepper.follow(start.choices, from: first, limit: min(maxStates, 100_000)) {
    first.words.deallocate()
    return subject.violated(stepper, schedule)
  }
  guard let again = stepper.start(start) else { return subject.brokenAtStart(stepper) }
  first.words.deallocate()
  stepper.limit = nil
  let result = BreadthFirst(stepper: stepper, first: again, options: options).result()
  return subject.exploration(result, isReduced: false)
}

/// What is explored, from where and within which bounds.
private struct Subject {
  let program: Program
  let compiled: CompiledProgram
  let options: ExplorationOptions
  let began: ContinuousClock.Instant
  /// nil: from boot.
  var start: StartConfiguration?
  var interrupts = true

  func stepper(_ reduction: Reduction?) -> Stepper {
    let stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
    stepper.interruptsArrive = interrupts
    stepper.deadWhenSaved = reduction?.deadOnArrival
    return stepper
  }

  func exploration(_ result: SearchResult, isReduced: Bool) -> Exploration {
    var exploration = Exploration(
      outcome: .complete, states: result.states, steps: result.coverage.steps, depth: result.depth,
      unreached: result.coverage.unreached, unevaluated: result.coverage.unevaluated,
      unevaluatedSites: result.coverage.unevaluatedSites, bytesPerState: result.bytesPerState,
      strategy: options.findsStarvation ? .breadthFirst : options.strategy, isReduced: isReduced, duration: .zero)
    switch result.end {
    case .complete: break
    case .cutShort(let why): exploration.outcome = .cutShort(why)
    case .violation(let fault, let schedule, let isShortest):
      exploration.outcome = outcome(fault, schedule, isShortest: isShortest)
    case .starvation(let run): exploration.outcome = starvation(run)
    }
    exploration.duration = ContinuousClock().now - began
    return exploration
  }

  /// Configurations of the search for a shortest schedule, where the first search left something out.
  private static let shortestLimit = 1_000_000

  /// The outcome for a violation. The shortest schedule comes from a search that leaves nothing out; where that is too
  /// large, the one that was found is shrunk.
  private func outcome(_ fault: Fault, _ schedule: [Int], isShortest: Bool) -> ExplorationOutcome {
    if isShortest { return violation(fault, schedule, isShortest: true, mayDiffer: false) }
    let stepper = stepper(nil)
    guard let boot = program.boot, let first = stepper.boot(boot) else {
      return violation(fault, schedule, isShortest: false, mayDiffer: true)
    }
    var bounds = options
    bounds.maxStates = min(options.maxStates, Self.shortestLimit)
    bounds.progress = nil
    if let limit = options.timeLimit { bounds.timeLimit = max(.zero, limit - (ContinuousClock().now - began)) }
    let search = BreadthFirst(stepper: stepper, first: first, options: bounds)
    if case .violation(let fault, let schedule, let isShortest) = search.result().end {
      return violation(fault, schedule, isShortest: isShortest, mayDiffer: false)
    }
    let again = self.stepper(nil)
    guard let start = again.boot(boot) else { return violation(fault, schedule, isShortest: false, mayDiffer: true) }
    defer { start.words.deallocate() }
    let shrunk = Shrinking(stepper: again, first: start, fault: fault, options: bounds).shrunk(schedule)
    return violation(fault, shrunk, isShortest: false, mayDiffer: true)
  }

  /// A run that goes on for ever has nothing at its end that a replay could find; but it can be replayed.
  private func starvation(_ run: Starvation.Run) -> ExplorationOutcome {
    let schedule = Schedule(run.stem + run.cycle)
    guard var trace = try? replay(program, from: start, interrupts: interrupts, schedule, options: options),
      trace.violation == nil
    else { return notShown(run.diagnostic, schedule) }
    trace.violation = run.diagnostic
    trace.repeatsFrom = run.stem.count + 1
    return .violation(
      Violation(
        diagnostic: run.diagnostic, pc: run.pc, schedule: schedule, trace: trace, isShortest: false))
  }

  private func notShown(_ diagnostic: Diagnostic, _ schedule: Schedule) -> ExplorationOutcome {
    .cutShort(
      Diagnostic(
        .error, DiagnosticCode(.checker, .enginesDisagree),
        "a violation was found, but replaying its schedule \(schedule) does not show it; please report this",
        at: diagnostic.span))
  }

  /// The schedule is replayed from scratch, and must fail alike.
  ///
  /// - Parameter mayDiffer: whether the fault was found in a configuration that stands for the one of the schedule: then the
  ///   names of threads and what dead registers hold may differ.
  private func violation(
    _ fault: Fault, _ choices: [Int], isShortest: Bool, mayDiffer: Bool
  ) -> ExplorationOutcome {
    let schedule = Schedule(choices)
    // That nobody is ever ready again is what the search has found; a single run cannot show it.
    let trace = try? replay(
      program, from: start, interrupts: interrupts, schedule,
      endsInDeadlock: fault.diagnostic.code == DiagnosticCode(.explore, .deadlock), options: options)
    guard let found = trace?.violation, let trace,
      mayDiffer ? found.code == fault.diagnostic.code : found == fault.diagnostic
    else { return notShown(fault.diagnostic, schedule) }
    return .violation(
      Violation(diagnostic: found, pc: fault.pc, schedule: schedule, trace: trace, isShortest: isShortest))
  }

  /// A violation on the way of a counterexample of the prover.
  func violated(_ stepper: Stepper, _ choices: [Int]) -> Exploration {
    var result = Exploration.stopped(
      stepper.fault.map { violation($0, choices, isShortest: false, mayDiffer: false) } ?? .cutShort(notStarted),
      program, began)
    let notes = stepper.takeUnevaluated()
    result.states = choices.count + 1
    result.steps = choices.count
    result.depth = choices.count
    result.unevaluated = notes.count
    result.unevaluatedSites = notes.plans.sorted {
      ($0.file.index, $0.start, $0.end) < ($1.file.index, $1.start, $1.end)
    }
    return result
  }

  func brokenAtStart(_ stepper: Stepper) -> Exploration {
    let outcome =
      stepper.fault.map { violation($0, [], isShortest: true, mayDiffer: false) }
      ?? .cutShort(stepper.limit ?? notStarted)
    return .stopped(outcome, program, began)
  }

  private var notStarted: Diagnostic {
    Diagnostic(
      .warning, DiagnosticCode(.explore, .notSupported), "the program cannot be started",
      at: SourceSpan(file: FileID(0), start: 0, end: 0))
  }
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
      unevaluatedSites: [], bytesPerState: 0, strategy: .breadthFirst, isReduced: false,
      duration: ContinuousClock().now - began)
  }
}
