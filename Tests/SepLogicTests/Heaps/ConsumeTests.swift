import Testing

@testable import SepLogic

@Suite struct ConsumeTests {
  let bench = HeapBench()
  var arena: TermArena { bench.arena }
  var logic: HeapLogic { bench.logic }

  @Test func takesWhatItNamesAndFramesTheRest() throws {
    let (a, b) = (bench.word("a"), bench.word("b"))
    let state = bench.state([(bench.int(1), a), (bench.int(2), b)])
    let results = try logic.consume(bench.cell(bench.int(2), b), from: state).successes()
    #expect(results.map(\.state.heap) == [[state.heap[0]]])
    #expect(bench.oracle.statistics.queries == 0)
  }

  @Test func bindsVariablesToWhatTheCellsHold() throws {
    // exists l, r :: 1 |-> l ** 2 |-> r ** l + r == 9
    let (l, r, old) = (arena.symbol("l"), arena.symbol("r"), bench.word("old"))
    let invariant = Formula.exists(
      [l, r],
      .separating([
        bench.cell(bench.int(1), l), bench.cell(bench.int(2), r),
        bench.pure(arena.equal(arena.add(l, r), bench.int(9)), 7),
      ]))
    let moved = bench.state(
      [(bench.int(1), arena.subtract(old, arena.one)), (bench.int(2), arena.subtract(bench.int(10), old))],
      [arena.lessOrEqual(arena.one, old), arena.lessOrEqual(old, bench.int(9))])
    let result = try #require(try logic.consume(invariant, from: moved).successes().first)
    #expect(result.bindings == [l: moved.heap[0].value, r: moved.heap[1].value])
    #expect(result.state.heap.isEmpty)

    var broken = moved
    broken.heap[0].value = old
    let failure = try logic.consume(invariant, from: broken).failure()
    guard case .unprovedFact = failure.kind else { throw Unexpected() }
    #expect(failure.origin == Origin(7))
    #expect(failure.isConclusive)
  }

  @Test func solvesEquationsForVariables() throws {
    // exists n :: 1 |-> n + n ** 2 |-> n - 1, and a variable that only an equation determines.
    let (n, m) = (arena.symbol("n"), arena.symbol("m"))
    let formula = Formula.exists(
      [m, n],
      .separating([
        bench.pure(arena.equal(m, arena.add(n, bench.int(3)))), bench.cell(m, arena.int(0)),
        bench.cell(bench.int(1), arena.add(n, n)), bench.cell(bench.int(2), arena.subtract(n, arena.one)),
      ]))
    let state = bench.state([(bench.int(1), bench.int(6)), (bench.int(2), bench.int(2)), (bench.int(6), arena.zero)])
    let result = try #require(try logic.consume(formula, from: state).successes().first)
    #expect(result.bindings == [n: bench.int(3), m: bench.int(6)])
  }

  @Test func isExact() throws {
    let state = bench.state([(bench.int(1), bench.int(5)), (bench.int(2), bench.int(6))])
    // Neither truth nor one cell is the whole heap.
    for weak in [bench.pure(arena.true), bench.cell(1, 5), .emp] {
      let failure = try logic.consume(weak, from: state, emptying: true).failure()
      guard case .leftover = failure.kind else { throw Unexpected() }
      #expect(failure.isConclusive)
    }
    let both = Formula.separating([bench.cell(2, 6), bench.cell(1, 5)])
    #expect(try logic.consume(both, from: state, emptying: true).successes().count == 1)
    // A cell cannot be had twice.
    let twice = Formula.separating([bench.cell(1, 5), bench.cell(1, 5)])
    guard case .missingCell = try logic.consume(twice, from: state).failure().kind else { throw Unexpected() }
  }

  @Test func knowsThatCellsAreApart() throws {
    let (x, y) = (bench.word("x"), bench.word("y"))
    let state = bench.state([(x, bench.int(1)), (y, bench.int(2))])
    let apart = bench.pure(arena.notEqual(x, y))
    #expect(try logic.consume(apart, from: state).successes().count == 1)
    // Also when the cells have just been taken.
    let all = Formula.separating([bench.cell(x, bench.int(1)), bench.cell(y, bench.int(2)), apart])
    #expect(try logic.consume(all, from: state, emptying: true).successes().count == 1)
    // And only then.
    #expect(try logic.consume(apart, from: bench.state([(x, bench.int(1))])).failure().isConclusive)
  }

