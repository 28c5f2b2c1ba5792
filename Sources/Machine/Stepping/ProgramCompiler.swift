import AIMLang

/// A program in the form that steps run. Translated once; shared by all configurations of a search.
struct CompiledProgram {
  let program: Program
  let layout: Layout
  let operations: [Operation]
  let assertions: AssertionCode
  let routines: [RoutineFacts]
  /// The conjunction of the invariants of each level, 0 … N.
  let levelInvariants: [Plan]
  /// One plan per declared invariant, to say whose a cell is.
  let invariants: [Plan]
  /// Ghost lines by program counter.
  let ghosts: [[GhostCheck]]
  /// Label invariants by program counter; only those that say something.
  let arrivals: [[Plan]]
  /// The routine of each level's handler, or -1.
  let handlers: [Int]
  /// The routine that each instruction belongs to.
  let routineOf: [Int]
  let queues: [QueueFacts]
  /// The queues that `block` and `unblock` name.
  let waits: [Wait]
  /// Whether code masks or unmasks a line.
  let hasMasks: Bool

  /// - Parameter threads: how many threads a run starts with.
  /// - Throws: a diagnostic `explore:not.supported` for a program that this version cannot run.
  init(_ program: Program, threads: Int) throws(Unsupported) {
    let program = try Self.closed(program)
    self.program = program
    try Self.refuse(program)
    let constants = Self.constants(program)
    layout = Layout(
      program: program, registers: program.mentionedRegisters(), constants: constants, threadCount: threads)
    var translator = OperationTranslator(program: program, layout: layout, constants: constants)
    var compiler = PlanCompiler(program: program, layout: layout)
    let changed = program.changedRegisters()
    var facts: [RoutineFacts] = []
    var ghostChecks = [[GhostCheck]](repeating: [], count: program.code.count)
    var arrivals = [[Plan]](repeating: [], count: program.code.count)
    var operations: [Operation] = []
    var owners = [Int](repeating: -1, count: program.code.count)
    for (index, routine) in program.routines.enumerated() {
      var contract = ContractCompiler(
        program: program, layout: layout, routine: routine, changed: changed[index], compiler: compiler)
      facts.append(contract.facts())
      for pc in routine.code where pc < program.code.count {
        owners[pc] = index
        ghostChecks[pc] = contract.ghostChecks(program.code[pc].ghosts)
      }
      for label in routine.labels where label.pc < program.code.count && !label.invariants.isEmpty {
        let plan = contract.plan(label.invariants, span: label.span)
        if !plan.isTrivial { arrivals[label.pc].append(plan) }
      }
      for pc in routine.code where pc < program.code.count {
        var operation = translator.translate(program.code[pc].operation) { contract.condition($0) }
        operation.hasGhosts = !ghostChecks[pc].isEmpty
        while operations.count < pc { operations.append(Operation(code: .ended)) }
        operations.append(operation)
      }
      compiler = contract.compiler
    }
    while operations.count < program.code.count { operations.append(Operation(code: .ended)) }
    let end = program.boot?.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)
    levelInvariants = (0...program.levelCount).map { level in
      let wanted: Level = level == program.levelCount ? .thread : .irq(level)
      let matching = program.invariants.filter { $0.level == wanted }
      return compiler.compile(
        matching.map(\.body), scope: [:], entry: .now, span: matching.first?.span ?? end
      ).plan
    }
    invariants = program.invariants.map { invariant in
      compiler.compile([invariant.body], scope: [:], entry: .now, span: invariant.span).plan
    }
    queues = program.queues.map { compiler.queue($0) }
    waits = translator.waits
    hasMasks = program.code.contains { instruction in
      switch instruction.operation {
      case .mask, .unmask: true
      default: false
      }
    }
    assertions = compiler.code
    routines = facts
    ghosts = ghostChecks
    self.arrivals = arrivals
    self.operations = operations
    routineOf = owners
    var handlers = [Int](repeating: -1, count: program.levelCount)
    for (index, routine) in program.routines.enumerated() {
      if case .handler(let level) = routine.kind, level < handlers.count { handlers[level] = index }
    }
    self.handlers = handlers
  }

  /// Why a program cannot be run.
  struct Unsupported: Error {
    var message: String
    var span: SourceSpan
  }

  /// Every definition written out: no families, no names of invariants and predicates.
  private static func closed(_ program: Program) throws(Unsupported) -> Program {
    do { return try program.closed() } catch {
      throw Unsupported(
        message: "the definitions inside of each other are too large to be written out", span: error.span)
    }
  }

  /// What states have no room for.
  private static func refuse(_ program: Program) throws(Unsupported) {
    let start = SourceSpan(file: FileID(0), start: 0, end: 0)
    if program.levelCount > 8 || program.routines.count >= FrameHeader.routineLimit {
      throw Unsupported(message: "a program of this size cannot be explored", span: start)
    }
    // The number of a thread has to fit a word, and its owner codes have to fit theirs.
    let most = min(OwnerCode.threadLimit, Int(truncatingIfNeeded: min(program.width.mask, 1 << 20)))
    if let threads = program.boot?.threads, threads.count > most {
      throw Unsupported(message: "more than \(most) threads cannot be explored", span: threads[most].span)
    }
  }

  /// The constants among the operands and addresses of the code, each once, in order.
  private static func constants(_ program: Program) -> [UInt64] {
    var result: [UInt64] = [0]
    var known: Set<UInt64> = [0]
    func add(_ value: UInt64) {
      if known.insert(value).inserted { result.append(value) }
    }
    func add(_ operand: Operand) {
      if case .constant(let value) = operand { add(value & program.width.mask) }
    }
    func add(_ address: Address) {
      if case .absolute(let value) = address { add(value & program.width.mask) }
    }
    for instruction in program.code {
      switch instruction.operation {
      case .move(_, let operand), .binary(_, _, _, let operand), .branch(_, _, let operand, _): add(operand)
      case .load(_, let address), .store(let address, _): add(address)
      case .choose(_, let low, let high):
        add(low)
        add(high)
      case .print(_, let operands), .block(_, let operands), .unblock(_, _, let operands):
        operands.forEach { add($0) }
      case .unary, .jump, .jumpRegister, .call, .callRegister, .return, .cli, .sti, .iret, .eoi, .mask, .unmask,
        .switch, .halt, .alloc, .free, .assert:
        break
      }
    }
    return result
  }
}

