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

  package var outcome: Outcome
  /// Which bound, and where; nil unless cut short.
  package var limit: DiagnosticRecord?
  /// Distinct configurations, the first included.
  package var states: Int
  package var steps: Int
  /// Length of the longest of the shortest ways to a configuration.
  package var depth: Int
  /// Memory of the search over the number of configurations, rounded.
  package var bytesPerState: Int
  /// Instructions that no explored step executes.
  package var unreached: [PlaceRecord]
  /// How many evaluations of assertions had no answer.
  package var unevaluated: Int
  /// The assertions in question.
  package var unevaluatedSites: [PlaceRecord]

  package init(
    outcome: Outcome, limit: DiagnosticRecord?, states: Int, steps: Int, depth: Int, bytesPerState: Int,
    unreached: [PlaceRecord], unevaluated: Int, unevaluatedSites: [PlaceRecord]
  ) {
    self.outcome = outcome
    self.limit = limit
    self.states = states
    self.steps = steps
    self.depth = depth
    self.bytesPerState = bytesPerState
    self.unreached = unreached
    self.unevaluated = unevaluated
    self.unevaluatedSites = unevaluatedSites
  }
}
