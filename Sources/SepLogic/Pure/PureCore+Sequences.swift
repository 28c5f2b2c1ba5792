// What sequences and functions add to bounds.
//
// Consequences (each holds wherever the facts do, for some values of the new symbols in it):
//   0 <= i < |s|   gives  s = p ++ [e] ++ t  with |p| = i         (p is left out for i = 0)
//   0 <= i <= |s|  gives  s = p ++ t  with |p| = i, for a slice that starts or ends at i
//   v in s         gives  s = p ++ [v] ++ t
//   |s| = k        gives  s = [e, …]  for small k
//   0 <= i <= j <= |s|  gives  |s[i..j]| = j - i, for s that is written out
//   s ++ … = t ++ … and |s| <= |t|  give  t = s ++ d
//   … [v] … = t    gives  v in t, where it is known of some sequence that v is not in it
//   s <= x and x <= s                give  x = s, and a term with one value left equals it
//   a condition that bounds decide   gives  what is chosen by it
//   a guard of a function that is known  gives  f(a) = the case that it guards
// The equation replaces s everywhere, by which functions, elements and slices of it get a shape.
//
// Questions are asked where a case distinction leads to one of these.

/// What the bounds of some facts imply.
struct Implications {
  let arena: TermArena
  let system: DifferenceBounds

  func holds(_ claim: TermID) -> Bool {
    if claim == arena.true { return true }
    if claim == arena.false { return false }
    if system.truth(of: claim, depth: 4) == true { return true }
    var opposite = system
    opposite.assume(arena.not(claim))
    return opposite.propagate(rounds: 2)
  }

  func status(_ claim: TermID) -> Bool? {
    if holds(claim) { return true }
    return holds(arena.not(claim)) ? false : nil
  }
}

extension PureCore {
  private static let levelLimit = 4
  private static let questionLevelLimit = 2
  private static let lengthLimit: Int128 = 4
  /// Positions in a sequence that is written out are told apart one by one up to this one.
  private static let positionLimit: Int128 = 16

  // MARK: - Consequences

  /// Facts that follow, none of them known; empty where nothing is found.
  func consequences(
    of facts: [TermID], _ system: DifferenceBounds, done: inout Set<TermID>
  ) -> [TermID] {
    let known = Set(facts)
    let view = Implications(arena: arena, system: system)
    let terms = arena.reachable(from: facts)
    let simple = equalities(facts, view, done: &done) + decidedConditions(terms, known, system, done: &done)
    if !simple.isEmpty || !facts.contains(where: arena.hasSequences) { return simple }
    let uses = self.uses(of: terms)
    let denied = self.denied(facts)
    var split: Set<TermID> = []
    var result: [TermID] = []
    func add(_ news: [TermID]?) { result += (news ?? []).filter { $0 != arena.true && !known.contains($0) } }
    for id in terms where !done.contains(id) {
      switch arena[id] {
      case .length(let whole):
        guard let upper = system.bounds(of: id).upper, upper <= Self.lengthLimit else { continue }
        if upper == 0 {
          add([arena.equal(id, arena.zero)])
        } else if system.bounds(of: id).lower == upper, canSplit(whole), split.insert(whole).inserted {
          done.insert(id)
          let elements = (0..<Int(upper)).map { part(of: whole, at: id, 8 + $0, .int) }
          add([arena.equal(whole, arena.sequence(elements))])
        }
      case .application(let index, let arguments):
        for argument in arguments where arena.sort(of: argument) == .seq {
          guard let whole = arena.parts(of: argument).first, canSplit(whole), !split.contains(whole),
            view.holds(arena.lessOrEqual(arena.one, arena.length(whole)))
          else { continue }
          split.insert(whole)
          add(elementSplit(whole, at: arena.zero))
        }
        if let (value, guards) = decidedCase(FunctionSymbol(index: index), arguments, view) {
          done.insert(id)
          add(guards + [arena.equal(id, value)])
        }
      case .element(let whole, let position):
        if view.holds(arena.less(position, arena.zero))
          || view.holds(arena.lessOrEqual(arena.length(whole), position))
        {
          done.insert(id)
          add([arena.equal(id, arena.zero)])
        } else if uses[whole, default: 0] > 1, canSplit(whole), !split.contains(whole),
          view.holds(arena.lessOrEqual(arena.zero, position)),
          view.holds(arena.less(position, arena.length(whole)))
        {
          split.insert(whole)
          add(elementSplit(whole, at: position))
        }
      case .slice(let whole, from: let from, to: let to):
        add(sliceConsequences(id, whole, from, to, view, &split, &done))
      case .contains(let whole, let value):
        guard known.contains(id), canSplit(whole), split.insert(whole).inserted else { continue }
        done.insert(id)
        let (before, after) = (part(of: whole, at: id, 0, .seq), part(of: whole, at: id, 1, .seq))
        add([arena.equal(whole, arena.concatenate([before, arena.unit(value), after]))])
      case .equalSequences(let a, let b):
        guard known.contains(id) else { continue }
        add(memberships(a, b, denied, done: &done))
        add(equationConsequences(a, b, view, &split))
      default: continue
      }
    }
    return result
  }

