// { S * A1 } … { S * An }      A ⊨ A1 ∨ … ∨ An
// ─────────────────────────────────────────────
// { S * A }
//
// A formula is added: for each way to go through its choices there has to be a node that says no more than that way gives, or
// the way has to contradict the state. Bound variables become symbols that occur nowhere before.

import CertificateFormat

/// What one way through the choices of a formula gives.
private struct Addition {
  var facts: [TermNumber] = []
  var cells: [State.Cell] = []
  var atoms: [Atom] = []

  /// The terms that it consists of.
  var mentioned: [TermNumber] {
    facts + cells.flatMap { [$0.address, $0.value] }
      + atoms.flatMap { $0.arguments + ($0.condition.map { [$0] } ?? []) }
  }
}

extension TaskCheck {
  static let caseLimit = 4_096

  /// The states of these nodes, which are the cases of adding a formula to the state.
  /// - Parameter formula: reads the formula with what its bound variables stand for.
  func produced(
    _ children: [Int], into state: State, _ formula: (inout Bindings) throws -> Formula
  ) throws -> [State] {
    var candidates: [(node: Int, formula: Formula, fresh: [TermNumber])] = []
    for child in children {
      guard tree[child].start == tree[children[0]].start else { throw fail("cases of one operation start differently") }
      var bindings = Bindings(try tree.bindings(child))
      let read = try formula(&bindings)
      guard bindings.open.isEmpty else { throw fail("a bound variable of node \(child) has no symbol") }
      candidates.append((child, read, bindings.used))
    }
    var open = Bindings()
    let general = try formula(&open)
    var results: [State] = []
    for choices in try ways(through: general) {
      let plain = addition(general, choices)
      // Of a way that is not taken the bound variables do not matter.
      let spokenOf = Set(terms.symbols(in: plain.mentioned))
      let isNeeded = open.used.map { terms.symbols(in: [$0]).allSatisfy(spokenOf.contains) }
      var isCovered = false
      for candidate in candidates where !isCovered {
        guard candidate.fresh.count == isNeeded.count else {
          throw fail("node \(candidate.node) has other bound variables")
        }
        let fresh = zip(candidate.fresh, isNeeded).filter(\.1).map(\.0)
        guard let next = try self.state(candidate.node, from: state, addition(candidate.formula, choices), fresh) else {
          continue
        }
        // Each way is a case of its own, also where one node stands for several: their facts differ.
        results.append(next)
        isCovered = true
      }
      if isCovered { continue }
      guard try isContradictory(plain, with: state) else {
        throw fail("a case of what is added to node \(state.node) is missing")
      }
    }
    return results
  }

  private func isContradictory(_ added: Addition, with state: State) throws -> Bool {
    try entailments.holds(
      terms.bool(false), state.facts + facts(of: added), apart: (state.cells + added.cells).map(\.address))
  }

  /// What an addition says: its facts, and that addresses and values of cells are words, no address 0.
  private func facts(of added: Addition) -> [TermNumber] {
    var result = added.facts
    for cell in added.cells {
      result += [
        terms.lessOrEqual(terms.int(1), cell.address), terms.lessOrEqual(cell.address, terms.int(terms.modulus - 1)),
      ]
      result += [
        terms.lessOrEqual(terms.int(0), cell.value), terms.lessOrEqual(cell.value, terms.int(terms.modulus - 1)),
      ]
    }
    return result
  }

  /// The state of the node if it says no more than the addition gives; nil otherwise.
  private func state(
    _ node: Int, from state: State, _ added: Addition, _ fresh: [TermNumber]
  ) throws -> State? {
    let cells = try tree.cells(node)
    guard cells.count == added.cells.count else { return nil }
    var next = state
    next.node = node
    var introduced: [Int] = []
    for term in fresh {
      guard case .symbol(let index) = terms[term] else { throw fail("a bound variable of node \(node) is no symbol") }
      guard !state.symbols.contains(index), !introduced.contains(index) else {
        throw fail("a bound variable of node \(node) stands for a symbol that is known")
      }
      introduced.append(index)
      entailments.forgetRange(index)
    }
    next.symbols.formUnion(introduced)
    next.assume(facts(of: added), terms)
    // Instances are as the formula says; of those that the node lists nothing is used.
    for atom in added.atoms {
      next.assume(agreement(of: atom, with: next.atoms), terms)
      next.atoms.append(atom)
    }
    for symbol in introduced where !(try introduce(symbol, given: next)) { return nil }
    let claims = try tree.terms(tree[node].facts)
    guard hasMeaning(claims + cells.flatMap { [$0.address, $0.value] }, in: next) else { return nil }
    next.cells += cells
    for (cell, expected) in zip(cells, added.cells) {
      guard try areEqual(cell.address, expected.address, in: next), try areEqual(cell.value, expected.value, in: next)
      else { return nil }
    }
    guard try holds(terms.and(claims), in: next) else { return nil }
    next.assume(claims, terms)
    return next
  }

