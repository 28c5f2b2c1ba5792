// Laws that every entailment has to obey, on random symbolic heaps.

import Foundation
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

  private static let entailments = FixtureTests.files.filter { $0.hasPrefix("qf_sh") || $0.hasPrefix("random") }

  private func answer(_ problem: EntailmentProblem) -> EntailmentAnswer {
    let deadline = Deadline(.seconds(20))
    var lists = ListProver(problem, deadline: deadline, recording: .rules)
    if let answer = lists.prove(), !answer.isUnknown {
      if case .valid = answer {
        #expect(ListProofChecker.problem(of: lists.recorder.nodes, for: problem) == nil)
      }
      return answer
    }
    var inductive = InductiveProver(problem, deadline: deadline)
    return inductive.prove()
  }

  private func isValid(_ problem: EntailmentProblem) -> Bool {
    if case .valid = answer(problem) { true } else { false }
  }

  /// Each side of each problem entails itself, what is proved is proved beside a further cell, and from more facts.
  @Test(arguments: entailments) func fixturesObeyLaws(_ file: String) throws {
    let bytes = [UInt8](try Data(contentsOf: FixtureTests.folder.appendingPathComponent(file)))
    let script = try Script.read(bytes)
    let questions = try #require(EntailmentProblem.questions(script.context, script.formula, script.assertions))
    for question in questions {
      for heap in [question.left] + question.right {
        var problem = question
        problem.left = heap
        problem.left.existentials = []
        var names: [HeapVariableID: HeapVariableID] = [:]
        for variable in heap.existentials {
          let old = problem.context.variables[Int(variable)]
          names[variable] = problem.context.variable(old.name, old.sort)
        }
        problem.right = [heap.renamed { names[$0] ?? $0 }]
        #expect(isValid(problem), "\(file): H ⊢ H")
      }
      guard isValid(question), !question.right.isEmpty else { continue }
      // A cell at a location of its own, for each sort that has cells.
      for (index, sort) in question.context.signature.sorts.enumerated() {
        guard let fields = sort.fields else { continue }
        var framed = question
        let address = framed.context.variable("frame", .location(Int32(index)))
        let values = fields.map { framed.context.variable("content", $0) }
        framed.left.spatial.append(.cell(address, values))
        for right in framed.right.indices { framed.right[right].spatial.insert(.cell(address, values), at: 0) }
        #expect(isValid(framed), "\(file): framed")
      }
      let declared = question.context.variables.indices.map(HeapVariableID.init).filter {
        question.context.isDeclared($0) && question.context.isLocation($0)
      }
      for (a, b) in zip(declared, declared.dropFirst()).prefix(2)
      where question.context.variables[Int(a)].sort == question.context.variables[Int(b)].sort {
        for fact in [PureLiteral.equal(a, b), .distinct(a, b)] {
          var stronger = question
          stronger.left.pure.append(fact)
          #expect(isValid(stronger), "\(file): from \(fact)")
        }
      }
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
