/// One owned cell.
package struct Chunk: Hashable, Sendable {
  package var address: TermID
  package var value: TermID
  /// The part of a formula, or the instruction, that brought it.
  package var origin: Origin

  package init(address: TermID, value: TermID, origin: Origin) {
    self.address = address
    self.value = value
    self.origin = origin
  }
}

/// A symbolic heap with what is known of its symbols on one path. It denotes all pairs of an assignment that
/// satisfies the facts and a concrete heap that is the disjoint union of the chunks and of what the atoms stand for;
/// that the chunks' addresses differ from each other is therefore implied and is told to the solver only where it matters.
///
/// Facts are only ever appended, so that a solver session can keep those of a common prefix asserted.
/// Invariant kept by all who build states: the address and the value of a chunk are words in every such assignment.
package struct SymbolicState: Sendable {
  /// In the order in which the cells came.
  package var heap: [Chunk]
  package var facts: [TermID]
  /// Named predicates that are owned, apart from the chunks and from each other, and named facts.
  package var atoms: [Atom]
  /// The instances that were replaced by their definitions on the way here, for messages.
  package var unfoldings: [Unfolding] = []
  /// Its node in the record of the task; -1 where nothing is recorded.
  package var node = -1

  package init(heap: [Chunk] = [], facts: [TermID] = [], atoms: [Atom] = []) {
    self.heap = heap
    self.facts = facts
    self.atoms = atoms
  }

  /// Whether any memory is owned.
  package var hasMemory: Bool { !heap.isEmpty || atoms.contains { !$0.isEmpty } }

  /// The state with one more fact.
  package func assuming(_ fact: TermID) -> SymbolicState {
    var state = self
    state.facts.append(fact)
    return state
  }
}