  /// What follows for the outputs of an abstract predicate from the instances beside it: those with the same inputs have the same
  /// (`AtomLaws.swift`).
  private func agreement(of atom: Atom, with others: [Atom]) -> [TermNumber] {
    guard !atom.isFact, lowering.isAbstract(atom.index) else { return [] }
    let inputs = lowering.program.predicates[atom.index].inputCount
    guard inputs < atom.arguments.count else { return [] }
    return others.filter { !$0.isFact && $0.index == atom.index }.map { other in
      usesLaws = true
      let conditions = [atom.condition, other.condition].compactMap { $0 }
      let same = allEqual(Array(atom.arguments[..<inputs]), Array(other.arguments[..<inputs]))
      return terms.implies(
        terms.and(conditions + [same]), allEqual(Array(atom.arguments[inputs...]), Array(other.arguments[inputs...])))
    }
  }

  /// Makes the range that the certificate gives a symbol known, if what is known of it implies that.
  func introduce(_ symbol: Int, given state: State) throws -> Bool {
    guard let range = try claimedRange(symbol) else { return true }
    let term = terms.symbol(symbol)
    let bounds = terms.and([
      terms.lessOrEqual(terms.int(range.lowerBound), term), terms.lessOrEqual(term, terms.int(range.upperBound)),
    ])
    guard try holds(bounds, in: state) else { return false }
    entailments.setRange(symbol, range)
    return true
  }

  func claimedRange(_ symbol: Int) throws -> ClosedRange<Int128>? {
    guard tree.derivation.symbols.indices.contains(symbol) else { return nil }
    let bounds = tree.derivation.symbols[symbol].range
    if bounds.isEmpty { return nil }
    guard bounds.count == 2, let lower = Int128(bounds[0]), let upper = Int128(bounds[1]), lower <= upper else {
      throw fail("a range that is none")
    }
    return lower...upper
  }

  // MARK: Choices

  /// Every way to decide the choices of a formula that are met, in their order.
  private func ways(through formula: Formula) throws -> [[Bool]] {
    var results: [[Bool]] = []
    var open: [[Bool]] = [[]]
    while let choices = open.popLast() {
      var walk = Walk(choices: choices)
      walk.add(formula, terms)
      if walk.isShort {
        open.append(choices + [false])
        open.append(choices + [true])
      } else {
        results.append(choices)
      }
      guard results.count + open.count <= Self.caseLimit else { throw fail("a formula has too many cases") }
    }
    return results
  }

  /// What each way through a formula gives: its cells, its instances, and what it says.
  func everyWay(through formula: Formula) throws -> [(cells: [State.Cell], atoms: [Atom], facts: [TermNumber])] {
    try ways(through: formula).map { choices in
      let added = addition(formula, choices)
      return (added.cells, added.atoms, facts(of: added))
    }
  }

  private func addition(_ formula: Formula, _ choices: [Bool]) -> Addition {
    var walk = Walk(choices: choices)
    walk.add(formula, terms)
    return walk.result
  }
}

/// One way through a formula.
private struct Walk {
  var choices: [Bool]
  var result = Addition()
  /// There are more choices than were decided.
  var isShort = false
  private var next = 0

  init(choices: [Bool]) { self.choices = choices }

  private mutating func choose() -> Bool? {
    guard next < choices.count else {
      isShort = true
      return nil
    }
    next += 1
    return choices[next - 1]
  }

  /// What is certain comes before what is chosen, as in the order of the nodes.
  mutating func add(_ formula: Formula, _ terms: Terms) {
    var certain = [formula]
    var pending: [Formula] = []
    while let part = certain.popLast() {
      switch part {
      case .emp: break
      case .pure(let fact): result.facts.append(fact)
      case .cell(let address, let value): result.cells.append(State.Cell(address: address, value: value))
      case .atom(let atom): result.atoms.append(atom)
      case .separating(let parts): certain += parts.reversed()
      case .or, .conditional:
        if let fact = part.condition(terms) {
          result.facts.append(fact)
        } else if let optional = Self.optional(part, terms) {
          result.atoms += optional
        } else {
          pending.append(part)
        }
      }
    }
    for part in pending {
      guard let first = choose() else { return }
      switch part {
      case .or(let a, let b): add(first ? a : b, terms)
      case .conditional(let condition, let a, let b):
        result.facts.append(first ? condition : terms.not(condition))
        add(first ? a : b, terms)
      case .emp, .pure, .cell, .atom, .separating: break
      }
      if isShort { return }
    }
  }

  /// Named predicates on a condition: each is there if the condition holds.
  private static func optional(_ part: Formula, _ terms: Terms) -> [Atom]? {
    guard case .conditional(let condition, let a, let b) = part, let then = a.namedPredicates,
      let otherwise = b.namedPredicates
    else { return nil }
    func on(_ condition: TermNumber) -> (Atom) -> Atom? {
      { atom in
        if terms.isFalse(condition) { return nil }
        var atom = atom
        atom.condition = terms.isTrue(condition) ? nil : condition
        return atom
      }
    }
    return then.compactMap(on(condition)) + otherwise.compactMap(on(terms.not(condition)))
  }
}