  @Test func conditionalOwnershipInBothDirections() throws {
    let c = bench.int(9)
    // Unlocked: the counter goes back with the lock. Locked: it must not be needed.
    let unlocked = bench.state([(bench.int(4), arena.zero), (c, bench.word("n"))])
    #expect(try logic.consume(bench.lock(4, 9), from: unlocked, emptying: true).successes().count == 1)
    let locked = bench.state([(bench.int(4), arena.one)])
    #expect(try logic.consume(bench.lock(4, 9), from: locked, emptying: true).successes().count == 1)
    // Locked, and the counter held: it stays.
    let holding = bench.state([(bench.int(4), arena.one), (c, bench.word("n"))])
    #expect(try logic.consume(bench.lock(4, 9), from: holding).successes().map(\.state.heap.count) == [1])
    // Given up unlocked without the counter.
    let robbed = bench.state([(bench.int(4), arena.zero)])
    let failure = try logic.consume(bench.lock(4, 9), from: robbed).failure()
    guard case .missingCell(c, _) = failure.kind else { throw Unexpected() }
    #expect(failure.isConclusive)
  }

  @Test func splitsOnAnOpenCondition() throws {
    let (v, n) = (bench.word("v"), bench.word("n"))
    let formula = bench.choice(arena.equal(v, arena.zero), bench.cell(bench.int(3), n), .emp)
    let both = try logic.consume(formula, from: bench.state([(bench.int(3), n)])).successes()
    #expect(both.map(\.state.heap.count) == [0, 1])
    #expect(both.map(\.state.facts) == [[arena.equal(v, arena.zero)], [arena.notEqual(v, arena.zero)]])
    // Without the cell one of the cases fails, and the fact says which.
    let branches = logic.consume(formula, from: bench.state([]))
    #expect(branches.count == 2)
    let failure = try branches.failure()
    #expect(failure.state.facts == [arena.equal(v, arena.zero)])
    #expect(failure.model?[v] == 0)
  }

  @Test func disjunctionByItsGuards() throws {
    let (v, n) = (bench.word("v"), bench.word("n"))
    let formula = bench.either(
      .separating([bench.pure(arena.equal(v, arena.zero), 2), bench.cell(bench.int(3), n, 3)]),
      bench.pure(arena.notEqual(v, arena.zero), 4), 5)
    let state = bench.state([(bench.int(3), n)])
    #expect(try logic.consume(formula, from: state).successes().map(\.state.heap.count) == [0, 1])
    // A refuted guard leaves one alternative, whose failure is told as its own.
    let failure = try logic.consume(formula, from: bench.state([], [arena.equal(v, arena.zero)])).failure()
    guard case .missingCell = failure.kind else { throw Unexpected() }
    #expect(failure.isConclusive)
    // Nothing known of v: without the cell it can be 0.
    let open = try logic.consume(formula, from: bench.state([])).failure()
    guard case .disjunction(let reasons) = open.kind else { throw Unexpected() }
    #expect(reasons.count == 2)
    #expect(open.isConclusive)
  }

  @Test func disjunctionGoesBack() throws {
    // The first alternative fits by itself, but leaves nothing for what follows.
    let formula = Formula.separating([
      bench.either(bench.anyCell(bench.int(1)), bench.anyCell(bench.int(2))), bench.anyCell(bench.int(1)),
    ])
    let state = bench.state([(bench.int(1), arena.zero), (bench.int(2), arena.zero)])
    #expect(try logic.consume(formula, from: state, emptying: true).successes().count == 1)
    let none = try logic.consume(formula, from: bench.state([(bench.int(1), arena.zero)])).failure()
    #expect(none.isConclusive)
  }

  @Test func findsWitnessesThatAreChecked() throws {
    let n = arena.symbol("n")
    let x = bench.word("x")
    let between = Formula.exists(
      [n], .separating([bench.pure(arena.less(x, n)), bench.pure(arena.lessOrEqual(n, bench.int(20)))]))
    #expect(try logic.consume(between, from: bench.state([])).successes().count == 1)
    // No number is both.
    let impossible = Formula.exists(
      [n], .separating([bench.pure(arena.less(x, n), 3), bench.pure(arena.less(n, x), 4)]))
    let failure = try logic.consume(impossible, from: bench.state([])).failure()
    guard case .witnessUndetermined([n]) = failure.kind else { throw Unexpected() }
    #expect(!failure.isConclusive)
  }

  @Test func findsAnAddressAmongTheCells() throws {
    let p = bench.word("p")
    let formula = Formula.exists([p], bench.cell(p, bench.int(6)))
    let state = bench.state([(bench.int(1), bench.int(5)), (bench.int(2), bench.int(6))])
    let result = try #require(try logic.consume(formula, from: state).successes().first)
    #expect(result.bindings == [p: bench.int(2)])
    // There all cells were tried, so it is refuted.
    let missing = Formula.exists([p], bench.cell(p, bench.int(7)))
    #expect(try logic.consume(missing, from: state).failure().isConclusive)
  }

