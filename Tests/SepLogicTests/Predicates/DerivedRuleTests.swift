import Testing

@testable import SepLogic

/// Rules that are derived hold in all small heaps; from what is only like a list none is derived that does not.
@Suite struct DerivedRuleTests {
  private struct Joined {
    var rule: JoinRule
    var first: [TermID]
    var second: [TermID]
    var whole: [TermID]
  }

  private func instance(_ rule: JoinRule, _ segment: AtomSymbol, _ target: AtomSymbol, _ bench: InductiveBench)
    -> Joined?
  {
    guard let left = bench.logic.definitions[segment], let right = bench.logic.definitions[target] else { return nil }
    let arena = bench.arena
    func new(_ parameters: [TermID]) -> [TermID] {
      parameters.map {
        arena.sort(of: $0) == .int ? arena.wordSymbol("p") : arena.symbol("p", sort: arena.sort(of: $0))
      }
    }
    let inputs = new(Array(left.parameters.prefix(segment.inputCount)))
    let first = inputs + left.parameters.dropFirst(segment.inputCount).map { arena.another($0) }
    var second =
      new(Array(right.parameters.prefix(target.inputCount)))
      + right.parameters.dropFirst(target.inputCount).map { arena.another($0) }
    for move in rule.moved { second[move.target] = first[move.end] }
    for pair in rule.shared { second[pair.target] = first[pair.segment] }
    var whole = second
    for move in rule.moved { whole[move.target] = first[move.start] }
    for output in rule.combined {
      whole[output.target] = output.combination.combined(first[output.segment], second[output.target], in: arena)
    }
    return Joined(rule: rule, first: first, second: second, whole: whole)
  }

  /// How many heaps the rule was tried on.
  private func tryJoin(_ segment: String, _ target: String, _ family: [DefinitionSample]) -> Int? {
    let source = InductiveSource(family, seed: 5)
    let bench = source.bench
    let (s, t) = (bench[segment], bench[target])
    guard let rule = bench.logic.joinRule(s, t), let joined = instance(rule, s, t, bench) else { return nil }
    let arena = bench.arena
    var tried = 0
    var conditions: [Formula] = [.emp]
    if let end = rule.end {
      conditions = []
      if rule.allowsZero { conditions.append(.pure(arena.equal(joined.second[end], arena.zero), Origin(0))) }
      if rule.allowsCell {
        conditions.append(.cell(address: joined.second[end], value: arena.wordSymbol("e"), Origin(0)))
      }
    }
    for condition in conditions {
      // With the condition first, and last: the order decides what is made up.
      for parts in [[condition], []] {
        let both = Formula.separating(
          parts + [.atom(s, joined.first, Origin(0)), .atom(t, joined.second, Origin(0))]
            + (parts.isEmpty ? [condition] : []))
        let whole = Formula.separating([.atom(t, joined.whole, Origin(0)), condition])
        for seed in 1...40 as ClosedRange<UInt64> {
          let reading = ConcreteReading(bench.logic, seed: seed)
          reading.stepLimit = ConcreteReading.inventiveSteps
          reading.readings(of: both, [:], .invention, wanted: source.freeSymbols(of: both)) { values, heap in
            tried += 1
            #expect(
              ConcreteReading(bench.logic, seed: 1).holds(whole, values, of: heap),
              "\(segment) and \(target): \(source.show(both)) at \(source.show(values)) in \(heap)")
            return false
          }
        }
      }
    }
    return tried
  }

  @Test(arguments: Samples.families) func rulesOfListsHold(_ family: [DefinitionSample]) {
    for segment in family {
      for target in family {
        guard let tried = tryJoin(segment.name, target.name, family) else { continue }
        #expect(tried > 0, "\(segment) \(target)")
      }
    }
  }

  @Test func listsAreJoined() {
    #expect(tryJoin("lseg", "lseg", Samples.lists) != nil)
    #expect(tryJoin("lseg", "list", Samples.lists) != nil)
    #expect(tryJoin("list", "lseg", Samples.lists) == nil)
    #expect(tryJoin("len", "len", Samples.chains) != nil)
    #expect(tryJoin("cseg", "chain", Samples.chains) != nil)
    #expect(tryJoin("dll", "dll", [Samples.doubly]) != nil)
    #expect(tryJoin("dllout", "dllout", [Samples.doublyOut]) != nil)
    #expect(tryJoin("marked", "marked", [Samples.marked]) != nil)
    #expect(tryJoin("carried", "carried", [Samples.carried]) != nil)
  }

  @Test(arguments: Samples.oddities) func whatIsLikeAList(_ odd: DefinitionSample) {
    _ = tryJoin(odd.name, odd.name, [odd])
  }

  /// Some of them with others, and with lists.
  @Test func whatIsLikeAnotherList() {
    let plain = Samples.oddities.filter { $0.inputs.count == 2 } + Samples.chains
    for (index, segment) in plain.enumerated() {
      let target = plain[(index * 7 + 3) % plain.count]
      if segment.name != target.name { _ = tryJoin(segment.name, target.name, [segment, target]) }
    }
  }

  @Test(arguments: Samples.oddities) func theTailOfWhatIsLikeAList(_ odd: DefinitionSample) throws {
    for seed in 1...10 as ClosedRange<UInt64> {
      var source = InductiveSource([odd], seed: seed)
      let formula = source.instance()
      for state in try source.bench.logic.produce(formula, into: SymbolicState()) {
        guard source.bench.logic.tailRule(source.bench[odd.name]) != nil else { continue }
        let cases = try source.bench.logic.unfoldTail(0, in: state)
        source.expectSame(state, cases, "\(odd) \(seed)")
      }
    }
  }

  /// What is like a list is consumed like anything else. One instance at a time, since some of these are not precise.
  @Test(arguments: Samples.oddities) func consumeIsSound(_ odd: DefinitionSample) throws {
    for seed in 1...15 as ClosedRange<UInt64> {
      var source = InductiveSource([odd], seed: seed)
      let have = Formula.separating([source.instance(), source.instance(), .pure(source.fact(), Origin(0))])
      let want = source.related(to: have)
      for state in try source.bench.logic.produce(have, into: SymbolicState()) {
        let branches = source.bench.logic.consume(want, from: state)
        if branches.contains(where: \.isFailure) || state.atoms.contains(where: \.isEmpty) { continue }
        source.expectCovered(state, by: branches, taking: want, "\(odd) \(seed)")
      }
    }
  }
}
