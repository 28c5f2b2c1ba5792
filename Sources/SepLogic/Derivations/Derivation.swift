// The record of how symbolic states came out of each other, for a certificate. Nothing here is trusted and nothing that
// decides a proof reads it: it says what was done, and whoever re-checks it shows each step anew.
//
// A record is a tree. Every state carries the number of its node; an operation that gives several states makes a node for
// each, all with the number of the operation. What was tried and came to nothing stays in the tree without being the
// ancestor of any state that the proof goes on with, so that it is left out when the tree is written.

/// What a node came out of its parent by.
package enum DerivationStep {
  /// A formula was added.
  case produced
  /// An instance was replaced by its body: one of the cases of that.
  case unfolded(Atom)
  /// An optional instance is not there.
  case absent(Atom)
  /// A rule that nobody outside of the prover knows; what it is called.
  case derived(String)
  /// The formula was taken out; `chunks` and `atoms` are what is left.
  case consumed(isClosing: Bool)
  /// The formula holds of a part, and the heap is as it was.
  case checked
  /// Whatever the recorder of a layer above says, by an index into its own list.
  case external(Int)
}

/// One state on the way.
package struct DerivationNode {
  /// -1 for the first.
  package var parent: Int
  /// The same for the cases of one operation.
  package var operation: Int
  package var step: DerivationStep
  /// All facts before the operation: more than those of the parent where a case was distinguished.
  package var start: [TermID]
  /// All facts after it.
  package var facts: [TermID]
  /// Of what adds memory, the chunks and atoms that are new; of `consumed`, all that are left.
  package var chunks: [Chunk]
  package var atoms: [Atom]
  /// For the bound variables of the formula in the order of their quantifiers, what stands for each; nil where nothing does.
  package var bindings: [TermID?]

  package init(
    parent: Int, operation: Int, step: DerivationStep, start: [TermID], facts: [TermID], chunks: [Chunk],
    atoms: [Atom], bindings: [TermID?]
  ) {
    self.parent = parent
    self.operation = operation
    self.step = step
    self.start = start
    self.facts = facts
    self.chunks = chunks
    self.atoms = atoms
    self.bindings = bindings
  }
}

/// Collects the nodes of one task. Not for use from several threads.
package final class DerivationRecorder {
  package private(set) var nodes: [DerivationNode] = []
  private var operations = 0

  package init() {}

  package func operation() -> Int {
    operations += 1
    return operations
  }

  package func add(_ node: DerivationNode) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }
}

extension HeapLogic {
  /// The state, written down as one that came about by a rule that only the prover knows.
  /// - Parameter origin: the state that it comes from; nil for what the state says itself.
  func derived(_ state: SymbolicState, _ rule: String, of origin: SymbolicState? = nil) -> SymbolicState {
    guard let recorder else { return state }
    let origin = origin ?? state
    var result = state
    result.node = recorder.add(
      DerivationNode(
        parent: origin.node, operation: recorder.operation(), step: .derived(rule), start: origin.facts,
        facts: origin.facts, chunks: [], atoms: [], bindings: []))
    return result
  }
}

extension Formula {
  /// All bound variables, in the order of their quantifiers.
  package var quantified: [TermID] {
    switch self {
    case .emp, .pure, .cell, .atom: []
    case .separating(let parts): parts.flatMap(\.quantified)
    case .or(let a, let b, _), .conditional(_, let a, let b, _): a.quantified + b.quantified
    case .exists(let variables, let body): variables + body.quantified
    }
  }
}