/// Instructions to operations; the exhaustive switch over instructions.
struct OperationTranslator {
  let program: Program
  let layout: Layout
  private var constantIndex: [UInt64: Int32] = [:]
  private(set) var waits: [Wait] = []

  init(program: Program, layout: Layout, constants: [UInt64]) {
    self.program = program
    self.layout = layout
    for (index, value) in constants.enumerated() { constantIndex[value] = Int32(index) }
  }

  private func word(_ register: Register) -> Int32 {
    Int32(layout.firstRegister + max(layout.registerSlot[register.index], 0))
  }

  func word(_ operand: Operand) -> Int32 {
    switch operand {
    case .register(let register): word(register)
    case .constant(let value): constantIndex[value & program.width.mask] ?? 0
    }
  }

  private mutating func wait(_ queue: QueueID, _ operands: [Operand]) -> Int32 {
    waits.append(Wait(queue: queue.index, operands: operands.map { Int(word($0)) }))
    return Int32(waits.count - 1)
  }

  mutating func translate(_ operation: Instruction.Operation, condition: (Expression) -> Int32) -> Operation {
    switch operation {
    case .move(let target, let source): return Operation(code: .move, a: word(target), c: word(source))
    case .binary(let op, let target, let source, let operand):
      return Operation(code: Self.code(op), a: word(target), b: word(source), c: word(operand))
    case .unary(.not, let target, let source): return Operation(code: .not, a: word(target), b: word(source))
    case .unary(.neg, let target, let source): return Operation(code: .neg, a: word(target), b: word(source))
    case .load(let target, .absolute(let address)):
      let slot = layout.globalSlot(address)
      if slot >= 0 { return Operation(code: .loadGlobal, a: word(target), b: Int32(slot)) }
      return Operation(code: .load, a: word(target), b: word(.constant(address)))
    case .load(let target, .register(let base, let offset)):
      return Operation(code: .load, a: word(target), b: word(base), offset: offset)
    case .store(.absolute(let address), let source):
      let slot = layout.globalSlot(address)
      if slot >= 0 { return Operation(code: .storeGlobal, a: Int32(slot), b: word(source)) }
      return Operation(code: .store, a: word(.constant(address)), b: word(source))
    case .store(.register(let base, let offset), let source):
      return Operation(code: .store, a: word(base), b: word(source), offset: offset)
    case .branch(let condition, let source, let operand, let target):
      return Operation(code: Self.code(condition), b: word(source), c: word(operand), target: Int32(target))
    case .jump(let target): return Operation(code: .jump, target: Int32(target))
    case .jumpRegister(let register): return Operation(code: .jumpRegister, b: word(register))
    case .call(let routine): return Operation(code: .call, target: Int32(routine.index))
    case .callRegister(let register): return Operation(code: .callRegister, b: word(register))
    case .return: return Operation(code: .return)
    case .cli: return Operation(code: .cli)
    case .sti: return Operation(code: .sti)
    case .iret: return Operation(code: .iret)
    case .eoi: return Operation(code: .eoi)
    case .mask(let level): return Operation(code: .mask, a: Int32(level))
    case .unmask(let level): return Operation(code: .unmask, a: Int32(level))
    case .switch: return Operation(code: .switch, hasChoices: true)
    case .block(let queue, let operands):
      return Operation(code: .block, hasChoices: true, target: wait(queue, operands))
    case .unblock(let target, let queue, let operands):
      return Operation(code: .unblock, hasChoices: true, a: word(target), target: wait(queue, operands))
    case .halt: return Operation(code: .halt, hasChoices: layout.contextCount > 0)
    case .print: return Operation(code: .print)
    case .choose(let target, let low, let high):
      return Operation(code: .choose, hasChoices: true, a: word(target), b: word(low), c: word(high))
    case .alloc(let target, let count):
      return Operation(code: .alloc, hasChoices: true, a: word(target), offset: UInt64(max(count, 0)))
    case .free(let register, let count):
      return Operation(code: .free, b: word(register), offset: UInt64(max(count, 0)))
    case .assert(let fact): return Operation(code: .assert, target: condition(fact))
    }
  }

  private static func code(_ op: ALUOperator) -> Operation.Code {
    switch op {
    case .add: .add
    case .sub: .sub
    case .mul: .mul
    case .and: .and
    case .or: .or
    case .xor: .xor
    case .shl: .shl
    case .shr: .shr
    case .sar: .sar
    case .divu: .divu
    case .remu: .remu
    }
  }

  private static func code(_ condition: BranchCondition) -> Operation.Code {
    switch condition {
    case .beq: .beq
    case .bne: .bne
    case .blt: .blt
    case .bge: .bge
    case .bgt: .bgt
    case .ble: .ble
    case .bltu: .bltu
    case .bgeu: .bgeu
    case .bgtu: .bgtu
    case .bleu: .bleu
    }
  }
}
