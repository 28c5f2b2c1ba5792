// Goals, in order: every simplification is exact (a term denotes the same value before and after, for every value
// of the symbols within their ranges); equal linear terms are the same term; nothing traps, whatever the numbers;
// making a term costs well under a microsecond.
//
// Folding never invents: where a result does not fit 128 bits, the operation stays symbolic and the solver, whose
// numbers have no limit, decides. Operands of sums and conjunctions are ordered by id, so that no order of a hash
// table can reach a query or a message.

/// The terms of one verification task, hash-consed: structurally equal terms have equal ids. Not for use from
/// several threads.
package final class TermArena {
  /// Bits of a machine word.
  package let width: Int
  /// 2^width.
  package let modulus: Int128
  /// The values of a machine word.
  package let words: ClosedRange<Int128>

  package private(set) var symbols: [SymbolInfo] = []
  private var terms: [Term] = []
  private var intervals: [Interval] = []
  private var depths: [Int32] = []
  private var sorts: [TermSort] = []
  private var traits: [TermTraits] = []
  /// For each term a bit of each term in it: one whose bit is missing does not occur.
  private var signatures: [UInt64] = []
  /// The last traversal that saw each term, and the number of the traversal that is going on.
  private var marks: [UInt32] = []
  private var traversal: UInt32 = 0
  /// Values in the evaluation that was begun last, and for each term the number of the one that gave it a value.
  private var values: [TermValue?] = []
  private var valueMarks: [UInt32] = []
  private var evaluation: UInt32 = 0
  private var ids: [Term: TermID] = [:]
  /// What is left for pushing the comparison at hand into conditionals; see `TermArena+Comparison.swift`.
  var pushBudget = TermArena.pushLimit
  /// What is left for taking the sequence operation at hand into conditionals.
  var liftBudget = TermArena.pushLimit
  /// Systems of bounds that were looked at for questions about these terms: what the pure core costs, the same in every
  /// run.
  package internal(set) var systemCount = 0
  /// Symbols that are made and have no meaning yet, and what decides which is next; see `SymbolShuffle`.
  private var shuffle: SymbolShuffle?
  /// The functions of the logic, by index.
  package internal(set) var functions: [FunctionInfo] = []
  /// What applications of functions came out as.
  var unrolled: [Term: TermID] = [:]
  var unrolling: Unrolling?

  package let `true`: TermID
  package let `false`: TermID
  package let zero: TermID
  package let one: TermID
  /// `[]`.
  package let emptySequence: TermID

  /// Sums of more atoms than this, and conjunctions of more operands, are kept nested, so that building them one by
  /// one stays linear.
  static let operandLimit = 128
  static let pushLimit = 64

  /// - Parameters:
  ///   - width: 8, 16, 32 or 64.
  ///   - seed: that of another order of symbols than that in which they are made; nil for this one.
  package init(width: Int, shufflingSymbols seed: UInt64? = nil) {
    precondition((1...64).contains(width), "unsupported word width")
    self.width = width
    modulus = Int128(1) << Int128(width)
    words = 0...(modulus - 1)
    let first: [Term] = [.boolean(true), .boolean(false), .integer(0), .integer(1), .concatenation([])]
    self.true = TermID(0)
    self.false = TermID(1)
    zero = TermID(2)
    one = TermID(3)
    emptySequence = TermID(4)
    for term in first { _ = intern(term) }
    shuffle = seed.map { SymbolShuffle(seed: $0) }
  }

  /// The number of terms made.
  package var count: Int { terms.count }

  package subscript(id: TermID) -> Term { terms[id.index] }

  package func int(_ value: Int128) -> TermID { intern(.integer(value)) }

  package func bool(_ value: Bool) -> TermID { value ? `true` : `false` }

  /// A new symbol, different from every other whatever its name.
  /// - Parameter range: a bound that holds by construction. Whoever replaces the symbol by another term
  ///   (`substitute`) must know that the term lies in the range: see `rangeFact(of:for:)`.
  package func symbol(_ name: String, sort: TermSort = .int, range: ClosedRange<Int128>? = nil) -> TermID {
    let info = SymbolInfo(name: name, sort: sort, range: sort == .int ? range : nil)
    if shuffle != nil { return shuffled(info) }
    symbols.append(info)
    return intern(.symbol(symbols.count - 1))
  }

  /// One of the symbols in store, which becomes this one.
  private func shuffled(_ info: SymbolInfo) -> TermID {
    if shuffle?.free.isEmpty == true {
      for _ in 0..<SymbolShuffle.count {
        symbols.append(SymbolInfo(name: "", sort: .int, range: nil))
        let id = intern(.symbol(symbols.count - 1))
        shuffle?.free.append(id)
      }
    }
    guard let id = shuffle?.next(), case .symbol(let index) = self[id] else {
      return intern(.symbol(symbols.count - 1))
    }
    symbols[index] = info
    sorts[id.index] = info.sort
    traits[id.index] = info.sort == .seq ? .sequence : []
    intervals[id.index] = info.range.map(Interval.init) ?? .all
    return id
  }

  /// A new symbol for a machine word.
  package func wordSymbol(_ name: String) -> TermID { symbol(name, range: words) }

  /// What is known of the symbol, or nil if the term is none.
  package func symbolInfo(_ id: TermID) -> SymbolInfo? {
    if case .symbol(let index) = self[id] { symbols[index] } else { nil }
  }

  /// That `term` lies in the range of the symbol: what must be known before `term` may stand for it.
  package func rangeFact(of symbol: TermID, for term: TermID) -> TermID {
    guard let range = symbolInfo(symbol)?.range else { return `true` }
    return and([lessOrEqual(int(range.lowerBound), term), lessOrEqual(term, int(range.upperBound))])
  }

  package func sort(of id: TermID) -> TermSort { sorts[id.index] }

  /// Whether a function of the logic is applied anywhere in the term.
  package func hasApplication(_ id: TermID) -> Bool { traits[id.index].contains(.application) }

  /// Whether there is a sequence, or a function of the logic, anywhere in the term.
  package func hasSequences(_ id: TermID) -> Bool { !traits[id.index].isEmpty }

  /// Begins a traversal; only one is going on at a time.
  func startMarking() {
    if traversal == .max {
      marks = Array(repeating: 0, count: marks.count)
      traversal = 0
    }
    traversal += 1
  }

  /// Marks the term as seen; false if it was.
  func mark(_ id: TermID) -> Bool {
    if marks[id.index] == traversal { return false }
    marks[id.index] = traversal
    return true
  }

  func isMarked(_ id: TermID) -> Bool { marks[id.index] == traversal }

  /// Begins an evaluation; only one is going on at a time.
  func startEvaluation() {
    if evaluation == .max {
      valueMarks = []
      evaluation = 0
    }
    evaluation += 1
    let new = terms.count - valueMarks.count
    if new > 0 {
      valueMarks += Array(repeating: 0, count: new)
      values += Array(repeating: nil, count: terms.count - values.count)
    }
  }

  /// Whether it was found what the term denotes, or that it is not known.
  func hasValue(_ id: TermID) -> Bool { valueMarks[id.index] == evaluation }

  /// What was found.
  func value(_ id: TermID) -> TermValue? { hasValue(id) ? values[id.index] : nil }

  func setValue(_ value: TermValue?, of id: TermID) {
    values[id.index] = value
    valueMarks[id.index] = evaluation
  }

  /// The value of an integer constant, else nil.
  package func constant(_ id: TermID) -> Int128? {
    if case .integer(let value) = self[id] { value } else { nil }
  }

  /// Bounds of an integer term from its structure and the ranges of its symbols.
  package func interval(of id: TermID) -> Interval { intervals[id.index] }

  /// The height of the term as a tree; a constant or symbol has 1.
  package func depth(of id: TermID) -> Int { Int(depths[id.index]) }

  /// The same term, whose value is known to be a word though the bounds of its parts do not show it.
  func knownWord(_ id: TermID) -> TermID { known(id, within: Interval(words)) }

  /// The same term, of whose value bounds are known that those of its parts do not show.
  func known(_ id: TermID, within known: Interval) -> TermID {
    let bounds = intervals[id.index]
    let lower = [bounds.lower, known.lower].compactMap { $0 }.max()
    let upper = [bounds.upper, known.upper].compactMap { $0 }.min()
    intervals[id.index] = Interval(lower, upper)
    return id
  }

  /// The one id of a term that is in canonical form already.
  func intern(_ term: Term) -> TermID {
    if let id = ids[term] { return id }
    let id = TermID(Int32(terms.count))
    var depth: Int32 = 0
    let sort = structuralSort(of: term)
    var traits: TermTraits = sort == .seq ? .sequence : []
    var signature = Self.bit(of: id)
    if case .application = term { traits.insert(.application) }
    term.forEachOperand {
      depth = max(depth, depths[$0.index])
      traits.formUnion(self.traits[$0.index])
      signature |= signatures[$0.index]
    }
    ids[term] = id
    intervals.append(structuralInterval(of: term))
    depths.append(depth + 1)
    sorts.append(sort)
    self.traits.append(traits)
    signatures.append(signature)
    marks.append(0)
    terms.append(term)
    return id
  }

  private static func bit(of id: TermID) -> UInt64 {
    1 << (UInt64(id.index) % 64)
  }

  /// The bits of some terms.
  func signature(of ids: some Sequence<TermID>) -> UInt64 { ids.reduce(0) { $0 | Self.bit(of: $1) } }

  /// Whether a term with one of these bits may occur in the term.
  func mayContain(_ signature: UInt64, in id: TermID) -> Bool { signatures[id.index] & signature != 0 }

  private func structuralSort(of term: Term) -> TermSort {
    switch term {
    case .integer, .sum, .addition, .product, .quotient, .remainder, .bitAnd, .length, .element: .int
    case .boolean, .equal, .lessOrEqual, .iff, .not, .and, .contains, .equalSequences: .bool
    case .unit, .concatenation, .slice: .seq
    case .conditional(_, let a, _): sort(of: a)
    case .symbol(let index): symbols[index].sort
    case .application(let index, _): functions[index].result
    }
  }

  private func structuralInterval(of term: Term) -> Interval {
    switch term {
    case .integer(let value): return Interval(value...value)
    case .symbol(let index): return symbols[index].range.map(Interval.init) ?? .all
    case .sum(let form): return interval(of: form)
    case .addition(let a, let b): return interval(of: a).adding(interval(of: b))
    case .product(let a, let b): return interval(of: a).multiplied(by: interval(of: b))
    case .quotient(let a, let b):
      if let divisor = constant(b), divisor > 0 { return interval(of: a).divided(by: divisor) }
      // By zero it is 0, by a positive number it is no larger than the dividend.
      let dividend = interval(of: a)
      return dividend.isNonNegative && interval(of: b).isNonNegative ? Interval(0, dividend.upper) : .all
    case .remainder(let a, let b):
      let dividend = interval(of: a)
      guard dividend.isNonNegative else {
        if let divisor = constant(b), divisor > 0 { return Interval(0, divisor - 1) }
        return .all
      }
      // By zero it is the dividend; by anything else no larger than the dividend.
      if let divisor = constant(b), divisor > 0 {
        return Interval(0, dividend.upper.map { min($0, divisor - 1) } ?? divisor - 1)
      }
      return Interval(0, dividend.upper)
    case .conditional(_, let a, let b): return interval(of: a).joined(interval(of: b))
    case .bitAnd(let a, let b):
      let uppers = [interval(of: a).upper, interval(of: b).upper].compactMap { $0 }
      return Interval(0, uppers.min() ?? words.upperBound)
    case .length: return Interval(0, nil)
    case .boolean, .equal, .lessOrEqual, .iff, .not, .and, .unit, .concatenation, .element, .slice, .contains,
      .equalSequences, .application:
      return .all
    }
  }

  func interval(of form: LinearForm) -> Interval {
    var result = Interval(form.constant...form.constant)
    for part in form.parts { result = result.adding(interval(of: part.atom).scaled(by: part.coefficient)) }
    return result
  }
}

/// Gives symbols ids in another order than that in which they are made, so that whatever depends on the order (of the
/// parts of a sum, of equations that are solved, of values that are tried) comes out differently: for measuring how much it
/// matters.
private struct SymbolShuffle {
  /// So many are made at a time.
  static let count = 64
  var free: [TermID] = []
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> TermID? {
    guard !free.isEmpty else { return nil }
    state &+= 1
    return free.remove(at: Int(mixed(state) % UInt64(free.count)))
  }
}

/// A number that depends on each bit of another: SplitMix64's.
package func mixed(_ number: UInt64) -> UInt64 {
  var z = number &* 0x9E37_79B9_7F4A_7C15
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// What occurs in a term.
private struct TermTraits: OptionSet {
  let rawValue: UInt8
  static let application = TermTraits(rawValue: 1)
  static let sequence = TermTraits(rawValue: 2)
}
