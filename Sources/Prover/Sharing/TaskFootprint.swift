// All that the proof of a task can depend on, written down so that two tasks with the same footprint have the same proof.
//
// A task has a footprint if it is *blind to flags*: a function, none of whose instructions reads or changes a flag, gives
// way, or jumps to a computed address, and in whose contract, loops, ghost lines, callees' contracts and definitions
// neither flags nor invariants nor levels are mentioned, in a program without families. Of such a task the rules read
//
//  - the width of words, and where it allocates, where the globals end;
//  - its instructions and ghost lines, its contract, its loop invariants;
//  - the contracts of the functions that it calls, and what its lemmas need and give;
//  - what the predicates and functions of the logic stand for that any of these name, and those that their meanings name,
//    as its file sees them;
//
// and these are what is written, each part completely (the switches below have no `default`), but for names and places in
// the text, which only messages need: what was not proved is never shared. Numbers are written as they were resolved, so
// that constants, the addresses of globals and of code are compared by value. Instructions are counted from the first of the
// routine; declarations and variables by where they are met first, and the order of declarations is written too.
//
// Flags are left out: the path has those of the task throughout, so `ret` finds them as they were, callees are demanded with
// them, and nothing else looks at them. Which levels are public makes no difference either, since nothing is gained
// or given up. The rest of the program is not looked at: a task with a footprint only gets the definitions that it lists.

import AIMLang

struct TaskFootprint {
  /// Equal for tasks that have the same proof, whatever programs they are of.
  let key: [Int]
  /// The predicates that contain themselves and that it may meet, ascending.
  let definitions: [PredicateID]
  /// The functions that it may call, in the order of the key.
  let callees: [RoutineID]

  /// - Parameter program: as the file of the routine sees it.
  /// - Returns: nil for a task whose proof depends on more than can be written down here.
  init?(_ task: TaskKey, in program: Program) {
    // Where it could be interrupted in its service is part of what it found.
    guard task.role == .function, !(task.flags.interruptEnable && task.flags.inService),
      program.invariants.allSatisfy(\.parameters.isEmpty), program.instantiations.allSatisfy({ $0.guardedBy == nil })
    else { return nil }
    var writer = FootprintWriter(program)
    do throws(FootprintWriter.Unwritable) {
      try writer.write(task.routine)
      try writer.writeDefinitions()
    } catch {
      return nil
    }
    key = writer.tokens
    definitions = writer.recursivePredicates
    callees = writer.callees.order
  }
}

/// What these definitions are, so that equal keys mean equal definitions, whatever program they are of.
struct DefinitionsFootprint {
  let key: [Int]

  /// - Parameter predicates: those that contain themselves, ascending, with all of that kind that they name.
  /// - Returns: nil for some whose meaning depends on more than can be written down.
  init?(of predicates: [PredicateID], in program: Program) {
    guard program.instantiations.allSatisfy({ $0.guardedBy == nil }) else { return nil }
    var writer = FootprintWriter(program)
    for id in predicates { writer.mention(id) }
    do throws(FootprintWriter.Unwritable) { try writer.writeDefinitions() } catch { return nil }
    key = writer.tokens
  }
}

/// Writes parts of a program as numbers: of each part first which kind it is, and where their number is open, how many
/// parts it has, so that equal writings are of equal parts.
struct FootprintWriter {
  /// Something that is not written: the flags, and what depends on them or on all of a program.
  struct Unwritable: Error {}

  private let program: Program
  private(set) var tokens: [Int]
  private var variables = Numbering<VariableID>()
  private var predicates = Numbering<PredicateID>()
  private var functions = Numbering<FunctionID>()
  private var lemmas = Numbering<LemmaID>()
  private(set) var callees = Numbering<RoutineID>()

  init(_ program: Program) {
    self.program = program
    tokens = [program.width.bits]
  }

  /// Things in the order in which they were met.
  struct Numbering<Item: Hashable> {
    private(set) var order: [Item] = []
    private var numbers: [Item: Int] = [:]

    mutating func number(of item: Item) -> Int {
      if let known = numbers[item] { return known }
      numbers[item] = order.count
      order.append(item)
      return order.count - 1
    }
  }

  /// Those met so far that contain themselves, ascending.
  var recursivePredicates: [PredicateID] {
    predicates.order.filter(program.isRecursive).sorted { $0.index < $1.index }
  }

  mutating func mention(_ id: PredicateID) { put(predicates.number(of: id)) }

  // MARK: - Declarations

