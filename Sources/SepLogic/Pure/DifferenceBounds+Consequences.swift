// What bounds say about terms that are no differences, about clauses, and the values that satisfy them.

extension DifferenceBounds {
  // MARK: - Consequences of other shapes

  /// An inequation at a bound moves the bound; one of a difference that is fixed is a contradiction.
  mutating func cutInequations() {
    var differences = 0
    for inequation in inequations.reversed() {
      let value = inequation.weight
      guard value > .min + 1, value != .max else { continue }
      if inequation.from == 0 || inequation.to == 0 {
        let node = inequation.from == 0 ? inequation.to : inequation.from
        let value = inequation.from == 0 ? value : -value
        if upper[node] == value { narrow(node, to: Interval(nil, value - 1)) }
        if lower[node] == value { narrow(node, to: Interval(value + 1, nil)) }
        continue
      }
      // Each costs a search of its own; the last are the most likely to matter.
      differences += 1
      if differences > 6 { continue }
      guard let above = distances(from: inequation.from, reversed: false)[inequation.to], above == value,
        let below = distances(from: inequation.from, reversed: true)[inequation.to], below == -value
      else { continue }
      isContradictory = true
    }
  }

  mutating func deriveBounds() {
    // Nodes that are made on the way have no bounds before the next round.
    for node in 1..<max(1, lower.count) {
      let term = atoms[node - 1]
      switch arena[term] {
      case .sum(let form): deriveSum(node, form)
      case .remainder(let a, let b):
        guard let divisor = arena.constant(b), divisor > 0 else { continue }
        let dividend = bounds(of: a)
        guard let low = dividend.lower.flatMap({ euclideanDivision($0, divisor) }),
          let high = dividend.upper.flatMap({ euclideanDivision($0, divisor) }), low.quotient == high.quotient,
          case let multiple = low.quotient.multipliedReportingOverflow(by: divisor), !multiple.overflow
        else { continue }
        equate(node, a, minus: multiple.partialValue)
      case .quotient(let a, let b):
        guard let divisor = arena.constant(b), divisor > 0 else { continue }
        narrow(node, to: bounds(of: a).divided(by: divisor))
      case .conditional(let condition, let a, let b):
        switch status(Literal(term: condition, isPositive: true), depth: 4) {
        case true?: equate(node, a, minus: 0)
        case false?: equate(node, b, minus: 0)
        case nil: narrow(node, to: bounds(of: a).joined(bounds(of: b)))
        }
      default: continue
      }
    }
  }

  /// The node equals the term less the number.
  mutating func equate(_ node: Int, _ term: TermID, minus offset: Int128) {
    guard let negated = difference(0, offset) else { return }
    narrow(node, to: bounds(of: term).adding(Interval(negated...negated)))
    link(node, arena.linearForm(of: term), minus: offset)
  }

  /// Makes the node and the form less the number one difference, where all but one part of the form are fixed.
  mutating func link(_ node: Int, _ form: LinearForm, minus offset: Int128) {
    guard !equated.contains(node) else { return }
    var distance = difference(form.constant, offset)
    var open: Int?
    for part in form.parts {
      guard let other = nodes[part.atom], other < lower.count else { return }
      if let value = lower[other], value == upper[other] {
        let product = value.multipliedReportingOverflow(by: part.coefficient)
        let sum = distance.map { $0.addingReportingOverflow(product.partialValue) }
        distance = product.overflow ? nil : sum.flatMap { $0.overflow ? nil : $0.partialValue }
      } else if open == nil, part.coefficient == 1 {
        open = other
      } else {
        return
      }
    }
    guard let open, let distance, let opposite = difference(0, distance) else { return }
    equated.insert(node)
    edges.append(Edge(from: open, to: node, weight: distance))
    edges.append(Edge(from: node, to: open, weight: opposite))
  }

  /// Bounds of a sum from its parts, and of each part from the sum and the others.
  mutating func deriveSum(_ node: Int, _ form: LinearForm) {
    guard form.parts.count <= 8 else { return }
    narrow(node, to: bounds(of: form, without: nil))
    link(node, form, minus: 0)
    let sum = bounds(of: node)
    for (index, part) in form.parts.enumerated() {
      guard let target = nodes[part.atom], target < lower.count, part.coefficient != .min else { continue }
      // coefficient · atom = sum − rest
      let product = sum.adding(bounds(of: form, without: index).scaled(by: -1))
      let scaled = part.coefficient < 0 ? product.scaled(by: -1) : product
      let size = part.coefficient < 0 ? -part.coefficient : part.coefficient
      let least = scaled.lower.flatMap { difference(0, $0) }.flatMap { euclideanDivision($0, size)?.quotient }
      narrow(
        target,
        to: Interval(
          least.flatMap { difference(0, $0) }, scaled.upper.flatMap { euclideanDivision($0, size)?.quotient }))
    }
  }

