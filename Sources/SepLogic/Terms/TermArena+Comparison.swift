// Comparisons of integers. `a <= b` becomes `Σ cᵢ·xᵢ <= k` with coprime coefficients, the first positive (else the
// negation of such a one), so that a comparison and its complement are a term and its `not`. An equality at a
// bound of the left-hand side is the comparison that it amounts to there: a word is 0 iff it is at most 0.

extension TermArena {
  package func less(_ a: TermID, _ b: TermID) -> TermID { not(lessOrEqual(b, a)) }

  package func greater(_ a: TermID, _ b: TermID) -> TermID { less(b, a) }

  package func greaterOrEqual(_ a: TermID, _ b: TermID) -> TermID { lessOrEqual(b, a) }

  package func notEqual(_ a: TermID, _ b: TermID) -> TermID { not(equal(a, b)) }

  package func lessOrEqual(_ a: TermID, _ b: TermID) -> TermID {
    if a == b { return `true` }
    guard let difference = combine(linearForm(of: a), 1, linearForm(of: b), -1),
      let divisor = greatestCommonDivisor(difference.parts.lazy.map(\.coefficient)),
      let negated = negated(difference.constant)
    else { return intern(.lessOrEqual(a, b)) }
    if divisor == 0 { return bool(difference.constant <= 0) }
    guard let (bound, _) = euclideanDivision(negated, divisor) else { return intern(.lessOrEqual(a, b)) }
    let parts = difference.parts.map { LinearPart(atom: $0.atom, coefficient: $0.coefficient / divisor) }
    guard parts[0].coefficient < 0 else { return atMost(LinearForm(constant: 0, parts: parts), bound) }
    guard let flipped = combine(LinearForm(constant: 0, parts: parts), -1, LinearForm(constant: 0, parts: []), 0)
    else { return intern(.lessOrEqual(a, b)) }
    return not(atMost(flipped, ~bound))  // −bound − 1
  }

  /// Equality of two integers, two truth values or two sequences.
  package func equal(_ a: TermID, _ b: TermID) -> TermID {
    if a == b { return `true` }
    switch sort(of: a) {
    case .bool: return iff(a, b)
    case .seq: return equalSequences(a, b)
    case .int: break
    }
    guard let difference = combine(linearForm(of: a), 1, linearForm(of: b), -1),
      let divisor = greatestCommonDivisor(difference.parts.lazy.map(\.coefficient)),
      let negated = negated(difference.constant)
    else { return intern(.equal(min(a, b), max(a, b))) }
    if divisor == 0 { return bool(difference.constant == 0) }
    if negated % divisor != 0 { return `false` }
    let sign: Int128 = difference.parts[0].coefficient < 0 ? -1 : 1
    let value = (negated / divisor).multipliedReportingOverflow(by: sign)
    var parts: [LinearPart] = []
    for part in difference.parts {
      let coefficient = (part.coefficient / divisor).multipliedReportingOverflow(by: sign)
      if coefficient.overflow { return intern(.equal(min(a, b), max(a, b))) }
      parts.append(LinearPart(atom: part.atom, coefficient: coefficient.partialValue))
    }
    if value.overflow { return intern(.equal(min(a, b), max(a, b))) }
    return equals(LinearForm(constant: 0, parts: parts), value.partialValue)
  }

  private func atMost(_ form: LinearForm, _ bound: Int128) -> TermID {
    let bounds = interval(of: form)
    if let upper = bounds.upper, upper <= bound { return `true` }
    if let lower = bounds.lower, lower > bound { return `false` }
    if let pushed = pushed(form, { self.lessOrEqual($0, self.int(bound)) }) { return pushed }
    return intern(.lessOrEqual(term(of: form), int(bound)))
  }

  private func equals(_ form: LinearForm, _ value: Int128) -> TermID {
    let bounds = interval(of: form)
    if let upper = bounds.upper, upper < value { return `false` }
    if let lower = bounds.lower, lower > value { return `false` }
    if bounds.lower == value { return atMost(form, value) }
    if bounds.upper == value, value != .min { return not(atMost(form, value - 1)) }
    if let pushed = pushed(form, { self.equal($0, self.int(value)) }) { return pushed }
    return intern(.equal(term(of: form), int(value)))
  }

  /// A comparison of a conditional as a conditional of comparisons, where that decides at least one side. The budget
  /// bounds the work, and the depth of the recursion, on towers of conditionals.
  private func pushed(_ form: LinearForm, _ compare: (TermID) -> TermID) -> TermID? {
    guard form.parts.count == 1, case .conditional(let condition, let a, let b) = self[form.parts[0].atom],
      pushBudget > 0
    else { return nil }
    let outermost = pushBudget == Self.pushLimit
    pushBudget -= 1
    defer { if outermost { pushBudget = Self.pushLimit } }
    let coefficient = form.parts[0].coefficient
    let left = compare(scale(a, by: coefficient))
    let right = compare(scale(b, by: coefficient))
    guard isBooleanConstant(left) || isBooleanConstant(right) else { return nil }
    return ite(condition, left, right)
  }

  private func isBooleanConstant(_ id: TermID) -> Bool { id == `true` || id == `false` }

  private func negated(_ value: Int128) -> Int128? { value == .min ? nil : -value }
}
