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
  var folding: Folding?
}

/// A defined predicate that was a goal and in whose place its definition is one, with those that led to it. Messages
/// alone look at it.
final class Folding: Sendable {
  let symbol: AtomSymbol
  let arguments: [TermID]
  let origin: Origin
  let outer: Folding?

  init(_ atom: AtomGoal) {
    symbol = atom.symbol
    arguments = atom.arguments
    origin = atom.origin
    outer = atom.folding
  }
}

struct CellGoal {
  var address: TermID
  var value: TermID
  var origin: Origin
  /// The predicate of whose definition it is a part.
  var folding: Folding?
}

/// A part that depends on a condition.
struct ConditionalGoal {
  var condition: TermID
  var then: Formula
  var otherwise: Formula
  var origin: Origin
  var folding: Folding?
}

struct DisjunctionGoal {
  var alternatives: [Formula]
  var origin: Origin
  var folding: Folding?
}

struct AtomGoal {
  var symbol: AtomSymbol
  var arguments: [TermID]
  var origin: Origin
  var folding: Folding?

  var inputs: ArraySlice<TermID> { arguments[..<symbol.inputCount] }
  var outputs: ArraySlice<TermID> { arguments[symbol.inputCount...] }
}

/// Bound variables without a witness, in the order in which they came.
struct FlexibleVariables {
  private var order: [TermID] = []
  private var members: Set<TermID> = []

  init(_ variables: [TermID] = []) { insert(variables) }

  var isEmpty: Bool { members.isEmpty }
  var all: [TermID] { order.filter(members.contains) }
  func contains(_ variable: TermID) -> Bool { members.contains(variable) }

  mutating func insert(_ variables: [TermID]) {
    for variable in variables where members.insert(variable).inserted { order.append(variable) }
  }

  mutating func remove(_ variable: TermID) { members.remove(variable) }
}

/// One node of the search for a way to consume a formula.
///
/// Throughout: the state's facts only grow, and a binding mentions no variable that is bound. Pending parts may mention
/// bound variables until `resolve`, so that taking n cells costs n steps and not n².
struct Goal {
  var state: SymbolicState
  var flexible: FlexibleVariables
  private(set) var bindings: [TermID: TermID]
  var cells: [CellGoal] = []
  var atoms: [AtomGoal] = []
  var facts: [FactGoal] = []
  /// The formulas inside are resolved when they are added.
  var conditionals: [ConditionalGoal] = []
  var disjunctions: [DisjunctionGoal] = []
  /// Addresses of the cells that are owned or were consumed.
  private(set) var owned: [TermID]
  /// Instances that were replaced by their definitions since the search began.
  private(set) var unfoldings = 0
  /// Bound variables whose witness mentions flexible ones.
  private var openBindings: [TermID] = []
  /// Whether a pending part may mention a bound variable.
  private var isStale = false

  init(state: SymbolicState, flexible: [TermID] = [], bindings: [TermID: TermID] = [:]) {
    self.state = state
    owned = state.heap.map(\.address)
    self.flexible = FlexibleVariables(flexible)
    self.bindings = bindings
  }

  /// Sorts a formula into what is to be done.
  mutating func add(_ formula: Formula, from folding: Folding? = nil, in arena: TermArena) {
    isStale = true
    var unread = [formula]
    while let part = unread.popLast() {
      switch part {
      case .emp: break
      case .pure(let fact, let origin):
        add(FactGoal(term: fact, origin: origin, source: .part, folding: folding), in: arena)
      case .cell(let address, let value, let origin):
        cells.append(CellGoal(address: address, value: value, origin: origin, folding: folding))
      case .atom(let symbol, let arguments, let origin):
        atoms.append(AtomGoal(symbol: symbol, arguments: arguments, origin: origin, folding: folding))
      case .separating(let parts): unread.append(contentsOf: parts.reversed())
      case .exists(let variables, let body):
        flexible.insert(variables)
        unread.append(body)
      case .conditional(let condition, let a, let b, let origin):
        conditionals.append(
          ConditionalGoal(condition: condition, then: a, otherwise: b, origin: origin, folding: folding))
      case .or(_, _, let origin):
        disjunctions.append(DisjunctionGoal(alternatives: part.alternatives, origin: origin, folding: folding))
      }
    }
  }

  mutating func add(_ fact: FactGoal, in arena: TermArena) {
    if case .part = fact.source, case .and(let parts) = arena[fact.term] {
      for part in parts {
        facts.append(FactGoal(term: part, origin: fact.origin, source: .part, folding: fact.folding))
      }
    } else if fact.term != arena.true {
      facts.append(fact)
    }
  }

