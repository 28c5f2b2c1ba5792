// An independent reading of formulas and states: all heaps over a tiny domain. Words have two bits, so there are four
// addresses and four values; integers that are no words range over a few values around them.

@testable import SepLogic

/// SplitMix64, so that every run draws the same formulas.
struct FixedRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// A concrete heap: address to value.
typealias ConcreteHeap = [Int: Int]

/// Values of symbols by raw id.
typealias Assignment = [TermID: Int]

struct BruteForce {
  let arena: TermArena
  /// Which instance of the named predicates is meant.
  var meaning = AtomMeaning.cell
  /// Where symbols without a range are looked for in states, and, wider, as witnesses.
  static let integers = -2...5
  static let witnesses = -8...14

  func domain(of symbol: TermID, widely: Bool = false) -> ClosedRange<Int> {
    if arena.sort(of: symbol) == .bool { return 0...1 }
    guard let range = arena.symbolInfo(symbol)?.range else { return widely ? Self.witnesses : Self.integers }
    return Int(range.lowerBound)...Int(range.upperBound)
  }

  func value(_ id: TermID, _ values: Assignment) -> Int {
    switch arena[id] {
    case .integer(let value): return Int(value)
    case .boolean(let value): return value ? 1 : 0
    case .symbol: return values[id] ?? Int.min
    case .sum(let form):
      return form.parts.reduce(Int(form.constant)) { $0 + Int($1.coefficient) * value($1.atom, values) }
    case .addition(let a, let b): return value(a, values) + value(b, values)
    case .product(let a, let b): return value(a, values) * value(b, values)
    case .quotient(let a, let b):
      let (x, y) = (value(a, values), value(b, values))
      return y == 0 ? 0 : Int(euclideanDivision(Int128(x), Int128(y))?.quotient ?? 0)
    case .remainder(let a, let b):
      let (x, y) = (value(a, values), value(b, values))
      return y == 0 ? x : Int(euclideanDivision(Int128(x), Int128(y))?.remainder ?? 0)
    case .conditional(let c, let a, let b): return value(c, values) != 0 ? value(a, values) : value(b, values)
    case .bitAnd(let a, let b): return value(a, values) & value(b, values)
    case .equal(let a, let b): return value(a, values) == value(b, values) ? 1 : 0
    case .lessOrEqual(let a, let b): return value(a, values) <= value(b, values) ? 1 : 0
    case .iff(let a, let b): return value(a, values) == value(b, values) ? 1 : 0
    case .not(let a): return 1 - value(a, values)
    case .and(let operands): return operands.allSatisfy { value($0, values) != 0 } ? 1 : 0
    case .unit, .concatenation, .length, .element, .slice, .contains, .equalSequences, .application: return Int.min
    }
  }

  /// Calls `body` with every assignment to the symbols that satisfies the facts, until it says false.
  func forEachAssignment(_ symbols: [TermID], satisfying facts: [TermID], _ body: (Assignment) -> Bool) {
    // A fact is tested as soon as its last symbol has a value.
    var ready: [[TermID]] = Array(repeating: [], count: symbols.count + 1)
    for fact in facts {
      let free = Set(arena.freeSymbols(of: fact))
      ready[(symbols.lastIndex { free.contains($0) } ?? -1) + 1].append(fact)
    }
    var values: Assignment = [:]
    func extend(_ index: Int) -> Bool {
      guard ready[index].allSatisfy({ value($0, values) != 0 }) else { return true }
      guard index < symbols.count else { return body(values) }
      for candidate in domain(of: symbols[index]) {
        values[symbols[index]] = candidate
        if !extend(index + 1) { return false }
      }
      values[symbols[index]] = nil
      return true
    }
    _ = extend(0)
  }

