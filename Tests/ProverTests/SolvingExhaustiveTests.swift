import Prover
import SepLogic
import TermSamples
import Testing

/// The session against all assignments of small spaces: whatever it answers must be true, with facts coming and going
/// so that the assertion stack is pushed and popped in many ways.
@Suite struct SolvingExhaustiveTests {
  @Test(arguments: [1, 2, 3] as [UInt64]) func answersAreTrue(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var answered = 0
    for _ in 0..<6 {
      let space = SampleSpace.exhaustible
      let assignments = space.allAssignments
      let session = CVC5Session(space.arena, options: SolverOptions(resourcesPerCheck: 20_000))
      var facts: [TermID] = []
      var holding: [[Bool]] = []
      for _ in 0..<25 {
        let dropped = Int.random(in: 0...facts.count, using: &random) / 2
        facts.removeLast(dropped)
        holding.removeLast(dropped)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
          let claim = space.claim(&random, depth: 3)
          facts.append(space.term(claim))
          holding.append(assignments.map { space.value(claim, $0) ?? false })
        }
        let satisfiable = assignments.indices.contains { index in holding.allSatisfy { $0[index] } }
        let wantsModel = Bool.random(using: &random)
        switch session.check(facts: facts, wantsModel: wantsModel) {
        case .unsat: #expect(!satisfiable, "\(facts.map { space.arena.describe($0) })")
        case .sat(let model):
          #expect(satisfiable, "\(facts.map { space.arena.describe($0) })")
          #expect((model != nil) == wantsModel)
          if let model {
            for fact in facts {
              #expect(space.arena.evaluateBool(fact, in: space.arena.completed(model, for: facts)) == true)
            }
          }
        case .unknown: continue
        }
        answered += 1
      }
    }
    #expect(answered > 120)
  }
}
