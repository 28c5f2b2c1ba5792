// What may be used in a proof: the conclusion of a node above it, on a smaller heap, or a lemma, on any.

struct Hypothesis {
  /// Location variables are pattern variables but for nil; so are integers.
  var left: [SpatialAtom]
  var facts: [LinearConstraint]
  var distinct: [(Int32, Int32)]
  var existentials: Set<Int32>
  var right: [SpatialAtom]
  var pure: [PureLiteral]
  /// How many cells were removed when this was the conclusion; nil for a lemma.
  var removedCells: Int?
  var proofNode: Int32
  var sorts: [ValueSort]
}

/// What a hypothesis keeps of the facts of its sequent.
enum Generalisation: CaseIterable {
  /// Of values that are known, only their order.
  case dropsConstants
  /// Of values that are known, only their differences.
  case keepsDifferences
  case keepsAll
}

extension Sequent {
  /// The sequent itself, weakened to what a hypothesis says: claims about cells that were matched are gone, and so are
  /// disequalities (or they become premises) and the integer facts that are about other variables than its atoms have.
  ///
  /// What is proved of the result holds of the sequent, and the result may be used as a hypothesis.
  func generalised(_ level: Generalisation) -> (Sequent, Hypothesis) {
    func name(_ variable: Int32) -> Int32 { state.isLocation(variable) ? state.locations.find(variable) : variable }
    var result = self
    result.state.locations = LocationClasses(count: state.sorts.count)
    result.state.used = []
    result.state.cells = state.cells.map { HeapCell(root: name($0.root), fields: $0.fields.map(name)) }
    result.state.instances = state.instances.map {
      HeapInstance(predicate: $0.predicate, arguments: $0.arguments.map(name), depth: $0.depth)
    }
    // Nil keeps its name, whatever its class is called.
    for null in state.environment.nulls { result.state.locations.equate(null, name(null)) }
    result.goals = goals.map { $0.renamed(name) }
    result.pure = pure.map { $0.renamed(name) }
    var left: [SpatialAtom] = result.state.cells.map { .cell($0.root, $0.fields) }
    left += result.state.instances.map { .instance($0.predicate, $0.arguments) }
    var variables: Set<Int32> = []
    for atom in left + result.goals {
      _ = atom.renamed {
        variables.insert($0)
        return $0
      }
    }
    for literal in result.pure {
      _ = literal.renamed {
        variables.insert($0)
        return $0
      }
    }
    variables.subtract(existentials)
    var distinct: [(Int32, Int32)] = []
    if level == .keepsAll {
      let locations = variables.filter { state.isLocation($0) }.sorted()
      for (position, a) in locations.enumerated() {
        for b in locations[(position + 1)...] where state.areDistinct(a, b) {
          distinct.append((a, b))
          result.state.locations.separate(a, b)
        }
      }
    }
    result.state.facts = facts(about: variables, level)
    let nulls = state.environment.nulls
    func pattern(_ variable: Int32) -> Int32 {
      nulls.first { state.locations.areEqual($0, variable) && state.isLocation(variable) } ?? variable
    }
    let hypothesis = Hypothesis(
      left: left.map { $0.renamed(pattern) }, facts: result.state.facts, distinct: distinct, existentials: existentials,
      right: result.goals.map { $0.renamed(pattern) }, pure: result.pure.map { $0.renamed(pattern) },
      removedCells: removedCells, proofNode: proofNode, sorts: state.sorts)
    return (result, hypothesis)
  }

  /// Consequences of the facts about these variables alone.
  private func facts(about variables: Set<Int32>, _ level: Generalisation) -> [LinearConstraint] {
    var facts = state.facts
    // Other variables are replaced where an equation says what they are.
    var changed = true
    while changed {
      changed = false
      for (index, fact) in facts.enumerated() where fact.relation == .equal {
        guard
          let part = fact.sum.parts.first(where: { !variables.contains($0.variable) && $0.coefficient.magnitude == 1 }),
          let rest = fact.sum.adding(LinearSum(part.variable), times: -part.coefficient),
          let value = LinearSum(constant: 0).adding(rest, times: -part.coefficient)
        else { continue }
        facts.remove(at: index)
        facts = facts.compactMap { other in
          let factor = other.sum.coefficient(of: part.variable)
          guard factor != 0 else { return other }
          return other.sum.adding(LinearSum(part.variable), times: -factor)?.adding(value, times: factor)
            .map { LinearConstraint($0, other.relation) }
        }
        changed = true
        break
      }
    }
    facts = facts.filter { fact in
      !fact.sum.parts.isEmpty && fact.sum.parts.allSatisfy { variables.contains($0.variable) }
    }
    if level == .keepsAll { return facts }
    let single = Set(facts.filter { $0.sum.parts.count == 1 }.map { $0.sum.parts[0].variable })
    var result = facts.filter { $0.sum.parts.count > 1 }
    func value(_ variable: Int32) -> Int64? {
      for fact in facts where fact.relation == .equal && fact.sum.parts.count == 1 {
        guard fact.sum.parts[0].variable == variable, fact.sum.parts[0].coefficient.magnitude == 1 else { continue }
        return fact.sum.parts[0].coefficient == 1 ? 0 &- fact.sum.constant : fact.sum.constant
      }
      return nil
    }
    for a in single.sorted() {
      for b in single.sorted() where a != b {
        let order = LinearConstraint(LinearConstraint.difference(a, b), .lessOrEqual)
        guard !result.contains(order) else { continue }
        if level == .keepsDifferences {
          guard a < b, let x = value(a), let y = value(b), x.magnitude < 1 << 62, y.magnitude < 1 << 62,
            let sum = LinearConstraint.difference(a, b).adding(LinearSum(constant: y - x), times: 1)
          else { continue }
          result.append(LinearConstraint(sum, .equal))
        } else if state.entails(.linear(order)) {
          result.append(order)
        }
      }
    }
    return result
  }

