// Rules that the search uses of lists and that nobody has to state. Each is a lemma, proposed from the form of the
// definitions (`LinearShape`) and proved here by induction before it is used; one that cannot be proved is not used.
//
//   join   S(m, d; o) * T(d, t; p)                     ⊢  T(m, t; o ⊕ p)          [no end inside]
//   tail   S(m, c; o) * the empty case does not apply  ⊢  ∃ d. S(m, d; p) * step(d, c; q) * o = p ⊕ q
//
// where ⊕ is `++` of sequences or `+`. If T is a segment itself, its end must not be the address of a node of S: it is
// 0, or that of a cell that is not one of S. The proof unfolds S; in its empty case both sides are the same instance, and in the
// other the root's cells are set aside, the rule itself is used of the rest, a strictly smaller heap, and the root is
// folded back. So it is an induction on the size of the heap, whatever the definitions are.

/// The rules of some definitions.
package struct DerivedRules: Sendable {
  fileprivate var joins: [JoinKey: JoinRule] = [:]
  /// The predicates whose last node can be brought into sight.
  fileprivate var tails: Set<AtomSymbol> = []

  package init() {}

  /// Which segments can be joined with which predicates, and of which the last node can be brought into sight.
  package var summary: (joins: [(segment: AtomSymbol, target: AtomSymbol)], tails: [AtomSymbol]) {
    (joins.keys.sorted().map { ($0.segment, $0.target) }, tails.sorted())
  }

  /// The rules by which segments are joined, in order.
  package var joinRules: [(segment: AtomSymbol, target: AtomSymbol, rule: JoinRule)] {
    joins.sorted { $0.key < $1.key }.map { ($0.key.segment, $0.key.target, $0.value) }
  }

  /// The same rules of the same definitions, where these have other symbols.
  package func renamed(_ name: (AtomSymbol) -> AtomSymbol) -> DerivedRules {
    var result = DerivedRules()
    for (key, rule) in joins { result.joins[JoinKey(segment: name(key.segment), target: name(key.target))] = rule }
    result.tails = Set(tails.map(name))
    return result
  }
}

private struct JoinKey: Hashable, Comparable {
  let segment: AtomSymbol
  let target: AtomSymbol

  static func < (a: Self, b: Self) -> Bool { (a.segment, a.target) < (b.segment, b.target) }
}

extension HeapLogic {
  /// All rules that can be proved of the definitions, whatever rules they come with.
  package func derivedRules() -> DerivedRules {
    var logic = self
    logic.definitions.rules = DerivedRules()
    // Many proposals are wrong, and those that are right are simple.
    logic.isPatient = false
    var result = DerivedRules()
    for segment in definitions.symbols {
      for target in definitions.symbols {
        for proposed in logic.proposedJoins(segment, target) {
          guard let rule = logic.proved(segment, target, proposed) else { continue }
          result.joins[JoinKey(segment: segment, target: target)] = rule
          break
        }
      }
      if let rule = logic.proposedTail(segment), let definition = definitions[segment], logic.holds(rule, definition) {
        result.tails.insert(segment)
      }
    }
    return result
  }
}

/// How an output of the whole comes from those of its parts, in order.
package enum Combination: Sendable {
  case concatenation, sum, second

  static func candidates(_ sort: TermSort) -> [Combination] {
    switch sort {
    case .seq: [.concatenation, .second]
    case .int: [.sum, .second]
    case .bool: [.second]
    }
  }

  func combined(_ a: TermID, _ b: TermID, in arena: TermArena) -> TermID {
    switch self {
    case .concatenation: arena.concatenate([a, b])
    case .sum: arena.add(a, b)
    case .second: b
    }
  }
}

/// S(m, d, s; o) * T(d, t, s; p) ⊢ T(m, t, s; o ⊕ p).
package struct JoinRule: Sendable {
  /// For each input of T that S moves: the moving input of S, and its end.
  package var moved: [(target: Int, start: Int, end: Int)]
  /// Inputs that both have in common: of T, and of S.
  package var shared: [(target: Int, segment: Int)]
  /// Outputs of the whole that come from those of both; any other output of T is that of the whole.
  package var combined: [(target: Int, segment: Int, combination: Combination)]
  /// The input of T that must not be the address of a node of S; nil if there is none.
  package var end: Int?
  /// Whether an end of 0 will do, and one that is the address of a cell that is not one of S.
  package var allowsZero = true
  package var allowsCell = true
}

