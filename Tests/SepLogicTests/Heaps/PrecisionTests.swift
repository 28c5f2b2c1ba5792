import Testing

@testable import SepLogic

@Suite struct PrecisionTests {
  let bench = HeapBench()
  var arena: TermArena { bench.arena }

  private func problems(_ formula: Formula) -> [PrecisionProblem] { bench.logic.precisionProblems(of: formula) }

  @Test func whatReadsItsWayIsPrecise() {
    #expect(problems(bench.lock(4, 9)).isEmpty)
    // A record behind a pointer, null allowed; and a length of which nothing is known.
    let (p, n) = (arena.symbol("p"), arena.symbol("n"))
    let record = Formula.exists(
      [n, p],
      .separating([
        bench.choice(
          arena.equal(p, arena.zero), .emp,
          .separating([bench.cell(p, n), bench.anyCell(arena.add(p, arena.one))])),
        bench.cell(bench.int(1), p), bench.pure(arena.less(n, bench.int(5))),
      ]))
    #expect(problems(record).isEmpty)
  }

  @Test func anAddressThatNothingDetermines() throws {
    let p = bench.word("p")
    let problem = try #require(problems(.exists([p], bench.cell(p, bench.int(5), 8))).first)
    guard case .addressUndetermined(p, variables: [p]) = problem.kind else { throw Unexpected() }
    #expect(problem.origin == Origin(8))
  }

  @Test func aConditionThatNothingDetermines() throws {
    let n = bench.word("n")
    let memory = bench.choice(arena.equal(n, arena.zero), bench.cell(1, 1), .emp, 8)
    let problem = try #require(problems(.exists([n], memory)).first)
    guard case .conditionUndetermined(_, variables: [n]) = problem.kind else { throw Unexpected() }
    // Without memory on either side it does not matter.
    #expect(problems(.exists([n], bench.choice(arena.equal(n, arena.zero), .emp, .emp))).isEmpty)
  }

  @Test func alternativesExcludeEachOther() throws {
    // A flag word says which of two cells is shared; each alternative reads it for itself.
    func flagged(_ flag: Int, _ cell: Int) -> Formula {
      let v = bench.word("v")
      return .exists(
        [v],
        .separating([
          bench.cell(bench.int(1), v), bench.pure(arena.equal(v, bench.int(flag))), bench.anyCell(bench.int(cell)),
        ]))
    }
    #expect(problems(bench.either(flagged(0, 5), flagged(1, 6))).isEmpty)
    #expect(problems(bench.either(flagged(0, 5), flagged(0, 5))).isEmpty)
    let problem = try #require(problems(bench.either(flagged(0, 5), flagged(0, 6))).first)
    guard case .alternativesOverlap(_, let model) = problem.kind else { throw Unexpected() }
    #expect(model != nil)
    #expect(problems(bench.either(.emp, bench.cell(1, 1))).count == 1)
    // Different values of one cell.
    #expect(problems(bench.either(bench.cell(1, 1), .separating([bench.cell(1, 2), bench.cell(2, 2)]))).isEmpty)
    bench.oracle.unknowns = 100
    let undecided = try #require(problems(bench.either(flagged(0, 5), flagged(1, 6))).first)
    guard case .solverUnknown = undecided.kind else { throw Unexpected() }
  }

  @Test func tooManyCasesAreUndecided() throws {
    // Each condition may determine the address, so each doubles the cases.
    let p = bench.word("p")
    let choices = (0..<30).map { index in
      bench.choice(arena.equal(bench.word("c\(index)"), arena.zero), bench.anyCell(bench.int(index % 9)), .emp)
    }
    let doubled = problems(.exists([p], .separating([bench.anyCell(p)] + choices)))
    let last = try #require(doubled.last)
    guard case .solverUnknown = last.kind else { throw Unexpected() }
    // Thousands of alternatives are not compared with each other.
    let many = (0..<3000).map { index in bench.cell(index % 16, 1) }
    let alternatives = many.dropFirst().reduce(many[0]) { bench.either($0, $1) }
    guard case .solverUnknown? = problems(alternatives).last?.kind else { throw Unexpected() }
  }

  struct Unexpected: Error {}
}
