import AIMLang

// A second explorer, written straight from logic.md with simple values in dictionaries and a `Set`, as slow and as plain as it
// can be. The explorer must agree with it on counts, verdicts and schedules.

/// One configuration of the plain machine.
struct ReferenceState: Hashable {
  struct Frame: Hashable {
    /// nil for a call frame.
    var level: Int?
    var routine: Int
    var returnPC: Int
    var registers: [UInt64]
    /// Entry values that the routine's assertions mention.
    var entry: [Int: UInt64]
  }

  enum Owner: Hashable {
    case nobody
    case publicPart(Int)
    /// Running or suspended code of a thread, by the number of interrupt frames under it.
    case code(Int, Int)
  }

  /// A thread that does not run.
  enum Saved: Hashable {
    case halted
    case ready(Context)
    case blocked(queue: Int, arguments: [UInt64], Context)
  }

  /// What is restored when a thread is resumed.
  struct Context: Hashable {
    var pc: Int
    var interruptEnable: Bool
    var registers: [UInt64]
    var stack: [Frame]
    var rootEntry: [Int: UInt64]
  }

  /// The running thread; behind the last one, the idle context.
  var thread = 0
  /// Every thread but the running one; the idle context too, when it was left in the middle of a handler.
  var saved: [Int: Saved] = [:]
  var masked: Set<Int> = []
  /// `isr`, with `pic 8259a`.
  var inService: Set<Int> = []
  /// nil while the machine idles.
  var pc: Int?
  var interruptEnable = true
  var registers = [UInt64](repeating: 0, count: 16)
  var memory: [UInt64: UInt64] = [:]
  var owners: [UInt64: Owner] = [:]
  var stack: [Frame] = []
  var rootEntry: [Int: UInt64] = [:]

  var interruptFrames: [Frame] { stack.filter { $0.level != nil } }
  var me: Owner { .code(thread, interruptFrames.count) }
  func level(_ levelCount: Int) -> Int { interruptFrames.last?.level ?? levelCount }
  /// The running code's own memory.
  var owned: [UInt64: UInt64] { memory.filter { owners[$0.key] == me } }
}

/// A step that is not allowed: which check, at which instruction.
struct ReferenceFault: Error, Equatable {
  var check: Check
  var pc: Int?
}

struct ReferenceMachine {
  let program: Program
  var levels: Int { program.levelCount }
  var mask: UInt64 { program.width.mask }

  // MARK: Assertions, by definition

  struct Scope {
    var registers: [UInt64]
    var entry: [Int: UInt64]
    var interruptEnable: Bool
    var level: Int
    var variables: [VariableID: Int128] = [:]
  }

  func scope(_ state: ReferenceState) -> Scope {
    Scope(
      registers: state.registers, entry: state.stack.last?.entry ?? state.rootEntry,
      interruptEnable: state.interruptEnable, level: state.level(levels))
  }

  func value(_ e: Expression, _ scope: Scope) -> Int128 {
    switch e.kind {
    case .integer(let value): return value
    case .boolean(let value): return value ? 1 : 0
    case .register(let register): return Int128(scope.registers[register.index])
    case .entryRegister(let register): return Int128(scope.entry[register.index] ?? scope.registers[register.index])
    case .variable(let id): return scope.variables[id] ?? 0
    case .interruptEnable: return scope.interruptEnable ? 1 : 0
    case .levelIs(.thread): return scope.level == levels ? 1 : 0
    case .levelIs(.irq(let level)): return scope.level == level ? 1 : 0
    case .not(let inner): return 1 - value(inner, scope)
    case .negate(let inner): return -value(inner, scope)
    case .binary(let op, let left, let right):
      let a = value(left, scope)
      let b = value(right, scope)
      switch op {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .equal: return a == b ? 1 : 0
      case .notEqual: return a != b ? 1 : 0
      case .less: return a < b ? 1 : 0
      case .lessOrEqual: return a <= b ? 1 : 0
      case .greater: return a > b ? 1 : 0
      case .greaterOrEqual: return a >= b ? 1 : 0
      case .and: return a != 0 && b != 0 ? 1 : 0
      case .or: return a != 0 || b != 0 ? 1 : 0
      case .implies: return a == 0 || b != 0 ? 1 : 0
      default: preconditionFailure("not generated")
      }
    default: preconditionFailure("not generated")
    }
  }

