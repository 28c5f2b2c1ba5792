import SepLogic
import TermSamples
import Testing

/// Every simplification keeps the value: terms against machine arithmetic on random expressions and assignments.
@Suite struct TermsPropertyTests {
  private static let expressions = 1000
  private static let assignments = 8

  @Test(arguments: [8, 16, 32, 64]) func simplifiedIntegersKeepTheirValue(width: Int) {
    var random = SplitMix(seed: UInt64(width))
    var compared = 0
    var space = SampleSpace(width: width)
    for round in 0..<Self.expressions {
      if round % 100 == 0 { space = SampleSpace(width: width) }
      let sample = space.sample(&random, depth: 1 + round % 4)
      let term = space.term(sample)
      let bounds = space.arena.interval(of: term)
      for _ in 0..<Self.assignments {
        let at = space.assignment(&random)
        guard let expected = space.value(sample, at),
          let actual = space.arena.evaluateInt(term, in: space.model(at))
        else { continue }
        compared += 1
        #expect(actual == expected, "\(sample) as \(space.arena.describe(term)) at \(at)")
        #expect(bounds.lower ?? .min <= expected && expected <= bounds.upper ?? .max, "\(sample): \(bounds)")
        if actual != expected { return }
      }
    }
    #expect(compared > Self.expressions * Self.assignments * 9 / 10)
  }

  @Test(arguments: [8, 16, 32, 64]) func simplifiedClaimsKeepTheirTruth(width: Int) {
    var random = SplitMix(seed: UInt64(1000 + width))
    var compared = 0
    var space = SampleSpace(width: width)
    for round in 0..<Self.expressions {
      if round % 100 == 0 { space = SampleSpace(width: width) }
      let claim = space.claim(&random, depth: 2 + round % 4)
      let term = space.term(claim)
      for _ in 0..<Self.assignments {
        let at = space.assignment(&random)
        guard let expected = space.value(claim, at),
          let actual = space.arena.evaluateBool(term, in: space.model(at))
        else { continue }
        compared += 1
        #expect(actual == expected, "\(claim) as \(space.arena.describe(term)) at \(at)")
        if actual != expected { return }
      }
    }
    #expect(compared > Self.expressions * Self.assignments * 9 / 10)
  }

  /// Replacing words by word terms is the same as evaluating with their values.
  @Test(arguments: [8, 32, 64]) func substitutionIsEvaluation(width: Int) {
    var random = SplitMix(seed: UInt64(2000 + width))
    var compared = 0
    var space = SampleSpace(width: width)
    for round in 0..<Self.expressions {
      if round % 100 == 0 { space = SampleSpace(width: width) }
      let arena = space.arena
      let root = space.term(space.claim(&random, depth: 3))
      let replacements = (0..<3).map { _ in arena.wrap(space.term(space.sample(&random, depth: 2))) }
      let replaced = arena.substitute(
        Dictionary(uniqueKeysWithValues: zip(space.integers, replacements)), in: root)
      for _ in 0..<4 {
        let outer = space.model(space.assignment(&random))
        var inner = outer
        for (symbol, replacement) in zip(space.integers, replacements) {
          inner[symbol] = arena.evaluateInt(replacement, in: outer)
        }
        guard let expected = arena.evaluateBool(root, in: inner),
          let actual = arena.evaluateBool(replaced, in: outer)
        else { continue }
        compared += 1
        #expect(actual == expected)
        if actual != expected { return }
      }
    }
    #expect(compared > Self.expressions * 3)
  }

  /// An equality solved for a symbol holds exactly at the solution.
  @Test func solutionsAreSolutions() {
    var random = SplitMix(seed: 7)
    var solved = 0
    for _ in 0..<Self.expressions {
      let space = SampleSpace(width: 16)
      let arena = space.arena
      let fact = arena.equal(
        space.term(space.sample(&random, depth: 2)), space.term(space.sample(&random, depth: 2)))
      for symbol in space.integers {
        guard let solution = arena.solve(fact, for: symbol) else { continue }
        let at = space.model(space.assignment(&random))
        let holds = arena.evaluateBool(fact, in: at)
        let matches = arena.evaluateInt(solution, in: at).map { $0 == at[symbol] }
        #expect(holds == nil || matches == nil || holds == matches)
        solved += 1
      }
    }
    #expect(solved > 300)
  }

  /// The same calls make the same ids.
  @Test func creationIsDeterministic() {
    func ids() -> [TermID] {
      var random = SplitMix(seed: 99)
      let space = SampleSpace(width: 32)
      return (0..<300).map { _ in space.term(space.claim(&random, depth: 4)) }
    }
    #expect(ids() == ids())
  }
}
