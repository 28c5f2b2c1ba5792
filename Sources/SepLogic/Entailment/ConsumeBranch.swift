// What consuming a formula gives: every case of the state, each with success or failure.

/// One case of a consumption. The cases cover the state together, so all of them must succeed.
/// No case at all means that the state is inconsistent.
package enum ConsumeBranch {
  /// What remains, with the facts of this case; and a witness for each bound variable that was met.
  case success(SymbolicState, bindings: [TermID: TermID])
  case failure(ConsumeFailure)

  var isFailure: Bool { if case .failure = self { true } else { false } }
}

/// Why a formula could not be taken out of a state, with all the evidence.
package struct ConsumeFailure {
  package indirect enum Kind {
    /// No chunk is known to be at the address.
    case missingCell(address: TermID, value: TermID)
    /// The cell is there; that it holds the value expected does not follow.
    case unprovedValue(address: TermID, expected: TermID, actual: TermID)
    /// No atom of this name is known to have these inputs.
    case missingAtom(AtomSymbol, [TermID])
    /// A pure part does not follow.
    case unprovedFact(TermID)
    /// No alternative could be taken; why each could not.
    case disjunction([ConsumeFailure])
    /// Nothing determines these bound variables, of which the part still speaks.
    case witnessUndetermined([TermID])
    /// Chunks, or atoms with memory, remain where none may.
    case leftover([Chunk])
    /// The solver gave no answer; why.
    case solverUnknown(String)
    /// The bound of the search was reached.
    case searchExhausted
  }

  package var kind: Kind
  /// The part of the formula that failed.
  package var origin: Origin
  /// The state in which it failed: what was not yet consumed, and the facts of this case.
  package var state: SymbolicState
  /// Values of the symbols with which it fails, if the solver gave any.
  package var model: Model?
  /// The chunks most like the missing one, best first.
  package var nearest: [Chunk]
  /// The predicates that were asked for and whose definitions led to the part that failed, the outermost first.
  package var foldings: [Unfolding]
  /// The model has been checked: the facts hold in it, the cells are disjoint, and no choice of witnesses, aliases
  /// and alternatives makes that concrete heap satisfy the formula. Only then is the formula refuted; otherwise
  /// the proof was not found, and that is all.
  package var isConclusive: Bool
  /// The search ended with it: other cases were not looked at, so it stands for all of the state.
  package var isWhole: Bool
}

extension ConsumeFailure {
  /// What the failed part speaks of.
  var terms: [TermID] {
    switch kind {
    case .missingCell(let address, let value): [address, value]
    case .unprovedValue(let address, let expected, let actual): [address, expected, actual]
    case .missingAtom(_, let arguments): arguments
    case .unprovedFact(let fact): [fact]
    case .disjunction(let failures): failures.flatMap(\.terms)
    case .witnessUndetermined(let variables): variables
    case .leftover(let chunks): chunks.map(\.address)
    case .solverUnknown, .searchExhausted: []
    }
  }
}