  /// Whether exactly this heap satisfies the assertion.
  func satisfies(_ heap: [UInt64: UInt64], _ assertion: Assertion, _ scope: Scope) -> Bool {
    switch assertion.kind {
    case .emp: return heap.isEmpty
    case .pure(let fact): return heap.isEmpty && value(fact, scope) != 0
    case .pointsTo(let address, let values):
      guard heap.count == values.count else { return false }
      let base = value(address, scope)
      for (offset, wanted) in values.enumerated() {
        guard let cell = heap[UInt64(truncatingIfNeeded: base + Int128(offset))] else { return false }
        if let wanted, value(wanted, scope) != Int128(cell) { return false }
      }
      return true
    case .separating(let parts):
      guard let first = parts.first else { return heap.isEmpty }
      let rest = Assertion(.separating(Array(parts.dropFirst())), at: assertion.span)
      return Self.subsets(heap).contains { part in
        satisfies(part, first, scope) && satisfies(heap.filter { part[$0.key] == nil }, rest, scope)
      }
    case .or(let left, let right): return satisfies(heap, left, scope) || satisfies(heap, right, scope)
    case .conditional(let condition, let left, let right):
      return satisfies(heap, value(condition, scope) != 0 ? left : right, scope)
    case .exists(let variables, let body):
      guard let first = variables.first else { return satisfies(heap, body, scope) }
      let rest = Assertion(.exists(Array(variables.dropFirst()), body), at: assertion.span)
      // In the generated programs a witness is always the value of a cell, or a small number.
      return Set(heap.values.map { Int128($0) } + [0, 1, 2, 3, 4]).contains { witness in
        var scope = scope
        scope.variables[first.id] = witness
        return satisfies(heap, rest, scope)
      }
    default: preconditionFailure("not generated")
    }
  }

  static func subsets(_ heap: [UInt64: UInt64]) -> [[UInt64: UInt64]] {
    var result: [[UInt64: UInt64]] = [[:]]
    for (address, value) in heap {
      result += result.map { $0.merging([address: value]) { old, _ in old } }
    }
    return result
  }

  /// A part of the heap that satisfies all of the assertions together.
  func footprint(_ assertions: [Assertion], in heap: [UInt64: UInt64], _ scope: Scope) -> Set<UInt64>? {
    let all = Assertion(.separating(assertions), at: SourceSpan(file: FileID(0), start: 0, end: 0))
    return Self.subsets(heap).first { satisfies($0, all, scope) }.map { Set($0.keys) }
  }

  // MARK: Ownership

  func invariants(_ level: Int) -> [Assertion] {
    program.invariants.filter { $0.level == (level == levels ? .thread : .irq(level)) }.map(\.body)
  }

  /// With `pic auto` the handlers on the running stack are in service; otherwise the controller keeps count.
  func isInService(_ level: Int, _ state: ReferenceState) -> Bool {
    program.interruptController == .explicit
      ? state.inService.contains(level) : state.interruptFrames.contains { $0.level == level }
  }

  /// The table of logic.md section 2, row by row.
  func owns(_ state: ReferenceState) -> Set<Int> {
    let level = state.level(levels)
    switch (state.interruptEnable, level < levels, isInService(level, state)) {
    case (false, _, _): return Set(0...level)
    case (true, true, true): return [level]
    case (true, true, false): return []
    case (true, false, _): return []
    }
  }

  func gain(_ gained: Set<Int>, _ state: inout ReferenceState) {
    for (address, owner) in state.owners {
      if case .publicPart(let level) = owner, gained.contains(level) { state.owners[address] = state.me }
    }
  }

  func giveUp(_ given: Set<Int>, _ state: inout ReferenceState, _ fault: ReferenceFault) throws {
    for level in given.sorted() {
      guard let cells = footprint(invariants(level), in: state.owned, scope(state)) else { throw fault }
      for address in cells { state.owners[address] = .publicPart(level) }
    }
  }

  // MARK: Steps

  func entryValues(_ routine: Int, _ registers: [UInt64]) -> [Int: UInt64] {
    var needed: Set<Int> = []
    func visit(_ e: Expression) {
      switch e.kind {
      case .entryRegister(let register): needed.insert(register.index)
      case .binary(_, let left, let right):
        visit(left)
        visit(right)
      case .not(let inner), .negate(let inner): visit(inner)
      default: break
      }
    }
    func visit(_ a: Assertion) {
      switch a.kind {
      case .pure(let fact): visit(fact)
      case .separating(let parts): parts.forEach(visit)
      default: break
      }
    }
    program.routines[routine].ensures.forEach(visit)
    return Dictionary(uniqueKeysWithValues: needed.map { ($0, registers[$0]) })
  }

  func boot() throws -> ReferenceState {
    var state = ReferenceState()
    for global in program.globals {
      for (offset, value) in global.initial.enumerated() {
        state.memory[global.address + UInt64(offset)] = value
        state.owners[global.address + UInt64(offset)] = .nobody
      }
    }
    let fault = ReferenceFault(check: .boot, pc: nil)
    func unowned() -> [UInt64: UInt64] { state.memory.filter { state.owners[$0.key] == .nobody } }
    for (number, thread) in threads.enumerated() {
      state.registers = [UInt64](repeating: 0, count: 16)
      for (index, argument) in thread.arguments.enumerated() { state.registers[index + 1] = argument }
      let routine = program.routines[thread.routine.index]
      guard let mine = footprint(routine.requires, in: unowned(), scope(state)) else { throw fault }
      for address in mine { state.owners[address] = .code(number, 0) }
      state.rootEntry = entryValues(thread.routine.index, state.registers)
      state.saved[number] = .ready(context(state, pc: routine.code.lowerBound))
    }
    for level in 0...levels {
      guard let cells = footprint(invariants(level), in: unowned(), scope(state)) else { throw fault }
      for address in cells { state.owners[address] = .publicPart(level) }
    }
    return try resume(state, 0)
  }

