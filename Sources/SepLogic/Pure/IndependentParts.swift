// Facts that have no symbol in common are decided apart: of a path's facts, most have nothing to do with a goal, and
// what is known of them need not be found again for the next one.
//
// Right, because values for the symbols of one part leave the others' open: if a part has no model, the facts have none,
// and models of all parts together are one of the facts. A function of which only the name is known counts as a symbol,
// since parts that apply it have to agree on what it is. (Where one stands in the definition of another, the other has no
// value in any model, so that no part is said to have one.)

extension TermArena {
  /// The facts in parts without common symbols, each in the order given; the part of the last fact is first, since that
  /// one is new most likely, the others in the order of their first facts.
  package func independentParts(of facts: [TermID]) -> [[TermID]] {
    var leaders = Array(facts.indices)
    func leader(_ index: Int) -> Int {
      var index = index
      while leaders[index] != index {
        leaders[index] = leaders[leaders[index]]
        index = leaders[index]
      }
      return index
    }
    var owners: [TermID: Int] = [:]
    var functions: [Int: Int] = [:]
    for (index, fact) in facts.enumerated() {
      let links = links(of: fact)
      let earlier =
        links.symbols.compactMap { owners.updateValue(index, forKey: $0) }
        + links.functions.compactMap { functions.updateValue(index, forKey: $0) }
      for other in earlier { leaders[leader(other)] = leader(index) }
    }
    var parts: [Int: [TermID]] = [:]
    var order: [Int] = []
    for (index, fact) in facts.enumerated() {
      let leader = leader(index)
      if parts[leader] == nil { order.append(leader) }
      parts[leader, default: []].append(fact)
    }
    if let last = facts.indices.last.map(leader), let position = order.firstIndex(of: last) {
      order.insert(order.remove(at: position), at: 0)
    }
    return order.compactMap { parts[$0] }
  }

  /// The symbols in a fact, and the functions in it that are not defined.
  private func links(of fact: TermID) -> (symbols: [TermID], functions: [Int]) {
    var result: (symbols: [TermID], functions: [Int]) = ([], [])
    for id in reachable(from: CollectionOfOne(fact)) {
      switch self[id] {
      case .symbol: result.symbols.append(id)
      case .application(let index, _) where functions[index].definition == nil: result.functions.append(index)
      default: continue
      }
    }
    return result
  }
}

extension Model {
  /// This model with the values of another one for other symbols.
  package func joined(with other: Model) -> Model {
    var result = self
    for symbol in other.symbols {
      if let elements = other[sequence: symbol] {
        result[sequence: symbol] = elements
      } else {
        result[symbol] = other[symbol]
      }
    }
    return result
  }
}
