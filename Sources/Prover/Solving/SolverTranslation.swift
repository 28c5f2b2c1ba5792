// Our terms as terms of a solver. Each is translated once per solver, operands first and without recursion.
//
// Some things are not as in the arena:
//   - `a % m`, where a is known to lie in −m ..< 2m, becomes the choice of a, a + m and a − m: much cheaper than a
//     division, and the normal case of an addition that wraps.
//   - a / b and a % b by a term are total in the arena (0 and a for b = 0), not in the solver: the case is split off.
//   - x & y becomes Σ 2^i · (xᵢ ∧ yᵢ) over truth values of which `x = Σ 2^i · xᵢ` is a *companion fact*, as the range of
//     a symbol is one: companions hold by construction, and have to be asserted wherever the term occurs in an
//     assertion. (cvc5's own operator for this took thirty times as long, and did not answer at 32 bits.)
//   - Elements and slices of sequences are total in the arena: what is out of range is split off.
//   - A function is a function symbol, of which the solver knows nothing but *instances* of its definition: that an
//     application equals its body is a companion fact too, for the applications in a fact and for those in the
//     instances, `instanceDepth` times. The instances are true, so `unsat` is; `sat` need not be.

import SepLogic

/// A fact that comes with a term wherever it is used.
struct Companion: Hashable {
  let term: TermID
  let kind: Kind

  enum Kind: Hashable {
    /// The symbol lies in its range.
    case range(ClosedRange<Int128>)
    /// The word is the sum of its bits.
    case bits
    /// A bitwise and is not more than either operand.
    case below
    /// The term itself holds: an instance of a definition.
    case instance
  }
}

final class SolverTranslation {
  private let arena: TermArena
  private let solver: any Solver
  private let knowsBits: Bool
  private var terms: [TermID: SolverTerm] = [:]
  private var bits: [TermID: [SolverTerm]] = [:]
  private var integers: [Int128: SolverTerm] = [:]
  private var companionsOfFact: [TermID: [Companion]] = [:]
  private var functions: [Int: SolverTerm] = [:]

  /// How often definitions are unfolded.
  static let instanceDepth = 2

  /// - Parameter knowsBits: whether x & y is exact; if not, it is any number with the bounds of one, and only an
  ///   answer `unsat` means anything.
  init(_ arena: TermArena, _ solver: any Solver, knowsBits: Bool) {
    self.arena = arena
    self.solver = solver
    self.knowsBits = knowsBits
  }

  /// The term in the solver.
  func translate(_ root: TermID) throws(SolverFailure) -> SolverTerm {
    if let known = terms[root] { return known }
    for id in untranslated(below: root) { terms[id] = try translated(id) }
    return try known(root)
  }

  /// The companion facts of a fact: in ascending order of terms, those of the instances behind them.
  func companions(of fact: TermID) -> [Companion] {
    if let known = companionsOfFact[fact] { return known }
    var result: [Companion] = []
    var seen: Set<TermID> = []
    var level = [fact]
    for depth in 0...Self.instanceDepth {
      var next: [TermID] = []
      for id in arena.reachable(from: level) {
        switch arena[id] {
        case .symbol:
          if let range = arena.symbolInfo(id)?.range { result.append(Companion(term: id, kind: .range(range))) }
        case .bitAnd where !knowsBits: result.append(Companion(term: id, kind: .below))
        case .bitAnd(let a, let b):
          for operand in [a, b] where seen.insert(operand).inserted {
            result.append(Companion(term: operand, kind: .bits))
          }
        case .application where depth < Self.instanceDepth:
          guard seen.insert(id).inserted, let instance = arena.definitionalInstance(of: id) else { continue }
          result.append(Companion(term: instance, kind: .instance))
          next.append(instance)
        default: break
        }
      }
      level = next
      if level.isEmpty { break }
    }
    companionsOfFact[fact] = result
    return result
  }

