// Euclidean division and wrapping. The rewrites, for a constant m > 0:
//   (Σ cᵢ·xᵢ + k) % m = (Σ c′ᵢ·xᵢ + k′) % m   with c′ᵢ ≡ cᵢ, k′ ≡ k (mod m), nearest to zero
//   c·(x % m) inside a sum modulo d is c·x where d divides c·m, so additions that wrap are flattened: (x + 4) % m + 4 is
//   x + 8 modulo m
//   (g·s + k) % (g·n) = g·((s + ⌊k / g⌋) % n) + k % g and (g·s + k) / (g·n) = (s + ⌊k / g⌋) / n for a common divisor g
//   of the coefficients
//   (m·t + s) / m = t + s / m;  (x / a) / b = x / (a·b) for a, b > 0;  x / −m = −(x / m);  x % −m = x % m

extension TermArena {
  /// `a / b`, Euclidean; `a / 0` is 0.
  package func divide(_ a: TermID, _ b: TermID) -> TermID {
    guard let divisor = constant(b) else { return a == zero ? zero : intern(.quotient(a, b)) }
    if divisor == 0 { return zero }
    if divisor == 1 { return a }
    if divisor < 0 {
      guard divisor != .min else { return intern(.quotient(a, b)) }
      return negate(divide(a, int(-divisor)))
    }
    if let value = constant(a) {
      guard let (quotient, _) = euclideanDivision(value, divisor) else { return intern(.quotient(a, b)) }
      return int(quotient)
    }
    let bounds = interval(of: a).divided(by: divisor)
    if let lower = bounds.lower, lower == bounds.upper { return int(lower) }
    if case .quotient(let inner, let by) = self[a], let first = constant(by), first > 0 {
      let product = first.multipliedReportingOverflow(by: divisor)
      if !product.overflow { return divide(inner, int(product.partialValue)) }
    }
    let form = linearForm(of: a)
    if let (_, quotient) = shared(form, divisor) { return divide(quotient.term, int(quotient.divisor)) }
    return divideForm(form, by: divisor) ?? intern(.quotient(a, b))
  }

  /// Takes the multiples of the divisor out of a sum; nil when there are none.
  private func divideForm(_ form: LinearForm, by divisor: Int128) -> TermID? {
    guard let (whole, constant) = euclideanDivision(form.constant, divisor) else { return nil }
    var outside = LinearForm(constant: whole, parts: [])
    var inside = LinearForm(constant: constant, parts: [])
    for part in form.parts {
      if part.coefficient % divisor == 0 {
        outside.parts.append(LinearPart(atom: part.atom, coefficient: part.coefficient / divisor))
      } else {
        inside.parts.append(part)
      }
    }
    if outside.parts.isEmpty && whole == 0 { return nil }
    return add(term(of: outside), divide(term(of: inside), int(divisor)))
  }

  /// `a % b`, Euclidean; `a % 0` is `a`.
  package func remainder(_ a: TermID, _ b: TermID) -> TermID {
    guard let divisor = constant(b) else { return a == zero ? zero : intern(.remainder(a, b)) }
    if divisor == 0 { return a }
    if divisor < 0 {
      guard divisor != .min else { return intern(.remainder(a, b)) }
      return remainder(a, int(-divisor))
    }
    if let folded = remainderByInterval(a, divisor) { return folded }
    guard let form = reduced(linearForm(of: a), modulo: divisor) else { return intern(.remainder(a, b)) }
    if let (rest, quotient) = shared(form, divisor) {
      let inner = remainder(quotient.term, int(quotient.divisor))
      return add(scale(inner, by: divisor / quotient.divisor), int(rest))
    }
    let reduced = term(of: form)
    return remainderByInterval(reduced, divisor) ?? intern(.remainder(reduced, b))
  }

  /// With g the greatest common divisor of the coefficients and the divisor g·n: `k % g`, and `s + ⌊k / g⌋` and n. Nil
  /// for g = 1.
  private func shared(
    _ form: LinearForm, _ divisor: Int128
  ) -> (rest: Int128, quotient: (term: TermID, divisor: Int128))? {
    guard !form.parts.isEmpty,
      let common = greatestCommonDivisor(form.parts.map(\.coefficient) + [divisor]), common > 1,
      let (constant, rest) = euclideanDivision(form.constant, common)
    else { return nil }
    let parts = form.parts.map { LinearPart(atom: $0.atom, coefficient: $0.coefficient / common) }
    let sum = parts.reduce(int(constant)) { add($0, scale($1.atom, by: $1.coefficient)) }
    return (rest, (sum, divisor / common))
  }

  /// The word that a term wraps to: `t % 2^width`.
  package func wrap(_ t: TermID) -> TermID { remainder(t, int(modulus)) }

  /// Where all values have the same quotient, the remainder is a difference.
  private func remainderByInterval(_ a: TermID, _ divisor: Int128) -> TermID? {
    let bounds = interval(of: a)
    guard let lower = bounds.lower, let upper = bounds.upper, let low = euclideanDivision(lower, divisor),
      let high = euclideanDivision(upper, divisor), low.quotient == high.quotient
    else { return nil }
    let offset = low.quotient.multipliedReportingOverflow(by: divisor)
    return offset.overflow ? nil : subtract(a, int(offset.partialValue))
  }

  /// A form that is congruent modulo the divisor, with inner remainders opened and coefficients nearest to zero.
  private func reduced(_ form: LinearForm, modulo divisor: Int128) -> LinearForm? {
    guard let constant = nearest(form.constant, modulo: divisor) else { return nil }
    var result = LinearForm(constant: constant, parts: [])
    for part in form.parts {
      guard let coefficient = nearest(part.coefficient, modulo: divisor) else { return nil }
      if coefficient == 0 { continue }
      var inner = LinearForm(constant: 0, parts: [LinearPart(atom: part.atom, coefficient: 1)])
      if case .remainder(let dividend, let by) = self[part.atom], let modulus = self.constant(by), modulus > 0,
        case let product = modulus.multipliedReportingOverflow(by: coefficient), !product.overflow,
        product.partialValue % divisor == 0
      {
        inner = linearForm(of: dividend)
      }
      guard let sum = combine(result, 1, inner, coefficient) else { return nil }
      result = sum
    }
    var normal = LinearForm(constant: 0, parts: [])
    guard let constant = nearest(result.constant, modulo: divisor) else { return nil }
    normal.constant = constant
    for part in result.parts {
      guard let coefficient = nearest(part.coefficient, modulo: divisor) else { return nil }
      if coefficient != 0 { normal.parts.append(LinearPart(atom: part.atom, coefficient: coefficient)) }
    }
    return normal
  }

  /// The number congruent to `value` in `(−m/2, m/2]`.
  private func nearest(_ value: Int128, modulo divisor: Int128) -> Int128? {
    guard let (_, remainder) = euclideanDivision(value, divisor) else { return nil }
    return remainder > divisor / 2 ? remainder - divisor : remainder
  }
}
