// Entailment for any inductive predicates, with integers: proof search by unfolding, with induction on the size of the
// heap and with lemmas that are found and proved on the way. Valid answers alone; what fails here is unknown.
//
// Rules: the left contradicts itself; a cell, or an instance, of the right is on the left; the right is unfolded at a cell
// of the left; an instance of the right is empty; an instance of the left is split into its cases; the conclusion of a
// node above is used on a smaller heap (`Hypothesis`); a segment composes (`SegmentShape`); a lemma is used.
//
// Induction: a node whose left is unfolded is proved for all values of its variables at once (`generalised`), so that
// below it the same may be used for each smaller heap. Heaps only become smaller on the way down: an atom that is matched
// is gone, and a hypothesis or lemma replaces a part of the heap by another description of that part.

/// Searches proofs and counter-models for one problem.
package struct InductiveProver {
  let environment: HeapEnvironment
  let problem: EntailmentProblem
  let deadline: Deadline
  package let recorder: ProofRecorder
  var stepsLeft: Int
  var lemmas: [Hypothesis] = []
  /// What was tried already, so that it is tried once.
  var conjectured: Set<String> = []
  /// A lemma is proved without further lemmas.
  var mayConjecture: Bool
  let segments: [SegmentShape?]
  /// Where the attempt that went furthest ended, if that is to be told.
  package internal(set) var failure: EntailmentFailure?
  var failureSize: Int?

  static let applicationLimit = 8

  package init(
    _ problem: EntailmentProblem, deadline: Deadline, backup: (any ArithmeticOracle)? = nil,
    recording: ProofRecorder.Detail = .none
  ) {
    self.init(
      problem, HeapEnvironment(problem.context, backup: backup), deadline, ProofRecorder(recording),
      steps: 60_000, mayConjecture: true)
  }

  init(
    _ problem: EntailmentProblem, _ environment: HeapEnvironment, _ deadline: Deadline, _ recorder: ProofRecorder,
    steps: Int, mayConjecture: Bool
  ) {
    self.problem = problem
    self.environment = environment
    self.deadline = deadline
    self.recorder = recorder
    self.mayConjecture = mayConjecture
    stepsLeft = steps
    segments = SegmentShape.analyse(problem.context)
  }

  /// The answer: a counter-model is looked for between attempts at a proof that may unfold more and more.
  package mutating func prove() -> EntailmentAnswer {
    let attempts = [(0, 300, 300), (1, 2_000, 1_000), (2, 10_000, 2_000), (3, 30_000, 4_000), (5, 60_000, 8_000)]
    for (fuel, steps, models) in attempts {
      stepsLeft = steps
      if proves(fuel: fuel) { return .valid }
      if let model = ModelSearch.counterModel(of: problem, environment, limit: models, deadline: deadline) {
        return .invalid(model)
      }
      if deadline.isOver { return .unknown("time is over") }
    }
    return .unknown("neither a proof nor a small counter-model was found")
  }

  /// Whether a proof was found that unfolds the left at most so often on each path.
  mutating func proves(fuel: Int) -> Bool {
    // What follows from less follows: equations of locations may stand in the way of induction, which wants different
    // arguments to be variables of their own.
    var weaker = problem.left
    weaker.pure.removeAll { if case .equal = $0 { true } else { false } }
    let lefts = weaker.pure.count < problem.left.pure.count ? [problem.left, weaker] : [problem.left]
    return lefts.contains { proves(from: $0, fuel: fuel) }
  }

  private mutating func proves(from left: SymbolicHeap, fuel: Int) -> Bool {
    let mark = recorder.nodes.count
    let left = HeapState(environment, left)
    guard let first = problem.right.first else {
      var sequent = Sequent(left)
      sequent.pure = [.linear(LinearConstraint(LinearSum(constant: 1), .equal))]
      return prove(sequent, fuel: fuel, hypotheses: [])
    }
    // Of several rights, one has to hold by itself.
    for heap in problem.right.isEmpty ? [first] : problem.right {
      var sequent = Sequent(left)
      sequent.existentials = Set(heap.existentials)
      sequent.goals = heap.spatial
      sequent.pure = heap.pure
      if prove(sequent, fuel: fuel, hypotheses: []) { return true }
      recorder.truncate(to: mark)
    }
    return false
  }

  mutating func prove(_ given: Sequent, fuel: Int, hypotheses: [Hypothesis]) -> Bool {
    stepsLeft -= 1
    if isSpent { return false }
    var sequent = given
    guard sequent.state.saturate() else {
      _ = recorder.add(.contradiction, below: sequent.proofNode, "the left contradicts itself", describe(sequent))
      return true
    }
    let isSimple = sequent.simplify()
    if isSimple {
      if sequent.goals.isEmpty, sequent.state.cells.isEmpty, sequent.state.instances.isEmpty {
        var end = sequent
        if end.pureHolds() {
          _ = recorder.add(.close, below: sequent.proofNode, "nothing is left, and the rest follows", describe(given))
          return true
        }
        noteFailure(sequent)
        return false
      }
      if !sequent.isHopeless() {
        for (rule, text, next) in alternatives(sequent, hypotheses) {
          let mark = recorder.nodes.count
          var next = next
          next.proofNode = recorder.add(rule, below: sequent.proofNode, text, describe(sequent))
          if prove(next, fuel: fuel, hypotheses: hypotheses) { return true }
          recorder.truncate(to: mark)
          if isSpent { return false }
        }
      }
    }
    // What is wanted may follow only in the cases of an instance, or one of them may contradict itself.
    if split(given, sequent, fuel, hypotheses) { return true }
    // What is simplified in vain has lost what does not match.
    noteFailure(isSimple ? sequent : given)
    return false
  }

  private typealias Alternative = (ProofNode.Rule, String, Sequent)

  /// The sequents of which one suffices.
  private mutating func alternatives(_ sequent: Sequent, _ hypotheses: [Hypothesis]) -> [Alternative] {
    var result: [Alternative] = []
    for (index, goal) in sequent.goals.enumerated() {
      guard case .instance(let predicate, let arguments) = goal else { continue }
      result += matches(sequent, index, predicate, arguments)
      if let segment = segments[Int(predicate)] { result += compositions(sequent, index, segment, arguments) }
    }
    for (index, goal) in sequent.goals.enumerated() {
      guard case .instance(let predicate, let arguments) = goal else { continue }
      result += unfoldings(sequent, index, predicate, arguments)
    }
    if sequent.applications < Self.applicationLimit {
      for hypothesis in hypotheses.reversed() where isUseful(hypothesis, sequent) {
        result += sequent.applying(hypothesis).map {
          (.induction, "the conclusion of node \(hypothesis.proofNode)", $0)
        }
      }
      if mayConjecture { conjecture(sequent) }
      for lemma in lemmas where isUseful(lemma, sequent) {
        result += sequent.applying(lemma).map { (.lemma, describe(lemma), $0) }
      }
    }
    return result
  }

  /// Whether the right of a hypothesis is of the kind of something wanted.
  private func isUseful(_ hypothesis: Hypothesis, _ sequent: Sequent) -> Bool {
    if hypothesis.right.isEmpty { return true }
    return hypothesis.right.contains { atom in
      guard case .instance(let predicate, _) = atom else { return false }
      return sequent.goals.contains { if case .instance(predicate, _) = $0 { true } else { false } }
    }
  }

  private func matches(_ sequent: Sequent, _ index: Int, _ predicate: Int32, _ arguments: [Int32]) -> [Alternative] {
    var result: [Alternative] = []
    for (position, instance) in sequent.state.instances.enumerated() where instance.predicate == predicate {
      // The roots are the same, so that this is a match and no wish.
      if let root = environment.summaries[Int(predicate)].root {
        guard !sequent.existentials.contains(arguments[root]),
          sequent.state.locations.areEqual(arguments[root], instance.arguments[root])
        else { continue }
      }
      var next = sequent
      next.goals.remove(at: index)
      next.state.instances.remove(at: position)
      guard next.unify(instance.arguments, arguments), !next.isHopeless() else { continue }
      // An instance that surely has a cell stays known by its address.
      if environment.summaries[Int(predicate)].alwaysHasCell, let root = sequent.state.root(instance) {
        next.state.used.append(root)
        next.removedCells += 1
      }
      result.append((.match, "\(describe(.instance(predicate, arguments), sequent)) is on the left", next))
    }
    return result
  }

  private func compositions(
    _ sequent: Sequent, _ index: Int, _ segment: SegmentShape, _ arguments: [Int32]
  ) -> [Alternative] {
    var result: [Alternative] = []
    for (position, instance) in sequent.state.instances.enumerated() where instance.predicate == segment.predicate {
      guard !sequent.existentials.contains(arguments[segment.root]),
        sequent.state.locations.areEqual(arguments[segment.root], instance.arguments[segment.root])
      else { continue }
      var next = sequent
      next.state.instances.remove(at: position)
      let same = segment.pairs.map(\.moving) + segment.statics
      guard next.unify(same.map { instance.arguments[$0] }, same.map { arguments[$0] }), !next.isHopeless() else {
        continue
      }
      guard case .instance(_, var rest) = next.goals[index] else { continue }
      for pair in segment.pairs { rest[pair.moving] = instance.arguments[pair.constant] }
      next.goals[index] = .instance(segment.predicate, rest)
      result.append(
        (.compose, "\(describe(.instance(segment.predicate, arguments), sequent)) begins with a segment", next))
    }
    return result
  }

  /// The cases of an instance of the right: with a cell that is on the left, or without cells.
  private func unfoldings(
    _ sequent: Sequent, _ index: Int, _ predicate: Int32, _ arguments: [Int32]
  ) -> [Alternative] {
    var result: [Alternative] = []
    let definition = environment.context.predicates[Int(predicate)]
    for number in definition.cases.indices {
      let isEmpty = definition.cases[number].spatial.isEmpty
      if !isEmpty {
        // Only at a cell, or the right would be unfolded for ever.
        guard let root = environment.summaries[Int(predicate)].root, !sequent.existentials.contains(arguments[root]),
          sequent.state.cell(at: arguments[root]) != nil
        else { continue }
      }
      var next = sequent
      next.goals.remove(at: index)
      let known = next.state.sorts.count
      let body = next.state.body(predicate, number, arguments)
      for variable in known..<next.state.sorts.count { next.existentials.insert(Int32(variable)) }
      next.pure += body.pure
      next.goals += body.spatial
      let text = describe(.instance(predicate, arguments), sequent)
      result.append((isEmpty ? .emptyRight : .unfoldRight, "case \(number + 1) of \(text)", next))
    }
    return result
  }

  /// Whether no more is to be tried.
  var isSpent: Bool { stepsLeft <= 0 || deadline.isOver }

  // MARK: - Cases of the left

  private mutating func split(
    _ given: Sequent, _ sequent: Sequent, _ fuel: Int, _ hypotheses: [Hypothesis]
  ) -> Bool {
    guard fuel > 0 else { return false }
    // The sequent before the simplification of its right, which may have gone too far.
    var base = given
    guard base.state.saturate() else { return true }
    let wanted = Set(
      (base.goals + sequent.goals).compactMap { atom -> Int32? in
        switch atom {
        case .cell(let root, _): return sequent.state.locations.find(root)
        case .instance(let predicate, let arguments):
          return environment.summaries[Int(predicate)].root.map { sequent.state.locations.find(arguments[$0]) }
        }
      })
    var bases = [base]
    if sequent.removedCells != base.removedCells { bases.insert(sequent, at: 0) }
    for base in bases {
      let order = base.state.instances.indices.sorted { a, b in
        let (x, y) = (isWanted(a, base, wanted), isWanted(b, base, wanted))
        return x != y ? x : a < b
      }
      for index in order {
        if split(base, at: index, fuel, hypotheses) { return true }
        if isSpent { return false }
      }
    }
    return false
  }

  private func isWanted(_ index: Int, _ sequent: Sequent, _ wanted: Set<Int32>) -> Bool {
    sequent.state.root(sequent.state.instances[index]).map { wanted.contains(sequent.state.locations.find($0)) }
      ?? false
  }

  private mutating func split(_ sequent: Sequent, at index: Int, _ fuel: Int, _ hypotheses: [Hypothesis]) -> Bool {
    let instance = sequent.state.instances[index]
    let cases = environment.context.predicates[Int(instance.predicate)].cases.indices
    var tried: [([LinearConstraint], Int)] = []
    for level in Generalisation.allCases {
      var (general, hypothesis) = sequent.generalised(level)
      // A level that keeps no more than another before it is no other attempt.
      if tried.contains(where: { $0 == general.state.facts && $1 == hypothesis.distinct.count }) { continue }
      tried.append((general.state.facts, hypothesis.distinct.count))
      let mark = recorder.nodes.count
      general.proofNode = recorder.add(
        .unfoldLeft, below: sequent.proofNode,
        "the cases of \(describe(.instance(instance.predicate, instance.arguments), sequent))",
        describe(general))
      hypothesis.proofNode = general.proofNode
      guard general.state.saturate() else { return true }
      // Saturation may have unfolded something; then this is another state, to be looked at anew.
      guard general.state.instances.count == sequent.state.instances.count else {
        if prove(general, fuel: fuel - 1, hypotheses: hypotheses) { return true }
        recorder.truncate(to: mark)
        continue
      }
      var isProved = true
      for number in cases where general.state.isFeasible(index, case: number) {
        var next = general
        next.state.unfold(index, case: number)
        if !prove(next, fuel: fuel - 1, hypotheses: hypotheses + [hypothesis]) {
          isProved = false
          break
        }
      }
      if isProved { return true }
      recorder.truncate(to: mark)
      if isSpent { return false }
    }
    return false
  }
}
