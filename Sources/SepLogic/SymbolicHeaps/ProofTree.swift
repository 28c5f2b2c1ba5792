// Proofs as trees of rules, for people and for a checker that shares no code with the prover.

/// One application of a rule: its conclusion is the sequent of this node, its premises those of the children.
package struct ProofNode: Sendable {
  /// The rules of all provers.
  package enum Rule: String, Sendable, CaseIterable {
    /// The left contradicts itself.
    case contradiction
    /// Nothing is left on either side.
    case close
    /// An obligation of the right follows from the left.
    case pure
    /// A cell or list of the left is one of the right.
    case match
    /// A list of the right is empty.
    case emptyRight = "empty-right"
    /// The first cell of a list of the right.
    case unfoldRight = "unfold-right"
    /// The first cell of a list of the left.
    case unfoldLeft = "unfold-left"
    /// The last cell of a list of the left.
    case unfoldTail = "unfold-tail"
    /// A segment of the left is the beginning of one of the right.
    case compose
    /// Both cases of a question on the left.
    case split
    /// A decided question of the right, where another decision might do too.
    case choose
    /// A use of what is proved below in the same tree, on a smaller heap.
    case induction
    /// A use of a lemma.
    case lemma
    case frame
  }

  package var rule: Rule
  package var text: String
  package var parent: Int32
  package var sequent: String
}

/// Collects the nodes of a proof; where `isOn` is false it costs nothing.
package final class ProofRecorder {
  package let isOn: Bool
  package private(set) var nodes: [ProofNode] = []

  package init(isOn: Bool) { self.isOn = isOn }

  /// Adds a node.
  /// - Returns: its number, or -1 where nothing is recorded.
  package func add(
    _ rule: ProofNode.Rule, below parent: Int32, _ text: @autoclosure () -> String, _ sequent: @autoclosure () -> String
  ) -> Int32 {
    guard isOn else { return -1 }
    nodes.append(ProofNode(rule: rule, text: text(), parent: parent, sequent: sequent()))
    return Int32(nodes.count - 1)
  }

  /// Forgets what an attempt that failed has recorded.
  package func truncate(to count: Int) {
    guard isOn, count < nodes.count else { return }
    nodes.removeSubrange(count...)
  }
}
