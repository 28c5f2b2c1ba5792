/// Arithmetic on constants: exact, a problem where there is no value or its magnitude does not fit into 127 bits, so that
/// every constant of a program has a negative.
enum Folding {
  enum Problem: Error { case overflow, divisionByZero, shiftAmount, notArithmetic }

  static func apply(_ operation: BinaryOperator, _ a: Int128, _ b: Int128) -> Result<Int128, Problem> {
    let result = unbounded(operation, a, b)
    return result == .success(.min) ? .failure(.overflow) : result
  }

  private static func unbounded(_ operation: BinaryOperator, _ a: Int128, _ b: Int128) -> Result<Int128, Problem> {
    func checked(_ result: (partialValue: Int128, overflow: Bool)) -> Result<Int128, Problem> {
      result.overflow ? .failure(.overflow) : .success(result.partialValue)
    }
    switch operation {
    case .add: return checked(a.addingReportingOverflow(b))
    case .subtract: return checked(a.subtractingReportingOverflow(b))
    case .multiply: return checked(a.multipliedReportingOverflow(by: b))
    case .divide, .remainder:
      guard b != 0 else { return .failure(.divisionByZero) }
      if b == -1 { return operation == .remainder ? .success(0) : checked(Int128(0).subtractingReportingOverflow(a)) }
      // Euclidean: the remainder is never negative.
      var (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
      if remainder < 0 {
        remainder += b < 0 ? -b : b
        quotient += b < 0 ? 1 : -1
      }
      return .success(operation == .divide ? quotient : remainder)
    case .bitAnd: return .success(a & b)
    case .bitOr: return .success(a | b)
    case .bitXor: return .success(a ^ b)
    case .shiftLeft, .shiftRight:
      guard (0..<127).contains(b) else { return .failure(.shiftAmount) }
      if operation == .shiftRight { return .success(a >> b) }
      let shifted = a << b
      return shifted >> b == a ? .success(shifted) : .failure(.overflow)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .and, .or, .implies, .concatenate:
      return .failure(.notArithmetic)
    }
  }
}
