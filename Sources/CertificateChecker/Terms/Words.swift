// The machine's arithmetic, by the language reference: it wraps; shift amounts count modulo the width; division by zero gives
// all ones, the remainder by zero the dividend. Operands are words.

import AIMLang

extension Terms {
  func wrap(_ a: TermNumber) -> TermNumber { remainder(a, int(modulus)) }

  /// Of two words, as in `Words.swift` of nobody else: a mask of ones at bits lo ..< hi is 2^lo · ((x / 2^lo) % 2^(hi − lo)).
  func bitAnd(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if a == b { return a }
    if let mask = constant(a), let result = masked(b, mask) { return result }
    if let mask = constant(b), let result = masked(a, mask) { return result }
    return make(.bitAnd(min(a, b), max(a, b)), .int)
  }

  private func masked(_ x: TermNumber, _ mask: Int128) -> TermNumber? {
    guard mask >= 0, mask < modulus else { return nil }
    var result = int(0)
    var bit = 0
    while bit < width {
      if (mask >> Int128(bit)) & 1 == 0 {
        bit += 1
        continue
      }
      let low = bit
      while bit < width, (mask >> Int128(bit)) & 1 == 1 { bit += 1 }
      let scale = Int128(1) << Int128(low)
      let field = remainder(divide(x, int(scale)), int(Int128(1) << Int128(bit - low)))
      result = add(result, self.scale(field, by: scale))
    }
    return result
  }

  func bitOr(_ a: TermNumber, _ b: TermNumber) -> TermNumber { subtract(add(a, b), bitAnd(a, b)) }
  func bitXor(_ a: TermNumber, _ b: TermNumber) -> TermNumber { subtract(add(a, b), scale(bitAnd(a, b), by: 2)) }

  func isNegative(_ a: TermNumber) -> TermNumber { lessOrEqual(int(modulus / 2), a) }
  func signed(_ a: TermNumber) -> TermNumber { conditional(isNegative(a), subtract(a, int(modulus)), a) }

  func shift(_ a: TermNumber, by amount: TermNumber, _ one: (Int) -> TermNumber) -> TermNumber {
    let count = remainder(amount, int(Int128(width)))
    if let value = constant(count) { return one(Int(value)) }
    return (0..<(width - 1)).reversed().reduce(one(width - 1)) { rest, value in
      conditional(equal(count, int(Int128(value))), one(value), rest)
    }
  }

  func shiftLeft(_ a: TermNumber, by amount: TermNumber) -> TermNumber {
    shift(a, by: amount) { wrap(scale(a, by: Int128(1) << Int128($0))) }
  }

  func shiftRight(_ a: TermNumber, by amount: TermNumber) -> TermNumber {
    shift(a, by: amount) { divide(a, int(Int128(1) << Int128($0))) }
  }

  func result(_ operation: ALUOperator, _ a: TermNumber, _ b: TermNumber) -> TermNumber {
    switch operation {
    case .add: wrap(add(a, b))
    case .sub: wrap(subtract(a, b))
    case .mul: wrap(multiply(a, b))
    case .and: bitAnd(a, b)
    case .or: bitOr(a, b)
    case .xor: bitXor(a, b)
    case .shl: shiftLeft(a, by: b)
    case .shr: shiftRight(a, by: b)
    // The sign moves in: the quotient of the signed value, rounded down, as a word again.
    case .sar: shift(a, by: b) { wrap(divide(signed(a), int(Int128(1) << Int128($0)))) }
    case .divu: conditional(equal(b, int(0)), int(modulus - 1), divide(a, b))
    case .remu: remainder(a, b)
    }
  }

  func result(_ operation: UnaryALUOperator, _ a: TermNumber) -> TermNumber {
    switch operation {
    case .not: subtract(int(modulus - 1), a)
    case .neg: wrap(scale(a, by: -1))
    }
  }

  func condition(_ condition: BranchCondition, _ a: TermNumber, _ b: TermNumber) -> TermNumber {
    switch condition {
    case .beq: equal(a, b)
    case .bne: not(equal(a, b))
    case .blt: less(signed(a), signed(b))
    case .bge: lessOrEqual(signed(b), signed(a))
    case .bgt: less(signed(b), signed(a))
    case .ble: lessOrEqual(signed(a), signed(b))
    case .bltu: less(a, b)
    case .bgeu: lessOrEqual(b, a)
    case .bgtu: less(b, a)
    case .bleu: lessOrEqual(a, b)
    }
  }

  // MARK: Sequences

  func concatenate(_ parts: [TermNumber]) -> TermNumber {
    let flat = parts.flatMap { part -> [TermNumber] in
      if case .concatenation(let inner) = self[part] { inner } else { [part] }
    }
    return flat.count == 1 ? flat[0] : make(.concatenation(flat), .seq)
  }

  func length(_ sequence: TermNumber) -> TermNumber {
    switch self[sequence] {
    case .unit: int(1)
    case .concatenation(let parts): parts.reduce(int(0)) { add($0, length($1)) }
    default: make(.length(sequence), .int)
    }
  }
}
