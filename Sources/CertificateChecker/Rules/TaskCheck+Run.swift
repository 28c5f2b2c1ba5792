// One task: from its entry, through every arrival at an instruction, to the ends of its paths.

import AIMLang
import CertificateFormat

/// A label with an invariant that a path has come by.
struct ActiveLoop {
  var pc: Int
  var cells: [State.Cell]
  var atoms: [Atom]
  var opened: [Instance]
  var flags: CertificateFlags
}

/// Control at an instruction.
struct Arrival {
  var state: State
  var place: TaskDerivation.Place
  var registers: [TermNumber]
  var logicals: [VariableID: TermNumber]
  var loops: [ActiveLoop]

  var flags: CertificateFlags { place.flags }
}

/// A routine as the checker goes through it; that of a lemma has no instruction but its end.
struct CheckedRoutine {
  var routine: Routine
  var lemma: LemmaID?
}

/// What registers hold after a step.
enum NewRegister {
  case term(TermNumber)
  /// Any value of the range.
  case any(ClosedRange<Int128>)
}

extension TaskCheck {
  var words: ClosedRange<Int128> { 0...(terms.modulus - 1) }

  /// Checks the task of a routine.
  func run(_ checked: CheckedRoutine) throws -> TaskFindings {
    var run = RoutineRun(check: self, checked: checked)
    try run.enter()
    while let next = run.worklist.popLast() { try run.advance(next) }
    return run.findings
  }

  /// The symbols of the entry registers: words, and different ones.
  func entryRegisters() throws -> (terms: [TermNumber], symbols: Set<Int>) {
    let registers = try tree.terms(tree.derivation.registers)
    guard registers.count == Register.count else { throw fail("there are \(Register.count) registers") }
    var symbols: Set<Int> = []
    for register in registers {
      guard terms.sorts[register] == .int, case .symbol(let index) = terms[register], symbols.insert(index).inserted
      else {
        throw fail("a register has no value of its own at entry")
      }
      try introduceAny(index, words)
    }
    return (registers, symbols)
  }

  /// Makes known that a new symbol has any value of a range.
  func introduceAny(_ symbol: Int, _ range: ClosedRange<Int128>) throws {
    entailments.forgetRange(symbol)
    guard let claimed = try claimedRange(symbol) else { return }
    guard claimed.contains(range.lowerBound), claimed.contains(range.upperBound) else {
      throw fail("s\(symbol) is said to lie where it need not")
    }
    entailments.setRange(symbol, claimed)
  }
}

/// The check of a task that is a routine.
struct RoutineRun {
  let check: TaskCheck
  let checked: CheckedRoutine
  let flow: FlowGraph
  var entryRegisters: [TermNumber] = []
  var findings = TaskFindings()
  var worklist: [Arrival] = []
  /// Of a lemma, the parameters that decrease wherever it is applied in its own proof without a cell left behind.
  var decreasing: Set<Int>

  init(check: TaskCheck, checked: CheckedRoutine) {
    self.check = check
    self.checked = checked
    flow = FlowGraph(checked.routine, check.lowering.program)
    decreasing = Set(checked.routine.logicals.indices)
  }

  var routine: Routine { checked.routine }
  var tree: Tree { check.tree }
  var terms: Terms { check.terms }
  var program: Program { check.lowering.program }
  var entryFlags: CertificateFlags { tree.derivation.flags }
  var role: TaskDerivation.Role { tree.derivation.role }

  func scope(_ arrival: Arrival) -> Scope {
    Scope(
      registers: arrival.registers, entryRegisters: entryRegisters, variables: arrival.logicals,
      flags: arrival.flags, entryInterruptEnable: entryFlags.interruptEnable)
  }

  // MARK: Entry

