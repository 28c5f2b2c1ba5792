import SepLogic
import TermSamples
import Testing

/// Every simplification of sequences, and every replacement of a function by its body, keeps the value.
@Suite struct SequencePropertyTests {
  private static let rounds = 3000

  @Test func simplifiedTermsKeepTheirValue() {
    var random = SplitMix(seed: 31)
    var compared = 0
    var space = SequenceSpace()
    for round in 0..<Self.rounds {
      if round % 100 == 0 { space = SequenceSpace() }
      let depth = 1 + round % 4
      let number = space.number(&random, depth: depth)
      let sequence = space.sequence(&random, depth: depth)
      let claim = space.claim(&random, depth: depth)
      let terms = (space.term(number), space.term(sequence), space.term(claim))
      let bounds = space.arena.interval(of: terms.0)
      for _ in 0..<6 {
        let at = space.assignment(&random)
        let model = space.model(at)
        let values = (
          Int128(space.value(number, at)), space.value(sequence, at).map { Int128($0) }, space.value(claim, at)
        )
        #expect(space.arena.evaluateInt(terms.0, in: model) == values.0, "\(space.arena.describe(terms.0)) at \(at)")
        #expect(
          space.arena.evaluateSequence(terms.1, in: model) == values.1, "\(space.arena.describe(terms.1)) at \(at)")
        #expect(
          space.arena.evaluateBool(terms.2, in: model) == values.2,
          "\(claim): \(space.arena.describe(terms.2)) at \(at)")
        #expect(bounds.lower ?? .min <= values.0 && values.0 <= bounds.upper ?? .max)
        compared += 1
      }
    }
    #expect(compared == Self.rounds * 6)
  }

  /// Replacing symbols by terms is the same as evaluating with their values.
  @Test func substitutionIsEvaluation() {
    var random = SplitMix(seed: 32)
    var space = SequenceSpace()
    for round in 0..<Self.rounds {
      if round % 100 == 0 { space = SequenceSpace() }
      let root = space.term(space.claim(&random, depth: 3))
      let number = space.term(space.number(&random, depth: 2))
      let sequence = space.term(space.sequence(&random, depth: 2))
      let replaced = space.arena.substitute(
        [space.numbers[0]: number, space.sequences[0]: sequence], in: root)
      for _ in 0..<3 {
        let outer = space.model(space.assignment(&random))
        var inner = outer
        inner[space.numbers[0]] = space.arena.evaluateInt(number, in: outer)
        inner[sequence: space.sequences[0]] = space.arena.evaluateSequence(sequence, in: outer)
        let expected = space.arena.evaluateBool(root, in: inner)
        let actual = space.arena.evaluateBool(replaced, in: outer)
        #expect(actual == expected)
        #expect(actual != nil)
      }
    }
  }

  /// An equality solved for a symbol holds exactly at the solution.
  @Test func solutionsAreSolutions() {
    var random = SplitMix(seed: 33)
    var solved = 0
    let space = SequenceSpace()
    let arena = space.arena
    for _ in 0..<Self.rounds {
      let fact = arena.equal(
        space.term(space.sequence(&random, depth: 1)), space.term(space.sequence(&random, depth: 2)))
      for symbol in space.sequences {
        guard let solution = arena.solve(fact, for: symbol) else { continue }
        solved += 1
        let at = space.model(space.assignment(&random))
        let matches = arena.evaluateSequence(solution, in: at).map { $0 == at[sequence: symbol] }
        #expect(arena.evaluateBool(fact, in: at) == matches)
      }
    }
    #expect(solved > 300)
  }
}
