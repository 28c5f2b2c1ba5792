// Satisfiability of heap formulas with boolean structure, for those without inductive predicates: `unsat` by proof or by
// going through all cases, `sat` with a model that was evaluated.
//
// First (`BooleanProver+Structure`) an entailment from the positive assertions to a negated one is proved part by part, in
// time that goes with the formula. If that fails the positive assertions are put into disjunctive form: each disjunct says
// which cells there are, and the rest is evaluated on that symbolic heap (`BooleanProver+Cases`), with case distinctions
// on equalities where they matter. What has no such form is unknown.

/// Decides the conjunction of some assertions.
package struct BooleanProver {
  /// Whether the assertions can hold together.
  package enum Answer: Sendable {
    case unsat
    case sat(HeapModel)
    case unknown(String)
  }

  let context: HeapContext
  let formula: HeapFormula
  let assertions: [FormulaID]
  let deadline: Deadline
  let backup: (any ArithmeticOracle)?
  var stepsLeft = 3_000_000
  /// Pairs of a part of the left and a right that were not proved.
  var failed: Set<UInt64> = []
  /// By node: whether it says nothing about the heap.
  let isPure: [Bool]

  package init(
    _ context: HeapContext, _ formula: HeapFormula, _ assertions: [FormulaID], deadline: Deadline,
    backup: (any ArithmeticOracle)? = nil
  ) {
    self.context = context
    self.formula = formula
    self.deadline = deadline
    self.backup = backup
    var flat: [FormulaID] = []
    var pending = Array(assertions.reversed())
    while let next = pending.popLast() {
      if case .and(let parts) = formula[next] { pending += parts.reversed() } else { flat.append(next) }
    }
    self.assertions = flat
    var isPure: [Bool] = []
    isPure.reserveCapacity(formula.nodes.count)
    for node in formula.nodes {
      switch node {
      case .truth, .equal, .linear: isPure.append(true)
      case .emp, .cell, .instance, .separate, .wand: isPure.append(false)
      case .not(let inner): isPure.append(isPure[Int(inner)])
      case .and(let parts), .or(let parts): isPure.append(parts.allSatisfy { isPure[Int($0)] })
      case .exists(_, let body): isPure.append(isPure[Int(body)])
      }
    }
    self.isPure = isPure
  }

  /// The answer.
  package mutating func solve() -> Answer {
    if provesStructurally() { return .unsat }
    return solveByCases()
  }
}

/// What is known of the stack.
struct PureFacts {
  var locations: LocationClasses
  var linear: [LinearConstraint] = []
  /// Disequalities of late: the matrix of all is large, and a copy of it dear.
  private var recent: [(Int32, Int32)] = []

  init(_ context: HeapContext) {
    locations = LocationClasses(count: context.variables.count)
  }

  mutating func assume(_ literal: PureLiteral) {
    switch literal {
    // What is known already would only cost a copy.
    case .equal(let a, let b): if !locations.areEqual(a, b) { locations.equate(a, b) }
    case .distinct(let a, let b):
      if areDistinct(a, b) { return }
      recent.append((a, b))
      if recent.count > 48 {
        for (x, y) in recent { locations.separate(x, y) }
        recent = []
      }
    case .linear(let fact): if !linear.contains(fact) { linear.append(fact) }
    }
  }

  func areDistinct(_ a: Int32, _ b: Int32) -> Bool {
    if locations.areDistinct(a, b) { return true }
    if recent.isEmpty { return false }
    let (x, y) = (locations.find(a), locations.find(b))
    return recent.contains { left, right in
      let (p, q) = (locations.find(left), locations.find(right))
      return (p == x && q == y) || (p == y && q == x)
    }
  }

  /// Whether a location differs from itself.
  var hasClash: Bool {
    locations.isContradictory || recent.contains { locations.areEqual($0, $1) }
  }

  /// Whether a literal holds, or does not; nil where both may be.
  func truth(_ literal: PureLiteral) -> Bool? {
    switch literal {
    case .equal(let a, let b):
      if locations.areEqual(a, b) { return true }
      return areDistinct(a, b) ? false : nil
    case .distinct(let a, let b):
      if locations.areEqual(a, b) { return false }
      return areDistinct(a, b) ? true : nil
    case .linear(let fact):
      if fact.sum.parts.isEmpty { return fact.holds { _ in nil } }
      if IntegerSystem.entails(linear, fact) == true { return true }
      if case .unsat = IntegerSystem.check(linear + [fact]) { return false }
      return nil
    }
  }

  var isContradictory: Bool {
    if hasClash { return true }
    if linear.isEmpty { return false }
    if case .unsat = IntegerSystem.check(linear) { return true }
    return false
  }
}
