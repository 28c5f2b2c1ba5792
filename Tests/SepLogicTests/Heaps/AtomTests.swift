import Testing

@testable import SepLogic

/// Named predicates and facts, law by law.
@Suite struct AtomTests {
  private let bench = HeapBench()
  private let resource = AtomSymbol(0, inputCount: 1, isFact: false)
  private let counted = AtomSymbol(2, inputCount: 1, isFact: false)
  private let known = AtomSymbol(1, inputCount: 1, isFact: true)
  private var arena: TermArena { bench.arena }

  private func atom(_ symbol: AtomSymbol, _ arguments: TermID..., origin: Int32 = 1) -> Formula {
    .atom(symbol, arguments, Origin(origin))
  }

  private func produced(_ parts: Formula...) throws -> SymbolicState {
    try #require(try bench.logic.produce(.separating(parts), into: SymbolicState()).first)
  }

  @Test func isTakenOnce() throws {
    let x = bench.word("x")
    let state = try produced(atom(resource, x))
    let rest = try #require(try bench.logic.consume(atom(resource, x), from: state).successes().first).state
    #expect(!rest.hasMemory && rest.atoms.isEmpty)
    guard case .missingAtom(resource, [x]) = try bench.logic.consume(atom(resource, x), from: rest).failure().kind
    else {
      Issue.record("found twice")
      return
    }
  }

  @Test func twoOfTheSameAreEmpty() throws {
    let x = bench.word("x")
    let state = try produced(atom(resource, x), atom(resource, x))
    #expect(!state.hasMemory && state.atoms.count == 1)
    let three = Formula.separating([atom(resource, x), atom(resource, x), atom(resource, x)])
    _ = try bench.logic.consume(three, from: state, emptying: true).successes()
  }

  @Test func twoOfTheSameAgreeOnOutputs() throws {
    let (x, a, b) = (bench.word("x"), bench.word("a"), bench.word("b"))
    let state = try produced(atom(counted, x, a), atom(counted, x, b))
    #expect(bench.logic.entails(state, arena.equal(a, b)) == .yes)
  }

  @Test func twoThatTurnOutToBeTheSameAreEmpty() throws {
    let (x, y) = (bench.word("x"), bench.word("y"))
    let state = try produced(atom(resource, x), atom(resource, y))
    let want = atom(resource, x)
    _ = try bench.logic.consume(want, from: state, emptying: true).failure()
    _ = try bench.logic.consume(want, from: state.assuming(arena.equal(x, y)), emptying: true).successes()
  }

  @Test func outputsBindVariables() throws {
    let (x, a) = (bench.word("x"), bench.word("a"))
    let state = try produced(atom(counted, x, a), bench.pure(arena.less(a, bench.int(5))))
    let v = arena.symbol("v")
    let want = Formula.exists([v], .separating([atom(counted, x, v), bench.pure(arena.less(v, bench.int(5)))]))
    _ = try bench.logic.consume(want, from: state, emptying: true).successes()
    let more = Formula.exists([v], .separating([atom(counted, x, v), bench.pure(arena.less(v, bench.int(4)))]))
    guard case .unprovedFact = try bench.logic.consume(more, from: state).failure().kind else {
      Issue.record("proved too much")
      return
    }
  }

  @Test func inputsMayBeEqualByFacts() throws {
    let (x, y) = (bench.word("x"), bench.word("y"))
    let state = try produced(atom(resource, x), bench.pure(arena.equal(x, arena.add(y, arena.one))))
    _ = try bench.logic.consume(atom(resource, arena.add(y, arena.one)), from: state, emptying: true).successes()
    #expect(try bench.logic.consume(atom(resource, y), from: state).failure().model != nil)
  }

  @Test func casesOfWhichOneCoverTheState() throws {
    let (x, y, z) = (bench.word("x"), bench.word("y"), bench.word("z"))
    let either = arena.or(arena.equal(z, x), arena.equal(z, y))
    let state = try produced(atom(resource, x), atom(resource, y), bench.pure(either))
    let rests = try bench.logic.consume(atom(resource, z), from: state).successes()
    #expect(rests.count == 2 && rests.allSatisfy { $0.state.atoms.count == 1 })
  }

  @Test func factsStay() throws {
    let (x, y) = (bench.word("x"), bench.word("y"))
    let state = try produced(atom(known, x), atom(known, y))
    #expect(!state.hasMemory)
    let twice = Formula.separating([atom(known, x), atom(known, x), atom(known, y)])
    let rest = try #require(try bench.logic.consume(twice, from: state, emptying: true).successes().first)
    #expect(rest.state.atoms.count == 2)
    guard
      case .missingAtom(known, _) = try bench.logic.consume(atom(known, bench.word("w")), from: state).failure().kind
    else {
      Issue.record("a fact out of nothing")
      return
    }
  }

  @Test func inputsMayBeGuessed() throws {
    let x = bench.word("x")
    let state = try produced(atom(resource, x))
    let v = arena.symbol("v")
    _ = try bench.logic.consume(.exists([v], atom(resource, v)), from: state, emptying: true).successes()
    let none = Formula.exists([v], .separating([atom(resource, v), bench.pure(arena.notEqual(v, x))]))
    _ = try bench.logic.consume(none, from: state).failure()
  }

  @Test func leftOverCountsAsMemory() throws {
    let state = try produced(atom(resource, bench.word("x")))
    guard case .leftover = try bench.logic.consume(.emp, from: state, emptying: true).failure().kind else {
      Issue.record("a predicate was lost")
      return
    }
    guard case .chunks = bench.logic.leftovers(state) else {
      Issue.record("a predicate was lost")
      return
    }
  }

  @Test func undeterminedInputsAreImprecise() {
    let v = arena.symbol("v")
    #expect(!bench.logic.precisionProblems(of: .exists([v], atom(resource, v))).isEmpty)
    #expect(bench.logic.precisionProblems(of: .exists([v], atom(counted, bench.word("x"), v))).isEmpty)
    // An output may be the input of another.
    let chain = Formula.exists([v], .separating([atom(resource, v), atom(counted, bench.word("x"), v)]))
    #expect(bench.logic.precisionProblems(of: chain).isEmpty)
  }
}
