import Testing

@testable import SepLogic

/// Instances of recursive predicates against concrete heaps.
@Suite struct RandomInductiveTests {
  /// Whatever `consume` takes is there, and what it leaves is the rest.
  @Test(arguments: Samples.families) func consumeIsSound(_ family: [DefinitionSample]) throws {
    var proved = 0
    var failed = 0
    for seed in 1...40 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: seed)
      let have = source.formula()
      let want = source.related(to: have)
      source.bench.oracle.unknowns = seed % 5 == 0 ? 15 : 0
      guard let states = try? source.bench.logic.produce(have, into: SymbolicState()) else { continue }
      for state in states {
        let emptying = source.random.chance(40)
        let branches = source.bench.logic.consume(want, from: state, emptying: emptying)
        if branches.contains(where: \.isFailure) {
          failed += 1
          continue
        }
        proved += 1
        source.expectCovered(state, by: branches, taking: want, emptying: emptying, "\(family) \(seed)")
      }
    }
    #expect(proved > 8 && failed > 0, "\(family)")
  }
}

/// A failure that is called conclusive is a refutation: where a state or a goal speaks of predicates, the failure is not
/// conclusive, or some heap of the state is none of the goal.
@Suite struct ConclusiveFailureTests {
  @Test(arguments: Samples.families + [Samples.oddities]) func conclusiveIsTrue(_ family: [DefinitionSample]) throws {
    var counts = (conclusive: 0, open: 0)
    for seed in 1...10 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: 1_000 + seed)
      let have = source.formula()
      var want = source.related(to: have)
      // Cells and facts alone, so that something is conclusive at all.
      if seed % 2 == 0 { want = source.withoutInstances(want) }
      for produced in try source.bench.logic.produce(have, into: SymbolicState()) {
        for state in try [produced] + (seed % 4 < 2 ? source.opened(produced) : []) {
          let emptying = source.random.chance(40)
          for branch in source.bench.logic.consume(want, from: state, emptying: emptying) {
            guard case .failure(let failure) = branch else { continue }
            guard failure.isConclusive else {
              counts.open += 1
              continue
            }
            counts.conclusive += 1
            source.expectRefuted(failure, state, want, emptying: emptying, "\(family) \(seed)")
          }
        }
      }
    }
    #expect(counts.conclusive + counts.open > 0, "\(family): \(counts)")
  }
}

/// What replaces a state by cases has exactly its heaps.
@Suite struct InductiveCaseTests {
  private func check(
    _ family: [DefinitionSample], _ seeds: ClosedRange<UInt64>, _ what: String,
    _ cases: (inout InductiveSource, SymbolicState) throws -> [SymbolicState]?
  ) throws {
    var changed = 0
    for seed in seeds {
      var source = InductiveSource(family, seed: seed)
      let formula = source.formula()
      guard let states = try? source.bench.logic.produce(formula, into: SymbolicState()) else { continue }
      for state in states {
        guard let cases = try cases(&source, state) else { continue }
        changed += 1
        source.expectSame(state, cases, "\(what) \(family) \(seed)")
      }
    }
    #expect(changed > 0, "\(what) \(family)")
  }

  @Test(arguments: Samples.families) func unfolding(_ family: [DefinitionSample]) throws {
    try check(family, 1...12, "unfold") { source, state in
      state.atoms.isEmpty ? nil : try source.bench.logic.unfold(0, in: state)
    }
  }

  @Test(arguments: Samples.families) func exposing(_ family: [DefinitionSample]) throws {
    try check(family, 1...15, "expose") { source, state in
      let address = source.pointer()
      return try source.bench.logic.exposing(address, in: state)
    }
  }

  @Test(arguments: [Samples.chains, Samples.lists, [Samples.doubly], [Samples.doublyOut], [Samples.marked]])
  func unfoldingTheTail(_ family: [DefinitionSample]) throws {
    var withTails = 0
    for seed in 1...12 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: seed)
      let formula = source.formula()
      guard let states = try? source.bench.logic.produce(formula, into: SymbolicState()) else { continue }
      for state in states {
        for index in state.atoms.indices where source.bench.logic.tailRule(state.atoms[index].symbol) != nil {
          withTails += 1
          let cases = try source.bench.logic.unfoldTail(index, in: state)
          source.expectSame(state, cases, "tail \(family) \(seed)")
        }
      }
    }
    let hasTail = family.contains { $0.name.hasPrefix("dll") }
    #expect(hasTail == (withTails > 0), "\(family)")
  }

  @Test(arguments: Samples.families) func settling(_ family: [DefinitionSample]) throws {
    try check(family, 1...15, "settle") { source, state in try source.bench.logic.settled(state) }
  }

  @Test(arguments: Samples.families) func splitting(_ family: [DefinitionSample]) throws {
    try check(family, 1...10, "split") { source, state in
      try source.bench.logic.split(state, by: source.pointers)
    }
  }

  /// Every heap of a formula is one of its states, and the other way round.
  @Test(arguments: Samples.families) func producing(_ family: [DefinitionSample]) throws {
    for seed in 1...15 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: seed)
      let formula = source.formula()
      let states = try source.bench.logic.produce(formula, into: SymbolicState())
      let free = source.freeSymbols(of: formula)
      for state in states {
        for (values, heap) in source.instances(of: state, alsoOf: free, count: 5) {
          #expect(
            source.reading.holds(formula, values.filter { free.contains($0.key) }, of: heap),
            "\(family) \(seed): \(source.show(state)) at \(source.show(values)) in \(heap)")
        }
      }
      source.reading.stepLimit = ConcreteReading.inventiveSteps
      for _ in 0..<6 {
        var found: (Values, ConcreteHeap)?
        source.reading.readings(of: formula, [:], .invention, wanted: free) {
          found = ($0, $1)
          return false
        }
        guard let (values, heap) = found else { continue }
        let outer = values.filter { free.contains($0.key) }
        let isProduced = states.contains { source.reading.isInstance(outer, heap, of: $0) || source.reading.ranOut }
        #expect(isProduced, "\(family) \(seed): \(source.show(formula)) at \(source.show(outer)) in \(heap)")
      }
    }
  }
}
