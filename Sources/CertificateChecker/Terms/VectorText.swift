// The same question over bit-vectors, where words are joined bit by bit: solvers are good at those there, and bad at them among
// integers. The vectors are signed and so wide that no term of the question leaves them, so that the translation is exact; a fact
// that does not fit is left out, which leaves fewer facts to conclude from.

struct VectorText {
  let terms: Terms
  let ranges: [Int: ClosedRange<Int128>]
  /// Bits of a vector.
  let width: Int
  private var intervals: [TermNumber: ClosedRange<Int128>?] = [:]
  private var written: [TermNumber: Bool] = [:]
  private(set) var text = ""

  init(_ terms: Terms, _ ranges: [Int: ClosedRange<Int128>]) {
    self.terms = terms
    self.ranges = ranges
    width = min(2 * terms.width + 8, 120)
  }

  /// The question whether the facts can hold together; nil where the last of them, the goal denied, does not fit.
  mutating func question(_ facts: [TermNumber]) -> String? {
    var assertions = ""
    for (position, fact) in facts.enumerated() {
      if write(fact) {
        assertions += "(assert \(name(fact)))\n"
      } else if position == facts.count - 1 {
        return nil
      }
    }
    return "(push 1)\n" + text + assertions + "(check-sat)\n"
  }

  private func name(_ term: TermNumber) -> String { "v\(term)" }

  private func constant(_ value: Int128) -> String {
    let digits = value < 0 ? value + (Int128(1) << Int128(width)) : value
    return "(_ bv\(digits) \(width))"
  }

  private var all: ClosedRange<Int128> {
    let half = Int128(1) << Int128(width - 1)
    return (-half)...(half - 1)
  }

  // MARK: Intervals

  /// Bounds of an integer term; nil where none are known that fit.
  private mutating func interval(_ term: TermNumber) -> ClosedRange<Int128>? {
    if let known = intervals[term] { return known }
    let result = bounds(term).flatMap { all.contains($0.lowerBound) && all.contains($0.upperBound) ? $0 : nil }
    intervals[term] = .some(result)
    return result
  }

  private mutating func bounds(_ term: TermNumber) -> ClosedRange<Int128>? {
    switch terms[term] {
    case .integer(let value): return value...value
    case .symbol(let index): return ranges[index]
    case .sum(let constant, let parts):
      var (low, high) = (constant, constant)
      guard all.contains(constant) else { return nil }
      for part in parts {
        guard all.contains(part.coefficient), let inner = interval(part.term),
          let a = product(part.coefficient, inner.lowerBound), let b = product(part.coefficient, inner.upperBound)
        else { return nil }
        // The vectors add one after the other, so every sum on the way has to fit.
        let (x, over) = low.addingReportingOverflow(min(a, b))
        let (y, under) = high.addingReportingOverflow(max(a, b))
        guard !over, !under, all.contains(a), all.contains(b), all.contains(x), all.contains(y) else { return nil }
        (low, high) = (x, y)
      }
      return low...high
    case .quotient(let a, let b):
      guard let divisor = terms.constant(b), divisor > 0, let inner = interval(a), inner.lowerBound >= 0 else {
        return nil
      }
      return (inner.lowerBound / divisor)...(inner.upperBound / divisor)
    case .remainder(let a, let b):
      guard let divisor = terms.constant(b), divisor > 0, interval(a) != nil else { return nil }
      return 0...(divisor - 1)
    case .conditional(_, let a, let b):
      guard let x = interval(a), let y = interval(b) else { return nil }
      return min(x.lowerBound, y.lowerBound)...max(x.upperBound, y.upperBound)
    case .bitAnd(let a, let b):
      guard interval(a) != nil, interval(b) != nil else { return nil }
      return 0...(terms.modulus - 1)
    default: return nil
    }
  }

  private func product(_ a: Int128, _ b: Int128) -> Int128? {
    let (result, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? nil : result
  }

  // MARK: Text

  /// Writes the definition of a term; false if it cannot be a vector.
  private mutating func write(_ root: TermNumber) -> Bool {
    var open = [root]
    while let next = open.last {
      if written[next] != nil {
        open.removeLast()
        continue
      }
      let missing = terms.operands(next).filter { written[$0] == nil }
      if !missing.isEmpty {
        open += missing
        continue
      }
      open.removeLast()
      let isWhole = terms.operands(next).allSatisfy { written[$0] == true }
      guard isWhole, let body = body(next) else {
        written[next] = false
        continue
      }
      written[next] = true
      let sort = terms.sorts[next] == .bool ? "Bool" : "(_ BitVec \(width))"
      text += body.isEmpty ? declaration(next, sort) : "(define-fun \(name(next)) () \(sort) \(body))\n"
    }
    return written[root] == true
  }

  private func declaration(_ term: TermNumber, _ sort: String) -> String {
    guard case .symbol(let index) = terms[term] else { return "" }
    let declared = "(declare-const \(name(term)) \(sort))\n"
    guard terms.sorts[term] == .int, let range = ranges[index] else { return declared }
    return declared
      + "(assert (and (bvsle \(constant(range.lowerBound)) \(name(term))) (bvsle \(name(term)) \(constant(range.upperBound)))))\n"
  }

  /// Empty for a symbol, nil for what cannot be written.
  private mutating func body(_ term: TermNumber) -> String? {
    func apply(_ operation: String, _ operands: TermNumber...) -> String {
      "(\(operation) \(operands.map { name($0) }.joined(separator: " ")))"
    }
    if terms.sorts[term] == .seq { return nil }
    if terms.sorts[term] == .int, interval(term) == nil { return nil }
    switch terms[term] {
    case .integer(let value): return constant(value)
    case .boolean(let value): return value ? "true" : "false"
    case .symbol: return ""
    case .sum(let start, let parts):
      return parts.reduce(constant(start)) {
        "(bvadd \($0) (bvmul \(constant($1.coefficient)) \(name($1.term))))"
      }
    case .quotient(let a, let b): return apply("bvudiv", a, b)
    // The sign of the divisor, which is positive.
    case .remainder(let a, let b): return apply("bvsmod", a, b)
    case .conditional(let c, let a, let b): return apply("ite", c, a, b)
    case .bitAnd(let a, let b):
      let low = "(_ extract \(terms.width - 1) 0)"
      return "((_ zero_extend \(width - terms.width)) (bvand (\(low) \(name(a))) (\(low) \(name(b)))))"
    case .isZero(let a): return "(= \(name(a)) \(constant(0)))"
    case .isNotPositive(let a): return "(bvsle \(name(a)) \(constant(0)))"
    case .same(let a, let b): return apply("=", a, b)
    case .not(let a): return apply("not", a)
    case .and(let parts): return "(and \(parts.map { name($0) }.joined(separator: " ")))"
    case .addition, .product, .unit, .concatenation, .length, .element, .slice, .contains, .application: return nil
    }
  }
}
