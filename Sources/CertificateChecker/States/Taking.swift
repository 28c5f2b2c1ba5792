// S = Q * T      T ⊨ A
// ────────────────────────
// { S }   take A   { Q }
//
// The node says what is left, Q; the rest, T, has to be exactly what the formula says, with the witnesses that the node gives
// for bound variables. Which cell of the formula is which of the few that were taken is seen by their addresses.

import CertificateFormat

/// What was taken, and how it was found to fit.
struct Taken {
  var node: Int
  /// What is left.
  var rest: State
  /// The state as it was, with the facts of this case.
  var whole: State
  /// Terms of the bound variables, then of those chosen freely, in order; nil where nothing determines one.
  var bindings: [TermNumber?]
  /// How many of them are bound variables of the formula.
  var bound: Int

  /// The term of one of those chosen freely.
  func chosen(_ number: Int) -> TermNumber? {
    bindings.indices.contains(bound + number) ? bindings[bound + number] : nil
  }
}

extension TaskCheck {
  /// Every case of taking the formula out of the state.
  /// - Parameters:
  ///   - step: `consumed`, `closed` or `checked`.
  ///   - formula: reads the formula with what its bound variables, and those chosen freely behind them, stand for.
  func take(
    _ step: TaskDerivation.Step, from state: State, flags: CertificateFlags,
    _ formula: (inout Bindings) throws -> Formula
  ) throws -> [Taken] {
    try take(step, from: state, flags: flags, opened: { _ in false }) { _, bindings in try formula(&bindings) }
  }

  /// - Parameter isWanted: which of the instances that are open then the formula is told of.
  func take(
    _ step: TaskDerivation.Step, from state: State, flags: CertificateFlags, opened isWanted: (Instance) -> Bool,
    _ formula: ([Instance], inout Bindings) throws -> Formula
  ) throws -> [Taken] {
    var results: [Taken] = []
    try cases(of: state, flags: flags, where: { $0.step == step }) { node, here, whole in
      var here = here
      let given = try tree.bindings(node)
      for term in given {
        guard let term, case .symbol(let index) = terms[term], here.symbols.insert(index).inserted else { continue }
        // What nothing determines has any value.
        entailments.forgetRange(index)
      }
      try requireMeaning(given.compactMap { $0 }, in: here)
      let left = try tree.cells(node)
      var cells = here.cells
      for cell in left {
        guard let index = cells.firstIndex(of: cell) else { throw fail("node \(node) has a cell that was not there") }
        cells.remove(at: index)
      }
      var bindings = Bindings(given)
      let wanted = try formula(here.opened.filter(isWanted), &bindings)
      let leftAtoms = try tree.atoms(node)
      var fit = Fit(
        check: self, state: here, cells: cells, atoms: here.atoms.filter { !$0.isFact }, open: bindings.open)
      fit.dear = leftAtoms
      guard try fit.solve([wanted]) else {
        throw fail("what node \(node) takes is not what the formula says")
      }
      var rest = here
      rest.cells = left
      rest.atoms = here.atoms.filter(\.isFact) + fit.atoms
      var original = whole
      original.facts = here.facts
      original.symbols = here.symbols
      original.node = node
      results.append(Taken(node: node, rest: rest, whole: original, bindings: given, bound: bindings.used.count))
    }
    return results
  }

  /// That nothing is left, or that the state is none.
  func requireNothing(_ state: State) throws {
    var conditions: [TermNumber] = []
    for atom in state.atoms where !atom.isFact && !atom.isEmpty {
      // By its definition it may be certain to have none.
      if try contradicts(atom, state, [], where: { !$0.isEmpty || !$1.isEmpty }) { continue }
      conditions.append(atom.condition ?? terms.bool(true))
    }
    if state.cells.isEmpty, conditions.isEmpty { return }
    let something = state.cells.isEmpty ? terms.or(conditions) : terms.bool(true)
    guard try holds(terms.not(something), in: state) else { throw fail("memory is left over") }
  }
}

