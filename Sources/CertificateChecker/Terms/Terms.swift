// Terms of the checker: its own, since a mistake in those of the prover has to be seen. They are kept in a form in which much that
// is equal is the same: sums are linear and sorted, comparisons are of a sum against 0. Whatever is not seen so is left to
// the solver, so that simplifying too little costs time alone.
//
// `a / b` and `a % b` are Euclidean and total: a / 0 = 0, a % 0 = a.

typealias TermNumber = Int

enum Sort: Equatable { case int, bool, seq }

enum Term: Hashable {
  struct Part: Hashable {
    var coefficient: Int128
    var term: TermNumber
  }

  case integer(Int128)
  case boolean(Bool)
  case symbol(Int)
  /// The constant plus the parts, ascending, each term once, none of them an integer or a sum.
  case sum(Int128, [Part])
  /// A sum whose numbers do not fit.
  case addition(TermNumber, TermNumber)
  case product(TermNumber, TermNumber)
  case quotient(TermNumber, TermNumber)
  case remainder(TermNumber, TermNumber)
  case conditional(TermNumber, TermNumber, TermNumber)
  /// Of two words.
  case bitAnd(TermNumber, TermNumber)
  /// The integer is 0.
  case isZero(TermNumber)
  /// The integer is not above 0.
  case isNotPositive(TermNumber)
  /// Equal truth values or sequences.
  case same(TermNumber, TermNumber)
  case not(TermNumber)
  case and([TermNumber])
  case unit(TermNumber)
  case concatenation([TermNumber])
  case length(TermNumber)
  case element(TermNumber, TermNumber)
  case slice(TermNumber, TermNumber, TermNumber)
  case contains(TermNumber, TermNumber)
  case application(String, [TermNumber])
}

/// The terms of one task, each once.
final class Terms {
  let width: Int
  let modulus: Int128
  private(set) var all: [Term] = []
  private(set) var sorts: [Sort] = []
  private var numbers: [Term: TermNumber] = [:]
  /// Sorts of symbols: those of the certificate first, then local ones.
  private(set) var symbolSorts: [Sort] = []

  init(width: Int) {
    self.width = width
    modulus = Int128(1) << Int128(width)
  }

  subscript(number: TermNumber) -> Term { all[number] }

  func make(_ term: Term, _ sort: Sort) -> TermNumber {
    if let known = numbers[term] { return known }
    all.append(term)
    sorts.append(sort)
    numbers[term] = all.count - 1
    return all.count - 1
  }

  // MARK: Leaves

  func int(_ value: Int128) -> TermNumber { make(.integer(value), .int) }
  func bool(_ value: Bool) -> TermNumber { make(.boolean(value), .bool) }
  func symbol(_ index: Int) -> TermNumber { make(.symbol(index), symbolSorts[index]) }

  func newSymbol(_ sort: Sort) -> TermNumber {
    symbolSorts.append(sort)
    return symbol(symbolSorts.count - 1)
  }

  func constant(_ number: TermNumber) -> Int128? { if case .integer(let value) = all[number] { value } else { nil } }
  func isTrue(_ number: TermNumber) -> Bool { all[number] == .boolean(true) }
  func isFalse(_ number: TermNumber) -> Bool { all[number] == .boolean(false) }

  // MARK: Integers

  private func linear(_ number: TermNumber) -> (Int128, [Term.Part]) {
    switch all[number] {
    case .integer(let value): (value, [])
    case .sum(let constant, let parts): (constant, parts)
    default: (0, [Term.Part(coefficient: 1, term: number)])
    }
  }

  private func sum(_ constant: Int128, _ parts: [Term.Part]) -> TermNumber {
    if parts.isEmpty { return int(constant) }
    if parts.count == 1, constant == 0, parts[0].coefficient == 1 { return parts[0].term }
    return make(.sum(constant, parts), .int)
  }

  func add(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    let (x, left) = linear(a)
    let (y, right) = linear(b)
    let (constant, overflow) = x.addingReportingOverflow(y)
    if overflow { return make(.addition(a, b), .int) }
    var parts: [Term.Part] = []
    var (i, j) = (0, 0)
    while i < left.count || j < right.count {
      if j == right.count || (i < left.count && left[i].term < right[j].term) {
        parts.append(left[i])
        i += 1
      } else if i == left.count || right[j].term < left[i].term {
        parts.append(right[j])
        j += 1
      } else {
        let (sum, overflow) = left[i].coefficient.addingReportingOverflow(right[j].coefficient)
        if overflow { return make(.addition(a, b), .int) }
        if sum != 0 { parts.append(Term.Part(coefficient: sum, term: left[i].term)) }
        i += 1
        j += 1
      }
    }
    return sum(constant, parts)
  }