  /// What holds by construction. Everything that is in the companion's fact has been translated.
  func fact(of companion: Companion) throws(SolverFailure) -> SolverTerm {
    let term = try translate(companion.term)
    switch companion.kind {
    case .instance: return term
    case .range(let range):
      let lower = try solver.apply(.lessOrEqual, [integer(range.lowerBound), term])
      return try solver.apply(.and, [lower, solver.apply(.lessOrEqual, [term, integer(range.upperBound)])])
    case .below:
      guard case .bitAnd(let a, let b) = arena[companion.term] else { return try solver.boolean(true) }
      return try solver.apply(
        .and,
        [
          solver.apply(.lessOrEqual, [integer(0), term]), solver.apply(.lessOrEqual, [term, translate(a)]),
          solver.apply(.lessOrEqual, [term, translate(b)]),
        ])
    case .bits:
      var summands: [SolverTerm] = []
      for (position, bit) in try bits(of: companion.term).enumerated() {
        summands.append(try summand(bit, position))
      }
      return try solver.apply(.equal, [term, try sum(summands)])
    }
  }

  /// The terms that are still missing below a term, ascending, itself among them.
  private func untranslated(below root: TermID) -> [TermID] {
    var seen: Set<TermID> = [root]
    var pending = [root]
    var result: [TermID] = []
    while let id = pending.popLast() {
      result.append(id)
      arena[id].forEachOperand {
        if terms[$0] == nil, seen.insert($0).inserted { pending.append($0) }
      }
    }
    return result.sorted()
  }

  private func known(_ id: TermID) throws(SolverFailure) -> SolverTerm {
    guard let term = terms[id] else { throw SolverFailure("a term was not translated") }
    return term
  }

  private func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm {
    if let known = integers[value] { return known }
    let made = try solver.integer(value)
    integers[value] = made
    return made
  }

  private func translated(_ id: TermID) throws(SolverFailure) -> SolverTerm {
    switch arena[id] {
    case .integer(let value): return try integer(value)
    case .boolean(let value): return try solver.boolean(value)
    case .symbol(let index):
      let info = arena.symbols[index]
      return try symbol(info.name, info.sort)
    case .sum(let form): return try linear(form)
    case .addition(let a, let b): return try solver.apply(.add, [known(a), known(b)])
    case .product(let a, let b): return try solver.apply(.multiply, [known(a), known(b)])
    case .quotient(let a, let b):
      return try totalled(b, ifZero: integer(0), solver.apply(.divide, [known(a), known(b)]))
    case .remainder(let a, let b):
      if let divisor = arena.constant(b), let choice = try wrapped(a, divisor) { return choice }
      return try totalled(b, ifZero: known(a), solver.apply(.remainder, [known(a), known(b)]))
    case .conditional(let c, let a, let b): return try solver.apply(.ite, [known(c), known(a), known(b)])
    case .bitAnd(let a, let b):
      return knowsBits ? try conjunction(a, b) : try solver.symbol("and", isBoolean: false)
    case .equal(let a, let b), .iff(let a, let b), .equalSequences(let a, let b):
      return try solver.apply(.equal, [known(a), known(b)])
    case .lessOrEqual(let a, let b): return try solver.apply(.lessOrEqual, [known(a), known(b)])
    case .not(let a): return try solver.apply(.not, [known(a)])
    case .and(let operands):
      var parts: [SolverTerm] = []
      for operand in operands { parts.append(try known(operand)) }
      return try solver.apply(.and, parts)
    case .unit(let a): return try solver.apply(.sequenceUnit, [known(a)])
    case .concatenation(let parts):
      if parts.isEmpty { return try solver.emptySequence() }
      var operands: [SolverTerm] = []
      for part in parts { operands.append(try known(part)) }
      return try solver.apply(.concatenate, operands)
    case .length(let a): return try solver.apply(.sequenceLength, [known(a)])
    case .element(let a, let index): return try element(known(a), known(index))
    case .slice(let a, from: let from, to: let to): return try slice(known(a), known(from), known(to))
    case .contains(let a, let value):
      return try solver.apply(.containsSequence, [known(a), solver.apply(.sequenceUnit, [known(value)])])
    case .application(let index, let arguments):
      if arguments.isEmpty { return try symbol(arena.functions[index].name, arena.sort(of: id)) }
      var operands = [try function(index)]
      for argument in arguments { operands.append(try known(argument)) }
      return try solver.apply(.call, operands)
    }
  }

  private func symbol(_ name: String, _ sort: TermSort) throws(SolverFailure) -> SolverTerm {
    sort == .seq ? try solver.sequenceSymbol(name) : try solver.symbol(name, isBoolean: sort == .bool)
  }

  private func function(_ index: Int) throws(SolverFailure) -> SolverTerm {
    if let known = functions[index] { return known }
    let info = arena.functions[index]
    let made = try solver.function(info.name, parameters: info.parameters, result: info.result)
    functions[index] = made
    return made
  }

