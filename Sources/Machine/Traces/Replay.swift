import AIMLang

/// Executes one schedule from the boot state with the step function of the search, and tells what each step changed.
/// - Throws: `ScheduleError` for a schedule that the program does not have, or a program that cannot be run.
///
/// - Parameter picture: told the configuration before the first step, and after each that is no violation.
package func replay(
  _ program: Program, _ schedule: Schedule, picture: ((MachinePicture) -> Void)? = nil
) throws(ScheduleError) -> Trace {
  try replay(program, from: nil, interrupts: true, schedule, picture: picture)
}

/// As `replay(_:_:)`, from a counterexample's start (nil: from boot).
///
/// - Parameter endsInDeadlock: whether a search has found that nobody is ever ready again where the schedule ends. Without, that
///   is searched for within the bounds of `options`.
package func replay(
  _ program: Program, from start: StartConfiguration?, interrupts: Bool, _ schedule: Schedule,
  endsInDeadlock: Bool = false, options: ExplorationOptions = ExplorationOptions(),
  picture: ((MachinePicture) -> Void)? = nil
) throws(ScheduleError) -> Trace {
  let compiled: CompiledProgram
  let threads = start == nil ? program.boot?.threads.count ?? 0 : 1
  do { compiled = try CompiledProgram(program, threads: threads) } catch { throw .notRunnable(error.message) }
  let stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
  stepper.recordsOutput = true
  var first: Configuration?
  if let start {
    stepper.interruptsArrive = interrupts
    first = stepper.start(start)
  } else if let boot = program.boot {
    first = stepper.boot(boot)
  } else {
    throw .notRunnable("there is no `boot`, so there is nothing to replay")
  }
  guard let first else {
    guard let fault = stepper.fault else {
      throw .notRunnable(stepper.limit?.message ?? "the program cannot be started")
    }
    if !schedule.choices.isEmpty { throw .afterViolation(step: 0) }
    return Trace(start: .nothing, violation: fault.diagnostic)
  }
  var replayer = Replayer(
    stepper: stepper, endsInDeadlock: endsInDeadlock, options: options, current: first,
    before: stepper.makeConfiguration(), picture: picture)
  defer { replayer.deallocate() }
  return try replayer.run(schedule)
}

extension Snapshot {
  /// What there is to show when not even the boot state exists.
  fileprivate static let nothing = Snapshot(
    pc: nil, actor: .idle, interruptEnable: true, level: .thread, registers: [], cells: [], stackDepth: 0)
}

/// Runs a schedule and compares each configuration with the one before.
private struct Replayer {
  let stepper: Stepper
  let endsInDeadlock: Bool
  let options: ExplorationOptions
  var current: Configuration
  var before: Configuration
  let picture: ((MachinePicture) -> Void)?

  func deallocate() {
    current.words.deallocate()
    before.words.deallocate()
  }

  mutating func run(_ schedule: Schedule) throws(ScheduleError) -> Trace {
    var trace = Trace(start: stepper.snapshot(of: current))
    picture?(stepper.picture(of: current))
    for (index, choice) in schedule.choices.enumerated() {
      if trace.violation != nil { throw .afterViolation(step: index) }
      let count = stepper.choiceCount(current)
      guard choice < count else { throw .noSuchChoice(step: index + 1, choice: choice, available: count) }
      let (actor, event) = stepper.happening(current, choice)
      before.copy(current, from: stepper.firstContext)
      stepper.output = nil
      var step = TraceStep(
        number: index + 1, actor: actor, event: event, choice: choice, choiceCount: count, changes: [], output: nil)
      switch stepper.step(&current, choice: choice) {
      case .next:
        step.changes = ChangeList(stepper: stepper, before: before, current: current).all
        picture?(stepper.picture(of: current))
      case .broken: trace.violation = stepper.fault?.diagnostic
      case .cut: throw .notRunnable(stepper.limit?.message ?? "step \(index + 1) cannot be executed")
      }
      step.output = stepper.output
      trace.steps.append(step)
    }
    if trace.violation == nil, stepper.idlesBlocked(current),
      endsInDeadlock || (stepper.hasIdledBlocked && isDeadlock(current, stepper, options))
    {
      trace.violation = stepper.deadlockDiagnostic(current).diagnostic
    }
    trace.choicesAtEnd = trace.violation == nil ? stepper.choiceCount(current) : 0
    return trace
  }
}
