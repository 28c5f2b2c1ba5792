// consume(A, s): takes the memory of A out of s and proves its pure parts.
//
// If all branches succeed, then for every (σ, h) in s there is a branch (s', β) with h = h1 ⊎ h2,
// (σ, h1) ⊨ A with the bound variables read as β, and (σ, h2) ∈ s'. Why this is so:
//  - a cell is taken only where the facts of the branch say that a chunk is at its address, and the equality of the
//    values becomes a goal; an atom likewise, where an atom of that name has its inputs; a goal is dropped only where
//    the solver said that its negation has no instance;
//  - splits (which chunk, which side of a condition, a fact or its negation) cover the state, and every branch has
//    to succeed;
//  - a witness may come from anywhere, a guess included, because all that the formula says of it is proved of it.
// What the search cannot find it reports as not found: `ConsumeFailure.isConclusive` tells a refutation from that.

extension HeapLogic {
  /// Takes the formula out of the state.
  /// - Parameters:
  ///   - flexible: symbols free in the formula that are to be chosen like bound variables (a callee's logical
  ///     variables); they must not occur in the state.
  ///   - emptying: whether nothing may remain.
  /// - Returns: the cases, all of which must succeed; none if the state is inconsistent.
  package func consume(
    _ formula: Formula, from state: SymbolicState, flexible: [TermID] = [], emptying: Bool = false
  ) -> [ConsumeBranch] {
    var branches = attempt(formula, state, flexible, emptying)
    // Two names of one instance are looked for only where something is missing or left over.
    if branches.contains(where: \.isFailure), let merged = withoutDuplicates(state) {
      branches = attempt(formula, merged, flexible, emptying)
    }
    return branches
  }

  /// How many instances one goal may be split by, one after the other.
  private static var caseRounds: Int { 3 }

  private func attempt(
    _ formula: Formula, _ state: SymbolicState, _ flexible: [TermID], _ emptying: Bool
  ) -> [ConsumeBranch] {
    guard state.atoms.contains(where: { definitions[$0.symbol] != nil }) else {
      return search(formula, state, flexible, emptying)
    }
    // What can be decided at once, case by case; the solver's theories of sequences only where that fails.
    oracle.isQuick = true
    let branches = searchByCases(formula, state, flexible, emptying, rounds: Self.caseRounds)
    let isLost = isPatient && branches.contains(where: \.isFailure)
    let whole = isLost ? certain(state) : state
    oracle.isQuick = false
    return isLost ? firstFailure(search(formula, whole, flexible, emptying) { _ in nil }) : branches
  }

  /// The state as a message is to speak of it: without cases, but with what is certain of its instances.
  private func certain(_ state: SymbolicState) -> SymbolicState {
    guard let states = try? settled(state), states.count == 1 else { return state }
    return states[0]
  }

  /// Searches; where a case of the state fails, in each case of the instances that the failure speaks of, with what the
  /// case had learnt, and where there are none left, with all the time that the solver may take. The first case that
  /// fails for good ends it, since one failure is enough and there may be many cases.
  private func searchByCases(
    _ formula: Formula, _ state: SymbolicState, _ flexible: [TermID], _ emptying: Bool, rounds: Int
  ) -> [ConsumeBranch] {
    let branches = search(formula, state, flexible, emptying) { failure in
      var here = state
      here.facts = failure.state.facts
      var results: [ConsumeBranch] = []
      if rounds > 0, let cases = try? cases(of: here, after: failure) {
        for state in cases {
          results += searchByCases(formula, state, flexible, emptying, rounds: rounds - 1)
          if results.last?.isFailure == true { return nil }
        }
        return results
      }
      guard isPatient else { return nil }
      oracle.isQuick = false
      defer { oracle.isQuick = true }
      results = search(formula, here, flexible, emptying) { _ in nil }
      return results.last?.isFailure == true ? nil : results
    }
    return firstFailure(branches)
  }

  /// The failure that ended a search, alone; the branches if there was none.
  private func firstFailure(_ branches: [ConsumeBranch]) -> [ConsumeBranch] {
    guard case .failure(var failure)? = branches.last else { return branches }
    failure.isWhole = true
    return [.failure(failure)]
  }

  private func cases(
    of state: SymbolicState, after failure: ConsumeFailure
  ) throws(SearchExhausted) -> [SymbolicState]? {
    if let settled = try settled(state) { return settled }
    return try split(state, by: failure.terms)
  }

  /// - Parameter rescue: what to take for a case that failed; nil ends the search.
  private func search(
    _ formula: Formula, _ state: SymbolicState, _ flexible: [TermID], _ emptying: Bool,
    rescue: ((ConsumeFailure) -> [ConsumeBranch]?)? = nil
  ) -> [ConsumeBranch] {
    let search = ConsumeSearch(logic: self, owned: state.heap, emptying: emptying)
    var goal = Goal(state: state, flexible: flexible)
    goal.add(formula, in: arena)
    return search.solve(goal, rescue: rescue).map { branch in
      guard case .failure(var failure) = branch else { return branch }
      failure.isConclusive = refutes(
        failure, formula: formula, heap: state.heap, atoms: state.atoms, flexible: flexible, emptying: emptying)
      return .failure(failure)
    }
  }

  /// The state with what follows of named predicates that have the same inputs, as the facts say by now (see `Atom`); nil
  /// if nothing does.
  private func withoutDuplicates(_ state: SymbolicState) -> SymbolicState? {
    var result = SymbolicState(heap: state.heap, facts: state.facts)
    result = derived(result, "two names of one instance", of: state)
    for atom in state.atoms {
      let twin = result.atoms.firstIndex { other in
        guard other.symbol == atom.symbol, !other.isEmpty, !atom.isEmpty else { return false }
        let same = arena.equal(other.inputs, atom.inputs)
        return same != arena.false && entails(state, same) == .yes
      }
      if let twin { result.add(atom, besides: twin, arena) } else { result.atoms.append(atom) }
    }
    return result.facts.count > state.facts.count ? result : nil
  }

