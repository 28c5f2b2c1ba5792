// What the checker of certificates simplifies has the value that it had before, at every width; the reference computes with
// plain numbers.

import AIMLang
import Testing

@testable import CertificateChecker

/// A generator of numbers from a seed (SplitMix64).
struct Numbers: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The value of a term; integers, and 1 or 0 for truth values. Modulo 2^128, which makes no difference to words.
func evaluate(_ term: Int, _ terms: Terms, _ symbols: [Int128]) -> Int128 {
  func value(_ number: Int) -> Int128 { evaluate(number, terms, symbols) }
  func euclidean(_ a: Int128, _ b: Int128) -> (Int128, Int128) {
    if b == 0 { return (0, a) }
    var (q, r) = a.quotientAndRemainder(dividingBy: b)
    if r < 0 { (q, r) = b > 0 ? (q - 1, r + b) : (q + 1, r - b) }
    return (q, r)
  }
  switch terms[term] {
  case .integer(let value): return value
  case .boolean(let value): return value ? 1 : 0
  case .symbol(let index): return symbols[index]
  case .sum(let start, let parts): return parts.reduce(start) { $0 &+ $1.coefficient &* value($1.term) }
  case .addition(let a, let b): return value(a) &+ value(b)
  case .product(let a, let b): return value(a) &* value(b)
  case .quotient(let a, let b): return euclidean(value(a), value(b)).0
  case .remainder(let a, let b): return euclidean(value(a), value(b)).1
  case .conditional(let c, let a, let b): return value(c) != 0 ? value(a) : value(b)
  case .bitAnd(let a, let b):
    let mask = terms.modulus - 1
    return value(a) & value(b) & mask
  case .isZero(let a): return value(a) == 0 ? 1 : 0
  case .isNotPositive(let a): return value(a) <= 0 ? 1 : 0
  case .same(let a, let b): return value(a) == value(b) ? 1 : 0
  case .not(let a): return 1 - value(a)
  case .and(let parts): return parts.allSatisfy { value($0) != 0 } ? 1 : 0
  case .unit, .concatenation, .length, .element, .slice, .contains, .application:
    Issue.record("no sequence was made")
    return 0
  }
}

@Suite struct TermTests {
  /// Each operation of the machine against plain arithmetic on words, for random and extreme operands.
  @Test(arguments: [8, 16, 32, 64]) func operationsOfTheMachineAreExact(width: Int) throws {
    var numbers = Numbers(state: UInt64(width))
    let modulus = Int128(1) << Int128(width)
    func word() -> Int128 {
      switch numbers.next() % 4 {
      case 0: Int128(numbers.next() % 5)
      case 1: modulus - 1 - Int128(numbers.next() % 5)
      case 2: modulus / 2 - 2 + Int128(numbers.next() % 5)
      default: Int128(numbers.next()) % modulus
      }
    }
    func signed(_ a: Int128) -> Int128 { a >= modulus / 2 ? a - modulus : a }
    func wrapped(_ a: Int128) -> Int128 { ((a % modulus) + modulus) % modulus }
    for _ in 0..<300 {
      let (a, b) = (word(), word())
      let count = b % Int128(width)
      for operation in ALUOperator.allCases {
        let expected: Int128 =
          switch operation {
          case .add: wrapped(a + b)
          case .sub: wrapped(a - b)
          case .mul: Int128((UInt64(a) &* UInt64(b)) & UInt64(modulus - 1))
          case .and: a & b
          case .or: a | b
          case .xor: a ^ b
          case .shl: (Int128(UInt64(a) << UInt64(count))) & (modulus - 1)
          case .shr: a >> count
          case .sar: wrapped(signed(a) >> count)
          case .divu: b == 0 ? modulus - 1 : a / b
          case .remu: b == 0 ? a : a % b
          }
        // Both operands known, one of them, and none.
        for known in 0..<4 {
          let terms = Terms(width: width)
          let (x, y) = (terms.newSymbol(.int), terms.newSymbol(.int))
          let term = terms.result(
            operation, known & 1 != 0 ? terms.int(a) : x, known & 2 != 0 ? terms.int(b) : y)
          #expect(evaluate(term, terms, [a, b]) == expected, "\(operation) \(a) \(b) \(known)")
        }
      }
      for condition in BranchCondition.allCases {
        let expected =
          switch condition {
          case .beq: a == b
          case .bne: a != b
          case .blt: signed(a) < signed(b)
          case .bge: signed(a) >= signed(b)
          case .bgt: signed(a) > signed(b)
          case .ble: signed(a) <= signed(b)
          case .bltu: a < b
          case .bgeu: a >= b
          case .bgtu: a > b
          case .bleu: a <= b
          }
        let terms = Terms(width: width)
        let term = terms.condition(condition, terms.newSymbol(.int), terms.int(b))
        #expect((evaluate(term, terms, [a]) != 0) == expected, "\(condition) \(a) \(b)")
      }
    }
  }

