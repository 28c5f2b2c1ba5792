import SepLogic

// Random expressions over terms, with an evaluator that shares nothing with the arena: what the tests of
// simplification and of the solver compare against.

/// Repeats exactly for a seed.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  package init(seed: UInt64) { state = seed }
  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// An integer or word expression that is evaluated by machine arithmetic of its own, and built as a term.
package indirect enum Sample {
  case literal(Int128)
  case variable(Int)
  case add(Sample, Sample), subtract(Sample, Sample), multiply(Sample, Sample), negate(Sample)
  case divide(Sample, Sample), remainder(Sample, Sample)
  case choose(Claim, Sample, Sample)
  case wrap(Sample)
  case signed(Sample)
  case word(WordOperator, Sample, Sample)
}

package enum WordOperator: CaseIterable {
  case add, subtract, multiply, and, or, xor, shiftLeft, shiftRight, shiftRightArithmetic, divide, remainder
  case not, negate
}

package indirect enum Claim {
  case constant(Bool)
  case variable(Int)
  case equal(Sample, Sample), less(Sample, Sample), lessOrEqual(Sample, Sample)
  case signedLess(Sample, Sample), signedLessOrEqual(Sample, Sample)
  case not(Claim), and(Claim, Claim), or(Claim, Claim), implies(Claim, Claim), iff(Claim, Claim)
  case choose(Claim, Claim, Claim)
}

/// Variables 0 … 2 are words, 3 is a small integer, 4 is 0 or 1; truth variables 0 and 1.
package struct SampleSpace {
  package let arena: TermArena
  package let integers: [TermID]
  package let truths: [TermID]

  private let ranges: [ClosedRange<Int128>]

  package init(width: Int) { self.init(width: width, number: -1000...1000, lastWord: nil) }

  /// Few enough assignments to try all: words of three bits (the third variable is 1), and a number from −1 to 1.
  package static var exhaustible: SampleSpace { SampleSpace(width: 3, number: -1...1, lastWord: 1...1) }

  private init(width: Int, number: ClosedRange<Int128>, lastWord: ClosedRange<Int128>?) {
    arena = TermArena(width: width)
    ranges = [arena.words, arena.words, lastWord ?? arena.words, number, 0...1]
    let arena = arena
    integers = zip(["x", "y", "z", "i", "f"], ranges).map { arena.symbol($0, range: $1) }
    truths = ["p", "q"].map { arena.symbol($0, sort: .bool) }
  }

  /// Every assignment there is.
  package var allAssignments: [Assignment] {
    var result = [Assignment(integers: [], truths: [])]
    for range in ranges {
      result = result.flatMap { known in
        range.map { Assignment(integers: known.integers + [$0], truths: []) }
      }
    }
    for _ in truths {
      result = result.flatMap { known in
        [false, true].map { Assignment(integers: known.integers, truths: known.truths + [$0]) }
      }
    }
    return result
  }

  package struct Assignment {
    package var integers: [Int128]
    package var truths: [Bool]
  }

  package func assignment(_ random: inout SplitMix) -> Assignment {
    let values = ranges.map { $0 == arena.words ? word(&random) : Int128.random(in: $0, using: &random) }
    return Assignment(
      integers: values, truths: truths.map { _ in Bool.random(using: &random) })
  }

  package func model(_ assignment: Assignment) -> Model {
    var model = Model()
    for (symbol, value) in zip(integers, assignment.integers) { model[symbol] = value }
    for (symbol, value) in zip(truths, assignment.truths) { model[symbol] = value ? 1 : 0 }
    return model
  }

  /// A word, often one where something turns over.
  package func word(_ random: inout SplitMix) -> Int128 {
    let modulus = arena.modulus
    switch Int.random(in: 0..<8, using: &random) {
    case 0: return 0
    case 1: return modulus - 1 - Int128.random(in: 0...4, using: &random)
    case 2: return modulus / 2 + Int128.random(in: -2...2, using: &random)
    case 3: return Int128.random(in: 0...min(64, modulus - 1), using: &random)
    case 4: return Int128(1) << Int128.random(in: 0..<Int128(arena.width), using: &random)
    default: return Int128.random(in: 0..<modulus, using: &random)
    }
  }

  package func sample(_ random: inout SplitMix, depth: Int) -> Sample {
    if depth == 0 || Int.random(in: 0..<6, using: &random) == 0 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: return .literal(Int128.random(in: -20...20, using: &random))
      case 1: return .literal(word(&random))
      default: return .variable(Int.random(in: 0..<5, using: &random))
      }
    }
    func a() -> Sample { sample(&random, depth: depth - 1) }
    func constant() -> Sample {
      .literal([2, 3, 4, 8, 10, 256, -3, 0, arena.modulus].randomElement(using: &random) ?? 1)
    }
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1: return .add(a(), a())
    case 2, 3: return .subtract(a(), a())
    case 4: return .multiply(a(), constant())
    case 5: return .multiply(a(), a())
    case 6: return .negate(a())
    case 7: return Bool.random(using: &random) ? .divide(a(), constant()) : .divide(a(), a())
    case 8: return Bool.random(using: &random) ? .remainder(a(), constant()) : .remainder(a(), a())
    case 9: return .choose(claim(&random, depth: depth - 1), a(), a())
    case 10: return .wrap(a())
    case 11: return .signed(a())
    default:
      return .word(WordOperator.allCases.randomElement(using: &random) ?? .add, a(), a())
    }
  }

  package func claim(_ random: inout SplitMix, depth: Int) -> Claim {
    if depth == 0 { return Bool.random(using: &random) ? .variable(0) : .variable(1) }
    func a() -> Sample { sample(&random, depth: depth - 1) }
    func p() -> Claim { claim(&random, depth: depth - 1) }
    switch Int.random(in: 0..<14, using: &random) {
    case 0: return .equal(a(), a())
    case 1: return .equal(a(), .literal(Int128.random(in: -3...3, using: &random)))
    case 2: return .less(a(), a())
    case 3: return .lessOrEqual(a(), .literal(word(&random)))
    case 4: return .lessOrEqual(a(), a())
    case 5: return .signedLess(a(), a())
    case 6: return .signedLessOrEqual(a(), .literal(word(&random)))
    case 7: return .not(p())
    case 8: return .and(p(), p())
    case 9: return .or(p(), p())
    case 10: return .implies(p(), p())
    case 11: return .iff(p(), p())
    case 12: return .choose(p(), p(), p())
    default: return .constant(Bool.random(using: &random))
    }
  }
}

