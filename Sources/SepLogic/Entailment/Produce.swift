// produce(A, s): the states that are s plus a heap of A.
//
// Together they denote exactly { (σ, h1 ⊎ h2) | (σ, h1) ∈ s, (σ, h2) ⊨ A }, the bound variables of A being new
// symbols of σ: each cell of A becomes a chunk, each named part an atom, an optional named part an atom with a guard, each
// pure part a fact, `or` and any other undecided condition two states. A state is dropped only where the solver said
// that it has no instance.

/// A search ran into its bound; nothing is known.
package struct SearchExhausted: Error {}

extension HeapLogic {
  /// The state plus the formula's memory and facts, a state per case, in the order of the source.
  /// None means that the formula contradicts the state, or the state itself.
  /// - Throws: `SearchExhausted` if there are more cases than the limit: the result would be of no use and to leave
  ///   cases out would be unsound.
  package func produce(_ formula: Formula, into state: SymbolicState) throws(SearchExhausted) -> [SymbolicState] {
    try produce(formula, into: state, as: .produced)
  }

  /// - Parameter step: what it is called in the record.
  package func produce(
    _ formula: Formula, into state: SymbolicState, as step: DerivationStep
  ) throws(SearchExhausted) -> [SymbolicState] {
    var done: [Production] = []
    var open = [
      Production(
        state: state, unread: [formula], lowestAddress: arena.int(lowestAddress), definitions: definitions, arena)
    ]
    while var next = open.popLast() {
      guard next.settle(arena) else { continue }
      if let choice = next.choices.popLast() {
        open += cases(of: choice, in: next).reversed()
      } else if !next.isUnchecked || !isRefutedAtOnce(next.state) {
        done.append(next)
      }
      if done.count + open.count > limits.branches { throw SearchExhausted() }
    }
    return recorded(done, of: formula, into: state, as: step)
  }

  private func recorded(
    _ done: [Production], of formula: Formula, into state: SymbolicState, as step: DerivationStep
  ) -> [SymbolicState] {
    guard let recorder else { return done.map(\.state) }
    let operation = recorder.operation()
    let quantified = formula.quantified
    return done.map { production in
      var result = production.state
      result.node = recorder.add(
        DerivationNode(
          parent: state.node, operation: operation, step: step, start: state.facts, facts: result.facts,
          chunks: Array(result.heap.dropFirst(state.heap.count)),
          atoms: Array(result.atoms.dropFirst(state.atoms.count)),
          bindings: quantified.map { production.words[$0] ?? $0 }))
      return result
    }
  }

  private func cases(of choice: Formula, in production: Production) -> [Production] {
    func with(_ part: Formula, _ fact: TermID? = nil) -> Production {
      var result = production
      result.unread = [part]
      if let fact { result.assume(fact, arena) }
      return result
    }
    switch choice {
    case .or(let a, let b, _):
      return [with(a), with(b)]
    case .conditional(let condition, let a, let b, _):
      let condition = arena.substitute(production.words, in: condition)
      if condition == arena.true { return [with(a)] }
      if condition == arena.false { return [with(b)] }
      var positive = with(a, condition)
      var negative = with(b, arena.not(condition))
      if isRefuted(&positive) {
        negative.isUnchecked = production.isUnchecked
        return [negative]
      }
      return isRefuted(&negative) ? [positive] : [positive, negative]
    case .emp, .pure, .cell, .atom, .separating, .exists:
      return [with(choice)]
    }
  }

  private func isRefuted(_ production: inout Production) -> Bool {
    let answer = consistencyAtOnce(of: production.state)
    if case .sat = answer { production.isUnchecked = false }
    return answer == .unsat
  }

  /// Whether the state certainly has no instance, without the solver's theories of sequences: to go on with a state that
  /// has none costs little, since whatever is asked of it later holds.
  package func isRefutedAtOnce(_ state: SymbolicState) -> Bool { consistencyAtOnce(of: state) == .unsat }

  private func consistencyAtOnce(of state: SymbolicState) -> SatAnswer {
    let wasQuick = oracle.isQuick
    oracle.isQuick = true
    defer { oracle.isQuick = wasQuick }
    return consistency(of: state, wantsModel: false)
  }
}

/// One case of a formula that is being added to a state.
private struct Production {
  var state: SymbolicState
  /// Parts still to be looked at, the next one last.
  var unread: [Formula]
  /// Disjunctions and conditionals, the next one last: what is certain is added before any case is split.
  var choices: [Formula] = []
  /// A bound variable that turned out to be a word stands for a symbol that is known to be one, which keeps the
  /// machine's arithmetic on it free of wrap-around terms.
  var words: [TermID: TermID] = [:]
  var isUnchecked = false
  private var bound: Set<TermID> = []
  /// Bound variables that facts already mention: too late to replace them.
  private var fixed: Set<TermID> = []

  /// Of the chunks; and those that are no constants.
  private var addresses: Set<TermID>
  private var symbolicAddresses: [TermID]
  private let lowestAddress: TermID
  private let definitions: Definitions

  init(
    state: SymbolicState, unread: [Formula], lowestAddress: TermID, definitions: Definitions, _ arena: TermArena
  ) {
    self.definitions = definitions
    self.state = state
    self.unread = unread
    self.lowestAddress = lowestAddress
    addresses = Set(state.heap.map(\.address))
    symbolicAddresses = state.heap.map(\.address).filter { arena.constant($0) == nil }
  }