  func scale(_ a: TermNumber, by factor: Int128) -> TermNumber {
    if factor == 0 { return int(0) }
    let (constant, parts) = linear(a)
    let (scaled, overflow) = constant.multipliedReportingOverflow(by: factor)
    if overflow { return make(.product(a, int(factor)), .int) }
    var result: [Term.Part] = []
    for part in parts {
      let (coefficient, overflow) = part.coefficient.multipliedReportingOverflow(by: factor)
      if overflow { return make(.product(a, int(factor)), .int) }
      result.append(Term.Part(coefficient: coefficient, term: part.term))
    }
    return sum(scaled, result)
  }

  func subtract(_ a: TermNumber, _ b: TermNumber) -> TermNumber { add(a, scale(b, by: -1)) }

  func multiply(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if let value = constant(a) { return scale(b, by: value) }
    if let value = constant(b) { return scale(a, by: value) }
    return make(.product(min(a, b), max(a, b)), .int)
  }

  func divide(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if let x = constant(a), let y = constant(b), let value = Self.euclidean(x, y) { return int(value.quotient) }
    if constant(b) == 1 { return a }
    // a / c / d = a / (c · d) for positive c and d.
    if case .quotient(let inner, let first) = all[a], let c = constant(first), let d = constant(b), c > 0, d > 0 {
      let (product, overflow) = c.multipliedReportingOverflow(by: d)
      if !overflow { return divide(inner, int(product)) }
    }
    return make(.quotient(a, b), .int)
  }

  func remainder(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if let x = constant(a), let y = constant(b), let value = Self.euclidean(x, y) { return int(value.remainder) }
    guard let divisor = constant(b), divisor > 0 else { return make(.remainder(a, b), .int) }
    let reduced = modulo(a, divisor)
    if let value = constant(reduced), let result = Self.euclidean(value, divisor) { return int(result.remainder) }
    return make(.remainder(reduced, b), .int)
  }

  /// A term with the same remainder: multiples of the divisor, and remainders by them, are left out.
  private func modulo(_ a: TermNumber, _ divisor: Int128, depth: Int = 4) -> TermNumber {
    // A sum of sums of remainders may have more parts than there is time for.
    if depth == 0 { return a }
    switch all[a] {
    case .remainder(let inner, let modulus):
      guard let outer = constant(modulus), outer > 0, outer % divisor == 0 else { return a }
      return modulo(inner, divisor, depth: depth - 1)
    case .sum(let constant, let parts):
      guard let start = Self.euclidean(constant, divisor) else { return a }
      var result = int(start.remainder)
      for part in parts {
        guard let coefficient = Self.euclidean(part.coefficient, divisor) else { return a }
        result = add(result, scale(modulo(part.term, divisor, depth: depth - 1), by: coefficient.remainder))
      }
      return result
    default: return a
    }
  }

  /// The total division of integers; nil where it does not fit.
  private static func euclidean(_ a: Int128, _ b: Int128) -> (quotient: Int128, remainder: Int128)? {
    if b == 0 { return (0, a) }
    if a == .min || b == .min { return nil }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    if remainder >= 0 { return (quotient, remainder) }
    return b > 0 ? (quotient - 1, remainder + b) : (quotient + 1, remainder - b)
  }

  func conditional(_ condition: TermNumber, _ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if isTrue(condition) || a == b { return a }
    if isFalse(condition) { return b }
    if sorts[a] == .bool { return and([implies(condition, a), or([condition, b])]) }
    return make(.conditional(condition, a, b), sorts[a])
  }

  // MARK: Truth values

  func equal(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    if a == b { return bool(true) }
    guard sorts[a] == .int else {
      if case .boolean(let value) = all[a] { return value ? b : not(b) }
      if case .boolean(let value) = all[b] { return value ? a : not(a) }
      return make(.same(min(a, b), max(a, b)), .bool)
    }
    var difference = subtract(a, b)
    if let value = constant(difference) { return bool(value == 0) }
    if case .sum(_, let parts) = all[difference], let first = parts.first, first.coefficient < 0 {
      difference = scale(difference, by: -1)
    }
    return make(.isZero(difference), .bool)
  }

  func lessOrEqual(_ a: TermNumber, _ b: TermNumber) -> TermNumber {
    let difference = subtract(a, b)
    if let value = constant(difference) { return bool(value <= 0) }
    return make(.isNotPositive(difference), .bool)
  }

  func less(_ a: TermNumber, _ b: TermNumber) -> TermNumber { lessOrEqual(add(a, int(1)), b) }

