// From a script to its answer.

import SepLogic

/// What SL-COMP asks for: is the conjunction of the assertions satisfiable? Of an entailment, `unsat` is that it holds.
package enum ScriptAnswer: String, Sendable, Codable {
  case sat, unsat, unknown
}

/// How much may be spent, and what is to be told.
package struct SolvingOptions: Sendable {
  /// For one file.
  package var timeout: Duration?
  package var isExplained = false
  /// Whether proofs about lists are re-checked before the answer is given.
  package var checksProofs = true

  package init() {}
}

/// An answer with what it rests on.
package struct Solution: Sendable {
  package var answer: ScriptAnswer
  /// Why it is unknown.
  package var reason: String?
  /// The stack and heap behind `sat`, evaluated.
  package var model: HeapModel?
  /// What the model is about.
  package var context: HeapContext?
  /// The proofs behind `unsat` that were recorded, one for each question.
  package var proofs: [QuestionProof] = []
  /// Where the proof failed, of answers that are not `unsat`, if that was to be told.
  package var failure: EntailmentFailure?
  /// A recorded proof is none: the prover is at fault.
  package var isFault = false

  static func unknown(_ reason: String) -> Solution { Solution(answer: .unknown, reason: reason) }
}

/// One question of a script, and why it is valid.
package struct QuestionProof: Sendable {
  package var question: EntailmentProblem
  package var nodes: [ProofNode]
  /// The checker has seen all of it. It knows the rules about lists alone.
  package var isChecked: Bool
}

extension Script {
  /// The answer, by the procedures in the order of what they cost.
  package func solve(_ options: SolvingOptions, oracle: (any ArithmeticOracle)? = nil) -> Solution {
    let deadline = Deadline(options.timeout)
    guard let questions = EntailmentProblem.questions(context, formula, assertions) else {
      return solveFormula(deadline, options, oracle)
    }
    var proofs: [QuestionProof] = []
    var open: Solution?
    for question in questions {
      let solution = Self.answer(question, deadline, options, oracle)
      switch solution.answer {
      case .unsat: proofs += solution.proofs
      case .sat: return solution
      case .unknown: open = open ?? solution
      }
    }
    return open ?? Solution(answer: .unsat, context: context, proofs: proofs)
  }

  private static func answer(
    _ question: EntailmentProblem, _ deadline: Deadline, _ options: SolvingOptions, _ oracle: (any ArithmeticOracle)?
  ) -> Solution {
    func solution(_ answer: EntailmentAnswer, _ nodes: [ProofNode], _ failure: EntailmentFailure?) -> Solution {
      switch answer {
      case .valid:
        let proofs = nodes.isEmpty ? [] : [QuestionProof(question: question, nodes: nodes, isChecked: false)]
        return Solution(answer: .unsat, context: question.context, proofs: proofs)
      case .invalid(let model):
        return Solution(answer: .sat, model: model, context: question.context, failure: failure)
      case .unknown(let why): return Solution(answer: .unknown, reason: why, failure: failure)
      }
    }
    let detail: ProofRecorder.Detail = options.isExplained ? .text : options.checksProofs ? .rules : .none
    var lists = ListProver(question, deadline: deadline, recording: detail)
    if let answer = lists.prove(), !answer.isUnknown {
      var result = solution(answer, lists.recorder.nodes, lists.failure)
      guard options.checksProofs, case .valid = answer else { return result }
      if let problem = ListProofChecker.problem(of: lists.recorder.nodes, for: question) {
        result.answer = .unknown
        result.reason = "the proof that was found is refused: \(problem)"
        result.isFault = true
      } else {
        result.proofs[0].isChecked = true
      }
      return result
    }
    var inductive = InductiveProver(
      question, deadline: deadline, backup: oracle, recording: options.isExplained ? .text : .none)
    let answer = inductive.prove()
    return solution(answer, inductive.recorder.nodes, inductive.failure ?? lists.failure)
  }

  private func solveFormula(
    _ deadline: Deadline, _ options: SolvingOptions, _ oracle: (any ArithmeticOracle)?
  ) -> Solution {
    var prover = BooleanProver(context, formula, assertions, deadline: deadline, backup: oracle)
    switch prover.solve() {
    case .unsat: return Solution(answer: .unsat, context: context)
    case .sat(let model):
      if hasWand {
        // Tools differ in what a wand may add where the heap had a cell before, so that such a model settles little.
        var solution = Solution.unknown(
          "there is a model under the standard meaning of the magic wand, which not all tools agree on")
        (solution.model, solution.context) = (model, context)
        return solution
      }
      return Solution(answer: .sat, model: model, context: context)
    case .unknown(let reason): return .unknown(reason)
    }
  }

  /// Whether a magic wand is asserted.
  private var hasWand: Bool {
    formula.nodes.contains { if case .wand = $0 { true } else { false } }
  }
}
