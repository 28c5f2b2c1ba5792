/// What exploration covered; equal from run to run.
package struct ExplorationSummary: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable {
    /// Every reachable configuration was expanded, and nothing broke.
    case complete
    /// Something broke; the search ended there.
    case violation
    /// A bound was reached; nothing explored was wrong.
    case cutShort = "cut-short"
  }

  package enum Strategy: String, Codable, Sendable {
    case breadthFirst = "bfs"
    case depthFirst = "dfs"
    case randomWalk = "random"
  }

  package var outcome: Outcome
  package var strategy: Strategy
  /// Whether interleavings that make no difference were left out; then `states` and `depth` count less than everything.
  package var isReduced: Bool
  /// Which bound, and where; nil unless cut short.
  package var limit: DiagnosticRecord?
  /// Distinct configurations, the first included.
  package var states: Int
  package var steps: Int
  /// Length of the longest of the shortest ways to a configuration: in steps, of a reduced search in runs of steps; with
  /// another strategy than `bfs`, the length of the longest way that was gone.
  package var depth: Int
  /// Instructions that no explored step executes.
  package var unreached: [PlaceRecord]
  /// How many evaluations of assertions had no answer.
  package var unevaluated: Int
  /// The assertions in question.
  package var unevaluatedSites: [PlaceRecord]

  package init(
    outcome: Outcome, strategy: Strategy = .breadthFirst, isReduced: Bool, limit: DiagnosticRecord?, states: Int,
    steps: Int, depth: Int, unreached: [PlaceRecord], unevaluated: Int, unevaluatedSites: [PlaceRecord]
  ) {
    self.outcome = outcome
    self.strategy = strategy
    self.isReduced = isReduced
    self.limit = limit
    self.states = states
    self.steps = steps
    self.depth = depth
    self.unreached = unreached
    self.unevaluated = unevaluated
    self.unevaluatedSites = unevaluatedSites
  }
}