/// S(m, c, s; o) with its last node in sight.
struct TailRule {
  /// The parameter that is the address of the last node.
  var tail: Int
  /// Offsets of the node's cells.
  var offsets: [Int128]
  var shape: LinearShape
  var combinations: [Combination]
}

// MARK: - Joining

extension HeapLogic {
  /// The rule; nil if there is none.
  func joinRule(_ segment: AtomSymbol, _ target: AtomSymbol) -> JoinRule? {
    definitions.rules.joins[JoinKey(segment: segment, target: target)]
  }

  fileprivate func proposedJoins(_ segment: AtomSymbol, _ target: AtomSymbol) -> [JoinRule] {
    guard let left = definitions[segment], let right = definitions[target], let from = LinearShape(left, in: arena),
      let to = segment == target ? from : LinearShape(right, in: arena), from.isSegment
    else { return [] }
    func rest(_ shape: LinearShape) -> [Int] { shape.moving.filter { $0 != shape.root } }
    var moved: [(target: Int, start: Int, end: Int)] = []
    for (target, start) in [(to.root, from.root)] + Array(zip(rest(to), rest(from))) {
      guard let end = from.end[start] else { return [] }
      moved.append((target, start, end))
    }
    guard rest(to).count <= rest(from).count, to.statics.count <= from.statics.count else { return [] }
    // Where T ends, the whole ends: such an output is not combined.
    func outputs(_ definition: InductiveDefinition, _ shape: LinearShape) -> [Int] {
      (definition.symbol.inputCount..<definition.parameters.count).filter { !shape.ends.contains($0) }
    }
    let pairs = Array(zip(outputs(right, to), outputs(left, from)))
    guard pairs.count == outputs(right, to).count else { return [] }
    var combined: [[(target: Int, segment: Int, combination: Combination)]] = [[]]
    for (target, segment) in pairs {
      let sort = arena.sort(of: right.parameters[target])
      guard sort == arena.sort(of: left.parameters[segment]) else { return [] }
      combined = combined.flatMap { known in
        Combination.candidates(sort).map { known + [(target, segment, $0)] }
      }
      if combined.count > Self.combinationLimit { return [] }
    }
    return combined.map {
      JoinRule(moved: moved, shared: zip(to.statics, from.statics).map { ($0, $1) }, combined: $0, end: to.end[to.root])
    }
  }

  private static var combinationLimit: Int { 8 }

  /// The rule with the conditions under which the proof succeeds; nil if it never does.
  fileprivate func proved(_ segment: AtomSymbol, _ target: AtomSymbol, _ proposed: JoinRule) -> JoinRule? {
    var rule = proposed
    if holds(rule, segment, target, end: .any) {
      rule.end = nil
      return rule
    }
    guard rule.end != nil else { return nil }
    rule.allowsZero = holds(rule, segment, target, end: .zero)
    rule.allowsCell = holds(rule, segment, target, end: .cell)
    return rule.allowsZero || rule.allowsCell ? rule : nil
  }

  private enum EndCondition { case any, zero, cell }

