// Who decides arithmetic. Entailment of heaps asks through this protocol; the solver is behind it.

/// What is known about the joint satisfiability of some facts.
package enum SatAnswer: Sendable, Equatable {
  /// No values make all facts true: this was answered, never concluded from the absence of an answer.
  case unsat
  /// Some values do; the model gives them if it was asked for and could be read.
  case sat(Model?)
  /// No answer, with the reason (budget, failure of the solver, outside its theories).
  case unknown(String)
}

/// Whether facts entail a goal.
package enum Entailed: Sendable, Equatable {
  case yes
  /// Not so: in the model the facts hold and the goal does not.
  case no(Model?)
  case unknown(String)
}

package struct OracleStatistics: Sendable, Equatable {
  /// Queries put to the solver, and how they ended.
  package var queries = 0
  package var unsat = 0
  package var sat = 0
  package var unknown = 0
  /// Questions decided without it.
  package var trivial = 0
  /// Time in the solver, translation included.
  package var nanoseconds: UInt64 = 0
  /// Time in the pure core in front of it, and how it is spread over the questions.
  package var coreNanoseconds: UInt64 = 0
  package var coreTimes = TimeHistogram()

  package init() {}

  package static func + (a: Self, b: Self) -> Self {
    var result = a
    result.queries += b.queries
    result.unsat += b.unsat
    result.sat += b.sat
    result.unknown += b.unknown
    result.trivial += b.trivial
    result.nanoseconds += b.nanoseconds
    result.coreNanoseconds += b.coreNanoseconds
    result.coreTimes = a.coreTimes + b.coreTimes
    return result
  }
}

/// Times of many questions, each kept to an eighth of itself.
package struct TimeHistogram: Sendable, Equatable {
  private var counts: [Int] = []

  package init() {}

  package var total: Int { counts.reduce(0, +) }

  package mutating func record(nanoseconds: UInt64) {
    let index = Self.index(nanoseconds)
    if index >= counts.count { counts += Array(repeating: 0, count: index + 1 - counts.count) }
    counts[index] += 1
  }

  /// The time that half of the questions take at most; nil for none.
  package var medianNanoseconds: UInt64? {
    var rest = (total + 1) / 2
    if rest == 0 { return nil }
    for (index, count) in counts.enumerated() {
      rest -= count
      if rest <= 0 { return Self.value(index) }
    }
    return nil
  }

  package static func + (a: Self, b: Self) -> Self {
    var result = a.counts.count >= b.counts.count ? a : b
    let other = a.counts.count >= b.counts.count ? b : a
    for (index, count) in other.counts.enumerated() { result.counts[index] += count }
    return result
  }

  /// Eight buckets for each power of two.
  private static func index(_ time: UInt64) -> Int {
    if time < 8 { return Int(time) }
    let exponent = 63 - time.leadingZeroBitCount
    return (exponent - 2) * 8 + Int((time >> UInt64(exponent - 3)) & 7)
  }

  private static func value(_ index: Int) -> UInt64 {
    if index < 8 { return UInt64(index) }
    return (8 + UInt64(index % 8)) << UInt64(index / 8 - 1)
  }
}

/// Decides pure facts: terms of sort bool of one arena.
package protocol PureOracle: AnyObject {
  var arena: TermArena { get }
  var statistics: OracleStatistics { get set }
  /// Whether questions that take long, about sequences and functions, may stay open: what is asked first where there is
  /// another way to ask.
  var isQuick: Bool { get set }

  /// Whether the facts, with the ranges of all symbols in them, can hold together. Fastest where successive lists
  /// share a long prefix.
  /// - Parameter wantsModel: whether the values of a satisfying assignment are to be read; without it, `.sat(nil)`.
  func check(facts: [TermID], wantsModel: Bool) -> SatAnswer
}

extension PureOracle {
  /// For oracles that are always quick.
  package var isQuick: Bool {
    get { false }
    set {}
  }

  package func check(facts: [TermID]) -> SatAnswer { check(facts: facts, wantsModel: false) }

  /// Whether the facts cannot hold together. Only a positive answer makes it true, so it serves to drop a path.
  package func isContradictory(_ facts: [TermID]) -> Bool {
    if facts.contains(arena.false) {
      statistics.trivial += 1
      return true
    }
    return check(facts: facts) == .unsat
  }

  /// Whether the goal holds wherever the facts do.
  package func entails(_ facts: [TermID], _ goal: TermID, wantsModel: Bool = true) -> Entailed {
    if isTriviallyEntailed(goal, by: facts) {
      statistics.trivial += 1
      return .yes
    }
    switch check(facts: facts + [arena.not(goal)], wantsModel: wantsModel) {
    case .unsat: return .yes
    case .sat(let model): return .no(model)
    case .unknown(let reason): return .unknown(reason)
    }
  }

  /// Whether the facts hold the goal, or falsehood, literally.
  private func isTriviallyEntailed(_ goal: TermID, by facts: [TermID]) -> Bool {
    if goal == arena.true { return true }
    for fact in facts where fact == goal || fact == arena.false { return true }
    if case .and(let parts) = arena[goal] { return parts.allSatisfy(facts.contains) }
    return false
  }
}
