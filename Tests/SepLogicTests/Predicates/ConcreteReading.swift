// An independent reading of formulas with recursive predicates: all ways in which a part of a concrete heap satisfies
// them, found by plain recursion over the parts of the formula and over smaller heaps. It knows nothing of unfolding,
// folding or rules, and nothing of how the search proceeds: what is determined is computed, everything else is tried.

@testable import SepLogic

/// What a symbol stands for.
enum ConcreteValue: Hashable {
  case int(Int)
  case bool(Bool)
  case seq([Int])
}

typealias Values = [TermID: ConcreteValue]

/// Where the cells of a reading come from.
enum CellSource {
  /// This heap.
  case heap(ConcreteHeap)
  /// They are made up as they are asked for.
  case invention
}

final class ConcreteReading {
  let arena: TermArena
  let definitions: Definitions
  let lowestAddress: Int
  var random: FixedRandom
  /// What one question may take; running out counts as no answer.
  private var steps = 0
  var stepLimit = ConcreteReading.usualSteps
  private(set) var ranOut = false
  static let usualSteps = 4_000
  /// To make something up is tried often, and not for long.
  static let inventiveSteps = 120

  init(_ logic: HeapLogic, seed: UInt64) {
    arena = logic.arena
    definitions = logic.definitions
    lowestAddress = Int(logic.lowestAddress)
    random = FixedRandom(state: seed)
  }

  /// One thing that a reading still has to agree with.
  private enum Part {
    case formula(Formula)
    case equation(TermID, ConcreteValue)
    /// An instance, where it is known to take no cell.
    case empty(Atom)
  }

  private struct Node {
    var parts: [Part]
    var values: Values
    /// The cells that were taken.
    var taken: ConcreteHeap = [:]
    var source: CellSource
    /// How deep predicates are nested.
    var depth: Int
  }

  // MARK: - Questions

  /// Calls `body` with the values and the cells of every reading until it says false.
  /// - Parameter wanted: symbols that must have a value in the end.
  func readings(
    of formula: Formula, _ values: Values, _ source: CellSource, wanted: [TermID] = [],
    _ body: (Values, ConcreteHeap) -> Bool
  ) {
    start([.formula(formula)], values, source, wanted, body)
  }

  func readings(
    of state: SymbolicState, _ values: Values, _ source: CellSource, wanted: [TermID] = [],
    _ body: (Values, ConcreteHeap) -> Bool
  ) {
    start(parts(of: state), values, source, wanted, body)
  }

  /// Whether the formula holds of this very heap.
  func holds(_ formula: Formula, _ values: Values, of heap: ConcreteHeap) -> Bool {
    var result = false
    readings(of: formula, values, .heap(heap)) { _, taken in
      result = taken.count == heap.count
      return !result
    }
    return result
  }

  /// Whether the heap, with these values of some symbols, is one of the state.
  func isInstance(_ values: Values, _ heap: ConcreteHeap, of state: SymbolicState) -> Bool {
    var result = false
    readings(of: state, values, .heap(heap)) { _, taken in
      result = taken.count == heap.count
      return !result
    }
    return result
  }

  private func start(
    _ parts: [Part], _ values: Values, _ source: CellSource, _ wanted: [TermID],
    _ body: (Values, ConcreteHeap) -> Bool
  ) {
    steps = 0
    ranOut = false
    _ = advance(Node(parts: parts, values: values, source: source, depth: 0)) { node in
      self.completing(node, wanted) { body($0.values, $0.taken) }
    }
  }

  private func parts(of state: SymbolicState) -> [Part] {
    let cells = state.heap.map { Part.formula(.cell(address: $0.address, value: $0.value, $0.origin)) }
    let facts = state.facts.map { Part.formula(.pure($0, Origin(0))) }
    let atoms = state.atoms.map { $0.isEmpty && !$0.symbol.isFact ? Part.empty($0) : .formula($0.formula) }
    return facts + cells + atoms
  }

  // MARK: - Search

