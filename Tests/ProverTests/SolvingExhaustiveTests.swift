import Prover
import SepLogic
import TermSamples
import Testing

/// The session against all assignments of small spaces: whatever it answers must be true, with facts coming and going
/// so that the assertion stack is pushed and popped in many ways.
@Suite struct SolvingExhaustiveTests {
  @Test(arguments: [1, 2, 3] as [UInt64], [false, true]) func answersAreTrue(seed: UInt64, quick: Bool) {
    var random = SplitMix(seed: seed)
    var total = OracleStatistics()
    for _ in 0..<3 {
      let space = SampleSpace.exhaustible
      let assignments = space.allAssignments
      var options = SolverOptions(resourcesPerCheck: 20_000)
      options.quickDecisions = quick
      let session = CVC5Session(space.arena, options: options)
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
    #expect(quick ? total.trivial > 10 : total.sat > 45)
    #expect(quick || total.unsat > 20)
    #expect(total.unknown < 20)
  }

  /// The procedure in front of the solver, on many small systems of which it decides most.
  @Test(arguments: [1, 2, 3] as [UInt64], [1, 100]) func quickDecisionsAreTrue(seed: UInt64, budget: Int) {
    var random = SplitMix(seed: seed)
    let space = SampleSpace.exhaustible
    let assignments = space.allAssignments
    let pool = (0..<90).map { index in
      index % 3 == 0
        ? openClaim(space, assignments, &random) : openBound(space, assignments, &random)
    }
    var (unsat, sat, open) = (0, 0, 0)
    let rounds = budget > 1 ? 200 : 1000
    for _ in 0..<rounds {
      let chosen = (0..<Int.random(in: 2...7, using: &random)).compactMap { _ in pool.randomElement(using: &random) }
      let satisfiable = assignments.indices.contains { index in chosen.allSatisfy { $0.1[index] } }
      switch DifferenceBounds.decide(chosen.map(\.0), in: space.arena, budget: budget) {
      case .unsat:
        #expect(!satisfiable, "\(chosen.map { space.arena.describe($0.0) })")
        unsat += 1
      case .sat:
        #expect(satisfiable, "\(chosen.map { space.arena.describe($0.0) })")
        sat += 1
      case .unknown: Issue.record("it either decides or does not answer")
      case nil: open += 1
      }
    }
    #expect(unsat > rounds / 10)
    #expect(sat > rounds / 10)
    #expect(open < (budget > 1 ? rounds / 5 : rounds * 7 / 10), "\(open)")
  }

  /// A comparison of two variables, or of one with a constant, or its negation.
  private func openBound(
    _ space: SampleSpace, _ assignments: [SampleSpace.Assignment], _ random: inout SplitMix
  ) -> (TermID, [Bool]) {
    func variable() -> Sample { .variable(Int.random(in: 0..<5, using: &random)) }
    func offset() -> Sample { .literal(Int128.random(in: -3...3, using: &random)) }
    while true {
      let left: Sample = Bool.random(using: &random) ? variable() : .wrap(.add(variable(), offset()))
      let right: Sample = Bool.random(using: &random) ? .add(variable(), offset()) : offset()
      var claim: Claim = Int.random(in: 0..<3, using: &random) == 0 ? .equal(left, right) : .lessOrEqual(left, right)
      if Bool.random(using: &random) { claim = .not(claim) }
      if Int.random(in: 0..<5, using: &random) == 0 { claim = .or(claim, .less(variable(), offset())) }
      let truth = assignments.map { space.value(claim, $0) ?? false }
      if truth.contains(true) && truth.contains(false) { return (space.term(claim), truth) }
    }
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
