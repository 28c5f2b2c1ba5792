import AIMLang

/// Executes one schedule from the boot state with the step function of the search, and tells what each step changed.
/// - Throws: `ScheduleError` for a schedule that the program does not have, or a program that cannot be run.
package func replay(_ program: Program, _ schedule: Schedule) throws(ScheduleError) -> Trace {
  try replay(program, from: nil, interrupts: true, schedule)
}

/// As `replay(_:_:)`, from a counterexample's start (nil: from boot).
package func replay(
  _ program: Program, from start: StartConfiguration?, interrupts: Bool, _ schedule: Schedule
) throws(ScheduleError) -> Trace {
  let compiled: CompiledProgram
  do { compiled = try CompiledProgram(program) } catch { throw .notRunnable(error.message) }
  let bounds = ExplorationOptions()
  let stepper = Stepper(compiled, maxFrames: bounds.maxFrames, maxHeapCells: bounds.maxHeapCells)
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
  var replayer = Replayer(stepper: stepper, current: first, before: stepper.makeConfiguration())
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
  var current: Configuration
  var before: Configuration

  func deallocate() {
    current.words.deallocate()
    before.words.deallocate()
  }

  mutating func run(_ schedule: Schedule) throws(ScheduleError) -> Trace {
    var trace = Trace(start: snapshot())
    for (index, choice) in schedule.choices.enumerated() {
      if trace.violation != nil { throw .afterViolation(step: index) }
      let count = stepper.choiceCount(current)
      guard choice < count else { throw .noSuchChoice(step: index + 1, choice: choice, available: count) }
      let own = stepper.ownChoices(current)
      var event = TraceStep.Event.instruction(pc: current.pc)
      var actor = stepper.actor(of: current)
      if choice >= own {
        var levels = stepper.arriving(current)
        for _ in own..<choice { levels &= levels - 1 }
        event = .interrupt(level: levels.trailingZeroBitCount)
        actor = .handler(level: levels.trailingZeroBitCount)
      }
      before.copy(current, from: stepper.firstRegister)
      stepper.output = nil
      var step = TraceStep(
        number: index + 1, actor: actor, event: event, choice: choice, choiceCount: count, changes: [], output: nil)
      switch stepper.step(&current, choice: choice) {
      case .next: step.changes = changes()
      case .broken: trace.violation = stepper.fault?.diagnostic
      case .cut: throw .notRunnable(stepper.limit?.message ?? "step \(index + 1) cannot be executed")
      }
      step.output = stepper.output
      trace.steps.append(step)
    }
    trace.choicesAtEnd = trace.violation == nil ? stepper.choiceCount(current) : 0
    return trace
  }

  private func snapshot() -> Snapshot {
    let c = current
    var cells: [CellValue] = []
    for (slot, address) in slots(of: c) {
      guard let owner = stepper.owner(c.owners[slot], in: c) else { continue }
      cells.append(
        CellValue(cell: stepper.cellName(address), value: c.words[stepper.firstCell + slot], owner: owner))
    }
    let registers = stepper.layout.registers.enumerated().map { index, register in
      RegisterValue(register: register, value: c.words[stepper.firstRegister + index])
    }
    return Snapshot(
      pc: c.pc < stepper.codeCount ? c.pc : nil, actor: stepper.actor(of: c), interruptEnable: c.interruptEnable,
      level: stepper.levelName(c.level), registers: registers, cells: cells, stackDepth: c.frames)
  }

  /// Slots with their addresses, by ascending address.
  private func slots(of c: Configuration) -> [(slot: Int, address: UInt64)] {
    let count = stepper.globalCount + c.heapCount
    return (0..<count)
      .map { ($0, stepper.shapes.address(ofSlot: $0, shape: c.shape, layout: stepper.layout)) }
      .sorted { $0.1 < $1.1 }
  }

  private func changes() -> [TraceChange] {
    var result: [TraceChange] = []
    if before.interruptEnable != current.interruptEnable { result.append(.interruptEnable(current.interruptEnable)) }
    if before.level != current.level {
      result.append(.level(from: stepper.levelName(before.level), to: stepper.levelName(current.level)))
    }
    if before.pc < stepper.codeCount, current.pc == stepper.idle, current.level == before.level {
      result.append(.halted)
    }
    for (index, register) in stepper.layout.registers.enumerated() {
      let old = before.words[stepper.firstRegister + index]
      let new = current.words[stepper.firstRegister + index]
      if old != new { result.append(.register(register, from: old, to: new)) }
    }
    return result + memoryChanges()
  }

  private func memoryChanges() -> [TraceChange] {
    var values: [TraceChange] = []
    var owners: [TraceChange] = []
    let old = slots(of: before).filter { before.owners[$0.slot] != OwnerCode.absent }
    let new = slots(of: current).filter { current.owners[$0.slot] != OwnerCode.absent }
    var oldIndex = 0
    var newIndex = 0
    while oldIndex < old.count || newIndex < new.count {
      if newIndex == new.count || (oldIndex < old.count && old[oldIndex].address < new[newIndex].address) {
        values.append(.freed(stepper.cellName(old[oldIndex].address)))
        oldIndex += 1
        continue
      }
      let (slot, address) = new[newIndex]
      let cell = stepper.cellName(address)
      let value = current.words[stepper.firstCell + slot]
      newIndex += 1
      guard oldIndex < old.count, old[oldIndex].address == address else {
        values.append(.allocated(cell, value: value))
        continue
      }
      let oldSlot = old[oldIndex].slot
      oldIndex += 1
      let oldValue = before.words[stepper.firstCell + oldSlot]
      if value != oldValue { values.append(.cell(cell, from: oldValue, to: value)) }
      if before.owners[oldSlot] != current.owners[slot], let from = stepper.owner(before.owners[oldSlot], in: before),
        let to = stepper.owner(current.owners[slot], in: current)
      {
        owners.append(.owner(cell, from: from, to: to))
      }
    }
    return values + owners
  }
}
