// A sequent `left ⊢ ∃ existentials. right`, and what it becomes by the steps that need no choice.

struct Sequent {
  var state: HeapState
  var existentials: Set<Int32> = []
  var goals: [SpatialAtom] = []
  var pure: [PureLiteral] = []
  /// Cells matched since the beginning: the heap has become smaller by as many.
  var removedCells = 0
  var applications = 0
  var proofNode: Int32 = -1

  init(_ state: HeapState) { self.state = state }

  /// Instantiates an existential.
  mutating func substitute(_ variable: Int32, _ value: Int32) {
    existentials.remove(variable)
    let name: (Int32) -> Int32 = { $0 == variable ? value : $0 }
    goals = goals.map { $0.renamed(name) }
    pure = pure.map { $0.renamed(name) }
  }

  /// Adds what is needed for two values to be one, of which the second is of the right.
  /// - Returns: false where they cannot be.
  mutating func unify(_ left: Int32, _ right: Int32) -> Bool {
    if left == right { return true }
    if existentials.contains(right) {
      substitute(right, left)
      return true
    }
    if state.isLocation(left) {
      if state.locations.areEqual(left, right) { return true }
      if state.areDistinct(left, right) { return false }
      pure.append(.equal(left, right))
    } else {
      pure.append(.linear(.equal(left, right)))
    }
    return true
  }

  /// Takes what is forced: equations that determine existentials, cells of the right at cells of the left.
  /// - Returns: false where the right cannot hold any more by these steps.
  mutating func simplify() -> Bool {
    while true {
      var changed = false
      guard simplifyPure(&changed) else { return false }
      for index in goals.indices {
        guard case .cell(let root, let fields) = goals[index], !existentials.contains(root) else { continue }
        if let cell = state.cell(at: root) {
          let values = state.cells[cell].fields
          goals.remove(at: index)
          let address = state.cells.remove(at: cell).root
          state.used.append(address)
          removedCells += 1
          guard values.count == fields.count else { return false }
          guard unify(values, fields) else { return false }
          changed = true
          break
        }
        let known = state.locations.find(root)
        if state.isNull(root) || state.used.contains(where: { state.locations.find($0) == known }) { return false }
      }
      if !changed { return true }
    }
  }

  /// As for one pair, with what the earlier pairs determine put into the later ones.
  mutating func unify(_ left: [Int32], _ right: [Int32]) -> Bool {
    var right = right
    for position in left.indices {
      let wanted = right[position]
      let isOpen = existentials.contains(wanted)
      guard unify(left[position], wanted) else { return false }
      if isOpen { for later in right.indices where right[later] == wanted { right[later] = left[position] } }
    }
    return true
  }

  private mutating func simplifyPure(_ changed: inout Bool) -> Bool {
    var index = 0
    while index < pure.count {
      switch pure[index] {
      case .equal(let a, let b):
        if a == b || (!existentials.contains(a) && !existentials.contains(b) && state.locations.areEqual(a, b)) {
          pure.remove(at: index)
          continue
        }
        if existentials.contains(a) || existentials.contains(b) {
          pure.remove(at: index)
          if existentials.contains(a) { substitute(a, b) } else { substitute(b, a) }
          changed = true
          index = 0
          continue
        }
        if state.areDistinct(a, b) { return false }
      case .distinct(let a, let b):
        if existentials.contains(a) || existentials.contains(b) { break }
        if state.areDistinct(a, b) {
          pure.remove(at: index)
          continue
        }
        if state.locations.areEqual(a, b) { return false }
      case .linear(let fact):
        if fact.sum.parts.isEmpty {
          if fact.holds({ _ in nil }) != true { return false }
          pure.remove(at: index)
          continue
        }
        let open = fact.sum.parts.filter { existentials.contains($0.variable) }
        guard fact.relation == .equal, open.count == 1, open[0].coefficient.magnitude == 1 else { break }
        // The existential is a sum of known values: a variable of the left that equals it.
        let coefficient = open[0].coefficient
        guard let rest = fact.sum.adding(LinearSum(open[0].variable), times: -coefficient),
          let value = LinearSum(constant: 0).adding(rest, times: -coefficient)
        else { break }
        pure.remove(at: index)
        if value.constant == 0, value.parts.count == 1, value.parts[0].coefficient == 1 {
          substitute(open[0].variable, value.parts[0].variable)
        } else {
          let variable = state.newVariable(.integer)
          guard let definition = LinearSum(variable).adding(value, times: -1) else { return false }
          state.facts.append(LinearConstraint(definition, .equal))
          substitute(open[0].variable, variable)
        }
        changed = true
        index = 0
        continue
      }
      index += 1
    }
    return true
  }

  /// Whether the pure part of the right follows, all its atoms being matched. Existentials that are left are bounded
  /// integers: each is set to a bound of its own, or they fail.
  mutating func pureHolds() -> Bool {
    var changed = false
    guard simplifyPure(&changed) else { return false }
    for _ in 0..<8 {
      guard let (variable, fact) = firstOpen() else { break }
      guard let fact, let rest = fact.sum.adding(LinearSum(variable), times: -fact.sum.coefficient(of: variable)),
        let value = LinearSum(constant: 0).adding(rest, times: -fact.sum.coefficient(of: variable))
      else { return false }
      let witness = state.newVariable(.integer)
      guard let definition = LinearSum(witness).adding(value, times: -1) else { return false }
      state.facts.append(LinearConstraint(definition, .equal))
      substitute(variable, witness)
    }
    return pure.allSatisfy { literal in
      if case .linear(let fact) = literal, fact.sum.parts.contains(where: { existentials.contains($0.variable) }) {
        return false
      }
      switch literal {
      case .distinct(let a, let b) where existentials.contains(a) || existentials.contains(b):
        // There are infinitely many locations.
        return a != b
      case .equal(let a, let b) where existentials.contains(a) || existentials.contains(b): return false
      default: return state.entails(literal)
      }
    }
  }

  /// An existential integer, and a bound of it with a unit coefficient and no other existential.
  private func firstOpen() -> (Int32, LinearConstraint?)? {
    for case .linear(let fact) in pure {
      for part in fact.sum.parts where existentials.contains(part.variable) {
        if fact.relation == .lessOrEqual, part.coefficient.magnitude == 1,
          fact.sum.parts.allSatisfy({ $0.variable == part.variable || !existentials.contains($0.variable) })
        {
          return (part.variable, fact)
        }
      }
    }
    return nil
  }

  /// Whether a ground part of the right is false whatever the rest of the left says of integers.
  func isHopeless() -> Bool {
    var facts: [LinearConstraint] = []
    for case .linear(let fact) in pure where !fact.sum.parts.contains(where: { existentials.contains($0.variable) }) {
      facts.append(fact)
    }
    if facts.isEmpty { return false }
    if case .unsat = IntegerSystem.check(state.facts + facts) { return true }
    return false
  }
}
