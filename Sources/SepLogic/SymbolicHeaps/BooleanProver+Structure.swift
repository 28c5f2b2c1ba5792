// Entailment part by part: A₁ * … * Aₙ ⊢ B under facts of the stack.
//
// Sound rule by rule: pure conjuncts of the left hold of the stack, whatever part of the heap they stand at; each disjunct
// of the left has to be proved, one of the right suffices; of separated parts each of the right is proved from some of
// the left, all being used once. Nothing is concluded from a failure.

extension BooleanProver {
  /// Whether some negated assertion follows from the positive ones.
  mutating func provesStructurally() -> Bool {
    var facts = PureFacts(context)
    var positive: [FormulaID] = []
    var negated: [FormulaID] = []
    for assertion in assertions {
      switch formula[assertion] {
      case .not(let inner) where !isPure[Int(inner)]: negated.append(inner)
      case _ where isPure[Int(assertion)]: assume(assertion, &facts)
      default: positive.append(assertion)
      }
    }
    if facts.isContradictory { return true }
    for left in positive {
      for right in negated where entails([left], right, facts, depth: 0) { return true }
    }
    return false
  }

  /// Adds what a pure formula says, where it is a conjunction of literals; the rest is left out.
  private func assume(_ id: FormulaID, _ facts: inout PureFacts) {
    switch formula[id] {
    case .equal(let a, let b): facts.assume(.equal(a, b))
    case .linear(let fact): facts.assume(.linear(fact))
    case .truth(let value): if !value { facts.assume(.linear(LinearConstraint(LinearSum(constant: 1), .equal))) }
    case .and(let parts): for part in parts { assume(part, &facts) }
    case .not(let inner):
      switch formula[inner] {
      case .equal(let a, let b): facts.assume(.distinct(a, b))
      case .linear(let fact): if let negated = fact.negated { facts.assume(.linear(negated)) }
      case .or(let parts): for part in parts where isLiteral(part) { assumeNegated(part, &facts) }
      default: break
      }
    default: break
    }
  }

  private func isLiteral(_ id: FormulaID) -> Bool {
    switch formula[id] {
    case .equal, .linear: true
    default: false
    }
  }

  private func assumeNegated(_ id: FormulaID, _ facts: inout PureFacts) {
    switch formula[id] {
    case .equal(let a, let b): facts.assume(.distinct(a, b))
    case .linear(let fact): if let negated = fact.negated { facts.assume(.linear(negated)) }
    default: break
    }
  }

  /// The value of a pure formula where the facts decide it.
  func truth(_ id: FormulaID, _ facts: PureFacts) -> Bool? {
    switch formula[id] {
    case .truth(let value): return value
    case .equal(let a, let b): return facts.truth(.equal(a, b))
    case .linear(let fact): return facts.truth(.linear(fact))
    case .not(let inner): return truth(inner, facts).map { !$0 }
    case .and(let parts):
      var result: Bool? = true
      for part in parts {
        switch truth(part, facts) {
        case false?: return false
        case nil: result = nil
        case true?: continue
        }
      }
      return result
    case .or(let parts):
      var result: Bool? = false
      for part in parts {
        switch truth(part, facts) {
        case true?: return true
        case nil: result = nil
        case false?: continue
        }
      }
      return result
    default: return nil
    }
  }

  /// Whether a formula surely is false, by its pure parts; those far below are not looked at, for the cost.
  private func isRefuted(_ id: FormulaID, _ facts: PureFacts, depth: Int = 3) -> Bool {
    if isPure[Int(id)] { return truth(id, facts) == false }
    if depth == 0 { return false }
    switch formula[id] {
    case .and(let parts), .separate(let parts): return parts.contains { isRefuted($0, facts, depth: depth - 1) }
    case .or(let parts): return parts.allSatisfy { isRefuted($0, facts, depth: depth - 1) }
    default: return false
    }
  }

  /// Takes the left apart into separated parts; false where it contradicts itself.
  private func normalise(_ given: [FormulaID], _ facts: inout PureFacts) -> [FormulaID]? {
    var parts: [FormulaID] = []
    var roots: [Int32] = []
    var pending = Array(given.reversed())
    while let next = pending.popLast() {
      switch formula[next] {
      case .emp: continue
      case .truth(false): return nil
      case .separate(let inner): pending += inner.reversed()
      case .and(let inner):
        let spatial = inner.filter { !isPure[Int($0)] }
        for part in inner where isPure[Int(part)] {
          if truth(part, facts) == false { return nil }
          assume(part, &facts)
        }
        if facts.hasClash { return nil }
        if spatial.count == 1 { pending.append(spatial[0]) } else { parts.append(next) }
      case .or(let inner):
        let open = inner.filter { !isRefuted($0, facts) }
        if open.isEmpty { return nil }
        if open.count == 1 && parts.isEmpty && pending.isEmpty {
          pending.append(open[0])
        } else {
          // A part stays one, so that it can be compared with one of the right; what it says of the stack is known.
          if open.count == 1 { assumePure(of: open[0], &facts, depth: 0) }
          parts.append(next)
        }
      case .cell(let root, _):
        if let null = context.null(for: root) { facts.assume(.distinct(root, null)) }
        for other in roots where context.variables[Int(other)].sort == context.variables[Int(root)].sort {
          facts.assume(.distinct(root, other))
        }
        if facts.hasClash { return nil }
        roots.append(root)
        parts.append(next)
      default: parts.append(next)
      }
    }
    return parts
  }

