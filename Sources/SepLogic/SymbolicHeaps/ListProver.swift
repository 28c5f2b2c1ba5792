// Entailment of symbolic heaps over lists (`ListShape`).
//
// A branch (`ListState`) is saturated; if the left contradicts itself it is done. Else the right atom that is easiest is
// taken, and either matched, composed, unfolded, or a question about locations is split (both answers are new branches).
// All steps but `choose` are invertible where the lists are guarded at the root, so a branch that cannot go on is
// evidence of a counter-model; it is built from the branch (`ListModel`) and evaluated against the problem as it was
// asked (`ModelChecker`). `invalid` rests on that evaluation alone; `valid` rests on the rules, each with its argument
// where it stands. What is neither is unknown.
//
// Termination: matching, composing and unfolding the right use up an atom of the left or of the right, or a cell of the
// left that is not given back; a split decides one of finitely many questions about the locations there are; the left
// is unfolded for a cell of the right (which is then used up) or, where the two sides have different lists,
// `unfoldingLimit` times in a row. A budget of steps stands behind that argument.

/// Decides one problem about lists.
package struct ListProver {
  let problem: EntailmentProblem
  let deadline: Deadline
  package let recorder: ProofRecorder
  var stepsLeft = 200_000
  var refutationsLeft = 60
  /// Where the proof failed, if that is to be told: of an answer `invalid` the branch that was refuted.
  package internal(set) var failure: EntailmentFailure?

  static let unfoldingLimit: Int32 = 4
  static let choiceDepth = 12

  /// How one step of a branch ended.
  enum Step {
    case goesOn
    case closed
    /// Some model of this state is likely to satisfy the left and not the right.
    case stuck(ListState, ListObstacle)
    /// Each of these has to be proved.
    case branches([ListState])
    /// One of these has to be proved.
    case choice([ListChoice])
  }

  enum Outcome {
    case valid
    case invalid(HeapModel)
    case unknown(String)
  }

  package init(_ problem: EntailmentProblem, deadline: Deadline, recording: ProofRecorder.Detail = .none) {
    self.problem = problem
    self.deadline = deadline
    recorder = ProofRecorder(recording)
  }

  /// The answer; nil where the problem is outside of the fragment.
  package mutating func prove() -> EntailmentAnswer? {
    guard problem.right.count <= 1 else { return nil }
    guard let state = ListState(problem, goal: problem.right.first) else { return nil }
    if problem.right.isEmpty { return satisfiability(state) }
    switch prove(state, depth: 0) {
    case .valid: return .valid
    case .invalid(let model): return .invalid(model)
    case .unknown(let reason): return .unknown(reason)
    }
  }

  private mutating func satisfiability(_ state: ListState) -> EntailmentAnswer {
    guard let decided = decided(state) else { return .valid }
    return refute(decided).map { .invalid($0) } ?? .unknown("a model was not confirmed")
  }

  /// A model of a decided state that refutes the problem.
  func refute(_ decided: ListState) -> HeapModel? {
    // For people the smallest is best.
    for choice in recorder.tellsText ? ListModelChoice.smallestFirst : ListModelChoice.all {
      guard
        let model = ListModelBuilder.model(of: decided, choice, variableCount: problem.context.variables.count)
      else { continue }
      if problem.isRefuted(by: model) { return model }
    }
    return nil
  }

  mutating func prove(_ state: ListState, depth: Int) -> Outcome {
    var pending = [state]
    var reason: String?
    while var state = pending.popLast() {
      if case .closed = saturated(&state) { continue }
      branch: while true {
        stepsLeft -= 1
        if stepsLeft <= 0 { return .unknown("the budget of steps is used up") }
        if stepsLeft % 64 == 0, deadline.isOver { return .unknown("time is over") }
        switch step(&state) {
        case .goesOn: continue
        case .closed: break branch
        case .branches(let states):
          pending += states.reversed()
          break branch
        case .stuck(let stuck, let obstacle):
          guard let decided = decided(stuck) else { break branch }
          if let model = refute(decided) {
            failure = explain(stuck, obstacle)
            return .invalid(model)
          }
          failure = failure ?? explain(stuck, obstacle)
          reason = reason ?? "no rule applies to \(describe(stuck)), and no counter-model was found"
          refutationsLeft -= 1
          if refutationsLeft <= 0 { return .unknown(reason ?? "") }
          break branch
        case .choice(let choices):
          guard depth < Self.choiceDepth else {
            reason = reason ?? "too many choices on the right"
            break branch
          }
          var isProved = false
          var failure: String?
          for choice in choices {
            let mark = recorder.nodes.count
            let node = record(choice.rule, choice.step, choice.given, choice.text)
            switch prove(choice.state.below(node), depth: depth + 1) {
            case .valid: isProved = true
            case .invalid(let model): return .invalid(model)
            case .unknown(let why):
              if stepsLeft <= 0 || deadline.isOver { return .unknown(why) }
              recorder.truncate(to: mark)
              failure = failure ?? why
            }
            if isProved { break }
          }
          if !isProved { reason = reason ?? failure }
          break branch
        }
      }
    }
    return reason.map { .unknown($0) } ?? .valid
  }

  // MARK: - One step

  mutating func step(_ state: inout ListState) -> Step {
    if let step = pureStep(&state) { return step }
    if state.goals.isEmpty { return finish(&state) }
    if let step = forcedStep(&state) { return step }
    return splittingStep(&state)
  }

  /// The obligations of the right.
  ///
  /// An obligation that holds in every model of the left is dropped; of one that does not, a model with its negation
  /// refutes, since the part of the right already matched was forced.
  private mutating func pureStep(_ state: inout ListState) -> Step? {
    guard let literal = state.obligations.popLast() else { return nil }
    var negated = state
    switch literal {
    case .equal(let a, let b):
      if state.locations.areEqual(a, b) { return .goesOn }
      negated.locations.separate(a, b)
      if state.areDistinct(a, b) { return .stuck(state, .fact(literal)) }
    case .distinct(let a, let b):
      if state.areDistinct(a, b) { return .goesOn }
      if state.locations.areEqual(a, b) { return .stuck(state, .fact(literal)) }
      negated.locations.equate(a, b)
    case .linear: return .stuck(state, .fact(literal))
    }
    if let decided = negated.decided() { return .stuck(decided, .fact(literal)) }
    state.proofNode = record(.pure, .split(literal), state, "\(describe(literal)) holds wherever the left does")
    if recorder.isOn { _ = decided(negated.below(state.proofNode)) }
    switch literal {
    case .equal(let a, let b): state.locations.equate(a, b)
    case .distinct(let a, let b): state.locations.separate(a, b)
    case .linear: break
    }
    return saturated(&state)
  }

  /// Nothing is left on the right: nothing with cells may be left on the left.
  private mutating func finish(_ state: inout ListState) -> Step {
    let rest = state.atoms.indices.filter { !state.atoms[$0].isMatched }
    guard let index = rest.first(where: { state.atoms[$0].isNonEmpty }) ?? rest.first else {
      _ = record(.close, .close, state, "nothing is left on either side")
      return .closed
    }
    let atom = state.atoms[index]
    if atom.isNonEmpty { return .stuck(state, .leftover(atom)) }
    var cell = state
    cell.atoms[index].isNonEmpty = true
    if let decided = cell.decided() { return .stuck(decided, .leftover(atom)) }
    state.proofNode = record(
      .split, .splitEmpty(state.spatial(atom)), state,
      "\(describe(state, atom)) has no cell in any model of the left")
    if recorder.isOn { _ = decided(cell.below(state.proofNode)) }
    state = state.below(state.proofNode, caseText("\(describe(state, atom)) has no cell"))
    state.makeEmpty(index)
    return saturated(&state)
  }

  /// The name of a case, if it is to be told.
  func caseText(_ text: @autoclosure () -> String) -> String { recorder.tellsText ? text() : "" }

  /// Saturates; a contradiction closes the branch.
  func saturated(_ state: inout ListState) -> Step {
    if state.saturate() { return .goesOn }
    _ = record(.contradiction, .contradiction, state, "the left contradicts itself")
    return .closed
  }

  /// `ListState.decided`; where there is no such state, the reason is recorded.
  private func decided(_ state: ListState) -> ListState? {
    guard recorder.isOn else { return state.decided() }
    let mark = recorder.nodes.count
    let result = state.decided { state, split in
      guard let split else {
        _ = record(.contradiction, .contradiction, state, "the left contradicts itself")
        return
      }
      state.proofNode = record(
        .split, .splitEmpty(state.spatial(state.atoms[split])), state,
        "\(describe(state, state.atoms[split])) has a cell, or none")
    }
    if result != nil { recorder.truncate(to: mark) }
    return result
  }

  // MARK: - Recording

  /// - Returns: the node that what follows is below.
  func record(
    _ rule: ProofNode.Rule, _ step: @autoclosure () -> ListRule, _ state: ListState, _ text: @autoclosure () -> String
  ) -> Int32 {
    recorder.add(rule, below: state.proofNode, text(), describe(state), step(), in: state.caseText)
  }
}

/// When to give up.
package struct Deadline: Sendable {
  private let end: ContinuousClock.Instant?

  package init(_ duration: Duration?) { end = duration.map { ContinuousClock.now + $0 } }
  package var isOver: Bool { end.map { ContinuousClock.now >= $0 } ?? false }
}