/// A search for the parts of a formula among what was taken, which has to be used up.
struct Fit {
  let check: TaskCheck
  let state: State
  /// Taken, and not yet found in the formula.
  var cells: [State.Cell]
  /// There, and not yet taken.
  var atoms: [Atom]
  /// Those that the node says are left: others are taken before them.
  var dear: [Atom] = []
  /// Bound variables without a value, and the values found.
  var open: Set<Int>
  var values: [Int: TermNumber] = [:]
  /// Definitions that were written out on the way.
  var depth = 0

  init(check: TaskCheck, state: State, cells: [State.Cell], atoms: [Atom], open: Set<Int>) {
    self.check = check
    self.state = state
    self.cells = cells
    self.atoms = atoms
    self.open = open
  }

  private var terms: Terms { check.terms }

  private func resolved(_ term: TermNumber) -> TermNumber { terms.substitute(values, in: term) }
  private func isClosed(_ term: TermNumber) -> Bool {
    open.isEmpty || terms.symbols(in: [term]).allSatisfy { !open.contains($0) }
  }

  private mutating func bind(_ symbol: Int, to term: TermNumber) {
    open.remove(symbol)
    values = values.mapValues { terms.substitute([symbol: term], in: $0) }
    values[symbol] = term
  }

  private func holds(_ goal: TermNumber) throws -> Bool { try check.holds(goal, in: state) }

  mutating func solve(_ formulas: [Formula]) throws -> Bool {
    var pending = formulas
    var postponed: [Formula] = []
    while true {
      guard let part = pending.first else {
        if postponed.isEmpty { return try isUsedUp() }
        // One more round only if something was bound since.
        guard let progress = try force(&postponed) else { return false }
        pending = progress
        postponed = []
        continue
      }
      pending.removeFirst()
      switch part {
      case .emp: continue
      case .separating(let parts): pending = parts + pending
      case .pure(let fact):
        let goal = resolved(fact)
        if isClosed(goal) {
          guard try holds(goal) else { return false }
        } else if !bindByEquation(goal) {
          postponed.append(part)
          continue
        }
        pending += postponed
        postponed = []
      case .cell(let address, let value):
        let address = resolved(address)
        guard isClosed(address) else {
          postponed.append(part)
          continue
        }
        guard try takeCell(address, value) else { return false }
        pending += postponed
        postponed = []
      case .atom(let atom):
        guard let next = try takeAtom(atom, pending + postponed) else { return false }
        if next { return true }
        pending += postponed
        postponed = []
      case .or(let a, let b):
        if let fact = part.condition(terms), isClosed(resolved(fact)), try holds(resolved(fact)) { continue }
        for side in [a, b] {
          var tried = self
          if try tried.solve([side] + pending + postponed) {
            self = tried
            return true
          }
        }
        return false
      case .conditional(let condition, let a, let b):
        let condition = resolved(condition)
        guard isClosed(condition) else {
          postponed.append(part)
          continue
        }
        if let fact = part.condition(terms), isClosed(resolved(fact)), try holds(resolved(fact)) { continue }
        if try holds(condition) {
          pending.insert(a, at: 0)
        } else if try holds(terms.not(condition)) {
          pending.insert(b, at: 0)
        } else if try !takeOptional(condition, a, b) {
          return false
        }
      }
    }
  }

  /// Every cell that the node says is taken has to be a part of the formula.
  private func isUsedUp() throws -> Bool {
    try cells.isEmpty || holds(terms.bool(false))
  }

  private mutating func takeCell(_ address: TermNumber, _ value: TermNumber) throws -> Bool {
    var found = cells.firstIndex { $0.address == address }
    if found == nil {
      for (index, cell) in cells.enumerated() where try check.areEqual(cell.address, address, in: state) {
        found = index
        break
      }
    }
    guard let found else { return false }
    let cell = cells.remove(at: found)
    return try agree(value, cell.value)
  }

