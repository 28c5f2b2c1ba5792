// Ghost lines: they move nothing in the machine, and change what is known and how it is written.

import AIMLang
import CertificateFormat

extension RoutineRun {
  mutating func ghost(_ statement: GhostStatement, _ arrival: Arrival, next: Int) throws {
    guard let condition = statement.condition else { return try carryOut(statement, arrival, arrival.state, next) }
    let fact = try check.lowering.term(condition, scope(arrival))
    let isSkipped = !terms.isTrue(fact)
    if isSkipped, try !check.holds(fact, in: arrival.state) {
      try goOn(arrival, arrival.state, next, under: [terms.not(fact)])
    }
    if terms.isFalse(fact) { return }
    if try check.holds(terms.not(fact), in: arrival.state) { return }
    for state in try marked(1, arrival.state, arrival.flags, under: [fact]) {
      try carryOut(statement, arrival, state, next)
    }
  }

  private mutating func goOn(
    _ arrival: Arrival, _ state: State, _ next: Int, under condition: [TermNumber] = []
  ) throws {
    try arrive(
      state, flags: arrival.flags, under: condition, at: arrival.place.pc, ghost: next,
      arrival.registers.map { .term($0) }, arrival.flags, arrival.logicals, arrival.loops)
  }

  private mutating func carryOut(
    _ statement: GhostStatement, _ arrival: Arrival, _ state: State, _ next: Int
  ) throws {
    let scope = scope(arrival)
    let flags = arrival.flags
    switch statement.kind {
    case .assert(let assertion):
      for taken in try check.take(
        .checked, from: state, flags: flags,
        {
          try self.check.lowering.formula([assertion], scope, &$0)
        })
      {
        var known = taken.whole
        if case .pure(let expression) = assertion.kind, let fact = try? check.lowering.term(expression, scope) {
          known.assume([fact], terms)
        }
        try goOn(arrival, known, next)
      }
    case .leak(let assertion):
      for taken in try check.take(
        .consumed, from: state, flags: flags,
        {
          try self.check.lowering.formula([assertion], scope, &$0)
        })
      {
        try goOn(arrival, taken.rest, next)
      }
    case .case: try goOn(arrival, state, next)
    case .assume(let assertion):
      for added in try add([assertion], scope, to: state, flags) { try goOn(arrival, added, next) }
    case .fold(let id, let arguments): try exchange(id, arguments, arrival, state, next, isFolding: true)
    case .unfold(let id, let arguments): try exchange(id, arguments, arrival, state, next, isFolding: false)
    case .apply(let id, let arguments): try apply(id, arguments, arrival, state, next)
    case .open(let id, let arguments):
      let instance = Instance(invariant: id.index, arguments: try check.lowering.list(arguments, scope))
      for taken in try check.take(
        .checked, from: state, flags: flags,
        { _ in
          .atom(.family(instance.invariant, instance.arguments))
        })
      {
        try goOn(arrival, taken.whole, next)
      }
    case .close(let id, let arguments):
      let instance = Instance(invariant: id.index, arguments: try check.lowering.list(arguments, scope))
      for closed in try close(state, flags, where: { $0 == instance }) { try goOn(arrival, closed, next) }
    }
  }

  /// Arguments of a ghost line; those left open are found, behind the bound variables of what is taken.
  private func values(
    _ arguments: [Expression?], _ parameters: [Variable], _ scope: Scope, openBehind count: Int,
    _ bindings: inout Bindings
  ) throws -> [TermNumber] {
    guard arguments.count == parameters.count else { throw check.fail("wrong number of arguments") }
    var result: [TermNumber] = []
    var opened = 0
    var found: Set<Int> = []
    for (argument, parameter) in zip(arguments, parameters) {
      if let argument {
        result.append(try check.lowering.term(argument, scope))
        continue
      }
      if let term = bindings.given(behind: count + opened) {
        guard terms.sorts[term] == Sort(parameter.sort) else { throw check.fail("an argument has another sort") }
        result.append(term)
      } else {
        let symbol = terms.newSymbol(Sort(parameter.sort))
        if case .symbol(let index) = terms[symbol] { found.insert(index) }
        result.append(symbol)
      }
      opened += 1
    }
    bindings.leaveOpen(found)
    return result
  }

