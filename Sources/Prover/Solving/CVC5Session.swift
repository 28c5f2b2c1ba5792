// The oracle of one verification task: facts and goals of one arena, decided by one incremental solver.
//
// Why an answer can be trusted: `.unsat` is returned where the facts hold falsehood or a fact and its negation, where
// the pure core refutes them (`PureCore.swift`), and for the answer `unsat` of the solver to a check of
// assertions that are each a fact of the query, the companion facts of its terms, and nothing else;
// whatever else happens is `.unknown`. (Bitwise operations are asked about up to three times: without bits, as vectors,
// with bits; `unsat` of any is one, since the first only knows less and the others are exact.) The assertion stack is
// aligned with the facts by their common prefix: a level is kept only if all of its facts are still wanted, and
// companions (ranges of symbols, say) belong to the level in which they were first needed, so that popping it forgets
// them and they are asserted again at their next use. A solver that failed or did not know is thrown away: what it had
// learnt under a limit is not reused. Facts about sequences are asked in parts without common symbols (see
// `IndependentParts.swift`), of which one that has no model refutes all, and an answer to a part is remembered under
// exactly its facts.

import SepLogic

package final class CVC5Session: PureOracle {
  package let arena: TermArena
  package var statistics = OracleStatistics()
  package var isQuick = false
  /// What the queries from now on are for; goes into saved queries.
  package var label = QueryLabel()

  private var options: SolverOptions
  private let factory: SolverFactory
  private let sink: QuerySink?
  private let crossCheck: SessionCrossCheck?
  private let refutationSink: RefutationSink?
  /// Facts of which the sink has been told that they contradict each other.
  private var refuted: Set<[TermID]> = []
  private var live: LiveSolver?
  /// For facts with bitwise operations that need it.
  private var liveWithBits: LiveSolver?
  /// For facts with sequences or functions.
  private var liveWithSequences: LiveSolver?
  private var bitFacts: [TermID: Bool] = [:]
  private var saved = 0
  private let core: PureCore
  /// The solver's resource units.
  private var resources: UInt64 = 0
  /// What the solver said of facts about sequences.
  private var answers: [Question: SatAnswer] = [:]

  private struct Question: Hashable {
    let facts: [TermID]
    let wantsModel: Bool
  }

  private static let answerLimit = 4_096
  /// Terms nested more deeply than this are not handed to a solver, whose own traversals may be recursive.
  private static let depthLimit = 2_000

  /// - Parameters:
  ///   - sink: gets every query that reaches a solver, as a file other solvers accept.
  ///   - crossCheck: asks a second solver everything that is asked here.
  ///   - refutationSink: gets cvc5's proof of every contradiction that is found.
  package init(
    _ arena: TermArena, options: SolverOptions = SolverOptions(), factory: SolverFactory = .cvc5,
    sink: QuerySink? = nil, crossCheck: CrossCheck? = nil, refutationSink: RefutationSink? = nil
  ) {
    self.arena = arena
    core = PureCore(arena)
    self.options = options
    if let variation = options.variation { self.options.seed = 1 + variation % (1 << 30) }
    self.options.quickDecisions = options.quickDecisions && factory.allowsQuickDecisions
    self.factory = factory
    self.sink = sink
    self.refutationSink = refutationSink
    self.crossCheck = crossCheck.map { SessionCrossCheck($0, arena) }
  }

  package func check(facts: [TermID], wantsModel: Bool) -> SatAnswer {
    let asked = statistics.queries
    let answer = answer(facts, wantsModel: wantsModel)
    crossCheck?.compare(answer, to: facts, isOfCore: statistics.queries == asked, label)
    if answer == .unsat, let refutationSink, refuted.insert(facts).inserted {
      refutationSink(Refutation(of: facts, in: arena, options, label, refuted.count))
    }
    return answer
  }

  /// What has been spent so far.
  var cost: Ledger.Cost { Ledger.Cost(queries: statistics.queries, effort: arena.systemCount + Int(resources / 10)) }

  private func answer(_ facts: [TermID], wantsModel: Bool) -> SatAnswer {
    guard var facts = simplified(facts) else {
      statistics.trivial += 1
      return .unsat
    }
    if let variation = options.variation { facts = facts.varied(variation) }
    if facts.isEmpty && !wantsModel {
      statistics.trivial += 1
      return .sat(nil)
    }
    if options.quickDecisions, let answer = timed({ core.decide(facts) }) {
      statistics.trivial += 1
      save(facts, answer)
      if case .sat = answer, !wantsModel { return .sat(nil) }
      return answer
    }
    guard options.quickDecisions, facts.contains(where: arena.hasSequences) else {
      return askSolver(facts, wantsModel: wantsModel)
    }
    if isQuick {
      statistics.trivial += 1
      return .unknown("not decided at once")
    }
    return askByParts(facts, wantsModel: wantsModel)
  }

  /// Facts about sequences that the core leaves open: what has nothing to do with each other is asked apart, and once.
  private func askByParts(_ facts: [TermID], wantsModel: Bool) -> SatAnswer {
    var model: Model? = Model()
    var reason: String?
    for part in arena.independentParts(of: facts) {
      // The core has looked at each already, and remembers.
      switch core.decide(part) ?? askOnce(part, wantsModel: wantsModel) {
      case .unsat: return .unsat
      case .sat(let values): model = values.flatMap { model?.joined(with: $0) }
      case .unknown(let why): reason = reason ?? why
      }
    }
    if let reason { return .unknown(reason) }
    return .sat(wantsModel ? model : nil)
  }

  private func askOnce(_ facts: [TermID], wantsModel: Bool) -> SatAnswer {
    let question = Question(facts: facts, wantsModel: wantsModel)
    if let known = answers[question] { return known }
    let answer = askSolver(facts, wantsModel: wantsModel)
    if answers.count >= Self.answerLimit { answers = [:] }
    answers[question] = answer
    return answer
  }

  private func askSolver(_ facts: [TermID], wantsModel: Bool) -> SatAnswer {
    let start = ContinuousClock.now
    let used = liveResources
    let answer = ask(facts, wantsModel: wantsModel)
    // A solver that was thrown away takes its count along.
    if liveResources > used { resources += liveResources - used }
    statistics.nanoseconds += nanoseconds(since: start)
    statistics.queries += 1
    switch answer {
    case .unsat: statistics.unsat += 1
    case .sat: statistics.sat += 1
    case .unknown: statistics.unknown += 1
    }
    save(facts, answer)
    return answer
  }

  /// Known only where it is asked for, since telling takes a solver as long as a short question.
  private var liveResources: UInt64 {
    guard options.variation != nil else { return 0 }
    return [live, liveWithBits, liveWithSequences].reduce(0) { $0 + ($1?.resourcesUsed ?? 0) }
  }

  private func timed(_ decide: () -> SatAnswer?) -> SatAnswer? {
    let start = ContinuousClock.now
    let answer = decide()
    let time = nanoseconds(since: start)
    statistics.coreNanoseconds += time
    statistics.coreTimes.record(nanoseconds: time)
    return answer
  }

  private func save(_ facts: [TermID], _ answer: SatAnswer) {
    guard let sink else { return }
    saved += 1
    let text = SMTLIBWriter(arena).text(of: facts, label: label, answer: answer)
    sink(SavedQuery(label: label, number: saved, answer: answer, text: text))
  }

  /// The facts without repetition and truth, in order; nil if one contradicts another literally.
  private func simplified(_ facts: [TermID]) -> [TermID]? {
    var seen: Set<TermID> = []
    var result: [TermID] = []
    for fact in facts where fact != arena.true && seen.insert(fact).inserted { result.append(fact) }
    if seen.contains(arena.false) { return nil }
    for fact in result {
      if case .not(let inner) = arena[fact], seen.contains(inner) { return nil }
    }
    return result
  }

  private func ask(_ facts: [TermID], wantsModel: Bool) -> SatAnswer {
    if facts.contains(where: { arena.depth(of: $0) > Self.depthLimit }) {
      return .unknown("a term is nested more than \(Self.depthLimit) deep")
    }
    do throws(SolverFailure) {
      if facts.contains(where: arena.hasSequences) { return try askSequences(facts, wantsModel: wantsModel) }
      guard facts.contains(where: joinsBits) else {
        return try askIntegers(facts, wantsModel: wantsModel, exactly: false)
      }
      // Bounds of the results are often enough; then bit-vectors; then bits as integers, where vectors do not do.
      if try askIntegers(facts, wantsModel: false, exactly: false) == .unsat { return .unsat }
      if let answer = askVectors(facts, wantsModel: wantsModel) { return answer }
      return try askIntegers(facts, wantsModel: wantsModel, exactly: true)
    } catch {
      live = nil
      liveWithBits = nil
      liveWithSequences = nil
      return .unknown(error.message)
    }
  }

  /// Of functions the solver knows some instances of their definitions, so that a model counts only if the facts
  /// evaluate to true in it.
  private func askSequences(_ facts: [TermID], wantsModel: Bool) throws(SolverFailure) -> SatAnswer {
    let solver = try preparedForSequences()
    let answer = try solver.check(facts)
    switch answer {
    case "unsat": return .unsat
    case "sat":
      guard facts.contains(where: arena.hasApplication) else {
        return wantsModel ? try model(of: facts, solver.value) : .sat(nil)
      }
      let model = try values(of: facts, solver.value)
      guard facts.allSatisfy({ arena.evaluateBool($0, in: model) == true }) else {
        return .unknown("what functions are defined as was not unfolded far enough")
      }
      return .sat(wantsModel ? model : nil)
    default:
      liveWithSequences = nil
      return .unknown(reason(answer))
    }
  }

  private static let sequenceResources: UInt64 = 100_000
  private static let sequenceMilliseconds: UInt64 = 4_000

  private func preparedForSequences() throws(SolverFailure) -> LiveSolver {
    if let liveWithSequences { return liveWithSequences }
    var options = options
    options.sequences = true
    // What these theories do not decide soon they do not decide.
    func limited(_ given: UInt64, by limit: UInt64) -> UInt64 { given == 0 ? limit : min(given, limit) }
    options.resourcesPerCheck = limited(options.resourcesPerCheck, by: Self.sequenceResources)
    options.millisecondsPerCheck = limited(options.millisecondsPerCheck, by: Self.sequenceMilliseconds)
    let made = LiveSolver(arena, try factory.make(options), knowsBits: true)
    liveWithSequences = made
    return made
  }

  /// - Parameter exactly: whether `&` is; it makes no difference to facts without it.
  private func askIntegers(
    _ facts: [TermID], wantsModel: Bool, exactly: Bool
  ) throws(SolverFailure) -> SatAnswer {
    let solver = try prepared(knowsBits: exactly)
    let answer = try solver.check(facts)
    switch answer {
    case "unsat": return .unsat
    case "sat": return wantsModel ? try model(of: facts, solver.value) : .sat(nil)
    default:
      if exactly { liveWithBits = nil } else { live = nil }
      return .unknown(reason(answer))
    }
  }

  /// The answer to the facts as bit-vectors; nil where they cannot be such, or there is no answer.
  private func askVectors(_ facts: [TermID], wantsModel: Bool) -> SatAnswer? {
    guard let width = VectorTranslation.width(for: facts, in: arena) else { return nil }
    var options = options
    options.vectors = true
    do throws(SolverFailure) {
      let solver = try factory.make(options)
      let translation = VectorTranslation(arena, solver, width: width)
      for formula in try translation.formulas(for: facts) { try solver.assert(formula) }
      switch try solver.check() {
      case "unsat": return .unsat
      case "sat": return wantsModel ? try model(of: facts, translation.value) : .sat(nil)
      default: return nil
      }
    } catch {
      return nil
    }
  }

  private func reason(_ answer: String) -> String { answer.isEmpty ? "no answer" : String(answer.prefix(200)) }

  /// Whether a bitwise and of two terms occurs in a fact.
  private func joinsBits(_ fact: TermID) -> Bool {
    if let known = bitFacts[fact] { return known }
    let result = arena.reachable(from: CollectionOfOne(fact)).contains { id in
      if case .bitAnd = arena[id] { true } else { false }
    }
    bitFacts[fact] = result
    return result
  }

  /// The live solver, or a new one.
  private func prepared(knowsBits: Bool) throws(SolverFailure) -> LiveSolver {
    if let known = knowsBits ? liveWithBits : live { return known }
    let made = LiveSolver(arena, try factory.make(options), knowsBits: knowsBits)
    if knowsBits { liveWithBits = made } else { live = made }
    return made
  }

  /// Reads and checks the values of the symbols after an answer `sat`. Values that do not make the facts true are
  /// evidence against the solver; values that do not fit 128 bits are left out.
  private func model(
    of facts: [TermID], _ value: (TermID) throws(SolverFailure) -> String
  ) throws(SolverFailure) -> SatAnswer {
    let model = try values(of: facts, value)
    for fact in facts where arena.evaluateBool(fact, in: model) == false {
      throw SolverFailure("the solver's values do not satisfy the facts")
    }
    return .sat(model)
  }

  private func values(
    of facts: [TermID], _ value: (TermID) throws(SolverFailure) -> String
  ) throws(SolverFailure) -> Model {
    var model = Model()
    for symbol in arena.freeSymbols(of: facts) {
      let text = try value(symbol)
      switch (text, arena.sort(of: symbol)) {
      case ("true", .bool): model[symbol] = 1
      case ("false", .bool): model[symbol] = 0
      case (_, .seq): model[sequence: symbol] = try elements(text)
      default:
        guard isDecimal(text) else { throw Self.noValue(text) }
        model[symbol] = Int128(text)
      }
    }
    return model
  }

  private static func noValue(_ text: String) -> SolverFailure {
    SolverFailure("the solver gave `\(text.prefix(40))` for a value")
  }

  /// The elements of `[1,2]`; nil where one does not fit.
  private func elements(_ text: String) throws(SolverFailure) -> [Int128]? {
    guard text.first == "[", text.last == "]", text.count >= 2 else { throw Self.noValue(text) }
    var result: [Int128] = []
    for part in text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false) where text != "[]" {
      guard isDecimal(String(part)) else { throw Self.noValue(text) }
      guard let value = Int128(part) else { return nil }
      result.append(value)
    }
    return result
  }

  private func isDecimal(_ text: String) -> Bool {
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    return !digits.isEmpty && digits.utf8.allSatisfy { (48...57).contains($0) }
  }

  private func nanoseconds(since start: ContinuousClock.Instant) -> UInt64 {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return UInt64(clamping: seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
  }
}

