// Facts made simpler by what they say themselves, to a fixpoint.
//
// Every step keeps the models: an equation that is solved for a symbol (`x = t`, t without x) holds exactly where x has
// the value of t, so x is replaced and forgotten, and its range becomes a fact about t. A fact that is kept may rewrite
// the others, since they only matter where it holds: a literal is true there, and the two sides of an equation are
// equal. With hash-consed terms this is congruence closure: what was equal becomes the same term, functions of
// arguments that have got a shape are replaced by their bodies, and equations of sequences lose their common ends.
// Rewriting might go in circles, so that rounds are bounded; where they end, what is left is still equivalent.

struct Simplification {
  private let arena: TermArena
  /// What is left: conjuncts without repetition.
  private(set) var facts: [TermID]
  /// What symbols were replaced by, in this order.
  private(set) var solved: [(symbol: TermID, value: TermID)] = []
  private(set) var isContradictory = false
  /// Of two equations for a symbol, the later one in the list is solved: a sequence that is divided at several places
  /// takes the form that was found last.
  private let prefersLater: Bool

  private static let roundLimit = 32
  /// Terms of more parts are not put in the place of others.
  private static let depthLimit = 60

  init(_ facts: [TermID], prefersLater: Bool = false, in arena: TermArena) {
    self.arena = arena
    self.prefersLater = prefersLater
    self.facts = facts
    run()
  }

  private mutating func run() {
    for _ in 0..<Self.roundLimit {
      flatten()
      if isContradictory { return }
      if solveOne() { continue }
      if !rewrite() { return }
    }
    flatten()
  }

  /// Conjunctions become their parts.
  private mutating func flatten() {
    var seen: Set<TermID> = []
    var result: [TermID] = []
    var pending = Array(facts.reversed())
    while let fact = pending.popLast() {
      if fact == arena.true || !seen.insert(fact).inserted { continue }
      if case .and(let operands) = arena[fact] {
        pending += operands.reversed()
      } else {
        result.append(fact)
      }
    }
    facts = result
    isContradictory =
      seen.contains(arena.false)
      || result.contains { fact in
        if case .not(let inner) = arena[fact] { seen.contains(inner) } else { false }
      }
  }

  // MARK: - Solving

  /// Replaces a symbol by what an equation says of it.
  private mutating func solveOne() -> Bool {
    for position in facts.indices {
      let index = prefersLater ? facts.count - 1 - position : position
      guard let (symbol, value) = solution(of: facts[index]) else { continue }
      facts.remove(at: index)
      facts = facts.map { arena.substitute([symbol: value], in: $0) }
      facts.append(arena.rangeFact(of: symbol, for: value))
      solved.append((symbol, value))
      return true
    }
    return false
  }

  private func solution(of fact: TermID) -> (symbol: TermID, value: TermID)? {
    guard let (left, right) = arena.asEquality(fact) else { return truthSolution(of: fact) }
    if arena.sort(of: left) == .seq {
      for symbol in [left, right] where arena.symbolInfo(symbol) != nil {
        if let value = arena.solve(fact, for: symbol) { return (symbol, value) }
      }
      return nil
    }
    if case .length(let sequence) = arena[left], right == arena.zero, arena.symbolInfo(sequence) != nil {
      return (sequence, arena.emptySequence)
    }
    var best: (symbol: TermID, value: TermID)?
    for part in (arena.linearForm(of: left).parts + arena.linearForm(of: right).parts).reversed()
    where arena.symbolInfo(part.atom) != nil {
      guard let value = arena.solve(fact, for: part.atom), arena.depth(of: value) <= Self.depthLimit else { continue }
      // The symbol may be in a form of a sequence in the value that is found later; a rule is as good.
      if prefersLater, arena.hasApplication(value) { continue }
      if arena.rangeFact(of: part.atom, for: value) == arena.true { return (part.atom, value) }
      if best == nil { best = (part.atom, value) }
    }
    return best
  }

  private func truthSolution(of fact: TermID) -> (symbol: TermID, value: TermID)? {
    switch arena[fact] {
    case .symbol: return (fact, arena.true)
    case .not(let inner): return arena.symbolInfo(inner) != nil ? (inner, arena.false) : nil
    case .iff(let a, let b):
      for (symbol, value) in [(a, b), (b, a)] where arena.symbolInfo(symbol) != nil {
        if !arena.freeSymbols(of: value).contains(symbol) { return (symbol, value) }
      }
      return nil
    default: return nil
    }
  }

  // MARK: - Rewriting

  /// Rewrites facts by others; whether one changed.
  private mutating func rewrite() -> Bool {
    var changed = false
    for (index, fact) in facts.enumerated() {
      var rules: [TermID: TermID] = [:]
      if let (term, value) = equation(fact) { rules[term] = value }
      let (atom, value) = literal(fact)
      if isWorthReplacing(atom) { rules[atom] = value }
      guard !rules.isEmpty else { continue }
      for other in facts.indices where other != index {
        let result = arena.substitute(rules, in: facts[other])
        if result != facts[other] {
          facts[other] = result
          changed = true
        }
      }
      if changed { return true }
    }
    return changed
  }

  private func literal(_ fact: TermID) -> (atom: TermID, value: TermID) {
    if case .not(let inner) = arena[fact] { (inner, arena.false) } else { (fact, arena.true) }
  }

  private func isWorthReplacing(_ atom: TermID) -> Bool {
    switch arena[atom] {
    case .lessOrEqual, .equal, .equalSequences, .contains, .application, .and, .iff: true
    default: false
    }
  }

  /// A term that is no symbol, and what a fact says that it equals.
  private func equation(_ fact: TermID) -> (term: TermID, value: TermID)? {
    guard let (left, right) = arena.asEquality(fact) else { return nil }
    if case .length(let sequence) = arena[left], right == arena.zero { return (sequence, arena.emptySequence) }
    if arena.sort(of: left) == .seq {
      for (term, value) in [(right, left), (left, right)] where isOpaque(term) && !occurs(term, in: value) {
        return (term, value)
      }
      return nil
    }
    let difference = arena.linearForm(of: arena.subtract(left, right))
    guard difference.parts.count <= 2,
      let part = difference.parts.last(where: { $0.coefficient.magnitude == 1 && isOpaque($0.atom) })
    else { return nil }
    let rest = arena.subtract(arena.term(of: difference), arena.scale(part.atom, by: part.coefficient))
    let value = arena.scale(rest, by: -part.coefficient)
    return occurs(part.atom, in: value) ? nil : (part.atom, value)
  }

  /// Whether the term's structure tells nothing that an equation for it does not.
  private func isOpaque(_ term: TermID) -> Bool {
    switch arena[term] {
    case .application, .element, .length, .slice, .product, .quotient, .remainder, .bitAnd: true
    default: false
    }
  }

  private func occurs(_ term: TermID, in root: TermID) -> Bool {
    arena.reachable(from: CollectionOfOne(root)).contains(term)
  }
}