  mutating func enter() throws {
    check.place = routine.name
    let (registers, symbols) = try check.entryRegisters()
    entryRegisters = registers
    var scope = Scope(
      registers: registers, entryRegisters: registers, flags: entryFlags,
      entryInterruptEnable: entryFlags.interruptEnable)
    if role == .handler, let boot = program.boot {
      check.lowering.known = boot.shares.map {
        Atom.family($0.invariant.index, $0.arguments.map { terms.int(Int128($0)) })
      }
    } else {
      check.lowering.known = try namedInstances(scope)
    }
    var state = State(node: 0, symbols: symbols)
    state.atoms = role == .handler ? check.lowering.known : []
    guard tree[0].cells.isEmpty, tree[0].facts.isEmpty, try tree.atoms(0) == state.atoms else {
      throw check.fail("the task does not start with nothing")
    }
    guard role == .handler else {
      // Variables of `with` have any value.
      let given = try logicalsAtEntry()
      for (variable, term) in zip(routine.logicals, given) {
        guard case .symbol(let index) = terms[term], !state.symbols.contains(index) else {
          throw check.fail("a variable of `with` has no value of its own")
        }
        guard terms.sorts[term] == Sort(variable.sort) else { throw check.fail("a variable has another sort") }
        check.entailments.forgetRange(index)
        state.symbols.insert(index)
        scope.variables[variable.id] = term
      }
      let variables = given.compactMap { if case .symbol(let index) = terms[$0] { index } else { nil } }
      for next in try add(routine.requires, scope, to: state, entryFlags) {
        // What was found to hold in another case says nothing about this one.
        for index in variables { check.entailments.forgetRange(index) }
        for index in variables where try !check.introduce(index, given: next) {
          throw check.fail("a variable of `with` is said to lie where it need not")
        }
        try start(next, scope.variables)
      }
      return
    }
    var states = [state]
    for level in check.program.ownedLevels(entryFlags) {
      var next: [State] = []
      for state in states { next += try gain(level, state, entryFlags) }
      states = next
    }
    for state in states {
      if routine.requires.isEmpty {
        try start(state, [:])
        continue
      }
      let logicals = routine.logicals
      for taken in try check.take(
        .checked, from: state, flags: entryFlags,
        { try self.flexible(logicals, self.routine.requires, scope, &$0) })
      {
        var variables: [VariableID: TermNumber] = [:]
        for (number, variable) in logicals.enumerated() { variables[variable.id] = taken.chosen(number) }
        try start(taken.whole, variables)
      }
    }
  }

  /// The terms of the variables of `with`, from the first arrival; they are the same at each.
  private func logicalsAtEntry() throws -> [TermNumber] {
    for node in tree.derivation.nodes {
      guard let place = node.place else { continue }
      guard place.logicals.count == routine.logicals.count else { throw check.fail("a variable of `with` is missing") }
      return try tree.terms(place.logicals)
    }
    // No path starts: any new symbols do.
    return routine.logicals.map { terms.newSymbol(Sort($0.sort)) }
  }

  private mutating func start(_ state: State, _ logicals: [VariableID: TermNumber]) throws {
    try arrive(
      state, flags: entryFlags, at: routine.code.lowerBound, ghost: -1, entryRegisters.map { .term($0) }, entryFlags,
      logicals, [])
  }

  /// The instances that conjuncts of `requires` name, where their arguments are fixed at entry.
  private func namedInstances(_ scope: Scope) throws -> [Atom] {
    var result: [Atom] = []
    for clause in routine.requires {
      let parts = if case .separating(let parts) = clause.kind { parts } else { [clause] }
      for part in parts {
        guard case .pure(let expression) = part.kind, case .instanceIsPublic(let id, let arguments) = expression.kind
        else { continue }
        var mentionsVariable = false
        for argument in arguments {
          argument.forEach { if case .variable = $0 { mentionsVariable = true } }
        }
        if mentionsVariable { continue }
        result += try check.lowering.publicInstances(id.index, try check.lowering.list(arguments, scope))
      }
    }
    return result
  }

  // MARK: Pieces of rules

