// The operations on symbolic states. All are written against two promises of the oracle: `unsat` is right, and
// `sat` and `unknown` cost precision alone. So an `unknown` keeps a branch when something is produced and fails
// undecided when something is consumed; it never closes a path and never proves a goal.

/// Bounds of a search; running into one is an undecided failure, never a success.
package struct SearchLimits: Sendable {
  /// Search nodes of one `consume`: case splits, alternatives tried, witnesses guessed.
  package var nodes: Int
  /// How deep alternatives may be tried within alternatives.
  package var depth: Int
  /// Cases of one `produce`.
  package var branches: Int
  /// Instances that one case of a `consume` may replace by their definitions.
  package var unfoldings: Int

  package init(nodes: Int = 2000, depth: Int = 48, branches: Int = 1024, unfoldings: Int = 16) {
    self.unfoldings = unfoldings
    self.nodes = nodes
    self.depth = depth
    self.branches = branches
  }
}

/// Production, consumption and lookup on symbolic states, for one verification task.
package struct HeapLogic {
  package let arena: TermArena
  package let oracle: any PureOracle
  package var limits = SearchLimits()
  /// What named predicates stand for, where that is known.
  package var definitions = Definitions()
  /// Whether a goal that cannot be decided at once is worth the time of the solver's theories of sequences.
  var isPatient = true
  /// Where it is written down how states came out of each other; nil where nobody wants to know.
  package var recorder: DerivationRecorder?
  /// The lowest address at which any heap has a cell: a fact of every cell that is produced. With 1, a null pointer is
  /// never that of a cell, so `p == 0 || p |-> _` tells its cases apart.
  package let lowestAddress: Int128

  package init(arena: TermArena, oracle: any PureOracle, lowestAddress: Int128 = 0) {
    self.arena = arena
    self.oracle = oracle
    self.lowestAddress = lowestAddress
  }
}
