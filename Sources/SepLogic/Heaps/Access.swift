// Reading and writing the cell at an address that may be one of several, without a path for each: what is read is a
// conditional on which cell it is, and what is written goes to each of them under its condition. With two cells the
// cases are still told apart, because paths with plain values make simpler queries and messages.
//
// Exact: in every instance of the state the address equals that of exactly one of the cells (they are disjoint), so
// exactly one condition holds.

/// The cells that may be at an address, in a state whose facts say that one of them is.
package struct Access {
  package var state: SymbolicState
  /// Where in the state's heap they are, with the condition for each; at least one.
  let cells: [(index: Int, isHere: TermID)]

  /// What the cell holds.
  package func value(in arena: TermArena) -> TermID {
    var result = state.heap[cells[0].index].value
    for cell in cells.dropFirst() { result = arena.ite(cell.isHere, state.heap[cell.index].value, result) }
    return result
  }

  /// The state after the cell was given a value.
  package func storing(_ value: TermID, _ origin: Origin, in arena: TermArena) -> SymbolicState {
    var result = state
    for cell in cells {
      let old = state.heap[cell.index].value
      result.heap[cell.index].value = cells.count == 1 ? value : arena.ite(cell.isHere, value, old)
      result.heap[cell.index].origin = origin
    }
    return result
  }
}

/// One case of an access. The cases cover the state together.
package enum AccessBranch {
  case found(Access)
  case missing(MissingCell)
}

extension HeapLogic {
  /// From this many cells on, an access is not split.
  private static let mergedFrom = 3

  /// The cases of which cell is at an address, for reading or writing it; the missing case last. There may be none
  /// if the state is inconsistent.
  package func access(_ address: TermID, in state: SymbolicState) -> [AccessBranch] {
    let branches = lookup(address, in: state)
    var result: [AccessBranch] = []
    var cells: [(index: Int, isHere: TermID)] = []
    for branch in branches {
      switch branch {
      case .hit(let found, let index):
        let isHere = arena.equal(address, state.heap[index].address)
        cells.append((index, isHere))
        result.append(.found(Access(state: found, cells: [(index, isHere)])))
      case .missing(let missing): result.append(.missing(missing))
      }
    }
    guard cells.count >= Self.mergedFrom else { return result }
    let isThere = arena.or(cells.map(\.isHere))
    let merged = isThere == arena.true ? state : state.assuming(isThere)
    return [.found(Access(state: merged, cells: cells))] + result.dropFirst(cells.count)
  }
}
