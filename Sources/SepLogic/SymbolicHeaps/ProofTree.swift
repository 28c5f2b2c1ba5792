// Proofs as trees of rules, for people and for a checker that shares no code with the prover (`ListProofChecker`).

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
    /// A list of the right is chosen to have a cell, where it might be empty too.
    case demandCell = "demand-cell"
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
    /// A use of what is proved below in the same tree, on a smaller heap.
    case induction
    /// A use of a lemma.
    case lemma
  }

  package var rule: Rule
  /// The rule with what it is applied to, in proofs of the list prover.
  package var step: ListRule?
  package var text: String
  /// Of several premises of the rule above the one that this proves, in words.
  package var caseText: String
  package var parent: Int32
  package var sequent: String

  package init(
    rule: Rule, step: ListRule?, parent: Int32, text: String = "", caseText: String = "", sequent: String = ""
  ) {
    self.caseText = caseText
    self.rule = rule
    self.step = step
    self.text = text
    self.parent = parent
    self.sequent = sequent
  }
}

/// A rule of the list prover with what it is applied to; with it, the premises follow from the conclusion. Atoms are
/// those of the sequent up to what it knows to be equal; variables of atoms that are put in their place are new.
package enum ListRule: Hashable, Sendable {
  case contradiction
  case close
  /// Premises: the literal is false; it is true.
  case split(PureLiteral)
  /// Premises: a list of the left has a cell; it has none.
  case splitEmpty(SpatialAtom)
  /// Premises: a location that is not the first of a list of the left is none of its cells; and for each way in which it
  /// is one, what takes the place of the list.
  case divide(SpatialAtom, at: HeapVariableID, [[SpatialAtom]])
  /// An atom of the right is one of the left.
  case match(SpatialAtom, with: SpatialAtom)
  case emptyRight(SpatialAtom)
  case demandCell(SpatialAtom)
  /// A list of the right has its first cell at one of the left.
  case unfoldRight(SpatialAtom, at: SpatialAtom)
  /// A list of the left that has a cell, and what takes its place.
  case unfoldLeft(SpatialAtom, [SpatialAtom])
  /// A list of the left with more than one cell, and what takes its place in each premise.
  case unfoldTail(SpatialAtom, [[SpatialAtom]])
  /// A list of the right begins with one of the left.
  case compose(SpatialAtom, with: SpatialAtom)
}

/// Collects the nodes of a proof; where nothing is recorded it costs nothing.
package final class ProofRecorder {
  /// How much is recorded.
  package enum Detail: Sendable {
    case none
    /// What a checker needs.
    case rules
    /// What people need as well.
    case text
  }

  private let detail: Detail
  package private(set) var nodes: [ProofNode] = []

  package init(_ detail: Detail) { self.detail = detail }

  package var isOn: Bool { detail != .none }
  package var tellsText: Bool { detail == .text }

  /// Adds a node.
  /// - Returns: its number, or -1 where nothing is recorded.
  package func add(
    _ rule: ProofNode.Rule, below parent: Int32, _ text: @autoclosure () -> String,
    _ sequent: @autoclosure () -> String,
    _ step: @autoclosure () -> ListRule? = nil, in caseText: String = ""
  ) -> Int32 {
    guard isOn else { return -1 }
    nodes.append(
      ProofNode(
        rule: rule, step: step(), parent: parent, text: tellsText ? text() : "", caseText: caseText,
        sequent: tellsText ? sequent() : ""))
    return Int32(nodes.count - 1)
  }

  /// Forgets what an attempt that failed has recorded.
  package func truncate(to count: Int) {
    guard isOn, count < nodes.count else { return }
    nodes.removeSubrange(count...)
  }

  /// The rules that led to a node, from the beginning, with the cases in which they did.
  /// - Parameter caseText: the case of that node.
  func path(to node: Int32, _ caseText: String = "") -> [String] {
    var lines: [String] = []
    var (node, caseText) = (node, caseText)
    while node >= 0 {
      let known = nodes[Int(node)]
      let isCase = known.rule == .split || known.rule == .unfoldTail
      lines.append("\(known.rule.rawValue): \(isCase && !caseText.isEmpty ? caseText : known.text)")
      (node, caseText) = (known.parent, known.caseText)
    }
    return lines.reversed()
  }
}