  /// The term without variables that are bound.
  func resolved(_ term: TermID, in arena: TermArena) -> TermID {
    if bindings.isEmpty || arena.constant(term) != nil { return term }
    if arena.symbolInfo(term) != nil { return bindings[term] ?? term }
    return arena.substitute(bindings, in: term)
  }

  /// The goal with an instance of its state opened.
  ///
  /// That new cells are apart from those consumed is no longer seen in the heap, so it becomes facts.
  func opened(_ state: SymbolicState, in arena: TermArena) -> Goal {
    var next = self
    next.state = state
    next.unfoldings += 1
    let known = Set(owned)
    for address in state.heap.map(\.address) where !known.contains(address) {
      for other in next.owned {
        let apart = arena.notEqual(address, other)
        if apart != arena.true { next.state.facts.append(apart) }
      }
      next.owned.append(address)
    }
    return next
  }

  /// Makes the pending parts mention no variable that is bound.
  mutating func resolve(in arena: TermArena) {
    guard isStale else { return }
    isStale = false
    for index in cells.indices {
      cells[index].address = resolved(cells[index].address, in: arena)
      cells[index].value = resolved(cells[index].value, in: arena)
    }
    for index in atoms.indices { atoms[index].arguments = atoms[index].arguments.map { resolved($0, in: arena) } }
    for index in conditionals.indices {
      conditionals[index].condition = resolved(conditionals[index].condition, in: arena)
    }
    let old = facts
    facts = []
    for var fact in old {
      fact.term = resolved(fact.term, in: arena)
      if case .cell(let address, let expected, let actual) = fact.source {
        fact.source = .cell(address: address, expected: resolved(expected, in: arena), actual: actual)
      }
      add(fact, in: arena)
    }
  }

  /// Gives a bound variable its witness, a resolved term. If its symbol has a range, that the witness lies in it
  /// becomes a goal.
  mutating func bind(_ variable: TermID, to witness: TermID, origin: Origin, in arena: TermArena) {
    isStale = true
    flexible.remove(variable)
    for bound in openBindings {
      bindings[bound] = bindings[bound].map { arena.substitute([variable: witness], in: $0) }
    }
    bindings[variable] = witness
    openBindings = openBindings.filter { bound in !(bindings[bound].map { isClosed($0, in: arena) } ?? true) }
    if !isClosed(witness, in: arena) { openBindings.append(variable) }
    add(FactGoal(term: arena.rangeFact(of: variable, for: witness), origin: origin, source: .part), in: arena)
  }

  /// Makes facts of the conditionals and disjunctions between closed pure parts.
  mutating func settlePureChoices(in arena: TermArena) {
    func closedFacts(_ part: Formula, _ folding: Folding?) -> [FactGoal]? {
      guard let facts = part.pureFacts(in: arena) else { return nil }
      let goals = facts.map {
        FactGoal(term: resolved($0.fact, in: arena), origin: $0.origin, source: .part, folding: folding)
      }
      return goals.allSatisfy { isClosed($0.term, in: arena) } ? goals : nil
    }
    var settled: [FactGoal] = []
    conditionals = conditionals.filter { choice in
      let part = Formula.conditional(choice.condition, choice.then, choice.otherwise, choice.origin)
      guard let goals = closedFacts(part, choice.folding) else { return true }
      settled += goals
      return false
    }
    disjunctions = disjunctions.filter { choice in
      let parts = choice.alternatives.map { closedFacts($0, choice.folding) }
      guard !parts.contains(where: { $0 == nil }) else { return true }
      let terms = parts.map { arena.and(($0 ?? []).map(\.term)) }
      settled.append(
        FactGoal(term: arena.or(terms), origin: choice.origin, source: .part, folding: choice.folding))
      return false
    }
    for goal in settled { add(goal, in: arena) }
  }

  /// Whether a cell or a named predicate waits.
  var hasMemory: Bool { !cells.isEmpty || atoms.contains { !$0.symbol.isFact } }

  /// Whether a resolved term has no flexible variables.
  func isClosed(_ term: TermID, in arena: TermArena) -> Bool {
    if flexible.isEmpty || arena.constant(term) != nil { return true }
    if arena.symbolInfo(term) != nil { return !flexible.contains(term) }
    return !arena.freeSymbols(of: term).contains(where: flexible.contains)
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
      case .emp, .cell, .atom, .or, .conditional: break
      }
    }
    return result
  }
}
