// Every answer of a session beside that of a second solver, which shares neither code nor rewriting with it, but for the
// terms: whatever this checker says of a question, by looking, by its own procedure, or by cvc5, is asked again.
//
// What is a contradiction: one says that no values make the facts true, the other that some do. Functions of the logic are
// symbols for the second solver, with some instances of their definitions, so that its `unsat` counts always, and its
// `sat` only where no function occurs, or where a deeper unfolding does not change it to something else; it is never
// counted as agreement with `unsat`, and as contradiction only without functions.

import SepLogic
import Synchronization

/// How the answers to the questions of a proof compare.
package struct CrossCheckCounts: Sendable, Equatable {
  /// Questions to which there was an answer here, and was to be one there.
  package var questions = 0
  package var agreed = 0
  /// Of those agreed: where the solver was not asked here, but the checker's own procedure.
  package var agreedWithCore = 0
  package var unknown = 0
  package var late = 0
  package var failed = 0
  /// Questions without an answer here; the second solver is not asked.
  package var open = 0
  /// Why the first of those failed did.
  package var firstFailure: String?

  package init() {}
}

/// A question on which the answers contradict each other.
package struct SolverDisagreement: Sendable, Equatable {
  /// The question as a file, with our answer as its status.
  package let query: SavedQuery
  /// Whether our answer came from the checker's own procedure.
  package let isOfCore: Bool
  package let ours: String
  package let theirs: String
}

/// Takes the answers of all sessions of a proof, from any thread.
package final class CrossCheck: Sendable {
  package let solver: SecondSolver
  private let state = Mutex<(counts: CrossCheckCounts, disagreements: [SolverDisagreement])>((CrossCheckCounts(), []))

  package init(_ solver: SecondSolver) { self.solver = solver }

  package var counts: CrossCheckCounts { state.withLock { $0.counts } }

  /// Ordered by what they were asked for.
  package var disagreements: [SolverDisagreement] {
    state.withLock { $0.disagreements }.sorted {
      ($0.query.label.obligation, $0.query.label.place, $0.query.text)
        < ($1.query.label.obligation, $1.query.label.place, $1.query.text)
    }
  }

  fileprivate func count(_ change: (inout CrossCheckCounts) -> Void) { state.withLock { change(&$0.counts) } }
  fileprivate func add(_ disagreement: SolverDisagreement) { state.withLock { $0.disagreements.append(disagreement) } }
}

/// The part of one session.
final class SessionCrossCheck {
  private let crossCheck: CrossCheck
  private let arena: TermArena
  /// What the second solver said of some facts.
  private var answers: [[TermID]: SecondAnswer] = [:]
  private var number = 0

  private static let answerLimit = 4_096
  /// How often definitions are unfolded where twice was not enough.
  private static let deepInstances = 6

  init(_ crossCheck: CrossCheck, _ arena: TermArena) {
    self.crossCheck = crossCheck
    self.arena = arena
  }

  func compare(_ answer: SatAnswer, to facts: [TermID], isOfCore: Bool, _ label: QueryLabel) {
    let ours: SecondAnswer
    switch answer {
    case .unsat: ours = .unsat
    case .sat: ours = .sat
    case .unknown:
      crossCheck.count { $0.open += 1 }
      return
    }
    let theirs = second(to: facts, expected: ours)
    crossCheck.count { counts in
      counts.questions += 1
      switch theirs {
      case ours:
        counts.agreed += 1
        if isOfCore { counts.agreedWithCore += 1 }
      case .unsat, .sat: break
      case .unknown: counts.unknown += 1
      case .late: counts.late += 1
      case .failed(let reason):
        counts.failed += 1
        counts.firstFailure = counts.firstFailure ?? reason
      }
    }
    guard theirs == .sat || theirs == .unsat, theirs != ours else { return }
    number += 1
    let text = SMTLIBWriter(arena).text(of: facts, label: label, answer: answer)
    crossCheck.add(
      SolverDisagreement(
        query: SavedQuery(label: label, number: number, answer: answer, text: text), isOfCore: isOfCore,
        ours: "\(ours)", theirs: "\(theirs)"))
  }

  private func second(to facts: [TermID], expected: SecondAnswer) -> SecondAnswer {
    if let known = answers[facts] { return known }
    let writer = SMTLIBWriter(arena)
    var answer = crossCheck.solver.answer(to: writer.script(of: facts))
    if answer == .sat, expected == .unsat, facts.contains(where: arena.hasApplication) {
      answer = crossCheck.solver.answer(to: writer.script(of: facts, instanceDepth: Self.deepInstances))
      // Values for what is left of the functions are no values for the functions.
      if answer == .sat { answer = .unknown }
    }
    if answers.count >= Self.answerLimit { answers = [:] }
    answers[facts] = answer
    return answer
  }
}