  @Test func witnessLiesInTheRangeOfItsVariable() throws {
    let small = arena.symbol("small", range: 0...3)
    let formula = Formula.exists([small], bench.cell(bench.int(1), small))
    let state = bench.state([(bench.int(1), bench.word("v"))])
    #expect(try logic.consume(formula, from: state).failure().isConclusive)
    let known = bench.state(state.heap.map { ($0.address, $0.value) }, [arena.less(state.heap[0].value, bench.int(3))])
    #expect(try logic.consume(formula, from: known).successes().count == 1)
  }

  @Test func logicalVariablesAreBound() throws {
    let n = arena.symbol("n")
    let v = bench.word("v")
    let state = bench.state([(bench.int(1), v)])
    let unused = bench.word("unused")
    let result = try #require(
      try logic.consume(bench.cell(bench.int(1), n), from: state, flexible: [n, unused]).successes().first)
    #expect(result.bindings == [n: v, unused: arena.zero])
  }

  @Test func whatNothingDeterminesIsOfItsSort() throws {
    let xs = arena.symbol("xs", sort: .seq)
    let unused = try #require(try logic.consume(.emp, from: bench.state([]), flexible: [xs]).successes().first)
    #expect(unused.bindings == [xs: arena.emptySequence])
    let open = bench.pure(arena.lessOrEqual(arena.length(xs), bench.int(2)))
    let guessed = try #require(try logic.consume(open, from: bench.state([]), flexible: [xs]).successes().first)
    let witness = try #require(guessed.bindings[xs])
    #expect(arena.sort(of: witness) == .seq)
  }

  @Test func anUnknownIsNeverASuccess() throws {
    let (v, n) = (bench.word("v"), bench.word("n"))
    bench.oracle.unknowns = 100
    let state = bench.state([(bench.int(3), n)], [arena.equal(v, bench.int(3))])
    for formula in [
      bench.pure(arena.less(v, bench.int(4))), bench.anyCell(v), bench.cell(bench.int(3), v),
      bench.choice(arena.less(v, bench.int(4)), .emp, bench.anyCell(bench.int(2))),
      bench.either(bench.pure(arena.less(v, bench.int(4))), bench.pure(arena.less(v, n))),
      .exists([bench.word("w")], bench.pure(arena.less(v, bench.int(4)))),
    ] {
      let branches = logic.consume(formula, from: state)
      let failures = branches.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
      #expect(!failures.isEmpty)
      #expect(failures.allSatisfy { !$0.isConclusive })
    }
  }

  @Test func theSearchIsBounded() throws {
    var logic = logic
    logic.limits.nodes = 50
    // Ten open conditions are a thousand cases.
    let conditions = (0..<10).map { bench.word("c\($0)") }
    let formula = Formula.separating(
      conditions.enumerated().map { index, value in
        bench.choice(arena.equal(value, arena.zero), .emp, bench.anyCell(bench.int(index)))
      })
    let all = bench.state((0..<10).map { (bench.int($0), arena.zero) })
    let exhausted = logic.consume(formula, from: all).contains { branch in
      guard case .failure(let failure) = branch, case .searchExhausted = failure.kind else { return false }
      return !failure.isConclusive
    }
    #expect(exhausted)
    logic.limits.branches = 50
    #expect(throws: SearchExhausted.self) { try logic.produce(formula, into: SymbolicState()) }
  }

  @Test func framesKeepCellsAndValues() throws {
    let v = bench.word("v")
    let before = bench.state([(bench.int(1), v), (bench.int(2), arena.zero)])
    #expect(try logic.consumeFrame(before.heap, from: before).successes().map(\.state.heap.count) == [0])
    var after = before
    after.heap[0].value = arena.zero
    let failure = try logic.consumeFrame(before.heap, from: after).failure()
    guard case .unprovedValue(_, v, arena.zero) = failure.kind else { throw Unexpected() }
  }

  @Test func aThousandCells() throws {
    let wide = HeapBench(width: 32)
    func block() -> Formula {
      let values = (0..<1000).map { wide.arena.symbol("v\($0)") }
      return .exists(values, .separating(values.enumerated().map { wide.cell(wide.int(0x1000 + $0), $1) }))
    }
    let state = try #require(try wide.logic.produce(block(), into: SymbolicState()).first)
    let result = try #require(try wide.logic.consume(block(), from: state, emptying: true).successes().first)
    #expect(result.bindings.count == 1000)
    #expect(wide.oracle.statistics.queries == 0)
  }

  @Test func anInconsistentStateHasNoCases() {
    let x = bench.word("x")
    let state = bench.state([(x, arena.zero), (x, arena.one)])
    #expect(logic.consume(bench.cell(bench.int(3), bench.int(3)), from: state).isEmpty)
  }

  struct Unexpected: Error {}
}
