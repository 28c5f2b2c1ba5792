// Which chunk is at an address.
//
// The same term is a hit; a difference that is a constant, or bounds that do not meet, exclude a chunk without a
// query. Otherwise one query asks whether all others may be elsewhere, and then models of the state are enumerated:
// each shows one chunk that can be at the address, which is then excluded. So n possible chunks take n + 2 queries,
// and a single one takes one, however large the heap is. Where there is no model, each chunk is asked about.
//
// Telling the cases apart is worth its paths: in each the index is a constant, so most of what follows folds. One
// path with conditionals for values was five times slower on an array of sixteen cells.
//
// Sound because the cases cover the state: a case is dropped only where the solver said that it has no instance.

extension HeapLogic {
  /// The cases of which chunk is at `address`, hits in the order of the heap, the missing case last.
  /// None if the state is inconsistent.
  package func lookup(_ address: TermID, in state: SymbolicState) -> [LookupBranch] {
    lookup(address, in: state, owning: Disjointness(of: state.heap.map(\.address), in: arena))
  }

  /// - Parameter cells: cells known to be disjoint, those of the state's heap among them.
  func lookup(_ address: TermID, in state: SymbolicState, owning cells: Disjointness) -> [LookupBranch] {
    if let index = state.heap.firstIndex(where: { $0.address == address }) { return [.hit(state, index: index)] }
    let cases = possibleChunks(at: address, in: state, owning: cells)
    var branches: [LookupBranch] = cases.hits.sorted { $0.index < $1.index }.map {
      .hit(state.assuming($0.fact), index: $0.index)
    }
    if var missing = cases.missing {
      missing.state.facts += cases.hits.map { arena.not($0.fact) }
      branches.append(.missing(missing))
    }
    return branches
  }

  private typealias Hit = (index: Int, fact: TermID)

  private func possibleChunks(
    at address: TermID, in state: SymbolicState, owning cells: Disjointness
  ) -> (hits: [Hit], missing: MissingCell?) {
    var open: [Hit] = []
    for (index, chunk) in state.heap.enumerated() {
      let fact = arena.equal(address, chunk.address)
      if fact != arena.false { open.append((index, fact)) }
    }
    func missingCell(_ model: Model?, unknown: String? = nil) -> MissingCell {
      MissingCell(state: state, model: model, unknown: unknown, nearest: nearest(to: address, in: state.heap))
    }
    let missing: MissingCell?
    switch consistency(of: state.facts + open.map { arena.not($0.fact) }, owning: cells) {
    case .unsat: missing = nil
    case .sat(let model): missing = missingCell(model)
    case .unknown(let reason): missing = missingCell(nil, unknown: reason)
    }
    // It is there, or the state is inconsistent, which whatever comes next will notice.
    if missing == nil, open.count == 1 { return (open, nil) }
    var hits: [Hit] = []
    while !open.isEmpty {
      switch consistency(of: state.facts + [arena.or(open.map(\.fact))], owning: cells) {
      case .unsat:
        return (hits, missing)
      case .sat(let model?):
        guard let shown = open.firstIndex(where: { arena.evaluateBool($0.fact, in: model) == true })
        else { return (hits + open, missing) }
        hits.append(open.remove(at: shown))
      case .sat(nil), .unknown:
        // No model to tell by: what is left are cases of their own, but for those that are impossible.
        let possible = open.filter {
          consistency(of: state.facts + [$0.fact], owning: cells, wantsModel: false) != .unsat
        }
        return (hits + possible, missing)
      }
    }
    return (hits, missing)
  }

  /// Up to three chunks that a message about a missing cell should name: those at a known distance, nearest first,
  /// then those whose address shares a symbol with it.
  func nearest(to address: TermID, in heap: [Chunk]) -> [Chunk] {
    let symbols = Set(arena.freeSymbols(of: address))
    var ranked: [(rank: UInt128, position: Int)] = []
    for (position, chunk) in heap.enumerated() {
      if let distance = arena.constant(arena.subtract(chunk.address, address)) {
        ranked.append((UInt128(distance.magnitude), position))
      } else if arena.freeSymbols(of: chunk.address).contains(where: symbols.contains) {
        ranked.append((UInt128.max, position))
      }
    }
    ranked.sort { ($0.rank, $0.position) < ($1.rank, $1.position) }
    return ranked.prefix(3).map { heap[$0.position] }
  }
}
