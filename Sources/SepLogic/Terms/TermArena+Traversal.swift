// Traversals. All are iterative: operands have smaller ids than what is made of them, so the terms reachable from
// some roots, in ascending order, are an evaluation order. Depth never costs stack, sharing never costs time.

extension TermArena {
  /// Every term that occurs in the roots, each once, operands first.
  package func reachable(from roots: some Sequence<TermID>) -> [TermID] { reachable(from: roots) { _ in true } }

  /// The same without those, and what is in them alone, that the condition leaves out.
  func reachable(from roots: some Sequence<TermID>, where isWanted: (TermID) -> Bool) -> [TermID] {
    startMarking()
    var pending = Array(roots)
    var result: [TermID] = []
    while let id = pending.popLast() {
      guard isWanted(id), mark(id) else { continue }
      result.append(id)
      self[id].forEachOperand { if !isMarked($0) { pending.append($0) } }
    }
    result.sort()
    return result
  }

  /// The symbols that occur in the terms, ascending.
  package func freeSymbols(of roots: some Sequence<TermID>) -> [TermID] {
    reachable(from: roots).filter { symbolInfo($0) != nil }
  }

  package func freeSymbols(of root: TermID) -> [TermID] { freeSymbols(of: CollectionOfOne(root)) }

  /// The term with symbols (or any other terms) replaced, all at once: replacements are not looked into.
  ///
  /// Sound only if each replacement has the sort, and a value in the range, of the symbol that it stands for:
  /// see `rangeFact(of:for:)`.
  package func substitute(_ replacements: [TermID: TermID], in root: TermID) -> TermID {
    if replacements.isEmpty { return root }
    if let direct = replacements[root] { return direct }
    // What has none of the replaced terms in it stays as it is.
    let wanted = signature(of: replacements.keys)
    guard mayContain(wanted, in: root) else { return root }
    var result = TermTable<TermID>(
      reachable(from: CollectionOfOne(root)) { mayContain(wanted, in: $0) })
    for (position, id) in result.ids.enumerated() {
      result.values[position] = replacements[id] ?? rebuilt(id) { result[$0] ?? $0 }
    }
    return result[root] ?? root
  }

  /// The term made anew from changed operands.
  private func rebuilt(_ id: TermID, _ new: (TermID) -> TermID) -> TermID {
    let term = self[id]
    var changed = false
    term.forEachOperand { if new($0) != $0 { changed = true } }
    guard changed else { return id }
    switch term {
    case .integer, .boolean, .symbol: return id
    case .sum(let form):
      return form.parts.reduce(int(form.constant)) { add($0, scale(new($1.atom), by: $1.coefficient)) }
    case .addition(let a, let b): return add(new(a), new(b))
    case .product(let a, let b): return multiply(new(a), new(b))
    case .quotient(let a, let b): return divide(new(a), new(b))
    case .remainder(let a, let b): return remainder(new(a), new(b))
    case .conditional(let c, let a, let b): return ite(new(c), new(a), new(b))
    case .bitAnd(let a, let b): return bitAnd(new(a), new(b))
    case .equal(let a, let b): return equal(new(a), new(b))
    case .lessOrEqual(let a, let b): return lessOrEqual(new(a), new(b))
    case .iff(let a, let b): return iff(new(a), new(b))
    case .not(let a): return not(new(a))
    case .and(let operands): return and(operands.map(new))
    case .unit(let a): return unit(new(a))
    case .concatenation(let parts): return concatenate(parts.map(new))
    case .length(let a): return length(new(a))
    case .element(let a, let i): return element(new(a), new(i))
    case .slice(let a, from: let i, to: let j): return slice(new(a), from: new(i), to: new(j))
    case .contains(let a, let value): return contains(new(a), new(value))
    case .equalSequences(let a, let b): return equalSequences(new(a), new(b))
    case .application(let index, let arguments): return apply(FunctionSymbol(index: index), arguments.map(new))
    }
  }

  /// The term `t` such that `fact` holds exactly if `symbol = t`, if the fact has that shape and `t` does not mention
  /// the symbol.
  package func solve(_ fact: TermID, for symbol: TermID) -> TermID? {
    if sort(of: symbol) == .seq { return solveSequence(fact, for: symbol) }
    guard let (left, right) = asEquality(fact), sort(of: left) == .int else { return nil }
    let difference = linearForm(of: subtract(left, right))
    guard let part = difference.parts.first(where: { $0.atom == symbol }), part.coefficient.magnitude == 1 else {
      return nil
    }
    // coefficient·symbol + rest = 0
    let rest = subtract(term(of: difference), scale(symbol, by: part.coefficient))
    guard !freeSymbols(of: rest).contains(symbol) else { return nil }
    return scale(rest, by: -part.coefficient)
  }

  private func solveSequence(_ fact: TermID, for symbol: TermID) -> TermID? {
    guard let (left, right) = asEquality(fact) else { return nil }
    switch self[fact] {
    case .equalSequences:
      guard left == symbol || right == symbol else { return nil }
      let other = left == symbol ? right : left
      return freeSymbols(of: other).contains(symbol) ? nil : other
    default:
      // That a sequence is empty is said of its length.
      return self[left] == .length(symbol) && right == zero ? emptySequence : nil
    }
  }

  /// The two sides, if the fact amounts to an equality of integers or of sequences: one at a bound of its left-hand side is kept
  /// as a comparison.
  package func asEquality(_ fact: TermID) -> (left: TermID, right: TermID)? {
    if case .not(let inner) = self[fact] { return asEquality(inner, negated: true) }
    return asEquality(fact, negated: false)
  }

  func asEquality(_ fact: TermID, negated: Bool) -> (left: TermID, right: TermID)? {
    switch self[fact] {
    case .equal(let a, let b), .equalSequences(let a, let b): return negated ? nil : (a, b)
    case .lessOrEqual(let a, let b):
      guard let bound = constant(b) else { return nil }
      if !negated { return interval(of: a).lower == bound ? (a, b) : nil }
      return bound < .max && interval(of: a).upper == bound + 1 ? (a, int(bound + 1)) : nil
    default: return nil
    }
  }
}

/// Values for some terms, in ascending order of these: looked up by bisection, which is faster than hashing for the few
/// terms of a fact.
struct TermTable<Value> {
  let ids: [TermID]
  var values: [Value?]

  init(_ ids: [TermID]) {
    self.ids = ids
    values = Array(repeating: nil, count: ids.count)
  }

  subscript(id: TermID) -> Value? {
    var low = 0
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low < ids.count && ids[low] == id ? values[low] : nil
  }
}
