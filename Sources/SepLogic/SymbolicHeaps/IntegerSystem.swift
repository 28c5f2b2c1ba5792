// Satisfiability of linear integer constraints, for the arithmetic of entailments: a few dozen of them, nearly all with
// coefficients of ±1.
//
// Method: equations with a coefficient of ±1 are solved for that variable; then variables are eliminated by
// Fourier–Motzkin, each combination divided by the greatest common divisor with rounding; a disequation is split where
// the model found violates it. Each step only adds consequences over the integers, so `unsat` is one. `sat` is
// answered with values under which every constraint was evaluated to true. What does not fit (no unit coefficient where
// one is needed for exactness, overflow, too many constraints) is `unknown`.

/// What is known of the satisfiability of constraints.
package enum IntegerAnswer: Sendable {
  case unsat
  case sat([HeapVariableID: Int64])
  case unknown
}

/// Who decides linear integer arithmetic for entailments.
package protocol ArithmeticOracle: AnyObject {
  func check(_ constraints: [LinearConstraint]) -> IntegerAnswer
}

/// The procedure.
package struct IntegerSystem {
  static let constraintLimit = 500
  static let splitLimit = 64

  /// Decides the constraints; where this procedure cannot, asks `backup`.
  package static func check(
    _ constraints: [LinearConstraint], backup: (any ArithmeticOracle)? = nil
  ) -> IntegerAnswer {
    let answer = check(constraints)
    if case .unknown = answer, let backup {
      switch backup.check(constraints) {
      case .sat(let values):
        // Values are believed only where they can be checked.
        guard constraints.allSatisfy({ $0.holds { values[$0] ?? 0 } == true }) else { return .unknown }
        return .sat(values)
      case let other: return other
      }
    }
    return answer
  }

  /// Whether the goal holds wherever the facts do; nil where that is not known.
  package static func entails(
    _ facts: [LinearConstraint], _ goal: LinearConstraint, backup: (any ArithmeticOracle)? = nil
  ) -> Bool? {
    if let value = goal.sum.parts.isEmpty ? goal.holds({ _ in nil }) : nil, value { return true }
    guard let negated = goal.negated else { return nil }
    switch check(facts + [negated], backup: backup) {
    case .unsat: return true
    case .sat: return false
    case .unknown: return nil
    }
  }

  private static func check(_ constraints: [LinearConstraint]) -> IntegerAnswer {
    var pending: [[LinearConstraint]] = [constraints]
    var isUnknown = false
    var splits = 0
    while let current = pending.popLast() {
      switch solve(current.filter { $0.relation != .notEqual }) {
      case .unsat: continue
      case .unknown: isUnknown = true
      case .sat(let values):
        guard let violated = current.first(where: { $0.holds { values[$0] ?? 0 } != true }) else {
          var values = values
          for part in constraints.flatMap(\.sum.parts) where values[part.variable] == nil {
            values[part.variable] = 0
          }
          return .sat(values)
        }
        splits += 1
        guard violated.relation == .notEqual, splits < splitLimit,
          let above = LinearSum(constant: 1).adding(violated.sum, times: -1),
          let below = LinearSum(constant: 1).adding(violated.sum, times: 1)
        else {
          isUnknown = true
          continue
        }
        let rest = current.filter { $0 != violated }
        pending.append(rest + [LinearConstraint(above, .lessOrEqual)])
        pending.append(rest + [LinearConstraint(below, .lessOrEqual)])
      }
    }
    return isUnknown ? .unknown : .unsat
  }

  /// A step back: how the value of an eliminated variable follows from those that were left.
  private enum Step {
    case equal(HeapVariableID, LinearSum)
    case between(HeapVariableID, [LinearSum])
  }

  private static func solve(_ constraints: [LinearConstraint]) -> IntegerAnswer {
    var equations: [LinearSum] = []
    var bounds: [LinearSum] = []
    for constraint in constraints {
      if constraint.relation == .equal { equations.append(constraint.sum) } else { bounds.append(constraint.sum) }
    }
    var steps: [Step] = []
    // Equations with a unit coefficient are solved for it.
    while !equations.isEmpty {
      guard
        let (index, part) = equations.indices.lazy.compactMap({ index in
          equations[index].parts.first { $0.coefficient == 1 || $0.coefficient == -1 }.map { (index, $0) }
        }).first
      else {
        for equation in equations {
          guard let divisor = commonDivisor(equation) else {
            if equation.constant != 0 { return .unsat }
            continue
          }
          if equation.constant % divisor != 0 { return .unsat }
        }
        let rest = equations.filter { !$0.parts.isEmpty }
        if rest.isEmpty { break }
        // Divided by their divisors, some may have a unit coefficient; otherwise it is not for this procedure.
        let divided = rest.map { divide($0) }
        if divided == rest { return .unknown }
        equations = divided
        continue
      }
      let equation = equations.remove(at: index)
      // variable = −coefficient · (equation − coefficient · variable)
      guard let rest = equation.adding(LinearSum(part.variable), times: -part.coefficient),
        let value = LinearSum(constant: 0).adding(rest, times: -part.coefficient)
      else { return .unknown }
      steps.append(.equal(part.variable, value))
      guard let newEquations = substitute(equations, part.variable, value),
        let newBounds = substitute(bounds, part.variable, value)
      else { return .unknown }
      equations = newEquations
      bounds = newBounds
    }
    if let differences = DifferenceSystem(bounds) {
      guard let found = differences.solve() else { return .unsat }
      steps += found.map { .equal($0.key, LinearSum(constant: $0.value)) }
      return values(steps)
    }
    guard let result = eliminate(bounds, &steps) else { return .unsat }
    guard result else { return .unknown }
    return values(steps)
  }

  private static func commonDivisor(_ sum: LinearSum) -> Int64? {
    var divisor: UInt64 = 0
    for part in sum.parts {
      var (a, b) = (divisor, part.coefficient.magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      divisor = a
    }
    return divisor == 0 ? nil : Int64(exactly: divisor)
  }

  private static func divide(_ sum: LinearSum) -> LinearSum {
    guard let divisor = commonDivisor(sum), divisor > 1, sum.constant % divisor == 0 else { return sum }
    return LinearSum(
      parts: sum.parts.map { .init(variable: $0.variable, coefficient: $0.coefficient / divisor) },
      constant: sum.constant / divisor)
  }

  private static func substitute(_ sums: [LinearSum], _ variable: HeapVariableID, _ value: LinearSum) -> [LinearSum]? {
    var result: [LinearSum] = []
    result.reserveCapacity(sums.count)
    for sum in sums {
      let factor = sum.coefficient(of: variable)
      if factor == 0 {
        result.append(sum)
        continue
      }
      guard let without = sum.adding(LinearSum(variable), times: -factor),
        let next = without.adding(value, times: factor)
      else { return nil }
      result.append(next)
    }
    return result
  }

  /// Bounds `s <= 0`, rounded. Nil where one is false; true where nothing was lost.
  private static func eliminate(_ sums: [LinearSum], _ steps: inout [Step]) -> Bool? {
    var bounds: Set<LinearSum> = []
    var isComplete = true
    func insert(_ sum: LinearSum) -> Bool {
      guard let divisor = commonDivisor(sum) else { return sum.constant <= 0 }
      if divisor == 1 {
        bounds.insert(sum)
        return true
      }
      // k·s + c <= 0 is s + ceiling(c / k) <= 0.
      let quotient = sum.constant / divisor
      let ceiling = sum.constant % divisor > 0 ? quotient + 1 : quotient
      bounds.insert(
        LinearSum(
          parts: sum.parts.map { .init(variable: $0.variable, coefficient: $0.coefficient / divisor) },
          constant: ceiling))
      return true
    }
    for sum in sums where !insert(sum) { return nil }
    while !bounds.isEmpty {
      // The variable with the least number of combinations.
      var counts: [HeapVariableID: (below: Int, above: Int)] = [:]
      for sum in bounds {
        for part in sum.parts {
          if part.coefficient > 0 {
            counts[part.variable, default: (0, 0)].above += 1
          } else {
            counts[part.variable, default: (0, 0)].below += 1
          }
        }
      }
      guard
        let variable = counts.min(by: {
          let (a, b) = ($0.value.below * $0.value.above, $1.value.below * $1.value.above)
          return a != b ? a < b : $0.key < $1.key
        })?.key
      else { break }
      let touched = bounds.filter { $0.coefficient(of: variable) != 0 }
      bounds.subtract(touched)
      steps.append(.between(variable, Array(touched)))
      let above = touched.filter { $0.coefficient(of: variable) > 0 }
      let below = touched.filter { $0.coefficient(of: variable) < 0 }
      if above.count * below.count + bounds.count > constraintLimit { return false }
      for a in above {
        for b in below {
          let (p, q) = (a.coefficient(of: variable), -b.coefficient(of: variable))
          guard let left = LinearSum(constant: 0).adding(a, times: q), let sum = left.adding(b, times: p) else {
            isComplete = false
            continue
          }
          if !insert(sum) { return nil }
        }
      }
    }
    return isComplete
  }

  /// Values from the last eliminated variable to the first.
  private static func values(_ steps: [Step]) -> IntegerAnswer {
    var values: [HeapVariableID: Int64] = [:]
    for step in steps.reversed() {
      switch step {
      case .equal(let variable, let sum):
        for part in sum.parts where values[part.variable] == nil { values[part.variable] = 0 }
        guard let value = sum.value({ values[$0] }) else { return .unknown }
        values[variable] = value
      case .between(let variable, let bounds):
        var (lower, upper): (Int64?, Int64?) = (nil, nil)
        for bound in bounds {
          let factor = bound.coefficient(of: variable)
          guard let rest = bound.adding(LinearSum(variable), times: -factor) else { return .unknown }
          for part in rest.parts where values[part.variable] == nil { values[part.variable] = 0 }
          guard let value = rest.value({ values[$0] }), value != .min else { return .unknown }
          // factor · variable <= −value
          let quotient = -value / factor
          let isExact = -value % factor == 0
          if factor > 0 {
            let floor = isExact || -value >= 0 ? quotient : quotient - 1
            upper = min(upper ?? floor, floor)
          } else {
            let ceiling = isExact || -value > 0 ? quotient : quotient + 1
            lower = max(lower ?? ceiling, ceiling)
          }
        }
        if let lower, let upper, lower > upper { return .unknown }
        values[variable] = min(max(0, lower ?? .min), upper ?? .max)
      }
    }
    return .sat(values)
  }
}