// MARK: - Building terms

extension SampleSpace {
  package func term(_ sample: Sample) -> TermID {
    switch sample {
    case .literal(let value): return arena.int(value)
    case .variable(let index): return integers[index]
    case .add(let a, let b): return arena.add(term(a), term(b))
    case .subtract(let a, let b): return arena.subtract(term(a), term(b))
    case .multiply(let a, let b): return arena.multiply(term(a), term(b))
    case .negate(let a): return arena.negate(term(a))
    case .divide(let a, let b): return arena.divide(term(a), term(b))
    case .remainder(let a, let b): return arena.remainder(term(a), term(b))
    case .choose(let c, let a, let b): return arena.ite(term(c), term(a), term(b))
    case .wrap(let a): return arena.wrap(term(a))
    case .signed(let a): return arena.signedValue(arena.wrap(term(a)))
    case .word(let operation, let a, let b):
      let (x, y) = (arena.wrap(term(a)), arena.wrap(term(b)))
      switch operation {
      case .add: return arena.wordAdd(x, y)
      case .subtract: return arena.wordSubtract(x, y)
      case .multiply: return arena.wordMultiply(x, y)
      case .and: return arena.wordAnd(x, y)
      case .or: return arena.wordOr(x, y)
      case .xor: return arena.wordXor(x, y)
      case .shiftLeft: return arena.wordShiftLeft(x, by: y)
      case .shiftRight: return arena.wordShiftRight(x, by: y)
      case .shiftRightArithmetic: return arena.wordShiftRightArithmetic(x, by: y)
      case .divide: return arena.wordDivide(x, y)
      case .remainder: return arena.wordRemainder(x, y)
      case .not: return arena.wordNot(x)
      case .negate: return arena.wordNegate(x)
      }
    }
  }

  package func term(_ claim: Claim) -> TermID {
    switch claim {
    case .constant(let value): return arena.bool(value)
    case .variable(let index): return truths[index]
    case .equal(let a, let b): return arena.equal(term(a), term(b))
    case .less(let a, let b): return arena.less(term(a), term(b))
    case .lessOrEqual(let a, let b): return arena.lessOrEqual(term(a), term(b))
    case .signedLess(let a, let b): return arena.signedLess(arena.wrap(term(a)), arena.wrap(term(b)))
    case .signedLessOrEqual(let a, let b): return arena.signedLessOrEqual(arena.wrap(term(a)), arena.wrap(term(b)))
    case .not(let a): return arena.not(term(a))
    case .and(let a, let b): return arena.and(term(a), term(b))
    case .or(let a, let b): return arena.or(term(a), term(b))
    case .implies(let a, let b): return arena.implies(term(a), term(b))
    case .iff(let a, let b): return arena.equal(term(a), term(b))
    case .choose(let c, let a, let b): return arena.ite(term(c), term(a), term(b))
    }
  }
}