  private func holds(_ rule: JoinRule, _ segment: AtomSymbol, _ target: AtomSymbol, end: EndCondition) -> Bool {
    guard let left = definitions[segment], let right = definitions[target] else { return false }
    let origin = Origin(0)
    let first = left.parameters.map { arena.another($0) }
    var second = right.parameters.map { arena.another($0) }
    for move in rule.moved { second[move.target] = first[move.end] }
    for pair in rule.shared { second[pair.target] = first[pair.segment] }
    let other = Atom(symbol: target, arguments: second, origin: origin)
    var start = SymbolicState(atoms: [Atom(symbol: segment, arguments: first, origin: origin), other])
    if end == .zero { start.facts.append(arena.equal(second[rule.end ?? 0], arena.zero)) }
    do throws(SearchExhausted) {
      for var state in try unfold(0, in: start) {
        // The cell at the end is not one of S, so it is none of those that S was unfolded to.
        if end == .cell, let address = rule.end.map({ second[$0] }) {
          state.facts += state.heap.map { arena.notEqual($0.address, address) }
        }
        if let inner = state.atoms.firstIndex(where: { $0.symbol == segment && $0 != other }) {
          // The induction hypothesis needs a smaller heap: the root's cells are beside it.
          guard !state.heap.isEmpty, let joined = applied(rule, state.atoms[inner], to: other, first: first) else {
            return false
          }
          state.atoms[inner] = joined
          state.atoms.removeAll { $0 == other }
        }
        var goal = second
        for move in rule.moved { goal[move.target] = first[move.start] }
        for output in rule.combined {
          goal[output.target] = output.combination.combined(first[output.segment], second[output.target], in: arena)
        }
        let branches = consume(.atom(target, goal, origin), from: state, emptying: true)
        if branches.contains(where: \.isFailure) { return false }
      }
      return true
    } catch {
      return false
    }
  }

  /// The induction hypothesis: the inner instance of S joined with T.
  private func applied(
    _ rule: JoinRule, _ inner: Atom, to other: Atom, first: [TermID]
  ) -> Atom? {
    for move in rule.moved where inner.arguments[move.end] != first[move.end] { return nil }
    for pair in rule.shared where inner.arguments[pair.segment] != first[pair.segment] { return nil }
    var result = other
    for move in rule.moved { result.arguments[move.target] = inner.arguments[move.start] }
    for output in rule.combined {
      result.arguments[output.target] = output.combination.combined(
        inner.arguments[output.segment], other.arguments[output.target], in: arena)
    }
    return result
  }
}

// MARK: - The last node

extension HeapLogic {
  func tailRule(_ symbol: AtomSymbol) -> TailRule? {
    definitions.rules.tails.contains(symbol) ? proposedTail(symbol) : nil
  }

  /// The addresses in the last node of the instance, if its form has one in sight.
  func tailAddresses(of atom: Atom) -> [TermID] {
    guard let rule = tailRule(atom.symbol) else { return [] }
    return rule.offsets.map { arena.add(atom.arguments[rule.tail], arena.int($0)) }
  }

  /// The cases of the state with the instance replaced by all its nodes but the last, and the last; and those in which
  /// it is empty.
  func unfoldTail(_ index: Int, in state: SymbolicState) throws(SearchExhausted) -> [SymbolicState] {
    let atom = state.atoms[index]
    guard let rule = tailRule(atom.symbol), let definition = definitions[atom.symbol] else { return [state] }
    let empty = rule.shape.isEmpty(atom.arguments, of: definition, in: arena)
    var results: [SymbolicState] = []
    if atom.guardedBy != nil || consistency(of: state.assuming(empty), wantsModel: false) != .unsat {
      results += try unfold(index, in: atom.guardedBy == nil ? state.assuming(empty) : state)
      if atom.guardedBy != nil { return results }
    }
    var rest = state.assuming(arena.not(empty))
    if consistency(of: rest, wantsModel: false) == .unsat { return results }
    rest.atoms.remove(at: index)
    rest.unfoldings.append(Unfolding(symbol: atom.symbol, arguments: atom.arguments, origin: atom.origin))
    let (bound, body) = split(atom, rule, definition)
    return results
      + (try produce(.exists(bound, body), into: rest, as: .derived("the last node of a segment")))
  }

  /// S(m, d; p) * step(d, c; q) * o = p ⊕ q, and its variables d, p, q, the first for the moving inputs in order.
  private func split(
    _ atom: Atom, _ rule: TailRule, _ definition: InductiveDefinition
  ) -> (bound: [TermID], body: Formula) {
    let inputCount = atom.symbol.inputCount
    var before = atom.arguments
    var last = atom.arguments
    var bound: [TermID] = []
    for index in rule.shape.moving {
      guard let end = rule.shape.end[index] else { continue }
      let split = arena.another(definition.parameters[index])
      bound.append(split)
      before[end] = split
      last[index] = split
    }
    var facts: [Formula] = []
    for (index, combination) in rule.combinations.enumerated() where !rule.shape.ends.contains(inputCount + index) {
      let parameter = definition.parameters[inputCount + index]
      let (left, right) = (arena.another(parameter), arena.another(parameter))
      bound += [left, right]
      before[inputCount + index] = left
      last[inputCount + index] = right
      facts.append(
        .pure(
          arena.equal(atom.arguments[inputCount + index], combination.combined(left, right, in: arena)), atom.origin))
    }
    return (
      bound,
      .separating(
        [.atom(atom.symbol, before, atom.origin), lastNode(last, rule, definition, atom.origin)] + facts)
    )
  }

