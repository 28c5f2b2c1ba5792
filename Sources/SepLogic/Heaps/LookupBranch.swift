/// One case of the question which chunk is at an address. The cases cover the state together.
package enum LookupBranch {
  /// The chunk at this index of the state's heap; the facts say so.
  case hit(SymbolicState, index: Int)
  /// No chunk is at the address, or it could not be excluded that none is.
  case missing(MissingCell)
}

/// The case in which a cell is not owned.
package struct MissingCell {
  /// With the facts that set the address apart from the chunks that it might have been.
  package var state: SymbolicState
  /// Values of the symbols with which the cell is missing, the cells of the heap being disjoint.
  package var model: Model?
  /// Why the solver could not tell; nil if it is sure that the cell can be missing.
  package var unknown: String?
  /// The chunks most like the missing one, best first.
  package var nearest: [Chunk]
}
