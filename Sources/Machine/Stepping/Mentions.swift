import AIMLang

/// Which registers a program mentions, which ones a routine can change, and which entry values its assertions use.
struct Mentions {
  /// Registers in expressions: current values and entry values.
  var registers = RegisterSet()
  var entryRegisters = RegisterSet()
  var entryInterruptEnable = false
  var variables: Set<VariableID> = []

  mutating func add(_ assertion: Assertion) {
    switch assertion.kind {
    case .emp: break
    case .pure(let fact): add(fact)
    case .pointsTo(let address, let values):
      add(address)
      for case let value? in values { add(value) }
    case .separating(let parts): for part in parts { add(part) }
    case .or(let left, let right):
      add(left)
      add(right)
    case .conditional(let condition, let left, let right):
      add(condition)
      add(left)
      add(right)
    case .exists(_, let body): add(body)
    case .predicate(_, let arguments), .invariant(_, let arguments): for argument in arguments { add(argument) }
    }
  }

  mutating func add(_ expression: Expression) {
    switch expression.kind {
    case .integer, .boolean, .interruptEnable, .levelIs: break
    case .register(let register): registers.insert(register)
    case .entryRegister(let register): entryRegisters.insert(register)
    case .variable(let id): variables.insert(id)
    case .entryInterruptEnable: entryInterruptEnable = true
    case .negate(let inner), .not(let inner), .signed(let inner), .length(let inner), .quantified(_, _, let inner):
      add(inner)
    case .binary(_, let left, let right), .element(let left, let right), .contains(let left, let right):
      add(left)
      add(right)
    case .slice(let base, let lower, let upper): for case let part? in [base, lower, upper] { add(part) }
    case .conditional(let condition, let left, let right):
      add(condition)
      add(left)
      add(right)
    case .sequence(let parts), .apply(_, let parts), .instanceIsPublic(_, let parts): for part in parts { add(part) }
    }
  }

  mutating func add(_ ghost: GhostStatement) {
    switch ghost.kind {
    case .assert(let assertion), .assume(let assertion), .leak(let assertion): add(assertion)
    case .fold, .unfold, .apply, .open, .close, .case: break
    }
  }
}

extension Program {
  /// Registers that an instruction reads and writes.
  static func registers(of operation: Instruction.Operation) -> (read: RegisterSet, written: RegisterSet) {
    var read = RegisterSet()
    var written = RegisterSet()
    func use(_ operand: Operand) {
      if case .register(let register) = operand { read.insert(register) }
    }
    func use(_ address: Address) {
      if case .register(let register, _) = address { read.insert(register) }
    }
    switch operation {
    case .move(let target, let source):
      written.insert(target)
      use(source)
    case .binary(_, let target, let source, let operand):
      written.insert(target)
      read.insert(source)
      use(operand)
    case .unary(_, let target, let source):
      written.insert(target)
      read.insert(source)
    case .load(let target, let address):
      written.insert(target)
      use(address)
    case .store(let address, let source):
      read.insert(source)
      use(address)
    case .branch(_, let source, let operand, _):
      read.insert(source)
      use(operand)
    case .jumpRegister(let register), .callRegister(let register), .free(let register, _): read.insert(register)
    case .block(_, let operands), .print(_, let operands): operands.forEach(use)
    case .unblock(let target, _, let operands):
      written.insert(target)
      operands.forEach(use)
    case .choose(let target, let low, let high):
      written.insert(target)
      use(low)
      use(high)
    case .alloc(let target, _): written.insert(target)
    case .assert(let condition):
      var mentions = Mentions()
      mentions.add(condition)
      read = mentions.registers
    case .jump, .call, .return, .cli, .sti, .iret, .eoi, .mask, .unmask, .switch, .halt: break
    }
    return (read, written)
  }

  /// Every register that an instruction or an assertion mentions.
  func mentionedRegisters() -> RegisterSet {
    var result = RegisterSet()
    var mentions = Mentions()
    for instruction in code {
      let (read, written) = Self.registers(of: instruction.operation)
      result = result.union(read).union(written)
      for ghost in instruction.ghosts { mentions.add(ghost) }
      if case .assert(let condition) = instruction.operation { mentions.add(condition) }
    }
    for routine in routines {
      for assertion in routine.requires + routine.ensures { mentions.add(assertion) }
      for label in routine.labels { for assertion in label.invariants { mentions.add(assertion) } }
    }
    for invariant in invariants { mentions.add(invariant.body) }
    return result.union(mentions.registers).union(mentions.entryRegisters)
  }

  /// For each routine the registers that it or anything it calls can change; interrupts restore what they change.
  func changedRegisters() -> [RegisterSet] {
    var changed = routines.map { routine in
      routine.code.reduce(RegisterSet()) { $0.union(Self.registers(of: code[$1].operation).written) }
    }
    // What calls each routine, and what calls any.
    var callers = [[Int]](repeating: [], count: routines.count)
    var indirect: [Int] = []
    for (index, routine) in routines.enumerated() {
      for pc in routine.code {
        switch code[pc].operation {
        case .call(let callee): callers[callee.index].append(index)
        case .callRegister: indirect.append(index)
        default: break
        }
      }
    }
    // Calls add nothing to what all routines change by themselves.
    let all = changed.reduce(RegisterSet()) { $0.union($1) }
    for index in indirect { changed[index] = changed[index].union(all) }
    var open = Worklist(routines.indices)
    while let index = open.next() {
      for caller in callers[index] {
        let set = changed[caller].union(changed[index])
        guard set != changed[caller] else { continue }
        changed[caller] = set
        open.add(caller)
      }
    }
    return changed
  }
}