  /// All readings of what is left; false if it is to be stopped.
  private func advance(_ start: Node, _ done: (Node) -> Bool) -> Bool {
    steps += 1
    if steps > stepLimit {
      ranOut = true
      return false
    }
    var node = start
    var index = 0
    // What is determined, until nothing is.
    while index < node.parts.count {
      let part = node.parts[index]
      switch step(part, &node) {
      case .waits: index += 1
      case .fails: return true
      case .progress:
        node.parts.remove(at: index)
        index = 0
      case .replaced(let parts):
        node.parts.replaceSubrange(index...index, with: parts)
        index = 0
      case .branches(let nodes):
        for var next in nodes {
          next.parts.remove(at: index)
          if !advance(next, done) { return false }
        }
        return true
      }
    }
    if node.parts.isEmpty { return done(node) }
    // Alternatives before guesses.
    for (index, part) in node.parts.enumerated() {
      guard case .formula(.or(let a, let b, _)) = part else { continue }
      for side in coin() ? [a, b] : [b, a] {
        var next = node
        next.parts[index] = .formula(side)
        if !advance(next, done) { return false }
      }
      return true
    }
    guard let symbol = node.parts.lazy.compactMap({ self.unknown(in: $0, node.values) }).first else { return true }
    for value in domain(of: symbol, node.source) {
      var next = node
      next.values[symbol] = value
      if !advance(next, done) { return false }
    }
    return true
  }

  private enum Step {
    case waits, fails, progress
    case replaced([Part])
    /// In each the part is still to be removed.
    case branches([Node])
  }

  private func step(_ part: Part, _ node: inout Node) -> Step {
    switch part {
    case .equation(let term, let value): return unify(term, value, &node)
    case .empty(let atom): return instance(atom, in: node, isEmpty: true)
    case .formula(let formula):
      switch formula {
      case .emp: return .progress
      case .separating(let parts): return .replaced(parts.map(Part.formula))
      case .exists(_, let body): return .replaced([.formula(body)])
      case .or: return .waits
      case .pure(let fact, _): return pure(fact, &node)
      case .conditional(let condition, let a, let b, _):
        guard case .bool(let holds)? = value(condition, node.values) else { return .waits }
        return .replaced([.formula(holds ? a : b)])
      case .cell(let address, let content, _): return cell(address, content, node)
      case .atom(let symbol, let arguments, let origin):
        return instance(Atom(symbol: symbol, arguments: arguments, origin: origin), in: node, isEmpty: false)
      }
    }
  }

  private func pure(_ fact: TermID, _ node: inout Node) -> Step {
    if case .bool(let holds)? = value(fact, node.values) { return holds ? .progress : .fails }
    switch arena[fact] {
    case .and(let parts): return .replaced(parts.map { .formula(.pure($0, Origin(0))) })
    case .symbol: return unify(fact, .bool(true), &node)
    case .equal(let a, let b), .equalSequences(let a, let b), .iff(let a, let b):
      for (x, y) in [(a, b), (b, a)] {
        if let known = value(y, node.values) { return unify(x, known, &node) }
      }
      return .waits
    case .not(let inner):
      return arena.symbolInfo(inner) != nil ? unify(inner, .bool(false), &node) : .waits
    default: return .waits
    }
  }

  private func unify(_ term: TermID, _ value: ConcreteValue, _ node: inout Node) -> Step {
    if let known = self.value(term, node.values) { return known == value ? .progress : .fails }
    if let info = arena.symbolInfo(term) {
      if case .int(let number) = value, let range = info.range, !range.contains(Int128(number)) { return .fails }
      node.values[term] = value
      return .progress
    }
    switch (arena[term], value) {
    case (.unit(let element), .seq(let values)):
      return values.count == 1 ? .replaced([.equation(element, .int(values[0]))]) : .fails
    case (.sum(let form), .int(let number)):
      // One unknown with coefficient 1 or -1.
      let open = form.parts.filter { self.value($0.atom, node.values) == nil }
      guard open.count == 1, open[0].coefficient.magnitude == 1 else { return .waits }
      var rest = number - Int(form.constant)
      for part in form.parts where part.atom != open[0].atom {
        guard case .int(let known)? = self.value(part.atom, node.values) else { return .waits }
        rest -= Int(part.coefficient) * known
      }
      return .replaced([.equation(open[0].atom, .int(open[0].coefficient == 1 ? rest : -rest))])
    case (.concatenation(let parts), .seq(let values)):
      var parts = parts[...]
      var values = values[...]
      // What is known at either end is taken off.
      func taken(_ part: TermID) -> Int? {
        if case .unit = arena[part] { return 1 }
        if case .seq(let known)? = self.value(part, node.values) { return known.count }
        return nil
      }
      var equations: [Part] = []
      while let part = parts.first, let count = taken(part) {
        guard count <= values.count else { return .fails }
        equations.append(.equation(part, .seq(Array(values.prefix(count)))))
        values.removeFirst(count)
        parts.removeFirst()
      }
      while let part = parts.last, let count = taken(part) {
        guard count <= values.count else { return .fails }
        equations.append(.equation(part, .seq(Array(values.suffix(count)))))
        values.removeLast(count)
        parts.removeLast()
      }
      if parts.isEmpty { return values.isEmpty ? .replaced(equations) : .fails }
      guard parts.count == 1, let last = parts.first else { return .waits }
      return .replaced(equations + [.equation(last, .seq(Array(values)))])
    default: return .waits
    }
  }

