// The machine's arithmetic on word terms, exact at the arena's width. Operands are words (their intervals need not
// show it, but their values must lie in `0 ..< 2^width`); results are words. Conventions where a machine could
// differ are those of RISC-V: shift amounts count modulo the width, division by zero gives all ones, remainder by
// zero the dividend.

extension TermArena {
  package func wordAdd(_ a: TermID, _ b: TermID) -> TermID { wrap(add(a, b)) }
  package func wordSubtract(_ a: TermID, _ b: TermID) -> TermID { wrap(subtract(a, b)) }
  package func wordMultiply(_ a: TermID, _ b: TermID) -> TermID { wrap(multiply(a, b)) }
  package func wordNegate(_ a: TermID) -> TermID { wrap(negate(a)) }
  package func wordNot(_ a: TermID) -> TermID { wrap(subtract(int(modulus - 1), a)) }
  package func wordAnd(_ a: TermID, _ b: TermID) -> TermID { bitAnd(a, b) }
  package func wordOr(_ a: TermID, _ b: TermID) -> TermID { bitOr(a, b) }
  package func wordXor(_ a: TermID, _ b: TermID) -> TermID { bitXor(a, b) }

  /// `shl`.
  package func wordShiftLeft(_ a: TermID, by amount: TermID) -> TermID {
    shifted(by: amount) { wrap(scale(a, by: Int128(1) << Int128($0))) }
  }

  /// `shr`: zeros move in.
  package func wordShiftRight(_ a: TermID, by amount: TermID) -> TermID {
    shifted(by: amount) { divide(a, int(Int128(1) << Int128($0))) }
  }

  /// `sar`: copies of the sign move in. For a negative word, ⌊(a − M) / 2ᵏ⌋ + M = a / 2ᵏ + (M − M / 2ᵏ).
  package func wordShiftRightArithmetic(_ a: TermID, by amount: TermID) -> TermID {
    shifted(by: amount) { count in
      let logical = divide(a, int(Int128(1) << Int128(count)))
      let ones = modulus - (modulus >> Int128(count))
      return ite(isNegativeWord(a), add(logical, int(ones)), logical)
    }
  }

  /// `divu`.
  package func wordDivide(_ a: TermID, _ b: TermID) -> TermID {
    ite(equal(b, zero), int(modulus - 1), divide(a, b))
  }

  /// `remu`; the remainder of terms is total in the same way.
  package func wordRemainder(_ a: TermID, _ b: TermID) -> TermID { remainder(a, b) }

  /// The two's complement value of a word: in `−M/2 ..< M/2`.
  package func signedValue(_ a: TermID) -> TermID {
    ite(isNegativeWord(a), subtract(a, int(modulus)), a)
  }

  /// Whether the word's sign bit is set.
  package func isNegativeWord(_ a: TermID) -> TermID { lessOrEqual(int(modulus / 2), a) }

  /// `a < b` of the two's complement values: by the signs where they differ, else as unsigned.
  package func signedLess(_ a: TermID, _ b: TermID) -> TermID {
    let (left, right) = (isNegativeWord(a), isNegativeWord(b))
    return or(and(left, not(right)), and(or(left, not(right)), less(a, b)))
  }

  /// `a <= b` of the two's complement values.
  package func signedLessOrEqual(_ a: TermID, _ b: TermID) -> TermID { not(signedLess(b, a)) }

  /// A shift by each amount that is possible, chosen by the amount.
  private func shifted(by amount: TermID, _ shift: (Int) -> TermID) -> TermID {
    let count = remainder(amount, int(Int128(width)))
    if let fixed = constant(count) { return shift(Int(fixed)) }
    let bounds = interval(of: count).closed ?? 0...Int128(width - 1)
    let (lower, upper) = (max(0, Int(bounds.lowerBound)), min(width - 1, Int(bounds.upperBound)))
    guard lower < upper else { return shift(min(lower, width - 1)) }
    var result = shift(upper)
    for value in stride(from: upper - 1, through: lower, by: -1) {
      result = ite(equal(count, int(Int128(value))), shift(value), result)
    }
    return result
  }
}