  /// Conditions of what is chosen that bounds decide.
  private func decidedConditions(
    _ terms: [TermID], _ known: Set<TermID>, _ system: DifferenceBounds, done: inout Set<TermID>
  ) -> [TermID] {
    terms.compactMap { id in
      guard case .conditional(let condition, _, _) = arena[id], !done.contains(id),
        let holds = system.truth(of: condition, depth: 4)
      else { return nil }
      done.insert(id)
      let literal = holds ? condition : arena.not(condition)
      return literal == arena.true || known.contains(literal) ? nil : literal
    }
  }

  /// Terms that have one value left, and comparisons that hold in both directions.
  private func equalities(_ facts: [TermID], _ view: Implications, done: inout Set<TermID>) -> [TermID] {
    var result: [TermID] = []
    for (node, term) in view.system.atoms.enumerated() where node + 1 < view.system.lower.count {
      guard let value = view.system.lower[node + 1], value == view.system.upper[node + 1], isAtom(term) else {
        continue
      }
      let equation = arena.equal(term, arena.int(value))
      if done.insert(equation).inserted { result.append(equation) }
    }
    guard facts.contains(where: arena.hasApplication) else { return result }
    for fact in facts {
      let inner = if case .not(let inner) = arena[fact] { inner } else { fact }
      guard case .lessOrEqual(let a, let b) = arena[inner], let bound = arena.constant(b), bound < .max,
        arena.linearForm(of: a).parts.count == 2
      else { continue }
      let limit = inner == fact ? bound : bound + 1
      let opposite = inner == fact ? arena.lessOrEqual(arena.int(limit), a) : arena.lessOrEqual(a, arena.int(limit))
      if view.holds(opposite), done.insert(fact).inserted { result.append(arena.equal(a, arena.int(limit))) }
    }
    return result
  }

  private func isAtom(_ term: TermID) -> Bool {
    switch arena[term] {
    case .symbol, .application, .element: true
    default: false
    }
  }

  /// The number of terms, other than its length, of which a sequence is an operand.
  private func uses(of terms: [TermID]) -> [TermID: Int] {
    var result: [TermID: Int] = [:]
    for id in terms {
      if case .length = arena[id] { continue }
      arena[id].forEachOperand { if arena.sort(of: $0) == .seq { result[$0, default: 0] += 1 } }
    }
    return result
  }

  private func canSplit(_ whole: TermID) -> Bool {
    switch arena[whole] {
    case .symbol, .application: level(of: whole) < Self.levelLimit
    default: false
    }
  }

  private func level(of term: TermID) -> Int {
    arena.freeSymbols(of: term).reduce(0) { max($0, levels[$1] ?? 0) }
  }

  /// The new symbol for a part of a sequence.
  private func part(of whole: TermID, at position: TermID, _ index: Int, _ sort: TermSort) -> TermID {
    let key = PartKey(whole: whole, position: position, part: index)
    if let known = parts[key] { return known }
    let names = sort == .seq ? "part" : "element"
    let symbol = arena.symbol(names, sort: sort)
    parts[key] = symbol
    levels[symbol] = level(of: whole) + 1
    return symbol
  }

  private func elementSplit(_ whole: TermID, at position: TermID) -> [TermID] {
    let element = arena.unit(part(of: whole, at: position, 2, .int))
    let after = part(of: whole, at: position, 3, .seq)
    if position == arena.zero { return [arena.equal(whole, arena.concatenate(element, after))] }
    let before = part(of: whole, at: position, 4, .seq)
    return [
      arena.equal(whole, arena.concatenate([before, element, after])),
      arena.equal(arena.length(before), position),
    ]
  }