  /// The non-empty case with its inner instance empty.
  private func lastNode(
    _ arguments: [TermID], _ rule: TailRule, _ definition: InductiveDefinition, _ origin: Origin
  ) -> Formula {
    var step = rule.shape.step
    step.atoms.removeAll { $0.symbol == definition.symbol }
    let replacements = Dictionary(zip(definition.parameters, rule.shape.inner)) { first, _ in first }
    step.facts += rule.shape.empty.facts.map { arena.substitute(replacements, in: $0) }
    return step.formula(origin).instantiated(definition.replacements(arguments), in: arena)
  }

  fileprivate func proposedTail(_ symbol: AtomSymbol) -> TailRule? {
    guard let definition = definitions[symbol], let shape = LinearShape(definition, in: arena), shape.isSegment,
      let tail = shape.tail
    else { return nil }
    let root = definition.parameters[shape.root]
    let offsets = shape.step.cells.compactMap { arena.constant(arena.subtract($0.address, root)) }
    let sorts = definition.parameters[symbol.inputCount...].map { arena.sort(of: $0) }
    let combinations: [Combination] = sorts.map { $0 == .seq ? .concatenation : .sum }
    guard !sorts.contains(.bool) else { return nil }
    return TailRule(tail: tail, offsets: offsets, shape: shape, combinations: combinations)
  }

  /// By induction: in the case of one node there is nothing before the last; otherwise the rule holds of the inner
  /// instance, and the root is folded in front of all but the last.
  fileprivate func holds(_ rule: TailRule, _ definition: InductiveDefinition) -> Bool {
    let arguments = definition.parameters.map { arena.another($0) }
    let atom = Atom(symbol: definition.symbol, arguments: arguments, origin: Origin(0))
    func isEmpty(_ arguments: [TermID]) -> TermID { rule.shape.isEmpty(arguments, of: definition, in: arena) }
    /// Whether the state is the instance with its last node in sight, which starts with these moving inputs.
    func isSplit(_ state: SymbolicState, startingAt starts: [TermID]) -> Bool {
      let (bound, body) = split(atom, rule, definition)
      let replacements = Dictionary(zip(bound, starts)) { first, _ in first }
      let goal = Formula.exists(
        Array(bound.dropFirst(starts.count)), body.instantiated(replacements, in: arena))
      return !consume(goal, from: state, emptying: true).contains(where: \.isFailure)
    }
    do throws(SearchExhausted) {
      let start = SymbolicState(facts: [arena.not(isEmpty(arguments))], atoms: [atom])
      for state in try unfold(0, in: start) {
        guard let index = state.atoms.firstIndex(where: { $0.symbol == atom.symbol }), !state.heap.isEmpty else {
          return false
        }
        let inner = state.atoms[index]
        // One node: its inner instance is empty.
        let single = state.assuming(isEmpty(inner.arguments))
        if consistency(of: single, wantsModel: false) != .unsat,
          !isSplit(single, startingAt: rule.shape.moving.map { arguments[$0] })
        {
          return false
        }
        // More: by the induction hypothesis, on a heap without the root's cells.
        var rest = state.assuming(arena.not(isEmpty(inner.arguments)))
        if consistency(of: rest, wantsModel: false) == .unsat { continue }
        rest.atoms.remove(at: index)
        let (bound, body) = split(inner, rule, definition)
        for state in try produce(body, into: rest)
        where !isSplit(state, startingAt: Array(bound.prefix(rule.shape.moving.count))) {
          return false
        }
      }
      return true
    } catch {
      return false
    }
  }
}