  mutating func write(_ id: RoutineID) throws(Unwritable) {
    let routine = program.routines[id.index]
    guard routine.kind == .function else { throw Unwritable() }
    let lemma = program.lemma(provedBy: id)
    put(lemma == nil ? 0 : 1)
    try writeContract(routine)
    put(routine.labels.count)
    for label in routine.labels {
      put(label.pc - routine.code.lowerBound)
      try write(label.invariants)
    }
    put(routine.code.count)
    for pc in routine.code {
      let instruction = program.code[pc]
      put(instruction.ghosts.count)
      for ghost in instruction.ghosts { try write(ghost, in: lemma) }
      try write(instruction.operation, from: routine.code.lowerBound)
    }
    if routine.code.contains(where: { if case .alloc = program.code[$0].operation { true } else { false } }) {
      put(Int(bitPattern: UInt(program.globals.map { $0.address + UInt64($0.initial.count) }.max() ?? 1)))
    }
  }

  private mutating func writeContract(_ routine: Routine) throws(Unwritable) {
    guard !routine.ensuresInterruptEnable else { throw Unwritable() }
    switch routine.kind {
    case .function: put(0)
    case .externFunction: put(1)
    case .handler: throw Unwritable()
    }
    put(routine.parameters.count)
    write(routine.logicals)
    try write(routine.requires)
    try write(routine.ensures)
    put(Int(routine.preserves.mask))
  }

  /// Everything that was mentioned, and what that mentions, to the end.
  mutating func writeDefinitions() throws(Unwritable) {
    var (predicate, function, lemma, callee) = (0, 0, 0, 0)
    while true {
      if callee < callees.order.count {
        try writeContract(program.routines[callees.order[callee].index])
        callee += 1
      } else if lemma < lemmas.order.count {
        let definition = program.lemmas[lemmas.order[lemma].index]
        write(definition.parameters)
        try write(definition.requires)
        try write(definition.ensures)
        lemma += 1
      } else if predicate < predicates.order.count {
        try write(predicates.order[predicate])
        predicate += 1
      } else if function < functions.order.count {
        let id = functions.order[function]
        let definition = program.functions[id.index]
        put(program.isRecursive(id) ? 1 : 0)
        put(definition.sort)
        write(definition.parameters)
        try write(definition.body)
        function += 1
      } else {
        break
      }
    }
    // Definitions are made known in the order of the program.
    for id in predicates.order.sorted(by: { $0.index < $1.index }) { put(predicates.number(of: id)) }
    for id in functions.order.sorted(by: { $0.index < $1.index }) { put(functions.number(of: id)) }
  }

  private mutating func write(_ id: PredicateID) throws(Unwritable) {
    let predicate = program.predicates[id.index]
    put(program.isRecursive(id) ? 1 : 0)
    put(predicate.isPure ? 1 : 0)
    put(predicate.inputCount)
    write(predicate.parameters)
    put(predicate.body == nil ? 0 : 1)
    if let body = predicate.body { try write(body) }
  }

  private mutating func write(_ list: [Variable]) {
    put(list.count)
    for variable in list {
      put(variables.number(of: variable.id))
      put(variable.sort)
    }
  }

  // MARK: - Code

  private mutating func write(_ operation: Instruction.Operation, from first: Int) throws(Unwritable) {
    switch operation {
    case .move(let destination, let value):
      put(0, destination.index)
      put(value)
    case .binary(let operation, let destination, let left, let right):
      put(1, destination.index, left.index)
      put(operation.rawValue)
      put(right)
    case .unary(let operation, let destination, let source):
      put(2, destination.index, source.index)
      put(operation.rawValue)
    case .load(let destination, let address):
      put(3, destination.index)
      put(address)
    case .store(let address, let source):
      put(4, source.index)
      put(address)
    case .branch(let condition, let left, let right, target: let target):
      put(5, left.index, target - first)
      put(condition.rawValue)
      put(right)
    case .jump(target: let target): put(6, target - first)
    case .call(let callee): put(7, callees.number(of: callee))
    case .return: put(8)
    // It prints whatever there is, and the proof goes on.
    case .print: put(9)
    case .choose(let destination, let low, let high):
      put(10, destination.index)
      put(low)
      put(high)
    case .alloc(let destination, let count): put(11, destination.index, count)
    case .free(let base, let count): put(12, base.index, count)
    case .assert(let condition):
      put(13)
      try write(condition)
    case .jumpRegister, .callRegister, .cli, .sti, .iret, .eoi, .mask, .unmask, .switch, .block, .unblock, .halt:
      throw Unwritable()
    }
  }

  private mutating func put(_ operand: Operand) {
    switch operand {
    case .register(let register): put(0, register.index)
    case .constant(let value): put(1, Int(truncatingIfNeeded: value))
    }
  }