  /// Adds all that is certain; false if that is contradictory.
  mutating func settle(_ arena: TermArena) -> Bool {
    var cells: [(address: TermID, value: TermID, origin: Origin)] = []
    var atoms: [Atom] = []
    var facts: [TermID] = []
    var newChoices: [Formula] = []
    while let part = unread.popLast() {
      switch part {
      case .emp: break
      case .pure(let fact, _): facts.append(fact)
      case .cell(let address, let value, let origin): cells.append((address, value, origin))
      case .atom(let symbol, let arguments, let origin):
        atoms.append(Atom(symbol: symbol, arguments: arguments, origin: origin))
      case .separating(let parts): unread.append(contentsOf: parts.reversed())
      case .exists(let variables, let body):
        bound.formUnion(variables)
        unread.append(body)
      case .conditional(let condition, let a, let b, _) where a.namedPredicates != nil && b.namedPredicates != nil:
        bound.formUnion(a.boundVariables + b.boundVariables)
        atoms += optional(a, if: condition) + optional(b, if: arena.not(condition))
      case .or, .conditional:
        if let pure = part.pureFacts(in: arena) {
          facts += pure.map(\.fact)
        } else {
          newChoices.append(part)
        }
      }
    }
    choices.append(contentsOf: newChoices.reversed())
    for cell in cells {
      replaceByWord(cell.address, arena)
      replaceByWord(cell.value, arena)
    }
    for cell in cells {
      let address = word(cell.address, arena)
      assume(arena.lessOrEqual(lowestAddress, address), arena)
      if !addresses.insert(address).inserted { return false }
      let others = arena.constant(address) == nil ? state.heap.map(\.address) : symbolicAddresses
      if others.contains(where: { arena.equal($0, address) != arena.false }) { isUnchecked = true }
      if arena.constant(address) == nil { symbolicAddresses.append(address) }
      state.heap.append(Chunk(address: address, value: word(cell.value, arena), origin: cell.origin))
    }
    for fact in facts { assume(arena.substitute(words, in: fact), arena) }
    for atom in atoms { add(atom, arena) }
    return state.facts.last != arena.false
  }

  /// Of a second instance with the same inputs more is known (see `Atom`).
  private mutating func add(_ atom: Atom, _ arena: TermArena) {
    var atom = atom
    atom.arguments = atom.arguments.map { arena.substitute(words, in: $0) }
    if let condition = atom.guardedBy.map({ arena.substitute(words, in: $0) }) {
      if condition == arena.false || state.facts.contains(arena.not(condition)) { return }
      atom.guardedBy = condition == arena.true || state.facts.contains(condition) ? nil : condition
    }
    if !bound.isEmpty { fixed.formUnion(arena.freeSymbols(of: atom.arguments + (atom.guardedBy.map { [$0] } ?? []))) }
    let known = state.atoms.firstIndex {
      $0.symbol == atom.symbol && arena.equal($0.inputs, atom.inputs) == arena.true
    }
    guard let known else {
      // Of what has a definition, opening tells as much where it matters.
      let isDefined = definitions[atom.symbol] != nil
      for other in state.atoms
      where other.symbol == atom.symbol && !atom.outputs.isEmpty && !isDefined {
        let conditions = [other.guardedBy, atom.guardedBy].compactMap { $0 } + [arena.equal(other.inputs, atom.inputs)]
        assume(arena.implies(arena.and(conditions), arena.equal(other.outputs, atom.outputs)), arena)
      }
      state.atoms.append(atom)
      return
    }
    if atom.symbol.isFact { return }
    state.add(atom, besides: known, arena)
    isUnchecked = true
  }

  private func optional(_ part: Formula, if condition: TermID) -> [Atom] {
    (part.namedPredicates ?? []).map {
      Atom(symbol: $0.symbol, arguments: $0.arguments, origin: $0.origin, guardedBy: condition)
    }
  }

  mutating func assume(_ fact: TermID, _ arena: TermArena) {
    if fact == arena.true || state.facts.last == arena.false { return }
    if !bound.isEmpty { fixed.formUnion(arena.freeSymbols(of: fact)) }
    state.facts.append(fact)
    isUnchecked = true
  }

  private mutating func replaceByWord(_ term: TermID, _ arena: TermArena) {
    guard bound.contains(term), words[term] == nil, !fixed.contains(term), let info = arena.symbolInfo(term),
      !arena.interval(of: term).isWithin(arena.words)
    else { return }
    let word = arena.wordSymbol(info.name)
    words[term] = word
    assume(arena.rangeFact(of: term, for: word), arena)
  }

  /// The term with the replacements made, and the fact that it is a word.
  private mutating func word(_ term: TermID, _ arena: TermArena) -> TermID {
    let term = arena.substitute(words, in: term)
    assume(arena.isWord(term), arena)
    return term
  }
}

extension TermArena {
  /// That an integer is a machine word.
  func isWord(_ term: TermID) -> TermID {
    and(lessOrEqual(zero, term), lessOrEqual(term, int(words.upperBound)))
  }
}