  /// What a formula with memory says of the stack.
  private func assumePure(of id: FormulaID, _ facts: inout PureFacts, depth: Int) {
    guard depth < 200 else { return }
    if isPure[Int(id)] { return assume(id, &facts) }
    switch formula[id] {
    case .and(let parts), .separate(let parts): for part in parts { assumePure(of: part, &facts, depth: depth + 1) }
    case .cell(let root, _): if let null = context.null(for: root) { facts.assume(.distinct(root, null)) }
    case .or(let parts):
      let open = parts.filter { !isRefuted($0, facts) }
      if open.count == 1 { assumePure(of: open[0], &facts, depth: depth + 1) }
    default: break
    }
  }

  private mutating func entails(
    _ given: [FormulaID], _ right: FormulaID, _ known: PureFacts, depth: Int
  ) -> Bool {
    stepsLeft -= 1
    if stepsLeft <= 0 || depth > 300 || deadline.isOver { return false }
    var facts = known
    guard let left = normalise(given, &facts) else { return true }
    if !facts.linear.isEmpty, facts.isContradictory { return true }
    if left.count == 1 {
      if left[0] == right { return true }
      // What failed once is not tried again, although more may be known of the stack now: that only loses proofs.
      let pair = UInt64(UInt32(bitPattern: left[0])) << 32 | UInt64(UInt32(bitPattern: right))
      if failed.contains(pair) { return false }
      let result = splitsOrHolds(left, right, facts, depth)
      if !result { failed.insert(pair) }
      return result
    }
    return splitsOrHolds(left, right, facts, depth)
  }

  private mutating func splitsOrHolds(
    _ left: [FormulaID], _ right: FormulaID, _ facts: PureFacts, _ depth: Int
  ) -> Bool {
    // To take a disjunction of the left apart loses nothing; where there are other parts it comes last, for its cost.
    let index = left.firstIndex { if case .or = formula[$0] { true } else { false } }
    if left.count > 1 || index == nil, holds(left, right, facts, depth) { return true }
    guard let index, case .or(let cases) = formula[left[index]] else { return false }
    for part in cases {
      var next = left
      next[index] = part
      guard entails(next, right, facts, depth: depth + 1) else { return false }
    }
    return true
  }

  /// The rules for the right.
  private mutating func holds(
    _ left: [FormulaID], _ right: FormulaID, _ facts: PureFacts, _ depth: Int
  ) -> Bool {
    if isPure[Int(right)] { return truth(right, facts) == true }
    switch formula[right] {
    case .emp: return left.isEmpty
    case .and(let parts):
      // What is pure decides soonest.
      for part in parts where isPure[Int(part)] && truth(part, facts) != true { return false }
      for part in parts where !isPure[Int(part)] {
        guard entails(left, part, facts, depth: depth + 1) else { return false }
      }
      return true
    case .or(let parts):
      for part in parts where !isRefuted(part, facts) {
        if holds(left, part, facts, depth + 1) { return true }
      }
      return false
    case .cell(let root, let fields):
      guard left.count == 1, case .cell(let address, let values) = formula[left[0]] else { return false }
      return same([address] + values, [root] + fields, facts)
    case .separate(let parts): return separates(left, parts, facts, depth)
    default: return false
    }
  }

  private func same(_ a: [Int32], _ b: [Int32], _ facts: PureFacts) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { x, y in
      x == y
        || (context.isLocation(x) ? facts.locations.areEqual(x, y) : facts.truth(.linear(.equal(x, y))) == true)
    }
  }

  private mutating func separates(
    _ given: [FormulaID], _ parts: [FormulaID], _ facts: PureFacts, _ depth: Int
  ) -> Bool {
    var left = given
    var wanted: [FormulaID] = []
    var pending = Array(parts.reversed())
    while let next = pending.popLast() {
      switch formula[next] {
      case .emp: continue
      case .separate(let inner): pending += inner.reversed()
      case .and(let inner) where inner.count(where: { !isPure[Int($0)] }) == 1:
        for part in inner {
          if !isPure[Int(part)] { pending.append(part) } else if truth(part, facts) != true { return false }
        }
      case .cell(let root, let fields):
        // An address has one cell, so there is no other for this.
        let found = left.firstIndex { part in
          guard case .cell(let address, _) = formula[part] else { return false }
          return facts.locations.areEqual(address, root)
        }
        if let found, case .cell(let address, let values) = formula[left[found]] {
          guard same([address] + values, [root] + fields, facts) else { return false }
          left.remove(at: found)
        } else {
          wanted.append(next)
        }
      default: wanted.append(next)
      }
    }
    return assign(left, wanted[...], facts, depth)
  }

  /// Each wanted part from one of the left, or from none.
  private mutating func assign(
    _ left: [FormulaID], _ wanted: ArraySlice<FormulaID>, _ facts: PureFacts, _ depth: Int
  ) -> Bool {
    guard let first = wanted.first else { return left.isEmpty }
    let rest = wanted.dropFirst()
    if rest.isEmpty { return entails(left, first, facts, depth: depth + 1) }
    for index in left.indices {
      guard entails([left[index]], first, facts, depth: depth + 1) else { continue }
      var others = left
      others.remove(at: index)
      if assign(others, rest, facts, depth) { return true }
    }
    return entails([], first, facts, depth: depth + 1) && assign(left, rest, facts, depth)
  }
}
