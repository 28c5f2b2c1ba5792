// The left of a sequent in general: cells, instances of any predicates, what is known of locations and integers.

/// What is known of a predicate before any proof.
struct PredicateSummary: Sendable {
  /// Hold of the parameters of every instance; proved by induction over the cases (`PredicateSummary.all`).
  var facts: [LinearConstraint] = []
  /// The parameter at which each case that has cells has its first one; nil where they do not agree.
  var root: Int?
  /// Every case has a cell at `root`.
  var alwaysHasCell = false
}

/// What all states of a problem share.
final class HeapEnvironment {
  let context: HeapContext
  let summaries: [PredicateSummary]
  let backup: (any ArithmeticOracle)?
  let nulls: [Int32]

  init(_ context: HeapContext, backup: (any ArithmeticOracle)?) {
    self.context = context
    self.backup = backup
    summaries = PredicateSummary.all(context)
    nulls = context.signature.sorts.map(\.null)
  }

  /// The same predicates with more variables.
  init(_ context: HeapContext, like other: HeapEnvironment) {
    self.context = context
    backup = other.backup
    summaries = other.summaries
    nulls = other.nulls
  }
}

struct HeapInstance: Sendable {
  var predicate: Int32
  var arguments: [Int32]
  /// How many unfoldings it comes from.
  var depth: Int32 = 0
}

struct HeapCell: Sendable {
  var root: Int32
  var fields: [Int32]
}

/// A conjunction of pure facts, cells and instances. Integers are variables as locations are, without classes.
struct HeapState {
  let environment: HeapEnvironment
  var sorts: [ValueSort]
  var locations: LocationClasses
  var facts: [LinearConstraint]
  var cells: [HeapCell] = []
  var instances: [HeapInstance] = []
  /// Addresses of cells that were matched with the right and are not in `cells` any more.
  var used: [Int32] = []
  /// Addresses of all cells, of those matched, and of instances that have a cell; valid after `saturate`.
  private(set) var allocated: [Int32: Int] = [:]

  init(_ environment: HeapEnvironment, _ heap: SymbolicHeap) {
    self.environment = environment
    sorts = environment.context.variables.map(\.sort)
    locations = LocationClasses(count: sorts.count)
    facts = []
    for literal in heap.pure { assume(literal) }
    for atom in heap.spatial { add(atom, depth: 0) }
  }

  func isLocation(_ variable: Int32) -> Bool { sorts[Int(variable)].isLocation }

  mutating func newVariable(_ sort: ValueSort) -> Int32 {
    sorts.append(sort)
    return locations.add()
  }

  mutating func assume(_ literal: PureLiteral) {
    switch literal {
    case .equal(let a, let b): locations.equate(a, b)
    case .distinct(let a, let b): locations.separate(a, b)
    case .linear(let fact): facts.append(fact)
    }
  }

  mutating func add(_ atom: SpatialAtom, depth: Int32) {
    switch atom {
    case .cell(let root, let fields): cells.append(HeapCell(root: root, fields: fields))
    case .instance(let predicate, let arguments):
      instances.append(HeapInstance(predicate: predicate, arguments: arguments, depth: depth))
      let parameters = environment.context.predicates[Int(predicate)].parameters
      for fact in environment.summaries[Int(predicate)].facts {
        let named = fact.renamed { variable in parameters.firstIndex(of: variable).map { arguments[$0] } ?? variable }
        if !facts.contains(named) { facts.append(named) }
      }
    }
  }

  func isNull(_ node: Int32) -> Bool { environment.nulls.contains { locations.areEqual($0, node) } }

  func areDistinct(_ a: Int32, _ b: Int32) -> Bool {
    if locations.areDistinct(a, b) { return true }
    let (x, y) = (locations.find(a), locations.find(b))
    if x == y { return false }
    let (hasX, hasY) = (allocated[x] != nil, allocated[y] != nil)
    return (hasX && (hasY || isNull(y))) || (hasY && isNull(x))
  }

  /// The cell at a location.
  func cell(at node: Int32) -> Int? {
    let known = locations.find(node)
    return cells.firstIndex { locations.find($0.root) == known }
  }

