// Facts made simpler by what they say themselves, to a fixpoint.
//
// Every step keeps the models: an equation that is solved for a symbol (`x = t`, t without x) holds exactly where x has
// the value of t, so x is replaced and forgotten, and its range becomes a fact about t. A fact that is kept may rewrite
// the others, since they only matter where it holds: a literal is true there, and the two sides of an equation are
// equal. With hash-consed terms this is congruence closure: what was equal becomes the same term, functions of
// arguments that have got a shape are replaced by their bodies, and equations of sequences lose their common ends.
// Rewriting might go in circles, so that rounds are bounded; where they end, what is left is still equivalent.
//
// What a fact says, and what rewriting by it makes of another fact, depends on these two alone. It is remembered, since the
// questions along a path have most of their facts in common.

struct Simplification {
  private let arena: TermArena
  private let memory: SimplificationMemory
  private var known: [Known]
  /// What symbols were replaced by, in this order.
  private(set) var solved: [(symbol: TermID, value: TermID)] = []
  private(set) var isContradictory = false
  private struct Known {
    let fact: TermID
    let meaning: FactMeaning
  }

  private static let roundLimit = 32

  init(_ facts: [TermID], _ memory: SimplificationMemory) {
    arena = memory.arena
    self.memory = memory
    known = facts.map { Known(fact: $0, meaning: memory.meaning(of: $0)) }
    run()
  }

  /// What is left: conjuncts without repetition.
  var facts: [TermID] { known.map(\.fact) }

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
    var parts: [(fact: TermID, meaning: FactMeaning?)] = []
    parts.reserveCapacity(known.count)
    // Nothing that goes through terms happens until the marks have been read.
    arena.startMarking()
    var isFalse = false
    var pending: [TermID] = []
    for one in known {
      pending.append(one.fact)
      while let fact = pending.popLast() {
        if fact == arena.true || !arena.mark(fact) { continue }
        if fact == arena.false { isFalse = true }
        if case .and(let operands) = arena[fact] {
          pending += operands.reversed()
        } else {
          parts.append((fact, fact == one.fact ? one.meaning : nil))
        }
      }
    }
    isContradictory =
      isFalse
      || parts.contains { part in
        if case .not(let inner) = arena[part.fact] { arena.isMarked(inner) } else { false }
      }
    known = parts.map { Known(fact: $0.fact, meaning: $0.meaning ?? memory.meaning(of: $0.fact)) }
  }

  /// Replaces a symbol by what an equation says of it.
  private mutating func solveOne() -> Bool {
    let candidate =
      memory.prefersLater
      ? known.lastIndex { $0.meaning.solution != nil } : known.firstIndex { $0.meaning.solution != nil }
    guard let index = candidate,
      let (symbol, value) = known[index].meaning.solution
    else { return false }
    let rule = known.remove(at: index).meaning
    for index in known.indices { _ = replace(index, by: rule, isSolving: true) }
    let range = arena.rangeFact(of: symbol, for: value)
    known.append(Known(fact: range, meaning: memory.meaning(of: range)))
    solved.append((symbol, value))
    return true
  }

  /// Rewrites facts by others; whether one changed.
  private mutating func rewrite() -> Bool {
    for index in known.indices {
      let rule = known[index].meaning
      guard memory.hasRules(rule) else { continue }
      var changed = false
      for other in known.indices where other != index {
        if replace(other, by: rule, isSolving: false) { changed = true }
      }
      if changed { return true }
    }
    return false
  }

  /// Whether the fact changes.
  private mutating func replace(_ index: Int, by rule: FactMeaning, isSolving: Bool) -> Bool {
    let fact = known[index].fact
    let result = memory.rewritten(fact, by: rule, isSolving: isSolving)
    if result == fact { return false }
    known[index] = Known(fact: result, meaning: memory.meaning(of: result))
    return true
  }
}

/// What one fact says, as far as it makes others simpler.
final class FactMeaning {
  let fact: TermID
  /// A symbol, and the value that it must have.
  let solution: (symbol: TermID, value: TermID)?
  /// What may be put in the place of what while the fact is kept; nil before it is asked for.
  fileprivate var rules: [TermID: TermID]?
  fileprivate var signature: UInt64 = 0

  fileprivate init(_ fact: TermID, solution: (symbol: TermID, value: TermID)?) {
    self.fact = fact
    self.solution = solution
  }
}

/// What was found out about the facts of one arena.
final class SimplificationMemory {
  let arena: TermArena
  /// Of two equations for a symbol, the later one in the list is solved: a sequence that is divided at several places
  /// takes the form that was found last.
  let prefersLater: Bool
  private var meanings: [TermID: FactMeaning] = [:]
  private var results: [Rewriting: TermID] = [:]

  private struct Rewriting: Hashable {
    let fact: TermID
    let rule: TermID
    let isSolving: Bool
  }

  /// Terms of more parts are not put in the place of others.
  private static let depthLimit = 60
  /// Results that are remembered at most.
  private static let limit = 1 << 17

  init(_ arena: TermArena, prefersLater: Bool) {
    self.arena = arena
    self.prefersLater = prefersLater
  }

  func meaning(of fact: TermID) -> FactMeaning {
    if let known = meanings[fact] { return known }
    let result = FactMeaning(fact, solution: solution(of: fact))
    meanings[fact] = result
    return result
  }

  /// Whether others can be rewritten by the fact.
  func hasRules(_ meaning: FactMeaning) -> Bool { !rules(of: meaning).isEmpty }

  private func rules(of meaning: FactMeaning) -> [TermID: TermID] {
    if let known = meaning.rules { return known }
    var rules: [TermID: TermID] = [:]
    if let (term, value) = equation(meaning.fact) { rules[term] = value }
    let (atom, value) = literal(meaning.fact)
    if isWorthReplacing(atom) { rules[atom] = value }
    meaning.rules = rules
    meaning.signature = arena.signature(of: rules.keys)
    return rules
  }

  /// The fact with the rule's symbol replaced, or rewritten by the rule.
  func rewritten(_ fact: TermID, by rule: FactMeaning, isSolving: Bool) -> TermID {
    let replacements: [TermID: TermID]
    if isSolving {
      guard let (symbol, value) = rule.solution,
        arena.mayContain(arena.signature(of: CollectionOfOne(symbol)), in: fact)
      else { return fact }
      replacements = [symbol: value]
    } else {
      replacements = rules(of: rule)
      guard arena.mayContain(rule.signature, in: fact) else { return fact }
    }
    let key = Rewriting(fact: fact, rule: rule.fact, isSolving: isSolving)
    if let known = results[key] { return known }
    let result = arena.substitute(replacements, in: fact)
    if results.count >= Self.limit { results = [:] }
    results[key] = result
    return result
  }

  // MARK: - Solving

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
