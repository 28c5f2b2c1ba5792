import AIMLang

/// Threads, wait queues and the idle context of the plain machine.
extension ReferenceMachine {
  var threads: [Boot.Thread] { program.boot?.threads ?? [] }

  func context(_ state: ReferenceState, pc: Int) -> ReferenceState.Context {
    .init(
      pc: pc, interruptEnable: state.interruptEnable, registers: state.registers, stack: state.stack,
      rootEntry: state.rootEntry)
  }

  /// Who can be resumed, by position; the idle context stands behind the threads.
  func ready(_ state: ReferenceState) -> [Int] {
    state.saved.keys.sorted().filter { if case .ready? = state.saved[$0] { true } else { false } }
  }

  func waiting(_ state: ReferenceState, _ queue: Int, _ arguments: [UInt64]) -> [Int] {
    state.saved.keys.sorted().filter { thread in
      guard case .blocked(queue, arguments, _)? = state.saved[thread] else { return false }
      return true
    }
  }

  /// logic.md: `ie` = 0, and no suspended handler of this thread in service (`pic auto`), or none at all (`pic 8259a`).
  func maySwitch(_ state: ReferenceState) -> Bool {
    if state.interruptEnable { return false }
    if program.interruptController == .explicit { return state.inService.isEmpty }
    return state.interruptFrames.dropLast().isEmpty
  }

  /// Makes a saved thread the running one; the idle context where it is not saved is a new one.
  func resume(_ old: ReferenceState, _ thread: Int) throws -> ReferenceState {
    var state = old
    state.thread = thread
    guard case .ready(let context)? = old.saved[thread] else {
      state.pc = nil
      state.interruptEnable = true
      state.registers = [UInt64](repeating: 0, count: 16)
      state.stack = []
      state.rootEntry = [:]
      try checkDeadlock(state)
      return state
    }
    state.saved[thread] = nil
    state.interruptEnable = context.interruptEnable
    state.registers = context.registers
    state.stack = context.stack
    state.rootEntry = context.rootEntry
    gain(owns(state), &state)
    return try arrive(state, context.pc)
  }

  func unblock(
    _ thread: Int, _ queue: Int, _ arguments: [UInt64], _ state: inout ReferenceState, _ fault: ReferenceFault
  ) throws {
    guard case .blocked(_, _, let context)? = state.saved[thread] else { throw fault }
    let declaration = program.queues[queue]
    var scope = scope(state)
    for (parameter, argument) in zip(declaration.parameters, arguments) {
      scope.variables[parameter.id] = Int128(argument)
    }
    guard let handed = footprint([declaration.hands], in: state.owned, scope) else { throw fault }
    for address in handed { state.owners[address] = .code(thread, 0) }
    state.saved[thread] = .ready(context)
  }

  // MARK: Deadlock

  /// Nothing runs and nobody is ready, but somebody waits.
  func isIdleForNow(_ state: ReferenceState) -> Bool {
    state.pc == nil && ready(state).isEmpty
      && state.saved.values.contains { if case .blocked = $0 { true } else { false } }
  }

  /// The first blocked thread's `block`.
  func deadlock(_ state: ReferenceState) -> ReferenceFault {
    for thread in state.saved.keys.sorted() {
      if case .blocked(_, _, let context)? = state.saved[thread] {
        return ReferenceFault(check: .explore, pc: context.pc - 1)
      }
    }
    return ReferenceFault(check: .explore, pc: nil)
  }

  func checkDeadlock(_ state: ReferenceState) throws {
    if isIdleForNow(state), arriving(state).isEmpty { throw deadlock(state) }
  }

  /// Whether some run from here makes somebody ready.
  func canEverBeReady(_ state: ReferenceState) -> Bool {
    var seen: Set<ReferenceState> = [state]
    var open = [state]
    while let state = open.popLast() {
      for case .success(let next) in successors(state) {
        if next.thread < threads.count || !ready(next).isEmpty { return true }
        if seen.insert(next).inserted { open.append(next) }
      }
    }
    return false
  }
}
