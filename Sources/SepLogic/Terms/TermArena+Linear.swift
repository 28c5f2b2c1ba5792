// Sums and products. Linear arithmetic is kept in one canonical form, so that equal linear terms are equal ids.

extension TermArena {
  /// The term as a linear form over its atoms.
  package func linearForm(of id: TermID) -> LinearForm {
    switch self[id] {
    case .integer(let value): LinearForm(constant: value, parts: [])
    case .sum(let form): form
    default: LinearForm(constant: 0, parts: [LinearPart(atom: id, coefficient: 1)])
    }
  }

  package func add(_ a: TermID, _ b: TermID) -> TermID {
    if let form = combine(linearForm(of: a), 1, linearForm(of: b), 1) { return term(of: form) }
    return intern(.addition(min(a, b), max(a, b)))
  }

  /// The sum of all; zero for none.
  package func add(_ terms: [TermID]) -> TermID { terms.reduce(zero, add) }

  package func subtract(_ a: TermID, _ b: TermID) -> TermID {
    if a == b { return zero }
    if let form = combine(linearForm(of: a), 1, linearForm(of: b), -1) { return term(of: form) }
    return add(a, negate(b))
  }

  package func negate(_ a: TermID) -> TermID { scale(a, by: -1) }

  package func multiply(_ a: TermID, _ b: TermID) -> TermID {
    if let factor = constant(a) { return scale(b, by: factor) }
    if let factor = constant(b) { return scale(a, by: factor) }
    return intern(.product(min(a, b), max(a, b)))
  }

  func scale(_ a: TermID, by factor: Int128) -> TermID {
    if factor == 0 { return zero }
    if factor == 1 { return a }
    let empty = LinearForm(constant: 0, parts: [])
    if let form = combine(linearForm(of: a), factor, empty, 0) { return term(of: form) }
    let b = int(factor)
    return intern(.product(min(a, b), max(a, b)))
  }

  /// The term of a linear form whose parts are ascending and not zero.
  func term(of form: LinearForm) -> TermID {
    if form.parts.isEmpty { return int(form.constant) }
    if form.constant == 0, form.parts.count == 1, form.parts[0].coefficient == 1 { return form.parts[0].atom }
    return intern(.sum(form))
  }

  /// `factorA · a + factorB · b`, or nil where a number does not fit or the form grows beyond the limit.
  func combine(_ a: LinearForm, _ factorA: Int128, _ b: LinearForm, _ factorB: Int128) -> LinearForm? {
    guard let constant = Self.weighted(a.constant, factorA, b.constant, factorB) else { return nil }
    var parts: [LinearPart] = []
    parts.reserveCapacity(a.parts.count + b.parts.count)
    var i = 0
    var j = 0
    while i < a.parts.count || j < b.parts.count {
      let left = i < a.parts.count ? a.parts[i] : nil
      let right = j < b.parts.count ? b.parts[j] : nil
      let atom: TermID
      switch (left, right) {
      case (let left?, let right?): atom = min(left.atom, right.atom)
      case (let left?, nil): atom = left.atom
      case (nil, let right?): atom = right.atom
      case (nil, nil): return nil
      }
      var ofA: Int128 = 0
      var ofB: Int128 = 0
      if let left, left.atom == atom {
        ofA = left.coefficient
        i += 1
      }
      if let right, right.atom == atom {
        ofB = right.coefficient
        j += 1
      }
      guard let coefficient = Self.weighted(ofA, factorA, ofB, factorB) else { return nil }
      if coefficient != 0 { parts.append(LinearPart(atom: atom, coefficient: coefficient)) }
    }
    return parts.count <= Self.operandLimit ? LinearForm(constant: constant, parts: parts) : nil
  }

  private static func weighted(_ a: Int128, _ factorA: Int128, _ b: Int128, _ factorB: Int128) -> Int128? {
    let left = a.multipliedReportingOverflow(by: factorA)
    let right = b.multipliedReportingOverflow(by: factorB)
    let sum = left.partialValue.addingReportingOverflow(right.partialValue)
    return left.overflow || right.overflow || sum.overflow ? nil : sum.partialValue
  }
}