  private func cell(_ address: TermID, _ content: TermID, _ node: Node) -> Step {
    guard case .int(let place)? = value(address, node.values) else { return .waits }
    guard arena.words.contains(Int128(place)), place >= lowestAddress, node.taken[place] == nil else { return .fails }
    var next = node
    switch node.source {
    case .heap(let heap):
      guard let found = heap[place] else { return .fails }
      next.taken[place] = found
      // The part itself is removed by the caller, so the equation goes to the end.
      next.parts.append(.equation(content, .int(found)))
      return .branches([next])
    case .invention:
      if case .int(let known)? = value(content, node.values) {
        guard arena.words.contains(Int128(known)) else { return .fails }
        next.taken[place] = known
        return .branches([next])
      }
      return .branches(
        inventedWords().map { word in
          var one = next
          one.taken[place] = word
          one.parts.append(.equation(content, .int(word)))
          return one
        })
    }
  }

  private static let nesting = 9
  private static let inventiveNesting = 4

  /// The readings of a predicate's body, by themselves, with its arguments as values.
  private func instance(_ atom: Atom, in node: Node, isEmpty: Bool) -> Step {
    if let condition = atom.guardedBy {
      guard case .bool(let holds)? = value(condition, node.values) else { return .waits }
      if !holds { return .progress }
    }
    if steps > stepLimit { return .fails }
    guard let definition = definitions[atom.symbol] else { return .fails }
    let nesting = if case .invention = node.source { Self.inventiveNesting } else { Self.nesting }
    guard node.depth < nesting else { return .fails }
    var inner: Values = [:]
    for (parameter, argument) in zip(definition.parameters, atom.arguments).prefix(atom.symbol.inputCount) {
      guard let known = value(argument, node.values) else { return .waits }
      inner[parameter] = known
    }
    for (parameter, argument) in zip(definition.parameters, atom.arguments).dropFirst(atom.symbol.inputCount) {
      if let known = value(argument, node.values) { inner[parameter] = known }
    }
    var source = node.source
    if isEmpty {
      source = .heap([:])
    } else if case .heap(let heap) = source {
      source = .heap(heap.filter { node.taken[$0.key] == nil })
    }
    var start = Node(
      parts: [.formula(definition.body)], values: inner, source: source, depth: node.depth + 1)
    if case .invention = source { start.taken = node.taken }
    var results: [Node] = []
    let limit = if case .invention = source { 2 } else { Int.max }
    let outputs = Array(definition.parameters.dropFirst(atom.symbol.inputCount))
    _ = advance(start) { found in
      self.completing(found, outputs) { found in
        var next = node
        if !isEmpty { next.taken.merge(found.taken) { a, _ in a } }
        for (parameter, argument) in zip(definition.parameters, atom.arguments).dropFirst(atom.symbol.inputCount) {
          if let value = found.values[parameter] { next.parts.append(.equation(argument, value)) }
        }
        results.append(next)
        return results.count < limit
      }
    }
    return results.isEmpty ? .fails : .branches(results)
  }

  private func completing(_ node: Node, _ wanted: [TermID], _ done: (Node) -> Bool) -> Bool {
    guard let open = wanted.first(where: { node.values[$0] == nil }) else { return done(node) }
    for value in domain(of: open, node.source) {
      var next = node
      next.values[open] = value
      if !completing(next, wanted, done) { return false }
    }
    return true
  }

  // MARK: - Values

  private func coin() -> Bool { random.chance(50) }

  private func inventedWords() -> [Int] {
    let top = Int(arena.words.upperBound)
    return ([0] + (0..<2).map { _ in Int.random(in: 0...top, using: &random) }).shuffled(using: &random)
  }

  private func domain(of symbol: TermID, _ source: CellSource) -> [ConcreteValue] {
    var result: [ConcreteValue]
    switch arena.sort(of: symbol) {
    case .bool: result = [.bool(false), .bool(true)]
    case .int:
      let range = arena.symbolInfo(symbol)?.range.map { Int($0.lowerBound)...Int($0.upperBound) }
      result = (range ?? -1...9).map(ConcreteValue.int)
    case .seq:
      result = [.seq([])]
      for x in 0..<3 {
        result.append(.seq([x]))
        for y in 0..<3 { result.append(.seq([x, y])) }
      }
    }
    if case .invention = source { return Array(result.shuffled(using: &random).prefix(5)) }
    return result
  }

