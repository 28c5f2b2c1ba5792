// Linear integer facts about data variables: `sum of coefficient · variable + constant  relation  0`.

/// Names a variable of a problem, location or integer; the problem's `variables` say which.
package typealias HeapVariableID = Int32

/// A sum in normal form: by variable, ascending, without zero coefficients.
package struct LinearSum: Hashable, Sendable {
  /// A multiple of a variable.
  package struct Part: Hashable, Sendable {
    package var variable: HeapVariableID
    package var coefficient: Int64

    package init(variable: HeapVariableID, coefficient: Int64) {
      self.variable = variable
      self.coefficient = coefficient
    }
  }

  package private(set) var parts: [Part]
  package private(set) var constant: Int64

  package init(constant: Int64) {
    parts = []
    self.constant = constant
  }

  package init(_ variable: HeapVariableID) {
    parts = [Part(variable: variable, coefficient: 1)]
    constant = 0
  }

  package init(parts: [Part], constant: Int64) {
    self.parts = parts
    self.constant = constant
  }

  /// 0 where the variable does not occur.
  package func coefficient(of variable: HeapVariableID) -> Int64 {
    parts.first { $0.variable == variable }?.coefficient ?? 0
  }

  /// `self + factor · other`, or nil where a coefficient does not fit.
  package func adding(_ other: LinearSum, times factor: Int64) -> LinearSum? {
    var result: [Part] = []
    result.reserveCapacity(parts.count + other.parts.count)
    var (i, j) = (0, 0)
    while i < parts.count || j < other.parts.count {
      if j == other.parts.count || (i < parts.count && parts[i].variable < other.parts[j].variable) {
        result.append(parts[i])
        i += 1
        continue
      }
      let (product, overflow) = other.parts[j].coefficient.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      if i < parts.count && parts[i].variable == other.parts[j].variable {
        let (sum, overflow) = parts[i].coefficient.addingReportingOverflow(product)
        if overflow { return nil }
        if sum != 0 { result.append(Part(variable: parts[i].variable, coefficient: sum)) }
        i += 1
      } else if product != 0 {
        result.append(Part(variable: other.parts[j].variable, coefficient: product))
      }
      j += 1
    }
    let (product, overflow1) = other.constant.multipliedReportingOverflow(by: factor)
    let (total, overflow2) = constant.addingReportingOverflow(product)
    return overflow1 || overflow2 ? nil : LinearSum(parts: result, constant: total)
  }

  /// With variables renamed; two that get one name are added up.
  package func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> LinearSum {
    var renamed = parts.map { Part(variable: name($0.variable), coefficient: $0.coefficient) }
    renamed.sort { $0.variable < $1.variable }
    var result: [Part] = []
    for part in renamed {
      if let last = result.last, last.variable == part.variable {
        result[result.count - 1].coefficient &+= part.coefficient
        if result[result.count - 1].coefficient == 0 { result.removeLast() }
      } else {
        result.append(part)
      }
    }
    return LinearSum(parts: result, constant: constant)
  }

  /// The value, or nil where a variable has none or it does not fit.
  package func value(_ of: (HeapVariableID) -> Int64?) -> Int64? {
    var total = constant
    for part in parts {
      guard let value = of(part.variable) else { return nil }
      let (product, overflow1) = value.multipliedReportingOverflow(by: part.coefficient)
      let (sum, overflow2) = total.addingReportingOverflow(product)
      if overflow1 || overflow2 { return nil }
      total = sum
    }
    return total
  }
}

/// A sum compared with 0.
package struct LinearConstraint: Hashable, Sendable {
  /// How the sum compares with 0.
  package enum Relation: Hashable, Sendable { case equal, notEqual, lessOrEqual }

  package var sum: LinearSum
  package var relation: Relation

  package init(_ sum: LinearSum, _ relation: Relation) {
    self.sum = sum
    self.relation = relation
  }

  /// `a = b`.
  package static func equal(_ a: HeapVariableID, _ b: HeapVariableID) -> Self {
    Self(difference(a, b), .equal)
  }

  /// `a − b`.
  package static func difference(_ a: HeapVariableID, _ b: HeapVariableID) -> LinearSum {
    if a == b { return LinearSum(constant: 0) }
    let parts = [LinearSum.Part(variable: a, coefficient: 1), LinearSum.Part(variable: b, coefficient: -1)]
    return LinearSum(parts: parts.sorted { $0.variable < $1.variable }, constant: 0)
  }

  /// What holds exactly if this does not; nil where it does not fit.
  package var negated: LinearConstraint? {
    switch relation {
    case .equal: return LinearConstraint(sum, .notEqual)
    case .notEqual: return LinearConstraint(sum, .equal)
    case .lessOrEqual:
      // Not s <= 0 is s >= 1, that is 1 − s <= 0.
      return LinearSum(constant: 1).adding(sum, times: -1).map { LinearConstraint($0, .lessOrEqual) }
    }
  }

  /// With variables renamed.
  package func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> LinearConstraint {
    LinearConstraint(sum.renamed(name), relation)
  }

  /// Whether it holds under the values; nil where that is not known.
  package func holds(_ of: (HeapVariableID) -> Int64?) -> Bool? {
    guard let value = sum.value(of) else { return nil }
    switch relation {
    case .equal: return value == 0
    case .notEqual: return value != 0
    case .lessOrEqual: return value <= 0
    }
  }
}
