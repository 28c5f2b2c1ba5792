import Testing

@testable import SepLogic

/// What has to be found, and how much of what is true is found.
@Suite struct EntailmentShareTests {
  /// Whatever is produced can be consumed again, and exactly nothing is left.
  @Test(arguments: Samples.families) func identity(_ family: [DefinitionSample]) throws {
    for seed in 1...25 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: seed)
      let formula = source.formula()
      for state in try source.bench.logic.produce(formula, into: SymbolicState()) {
        let branches = source.bench.logic.consume(formula, from: state, emptying: true)
        #expect(branches.allSatisfy { !$0.isFailure }, "\(family) \(seed): \(source.show(formula))")
      }
    }
  }

  /// The same with memory beside it, which stays.
  @Test(arguments: Samples.families) func framing(_ family: [DefinitionSample]) throws {
    for seed in 1...25 as ClosedRange<UInt64> {
      var source = InductiveSource(family, seed: seed)
      let formula = source.formula()
      let frame = source.arena.wordSymbol("frame")
      let both = Formula.separating([.cell(address: frame, value: frame, Origin(9)), formula])
      for state in try source.bench.logic.produce(both, into: SymbolicState()) {
        for branch in source.bench.logic.consume(formula, from: state) {
          guard case .success(let rest, _) = branch else {
            Issue.record("\(family) \(seed): \(source.show(formula))")
            continue
          }
          #expect(rest.heap.contains { $0.address == frame }, "\(family) \(seed): \(source.show(formula))")
        }
      }
    }
  }

  /// Every body is that of its instance, and the other way round.
  @Test(arguments: Samples.families) func foldingAndUnfolding(_ family: [DefinitionSample]) throws {
    for sample in family {
      var source = InductiveSource([sample] + family.filter { $0.name != sample.name }, seed: 3)
      var atom = source.instance()
      while true {
        if case .atom(let symbol, _, _) = atom, symbol == source.bench[sample.name] { break }
        atom = source.instance()
      }
      guard case .atom(let symbol, let arguments, _) = atom, let definition = source.bench.logic.definitions[symbol]
      else { continue }
      let body = definition.body(arguments, in: source.arena)
      for (have, want) in [(body, atom), (atom, body)] {
        for state in try source.bench.logic.produce(have, into: SymbolicState()) {
          let branches = source.bench.logic.consume(want, from: state, emptying: true)
          #expect(branches.allSatisfy { !$0.isFailure }, "\(source.show(have)) ⊢ \(source.show(want))")
        }
      }
    }
  }

  /// Of random goals that hold in every instance that was tried, most are found: the floor falls if the search gets worse.
  @Test func shareOfWhatSeemsToHold() throws {
    var found = 0
    var missed = 0
    for family in Samples.families {
      for seed in 501...515 as ClosedRange<UInt64> {
        var source = InductiveSource(family, seed: seed)
        let have = source.formula()
        let want = source.related(to: have)
        for state in try source.bench.logic.produce(have, into: SymbolicState()) {
          if !source.bench.logic.consume(want, from: state).contains(where: \.isFailure) {
            found += 1
          } else if source.seemsToHold(want, in: state) {
            missed += 1
          }
        }
      }
    }
    #expect(found * 100 >= (found + missed) * Self.floor, "\(found) found, \(missed) missed")
  }

  private static let floor = 90
}

extension InductiveSource {
  /// Whether the formula holds of a part of each instance that was made up; false if there is too little to tell.
  fileprivate func seemsToHold(_ formula: Formula, in state: SymbolicState) -> Bool {
    let instances = instances(of: state, alsoOf: freeSymbols(of: formula), count: 16)
    guard instances.count >= 8 else { return false }
    return instances.allSatisfy { values, heap in
      var holds = false
      reading.readings(of: formula, values, .heap(heap)) { _, _ in
        holds = true
        return false
      }
      return holds
    }
  }
}
