import Testing

@testable import SepLogic

/// A few words on hand to write formulas with. Four bits a word, so that the oracle can try all values.
struct HeapBench {
  let arena: TermArena
  let oracle: BruteOracle
  var logic: HeapLogic

  init(width: Int = 4) {
    arena = TermArena(width: width)
    oracle = BruteOracle(arena: arena)
    logic = HeapLogic(arena: arena, oracle: oracle)
  }

  func int(_ value: Int) -> TermID { arena.int(Int128(value)) }

  func word(_ name: String) -> TermID { arena.wordSymbol(name) }

  func cell(_ address: TermID, _ value: TermID, _ origin: Int32 = 1) -> Formula {
    .cell(address: address, value: value, Origin(origin))
  }

  func cell(_ address: Int, _ value: Int, _ origin: Int32 = 1) -> Formula { cell(int(address), int(value), origin) }

  /// `address |-> _`
  func anyCell(_ address: TermID, _ origin: Int32 = 1) -> Formula {
    let any = arena.wordSymbol("_")
    return .exists([any], .cell(address: address, value: any, Origin(origin)))
  }

  func pure(_ fact: TermID, _ origin: Int32 = 1) -> Formula { .pure(fact, Origin(origin)) }

  func either(_ a: Formula, _ b: Formula, _ origin: Int32 = 1) -> Formula { .or(a, b, Origin(origin)) }

  func choice(_ condition: TermID, _ a: Formula, _ b: Formula, _ origin: Int32 = 1) -> Formula {
    .conditional(condition, a, b, Origin(origin))
  }

  func state(_ cells: [(TermID, TermID)], _ facts: [TermID] = []) -> SymbolicState {
    SymbolicState(heap: cells.map { Chunk(address: $0.0, value: $0.1, origin: Origin(0)) }, facts: facts)
  }

  /// `exists v :: lock |-> v ** (v == 0 ? counter |-> _ : emp)`
  func lock(_ lock: Int, _ counter: Int) -> Formula {
    let v = arena.symbol("v")
    return .exists(
      [v],
      .separating([cell(int(lock), v), choice(arena.equal(v, arena.zero), anyCell(int(counter)), .emp)]))
  }
}

extension [ConsumeBranch] {
  /// What remains in each case, if all succeed.
  func successes(_ location: SourceLocation = #_sourceLocation) throws -> [(
    state: SymbolicState, bindings: [TermID: TermID]
  )] {
    try map { branch in
      guard case .success(let state, let bindings) = branch else {
        Issue.record("a case fails: \(branch)", sourceLocation: location)
        throw Unexpected()
      }
      return (state, bindings)
    }
  }

  /// The one failure among the cases.
  func failure(_ location: SourceLocation = #_sourceLocation) throws -> ConsumeFailure {
    let failures = compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
    #expect(failures.count == 1, sourceLocation: location)
    return try #require(failures.first, sourceLocation: location)
  }

  struct Unexpected: Error {}
}
