import Testing

@testable import SepLogic

@Suite struct LookupTests {
  let bench = HeapBench()
  var arena: TermArena { bench.arena }

  /// Four cells of an array at 4, and one more.
  private func array(_ facts: [TermID] = []) -> SymbolicState {
    bench.state((0..<4).map { (bench.int(4 + $0), bench.word("v\($0)")) } + [(bench.int(9), arena.zero)], facts)
  }

  private func cases(_ branches: [LookupBranch]) -> [Int?] {
    branches.map { if case .hit(_, let index) = $0 { index } else { nil } }
  }

  @Test func anIndexWithinBoundsSplitsOverTheArrayAlone() {
    let i = bench.word("i")
    let state = array([arena.lessOrEqual(i, bench.int(3))])
    let branches = bench.logic.lookup(arena.add(bench.int(4), i), in: state)
    #expect(cases(branches) == [0, 1, 2, 3])
    for case .hit(let state, let index) in branches {
      #expect(state.facts.last == arena.equal(i, bench.int(index)))
    }
    // One to exclude that it is missing, one for each cell, one to exclude the last cell.
    #expect(bench.oracle.statistics.queries == 6)
  }

  @Test func anIndexOutOfBoundsHasAModel() throws {
    let i = arena.symbol("i", range: 0...4)
    let branches = bench.logic.lookup(arena.add(bench.int(4), i), in: array())
    #expect(cases(branches) == [0, 1, 2, 3, nil])
    guard case .missing(let missing)? = branches.last else { return }
    #expect(missing.model?[i] == 4)
    #expect(missing.unknown == nil)
    #expect(missing.nearest.isEmpty)
  }

  @Test func rangesExcludeWithoutAQuery() {
    let i = arena.symbol("i", range: 0...1)
    #expect(cases(bench.logic.lookup(arena.add(bench.int(5), i), in: array())) == [1, 2])
    // To exclude that it is missing; that it is one of the two needs no asking.
    #expect(bench.oracle.statistics.queries == 1)
  }

  @Test func oneChunkThatItMustBeTakesOneQuery() {
    let (p, q) = (bench.word("p"), bench.word("q"))
    let state = bench.state([(p, arena.zero), (bench.int(3), arena.one)], [arena.equal(q, p)])
    #expect(cases(bench.logic.lookup(q, in: state)) == [0])
    #expect(cases(bench.logic.lookup(p, in: state)) == [0])
  }

  @Test func aMissingConstantNamesItsNeighbours() {
    let branches = bench.logic.lookup(bench.int(8), in: array())
    #expect(bench.oracle.statistics.queries == 0)
    guard case .missing(let missing)? = branches.first else {
      Issue.record("8 is not there")
      return
    }
    #expect(missing.nearest.map(\.address) == [bench.int(7), bench.int(9), bench.int(6)])
  }

  @Test func aModelRespectsThatCellsAreApart() {
    // All sixteen words but two are taken, and q is another one than the last.
    let q = bench.word("q")
    let p = bench.word("p")
    var state = bench.state((0..<14).map { (bench.int($0), arena.zero) } + [(p, arena.zero)])
    state.facts = [arena.lessOrEqual(bench.int(14), q), arena.lessOrEqual(q, bench.int(14))]
    let branches = bench.logic.lookup(q, in: state)
    #expect(cases(branches) == [14, nil])
    guard case .missing(let missing)? = branches.last else { return }
    #expect(missing.model?[p] == 15)
  }

  @Test func unknownKeepsEveryCase() {
    let i = bench.word("i")
    bench.oracle.unknowns = 100
    let branches = bench.logic.lookup(arena.add(bench.int(4), i), in: array())
    #expect(cases(branches) == [0, 1, 2, 3, 4, nil])
    guard case .missing(let missing)? = branches.last else { return }
    #expect(missing.unknown != nil)
  }

  /// What is undecided together may be impossible for one of them.
  @Test func impossibleCasesAreDroppedOneByOne() {
    let i = bench.word("i")
    let state = array([arena.lessOrEqual(i, bench.int(3))])
    bench.oracle.firstUnknowns = 2
    #expect(cases(bench.logic.lookup(arena.add(bench.int(4), i), in: state)) == [0, 1, 2, 3, nil])
  }

  /// That the facts alone are undecided does not keep the cells from being apart.
  @Test func cellsAreApartWhereTheRestIsUndecided() {
    let (p, q) = (bench.word("p"), bench.word("q"))
    let state = bench.state([(p, arena.zero), (q, arena.zero)], [arena.equal(p, q)])
    bench.oracle.firstUnknowns = 1
    #expect(bench.logic.consistency(of: state) == .unsat)
  }

  @Test func withoutModelsEveryCaseIsKept() {
    let i = arena.symbol("i", range: 0...4)
    bench.oracle.withoutModels = 100
    #expect(cases(bench.logic.lookup(arena.add(bench.int(4), i), in: array())) == [0, 1, 2, 3, nil])
  }
}