  /// The ways in which a hypothesis applies: its left is found in this left and replaced by its right.
  func applying(_ hypothesis: Hypothesis) -> [Sequent] {
    var results: [Sequent] = []
    var cells = Array(state.cells.indices)
    var instances = Array(state.instances.indices)
    match(hypothesis, 0, [:], &cells, &instances, &results)
    return results
  }

  private func match(
    _ hypothesis: Hypothesis, _ position: Int, _ binding: [Int32: Int32], _ cells: inout [Int],
    _ instances: inout [Int], _ results: inout [Sequent]
  ) {
    if results.count >= 6 { return }
    guard position < hypothesis.left.count else {
      if let result = apply(hypothesis, binding, cells, instances) { results.append(result) }
      return
    }
    switch hypothesis.left[position] {
    case .cell(let root, let fields):
      for slot in cells.indices {
        let cell = state.cells[cells[slot]]
        guard let next = bind([root] + fields, [cell.root] + cell.fields, binding, hypothesis) else { continue }
        let removed = cells.remove(at: slot)
        match(hypothesis, position + 1, next, &cells, &instances, &results)
        cells.insert(removed, at: slot)
      }
    case .instance(let predicate, let arguments):
      for slot in instances.indices {
        let instance = state.instances[instances[slot]]
        guard instance.predicate == predicate, let next = bind(arguments, instance.arguments, binding, hypothesis)
        else { continue }
        let removed = instances.remove(at: slot)
        match(hypothesis, position + 1, next, &cells, &instances, &results)
        instances.insert(removed, at: slot)
      }
    }
  }

  private func bind(
    _ pattern: [Int32], _ values: [Int32], _ binding: [Int32: Int32], _ hypothesis: Hypothesis
  ) -> [Int32: Int32]? {
    var binding = binding
    for (variable, value) in zip(pattern, values) {
      if state.environment.nulls.contains(variable) {
        guard state.locations.areEqual(variable, value) else { return nil }
      } else if let known = binding[variable] {
        let agree =
          state.isLocation(value)
          ? state.locations.areEqual(known, value) : known == value || state.entails(.linear(.equal(known, value)))
        if !agree { return nil }
      } else {
        binding[variable] = value
      }
    }
    return binding
  }

  /// The sequent after the use of a hypothesis whose left is found; nil where its premises do not hold.
  ///
  /// A hypothesis from above was claimed for every smaller heap. The heap of this sequent is that of the node above
  /// without the cells removed since, and what the hypothesis matches is a part of it: smaller if cells were removed
  /// since, or if a cell is not matched.
  private func apply(
    _ hypothesis: Hypothesis, _ binding: [Int32: Int32], _ cells: [Int], _ instances: [Int]
  ) -> Sequent? {
    if let before = hypothesis.removedCells, removedCells == before, cells.isEmpty { return nil }
    var binding = binding
    var next = self
    next.applications += 1
    next.state.cells = cells.map { state.cells[$0] }
    next.state.instances = instances.map { state.instances[$0] }
    // Variables of the right alone are universal too: they are taken from what is wanted, where that is of one kind.
    for atom in hypothesis.right {
      guard case .instance(let predicate, let arguments) = atom else { continue }
      for case .instance(predicate, let wanted) in goals {
        let isSame = zip(arguments, wanted).allSatisfy { pattern, value in
          guard state.isLocation(value), !existentials.contains(value) else { return true }
          if let known = binding[pattern] { return state.locations.areEqual(known, value) }
          return state.environment.nulls.contains(pattern)
            ? state.locations.areEqual(pattern, value) : true
        }
        guard isSame else { continue }
        for (pattern, value) in zip(arguments, wanted)
        where binding[pattern] == nil && !hypothesis.existentials.contains(pattern) && !existentials.contains(value)
          && !state.environment.nulls.contains(pattern)
        {
          binding[pattern] = value
        }
        break
      }
    }
    // Others are what an equation of the premises makes them.
    var changed = true
    while changed {
      changed = false
      for fact in hypothesis.facts where fact.relation == .equal {
        let open = fact.sum.parts.filter { binding[$0.variable] == nil }
        guard open.count == 1, open[0].coefficient.magnitude == 1 else { continue }
        let variable = next.state.newVariable(.integer)
        binding[open[0].variable] = variable
        next.state.facts.append(fact.renamed { binding[$0] ?? $0 })
        changed = true
      }
    }
    for fact in hypothesis.facts {
      for part in fact.sum.parts where binding[part.variable] == nil {
        // Any value will do, so far; the premise says whether it does.
        binding[part.variable] = next.state.newVariable(.integer)
      }
      guard next.state.entails(.linear(fact.renamed { binding[$0] ?? $0 })) else { return nil }
    }
    for (a, b) in hypothesis.distinct {
      guard let x = binding[a], let y = binding[b], state.areDistinct(x, y) else { return nil }
    }
    func value(_ variable: Int32, _ next: inout Sequent) -> Int32 {
      if state.environment.nulls.contains(variable) { return variable }
      if let known = binding[variable] { return known }
      let fresh = next.state.newVariable(hypothesis.sorts[Int(variable)])
      binding[variable] = fresh
      return fresh
    }
    for literal in hypothesis.pure {
      let named = literal.renamed { value($0, &next) }
      next.state.assume(named)
    }
    for atom in hypothesis.right {
      let named = atom.renamed { value($0, &next) }
      next.state.add(named, depth: 1)
    }
    return next
  }
}
