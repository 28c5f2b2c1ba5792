import Foundation
import Prover
import SepLogic
import TermSamples
import Testing

/// What terms become when they are made, checked by another solver: the question that reaches a solver has been through
/// these rewritings already, so that no comparison of answers sees them. Random expressions are written down as they
/// are, beside the terms that were made of them, and z3 is asked for values under which the two differ.
@Suite struct SimplificationCrossCheckTests {
  static let z3 = ["/usr/bin/z3", "/usr/local/bin/z3"].first(where: FileManager.default.isExecutableFile)
  /// How many expressions; more with `Trust/cross-check`.
  static let count = ProcessInfo.processInfo.environment["AIMCHECK_RAW_SAMPLES"].flatMap(Int.init) ?? 60

  @Test(.enabled(if: z3 != nil, "z3 is not installed")) func nothingIsLost() throws {
    let z3 = try SecondSolver(path: try #require(Self.z3), milliseconds: 5_000)
    var random = SplitMix(seed: 23)
    var (same, open, satisfiable) = (0, 0, 0)
    for round in 0..<Self.count {
      let space = SampleSpace(width: [8, 32][round % 2])
      let claim = space.claim(&random, depth: 2 + round % 3)
      let raw = RawText(space: space)
      let difference = raw.script(of: claim, isEqual: false)
      switch z3.answer(to: difference) {
      case .unsat: same += 1
      case .sat: Issue.record("a term is not what it was made of:\n\(difference)")
      case .unknown, .late: open += 1
      case .failed(let reason): Issue.record("\(reason)\n\(difference)")
      }
      // Were the script contradictory by itself, nothing could differ.
      if round < 20, z3.answer(to: raw.script(of: claim, isEqual: true)) == .sat { satisfiable += 1 }
    }
    print("simplification: \(Self.count) expressions: \(same) unchanged in value, \(open) without an answer")
    #expect(same * 2 > Self.count)
    #expect(satisfiable > 5)
  }
}

/// Expressions in SMT-LIB as they are, from the meaning of the operations alone.
private struct RawText {
  let space: SampleSpace

  private static let names = ["x", "y", "z", "i", "f"]
  private static let truths = ["p", "q"]

  private var modulus: Int128 { space.arena.modulus }
  private var width: Int { space.arena.width }

  /// That the claim and its term have the same value, or not.
  func script(of claim: Claim, isEqual: Bool) -> String {
    let arena = space.arena
    let value = arena.symbol("value", sort: .bool)
    let made = SMTLIBWriter(arena).script(of: [arena.equal(value, space.term(claim))])
    var lines: [String] = []
    for (name, symbol) in zip(Self.names, space.integers) {
      lines.append("(declare-const \(name) Int)")
      if let range = arena.symbolInfo(symbol)?.range {
        lines.append("(assert (and (<= \(number(range.lowerBound)) \(name)) (<= \(name) \(number(range.upperBound)))))")
      }
    }
    lines += Self.truths.map { "(declare-const \($0) Bool)" }
    for (name, symbol) in zip(Self.names + Self.truths, space.integers + space.truths) {
      let quoted = "|\(name)!\(symbol.rawValue)|"
      if made.contains("(declare-const \(quoted) ") { lines.append("(assert (= \(name) \(quoted)))") }
    }
    let equation = "(= |value!\(value.rawValue)| \(text(claim)))"
    lines.append("(assert \(isEqual ? equation : "(not \(equation))"))")
    return made + lines.joined(separator: "\n") + "\n"
  }

  private func number(_ value: Int128) -> String { value < 0 ? "(- \(value.magnitude))" : "\(value)" }

  private func text(_ sample: Sample) -> String {
    switch sample {
    case .literal(let value): return number(value)
    case .variable(let index): return Self.names[index]
    case .add(let a, let b): return "(+ \(text(a)) \(text(b)))"
    case .subtract(let a, let b): return "(- \(text(a)) \(text(b)))"
    case .multiply(let a, let b): return "(* \(text(a)) \(text(b)))"
    case .negate(let a): return "(- \(text(a)))"
    case .divide(let a, let b): return "(let ((a \(text(a))) (b \(text(b)))) (ite (= b 0) 0 (div a b)))"
    case .remainder(let a, let b): return "(let ((a \(text(a))) (b \(text(b)))) (ite (= b 0) a (mod a b)))"
    case .choose(let c, let a, let b): return "(ite \(text(c)) \(text(a)) \(text(b)))"
    case .wrap(let a): return word(a)
    case .signed(let a): return signed(a)
    case .word(let operation, let a, let b): return text(operation, word(a), word(b))
    }
  }

  private func word(_ a: Sample) -> String { "(mod \(text(a)) \(modulus))" }

  private func signed(_ a: Sample) -> String {
    "(let ((a \(word(a)))) (ite (<= \(modulus / 2) a) (- a \(modulus)) a))"
  }

  private func text(_ operation: WordOperator, _ x: String, _ y: String) -> String {
    func vectors(_ name: String, amount: Bool = false) -> String {
      let second = "((_ int2bv \(width)) \(amount ? "(mod \(y) \(width))" : y))"
      return "(bv2nat (\(name) ((_ int2bv \(width)) \(x)) \(second)))"
    }
    return switch operation {
    case .add: "(mod (+ \(x) \(y)) \(modulus))"
    case .subtract: "(mod (- \(x) \(y)) \(modulus))"
    case .multiply: "(mod (* \(x) \(y)) \(modulus))"
    case .and: vectors("bvand")
    case .or: vectors("bvor")
    case .xor: vectors("bvxor")
    case .shiftLeft: vectors("bvshl", amount: true)
    case .shiftRight: vectors("bvlshr", amount: true)
    case .shiftRightArithmetic: vectors("bvashr", amount: true)
    case .divide: "(let ((a \(x)) (b \(y))) (ite (= b 0) \(modulus - 1) (div a b)))"
    case .remainder: "(let ((a \(x)) (b \(y))) (ite (= b 0) a (mod a b)))"
    case .not: "(- \(modulus - 1) \(x))"
    case .negate: "(mod (- \(x)) \(modulus))"
    }
  }

  private func text(_ claim: Claim) -> String {
    switch claim {
    case .constant(let value): "\(value)"
    case .variable(let index): Self.truths[index]
    case .equal(let a, let b): "(= \(text(a)) \(text(b)))"
    case .less(let a, let b): "(< \(text(a)) \(text(b)))"
    case .lessOrEqual(let a, let b): "(<= \(text(a)) \(text(b)))"
    case .signedLess(let a, let b): "(< \(signed(a)) \(signed(b)))"
    case .signedLessOrEqual(let a, let b): "(<= \(signed(a)) \(signed(b)))"
    case .not(let a): "(not \(text(a)))"
    case .and(let a, let b): "(and \(text(a)) \(text(b)))"
    case .or(let a, let b): "(or \(text(a)) \(text(b)))"
    case .implies(let a, let b): "(=> \(text(a)) \(text(b)))"
    case .iff(let a, let b): "(= \(text(a)) \(text(b)))"
    case .choose(let c, let a, let b): "(ite \(text(c)) \(text(a)) \(text(b)))"
    }
  }
}
