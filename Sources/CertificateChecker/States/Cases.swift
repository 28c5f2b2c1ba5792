// { S ∧ f1 } … { S ∧ fn }      S ⊨ f1 ∨ … ∨ fn
// ────────────────────────────────────────────
// { S }
//
// Between two steps of the logic a derivation may tell cases apart, replace instances of predicates by their bodies, and open
// instances of families whose level is owned. Whatever case has no node of its own has to be impossible.

import CertificateFormat

/// The check of one task.
final class TaskCheck {
  let tree: Tree
  let terms: Terms
  let entailments: Entailments
  var lowering: Lowering
  let program: ProgramFacts
  /// Whether a law of abstract predicates was used, which every meaning has to satisfy.
  var usesLaws = false
  /// Rules that were shown to hold, or not.
  var joins: [String: Bool] = [:]
  /// Where the check is, for messages.
  var place = ""

  init(_ tree: Tree, _ entailments: Entailments, _ lowering: Lowering, _ program: ProgramFacts) {
    self.tree = tree
    terms = entailments.terms
    self.entailments = entailments
    self.lowering = lowering
    self.program = program
  }

  func fail(_ reason: String) -> CheckFailure { CheckFailure(reason, at: place) }

  func holds(_ goal: TermNumber, in state: State, under more: [TermNumber] = []) throws -> Bool {
    let facts = more.isEmpty ? state.facts : state.facts + more
    return try entailments.holds(goal, facts, apart: state.cells.map(\.address))
  }

  func areEqual(_ a: TermNumber, _ b: TermNumber, in state: State) throws -> Bool {
    if a == b { return true }
    guard terms.sorts[a] == terms.sorts[b] else { return false }
    let same = terms.equal(a, b)
    return try !terms.isFalse(same) && holds(same, in: state)
  }

  /// Whether the terms speak of nothing but what has a meaning in the state.
  func hasMeaning(_ numbers: [TermNumber], in state: State) -> Bool {
    terms.symbols(in: numbers).allSatisfy(state.symbols.contains)
  }

  func requireMeaning(_ numbers: [TermNumber], in state: State) throws {
    guard hasMeaning(numbers, in: state) else { throw fail("node \(state.node) speaks of what has no meaning there") }
  }

  /// Follows every case of the state to the nodes that `isWanted`, all of which are cases of the same step of the logic.
  /// - Parameters:
  ///   - condition: what holds besides, for this step alone.
  ///   - checkpoint: called with the state before definitions are opened, whenever families were.
  func cases(
    of state: State, flags: CertificateFlags, under condition: [TermNumber] = [],
    where isWanted: (TaskDerivation.Node) -> Bool,
    _ body: (Int, State, _ unopened: State) throws -> Void
  ) throws {
    try cases(of: state, unopened: state, flags: flags, under: condition, where: isWanted, body)
  }

  private func cases(
    of state: State, unopened: State, flags: CertificateFlags, under condition: [TermNumber],
    where isWanted: (TaskDerivation.Node) -> Bool, _ body: (Int, State, State) throws -> Void
  ) throws {
    var covered: [TermNumber] = []
    var operations: [Int: [Int]] = [:]
    var order: [(isGroup: Bool, number: Int)] = []
    for child in tree.children[state.node] {
      let node = tree[child]
      switch node.step {
      case .unfolded, .absent, .opened, .derived:
        if operations[node.operation] == nil { order.append((true, node.operation)) }
        operations[node.operation, default: []].append(child)
      case .root, .produced, .consumed, .closed, .checked, .arrived, .marked:
        if isWanted(node) { order.append((false, child)) }
      }
    }
    for (isGroup, number) in order {
      let children = isGroup ? operations[number] ?? [] : [number]
      var (here, whole) = (state, unopened)
      let start = try tree.terms(tree[children[0]].start)
      try requireMeaning(start, in: state)
      covered.append(terms.and(start))
      here.assume(start, terms)
      whole.assume(start, terms)
      guard isGroup else {
        here.node = number
        try body(number, here, whole)
        continue
      }
      for next in try structural(children, here, flags) {
        // What is opened stays open where a formula is only looked at; what a definition says is forgotten again.
        var before = whole
        if tree[next.node].step == .opened { before = next } else { before.symbols = next.symbols }
        before.facts = next.facts
        try cases(of: next, unopened: before, flags: flags, under: condition, where: isWanted, body)
      }
    }
    if try holds(terms.or(covered), in: state, under: condition) { return }
    // What is not covered may contradict what an instance stands for.
    for atom in state.atoms {
      if try contradicts(atom, state, condition + covered.map(terms.not), where: { _, _ in true }) { return }
    }
    throw fail("the cases of node \(state.node) do not cover its state")
  }

