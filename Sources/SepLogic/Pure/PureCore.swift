// The procedure in front of the solver: it decides most questions of a proof in microseconds.
//
// Three stages, each only if the one before did not answer: bounds of the facts as they are (`DifferenceBounds`), a few
// case distinctions over them (`BoundsSearch`), and the facts made simpler by their own equations (`Simplification`)
// with the rules for sequences and functions (`PureCore+Sequences`), under a few case distinctions too.
//
// `unsat` is right: every stage works with consequences of the facts alone, or with new symbols for what certainly
// exists (the head and tail of a sequence that is not empty), and a case distinction is refuted in all its cases.
// `sat` is right: it is only answered with values under which every fact, as it was given, evaluates to true.
// It ends: steps, cases and their depth are bounded by numbers. It knows no solver.

package final class PureCore {
  let arena: TermArena
  /// Answers that were given: the same question comes again where a path is followed twice.
  private var answers: [[TermID]: SatAnswer?] = [:]
  /// Questions about sequences and functions that may still be split.
  private var budget = 0
  /// New symbols for parts of sequences, each made once.
  var parts: [PartKey: TermID] = [:]
  /// How many times a symbol's sequence was taken apart to get it.
  var levels: [TermID: Int] = [:]

  struct PartKey: Hashable {
    let whole: TermID
    let position: TermID
    let part: Int
  }

  /// Systems of bounds that may be looked at, before and after simplification.
  private static let firstBudget = 12
  private static let secondBudget = 100
  private static let caseLimit = 24
  private static let depthLimit = 8
  private static let stepLimit = 16
  private static let answerLimit = 4_096

  /// For each order in which equations are solved.
  private let memories: [SimplificationMemory]

  package init(_ arena: TermArena) {
    self.arena = arena
    memories = [false, true].map { SimplificationMemory(arena, prefersLater: $0) }
  }

  /// Unsat, or sat with a model, where this procedure can tell, else nil.
  package func decide(_ facts: [TermID]) -> SatAnswer? {
    if let known = answers[facts] { return known }
    let answer = decideAnew(facts)
    if answers.count >= Self.answerLimit { answers = [:] }
    answers[facts] = .some(answer)
    return answer
  }

  private func decideAnew(_ facts: [TermID]) -> SatAnswer? {
    let hasSequences = facts.contains(where: arena.hasSequences)
    if let answer = DifferenceBounds.decide(facts, in: arena, budget: hasSequences ? 1 : Self.firstBudget) {
      return answer
    }
    if hasSequences, case let parts = arena.independentParts(of: facts), parts.count > 1 { return decide(parts) }
    for memory in memories {
      budget = Self.caseLimit
      switch decide(facts, memory, depth: 0, done: []) {
      case .unsat?: return .unsat
      case .sat(let model?)?:
        let complete = arena.completed(model, for: facts)
        if arena.isModel(complete, of: facts) { return .sat(complete) }
      case .sat(nil)?, .unknown?, nil: break
      }
      // The order in which equations are solved matters for what is said of sequences.
      if !hasSequences { break }
    }
    return nil
  }

  /// The parts one by one; they have no symbol in common.
  private func decide(_ parts: [[TermID]]) -> SatAnswer? {
    var model: Model? = Model()
    for part in parts {
      switch decide(part) {
      case .unsat?: return .unsat
      case .sat(let values?)?: model = model?.joined(with: values)
      case .sat(nil)?, .unknown?, nil: model = nil
      }
    }
    return model.map(SatAnswer.sat)
  }

  /// - Parameter done: terms of which the consequences are among the facts.
  private func decide(
    _ given: [TermID], _ memory: SimplificationMemory, depth: Int, done: Set<TermID>
  ) -> SatAnswer? {
    budget -= 1
    var solved: [(symbol: TermID, value: TermID)] = []
    var facts = given
    var done = done
    var system = DifferenceBounds(arena)
    for step in 0..<Self.stepLimit {
      let simple = Simplification(facts, memory)
      solved += simple.solved
      if simple.isContradictory { return .unsat }
      facts = simple.facts
      system = DifferenceBounds(arena)
      for fact in facts + lengths(of: facts) { system.assume(fact) }
      if let answer = system.decide(facts) { return extended(answer, by: solved) }
      guard step + 1 < Self.stepLimit else { break }
      let news = consequences(of: facts, system, done: &done)
      if news.isEmpty { break }
      facts += news
    }
    if depth < Self.depthLimit, budget > 0, facts.contains(where: arena.hasSequences),
      let question = question(of: facts, system)
    {
      var isOpen = false
      for side in [question, arena.not(question)] {
        switch decide(facts + [side], memory, depth: depth + 1, done: done) {
        case .unsat?: continue
        case .sat(let model)?: return extended(.sat(model), by: solved)
        case .unknown?, nil: isOpen = true
        }
        if budget <= 0 { return nil }
      }
      return isOpen ? nil : .unsat
    }
    return BoundsSearch.decide(system, facts, budget: Self.secondBudget).flatMap { extended($0, by: solved) }
  }

  /// The answer with values for the symbols that were replaced.
  private func extended(_ answer: SatAnswer, by solved: [(symbol: TermID, value: TermID)]) -> SatAnswer? {
    guard case .sat(let found?) = answer else { return answer }
    var model = arena.completed(found, for: solved.map(\.value))
    for (symbol, value) in solved.reversed() {
      switch arena.evaluate(value, in: model) {
      case .integer(let number)?: model[symbol] = number
      case .boolean(let truth)?: model[symbol] = truth ? 1 : 0
      case .sequence(let elements)?: model[sequence: symbol] = elements
      case nil: return nil
      }
    }
    return .sat(model)
  }

  /// That equal sequences have equal lengths.
  private func lengths(of facts: [TermID]) -> [TermID] {
    facts.compactMap { fact in
      guard case .equalSequences(let a, let b) = arena[fact] else { return nil }
      return arena.equal(arena.length(a), arena.length(b))
    }
  }
}

extension TermArena {
  /// Whether the model gives every symbol a value within its range and makes all facts true.
  func isModel(_ model: Model, of facts: [TermID]) -> Bool {
    for symbol in freeSymbols(of: facts) {
      guard let range = symbolInfo(symbol)?.range else { continue }
      guard let value = model[symbol], range.contains(value) else { return false }
    }
    return firstNotTrue(facts, in: model) == nil
  }
}