  /// `@fold` and `@unfold`: the instance is taken, by itself or by its body, and added in the other form.
  private mutating func exchange(
    _ id: PredicateID, _ arguments: [Expression?], _ arrival: Arrival, _ state: State, _ next: Int, isFolding: Bool
  ) throws {
    let scope = scope(arrival)
    let parameters = program.predicates[id.index].parameters
    for taken in try check.take(
      .consumed, from: state, flags: arrival.flags,
      { bindings in
        let values = try self.values(arguments, parameters, scope, openBehind: 0, &bindings)
        return .atom(self.check.lowering.predicate(id.index, values))
      })
    {
      let found = try self.found(arguments, scope, taken)
      for added in try add(
        to: taken.rest, arrival.flags,
        { bindings in
          isFolding
            ? .atom(self.check.lowering.predicate(id.index, found))
            : try self.check.lowering.body(of: id.index, found, &bindings)
        })
      {
        try goOn(arrival, added, next)
      }
    }
  }

  /// The arguments, those left open as they were found.
  private func found(_ arguments: [Expression?], _ scope: Scope, _ taken: Taken) throws -> [TermNumber] {
    var opened = 0
    return try arguments.map { argument in
      if let argument { return try check.lowering.term(argument, scope) }
      defer { opened += 1 }
      guard let value = taken.chosen(opened) else { throw check.fail("an argument `_` is not determined") }
      return value
    }
  }

  private mutating func apply(
    _ id: LemmaID, _ arguments: [Expression?], _ arrival: Arrival, _ state: State, _ next: Int
  ) throws {
    let lemma = program.lemmas[id.index]
    let scope = scope(arrival)
    let check = check
    func formula(_ clauses: [Assertion], _ values: [TermNumber], _ bindings: inout Bindings) throws -> Formula {
      let inner = Scope(variables: try check.lowering.variables(lemma.parameters, values))
      return try check.lowering.formula(clauses, inner, &bindings)
    }
    var counting = Bindings()
    _ = try formula(lemma.requires, lemma.parameters.map { terms.newSymbol(Sort($0.sort)) }, &counting)
    let count = counting.used.count
    for taken in try check.take(
      .consumed, from: state, flags: arrival.flags,
      { bindings in
        let values = try self.values(arguments, lemma.parameters, scope, openBehind: count, &bindings)
        return try formula(lemma.requires, values, &bindings)
      })
    {
      let found = try self.found(arguments, scope, taken)
      try requireLess(id, found, taken.rest, arrival)
      for added in try add(to: taken.rest, arrival.flags, { try formula(lemma.ensures, found, &$0) }) {
        try goOn(arrival, added, next)
      }
    }
  }

  /// A lemma in its own proof is applied to less: a cell stays behind, or the same parameter decreases wherever none does.
  private mutating func requireLess(_ id: LemmaID, _ values: [TermNumber], _ rest: State, _ arrival: Arrival) throws {
    guard let own = checked.lemma, program.isRecursive(own), program.group(of: own).contains(id) else { return }
    if !rest.cells.isEmpty { return }
    if own == id {
      let parameters = program.lemmas[id.index].parameters
      for index in decreasing.sorted() {
        guard let old = arrival.logicals[parameters[index].id], terms.sorts[old] == terms.sorts[values[index]] else {
          decreasing.remove(index)
          continue
        }
        let isLess: TermNumber =
          switch terms.sorts[old] {
          case .bool: terms.bool(false)
          case .int: terms.and([terms.lessOrEqual(terms.int(0), values[index]), terms.less(values[index], old)])
          case .seq: terms.less(terms.length(values[index]), terms.length(old))
          }
        if try !check.holds(isLess, in: rest) { decreasing.remove(index) }
      }
      if !decreasing.isEmpty { return }
    }
    throw check.fail("a lemma is applied to no less in its own proof")
  }
}