/// A solver with what is asserted in it.
private final class LiveSolver {
  private let solver: any Solver
  private let translation: SolverTranslation
  private var levels: [Level] = []
  private var companions: Set<Companion> = []

  private struct Level {
    var facts: [TermID]
    /// The companion facts that were asserted here.
    var companions: [Companion]
  }

  init(_ arena: TermArena, _ solver: any Solver, knowsBits: Bool) {
    self.solver = solver
    translation = SolverTranslation(arena, solver, knowsBits: knowsBits)
  }

  /// The answer of the solver to exactly these facts.
  func check(_ facts: [TermID]) throws(SolverFailure) -> String {
    let kept = try popDiffering(from: facts)
    let rest = facts[kept...]
    // The last fact is most likely the negation of a goal, to be dropped at the next query.
    if rest.count > 1 { try push(rest.dropLast()) }
    if !rest.isEmpty { try push(rest.suffix(1)) }
    return try solver.check()
  }

  var resourcesUsed: UInt64 { solver.resourcesUsed }

  func value(_ symbol: TermID) throws(SolverFailure) -> String {
    try solver.value(of: translation.translate(symbol))
  }

  /// Keeps the levels whose facts are a prefix of `facts`; gives the number of facts kept.
  private func popDiffering(from facts: [TermID]) throws(SolverFailure) -> Int {
    var kept = 0
    var keptLevels = 0
    for level in levels {
      let end = kept + level.facts.count
      guard end <= facts.count, facts[kept..<end].elementsEqual(level.facts) else { break }
      kept = end
      keptLevels += 1
    }
    let dropped = levels.count - keptLevels
    if dropped > 0 {
      try solver.pop(dropped)
      for level in levels.suffix(dropped) { companions.subtract(level.companions) }
      levels.removeLast(dropped)
    }
    return kept
  }

  private func push(_ facts: ArraySlice<TermID>) throws(SolverFailure) {
    try solver.push()
    var level = Level(facts: Array(facts), companions: [])
    for fact in facts {
      let formula = try translation.translate(fact)
      for companion in translation.companions(of: fact) where companions.insert(companion).inserted {
        level.companions.append(companion)
        try solver.assert(translation.fact(of: companion))
      }
      try solver.assert(formula)
    }
    levels.append(level)
  }
}

extension [TermID] {
  /// The same facts in another order. The last one stays: it is new most likely, and both procedures begin with it.
  fileprivate func varied(_ seed: UInt64) -> [TermID] {
    func rank(_ fact: TermID) -> UInt64 { mixed(seed &+ UInt64(fact.rawValue)) }
    return dropLast().sorted { (rank($0), $0) < (rank($1), $1) } + suffix(1)
  }
}
