import AIMLang

/// How much proofs owe to luck: the document of `aimcheck stability`.
package struct StabilityReport: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 1
  /// The spread of what costs less than this on the average says nothing: one system of bounds more is much there.
  package static let smallEffort = 100.0

  /// In how many proofs an obligation came out how.
  package struct Outcomes: Codable, Sendable, Equatable {
    package var proved = 0
    package var refuted = 0
    package var undecided = 0
    /// Proofs that did not come to it.
    package var absent = 0

    package init() {}

    package var hasChanged: Bool { [proved, refuted, undecided, absent].filter { $0 > 0 }.count > 1 }
  }

  package struct Spread: Codable, Sendable, Equatable {
    package var least: Int
    package var most: Int
    /// To a tenth.
    package var mean: Double
    /// The standard deviation over the mean, to a thousandth; 0 where the mean is 0.
    package var variation: Double

    package init(_ numbers: [Int]) {
      least = numbers.min() ?? 0
      most = numbers.max() ?? 0
      let count = Double(max(1, numbers.count))
      let mean = numbers.reduce(0.0) { $0 + Double($1) } / count
      let variance = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
      self.mean = (mean * 10).rounded() / 10
      variation = mean == 0 ? 0 : (variance.squareRoot() / mean * 1_000).rounded() / 1_000
    }
  }

  package struct Obligation: Codable, Sendable, Equatable {
    package var id: String
    package var check: Check
    package var place: PlaceRecord
    package var description: String
    package var outcomes: Outcomes
    /// Questions to the solver.
    package var queries: Spread
    /// Systems of bounds that the checker's own procedure looked at, and tens of the solver's resource units.
    package var effort: Spread

    package init(
      id: String, check: Check, place: PlaceRecord, description: String, outcomes: Outcomes, queries: Spread,
      effort: Spread
    ) {
      self.id = id
      self.check = check
      self.place = place
      self.description = description
      self.outcomes = outcomes
      self.queries = queries
      self.effort = effort
    }

    /// The spread of its cost; 0 where that is small.
    package var variation: Double { effort.mean < StabilityReport.smallEffort ? 0 : effort.variation }
  }

  package struct File: Codable, Sendable, Equatable {
    package var path: String
    /// Why nothing was proved; nil where proofs ran.
    package var problem: String?
    /// The most brittle one first.
    package var obligations: [Obligation]

    package init(path: String, problem: String?, obligations: [Obligation]) {
      self.path = path
      self.problem = problem
      self.obligations = Self.ordered(obligations)
    }

    /// Outcomes that change, then the spread; else in the order given.
    private static func ordered(_ obligations: [Obligation]) -> [Obligation] {
      obligations.enumerated().sorted { a, b in
        let (one, other) = (a.element, b.element)
        if one.outcomes.hasChanged != other.outcomes.hasChanged { return one.outcomes.hasChanged }
        if one.variation != other.variation { return one.variation > other.variation }
        return a.offset < b.offset
      }.map(\.element)
    }
  }

  package struct Summary: Codable, Sendable, Equatable {
    package var obligations: Int
    /// Obligations that came out in more than one way.
    package var changed: Int
    /// The largest spread of the cost of one, of those that are not small.
    package var worst: Double
    package var exitStatus: Int
  }

  package var schemaVersion: Int
  package var tool: RunReport.Tool
  /// Variations, beside the proof as it is, and the seed of the first.
  package var seeds: Int
  package var firstSeed: UInt64
  /// The largest spread that was allowed; nil for any.
  package var limit: Double?
  /// In the order of the command line.
  package var files: [File]
  package var summary: Summary

  package init(tool: RunReport.Tool, seeds: Int, firstSeed: UInt64, limit: Double?, files: [File]) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.seeds = seeds
    self.firstSeed = firstSeed
    self.limit = limit
    self.files = files
    let all = files.flatMap(\.obligations)
    let changed = all.filter(\.outcomes.hasChanged).count
    let worst = all.map(\.variation).max() ?? 0
    let isBrittle = changed > 0 || limit.map { worst > $0 } == true
    let status = files.contains { $0.problem != nil } ? 3 : isBrittle ? 1 : 0
    summary = Summary(obligations: all.count, changed: changed, worst: worst, exitStatus: status)
  }
}
