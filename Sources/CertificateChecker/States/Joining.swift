// S(m, d, s; o) * T(d, t, s; p) ⊢ T(m, t, s; o ⊕ p)
//
// The certificate says which segments can be joined so; here it is shown of the definitions, by induction on how often S was
// unfolded. S is replaced by its body. Where that has an S inside, the rule is used of it, which was unfolded less often; what
// comes out, or T itself where there is none inside, and the cells of the body have to be T(m, t, s; o ⊕ p). If T has an end, it
// must not be in S: it is 0, or there is a cell there beside, which stays.

import CertificateFormat

extension TaskCheck {
  /// Whether the rule holds of the definitions.
  func isJoin(_ rule: TaskDerivation.Join) throws -> Bool {
    let key = "\(rule)"
    if let known = joins[key] { return known }
    // While it is shown it cannot be used.
    joins[key] = false
    let result = try isWellFormed(rule) && proves(rule)
    joins[key] = result
    return result
  }

  func combined(_ combination: TaskDerivation.Join.Combination, _ a: TermNumber, _ b: TermNumber) -> TermNumber {
    switch combination {
    case .concatenation: terms.concatenate([a, b])
    case .sum: terms.add(a, b)
    case .second: b
    }
  }

  private func isWellFormed(_ rule: TaskDerivation.Join) -> Bool {
    let predicates = lowering.program.predicates
    guard predicates.indices.contains(rule.segment), predicates.indices.contains(rule.target),
      predicates[rule.segment].body != nil, predicates[rule.target].body != nil
    else { return false }
    let (left, right) = (predicates[rule.segment].parameters, predicates[rule.target].parameters)
    func agree(_ target: Int, _ segments: Int...) -> Bool {
      right.indices.contains(target)
        && segments.allSatisfy { left.indices.contains($0) && left[$0].sort == right[target].sort }
    }
    return rule.moved.allSatisfy { agree($0.target, $0.start, $0.end) }
      && rule.shared.allSatisfy { $0.count == 2 && agree($0[0], $0[1]) }
      && rule.combined.allSatisfy { output in
        guard agree(output.target, output.segment) else { return false }
        return switch output.combination {
        case .concatenation: right[output.target].sort == .seq
        case .sum: right[output.target].sort == .int
        case .second: true
        }
      }
      && rule.end.map { right.indices.contains($0) && right[$0].sort == .int } ?? true
      // Each position is given once.
      && Set(rule.moved.map(\.target) + rule.shared.map { $0[0] } + rule.combined.map(\.target)).count
        == rule.moved.count + rule.shared.count + rule.combined.count
  }

  private func proves(_ rule: TaskDerivation.Join) throws -> Bool {
    guard rule.end != nil else { return try proves(rule, endsAtCell: nil) }
    guard rule.allowsZero || rule.allowsCell else { return false }
    if rule.allowsZero, try !proves(rule, endsAtCell: false) { return false }
    return try !rule.allowsCell || proves(rule, endsAtCell: true)
  }

  /// - Parameter endsAtCell: whether there is a cell at the end of T, or its end is 0; nil if T may end anywhere.
  private func proves(_ rule: TaskDerivation.Join, endsAtCell: Bool?) throws -> Bool {
    let predicates = lowering.program.predicates
    let first = predicates[rule.segment].parameters.map { terms.newSymbol(Sort($0.sort)) }
    var second = predicates[rule.target].parameters.map { terms.newSymbol(Sort($0.sort)) }
    for move in rule.moved { second[move.target] = first[move.end] }
    for pair in rule.shared { second[pair[0]] = first[pair[1]] }
    var start = State(node: -1)
    start.symbols = Set(terms.symbols(in: first + second))
    switch endsAtCell {
    case true?: start.cells = [State.Cell(address: second[rule.end ?? 0], value: terms.newSymbol(.int))]
    case false?: start.facts = [terms.equal(second[rule.end ?? 0], terms.int(0))]
    case nil: break
    }
    let other = lowering.predicate(rule.target, second)
    var bindings = Bindings()
    let body = try lowering.body(of: rule.segment, first, &bindings)
    for (cells, atoms, facts) in try everyWay(through: body) {
      var state = start
      state.assume(facts, terms)
      state.cells += cells
      if try holds(terms.bool(false), in: state) { continue }
      var available = atoms
      var rest = other
      if let inner = try available.firstIndex(where: { atom in
        guard atom.index == rule.segment, !atom.isFact, atom.condition == nil else { return false }
        let pairs = rule.moved.map { ($0.end, $0.end) } + rule.shared.map { ($0[1], $0[1]) }
        return try pairs.allSatisfy { try areEqual(atom.arguments[$0.0], first[$0.1], in: state) }
      }) {
        let segment = available.remove(at: inner)
        for move in rule.moved { rest.arguments[move.target] = segment.arguments[move.start] }
        for output in rule.combined {
          rest.arguments[output.target] = combined(
            output.combination, segment.arguments[output.segment], second[output.target])
        }
      }
      available.append(rest)
      var goal = second
      for move in rule.moved { goal[move.target] = first[move.start] }
      for output in rule.combined {
        goal[output.target] = combined(output.combination, first[output.segment], second[output.target])
      }
      state.atoms = available
      var fit = Fit(check: self, state: state, cells: cells, atoms: available, open: [])
      guard try fit.solve([.atom(lowering.predicate(rule.target, goal))]), fit.atoms.isEmpty else { return false }
    }
    return true
  }
}