  /// Takes these very cells with these very values, and these very atoms, out of the state.
  package func consumeFrame(_ chunks: [Chunk], _ atoms: [Atom] = [], from state: SymbolicState) -> [ConsumeBranch] {
    let cells = chunks.map { Formula.cell(address: $0.address, value: $0.value, $0.origin) }
    return consume(.separating(cells + atoms.map(\.formula)), from: state)
  }

  /// Whether the failure's model is a concrete state that the formula does not hold of: the model is completed, the
  /// facts are evaluated, and the formula is searched for again in the concrete heap, where every address, condition
  /// and pure part without bound variables is decided by evaluation, so that only an incomplete choice of witnesses
  /// can leave a doubt.
  private func refutes(
    _ failure: ConsumeFailure, formula: Formula, heap: [Chunk], atoms: [Atom], flexible: [TermID], emptying: Bool
  ) -> Bool {
    // An instance of a defined predicate is no concrete state.
    guard let model = failure.model, !atoms.contains(where: { definitions[$0.symbol] != nil }),
      !formula.symbols.contains(where: { definitions[$0] != nil })
    else { return false }
    var roots = failure.state.facts
    for chunk in heap { roots += [chunk.address, chunk.value] }
    for atom in atoms { roots += atom.arguments + (atom.guardedBy.map { [$0] } ?? []) }
    let (mentioned, bound) = formula.terms
    let open = Set(bound + flexible)
    roots += arena.freeSymbols(of: mentioned).filter { !open.contains($0) }
    let complete = arena.completed(model, for: roots)
    guard failure.state.facts.allSatisfy({ arena.evaluateBool($0, in: complete) == true }) else { return false }

    var concrete = SymbolicState()
    for chunk in heap {
      guard let address = arena.evaluateInt(chunk.address, in: complete),
        let value = arena.evaluateInt(chunk.value, in: complete), arena.words.contains(address),
        arena.words.contains(value)
      else { return false }
      concrete.heap.append(Chunk(address: arena.int(address), value: arena.int(value), origin: chunk.origin))
    }
    guard Set(concrete.heap.map(\.address)).count == heap.count else { return false }

    for var atom in atoms {
      let arguments = atom.arguments.compactMap { arena.value(of: $0, in: complete) }
      guard arguments.count == atom.arguments.count else { return false }
      atom.arguments = arguments
      if let condition = atom.guardedBy {
        guard let holds = arena.evaluateBool(condition, in: complete) else { return false }
        if !holds { continue }
        atom.guardedBy = nil
      }
      concrete.atoms.append(atom)
    }

    var values: [TermID: TermID] = [:]
    for symbol in complete.symbols where !open.contains(symbol) {
      guard let value = complete[symbol] else { continue }
      if let range = arena.symbolInfo(symbol)?.range, !range.contains(value) { return false }
      values[symbol] = arena.sort(of: symbol) == .bool ? arena.bool(value != 0) : arena.int(value)
    }
    var logic = HeapLogic(arena: arena, oracle: ConstantOracle(arena: arena))
    logic.limits = limits
    let search = ConsumeSearch(logic: logic, owned: concrete.heap, emptying: emptying)
    // The values are bindings, so that parts are substituted as they are met.
    var goal = Goal(state: concrete, flexible: flexible, bindings: values)
    goal.add(formula, in: arena)
    let branches = search.solve(goal)
    return !search.isIncomplete && branches.contains { if case .failure = $0 { true } else { false } }
  }
}

extension TermArena {
  /// The constant that a term denotes in a model; nil if that is not known.
  fileprivate func value(of term: TermID, in model: Model) -> TermID? {
    sort(of: term) == .bool ? evaluateBool(term, in: model).map(bool) : evaluateInt(term, in: model).map(int)
  }
}

/// Decides what folding has decided.
private final class ConstantOracle: PureOracle {
  let arena: TermArena
  var statistics = OracleStatistics()

  init(arena: TermArena) { self.arena = arena }

  func check(facts: [TermID], wantsModel: Bool) -> SatAnswer {
    if facts.contains(arena.false) { return .unsat }
    return facts.allSatisfy { $0 == arena.true } ? .sat(Model()) : .unknown("not a constant")
  }
}

extension Formula {
  /// Its named predicates, in order.
  fileprivate var symbols: [AtomSymbol] {
    switch self {
    case .emp, .pure, .cell: []
    case .atom(let symbol, _, _): [symbol]
    case .separating(let parts): parts.flatMap(\.symbols)
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.symbols + b.symbols
    case .exists(_, let body): body.symbols
    }
  }

  /// The terms of its parts, and its bound variables, in order.
  var terms: (terms: [TermID], bound: [TermID]) {
    var terms: [TermID] = []
    var bound: [TermID] = []
    var unread = [self]
    while let part = unread.popLast() {
      switch part {
      case .emp: break
      case .pure(let fact, _): terms.append(fact)
      case .cell(let address, let value, _): terms += [address, value]
      case .atom(_, let arguments, _): terms += arguments
      case .separating(let parts): unread.append(contentsOf: parts.reversed())
      case .or(let a, let b, _): unread += [b, a]
      case .conditional(let condition, let a, let b, _):
        terms.append(condition)
        unread += [b, a]
      case .exists(let variables, let body):
        bound += variables
        unread.append(body)
      }
    }
    return (terms, bound)
  }
}