  private func element(_ sequence: SolverTerm, _ index: SolverTerm) throws(SolverFailure) -> SolverTerm {
    let zero = try integer(0)
    let isBehind = try solver.apply(.lessOrEqual, [solver.apply(.sequenceLength, [sequence]), index])
    let inRange = try solver.apply(
      .and, [solver.apply(.lessOrEqual, [zero, index]), solver.apply(.not, [isBehind])])
    return try solver.apply(.ite, [inRange, solver.apply(.nth, [sequence, index]), zero])
  }

  /// `seq.extract` takes a start and a length, and is clamped at the end only.
  private func slice(
    _ sequence: SolverTerm, _ from: SolverTerm, _ to: SolverTerm
  ) throws(SolverFailure) -> SolverTerm {
    let zero = try integer(0)
    let start = try solver.apply(.ite, [solver.apply(.lessOrEqual, [zero, from]), from, zero])
    let count = try solver.linear(factors: [nil, integer(-1)], atoms: [to, start])
    return try solver.apply(.extract, [sequence, start, count])
  }

  private func linear(_ form: LinearForm) throws(SolverFailure) -> SolverTerm {
    var factors: [SolverTerm?] = []
    var atoms: [SolverTerm?] = []
    for part in form.parts {
      factors.append(part.coefficient == 1 ? nil : try integer(part.coefficient))
      atoms.append(try known(part.atom))
    }
    if form.constant != 0 {
      factors.append(try integer(form.constant))
      atoms.append(nil)
    }
    return try solver.linear(factors: factors, atoms: atoms)
  }

  private func sum(_ terms: [SolverTerm]) throws(SolverFailure) -> SolverTerm {
    switch terms.count {
    case 0: return try integer(0)
    case 1: return terms[0]
    default: return try solver.apply(.add, terms)
    }
  }

  private func totalled(
    _ divisor: TermID, ifZero: SolverTerm, _ otherwise: SolverTerm
  ) throws(SolverFailure) -> SolverTerm {
    if let value = arena.constant(divisor), value != 0 { return otherwise }
    let isZero = try solver.apply(.equal, [known(divisor), integer(0)])
    return try solver.apply(.ite, [isZero, ifZero, otherwise])
  }

  /// `a % divisor` as a choice, where the bounds of a allow it.
  private func wrapped(_ a: TermID, _ divisor: Int128) throws(SolverFailure) -> SolverTerm? {
    guard divisor > 0, let bounds = arena.interval(of: a).closed, bounds.lowerBound >= -divisor,
      bounds.upperBound / 2 < divisor
    else { return nil }
    let value = try known(a)
    var result = value
    if bounds.upperBound >= divisor {
      let lowered = try solver.linear(factors: [nil, integer(-divisor)], atoms: [value, nil])
      result = try solver.apply(.ite, [solver.apply(.lessOrEqual, [integer(divisor), value]), lowered, result])
    }
    if bounds.lowerBound < 0 {
      let raised = try solver.linear(factors: [nil, integer(divisor)], atoms: [value, nil])
      result = try solver.apply(.ite, [solver.apply(.lessOrEqual, [value, integer(-1)]), raised, result])
    }
    return result
  }

  private func conjunction(_ a: TermID, _ b: TermID) throws(SolverFailure) -> SolverTerm {
    let (left, right) = (try bits(of: a), try bits(of: b))
    var summands: [SolverTerm] = []
    for position in 0..<min(left.count, right.count) {
      let both = try solver.apply(.and, [left[position], right[position]])
      summands.append(try summand(both, position))
    }
    return try sum(summands)
  }

  /// `2^position` if the bit is set, else 0.
  private func summand(_ bit: SolverTerm, _ position: Int) throws(SolverFailure) -> SolverTerm {
    try solver.apply(.ite, [bit, integer(Int128(1) << Int128(position)), integer(0)])
  }

  /// The truth values that stand for the bits of a word, the lowest first.
  private func bits(of id: TermID) throws(SolverFailure) -> [SolverTerm] {
    if let known = bits[id] { return known }
    let upper = arena.interval(of: id).upper ?? arena.words.upperBound
    let count = min(arena.width, Int128.bitWidth - max(upper, 0).leadingZeroBitCount)
    var result: [SolverTerm] = []
    for position in 0..<count { result.append(try solver.symbol("bit\(position)", isBoolean: true)) }
    bits[id] = result
    return result
  }
}
