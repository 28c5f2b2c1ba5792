// What is still to be taken out of a state, sorted by what it needs to get on.

/// A part of a formula that a solver has to agree to.
struct FactGoal {
  enum Source {
    case part
    /// A cell was matched: this is the equality of its values.
    case cell(address: TermID, expected: TermID, actual: TermID)
  }

  var term: TermID
  var origin: Origin
  var source: Source
}

struct CellGoal {
  var address: TermID
  var value: TermID
  var origin: Origin
}

/// One node of the search for a way to consume a formula.
///
/// Throughout: the state's facts only grow, `bindings` map bound variables to terms without flexible symbols or with
/// those still in `flexible`, and nothing pending mentions a variable that is bound.
struct Goal {
  var state: SymbolicState
  /// Bound variables without a witness so far, in the order in which they came.
  var flexible: [TermID] = []
  var bindings: [TermID: TermID] = [:]
  var cells: [CellGoal] = []
  var facts: [FactGoal] = []
  /// Parts inside are not yet substituted; they are when they are added.
  var conditionals: [(condition: TermID, then: Formula, otherwise: Formula, origin: Origin)] = []
  var disjunctions: [(alternatives: [Formula], origin: Origin)] = []

  /// Sorts a formula into what is to be done.
  mutating func add(_ formula: Formula, in arena: TermArena) {
    var unread = [formula]
    while let part = unread.popLast() {
      switch part {
      case .emp: break
      case .pure(let fact, let origin):
        add(FactGoal(term: arena.substitute(bindings, in: fact), origin: origin, source: .part), in: arena)
      case .cell(let address, let value, let origin):
        let address = arena.substitute(bindings, in: address)
        cells.append(CellGoal(address: address, value: arena.substitute(bindings, in: value), origin: origin))
      case .separating(let parts): unread.append(contentsOf: parts.reversed())
      case .exists(let variables, let body):
        flexible += variables
        unread.append(body)
      case .conditional(let condition, let a, let b, let origin):
        conditionals.append((arena.substitute(bindings, in: condition), a, b, origin))
      case .or(_, _, let origin):
        disjunctions.append((part.alternatives, origin))
      }
    }
  }

  mutating func add(_ fact: FactGoal, in arena: TermArena) {
    if case .part = fact.source, case .and(let parts) = arena[fact.term] {
      for part in parts { facts.append(FactGoal(term: part, origin: fact.origin, source: .part)) }
    } else if fact.term != arena.true {
      facts.append(fact)
    }
  }

  /// Makes facts of the conditionals and disjunctions between closed pure parts.
  mutating func settlePureChoices(in arena: TermArena) {
    func closedFacts(_ part: Formula) -> [FactGoal]? {
      guard let facts = part.pureFacts(in: arena) else { return nil }
      let goals = facts.map {
        FactGoal(term: arena.substitute(bindings, in: $0.fact), origin: $0.origin, source: .part)
      }
      return goals.allSatisfy { isClosed($0.term, in: arena) } ? goals : nil
    }
    var settled: [FactGoal] = []
    conditionals = conditionals.filter { choice in
      let part = Formula.conditional(choice.condition, choice.then, choice.otherwise, choice.origin)
      guard let goals = closedFacts(part) else { return true }
      settled += goals
      return false
    }
    disjunctions = disjunctions.filter { choice in
      let parts = choice.alternatives.map(closedFacts)
      guard !parts.contains(where: { $0 == nil }) else { return true }
      let terms = parts.map { arena.and(($0 ?? []).map(\.term)) }
      settled.append(FactGoal(term: arena.or(terms), origin: choice.origin, source: .part))
      return false
    }
    for goal in settled { add(goal, in: arena) }
  }

  /// Gives a bound variable its witness. If its symbol has a range, that the witness lies in it becomes a goal.
  mutating func bind(_ variable: TermID, to witness: TermID, origin: Origin, in arena: TermArena) {
    flexible.removeAll { $0 == variable }
    let replacement = [variable: witness]
    for (bound, term) in bindings { bindings[bound] = arena.substitute(replacement, in: term) }
    bindings[variable] = witness
    for index in cells.indices {
      cells[index].address = arena.substitute(replacement, in: cells[index].address)
      cells[index].value = arena.substitute(replacement, in: cells[index].value)
    }
    for index in conditionals.indices {
      conditionals[index].condition = arena.substitute(replacement, in: conditionals[index].condition)
    }
    let old = facts
    facts = []
    for var fact in old {
      fact.term = arena.substitute(replacement, in: fact.term)
      if case .cell(let address, let expected, let actual) = fact.source {
        fact.source = .cell(address: address, expected: arena.substitute(replacement, in: expected), actual: actual)
      }
      add(fact, in: arena)
    }
    add(FactGoal(term: arena.rangeFact(of: variable, for: witness), origin: origin, source: .part), in: arena)
  }

  func isClosed(_ term: TermID, in arena: TermArena) -> Bool {
    flexible.isEmpty || !arena.freeSymbols(of: term).contains(where: flexible.contains)
  }
}

extension Formula {
  /// The operands of a tree of disjunctions, in order.
  var alternatives: [Formula] {
    var result: [Formula] = []
    var unread = [self]
    while let part = unread.popLast() {
      if case .or(let a, let b, _) = part { unread += [b, a] } else { result.append(part) }
    }
    return result
  }

  /// Its pure parts outside of disjunctions, conditionals and quantifiers: what must hold if it does.
  var guards: [(fact: TermID, origin: Origin)] {
    var result: [(TermID, Origin)] = []
    var unread = [self]
    while let part = unread.popLast() {
      switch part {
      case .pure(let fact, let origin): result.append((fact, origin))
      case .separating(let parts): unread.append(contentsOf: parts.reversed())
      case .exists(_, let body): unread.append(body)
      case .emp, .cell, .or, .conditional: break
      }
    }
    return result
  }
}