  func root(_ instance: HeapInstance) -> Int32? {
    environment.summaries[Int(instance.predicate)].root.map { instance.arguments[$0] }
  }

  // MARK: - Cases

  /// The body of a case for these arguments, with fresh variables for what it binds.
  mutating func body(_ predicate: Int32, _ index: Int, _ arguments: [Int32]) -> SymbolicHeap {
    let definition = environment.context.predicates[Int(predicate)]
    let body = definition.cases[index]
    var names: [Int32: Int32] = [:]
    for (parameter, argument) in zip(definition.parameters, arguments) { names[parameter] = argument }
    for variable in body.existentials {
      names[variable] = newVariable(environment.context.variables[Int(variable)].sort)
    }
    return body.renamed { names[$0] ?? $0 }
  }

  /// Whether a case of an instance can hold, as far as its arguments tell. False only where it cannot.
  func isFeasible(_ own: Int, case index: Int) -> Bool {
    let (predicate, arguments) = (instances[own].predicate, instances[own].arguments)
    let definition = environment.context.predicates[Int(predicate)]
    let body = definition.cases[index]
    func value(_ variable: Int32) -> Int32? {
      if let position = definition.parameters.firstIndex(of: variable) { return arguments[position] }
      return body.existentials.contains(variable) ? nil : variable
    }
    for atom in body.spatial {
      if case .cell(let root, _) = atom, let address = value(root),
        isNull(address) || allocated[locations.find(address)].map({ $0 != own }) == true
      {
        return false
      }
    }
    var linear: [LinearConstraint] = []
    for literal in body.pure {
      switch literal {
      case .equal(let a, let b): if let x = value(a), let y = value(b), areDistinct(x, y) { return false }
      case .distinct(let a, let b): if let x = value(a), let y = value(b), locations.areEqual(x, y) { return false }
      case .linear(let fact):
        if fact.sum.parts.allSatisfy({ value($0.variable) != nil }) {
          linear.append(fact.renamed { value($0) ?? $0 })
        }
      }
    }
    if linear.isEmpty { return true }
    if case .unsat = IntegerSystem.check(facts + linear) { return false }
    return true
  }

  /// Replaces an instance by one of its cases.
  mutating func unfold(_ index: Int, case number: Int) {
    let instance = instances.remove(at: index)
    let body = body(instance.predicate, number, instance.arguments)
    for literal in body.pure { assume(literal) }
    for atom in body.spatial { add(atom, depth: instance.depth + 1) }
  }

  // MARK: - Saturation

  /// Draws conclusions until nothing is new; each is a consequence of the state.
  /// - Returns: false where the state contradicts itself.
  mutating func saturate() -> Bool {
    while true {
      if locations.isContradictory { return false }
      allocated = [:]
      for root in cells.map(\.root) + used {
        let known = locations.find(root)
        if isNull(known) || allocated[known] != nil { return false }
        allocated[known] = -1
      }
      for (index, instance) in instances.enumerated()
      where environment.summaries[Int(instance.predicate)].alwaysHasCell {
        guard let root = root(instance) else { continue }
        let known = locations.find(root)
        if isNull(known) || allocated[known] != nil { return false }
        allocated[known] = index
      }
      var changed = false
      for (index, instance) in instances.enumerated() {
        if allocated[root(instance).map(locations.find) ?? -1] == index { continue }
        let cases = environment.context.predicates[Int(instance.predicate)].cases
        let feasible = cases.indices.filter { isFeasible(index, case: $0) }
        if feasible.isEmpty { return false }
        if feasible.count == 1, cases[feasible[0]].spatial.isEmpty {
          unfold(index, case: feasible[0])
          changed = true
          break
        }
        if feasible.allSatisfy({ !cases[$0].spatial.isEmpty }), let root = root(instance) {
          // Another instance at the same address is empty then, or there is a contradiction.
          allocated[locations.find(root)] = index
          changed = separateFromNull(root) || changed
        }
      }
      if changed { continue }
      if !facts.isEmpty, case .unsat = IntegerSystem.check(facts, backup: nil) { return false }
      return !locations.isContradictory
    }
  }