// MARK: - Evaluating by machine arithmetic

extension SampleSpace {
  /// Nil where a number does not fit.
  package func value(_ sample: Sample, _ at: Assignment) -> Int128? {
    func pair(_ a: Sample, _ b: Sample, _ body: (Int128, Int128) -> (Int128, Bool)) -> Int128? {
      guard let x = value(a, at), let y = value(b, at) else { return nil }
      let (result, overflow) = body(x, y)
      return overflow ? nil : result
    }
    switch sample {
    case .literal(let value): return value
    case .variable(let index): return at.integers[index]
    case .add(let a, let b): return pair(a, b) { $0.addingReportingOverflow($1) }
    case .subtract(let a, let b): return pair(a, b) { $0.subtractingReportingOverflow($1) }
    case .multiply(let a, let b): return pair(a, b) { $0.multipliedReportingOverflow(by: $1) }
    case .negate(let a): return value(a, at).map { -$0 }
    case .divide(let a, let b):
      return pair(a, b) { x, y in
        if y == 0 { return (0, false) }
        // Counted out from the truncated quotient.
        var quotient = x / y
        while x - quotient * y < 0 { quotient -= y > 0 ? 1 : -1 }
        return (quotient, false)
      }
    case .remainder(let a, let b):
      return pair(a, b) { x, y in
        if y == 0 { return (x, false) }
        var remainder = x % y
        while remainder < 0 { remainder += abs(y) }
        return (remainder, false)
      }
    case .choose(let c, let a, let b): return value(c, at).flatMap { value($0 ? a : b, at) }
    case .wrap(let a): return value(a, at).map { Int128(bits($0)) }
    case .signed(let a): return value(a, at).map { Int128(signed(bits($0))) }
    case .word(let operation, let a, let b):
      guard let x = value(a, at).map(bits), let y = value(b, at).map(bits) else { return nil }
      return Int128(bits(of: machine(operation, x, y)))
    }
  }

  package func value(_ claim: Claim, _ at: Assignment) -> Bool? {
    func pair(_ a: Sample, _ b: Sample, _ body: (Int128, Int128) -> Bool) -> Bool? {
      guard let x = value(a, at), let y = value(b, at) else { return nil }
      return body(x, y)
    }
    func both(_ a: Claim, _ b: Claim, _ body: (Bool, Bool) -> Bool) -> Bool? {
      guard let x = value(a, at), let y = value(b, at) else { return nil }
      return body(x, y)
    }
    switch claim {
    case .constant(let value): return value
    case .variable(let index): return at.truths[index]
    case .equal(let a, let b): return pair(a, b, ==)
    case .less(let a, let b): return pair(a, b, <)
    case .lessOrEqual(let a, let b): return pair(a, b, <=)
    case .signedLess(let a, let b): return pair(a, b) { signed(bits($0)) < signed(bits($1)) }
    case .signedLessOrEqual(let a, let b): return pair(a, b) { signed(bits($0)) <= signed(bits($1)) }
    case .not(let a): return value(a, at).map { !$0 }
    case .and(let a, let b): return both(a, b) { $0 && $1 }
    case .or(let a, let b): return both(a, b) { $0 || $1 }
    case .implies(let a, let b): return both(a, b) { !$0 || $1 }
    case .iff(let a, let b): return both(a, b, ==)
    case .choose(let c, let a, let b): return value(c, at).flatMap { value($0 ? a : b, at) }
    }
  }

  private func bits(_ value: Int128) -> UInt64 { bits(of: UInt64(truncatingIfNeeded: value)) }

  private func bits(of value: UInt64) -> UInt64 { arena.width == 64 ? value : value & ((1 << UInt64(arena.width)) - 1) }

  private func signed(_ word: UInt64) -> Int64 {
    let unused = Int64(64 - arena.width)
    return (Int64(bitPattern: word) << unused) >> unused
  }

  private func machine(_ operation: WordOperator, _ x: UInt64, _ y: UInt64) -> UInt64 {
    let amount = y % UInt64(arena.width)
    return switch operation {
    case .add: x &+ y
    case .subtract: x &- y
    case .multiply: x &* y
    case .and: x & y
    case .or: x | y
    case .xor: x ^ y
    case .shiftLeft: x << amount
    case .shiftRight: x >> amount
    case .shiftRightArithmetic: UInt64(bitPattern: signed(x) >> Int64(amount))
    case .divide: y == 0 ? .max : x / y
    case .remainder: y == 0 ? x : x % y
    case .not: ~x
    case .negate: 0 &- x
    }
  }
}
