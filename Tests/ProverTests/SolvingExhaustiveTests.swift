import Prover
import SepLogic
import TermSamples
import Testing

/// The session against all assignments of small spaces: whatever it answers must be true, with facts coming and going
/// so that the assertion stack is pushed and popped in many ways.
@Suite struct SolvingExhaustiveTests {
  @Test(arguments: [1, 2, 3, 4] as [UInt64]) func answersAreTrue(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var total = OracleStatistics()
    for _ in 0..<5 {
      let space = SampleSpace.exhaustible
      let assignments = space.allAssignments
      let session = CVC5Session(space.arena, options: SolverOptions(resourcesPerCheck: 20_000))
      var facts: [TermID] = []
      /// The assignments under which all facts up to here hold, one entry for each fact.
      var holding: [[Bool]] = []
      for _ in 0..<30 {
        let isContradiction = holding.last.map { !$0.contains(true) } ?? false
        let dropped = isContradiction ? min(2, facts.count) : Int.random(in: 0...facts.count, using: &random) / 3
        facts.removeLast(dropped)
        holding.removeLast(dropped)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let (fact, truth) = openClaim(space, assignments, &random)
          facts.append(fact)
          holding.append(zip(truth, holding.last ?? truth).map { $0 && $1 })
        }
        let satisfiable = holding.last?.contains(true) ?? true
        let wantsModel = Bool.random(using: &random)
        switch session.check(facts: facts, wantsModel: wantsModel) {
        case .unsat: #expect(!satisfiable, "\(facts.map { space.arena.describe($0) })")
        case .sat(let model):
          #expect(satisfiable, "\(facts.map { space.arena.describe($0) })")
          #expect((model != nil) == wantsModel)
          if let model {
            for fact in facts { #expect(space.arena.evaluateBool(fact, in: model) == true) }
          }
        case .unknown: continue
        }
      }
      total = total + session.statistics
    }
    #expect(total.sat > 80)
    #expect(total.unsat > 40)
    #expect(total.unknown < 20)
  }

  /// A claim that some assignments satisfy and some do not, with its truth under each.
  private func openClaim(
    _ space: SampleSpace, _ assignments: [SampleSpace.Assignment], _ random: inout SplitMix
  ) -> (TermID, [Bool]) {
    while true {
      let claim = space.claim(&random, depth: 3)
      let truth = assignments.map { space.value(claim, $0) ?? false }
      if truth.contains(true) && truth.contains(false) { return (space.term(claim), truth) }
    }
  }
}
