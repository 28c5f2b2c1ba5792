// Laws that every entailment has to obey, on random symbolic heaps.

import SLCOMP
import SepLogic
import TestSupport
import Testing

@Suite struct LawTests {
  private func answer(_ problem: RandomEntailment) throws -> ScriptAnswer {
    try Script.read(Array(problem.description.utf8)).solve(SolvingOptions()).answer
  }

  @Test(arguments: ListKind.allCases) func everyHeapEntailsItself(_ kind: ListKind) throws {
    var random = SplitMix(seed: 11)
    for _ in 0..<150 {
      var problem = RandomEntailment(kind: kind, using: &random)
      problem.right = problem.left
      (problem.rightEqual, problem.rightDistinct) = ([], [])
      #expect(try answer(problem) == .unsat, "\(problem)")
    }
  }

  /// H ⊢ G gives H * F ⊢ G * F, and H with more pure facts ⊢ G.
  @Test(arguments: ListKind.allCases) func framesAndFactsKeepProofs(_ kind: ListKind) throws {
    var random = SplitMix(seed: 12)
    var proved = 0
    for _ in 0..<150 {
      let problem = RandomEntailment(kind: kind, using: &random)
      guard problem.right != nil, try answer(problem) == .unsat else { continue }
      proved += 1
      var framed = problem
      let frame = RandomEntailment(kind: kind, using: &random)
      framed.variableCount = max(problem.variableCount, frame.variableCount)
      framed.left += frame.left
      framed.right? += frame.left
      let answerOfFramed = try answer(framed)
      // Without a guard at the root the right has choices, and not all are tried.
      #expect(answerOfFramed == .unsat || (answerOfFramed == .unknown && !kind.isGuardedAtRoot), "\(framed)")
      var strengthened = problem
      strengthened.distinct += frame.distinct
      strengthened.equal += frame.equal
      strengthened.variableCount = framed.variableCount
      let answerOfStrengthened = try answer(strengthened)
      #expect(
        answerOfStrengthened == .unsat || (answerOfStrengthened == .unknown && !kind.isGuardedAtRoot), "\(strengthened)"
      )
    }
    #expect(proved > 10)
  }
}
