import SLCOMP
import SepLogic
import TestSupport
import Testing

@Suite struct RandomListTests {
  /// What is asked, solved without time limit.
  private func solve(_ problem: RandomEntailment) throws -> Solution {
    try Script.read(Array(problem.description.utf8)).solve(SolvingOptions())
  }

  @Test(arguments: ListKind.allCases) func agreesWithSmallModels(_ kind: ListKind) throws {
    var random = SplitMix(seed: 20_261_130)
    var counts: [ScriptAnswer: Int] = [:]
    for number in 0..<700 {
      let isChain = number % 2 == 1
      let problem =
        isChain ? RandomEntailment(chainOf: kind, using: &random) : RandomEntailment(kind: kind, using: &random)
      let solution = try solve(problem)
      counts[solution.answer, default: 0] += 1
      let oracle = ListOracle(problem: problem)
      switch solution.answer {
      case .unsat:
        #expect(solution.proofs.allSatisfy { $0.isChecked }, "\(problem)")
        let model = oracle.counterModel(
          extra: isChain ? 0 : kind == .nested ? 1 : 2, limit: isChain ? 300 : kind == .nested ? 500 : 2_000)
        #expect(model == nil, "\(problem) has the counter-model \(String(describing: model))")
      case .sat:
        let model = try #require(solution.model)
        let context = try #require(solution.context)
        var stack = [0]
        for variable in 1...problem.variableCount {
          let index = try #require(context.variables.firstIndex { $0.name == "x\(variable)" })
          stack.append(Int(try #require(model.stack[index])))
        }
        let heap = Dictionary(uniqueKeysWithValues: model.cells.map { (Int($0.address), $0.fields.map { Int($0) }) })
        #expect(oracle.satisfiesLeft(stack, heap), "\(problem): \(model) is no model of the left")
        #expect(!oracle.satisfiesRight(stack, heap), "\(problem): \(model) is a model of the right")
      case .unknown:
        // Lists that are guarded at the root are decided.
        #expect(!kind.isGuardedAtRoot, "\(problem) is unknown: \(solution.reason ?? "")")
      }
    }
    #expect(counts[.sat, default: 0] >= 100 && counts[.unsat, default: 0] >= 100, "\(kind): \(counts)")
    #expect(counts[.unknown, default: 0] <= 50, "\(kind): \(counts)")
  }
}
