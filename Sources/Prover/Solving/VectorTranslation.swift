// Facts about words as facts about bit-vectors of one width: for bitwise operations that integers are bad at.
//
// Exact, because the vector of a term is always congruent to its value modulo 2^width, and *is* its value, as a signed
// number, wherever that matters: what is compared, divided, or joined bit by bit must have bounds that fit (sums and
// products in between need not: they are congruent, and a remainder by a power of two keeps only what is right). Each
// integer symbol must have a range that fits, else its values would be cut off. Where this fails there is no
// translation.

import SepLogic

final class VectorTranslation {
  private let arena: TermArena
  private let solver: any Solver
  private let width: Int
  private var terms: [TermID: SolverTerm] = [:]

  init(_ arena: TermArena, _ solver: any Solver, width: Int) {
    self.arena = arena
    self.solver = solver
    self.width = width
  }

  /// The width in which everything fits that has to; nil if there is none up to 128 bits.
  static func width(for facts: [TermID], in arena: TermArena) -> Int? {
    var bits = arena.width
    func fits(_ id: TermID) -> Bool {
      guard let bounds = arena.interval(of: id).closed else { return false }
      bits = max(bits, signedBits(bounds.lowerBound), signedBits(bounds.upperBound))
      return true
    }
    func isNonNegative(_ id: TermID) -> Bool { arena.interval(of: id).lower.map { $0 >= 0 } ?? false }
    for id in arena.reachable(from: facts) {
      switch arena[id] {
      case .symbol: if arena.sort(of: id) == .int && !fits(id) { return nil }
      case .unit, .concatenation, .length, .element, .slice, .contains, .equalSequences, .application: return nil
      case .equal(let a, let b), .lessOrEqual(let a, let b), .bitAnd(let a, let b):
        guard fits(a), fits(b) else { return nil }
      case .quotient(let a, let b):
        guard fits(a), fits(b), arena.constant(b).map({ $0 > 0 }) ?? (isNonNegative(a) && isNonNegative(b)) else {
          return nil
        }
      case .remainder(let a, let b):
        if let divisor = arena.constant(b), divisor > 0 {
          guard fits(b), isPowerOfTwo(divisor) || fits(a) else { return nil }
        } else {
          guard arena.constant(b) == nil, fits(a), fits(b), isNonNegative(a), isNonNegative(b) else { return nil }
        }
      default: break
      }
    }
    // One bit more keeps every divisor and every bound a positive signed number.
    return bits + 1 <= 128 ? bits + 1 : nil
  }

  /// What has to be asserted for the facts: the ranges of their symbols, and they themselves.
  func formulas(for facts: [TermID]) throws(SolverFailure) -> [SolverTerm] {
    var result: [SolverTerm] = []
    for id in arena.reachable(from: facts) {
      terms[id] = try translated(id)
      guard let range = arena.symbolInfo(id)?.range else { continue }
      result.append(try solver.apply(.bvsle, [vector(range.lowerBound), known(id)]))
      result.append(try solver.apply(.bvsle, [known(id), vector(range.upperBound)]))
    }
    for fact in facts { result.append(try known(fact)) }
    return result
  }

  /// The value of a symbol after `sat`, as decimal text of a signed number; the solver's own where it is no number.
  func value(_ symbol: TermID) throws(SolverFailure) -> String {
    let text = try solver.value(of: known(symbol))
    guard arena.sort(of: symbol) == .int, let bits = UInt128(text) else { return text }
    let unused = Int128(128 - width)
    return String((Int128(truncatingIfNeeded: bits) << unused) >> unused)
  }

  private func known(_ id: TermID) throws(SolverFailure) -> SolverTerm {
    guard let term = terms[id] else { throw SolverFailure("a term was not translated") }
    return term
  }

  private func vector(_ value: Int128) throws(SolverFailure) -> SolverTerm { try solver.vector(value, width: width) }

  private func translated(_ id: TermID) throws(SolverFailure) -> SolverTerm {
    switch arena[id] {
    case .integer(let value): return try vector(value)
    case .boolean(let value): return try solver.boolean(value)
    case .symbol(let index):
      let info = arena.symbols[index]
      return info.sort == .bool
        ? try solver.symbol(info.name, isBoolean: true) : try solver.vectorSymbol(info.name, width: width)
    case .sum(let form): return try sum(summands(of: form))
    case .addition(let a, let b): return try solver.apply(.bvadd, [known(a), known(b)])
    case .product(let a, let b): return try solver.apply(.bvmul, [known(a), known(b)])
    case .quotient(let a, let b): return try quotient(a, b)
    case .remainder(let a, let b): return try remainder(a, b)
    case .conditional(let c, let a, let b): return try solver.apply(.ite, [known(c), known(a), known(b)])
    case .bitAnd(let a, let b): return try solver.apply(.bvand, [known(a), known(b)])
    case .equal(let a, let b): return try equation(a, b)
    case .iff(let a, let b): return try solver.apply(.equal, [known(a), known(b)])
    case .lessOrEqual(let a, let b): return try solver.apply(.bvsle, [known(a), known(b)])
    case .not(let a): return try solver.apply(.not, [known(a)])
    case .and(let operands):
      var parts: [SolverTerm] = []
      for operand in operands { parts.append(try known(operand)) }
      return try solver.apply(.and, parts)
    case .unit, .concatenation, .length, .element, .slice, .contains, .equalSequences, .application:
      throw SolverFailure("sequences and functions are no bit-vectors")
    }
  }

