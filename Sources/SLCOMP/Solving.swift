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
  /// The proof behind `unsat`, where it was asked for.
  package var proof: [ProofNode] = []

  static func unknown(_ reason: String) -> Solution { Solution(answer: .unknown, reason: reason) }
}

extension Script {
  /// The answer, by the procedures in the order of what they cost.
  package func solve(_ options: SolvingOptions, oracle: (any ArithmeticOracle)? = nil) -> Solution {
    let deadline = Deadline(options.timeout)
    guard let questions = EntailmentProblem.questions(context, formula, assertions) else {
      return solveFormula(deadline, options, oracle)
    }
    var proof: [ProofNode] = []
    var reason: String?
    for question in questions {
      let (answer, nodes) = Self.answer(question, deadline, options, oracle)
      switch answer {
      case .valid: proof += nodes
      case .invalid(let model): return Solution(answer: .sat, model: model, context: question.context)
      case .unknown(let why): reason = reason ?? why
      }
    }
    if let reason { return .unknown(reason) }
    return Solution(answer: .unsat, context: context, proof: proof)
  }

  private static func answer(
    _ question: EntailmentProblem, _ deadline: Deadline, _ options: SolvingOptions, _ oracle: (any ArithmeticOracle)?
  ) -> (EntailmentAnswer, [ProofNode]) {
    var lists = ListProver(question, deadline: deadline, isRecording: options.isExplained)
    if let answer = lists.prove(), !answer.isUnknown { return (answer, lists.recorder.nodes) }
    var inductive = InductiveProver(
      question, deadline: deadline, backup: oracle, isRecording: options.isExplained)
    return (inductive.prove(), inductive.recorder.nodes)
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
