import Prover
import SepLogic
import TermSamples
import Testing

/// Bitwise operations of two variables, at every width, within a small budget.
@Suite struct SolvingBitsTests {
  private func session(_ arena: TermArena) -> CVC5Session {
    CVC5Session(arena, options: SolverOptions(resourcesPerCheck: 200_000, millisecondsPerCheck: 300_000))
  }

  @Test(arguments: [8, 16, 32, 64]) func identitiesOfTwoWords(width: Int) {
    let arena = TermArena(width: width)
    let session = session(arena)
    let (x, y, z) = (arena.wordSymbol("x"), arena.wordSymbol("y"), arena.wordSymbol("z"))
    let (and, or, xor) = (arena.bitAnd(x, y), arena.bitOr(x, y), arena.bitXor(x, y))
    let claims: [(String, TermID)] = [
      ("x & y <= x", arena.lessOrEqual(and, x)),
      ("x | y >= y", arena.lessOrEqual(y, or)),
      ("x ^ y <= x | y", arena.lessOrEqual(xor, or)),
      ("(x & y) + (x | y) == x + y", arena.equal(arena.add(and, or), arena.add(x, y))),
      ("x ^ y ^ y == x", arena.equal(arena.bitXor(xor, y), x)),
      ("(x | y) & x == x", arena.equal(arena.bitAnd(or, x), x)),
      (
        "x & (y | z) == (x & y) | (x & z)",
        arena.equal(arena.bitAnd(x, arena.bitOr(y, z)), arena.bitOr(and, arena.bitAnd(x, z)))
      ),
      ("x & ~x == 0", arena.equal(arena.bitAnd(x, arena.wordNot(x)), arena.zero)),
      ("x + ~x == -1", arena.equal(arena.wordAdd(x, arena.wordNot(x)), arena.int(arena.modulus - 1))),
      ("lowest bit", arena.lessOrEqual(arena.bitAnd(x, arena.wordNegate(x)), x)),
    ]
    for (name, claim) in claims { #expect(session.entails([], claim) == .yes, "\(name)") }
    // The three steps of exchanging two words without a third.
    let first = arena.bitXor(x, y)
    let second = arena.bitXor(first, y)
    #expect(session.entails([], arena.equal(second, x)) == .yes)
    #expect(session.entails([], arena.equal(arena.bitXor(first, second), y)) == .yes)
  }

  @Test(arguments: [8, 16, 32, 64]) func wrongClaimsAreRefutedByValues(width: Int) {
    let arena = TermArena(width: width)
    let session = session(arena)
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    for claim in [
      arena.equal(arena.bitOr(x, y), arena.add(x, y)), arena.less(arena.bitAnd(x, y), y),
      arena.lessOrEqual(x, arena.bitXor(x, y)), arena.equal(arena.bitAnd(x, arena.wordNegate(x)), x),
    ] {
      guard case .no(let model?) = session.entails([arena.less(arena.zero, x)], claim) else {
        Issue.record("expected a model against \(arena.describe(claim))")
        continue
      }
      #expect(arena.evaluateBool(claim, in: model) == false)
    }
  }

  /// A symbol without bounds has no vector: the integers decide, or nobody does.
  @Test func unboundedSymbolsAreNotCutOff() {
    let arena = TermArena(width: 8)
    let session = session(arena)
    let (x, y, n) = (arena.wordSymbol("x"), arena.wordSymbol("y"), arena.symbol("n"))
    let facts = [arena.equal(arena.bitAnd(x, y), arena.int(5)), arena.less(arena.int(1 << 100), n)]
    #expect(session.check(facts: facts) == .sat(nil))
    #expect(session.entails(facts, arena.less(arena.int(4), x)) == .yes)
  }

  /// Facts full of bitwise operations, against all values.
  @Test(arguments: [1, 2] as [UInt64]) func answersAreTrue(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let space = SampleSpace.exhaustible
    let assignments = space.allAssignments
    let session = session(space.arena)
    let operators: [WordOperator] = [
      .and, .or, .xor, .and, .add, .subtract, .multiply, .shiftRight, .divide, .remainder,
    ]
    func word(_ depth: Int) -> Sample {
      if depth == 0 { return .variable(Int.random(in: 0..<2, using: &random)) }
      let operation = operators.randomElement(using: &random) ?? .and
      return .word(operation, word(depth - 1), word(Int.random(in: 0..<depth, using: &random)))
    }
    var (sat, unsat) = (0, 0)
    for _ in 0..<40 {
      let literal = Sample.literal(Int128.random(in: 0...7, using: &random))
      let claims: [Claim] = [
        .lessOrEqual(.add(word(2), .variable(3)), word(2)), .equal(word(2), literal),
      ]
      let satisfiable = assignments.contains { at in claims.allSatisfy { space.value($0, at) == true } }
      switch session.check(facts: claims.map(space.term), wantsModel: true) {
      case .unsat:
        #expect(!satisfiable, "\(claims)")
        unsat += 1
      case .sat:
        #expect(satisfiable, "\(claims)")
        sat += 1
      case .unknown(let reason): Issue.record("\(reason)")
      }
    }
    #expect(sat > 15)
    #expect(unsat > 3)
  }
}