  /// Bounds of a form, or of what one part leaves of it, from those of its parts, and of a difference of two of them
  /// where a fact is known of that.
  func bounds(of form: LinearForm, without omitted: Int? = nil) -> Interval {
    var nodesOfParts: [Int: Int] = [:]
    var parts = Interval(form.constant...form.constant)
    for (index, part) in form.parts.enumerated() where index != omitted {
      parts = parts.adding(boundsOfAtom(part.atom).scaled(by: part.coefficient))
      if part.coefficient.magnitude == 1, let node = nodes[part.atom] { nodesOfParts[node] = index }
    }
    guard (3...Self.pairLimit).contains(form.parts.count), nodesOfParts.count > 1 else { return parts }
    var result = parts
    for edge in edges {
      guard let from = nodesOfParts[edge.from], let to = nodesOfParts[edge.to],
        form.parts[from].coefficient == -form.parts[to].coefficient
      else { continue }
      var rest = Interval(form.constant...form.constant)
      for (index, part) in form.parts.enumerated() where index != omitted && index != from && index != to {
        rest = rest.adding(boundsOfAtom(part.atom).scaled(by: part.coefficient))
      }
      let pair =
        form.parts[to].coefficient == 1
        ? Interval(nil, edge.weight) : Interval(difference(0, edge.weight), nil)
      let sum = rest.adding(pair)
      result = Interval(
        [result.lower, sum.lower].compactMap(\.self).max(), [result.upper, sum.upper].compactMap(\.self).min())
    }
    return result
  }

  private func boundsOfAtom(_ atom: TermID) -> Interval {
    if let node = nodes[atom], node < lower.count { bounds(of: node) } else { arena.interval(of: atom) }
  }

  /// Longer forms are not looked at pair by pair.
  private static var pairLimit: Int { 5 }

  // MARK: - Clauses

  /// Drops clauses that hold, assumes what is the last open literal of one.
  mutating func propagateClauses() {
    var open: [[Literal]] = []
    var forced: [Literal] = []
    for clause in clauses {
      var rest: [Literal] = []
      var holds = false
      for literal in clause {
        switch status(literal, depth: 4) {
        case true?: holds = true
        case false?: break
        case nil: rest.append(literal)
        }
      }
      if holds { continue }
      switch rest.count {
      case 0: isContradictory = true
      case 1: forced.append(rest[0])
      default: open.append(rest)
      }
    }
    clauses = open
    for literal in forced { assume(literal) }
  }

  /// Whether a literal holds, as far as bounds and assumptions tell.
  func status(_ literal: Literal, depth: Int) -> Bool? {
    truth(of: literal.term, depth: depth).map { $0 == literal.isPositive }
  }

  func truth(of term: TermID, depth: Int) -> Bool? {
    if let known = truths[term] { return known }
    guard depth > 0 else { return nil }
    switch arena[term] {
    case .boolean(let value): return value
    case .not(let inner): return truth(of: inner, depth: depth - 1).map { !$0 }
    case .and(let operands):
      var isOpen = false
      for operand in operands {
        switch truth(of: operand, depth: depth - 1) {
        case true?: continue
        case false?: return false
        case nil: isOpen = true
        }
      }
      return isOpen ? nil : true
    case .lessOrEqual(let a, let b):
      let (left, right) = (bounds(of: a), bounds(of: b))
      if let high = left.upper, let low = right.lower, high <= low { return true }
      if let low = left.lower, let high = right.upper, low > high { return false }
      return nil
    case .equal(let a, let b):
      let (left, right) = (bounds(of: a), bounds(of: b))
      if let low = left.lower, let high = right.upper, low > high { return false }
      if let high = left.upper, let low = right.lower, high < low { return false }
      if let value = left.lower, value == left.upper, value == right.lower, value == right.upper { return true }
      return nil
    default: return nil
    }
  }

  // MARK: - Satisfying values

  /// The first choice of values for the nodes, the second where there is none, if that makes every fact true.
  mutating func satisfied(_ facts: [TermID], by first: [Int128?], _ second: [Int128?]) -> SatAnswer? {
    let symbols = self.symbols ?? arena.freeSymbols(of: facts)
    self.symbols = symbols
    let model = candidate(symbols, by: first, second)
    for symbol in symbols {
      guard let range = arena.symbolInfo(symbol)?.range, let value = model[symbol] else { continue }
      if !range.contains(value) { return nil }
    }
    // The last fact is the one that is new; it is the first to fail.
    return arena.firstNotTrue(facts.reversed(), in: model) == nil ? .sat(model) : nil
  }

  /// A value for each of the symbols.
  func candidate(_ symbols: [TermID], by first: [Int128?], _ second: [Int128?]) -> Model {
    var model = Model()
    for symbol in symbols {
      let sort = arena.sort(of: symbol)
      let term = sort == .seq ? arena.length(symbol) : symbol
      let node = nodes[term].flatMap { $0 < first.count ? $0 : nil }
      let bound = node.flatMap { first[$0] ?? second[$0] }
      switch sort {
      case .int: model[symbol] = node == nil ? arena.symbolInfo(symbol)?.range?.lowerBound ?? 0 : bound ?? 0
      case .bool: model[symbol] = truths[symbol] == true ? 1 : 0
      case .seq:
        // Values that occur nowhere else are the least likely to be wrong.
        let count = min(max(bound ?? 0, 0), 64)
        model[sequence: symbol] = (0..<count).map { 1_000_000 + 1_000 * Int128(symbol.rawValue) + $0 }
      }
    }
    return model
  }
}