  func arrive(_ state: ReferenceState, _ pc: Int) throws -> ReferenceState {
    var state = state
    state.pc = pc
    for routine in program.routines {
      for label in routine.labels where label.pc == pc {
        guard footprint(label.invariants, in: state.owned, scope(state)) != nil else {
          throw ReferenceFault(check: .loop, pc: pc)
        }
      }
    }
    return state
  }

  /// Every step from a state, in the order of schedules.
  func successors(_ state: ReferenceState) -> [Result<ReferenceState, ReferenceFault>] {
    var result: [Result<ReferenceState, ReferenceFault>] = []
    func attempt(_ body: () throws -> ReferenceState) {
      do { result.append(.success(try body())) } catch {
        result.append(.failure(error as? ReferenceFault ?? ReferenceFault(check: .checker, pc: nil)))
      }
    }
    if let pc = state.pc {
      for choice in choices(state, pc) { attempt { try execute(state, pc, choice) } }
    } else {
      for thread in ready(state) { attempt { try resume(state, thread) } }
    }
    for (level, routine) in arriving(state) { attempt { try enter(state, level, routine) } }
    return result
  }

  /// The interrupts that can arrive, with their handlers.
  func arriving(_ state: ReferenceState) -> [(level: Int, routine: Int)] {
    guard state.interruptEnable else { return [] }
    var result: [(level: Int, routine: Int)] = []
    for level in 0..<levels where !state.masked.contains(level) {
      guard (0...level).allSatisfy({ !isInService($0, state) }) else { continue }
      for (index, routine) in program.routines.enumerated() where routine.kind == .handler(level: level) {
        result.append((level, index))
      }
    }
    return result
  }

  func enter(_ state: ReferenceState, _ level: Int, _ routine: Int) throws -> ReferenceState {
    var next = state
    next.stack.append(
      .init(
        level: level, routine: routine, returnPC: state.pc ?? -1, registers: state.registers,
        entry: entryValues(routine, state.registers)))
    next.interruptEnable = false
    if program.interruptController == .explicit { next.inService.insert(level) }
    gain(owns(next), &next)
    let entry = program.routines[routine].code.lowerBound
    guard footprint(program.routines[routine].requires, in: next.owned, scope(next)) != nil else {
      throw ReferenceFault(check: .handler, pc: entry)
    }
    return try arrive(next, entry)
  }

  func choices(_ state: ReferenceState, _ pc: Int) -> [UInt64] {
    switch program.code[pc].operation {
    case .choose(_, let low, let high):
      let (low, high) = (operand(low, state), operand(high, state))
      return low <= high ? Array(low...high) : [0]
    case .alloc(_, let count):
      var fresh: [UInt64] = []
      if let start = freshStart(state, count) { fresh = [start] }
      return fresh + [0]
    case .switch:
      return maySwitch(state) ? choices((ready(state) + [state.thread]).sorted()) : [0]
    case .block: return maySwitch(state) && state.level(levels) == levels ? choices(ready(state)) : [0]
    case .halt: return state.interruptEnable && state.level(levels) == levels ? choices(ready(state)) : [0]
    case .unblock(_, let queue, let operands):
      return state.interruptEnable
        ? [0] : choices(waiting(state, queue.index, operands.map { operand($0, state) }))
    default: return [0]
    }
  }

  /// One for each thread, by position; one when there is none.
  private func choices(_ threads: [Int]) -> [UInt64] {
    threads.isEmpty ? [UInt64(program.boot?.threads.count ?? 0)] : threads.map { UInt64($0) }
  }

  /// First fit above the globals and one word of gap.
  func freshStart(_ state: ReferenceState, _ count: Int) -> UInt64? {
    let ends = program.globals.map { $0.address + UInt64($0.initial.count) }
    let base = (ends.max() ?? (program.width == .bits8 ? 15 : 0xFFF)) + 1
    guard base <= mask else { return nil }
    return (base...mask).first { start in
      (0..<UInt64(count)).allSatisfy { start + $0 <= mask && state.memory[start + $0] == nil }
    }
  }

  func operand(_ operand: Operand, _ state: ReferenceState) -> UInt64 {
    switch operand {
    case .register(let register): state.registers[register.index]
    case .constant(let value): value
    }
  }
}
