import AIMLang

/// One run from boot, a step at a time, by the step function of the search.
///
/// Whoever runs it says which choice is taken. Memory is bounded: what configurations name by number is put into new
/// tables when the old ones have grown too large.
package final class MachineRun {
  /// What taking a choice gave.
  package struct Step: Sendable {
    package var step: TraceStep
    /// What went wrong and was passed over, in the order in which it was found.
    package var passed: [RunFault] = []
    package var end: End?
  }

  package enum End: Sendable {
    /// The step cannot be taken, and nothing of it has happened; or it led where nothing can ever happen.
    case fault(RunFault)
    /// It goes beyond a bound of the machine, or what follows cannot be determined; nothing of it has happened.
    case cut(Diagnostic)
  }

  package struct RunFault: Sendable, Equatable {
    package var kind: FaultKind
    package var diagnostic: Diagnostic
  }

  package let program: Program
  private let options: ExplorationOptions
  private let compiled: CompiledProgram
  private(set) var stepper: Stepper
  private var current: Configuration
  private var before: Configuration
  /// Steps taken.
  package private(set) var position = 0
  private var tableLimit: Int
  /// Checks that had no answer, of steppers that are gone.
  private var unevaluatedBefore = 0

  /// The first configuration, where the run can go back to it.
  private var first: Configuration?

  /// How a run starts.
  package enum Start {
    case running(MachineRun)
    /// There is no first state.
    case broken(RunFault)
  }

  /// - Parameters:
  ///   - isRewindable: whether the run can go back; its tables then grow without a limit.
  ///   - tableLimit: bytes of tables from which on they are made anew.
  /// - Throws: `ScheduleError.notRunnable` for a program that cannot be run.
  package static func start(
    _ program: Program, policy: FaultPolicy = FaultPolicy(), options: ExplorationOptions = ExplorationOptions(),
    isRewindable: Bool = false, tableLimit: Int = 64 << 20
  ) throws(ScheduleError) -> Start {
    guard let boot = program.boot else { throw .notRunnable("there is no `boot`, so there is nothing to run") }
    let compiled: CompiledProgram
    do { compiled = try CompiledProgram(program, threads: boot.threads.count) } catch {
      throw .notRunnable(error.message)
    }
    let stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
    stepper.recordsOutput = true
    guard let first = stepper.boot(boot) else {
      guard let fault = stepper.fault else {
        throw .notRunnable(stepper.limit?.message ?? "the program cannot be started")
      }
      return .broken(RunFault(kind: fault.kind, diagnostic: fault.diagnostic))
    }
    if policy.passesAnything { stepper.tolerance = Tolerance(policy, levelCount: stepper.levelCount) }
    stepper.tolerance?.note(first, stepper)
    return .running(
      MachineRun(program, options, compiled, stepper, first, tableLimit: isRewindable ? .max : tableLimit))
  }

  private init(
    _ program: Program, _ options: ExplorationOptions, _ compiled: CompiledProgram, _ stepper: Stepper,
    _ first: Configuration, tableLimit: Int
  ) {
    self.program = program
    self.options = options
    self.compiled = compiled
    self.stepper = stepper
    self.tableLimit = tableLimit
    current = first
    before = stepper.makeConfiguration()
    guard tableLimit == .max else { return }
    var copy = stepper.makeConfiguration()
    copy.copy(first, from: stepper.firstContext)
    self.first = copy
  }

  deinit {
    first?.words.deallocate()
    current.words.deallocate()
    before.words.deallocate()
  }

  // MARK: What there is

  /// How many choices the running code has; those of interrupts come behind.
  package var ownChoices: Int { stepper.ownChoices(current) }
  /// How many interrupts can arrive.
  package var arrivingCount: Int { stepper.arriving(current).nonzeroBitCount }
  package var choiceCount: Int { stepper.choiceCount(current) }

  package var picture: MachinePicture { stepper.picture(of: current) }
  package var snapshot: Snapshot { stepper.snapshot(of: current) }

  /// Whether every thread has ended and no handler runs: interrupts may still arrive, and nothing else.
  package var hasEnded: Bool {
    guard current.pc == stepper.idle else { return false }
    return stepper.contextCount == 0
      || (0..<stepper.threadCount).allSatisfy { stepper.context(current, $0).isHalted }
  }

  /// How many evaluations of assertions had no answer so far.
  package var unevaluated: Int { unevaluatedBefore + stepper.unevaluated }

  // MARK: Steps

  /// Takes a choice. After an end there is no further step to take.
  /// - Throws: `ScheduleError.noSuchChoice`; nothing has happened then.
  package func take(_ choice: Int) throws(ScheduleError) -> Step {
    let count = choiceCount
    guard choice >= 0, choice < count else {
      throw .noSuchChoice(step: position + 1, choice: choice, available: count)
    }
    let (actor, event) = stepper.happening(current, choice)
    let wasIdling = stepper.isInIdleRegion(current)
    before.copy(current, from: stepper.firstContext)
    stepper.output = nil
    stepper.limit = nil
    stepper.hasIdledBlocked = false
    stepper.tolerance?.passed = []
    position += 1
    var result = Step(
      step: TraceStep(
        number: position, actor: actor, event: event, choice: choice, choiceCount: count, changes: [], output: nil))
    switch stepper.step(&current, choice: choice) {
    case .next:
      result.step.changes = ChangeList(stepper: stepper, before: before, current: current).all
      if stepper.hasIdledBlocked, !wasIdling { result.end = deadlock() }
    case .broken:
      current.copy(before, from: stepper.firstContext)
      result.end = fault()
    case .cut:
      current.copy(before, from: stepper.firstContext)
      result.end = .cut(limit())
    }
    result.passed = (stepper.tolerance?.passed ?? []).map { RunFault(kind: $0.kind, diagnostic: $0.diagnostic) }
    result.step.output = stepper.output
    if result.end == nil {
      stepper.tolerance?.note(current, stepper)
      if stepper.tableBytes > tableLimit { renewTables() }
    }
    return result
  }

  /// Goes back to the start, if the run can.
  package func rewind() {
    guard let first else { return }
    current.copy(first, from: stepper.firstContext)
    position = 0
  }

  /// What taking a choice would give; nil where there is no such choice. Nothing has happened then.
  package func preview(_ choice: Int) -> TraceStep? {
    var saved = stepper.makeConfiguration()
    defer { saved.words.deallocate() }
    saved.copy(current, from: stepper.firstContext)
    let here = position
    guard let result = try? take(choice) else { return nil }
    current.copy(saved, from: stepper.firstContext)
    position = here
    return result.step
  }

  /// The address of the cell that a choice writes, by `st`; nil for all other steps.
  package func cellToWrite(choice: Int) -> UInt64? {
    guard choice < ownChoices else { return nil }
    let operation = stepper.operations[current.pc]
    switch operation.code {
    case .storeGlobal: return stepper.layout.globalAddresses[Int(operation.a)]
    case .store: return (current.words[Int(operation.a)] &+ operation.offset) & stepper.mask
    default: return nil
    }
  }

  private func fault() -> End? {
    stepper.fault.map { .fault(RunFault(kind: $0.kind, diagnostic: $0.diagnostic)) }
  }

  private func limit() -> Diagnostic {
    stepper.limit
      ?? Diagnostic(
        .warning, DiagnosticCode(.explore, .notSupported), "step \(position) cannot be executed",
        at: stepper.span(current))
  }

  /// Interrupts still arrive. Whether a handler can ever wake somebody is looked at a little way ahead; what that leaves
  /// open, the run goes on to see.
  private func deadlock() -> End? {
    var bounds = options
    bounds.maxStates = min(bounds.maxStates, Self.statesAhead)
    guard stepper.idlesForGood(current, bounds) else { return nil }
    let (diagnostic, _) = stepper.deadlockDiagnostic(current)
    return .fault(RunFault(kind: .deadlock, diagnostic: diagnostic))
  }

  private static let statesAhead = 1_000

  /// Moves the configuration to a stepper with tables that hold nothing else.
  private func renewTables() {
    let fresh = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
    fresh.recordsOutput = true
    fresh.tolerance = stepper.tolerance
    fresh.tolerance?.forgetShapes()
    let moved = fresh.adopt(current, of: stepper)
    unevaluatedBefore += stepper.unevaluated
    current.words.deallocate()
    before.words.deallocate()
    current = moved
    before = fresh.makeConfiguration()
    stepper = fresh
    // What is in use may be this large by itself.
    if stepper.tableBytes > tableLimit / 2 { tableLimit *= 2 }
  }
}