  /// That a part of the formula is this term; an open variable becomes it.
  private mutating func agree(_ wanted: TermNumber, _ actual: TermNumber) throws -> Bool {
    let wanted = resolved(wanted)
    if case .symbol(let index) = terms[wanted], open.contains(index) {
      bind(index, to: actual)
      return true
    }
    if isClosed(wanted) { return try check.areEqual(wanted, actual, in: state) }
    return bindByEquation(terms.equal(wanted, actual))
  }

  /// Gives a variable the value that an equation determines.
  private mutating func bindByEquation(_ fact: TermNumber) -> Bool {
    switch terms[fact] {
    case .isZero(let sum):
      guard case .sum(let constant, let parts) = terms[sum] else {
        if case .symbol(let index) = terms[sum], open.contains(index) {
          bind(index, to: terms.int(0))
          return true
        }
        return false
      }
      for part in parts where part.coefficient == 1 || part.coefficient == -1 {
        guard case .symbol(let index) = terms[part.term], open.contains(index) else { continue }
        let others = parts.filter { $0 != part }.reduce(terms.int(constant)) {
          terms.add($0, terms.scale($1.term, by: $1.coefficient))
        }
        guard isClosed(others) else { continue }
        bind(index, to: terms.scale(others, by: -part.coefficient))
        return true
      }
      return false
    case .same(let a, let b):
      for (variable, value) in [(a, b), (b, a)] {
        if case .symbol(let index) = terms[variable], open.contains(index), isClosed(value) {
          bind(index, to: value)
          return true
        }
      }
      return false
    default: return false
    }
  }

  /// - Returns: nil if the instance is not found; true if everything is, false if there is more to do.
  private mutating func takeAtom(_ wanted: Atom, _ others: [Formula]) throws -> Bool? {
    var atom = wanted
    atom.arguments = wanted.arguments.map(resolved)
    if atom.isFact { return try check.isKnown(atom, in: state) ? false : nil }
    let candidates = atoms.indices.filter { atoms[$0].index == atom.index }
    for index in candidates.filter({ !isDear(atoms[$0]) }) + candidates.filter({ isDear(atoms[$0]) }) {
      let candidate = atoms[index]
      if let condition = candidate.condition, try !holds(condition) { continue }
      var tried = self
      try tried.remove(index)
      var fits = true
      for (argument, actual) in zip(atom.arguments, candidate.arguments) {
        fits = try fits && tried.agree(argument, actual)
      }
      if try fits && tried.solve(others) {
        self = tried
        return true
      }
    }
    if try takeJoined(atom, others) { return true }
    // By its definition: a cell is taken with each, or it is the end.
    let predicates = check.lowering.program.predicates
    guard predicates.indices.contains(atom.index), predicates[atom.index].body != nil,
      depth <= cells.count + atoms.count + 4
    else { return nil }
    var bindings = Bindings()
    var tried = self
    tried.depth += 1
    let body = try check.lowering.body(of: atom.index, atom.arguments, &bindings)
    tried.open.formUnion(bindings.open)
    if try tried.solve([body] + others) {
      self = tried
      return true
    }
    return nil
  }

  /// A segment that starts where the instance does, and then an instance from its end (`Joining.swift`).
  private mutating func takeJoined(_ wanted: Atom, _ others: [Formula]) throws -> Bool {
    for rule in check.tree.derivation.joins where rule.target == wanted.index {
      for (index, segment) in atoms.enumerated() where segment.index == rule.segment && !segment.isEmpty {
        if let condition = segment.condition, try !holds(condition) { continue }
        guard try check.isJoin(rule), try fits(rule, segment, wanted) else { continue }
        var tried = self
        tried.atoms.remove(at: index)
        var rest = wanted
        for move in rule.moved { rest.arguments[move.target] = segment.arguments[move.end] }
        var facts: [Formula] = []
        for output in rule.combined {
          let variable = terms.newSymbol(terms.sorts[wanted.arguments[output.target]])
          if case .symbol(let symbol) = terms[variable] { tried.open.insert(symbol) }
          rest.arguments[output.target] = variable
          let whole = check.combined(output.combination, segment.arguments[output.segment], variable)
          facts.append(.pure(terms.equal(wanted.arguments[output.target], whole)))
        }
        if try tried.solve([.atom(rest)] + facts + others) {
          self = tried
          return true
        }
      }
    }
    return false
  }