  private mutating func separateFromNull(_ node: Int32) -> Bool {
    guard case .location(let sort) = sorts[Int(node)] else { return false }
    return locations.separate(node, environment.nulls[Int(sort)])
  }

  /// Whether facts entail a literal. True only if they do.
  func entails(_ literal: PureLiteral) -> Bool {
    switch literal {
    case .equal(let a, let b): return locations.areEqual(a, b)
    case .distinct(let a, let b): return areDistinct(a, b)
    case .linear(let fact):
      if facts.contains(fact) { return true }
      return IntegerSystem.entails(facts, fact, backup: environment.backup) == true
    }
  }
}

extension PredicateSummary {
  /// The summaries of all predicates.
  ///
  /// Candidates are bounds and differences of parameters; those are dropped that some case does not preserve, until none
  /// is: what is left holds of all instances, by induction on how often they are unfolded.
  static func all(_ context: HeapContext) -> [PredicateSummary] {
    var summaries = context.predicates.map { definition in
      var summary = PredicateSummary()
      var roots: Set<Int> = []
      var hasOther = false
      for body in definition.cases where !body.spatial.isEmpty {
        let root = body.spatial.lazy.compactMap { atom -> Int? in
          if case .cell(let root, _) = atom { definition.parameters.firstIndex(of: root) } else { nil }
        }.first
        if let root { roots.insert(root) } else { hasOther = true }
      }
      summary.root = roots.count == 1 && !hasOther ? roots.first : nil
      summary.alwaysHasCell = summary.root != nil && definition.cases.allSatisfy { !$0.spatial.isEmpty }
      summary.facts = candidates(definition, context)
      return summary
    }
    var changed = summaries.contains { !$0.facts.isEmpty }
    while changed {
      changed = false
      for (index, definition) in context.predicates.enumerated() where !summaries[index].facts.isEmpty {
        for body in definition.cases {
          var facts: [LinearConstraint] = []
          for case .linear(let fact) in body.pure { facts.append(fact) }
          for case .instance(let callee, let arguments) in body.spatial {
            let parameters = context.predicates[Int(callee)].parameters
            facts += summaries[Int(callee)].facts.map { fact in
              fact.renamed { variable in parameters.firstIndex(of: variable).map { arguments[$0] } ?? variable }
            }
          }
          let kept = summaries[index].facts.filter { IntegerSystem.entails(facts, $0) == true }
          if kept.count < summaries[index].facts.count {
            summaries[index].facts = kept
            changed = true
          }
        }
      }
    }
    for index in summaries.indices { summaries[index].facts = strongest(summaries[index].facts) }
    return summaries
  }

  private static func candidates(_ definition: InductivePredicate, _ context: HeapContext) -> [LinearConstraint] {
    let integers = definition.parameters.filter { !context.isLocation($0) }
    guard !integers.isEmpty else { return [] }
    var constants: Set<Int64> = [-1, 0, 1]
    for body in definition.cases {
      for case .linear(let fact) in body.pure where constants.count < 12 {
        let constant = fact.sum.constant
        if constant.magnitude < 1 << 40 { constants.formUnion([constant, -constant, constant + 1, -constant + 1]) }
      }
    }
    var sums: [LinearSum] = []
    for a in integers {
      sums.append(LinearSum(a))
      sums.append(LinearSum(parts: [.init(variable: a, coefficient: -1)], constant: 0))
      for b in integers where a != b { sums.append(LinearConstraint.difference(a, b)) }
    }
    return sums.flatMap { sum in
      constants.sorted().compactMap { constant in
        sum.adding(LinearSum(constant: constant), times: 1).map { LinearConstraint($0, .lessOrEqual) }
      }
    }
  }

  /// Of facts that differ in their constants the strongest.
  private static func strongest(_ facts: [LinearConstraint]) -> [LinearConstraint] {
    facts.filter { fact in
      !facts.contains { $0.sum.parts == fact.sum.parts && $0.sum.constant > fact.sum.constant }
    }
  }
}
