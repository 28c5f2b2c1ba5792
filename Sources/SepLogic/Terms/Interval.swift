/// Bounds of an integer term; nil is “no bound known”. Every operation errs outwards: where the exact bound does not
/// fit 128 bits, it is dropped.
package struct Interval: Hashable, Sendable {
  package var lower: Int128?
  package var upper: Int128?

  package init(_ lower: Int128?, _ upper: Int128?) {
    self.lower = lower
    self.upper = upper
  }

  package init(_ range: ClosedRange<Int128>) { self.init(range.lowerBound, range.upperBound) }

  /// Nothing is known.
  package static let all = Interval(nil, nil)

  /// Both bounds, where both are known.
  package var closed: ClosedRange<Int128>? {
    guard let lower, let upper, lower <= upper else { return nil }
    return lower...upper
  }

  /// Whether every value of it is in `range`.
  package func isWithin(_ range: ClosedRange<Int128>) -> Bool {
    guard let lower, let upper else { return false }
    return lower >= range.lowerBound && upper <= range.upperBound
  }

  var isNonNegative: Bool { lower.map { $0 >= 0 } ?? false }

  /// Of the sum.
  package func adding(_ other: Interval) -> Interval {
    Interval(Self.sum(lower, other.lower), Self.sum(upper, other.upper))
  }

  /// Of the multiple.
  package func scaled(by factor: Int128) -> Interval {
    let a = Self.product(lower, factor)
    let b = Self.product(upper, factor)
    return factor >= 0 ? Interval(a, b) : Interval(b, a)
  }

  /// The smallest that holds both.
  package func joined(_ other: Interval) -> Interval {
    Interval(
      lower.flatMap { a in other.lower.map { min(a, $0) } },
      upper.flatMap { a in other.upper.map { max(a, $0) } })
  }

  /// Of the product.
  package func multiplied(by other: Interval) -> Interval {
    if let a = lower, let b = upper, let c = other.lower, let d = other.upper {
      let corners = [(a, c), (a, d), (b, c), (b, d)].map { $0.0.multipliedReportingOverflow(by: $0.1) }
      if corners.allSatisfy({ !$0.overflow }) {
        let values = corners.map(\.partialValue)
        return Interval(values.min(), values.max())
      }
    }
    return isNonNegative && other.isNonNegative ? Interval(0, nil) : .all
  }

  /// Of the quotient by a positive constant.
  package func divided(by divisor: Int128) -> Interval {
    Interval(
      lower.flatMap { euclideanDivision($0, divisor)?.quotient },
      upper.flatMap { euclideanDivision($0, divisor)?.quotient })
  }

  private static func sum(_ a: Int128?, _ b: Int128?) -> Int128? {
    guard let a, let b else { return nil }
    let (value, overflow) = a.addingReportingOverflow(b)
    return overflow ? nil : value
  }

  private static func product(_ a: Int128?, _ b: Int128) -> Int128? {
    guard let a else { return nil }
    let (value, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : value
  }
}

/// `a = b * quotient + remainder` with `0 <= remainder < |b|`; nil for `b = 0` and where a result does not fit.
package func euclideanDivision(_ a: Int128, _ b: Int128) -> (quotient: Int128, remainder: Int128)? {
  guard b != 0, b != .min else { return nil }
  let (quotient, overflow) = a.dividedReportingOverflow(by: b)
  guard !overflow else { return nil }
  let remainder = a % b
  if remainder >= 0 { return (quotient, remainder) }
  let (adjusted, overflows) = quotient.subtractingReportingOverflow(b > 0 ? 1 : -1)
  return overflows ? nil : (adjusted, remainder + (b > 0 ? b : -b))
}

/// The greatest common divisor of the magnitudes; 0 when all are 0, nil when it does not fit.
func greatestCommonDivisor(_ values: some Sequence<Int128>) -> Int128? {
  var result: UInt128 = 0
  for value in values {
    var a = result
    var b = value.magnitude
    while b != 0 { (a, b) = (b, a % b) }
    result = a
    if result == 1 { break }
  }
  return Int128(exactly: result)
}