  private mutating func put(_ address: Address) {
    switch address {
    case .absolute(let value): put(0, Int(truncatingIfNeeded: value))
    case .register(let register, offset: let offset): put(1, register.index, Int(truncatingIfNeeded: offset))
    }
  }

  /// - Parameter own: the lemma of whose proof it is a line.
  private mutating func write(_ ghost: GhostStatement, in own: LemmaID?) throws(Unwritable) {
    try write(ghost.condition)
    switch ghost.kind {
    case .assert(let assertion):
      put(0)
      try write(assertion)
    case .fold(let id, let arguments):
      put(1, predicates.number(of: id))
      try write(arguments)
    case .unfold(let id, let arguments):
      put(2, predicates.number(of: id))
      try write(arguments)
    case .apply(let id, let arguments):
      put(3, lemmas.number(of: id))
      // What an application in its own proof has to show.
      let isInduction = own.map { program.isRecursive($0) && program.group(of: $0).contains(id) } ?? false
      put(isInduction ? 1 : 0, own == id ? 1 : 0)
      try write(arguments)
    case .leak(let assertion):
      put(4)
      try write(assertion)
    case .case(let condition):
      put(5)
      try write(condition)
    case .assume, .open, .close: throw Unwritable()
    }
  }

  // MARK: - Assertions and expressions

  private mutating func write(_ list: [Assertion]) throws(Unwritable) {
    put(list.count)
    for part in list { try write(part) }
  }

  private mutating func write(_ assertion: Assertion) throws(Unwritable) {
    switch assertion.kind {
    case .emp: put(0)
    case .pure(let condition):
      put(1)
      try write(condition)
    case .pointsTo(address: let address, values: let values):
      put(2)
      try write(address)
      try write(values)
    case .separating(let parts):
      put(3)
      try write(parts)
    case .or(let a, let b):
      put(4)
      try write(a)
      try write(b)
    case .conditional(let condition, let a, let b):
      put(5)
      try write(condition)
      try write(a)
      try write(b)
    case .exists(let variables, let body):
      put(6)
      write(variables)
      try write(body)
    case .predicate(let id, let arguments):
      put(7, predicates.number(of: id))
      try write(arguments)
    case .invariant: throw Unwritable()
    }
  }

  private mutating func write(_ list: [Expression]) throws(Unwritable) {
    put(list.count)
    for part in list { try write(part) }
  }

  private mutating func write(_ list: [Expression?]) throws(Unwritable) {
    put(list.count)
    for part in list { try write(part) }
  }

  private mutating func write(_ expression: Expression?) throws(Unwritable) {
    put(expression == nil ? 0 : 1)
    if let expression { try write(expression) }
  }

  private mutating func write(_ expression: Expression) throws(Unwritable) {
    put(expression.sort)
    switch expression.kind {
    case .integer(let value): put(0, Int(truncatingIfNeeded: value), Int(truncatingIfNeeded: value >> 64))
    case .boolean(let value): put(1, value ? 1 : 0)
    case .register(let register): put(2, register.index)
    case .entryRegister(let register): put(3, register.index)
    case .variable(let id): put(4, variables.number(of: id))
    case .negate(let a): try write(5, a)
    case .not(let a): try write(6, a)
    case .binary(let operation, let a, let b):
      put(7)
      put(operation.rawValue)
      try write(a)
      try write(b)
    case .conditional(let c, let a, let b): try write(8, c, a, b)
    case .signed(let a): try write(9, a)
    case .quantified(let quantifier, let variables, let body):
      put(10, quantifier == .forall ? 0 : 1)
      write(variables)
      try write(body)
    case .sequence(let parts):
      put(11)
      try write(parts)
    case .length(let a): try write(12, a)
    case .element(let a, let b): try write(13, a, b)
    case .slice(let base, let low, let high):
      put(14)
      try write(base)
      try write(low)
      try write(high)
    case .contains(value: let a, sequence: let b): try write(15, a, b)
    case .apply(let id, let arguments):
      put(16, functions.number(of: id))
      try write(arguments)
    case .interruptEnable, .entryInterruptEnable, .levelIs, .instanceIsPublic: throw Unwritable()
    }
  }

  private mutating func write(_ kind: Int, _ parts: Expression...) throws(Unwritable) {
    put(kind)
    for part in parts { try write(part) }
  }

  // MARK: - Numbers

  private mutating func put(_ values: Int...) { tokens += values }

  private mutating func put(_ sort: Sort) { put(sort.rawValue) }

  /// At most eight letters, as of the operators.
  private mutating func put(_ name: String) { put(name.utf8.reduce(0) { $0 << 8 | Int($1) }) }
}
