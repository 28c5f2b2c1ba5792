import Prover
import SepLogic
import TermSamples
import Testing

/// Sequences and functions in cvc5, without the pure core in front of it.
@Suite struct SolvingSequencesTests {
  private let space = SequenceSpace()
  private let session: CVC5Session

  init() {
    session = Self.session(space.arena)
  }

  private static func session(_ arena: TermArena) -> CVC5Session {
    var options = SolverOptions(resourcesPerCheck: 10_000, millisecondsPerCheck: 60_000)
    options.quickDecisions = false
    return CVC5Session(arena, options: options)
  }

  private var arena: TermArena { space.arena }
  private var xs: TermID { space.sequences[0] }
  private var ys: TermID { space.sequences[1] }
  private var i: TermID { space.numbers[0] }

  @Test func elementsAndSlicesAreTotal() {
    let outside = arena.or(arena.less(i, arena.zero), arena.lessOrEqual(arena.length(xs), i))
    #expect(session.check(facts: [outside, arena.notEqual(arena.element(xs, i), arena.zero)]) == .unsat)
    let slice = arena.slice(xs, from: i, to: space.numbers[1])
    #expect(
      session.check(facts: [arena.less(space.numbers[1], i), arena.notEqual(slice, arena.emptySequence)]) == .unsat)
    #expect(
      session.check(facts: [arena.less(i, arena.zero), arena.notEqual(arena.slice(xs, from: i), xs)]) == .unsat)
    #expect(session.statistics.queries >= 2)
  }

  @Test func modelsHaveSequences() {
    let facts = [
      arena.equal(arena.length(xs), arena.int(2)), arena.equal(arena.element(xs, arena.one), arena.int(7)),
      arena.contains(xs, arena.int(-3)), arena.equal(ys, arena.emptySequence),
    ]
    guard case .sat(let model?) = session.check(facts: facts, wantsModel: true) else {
      Issue.record("no model")
      return
    }
    #expect(model[sequence: xs] == [-3, 7])
    #expect(model[sequence: ys] == [])
  }

  /// A function is known as far as its instances go: what they refute is refuted, and nothing else is said of it.
  @Test func functionsAreUnfoldedTwice() {
    let s = arena.symbol("s", sort: .seq)
    let count = arena.function("count", parameters: [.seq], result: .int)
    arena.define(
      count, parameters: [s],
      body: arena.ite(
        arena.equal(s, arena.emptySequence), arena.zero,
        arena.add(arena.one, arena.apply(count, [arena.slice(s, from: arena.one)]))))
    let counted = arena.apply(count, [xs])
    #expect(
      session.check(facts: [arena.equal(arena.length(xs), arena.one), arena.notEqual(counted, arena.one)]) == .unsat)
    switch session.check(facts: [arena.equal(arena.length(xs), arena.int(5)), arena.notEqual(counted, arena.int(5))]) {
    case .sat: Issue.record("there is no such sequence")
    case .unsat, .unknown: break
    }
    // Symbols without definition are any functions.
    let f = arena.function("f", parameters: [.int, .bool], result: .int)
    let (a, b) = (arena.apply(f, [i, arena.true]), arena.apply(f, [space.numbers[1], arena.true]))
    #expect(session.check(facts: [arena.equal(i, space.numbers[1]), arena.notEqual(a, b)]) == .unsat)
  }

  /// Facts that a hidden assignment satisfies are not refuted, and models are models.
  @Test(arguments: [1, 2] as [UInt64]) func answersAreTrue(seed: UInt64) {
    var random = SplitMix(seed: 40 + seed)
    var (unsat, sat, unknown) = (0, 0, 0)
    for round in 0..<30 {
      let space = SequenceSpace()
      let session = Self.session(space.arena)
      let hidden = space.assignment(&random)
      let claims = (0..<Int.random(in: 1...3, using: &random)).map { _ -> SequenceClaim in
        let claim = space.claim(&random, depth: 2)
        return round % 2 == 0 && !space.value(claim, hidden) ? .not(claim) : claim
      }
      let facts = claims.map(space.term)
      switch session.check(facts: facts, wantsModel: true) {
      case .unsat:
        unsat += 1
        let tries = round % 2 == 0 ? [hidden] : (0..<60).map { _ in space.assignment(&random) }
        for at in tries {
          #expect(!claims.allSatisfy { space.value($0, at) }, "\(facts.map { space.arena.describe($0) })")
        }
      case .sat(let model):
        sat += 1
        if let model, let at = space.assignment(of: model) {
          #expect(claims.allSatisfy { space.value($0, at) }, "\(facts.map { space.arena.describe($0) })")
        }
      case .unknown: unknown += 1
      }
    }
    #expect(sat > 10)
    #expect(unknown < 15, "\(unknown)")
  }

  /// With the pure core the answers are the same.
  @Test func theCoreAgreesWithTheSolver() {
    var random = SplitMix(seed: 71)
    for _ in 0..<20 {
      let space = SequenceSpace()
      let alone = Self.session(space.arena)
      let core = PureCore(space.arena)
      let facts = (0..<3).map { _ in space.term(space.claim(&random, depth: 2)) }
      switch (core.decide(facts), alone.check(facts: facts)) {
      case (.unsat?, .sat), (.sat?, .unsat): Issue.record("they disagree: \(facts.map { space.arena.describe($0) })")
      default: break
      }
    }
  }

  /// The file has what the solver got.
  @Test func filesHaveSequencesAndInstances() {
    let s = arena.symbol("s", sort: .seq)
    let last = arena.function("last", parameters: [.seq], result: .int)
    arena.define(
      last, parameters: [s],
      body: arena.ite(
        arena.lessOrEqual(arena.length(s), arena.one), arena.element(s, arena.zero),
        arena.apply(last, [arena.slice(s, from: arena.one)])))
    let text = SMTLIBWriter(arena).text(
      of: [arena.equal(arena.apply(last, [xs]), i), arena.equal(arena.concatenate(xs, ys), arena.unit(i))],
      label: QueryLabel(), answer: .sat(nil))
    #expect(text.contains("(declare-const |xs!"))
    #expect(text.contains("| (Seq Int))"))
    #expect(text.contains("(declare-fun |last.f"))
    #expect(text.contains("((Seq Int)) Int)"))
    #expect(text.contains("(seq.++ |xs!"))
    // Two facts, and two instances at least.
    #expect(text.split(separator: "\n").filter { $0.hasPrefix("(assert ") }.count >= 4)
  }
}