  /// Whether no way to open the instance that `isWanted` agrees with the state and the facts.
  func contradicts(
    _ atom: Atom, _ state: State, _ facts: [TermNumber], where isWanted: ([State.Cell], [Atom]) -> Bool
  ) throws -> Bool {
    guard atom.condition == nil, !atom.isFact, !lowering.isAbstract(atom.index) else { return false }
    var bindings = Bindings()
    let body = try lowering.body(of: atom.index, atom.arguments, &bindings)
    for (cells, atoms, said) in try everyWay(through: body) where isWanted(cells, atoms) {
      var tried = state
      tried.cells += cells
      tried.assume(facts + said, terms)
      if try !holds(terms.bool(false), in: tried) { return false }
    }
    return true
  }

  /// The states after an instance was opened.
  private func structural(_ children: [Int], _ state: State, _ flags: CertificateFlags) throws -> [State] {
    let first = tree[children[0]]
    switch first.step {
    case .derived:
      let rule = first.remark.map { " (\($0))" } ?? ""
      throw CheckFailure("it uses a rule that the prover derived\(rule)", kind: .notCovered, at: place)
    case .absent:
      let atom = try openedAtom(first, in: state)
      guard let condition = state.atoms[atom].condition, try holds(terms.not(condition), in: state) else {
        throw fail("an instance is not known to be absent")
      }
      var rest = state
      rest.atoms.remove(at: atom)
      return children.map { child in
        rest.node = child
        return rest
      }
    case .unfolded:
      var rest = state
      let atom = rest.atoms.remove(at: try openedAtom(first, in: state))
      if let condition = atom.condition, try !holds(condition, in: state) {
        throw fail("an optional instance is opened that may be absent")
      }
      return try produced(children, into: rest) { bindings in
        try self.lowering.body(of: atom.index, atom.arguments, &bindings)
      }
    case .opened:
      guard let named = first.instance else { throw fail("which instance is opened is not said") }
      let instance = try tree.instance(named)
      try requireOpening(instance, state, flags)
      var rest = state
      rest.opened.append(instance)
      return try produced(children, into: rest) { bindings in
        try self.lowering.instance(instance.invariant, instance.arguments, &bindings)
      }
    case .root, .produced, .consumed, .closed, .checked, .arrived, .marked:
      throw fail("node \(children[0]) is out of place")
    }
  }

  /// The instance of the state that a node names.
  private func openedAtom(_ node: TaskDerivation.Node, in state: State) throws -> Int {
    guard let named = node.atom else { throw fail("which instance is opened is not said") }
    let atom = try tree.atom(named)
    for (index, candidate) in state.atoms.enumerated() where !candidate.isFact && candidate.index == atom.index {
      if try candidate.arguments == atom.arguments || holds(allEqual(candidate.arguments, atom.arguments), in: state) {
        return index
      }
    }
    throw fail("an instance is opened that is not there")
  }

  /// The level of the instance is owned, it is known to be public, and it is none of those that are open.
  private func requireOpening(_ instance: Instance, _ state: State, _ flags: CertificateFlags) throws {
    try requireMeaning(instance.arguments, in: state)
    guard lowering.program.invariants.indices.contains(instance.invariant) else { throw fail("no such invariant") }
    let level = lowering.index(of: lowering.program.invariants[instance.invariant].level)
    guard program.ownedLevels(flags).contains(level) else { throw fail("an instance is opened that is not owned") }
    guard try isKnown(.family(instance.invariant, instance.arguments), in: state) else {
      throw fail("an instance is opened that is not known to be public")
    }
    for other in state.opened where other.invariant == instance.invariant {
      guard try holds(terms.not(allEqual(other.arguments, instance.arguments)), in: state) else {
        throw fail("an instance is opened that may be open already")
      }
    }
  }

  /// Whether a fact is one of those that are known.
  func isKnown(_ fact: Atom, in state: State) throws -> Bool {
    let known = state.atoms.filter { $0.isFact && $0.isFamily == fact.isFamily && $0.index == fact.index }
    return try holds(terms.or(known.map { allEqual($0.arguments, fact.arguments) }), in: state)
  }

  func allEqual(_ a: [TermNumber], _ b: [TermNumber]) -> TermNumber {
    guard a.count == b.count, zip(a, b).allSatisfy({ terms.sorts[$0] == terms.sorts[$1] }) else {
      return terms.bool(false)
    }
    return terms.and(zip(a, b).map { terms.equal($0, $1) })
  }
}