  func not(_ a: TermNumber) -> TermNumber {
    switch all[a] {
    case .boolean(let value): return bool(!value)
    case .not(let inner): return inner
    // ¬(s ≤ 0) is 1 − s ≤ 0.
    case .isNotPositive(let sum): return lessOrEqual(subtract(int(1), sum), int(0))
    default: return make(.not(a), .bool)
    }
  }

  func and(_ parts: [TermNumber]) -> TermNumber {
    var flat: Set<TermNumber> = []
    for part in parts {
      if isTrue(part) { continue }
      if isFalse(part) { return part }
      if case .and(let inner) = all[part] { flat.formUnion(inner) } else { flat.insert(part) }
    }
    if flat.contains(where: { flat.contains(not($0)) }) { return bool(false) }
    let sorted = flat.sorted()
    if sorted.isEmpty { return bool(true) }
    return sorted.count == 1 ? sorted[0] : make(.and(sorted), .bool)
  }

  func or(_ parts: [TermNumber]) -> TermNumber { not(and(parts.map(not))) }
  func implies(_ a: TermNumber, _ b: TermNumber) -> TermNumber { or([not(a), b]) }

  // MARK: Traversal

  func operands(_ number: TermNumber) -> [TermNumber] {
    switch all[number] {
    case .integer, .boolean, .symbol: []
    case .sum(_, let parts): parts.map(\.term)
    case .addition(let a, let b), .product(let a, let b), .quotient(let a, let b), .remainder(let a, let b),
      .bitAnd(let a, let b), .same(let a, let b), .element(let a, let b), .contains(let a, let b):
      [a, b]
    case .conditional(let a, let b, let c), .slice(let a, let b, let c): [a, b, c]
    case .isZero(let a), .isNotPositive(let a), .not(let a), .unit(let a), .length(let a): [a]
    case .and(let parts), .concatenation(let parts), .application(_, let parts): parts
    }
  }

  /// The symbols that occur in the terms, ascending.
  func symbols(in roots: [TermNumber]) -> [Int] {
    reachable(from: roots).compactMap { if case .symbol(let index) = all[$0] { index } else { nil } }.sorted()
  }

  /// The terms with all that they consist of, ascending.
  func reachable(from roots: [TermNumber]) -> [TermNumber] {
    var seen: Set<TermNumber> = []
    var open = roots
    while let next = open.popLast() {
      if seen.insert(next).inserted { open += operands(next) }
    }
    return seen.sorted()
  }

  /// Whether two words are joined bit by bit anywhere.
  func joinsBits(_ roots: [TermNumber]) -> Bool {
    reachable(from: roots).contains { if case .bitAnd = all[$0] { true } else { false } }
  }

  /// The term with symbols replaced.
  func substitute(_ values: [Int: TermNumber], in root: TermNumber) -> TermNumber {
    if values.isEmpty { return root }
    var done: [TermNumber: TermNumber] = [:]
    var open = [root]
    while let next = open.last {
      if done[next] != nil {
        open.removeLast()
        continue
      }
      let missing = operands(next).filter { done[$0] == nil }
      if missing.isEmpty {
        open.removeLast()
        done[next] = rebuilt(next, values) { done[$0] ?? $0 }
      } else {
        open += missing
      }
    }
    return done[root] ?? root
  }

  private func rebuilt(
    _ number: TermNumber, _ values: [Int: TermNumber], _ new: (TermNumber) -> TermNumber
  ) -> TermNumber {
    switch all[number] {
    case .integer, .boolean: number
    case .symbol(let index): values[index] ?? number
    case .sum(let constant, let parts):
      parts.reduce(int(constant)) { add($0, scale(new($1.term), by: $1.coefficient)) }
    case .addition(let a, let b): add(new(a), new(b))
    case .product(let a, let b): multiply(new(a), new(b))
    case .quotient(let a, let b): divide(new(a), new(b))
    case .remainder(let a, let b): remainder(new(a), new(b))
    case .conditional(let c, let a, let b): conditional(new(c), new(a), new(b))
    case .bitAnd(let a, let b): bitAnd(new(a), new(b))
    case .isZero(let a): equal(new(a), int(0))
    case .isNotPositive(let a): lessOrEqual(new(a), int(0))
    case .same(let a, let b): equal(new(a), new(b))
    case .not(let a): not(new(a))
    case .and(let parts): and(parts.map(new))
    case .unit(let a): make(.unit(new(a)), .seq)
    case .concatenation(let parts): concatenate(parts.map(new))
    case .length(let a): length(new(a))
    case .element(let a, let b): make(.element(new(a), new(b)), .int)
    case .slice(let a, let b, let c): make(.slice(new(a), new(b), new(c)), .seq)
    case .contains(let a, let b): make(.contains(new(a), new(b)), .bool)
    case .application(let name, let parts): make(.application(name, parts.map(new)), sorts[number])
    }
  }
}