  /// Random terms of all integer and boolean operations, built and rebuilt with their symbols replaced.
  @Test func simplifiedTermsKeepTheirValue() {
    var numbers = Numbers(state: 11)
    for _ in 0..<4_000 {
      let terms = Terms(width: 8)
      let symbols = (0..<3).map { _ in terms.newSymbol(.int) }
      let values = symbols.map { _ in Int128(numbers.next() % 300) - 20 }
      var known: [(term: Int, value: Int128)] = zip(symbols, values).map { ($0, $1) }
      var facts: [(term: Int, value: Bool)] = [(terms.bool(true), true)]
      for _ in 0..<12 {
        let (a, b) = (
          known[Int(numbers.next() % UInt64(known.count))], known[Int(numbers.next() % UInt64(known.count))]
        )
        let (c, d) = (
          facts[Int(numbers.next() % UInt64(facts.count))], facts[Int(numbers.next() % UInt64(facts.count))]
        )
        guard abs(a.value) < 1 << 40, abs(b.value) < 1 << 40 else { continue }
        func remainder(_ x: Int128, _ y: Int128) -> Int128 { y == 0 ? x : ((x % y) + abs(y)) % abs(y) }
        let constant = Int128(numbers.next() % 40) - 4
        switch numbers.next() % 12 {
        case 0: known.append((terms.add(a.term, b.term), a.value + b.value))
        case 1: known.append((terms.scale(a.term, by: constant), a.value * constant))
        case 2: known.append((terms.multiply(a.term, b.term), a.value * b.value))
        case 3:
          let quotient = constant == 0 ? 0 : (a.value - remainder(a.value, constant)) / constant
          known.append((terms.divide(a.term, terms.int(constant)), quotient))
        case 4: known.append((terms.remainder(a.term, terms.int(constant)), remainder(a.value, constant)))
        case 5: known.append((terms.remainder(a.term, b.term), remainder(a.value, b.value)))
        case 6: known.append((terms.conditional(c.term, a.term, b.term), c.value ? a.value : b.value))
        case 7: facts.append((terms.equal(a.term, b.term), a.value == b.value))
        case 8: facts.append((terms.lessOrEqual(a.term, b.term), a.value <= b.value))
        case 9: facts.append((terms.not(c.term), !c.value))
        case 10: facts.append((terms.and([c.term, d.term]), c.value && d.value))
        default: facts.append((terms.implies(c.term, d.term), !c.value || d.value))
        }
      }
      let substitution = Dictionary(
        uniqueKeysWithValues: values.enumerated().map { ($0.offset, terms.int($0.element)) })
      for (term, expected) in known {
        #expect(evaluate(term, terms, values) == expected)
        #expect(terms.constant(terms.substitute(substitution, in: term)) ?? expected == expected)
      }
      for (term, expected) in facts { #expect((evaluate(term, terms, values) != 0) == expected) }
    }
  }
}
