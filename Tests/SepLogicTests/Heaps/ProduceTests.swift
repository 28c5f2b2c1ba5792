import Testing

@testable import SepLogic

@Suite struct ProduceTests {
  let bench = HeapBench()
  var arena: TermArena { bench.arena }
  var logic: HeapLogic { bench.logic }

  @Test func aCellIsHadOnce() throws {
    let (x, y) = (bench.word("x"), bench.word("y"))
    let twice = Formula.separating([bench.anyCell(x), bench.anyCell(x)])
    #expect(try logic.produce(twice, into: SymbolicState()).isEmpty)
    let maybe = Formula.separating([bench.anyCell(x), bench.anyCell(y)])
    #expect(try logic.produce(maybe, into: SymbolicState()).count == 1)
    #expect(try logic.produce(maybe, into: bench.state([], [arena.equal(x, y)])).isEmpty)
  }

  @Test func aCellHoldsAWord() throws {
    #expect(try logic.produce(bench.cell(3, 16), into: SymbolicState()).isEmpty)
    #expect(try logic.produce(bench.cell(16, 3), into: SymbolicState()).isEmpty)
    // A bound variable that a cell holds becomes known as a word, wherever it is used.
    let n = arena.symbol("n")
    let formula = Formula.exists(
      [n], .separating([bench.pure(arena.equal(n, bench.int(4))), bench.cell(bench.int(1), n)]))
    let state = try #require(try logic.produce(formula, into: SymbolicState()).first)
    let value = state.heap[0].value
    #expect(arena.interval(of: value).isWithin(arena.words))
    #expect(arena.symbolInfo(value)?.name == "n")
    #expect(state.facts == [arena.equal(value, bench.int(4))])
  }

  @Test func aFreeSymbolInACellGetsItsRangeAsAFact() throws {
    let n = arena.symbol("n")
    let state = try #require(try logic.produce(bench.cell(bench.int(1), n), into: SymbolicState()).first)
    #expect(state.heap[0].value == n)
    #expect(logic.entails(state, arena.lessOrEqual(n, bench.int(15))) == .yes)
  }

  @Test func casesComeInSourceOrderAndContradictoryOnesGo() throws {
    let v = bench.word("v")
    let lock = try logic.produce(bench.lock(4, 9), into: SymbolicState())
    #expect(lock.map(\.heap.count) == [2, 1])
    let zero = arena.equal(v, arena.zero)
    let choice = bench.choice(zero, bench.cell(1, 1), bench.cell(2, 2))
    #expect(try logic.produce(choice, into: bench.state([], [zero])).map(\.heap[0].address) == [arena.one])
    let either = bench.either(
      .separating([bench.pure(zero), bench.cell(1, 1)]), .separating([bench.pure(arena.not(zero)), bench.cell(2, 2)]))
    #expect(try logic.produce(either, into: SymbolicState()).count == 2)
    #expect(try logic.produce(either, into: bench.state([], [zero])).count == 1)
    // Without an answer both stay.
    bench.oracle.unknowns = 100
    #expect(try logic.produce(either, into: bench.state([], [zero])).count == 2)
  }

  @Test func leftoversOfAnInconsistentStateAreNone() {
    let x = bench.word("x")
    guard case .none = logic.leftovers(bench.state([])) else {
      Issue.record("nothing is nothing")
      return
    }
    guard case .infeasible = logic.leftovers(bench.state([(x, x), (x, x)])) else {
      Issue.record("a cell cannot be there twice")
      return
    }
    guard case .chunks(let chunks, let model) = logic.leftovers(bench.state([(x, x)], [arena.equal(x, arena.one)]))
    else {
      Issue.record("a cell is left")
      return
    }
    #expect(chunks.count == 1)
    #expect(model?[x] == 1)
    bench.oracle.unknowns = 100
    guard case .unknown = logic.leftovers(bench.state([(x, x)], [arena.equal(x, arena.one)])) else {
      Issue.record("no answer is no answer")
      return
    }
  }

  @Test func satisfiability() {
    #expect(logic.satisfiability(of: bench.lock(4, 9)) == .yes)
    #expect(logic.satisfiability(of: bench.lock(4, 4)) == .yes)
    let n = bench.word("n")
    let contradictory = Formula.exists(
      [n], .separating([bench.cell(bench.int(1), n), bench.pure(arena.less(n, arena.zero))]))
    #expect(logic.satisfiability(of: contradictory) == .no)
    bench.oracle.unknowns = 100
    #expect(logic.satisfiability(of: bench.lock(4, 9)) == .unknown("made to fail"))
  }
}
