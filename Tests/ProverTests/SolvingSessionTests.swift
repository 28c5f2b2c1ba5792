import Prover
import SepLogic
import Testing

@Suite struct SolvingSessionTests {
  let arena = TermArena(width: 32)

  /// Everything reaches the solver.
  private func plainSession() -> CVC5Session {
    var options = SolverOptions()
    options.quickDecisions = false
    return CVC5Session(arena, options: options)
  }

  @Test func decidesLinearFacts() {
    let session = plainSession()
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    let facts = [arena.less(x, y), arena.less(y, arena.int(10))]
    #expect(session.entails(facts, arena.less(x, arena.int(9))) == .yes)
    #expect(session.check(facts: facts) == .sat(nil))
    guard case .no(let model?) = session.entails(facts, arena.less(x, arena.int(5))) else {
      Issue.record("expected a model")
      return
    }
    #expect(model[x].map { (5...8).contains($0) } == true)
    #expect(session.statistics.queries == 3)
    #expect(session.statistics.unsat == 1)
    #expect(session.statistics.sat == 2)
    #expect(session.statistics.unknown == 0)
  }

  /// A range belongs to the level where its symbol was first used, and must be there again after that was popped.
  @Test func rangesSurvivePops() {
    let session = plainSession()
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    let first = arena.less(y, arena.int(7))
    // x + y < 0 is only refuted by the ranges of both, in whatever level they were asserted.
    let negative = arena.less(arena.add(arena.multiply(x, arena.int(3)), y), arena.subtract(x, arena.int(5)))
    for _ in 0..<3 {
      #expect(session.check(facts: [first, negative]) == .unsat)
      #expect(session.check(facts: [first]) == .sat(nil))
      #expect(session.check(facts: [negative]) == .unsat)
      #expect(session.check(facts: [arena.equal(x, y), negative]) == .unsat)
    }
  }

  /// The bits of a word are companions too, and differ from the range of the same symbol.
  @Test func bitsOfAWordWhoseRangeIsKnownAlready() {
    let session = plainSession()
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    let small = [arena.less(x, arena.int(4)), arena.less(y, arena.int(100))]
    #expect(session.check(facts: small) == .sat(nil))
    let both = arena.bitAnd(x, y)
    #expect(session.entails(small, arena.lessOrEqual(both, x)) == .yes)
    #expect(session.entails(small, arena.less(both, arena.int(4))) == .yes)
    #expect(
      session.entails(small + [arena.equal(x, arena.int(3))], arena.equal(both, arena.remainder(y, arena.int(4))))
        == .yes)
    #expect(session.check(facts: small) == .sat(nil))
    #expect(session.entails(small, arena.lessOrEqual(both, y)) == .yes)
  }

  @Test func simpleQuestionsNeedNoSolver() {
    let session = CVC5Session(arena)
    let (x, y, z) = (arena.wordSymbol("x"), arena.wordSymbol("y"), arena.wordSymbol("z"))
    let facts = [
      arena.less(x, y), arena.lessOrEqual(arena.add(y, arena.int(3)), z), arena.less(z, arena.int(100)),
      arena.or(arena.less(arena.int(200), y), arena.equal(x, arena.int(7))),
    ]
    #expect(session.entails(facts, arena.less(arena.add(x, arena.int(3)), z)) == .yes)
    #expect(session.entails(facts, arena.equal(x, arena.int(7))) == .yes)
    #expect(session.entails(facts, arena.notEqual(y, z)) == .yes)
    #expect(session.entails(facts, arena.equal(arena.wordAdd(z, x), arena.add(z, arena.int(7)))) == .yes)
    #expect(session.entails(facts, arena.less(arena.add(arena.add(x, y), z), arena.int(206))) == .yes)
    guard case .no(let model?) = session.entails(facts, arena.less(y, arena.int(50))) else {
      Issue.record("expected a model")
      return
    }
    #expect(model[y].map { (50..<97).contains($0) } == true)
    #expect(session.statistics.queries == 0)
    #expect(session.statistics.trivial == 6)
  }

  @Test func nonlinearFactsAfterLinearOnes() {
    let session = CVC5Session(arena)
    let (x, y) = (arena.symbol("x"), arena.symbol("y"))
    let positive = [arena.less(arena.zero, x), arena.less(arena.zero, y)]
    #expect(session.check(facts: positive) == .sat(nil))
    #expect(session.entails(positive, arena.less(arena.zero, arena.multiply(x, y))) == .yes)
    #expect(session.entails(positive, arena.less(arena.remainder(x, y), y)) == .yes)
    // Total division.
    let zero = [arena.equal(y, arena.zero)]
    #expect(session.entails(zero, arena.equal(arena.divide(x, y), arena.zero)) == .yes)
    #expect(session.entails(zero, arena.equal(arena.remainder(x, y), x)) == .yes)
  }
}