  private func lastSplit(_ whole: TermID) -> [TermID] {
    let before = part(of: whole, at: arena.length(whole), 2, .seq)
    let element = arena.unit(part(of: whole, at: arena.length(whole), 3, .int))
    return [arena.equal(whole, arena.concatenate(before, element))]
  }

  private func cutSplit(_ whole: TermID, at position: TermID) -> [TermID] {
    let before = part(of: whole, at: position, 5, .seq)
    let after = part(of: whole, at: position, 6, .seq)
    return [
      arena.equal(whole, arena.concatenate(before, after)), arena.equal(arena.length(before), position),
    ]
  }

  private func sliceConsequences(
    _ id: TermID, _ whole: TermID, _ from: TermID, _ to: TermID, _ view: Implications, _ split: inout Set<TermID>,
    _ done: inout Set<TermID>
  ) -> [TermID] {
    let length = arena.length(whole)
    if view.holds(arena.lessOrEqual(to, from)) || view.holds(arena.lessOrEqual(length, from)) {
      done.insert(id)
      return [arena.equal(id, arena.emptySequence)]
    }
    if from != arena.zero, view.holds(arena.lessOrEqual(from, arena.zero)) {
      done.insert(id)
      return [arena.equal(id, arena.slice(whole, from: arena.zero, to: to))]
    }
    if to != length, view.holds(arena.lessOrEqual(length, to)) {
      done.insert(id)
      return [arena.equal(id, arena.slice(whole, from: from))]
    }
    if arena.constant(length) != nil, view.holds(arena.lessOrEqual(arena.zero, from)),
      view.holds(arena.lessOrEqual(from, to)), view.holds(arena.lessOrEqual(to, length))
    {
      done.insert(id)
      return [arena.equal(arena.length(id), arena.subtract(to, from))]
    }
    guard canSplit(whole), !split.contains(whole) else { return [] }
    for position in [from, to] where position != arena.zero && position != length {
      guard view.holds(arena.lessOrEqual(arena.zero, position)), view.holds(arena.lessOrEqual(position, length)) else {
        continue
      }
      split.insert(whole)
      if let constant = arena.constant(position), constant == 1 { return elementSplit(whole, at: arena.zero) }
      return cutSplit(whole, at: position)
    }
    return []
  }

  private func equationConsequences(
    _ a: TermID, _ b: TermID, _ view: Implications, _ split: inout Set<TermID>
  ) -> [TermID] {
    for (x, y, isFirst) in ends(a, b) {
      for (left, right) in [(x, y), (y, x)] where canSplit(right) && !split.contains(right) {
        if case .unit = arena[left] {
          guard view.holds(arena.lessOrEqual(arena.one, arena.length(right))) else { continue }
          split.insert(right)
          return isFirst ? elementSplit(right, at: arena.zero) : lastSplit(right)
        }
        guard isFirst, view.holds(arena.lessOrEqual(arena.length(left), arena.length(right))) else { continue }
        split.insert(right)
        return [arena.equal(right, arena.concatenate(left, part(of: right, at: left, 7, .seq)))]
      }
    }
    return []
  }

  /// Values of which it is known that they are not in some sequence.
  private func denied(_ facts: [TermID]) -> Set<TermID> {
    Set(
      facts.compactMap { fact in
        guard case .not(let inner) = arena[fact], case .contains(_, let value) = arena[inner] else { return nil }
        return value
      })
  }

  /// That these values are on both sides where they are written out on one.
  private func memberships(_ a: TermID, _ b: TermID, _ values: Set<TermID>, done: inout Set<TermID>) -> [TermID] {
    if values.isEmpty { return [] }
    var result: [TermID] = []
    for (one, other) in [(a, b), (b, a)] {
      for part in arena.parts(of: one) {
        guard case .unit(let value) = arena[part], values.contains(value) else { continue }
        let membership = arena.contains(other, value)
        // Under its negation, since its own consequences are still to come.
        if done.insert(arena.not(membership)).inserted { result.append(membership) }
      }
    }
    return result
  }

