// Bit operations on words. Operands that are not words are wrapped first, so that each operation is total and gives
// a word. One operand constant: each run of ones at bits lo ..< hi contributes 2^lo · ((x / 2^lo) % 2^(hi − lo)).
// Otherwise one opaque `bitAnd`, since x | y = x + y − (x & y) and x ^ y = x + y − 2·(x & y).

extension TermArena {
  package func bitAnd(_ a: TermID, _ b: TermID) -> TermID { conjunction(wrap(a), wrap(b), lifting: 64) }

  package func bitOr(_ a: TermID, _ b: TermID) -> TermID {
    let (x, y) = (wrap(a), wrap(b))
    return knownWord(subtract(add(x, y), bitAnd(x, y)))
  }

  package func bitXor(_ a: TermID, _ b: TermID) -> TermID {
    let (x, y) = (wrap(a), wrap(b))
    return knownWord(subtract(add(x, y), scale(bitAnd(x, y), by: 2)))
  }

  /// - Parameter lifting: how many conditionals with a constant branch may still be opened.
  private func conjunction(_ a: TermID, _ b: TermID, lifting: Int) -> TermID {
    if a == b { return a }
    if let mask = constant(a) { return masked(b, mask) }
    if let mask = constant(b) { return masked(a, mask) }
    if shareNoBits(a, b) || shareNoBits(b, a) { return zero }
    if interval(of: b).isWithin(0...1) { return ite(equal(b, one), remainder(a, int(2)), zero) }
    if interval(of: a).isWithin(0...1) { return ite(equal(a, one), remainder(b, int(2)), zero) }
    for (value, other) in [(a, b), (b, a)] {
      guard lifting > 0, case .conditional(let condition, let left, let right) = self[value],
        constant(left) != nil || constant(right) != nil
      else { continue }
      return ite(
        condition, conjunction(left, other, lifting: lifting - 1), conjunction(right, other, lifting: lifting - 1))
    }
    return intern(.bitAnd(min(a, b), max(a, b)))
  }

  private func masked(_ x: TermID, _ mask: Int128) -> TermID {
    var result = zero
    var rest = UInt64(truncatingIfNeeded: mask)
    while rest != 0 {
      let low = rest.trailingZeroBitCount
      let length = (~(rest >> UInt64(low))).trailingZeroBitCount
      let field = remainder(divide(x, int(Int128(1) << Int128(low))), int(Int128(1) << Int128(length)))
      result = add(result, scale(field, by: Int128(1) << Int128(low)))
      if low + length >= 64 { break }
      rest &= ~(((1 << UInt64(length)) - 1) << UInt64(low))
    }
    return result
  }

  /// Whether `low` is below the lowest bit that `high` can have.
  private func shareNoBits(_ low: TermID, _ high: TermID) -> Bool {
    guard let upper = interval(of: low).upper else { return false }
    return upper < Int128(1) << Int128(trailingZeros(of: high, depth: 8))
  }

  /// A number of low bits that are certainly zero, at most the width.
  private func trailingZeros(of id: TermID, depth: Int) -> Int {
    guard depth > 0 else { return 0 }
    switch self[id] {
    case .integer(let value): return value == 0 ? width : min(value.trailingZeroBitCount, width)
    case .sum(let form):
      var result = form.constant == 0 ? width : min(form.constant.trailingZeroBitCount, width)
      for part in form.parts {
        result = min(
          result, part.coefficient.trailingZeroBitCount + trailingZeros(of: part.atom, depth: depth - 1))
      }
      return result
    case .remainder(let a, let b):
      guard let divisor = constant(b), divisor > 0 else { return 0 }
      return min(trailingZeros(of: a, depth: depth - 1), divisor.trailingZeroBitCount)
    case .conditional(_, let a, let b):
      return min(trailingZeros(of: a, depth: depth - 1), trailingZeros(of: b, depth: depth - 1))
    default: return 0
    }
  }
}