  /// Whether the rule joins the segment to what is wanted: same starts, inputs in common, an end outside of the segment.
  private func fits(_ rule: TaskDerivation.Join, _ segment: Atom, _ wanted: Atom) throws -> Bool {
    let pairs = rule.moved.map { ($0.target, $0.start) } + rule.shared.map { ($0[0], $0[1]) }
    for (target, start) in pairs {
      guard isClosed(wanted.arguments[target]),
        try check.areEqual(wanted.arguments[target], segment.arguments[start], in: state)
      else { return false }
    }
    guard let end = rule.end.map({ wanted.arguments[$0] }) else { return true }
    guard isClosed(end) else { return false }
    if rule.allowsZero, try check.areEqual(end, terms.int(0), in: state) { return true }
    return try rule.allowsCell && state.cells.contains { try check.areEqual($0.address, end, in: state) }
  }

  private func isDear(_ atom: Atom) -> Bool {
    dear.contains { $0.index == atom.index && $0.arguments == atom.arguments && $0.condition == atom.condition }
  }

  /// Takes an instance that is there. Of two abstract ones with the same inputs both are empty: such a one stays when the other
  /// is taken, and is known to be empty from then on; it is itself taken and stays (`AtomLaws.swift`).
  private mutating func remove(_ index: Int) throws {
    if atoms[index].isEmpty { return }
    let taken = atoms[index]
    var isTwin = false
    if check.lowering.isAbstract(taken.index) {
      let inputs = check.lowering.program.predicates[taken.index].inputCount
      for other in atoms.indices where other != index && atoms[other].index == taken.index && !atoms[other].isEmpty {
        let same = check.allEqual(Array(atoms[other].arguments.prefix(inputs)), Array(taken.arguments.prefix(inputs)))
        let condition = atoms[other].condition
        guard try check.holds(same, in: state, under: condition.map { [$0] } ?? []) else { continue }
        atoms[other].isEmpty = true
        check.usesLaws = true
        // The other is there for certain, so the one that is taken is empty as well.
        if try condition == nil || holds(condition ?? terms.bool(false)) { isTwin = true }
      }
    }
    if isTwin { atoms[index].isEmpty = true } else { atoms.remove(at: index) }
  }

  /// Named predicates on a condition that is not decided, against those that are there on the same condition.
  private mutating func takeOptional(_ condition: TermNumber, _ a: Formula, _ b: Formula) throws -> Bool {
    guard let then = a.namedPredicates, let otherwise = b.namedPredicates else { return false }
    for (side, condition) in [(then, condition), (otherwise, terms.not(condition))] {
      for wanted in side {
        let index = try atoms.firstIndex { candidate in
          guard candidate.index == wanted.index, let other = candidate.condition else { return false }
          return try check.areEqual(other, condition, in: state)
            && check.holds(
              check.allEqual(candidate.arguments, wanted.arguments.map(resolved)), in: state, under: [condition])
        }
        guard let index else { return false }
        if !atoms[index].isEmpty { atoms.remove(at: index) }
      }
    }
    return true
  }

  /// What could not be decided for want of a variable: nothing else determines it, so a choice is tried on both sides.
  private mutating func force(_ postponed: inout [Formula]) throws -> [Formula]? {
    guard let index = postponed.firstIndex(where: { if case .conditional = $0 { true } else { false } }),
      case .conditional(let condition, let a, let b) = postponed[index]
    else { return nil }
    postponed.remove(at: index)
    for (fact, side) in [(condition, a), (terms.not(condition), b)] {
      var tried = self
      if try tried.solve([side, .pure(fact)] + postponed) {
        self = tried
        return []
      }
    }
    return nil
  }
}