  /// The first parts of both sides, and the last, where one side has several.
  private func ends(_ a: TermID, _ b: TermID) -> [(x: TermID, y: TermID, isFirst: Bool)] {
    let (left, right) = (arena.parts(of: a), arena.parts(of: b))
    guard left.count > 1 || right.count > 1, let x = left.first, let y = right.first, let u = left.last,
      let v = right.last
    else { return [] }
    return [(x, y, true), (u, v, false)]
  }

  /// The case of a function that the known guards choose, and these guards; nil where the first is not known.
  private func decidedCase(
    _ function: FunctionSymbol, _ arguments: [TermID], _ view: Implications
  ) -> (value: TermID, guards: [TermID])? {
    guard level(of: arena.concatenate(arguments.filter { arena.sort(of: $0) == .seq })) < Self.levelLimit,
      var cases = arena.cases(of: function, arguments)
    else { return nil }
    var guards: [TermID] = []
    while let condition = cases.condition, let holds = view.status(condition) {
      let literal = holds ? condition : arena.not(condition)
      if literal != arena.true { guards.append(literal) }
      cases = cases.side(holds)
    }
    // Without guards the arena has replaced it, if it could.
    return guards.isEmpty ? nil : (cases.term, guards)
  }

  // MARK: - Questions

  /// A truth value of which it would help to know whether it holds.
  func question(of facts: [TermID], _ system: DifferenceBounds) -> TermID? {
    let known = Set(facts)
    let view = Implications(arena: arena, system: system)
    func open(_ claim: TermID) -> TermID? {
      claim == arena.true || claim == arena.false || view.status(claim) != nil ? nil : claim
    }
    var later: TermID?
    for id in arena.reachable(from: facts) {
      switch arena[id] {
      case .equalSequences(let a, let b):
        if known.contains(id) {
          if let question = endQuestion(a, b, open) { return question }
        } else if !known.contains(arena.not(id)), later == nil {
          later = open(id)
        }
      case .conditional(let condition, let a, _) where arena.sort(of: a) == .seq:
        if let question = open(condition) { return question }
      case .application(let index, let arguments):
        if arena.sort(of: id) == .bool, later == nil, system.truths[id] == nil { later = id }
        let sequences = arguments.filter { arena.sort(of: $0) == .seq }
        guard level(of: arena.concatenate(sequences)) < Self.questionLevelLimit else { continue }
        if let condition = arena.cases(of: FunctionSymbol(index: index), arguments)?.condition,
          let question = open(condition)
        {
          return question
        }
      case .element(let whole, let position), .slice(let whole, from: let position, to: _):
        if let first = arena.parts(of: whole).first, first != whole {
          if arena.constant(arena.length(whole)) != nil {
            if let question = middle(of: position, system) { return question }
            if case .slice(_, from: _, to: let end) = arena[id], let question = middle(of: end, system) {
              return question
            }
          }
          if let question = open(arena.lessOrEqual(arena.length(first), position)) { return question }
          if let question = open(arena.lessOrEqual(arena.zero, position)) { return question }
        } else if later == nil {
          later = open(arena.lessOrEqual(arena.zero, position)) ?? open(arena.less(position, arena.length(whole)))
        }
      case .contains where later == nil && system.truths[id] == nil: later = id
      default: continue
      }
    }
    return later
  }

  /// Whether a term with few values is in the lower half of them: halved until one is left. It may be known that it is not,
  /// but the bounds do not say so, and are narrower behind it.
  private func middle(of term: TermID, _ system: DifferenceBounds) -> TermID? {
    let bounds = system.bounds(of: term)
    guard let lower = bounds.lower, let upper = bounds.upper, lower < upper, lower >= 0, upper <= Self.positionLimit
    else {
      return nil
    }
    return arena.lessOrEqual(term, arena.int((lower + upper) / 2))
  }

  private func endQuestion(_ a: TermID, _ b: TermID, _ open: (TermID) -> TermID?) -> TermID? {
    for (x, y, isFirst) in ends(a, b) {
      for (left, right) in [(x, y), (y, x)] where canSplit(right) {
        if case .unit = arena[left] {
          if let question = open(arena.equal(arena.length(right), arena.zero)) { return question }
        } else if isFirst, let question = open(arena.lessOrEqual(arena.length(left), arena.length(right))) {
          return question
        }
      }
    }
    return nil
  }
}
