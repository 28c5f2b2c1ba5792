import Prover
import SepLogic
import Testing

/// A solver may fail in any way: it never becomes a proof.
@Suite struct SolvingFaultTests {
  @Test(arguments: SolverFault.allCases) func noFaultProvesAnything(fault: SolverFault) {
    let arena = TermArena(width: 32)
    let options = SolverOptions(millisecondsPerCheck: fault == .hangs ? 5 : 0)
    let session = CVC5Session(arena, options: options, factory: .faulty(fault))
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    // Two goals that follow and two that do not, more than once: a session must go on after a failure.
    for round in 0..<10 {
      let facts = [arena.less(x, y), arena.lessOrEqual(y, arena.int(Int128(10 + round)))]
      let wrong = [arena.less(x, arena.int(3)), arena.equal(y, arena.int(7))]
      for goal in wrong { #expect(session.entails(facts, goal) != .yes) }
      let right = arena.less(x, arena.int(Int128(10 + round)))
      let answer = session.entails(facts, right)
      switch fault {
      case .diesLater, .garbageModels: break  // These are cvc5 for a while, or but for the values.
      default: #expect(answer != .yes)
      }
      #expect(session.check(facts: facts) != .unsat)
      #expect(!session.isContradictory(facts))
    }
    if fault != .alwaysSat { #expect(session.statistics.unknown > 0) }
  }

  @Test func reasonsAreTold() {
    let arena = TermArena(width: 32)
    let fact = arena.less(arena.wordSymbol("x"), arena.int(3))
    func answer(_ fault: SolverFault, wantsModel: Bool = false) -> SatAnswer {
      CVC5Session(arena, options: SolverOptions(millisecondsPerCheck: fault == .hangs ? 5 : 0), factory: .faulty(fault))
        .check(facts: [fact], wantsModel: wantsModel)
    }
    #expect(answer(.absent) == .unknown("the solver could not be started"))
    #expect(answer(.dies) == .unknown("the solver died"))
    #expect(answer(.unknown) == .unknown("unknown"))
    #expect(answer(.hangs) == .unknown("unknown (timeout)"))
    #expect(answer(.garbage) == .unknown("UNSAT"))
    #expect(answer(.garbageModels) == .sat(nil))
    #expect(answer(.garbageModels, wantsModel: true) == .unknown("the solver gave `0x2a; or so` for a value"))
  }

  /// Values that do not make the facts true are no counterexample.
  @Test func modelsAreChecked() {
    let arena = TermArena(width: 32)
    let session = CVC5Session(arena, factory: .faulty(.alwaysSat))
    let x = arena.wordSymbol("x")
    #expect(session.check(facts: [arena.less(x, arena.int(3))], wantsModel: true) == .sat(Model([x: 0])))
    #expect(
      session.check(facts: [arena.less(arena.int(3), x)], wantsModel: true)
        == .unknown("the solver's values do not satisfy the facts"))
  }

  /// After a failure the next question is put to a new solver, which has everything asserted again.
  @Test func theSolverIsReplacedAfterFailure() {
    let arena = TermArena(width: 32)
    let session = CVC5Session(arena, factory: .faulty(.diesLater))
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    let facts = [arena.less(x, y), arena.less(y, arena.int(9))]
    let answers = (1...8).map { session.entails(facts, arena.less(x, arena.int(Int128(7 + $0))), wantsModel: false) }
    #expect(answers.filter { $0 == .yes }.count == 6)
    #expect(answers.filter { $0 == .unknown("the solver died") }.count == 2)
  }

  @Test func namesSelectFactories() {
    #expect(SolverFactory.named("cvc5")?.name == "cvc5")
    #expect(SolverFactory.named("dies-later")?.name == "dies-later")
    #expect(SolverFactory.named("z4") == nil)
  }

  @Test func budgetEndsInUnknown() {
    let arena = TermArena(width: 64)
    let session = CVC5Session(arena, options: SolverOptions(resourcesPerCheck: 200))
    let words = (0..<8).map { arena.wordSymbol("x\($0)") }
    let product = words.reduce(arena.one) { arena.wordMultiply($0, $1) }
    let facts = [arena.equal(product, arena.int(1_000_003 * 1_000_033)), arena.less(arena.int(5), words[0])]
    guard case .unknown = session.check(facts: facts) else {
      Issue.record("expected the budget to run out")
      return
    }
    // The session is usable afterwards.
    #expect(session.check(facts: [arena.less(words[0], words[1])]) == .sat(nil))
  }

  /// Deep terms are refused before they reach a solver whose traversals may recurse.
  /// cvc5 looks at none of its limits on this question, which follows from two unfoldings. It is stopped, and the session
  /// goes on; without a limit of the session's own there is that on sequences.
  @Test(arguments: [100, 0] as [UInt64]) func aCheckThatKeepsToNoLimitIsStopped(milliseconds: UInt64) {
    let arena = TermArena(width: 32)
    var options = SolverOptions(millisecondsPerCheck: milliseconds)
    options.quickDecisions = false
    let session = CVC5Session(arena, options: options)
    let (s, a) = (arena.symbol("s", sort: .seq), arena.symbol("a"))
    let head = arena.element(s, arena.zero)
    let insert = arena.function("insert", parameters: [.int, .seq], result: .seq)
    arena.define(
      insert, parameters: [a, s],
      body: arena.ite(
        arena.equal(s, arena.emptySequence), arena.unit(a),
        arena.ite(
          arena.lessOrEqual(a, head), arena.concatenate(arena.unit(a), s),
          arena.concatenate(arena.unit(head), arena.apply(insert, [a, arena.slice(s, from: arena.one)])))))
    let sequences = ["ts", "before", "us", "vs", "rest"].map { arena.symbol($0, sort: .seq) }
    let (ts, before, us, vs, rest) = (sequences[0], sequences[1], sequences[2], sequences[3], sequences[4])
    let words = ["d", "first", "left", "step", "next"].map { arena.wordSymbol($0) }
    let (d, first, left, step, next) = (words[0], words[1], words[2], words[3], words[4])
    let t = arena.symbol("t")
    let (here, there) = (arena.unit(arena.add(step, t)), arena.unit(arena.add([step, t, next])))
    let distance = arena.subtract(arena.subtract(left, step), next)
    let isBefore = arena.lessOrEqual(distance, arena.zero)
    let inserted = arena.apply(insert, [d, ts])
    let facts = [
      arena.equal(ts, arena.concatenate(arena.unit(first), before)), arena.less(first, d),
      arena.equal(d, arena.add(left, t)), arena.lessOrEqual(step, left),
      arena.equal(inserted, arena.concatenate([us, here, arena.apply(insert, [d, vs])])),
      arena.equal(vs, arena.concatenate(there, rest)), isBefore,
      arena.not(
        arena.and([
          isBefore, arena.less(arena.int(-(1 << 32)), distance),
          arena.equal(inserted, arena.concatenate([us, here, arena.unit(arena.add(left, t)), there, rest])),
        ])),
    ]
    if case .sat = session.check(facts: facts) { Issue.record("there is no model") }
    #expect(session.check(facts: [arena.equal(ts, arena.concatenate(arena.unit(a), ts))]) == .unsat)
    #expect(session.check(facts: [arena.equal(arena.length(ts), arena.one)]) == .sat(nil))
  }

  @Test func depthIsLimited() {
    let arena = TermArena(width: 32)
    let session = CVC5Session(arena)
    func tower(_ height: Int) -> TermID {
      var result = arena.wordSymbol("x")
      for index in 0..<height {
        let p = arena.symbol("p", sort: .bool)
        result = arena.ite(p, arena.add(result, arena.one), arena.add(result, arena.int(Int128(index))))
      }
      return arena.lessOrEqual(result, arena.symbol("y"))
    }
    guard case .unknown(let reason) = session.check(facts: [tower(5_000)]) else {
      Issue.record("expected a refusal")
      return
    }
    #expect(reason.contains("deep"))
    #expect(session.check(facts: [tower(950)]) == .sat(nil))
  }
}