  /// A formula with variables that are chosen to fit, behind its bound ones.
  func flexible(
    _ variables: [Variable], _ clauses: [Assertion], _ scope: Scope, _ bindings: inout Bindings
  ) throws -> Formula {
    // The variables come last in the certificate, and are needed first: a first reading counts those bound.
    var counting = Bindings()
    var inner = scope
    for variable in variables { inner.variables[variable.id] = terms.newSymbol(Sort(variable.sort)) }
    _ = try check.lowering.formula(clauses, inner, &counting)
    var open: Set<Int> = []
    for (offset, variable) in variables.enumerated() {
      if let term = bindings.given(behind: counting.used.count + offset) {
        guard terms.sorts[term] == Sort(variable.sort) else { throw check.fail("a variable has another sort") }
        inner.variables[variable.id] = term
      } else {
        let symbol = terms.newSymbol(Sort(variable.sort))
        if case .symbol(let index) = terms[symbol] { open.insert(index) }
        inner.variables[variable.id] = symbol
      }
    }
    let formula = try check.lowering.formula(clauses, inner, &bindings)
    bindings.leaveOpen(open)
    return formula
  }

  /// Adds clauses to a state.
  func add(
    _ clauses: [Assertion], _ scope: Scope, to state: State, _ flags: CertificateFlags
  ) throws -> [State] {
    try add(to: state, flags) { try self.check.lowering.formula(clauses, scope, &$0) }
  }

  func add(
    to state: State, _ flags: CertificateFlags, _ formula: (inout Bindings) throws -> Formula
  ) throws -> [State] {
    let check = check
    var groups: [Int: [Int]] = [:]
    var order: [Int] = []
    for child in tree.children[state.node] where tree[child].step == .produced {
      if groups[tree[child].operation] == nil { order.append(tree[child].operation) }
      groups[tree[child].operation, default: []].append(child)
    }
    // One operation adds it, from the state as it is.
    guard order.count <= 1 else { throw check.fail("a formula is added twice to node \(state.node)") }
    let children = order.first.flatMap { groups[$0] } ?? []
    if let first = children.first {
      let start = try tree.terms(tree[first].start)
      try check.requireMeaning(start, in: state)
      guard try check.holds(terms.and(start), in: state) else {
        throw check.fail("a formula is added in some cases of node \(state.node) only")
      }
    }
    var state = state
    if let first = children.first { state.assume(try tree.terms(tree[first].start), terms) }
    return try check.produced(children, into: state, formula)
  }

  func gain(_ level: Int, _ state: State, _ flags: CertificateFlags) throws -> [State] {
    try add(to: state, flags) { try self.check.lowering.invariant(level: level, &$0) }
  }

  /// Takes the invariants of a level, and the instances of it that are open, out of a state.
  func giveUp(_ level: Int, _ state: State, _ flags: CertificateFlags) throws -> [State] {
    try giveUp([level], [state], flags)
  }

  func giveUp(_ levels: [Int], _ states: [State], _ flags: CertificateFlags) throws -> [State] {
    var states = states
    for level in levels {
      var rest: [State] = []
      for state in states {
        // Instances may be opened on the way; so those that are open are read where the memory is taken.
        for taken in try check.take(
          .consumed, from: state, flags: flags, opened: { self.isOf(level, $0) },
          { open, bindings in
            let plain = try self.check.lowering.invariant(level: level, &bindings)
            return .separating([plain, try self.bodies(open, &bindings)])
          })
        {
          var left = taken.rest
          left.opened.removeAll { isOf(level, $0) }
          rest.append(left)
        }
      }
      states = rest
    }
    // None of them was opened again while those of another level were taken.
    guard states.allSatisfy({ state in !state.opened.contains { open in levels.contains { isOf($0, open) } } }) else {
      throw check.fail("an instance is opened that is given up")
    }
    return states
  }

  func isOf(_ level: Int, _ instance: Instance) -> Bool {
    program.invariants.indices.contains(instance.invariant)
      && check.lowering.index(of: program.invariants[instance.invariant].level) == level
  }