  private func unknown(in part: Part, _ values: Values) -> TermID? {
    let terms: [TermID]
    switch part {
    case .equation(let term, _): terms = [term]
    case .empty(let atom): terms = atom.arguments + (atom.guardedBy.map { [$0] } ?? [])
    case .formula(.pure(let fact, _)): terms = [fact]
    case .formula(.cell(let address, _, _)): terms = [address]
    case .formula(.conditional(let condition, _, _, _)): terms = [condition]
    case .formula(.atom(let symbol, let arguments, _)): terms = Array(arguments.prefix(symbol.inputCount))
    case .formula: terms = []
    }
    return arena.freeSymbols(of: terms).first { values[$0] == nil }
  }

  /// The value of a term; nil where it depends on something unknown.
  func value(_ id: TermID, _ values: Values) -> ConcreteValue? {
    func int(_ id: TermID) -> Int? { if case .int(let value)? = value(id, values) { value } else { nil } }
    func bool(_ id: TermID) -> Bool? { if case .bool(let value)? = value(id, values) { value } else { nil } }
    func seq(_ id: TermID) -> [Int]? { if case .seq(let value)? = value(id, values) { value } else { nil } }
    func pair(_ a: TermID, _ b: TermID, _ operation: (Int, Int) -> ConcreteValue) -> ConcreteValue? {
      guard let x = int(a), let y = int(b) else { return nil }
      return operation(x, y)
    }
    func floored(_ x: Int, _ y: Int) -> (quotient: Int, remainder: Int) {
      let quotient = Int(euclideanDivision(Int128(x), Int128(y))?.quotient ?? 0)
      return (quotient, x - quotient * y)
    }
    switch arena[id] {
    case .integer(let value): return .int(Int(value))
    case .boolean(let value): return .bool(value)
    case .symbol: return values[id]
    case .sum(let form):
      var result = Int(form.constant)
      for part in form.parts {
        guard let atom = int(part.atom) else { return nil }
        result += Int(part.coefficient) * atom
      }
      return .int(result)
    case .addition(let a, let b): return pair(a, b) { .int($0 + $1) }
    case .product(let a, let b): return pair(a, b) { .int($0 * $1) }
    case .quotient(let a, let b): return pair(a, b) { .int($1 == 0 ? 0 : floored($0, $1).quotient) }
    case .remainder(let a, let b): return pair(a, b) { .int($1 == 0 ? $0 : floored($0, $1).remainder) }
    case .bitAnd(let a, let b): return pair(a, b) { .int($0 & $1) }
    case .equal(let a, let b): return pair(a, b) { .bool($0 == $1) }
    case .lessOrEqual(let a, let b): return pair(a, b) { .bool($0 <= $1) }
    case .conditional(let condition, let a, let b): return bool(condition).flatMap { value($0 ? a : b, values) }
    case .iff(let a, let b):
      guard let x = bool(a), let y = bool(b) else { return nil }
      return .bool(x == y)
    case .not(let a): return bool(a).map { .bool(!$0) }
    case .and(let operands):
      let known = operands.map(bool)
      if known.contains(false) { return .bool(false) }
      return known.contains(nil) ? nil : .bool(true)
    case .unit(let a): return int(a).map { .seq([$0]) }
    case .concatenation(let parts):
      var result: [Int] = []
      for part in parts {
        guard let values = seq(part) else { return nil }
        result += values
      }
      return .seq(result)
    case .length(let a): return seq(a).map { .int($0.count) }
    case .element(let a, let b):
      guard let values = seq(a), let index = int(b) else { return nil }
      return .int(values.indices.contains(index) ? values[index] : 0)
    case .slice(let a, let from, let to):
      guard let values = seq(a), let lower = int(from), let upper = int(to) else { return nil }
      return .seq(values.indices.filter { $0 >= lower && $0 < upper }.map { values[$0] })
    case .contains(let a, let b):
      guard let values = seq(a), let value = int(b) else { return nil }
      return .bool(values.contains(value))
    case .equalSequences(let a, let b):
      guard let x = seq(a), let y = seq(b) else { return nil }
      return .bool(x == y)
    case .application: return nil
    }
  }
}