  /// A vector with a factor, to be added up.
  private typealias Summand = (factor: Int128, vector: SolverTerm)

  /// The summands of a form, with `x + y − (x & y)` and `x + y − 2·(x & y)` made `x | y` and `x ^ y` again: as sums, they
  /// are adders, on which a search over bits founders. All numbers are modulo 2^128, hence modulo 2^width.
  private func summands(of form: LinearForm) throws(SolverFailure) -> [Summand] {
    var rest: [TermID: Int128] = [:]
    for part in form.parts { rest[part.atom] = part.coefficient }
    var constant = form.constant
    var result: [Summand] = []
    var last: TermID?
    // Operands are older than what is made of them, so each conjunction comes once.
    while let atom = newestConjunction(in: rest, before: last) {
      last = atom
      guard case .bitAnd(let a, let b) = arena[atom], let factor = rest[atom] else { continue }
      var best: (rest: [TermID: Int128], constant: Int128, factor: Int128, operation: SolverOperator)?
      for (count, operation) in [(Int128(1), SolverOperator.bvor), (2, .bvxor)] where factor % count == 0 {
        let times = 0 &- factor / count
        var (candidate, offset) = (rest, constant)
        candidate[atom] = nil
        for operand in [a, b] {
          let form = arena.linearForm(of: operand)
          offset = offset &- times &* form.constant
          for part in form.parts {
            let coefficient = (candidate[part.atom] ?? 0) &- times &* part.coefficient
            candidate[part.atom] = coefficient == 0 ? nil : coefficient
          }
        }
        if candidate.count < best?.rest.count ?? rest.count + 1 { best = (candidate, offset, times, operation) }
      }
      guard let best else { continue }
      (rest, constant) = (best.rest, best.constant)
      result.append((best.factor, try solver.apply(best.operation, [known(a), known(b)])))
    }
    for atom in rest.keys.sorted() { result.append((rest[atom] ?? 0, try known(atom))) }
    if constant != 0 { result.append((constant, try vector(1))) }
    return result
  }

  private func newestConjunction(in form: [TermID: Int128], before bound: TermID?) -> TermID? {
    form.keys.filter { id in
      if let bound, id >= bound { return false }
      if case .bitAnd = arena[id] { return true }
      return false
    }.max()
  }

  private func sum(_ summands: [Summand]) throws(SolverFailure) -> SolverTerm {
    var parts: [SolverTerm] = []
    for (factor, vector) in summands {
      parts.append(factor == 1 ? vector : try solver.apply(.bvmul, [self.vector(factor), vector]))
    }
    switch parts.count {
    case 0: return try vector(0)
    case 1: return parts[0]
    default: return try solver.apply(.bvadd, parts)
    }
  }

  /// What is subtracted goes to the other side: modulo 2^width that is the same, and often leaves no sum.
  private func equation(_ a: TermID, _ b: TermID) throws(SolverFailure) -> SolverTerm {
    let all =
      try summands(of: arena.linearForm(of: a)) + summands(of: arena.linearForm(of: b)).map { (0 &- $0.0, $0.1) }
    return try solver.apply(
      .equal, [sum(all.filter { $0.factor > 0 }), sum(all.filter { $0.factor <= 0 }.map { (0 &- $0.0, $0.1) })])
  }

  private func quotient(_ a: TermID, _ b: TermID) throws(SolverFailure) -> SolverTerm {
    guard let divisor = arena.constant(b) else {
      // Both are known not to be negative; by zero it is 0.
      let plain = try solver.apply(.bvudiv, [known(a), known(b)])
      return try solver.apply(.ite, [solver.apply(.equal, [known(b), vector(0)]), vector(0), plain])
    }
    if Self.isPowerOfTwo(divisor) {
      return try solver.apply(.bvashr, [known(a), vector(Int128(divisor.trailingZeroBitCount))])
    }
    // What is left after the remainder is a multiple, whose division is exact.
    let rest = try solver.apply(.bvmul, [vector(-1), remainder(a, b)])
    return try solver.apply(.bvsdiv, [solver.apply(.bvadd, [known(a), rest]), known(b)])
  }

  private func remainder(_ a: TermID, _ b: TermID) throws(SolverFailure) -> SolverTerm {
    guard let divisor = arena.constant(b) else {
      // Both are known not to be negative; by zero it is the dividend.
      let plain = try solver.apply(.bvurem, [known(a), known(b)])
      return try solver.apply(.ite, [solver.apply(.equal, [known(b), vector(0)]), known(a), plain])
    }
    if Self.isPowerOfTwo(divisor) { return try solver.apply(.bvand, [known(a), vector(divisor - 1)]) }
    // The sign is that of the divisor, which is positive.
    return try solver.apply(.bvsmod, [known(a), known(b)])
  }

  private static func isPowerOfTwo(_ value: Int128) -> Bool { value > 0 && value & (value - 1) == 0 }

  /// The bits of the shortest two's complement number with this value.
  private static func signedBits(_ value: Int128) -> Int {
    128 - (value < 0 ? ~value : value).leadingZeroBitCount + 1
  }
}