  func bodies(_ instances: [Instance], _ bindings: inout Bindings) throws -> Formula {
    var parts: [Formula] = []
    for instance in instances {
      parts.append(try check.lowering.instance(instance.invariant, instance.arguments, &bindings))
    }
    return .separating(parts)
  }

  /// Puts back the open instances that `isWanted` names.
  func close(
    _ state: State, _ flags: CertificateFlags, where isWanted: (Instance) -> Bool = { _ in true }
  ) throws -> [State] {
    guard state.opened.contains(where: isWanted) else { return [state] }
    return try check.take(.closed, from: state, flags: flags, opened: isWanted) { open, bindings in
      try self.bodies(open, &bindings)
    }.map { taken in
      var rest = taken.rest
      rest.opened.removeAll(where: isWanted)
      return rest
    }
  }

  /// That control arrives at an instruction, in every case in which `condition` holds.
  mutating func arrive(
    _ state: State, flags: CertificateFlags, under condition: [TermNumber] = [], at pc: Int, ghost: Int,
    _ registers: [NewRegister], _ newFlags: CertificateFlags, _ logicals: [VariableID: TermNumber],
    _ loops: [ActiveLoop], adjust: ((inout State) throws -> Void)? = nil,
    registersIn: ((State) throws -> [NewRegister])? = nil
  ) throws {
    var arrivals: [Arrival] = []
    let run = self
    try check.cases(
      of: state, flags: flags, under: condition,
      where: { $0.step == .arrived && $0.place?.pc == pc && $0.place?.ghost == ghost && $0.place?.flags == newFlags }
    ) { node, here, _ in
      guard let place = run.tree[node].place else { return }
      var here = here
      let expected = try registersIn?(here) ?? registers
      try adjust?(&here)
      arrivals.append(try run.arrival(place, here, under: condition, expected, logicals, loops))
    }
    worklist += arrivals
  }

  private func arrival(
    _ place: TaskDerivation.Place, _ state: State, under condition: [TermNumber], _ expected: [NewRegister],
    _ logicals: [VariableID: TermNumber], _ loops: [ActiveLoop]
  ) throws -> Arrival {
    var state = state
    let registers = try check.registers(place, &state, under: condition, expected)
    for (variable, number) in zip(routine.logicals, place.logicals) {
      guard let known = logicals[variable.id] else { continue }
      guard try tree.reading[number] == known else { throw check.fail("a variable of `with` has changed") }
    }
    guard try Set(place.opened.map(tree.instance)) == Set(state.opened), place.opened.count == state.opened.count else {
      throw check.fail("other instances are open than is said at node \(state.node)")
    }
    let owned = check.program.ownedLevels(place.flags)
    guard state.opened.allSatisfy({ open in owned.contains { isOf($0, open) } }) else {
      throw check.fail("an instance is open that is not owned at node \(state.node)")
    }
    return Arrival(state: state, place: place, registers: registers, logicals: logicals, loops: loops)
  }
}

extension TaskCheck {
  /// The registers that a node gives, if they are what is expected.
  func registers(
    _ place: TaskDerivation.Place, _ state: inout State, under condition: [TermNumber] = [], _ expected: [NewRegister]
  ) throws -> [TermNumber] {
    let registers = try tree.terms(place.registers)
    guard registers.count == Register.count, expected.count == Register.count else {
      throw fail("there are \(Register.count) registers")
    }
    for (number, (register, expected)) in zip(registers, expected).enumerated() {
      switch expected {
      case .any(let range):
        guard terms.sorts[register] == .int, case .symbol(let index) = terms[register], !state.symbols.contains(index)
        else {
          throw fail("r\(number) has no value of its own")
        }
        state.symbols.insert(index)
        try introduceAny(index, range)
      case .term(let term):
        try requireMeaning([register], in: state)
        if register == term { continue }
        guard terms.sorts[register] == .int, try holds(terms.equal(register, term), in: state, under: condition) else {
          throw fail("r\(number) is not what the instruction gives")
        }
      }
    }
    return registers
  }
}
