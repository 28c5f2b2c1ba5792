import Testing

@testable import SepLogic

/// Everything against all heaps of a tiny domain.
@Suite struct RandomEntailmentTests {
  /// A formula's states have exactly the formula's heaps.
  @Test func produceIsExact() throws {
    for seed in 1...1500 as ClosedRange<UInt64> {
      var bench = RandomBench(seed: seed)
      let formula = bench.source.formula()
      bench.oracle.unknowns = seed % 3 == 0 ? 30 : 0
      let states = try bench.logic.produce(formula, into: SymbolicState())
      if states.contains(where: { bench.brute.symbols(of: $0).count > 6 }) { continue }
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
  }

  /// What is left plus the formula is what there was; a conclusive failure is a state without the formula.
  @Test func consumeIsSound() throws {
    var proved = 0
    var refuted = 0
    var missed = 0
    for seed in 1...1500 as ClosedRange<UInt64> {
      var bench = RandomBench(seed: seed)
      let have = bench.source.formula()
      // Often related, so that the interesting branches are met.
      let want = bench.source.random.chance(40) ? bench.weakened(have) : bench.source.formula(depth: 2)
      for state in try bench.logic.produce(have, into: SymbolicState()) {
        let free = bench.brute.freeSymbols(of: want)
        if Set(bench.brute.symbols(of: state) + free).count > 5 { continue }
        bench.oracle.unknowns = seed % 4 == 0 ? 20 : 0
        bench.oracle.withoutModels = seed % 5 == 0 ? 40 : 0
        let branches = bench.logic.consume(want, from: state)
        bench.oracle.unknowns = 0
        let failures = branches.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        if failures.isEmpty {
          proved += 1
          bench.expectCovered(state, by: branches, taking: want, "seed \(seed)")
        } else if let conclusive = failures.first(where: \.isConclusive) {
          refuted += 1
          bench.expectRefuted(conclusive, state, want, "seed \(seed)")
        } else if seed % 4 != 0, seed % 5 != 0 {
          missed += bench.isEntailed(want, by: state) ? 1 : 0
        }
      }
    }
    #expect(proved > 500)
    #expect(refuted > 500)
    #expect(missed == 0)
  }

  /// Whatever is produced can be consumed again, and exactly nothing is left.
  @Test func whatIsProducedCanBeConsumed() throws {
    var failed = 0
    for seed in 1...1500 as ClosedRange<UInt64> {
      var bench = RandomBench(seed: seed)
      let formula = bench.source.formula()
      for state in try bench.logic.produce(formula, into: SymbolicState()) {
        let again = bench.renamed(formula)
        for branch in bench.logic.consume(again, from: state, emptying: true) {
          switch branch {
          case .success(let rest, _): #expect(rest.heap.isEmpty)
          case .failure(let failure):
            failed += 1
            #expect(!failure.isConclusive, "seed \(seed): \(bench.show(formula))")
          }
        }
      }
    }
    #expect(failed == 0)
  }

  @Test func precisionIsSound() {
    var accepted = 0
    var falseAlarms = 0
    for seed in 1...1200 as ClosedRange<UInt64> {
      var bench = RandomBench(seed: seed)
      let formula = bench.source.formula()
      let isPrecise = bench.isPrecise(formula)
      let problems = bench.logic.precisionProblems(of: formula)
      if problems.isEmpty {
        accepted += 1
        #expect(isPrecise, "seed \(seed): \(bench.show(formula))")
      } else if isPrecise {
        falseAlarms += 1
      }
    }
    #expect(accepted > 900)
    #expect(falseAlarms < 30)
  }

  @Test func satisfiabilityIsExact() {
    for seed in 1...1500 as ClosedRange<UInt64> {
      var bench = RandomBench(seed: seed)
      let formula = bench.source.formula()
      var hasModel = false
      bench.brute.forEachInput(of: formula) { values in
        if !bench.brute.models(of: formula, values).isEmpty { hasModel = true }
      }
      let answer = bench.logic.satisfiability(of: formula)
      #expect(answer == (hasModel ? .yes : .no), "seed \(seed): \(bench.show(formula))")
    }
  }
}
