import Testing

@testable import SepLogic

/// Named predicates against all heaps of a tiny domain, whatever precise instance they have.
@Suite struct RandomAtomTests {
  private func bench(_ seed: UInt64) -> RandomBench {
    var bench = RandomBench(seed: seed)
    bench.source.atoms = 45
    return bench
  }

  @Test(arguments: AtomMeaning.allCases) func produceIsExact(_ meaning: AtomMeaning) throws {
    var withAtoms = 0
    for seed in 1...250 as ClosedRange<UInt64> {
      var bench = bench(seed)
      bench.brute.meaning = meaning
      let formula = bench.source.formula()
      let states = try bench.logic.produce(formula, into: SymbolicState())
      if states.contains(where: { bench.brute.symbols(of: $0).count > 5 }) { continue }
      if states.contains(where: { !$0.atoms.isEmpty }) { withAtoms += 1 }
      let inputs = bench.source.inputs
      var produced: [[Int]: Set<ConcreteHeap>] = [:]
      for state in states {
        bench.brute.forEachInstance(of: state, alsoOf: inputs) { values, heap in
          produced[inputs.map { values[$0] ?? 0 }, default: []].insert(heap)
          return true
        }
      }
      bench.brute.forEachAssignment(inputs, satisfying: []) { values in
        let expected = bench.brute.models(of: formula, values)
        #expect(produced[inputs.map { values[$0] ?? 0 }] ?? [] == expected, "seed \(seed): \(bench.show(formula))")
        return true
      }
    }
    #expect(withAtoms > 60)
  }

  @Test(arguments: AtomMeaning.allCases) func consumeIsSound(_ meaning: AtomMeaning) throws {
    var proved = 0
    var failed = 0
    for seed in 1...250 as ClosedRange<UInt64> {
      var bench = bench(seed)
      bench.brute.meaning = meaning
      let have = bench.source.formula()
      let want = bench.source.random.chance(60) ? bench.weakened(have) : bench.source.formula(depth: 2)
      for state in try bench.logic.produce(have, into: SymbolicState()) {
        let free = bench.brute.freeSymbols(of: want)
        if Set(bench.brute.symbols(of: state) + free).count > 5 { continue }
        bench.oracle.unknowns = seed % 4 == 0 ? 20 : 0
        let branches = bench.logic.consume(want, from: state)
        bench.oracle.unknowns = 0
        let succeeds = branches.allSatisfy { if case .success = $0 { true } else { false } }
        if succeeds {
          proved += 1
          bench.expectCovered(state, by: branches, taking: want, "seed \(seed)")
        } else {
          failed += 1
        }
      }
    }
    #expect(proved > 60)
    #expect(failed > 60)
  }

  /// Whatever is produced can be consumed again, and nothing is left.
  @Test func whatIsProducedCanBeConsumed() throws {
    for seed in 1...500 as ClosedRange<UInt64> {
      let seeded = bench(seed)
      var bench = seeded
      let formula = bench.source.formula()
      for state in try bench.logic.produce(formula, into: SymbolicState()) {
        for branch in bench.logic.consume(bench.renamed(formula), from: state, emptying: true) {
          switch branch {
          case .success(let rest, _): #expect(!rest.hasMemory)
          case .failure: Issue.record("seed \(seed): \(bench.show(formula))")
          }
        }
      }
    }
  }

  @Test(arguments: AtomMeaning.allCases) func precisionIsSound(_ meaning: AtomMeaning) {
    var accepted = 0
    for seed in 1...250 as ClosedRange<UInt64> {
      var bench = bench(seed)
      bench.brute.meaning = meaning
      let formula = bench.source.formula()
      guard bench.logic.precisionProblems(of: formula).isEmpty else { continue }
      accepted += 1
      #expect(bench.isPrecise(formula), "seed \(seed): \(bench.show(formula))")
    }
    #expect(accepted > 120)
  }

  @Test(arguments: AtomMeaning.allCases) func unsatisfiableMeansNoHeap(_ meaning: AtomMeaning) {
    for seed in 1...250 as ClosedRange<UInt64> {
      var bench = bench(seed)
      bench.brute.meaning = meaning
      let formula = bench.source.formula()
      guard bench.logic.satisfiability(of: formula) == .no else { continue }
      bench.brute.forEachInput(of: formula) { values in
        #expect(bench.brute.models(of: formula, values).isEmpty, "seed \(seed): \(bench.show(formula))")
      }
    }
  }
}