  /// All heaps of which the formula holds.
  func models(of formula: Formula, _ values: Assignment) -> Set<ConcreteHeap> {
    switch formula {
    case .emp: return [[:]]
    case .pure(let fact, _): return value(fact, values) != 0 ? [[:]] : []
    case .cell(let address, let content, _):
      let (a, v) = (value(address, values), value(content, values))
      return isWord(a) && isWord(v) ? [[a: v]] : []
    case .atom(let symbol, let arguments, _):
      return meaning.heap(symbol, arguments.map { value($0, values) }, isWord).map { [$0] } ?? []
    case .separating(let parts):
      var result: Set<ConcreteHeap> = [[:]]
      for part in parts {
        let others = models(of: part, values)
        var joined: Set<ConcreteHeap> = []
        for heap in result {
          for other in others where heap.keys.allSatisfy({ other[$0] == nil }) {
            joined.insert(heap.merging(other) { a, _ in a })
          }
        }
        result = joined
      }
      return result
    case .or(let a, let b, _): return models(of: a, values).union(models(of: b, values))
    case .conditional(let condition, let a, let b, _):
      return models(of: value(condition, values) != 0 ? a : b, values)
    case .exists(let variables, let body):
      guard let first = variables.first else { return models(of: body, values) }
      let rest = Formula.exists(Array(variables.dropFirst()), body)
      var result: Set<ConcreteHeap> = []
      var inner = values
      for candidate in domain(of: first, widely: true) {
        inner[first] = candidate
        result.formUnion(models(of: rest, inner))
      }
      return result
    }
  }

  private func isWord(_ value: Int) -> Bool { arena.words.contains(Int128(value)) }

  /// The concrete heap of the chunks, or nil if they are not disjoint.
  func heap(_ chunks: [Chunk], _ values: Assignment) -> ConcreteHeap? {
    var result: ConcreteHeap = [:]
    for chunk in chunks {
      if result.updateValue(value(chunk.value, values), forKey: value(chunk.address, values)) != nil { return nil }
    }
    return result
  }

  /// The concrete heap of a state, or nil if it has none.
  func heap(_ state: SymbolicState, _ values: Assignment) -> ConcreteHeap? {
    guard var result = heap(state.heap, values) else { return nil }
    for atom in state.atoms {
      if let condition = atom.guardedBy, value(condition, values) == 0 { continue }
      guard let part = meaning.heap(atom.symbol, atom.arguments.map({ value($0, values) }), isWord) else { return nil }
      if atom.isEmpty, !part.isEmpty { return nil }
      for (address, content) in part where result.updateValue(content, forKey: address) != nil { return nil }
    }
    return result
  }

  func symbols(of state: SymbolicState) -> [TermID] {
    arena.freeSymbols(
      of: state.facts + state.heap.flatMap { [$0.address, $0.value] }
        + state.atoms.flatMap { $0.arguments + ($0.guardedBy.map { [$0] } ?? []) })
  }

  /// Every instance of the state: values of its symbols and of `others`, and the heap.
  func forEachInstance(
    of state: SymbolicState, alsoOf others: [TermID] = [], _ body: (Assignment, ConcreteHeap) -> Bool
  ) {
    let symbols = Set(symbols(of: state) + others).sorted()
    forEachAssignment(symbols, satisfying: state.facts) { values in
      guard let heap = heap(state, values) else { return true }
      return body(values, heap)
    }
  }

  /// The values of the formula's free symbols.
  func forEachInput(of formula: Formula, _ body: (Assignment) -> Void) {
    forEachAssignment(freeSymbols(of: formula), satisfying: []) { values in
      body(values)
      return true
    }
  }

  func freeSymbols(of formula: Formula) -> [TermID] {
    let (terms, bound) = formula.terms
    return arena.freeSymbols(of: terms).filter { !bound.contains($0) }
  }
}

/// Decides facts by trying all values; may be made to fail.
final class BruteOracle: PureOracle {
  let arena: TermArena
  var statistics = OracleStatistics()
  /// Percentages of queries that are not answered, and of `sat` without a model.
  var unknowns = 0
  /// How many questions have no answer before any has.
  var firstUnknowns = 0
  var withoutModels = 0
  private var random = FixedRandom(state: 7)

  init(arena: TermArena) { self.arena = arena }

  func check(facts: [TermID], wantsModel: Bool) -> SatAnswer {
    statistics.queries += 1
    if firstUnknowns > 0 {
      firstUnknowns -= 1
      return .unknown("made to fail")
    }
    if random.chance(unknowns) { return .unknown("made to fail") }
    var answer = SatAnswer.unsat
    let brute = BruteForce(arena: arena)
    brute.forEachAssignment(arena.freeSymbols(of: facts), satisfying: facts) { values in
      answer = .sat(wantsModel ? Model(values.mapValues { Int128($0) }) : nil)
      return false
    }
    if case .sat = answer, random.chance(withoutModels) { return .sat(nil) }
    return answer
  }
}