extension Stepper {
  /// Who takes a step, and what it is.
  func happening(_ c: Configuration, _ choice: Int) -> (actor: Actor, event: TraceStep.Event) {
    let own = ownChoices(c)
    guard choice < own else {
      var levels = arriving(c)
      for _ in own..<choice { levels &= levels - 1 }
      let level = levels.trailingZeroBitCount
      return (.handler(level: level), .interrupt(level: level))
    }
    return (actor(of: c), c.pc == idle ? .dispatch : .instruction(pc: c.pc))
  }

  /// As `isDeadlock`, for a stepper that goes on afterwards: what the search leaves behind on it is taken back.
  func idlesForGood(_ c: Configuration, _ bounds: ExplorationOptions) -> Bool {
    let (before, tolerated, lost) = (limit, tolerance, unevaluated)
    defer { (fault, limit, tolerance, unevaluated) = (nil, before, tolerated, lost) }
    tolerance = nil
    return isDeadlock(c, self, bounds)
  }

  func snapshot(of c: Configuration) -> Snapshot {
    let cells = slots(of: c).compactMap { slot, address in
      owner(c.owners[slot], in: c).map {
        CellValue(cell: cellName(address), value: c.words[firstCell + slot], owner: $0)
      }
    }
    let registers = layout.registers.enumerated().map { index, register in
      RegisterValue(register: register, value: c.words[firstRegister + index])
    }
    return Snapshot(
      pc: c.pc < codeCount ? c.pc : nil, actor: actor(of: c), interruptEnable: c.interruptEnable,
      level: levelName(c.level), registers: registers, cells: cells, stackDepth: c.frames)
  }
}
