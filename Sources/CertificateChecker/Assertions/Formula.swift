/// A separation-logic formula with the exact reading: a heap satisfies it as a whole. Its bound variables are whatever they
/// were read as, a term that stands for each or an open symbol.
indirect enum Formula {
  case emp
  case pure(TermNumber)
  case cell(TermNumber, TermNumber)
  case atom(Atom)
  case separating([Formula])
  case or(Formula, Formula)
  case conditional(TermNumber, Formula, Formula)
}

/// A named predicate, or that an instance of a family is public, which has no memory and holds for good.
struct Atom: Hashable {
  var isFamily: Bool
  var index: Int
  var arguments: [TermNumber]
  /// It is there only if this holds; nil for always.
  var condition: TermNumber?
  /// It has no memory and holds for good, as often as it is asked for.
  var isFact: Bool
  /// An instance that is known to have no memory where it is there: it may be taken and stay, and be left over.
  var isEmpty = false

  init(isFamily: Bool, index: Int, arguments: [TermNumber], condition: TermNumber? = nil, isFact: Bool) {
    self.isFamily = isFamily
    self.index = index
    self.arguments = arguments
    self.condition = condition
    self.isFact = isFact
  }

  /// That an instance of a family is public.
  static func family(_ index: Int, _ arguments: [TermNumber]) -> Atom {
    Atom(isFamily: true, index: index, arguments: arguments, isFact: true)
  }
}

extension Formula {
  /// The formula as one condition if it has no memory; then a choice in it is no case distinction.
  func condition(_ terms: Terms) -> TermNumber? {
    switch self {
    case .emp: return terms.bool(true)
    case .pure(let fact): return fact
    case .cell, .atom: return nil
    case .separating(let parts):
      var facts: [TermNumber] = []
      for part in parts {
        guard let fact = part.condition(terms) else { return nil }
        facts.append(fact)
      }
      return terms.and(facts)
    case .or(let a, let b):
      guard let left = a.condition(terms), let right = b.condition(terms) else { return nil }
      return terms.or([left, right])
    case .conditional(let c, let a, let b):
      guard let then = a.condition(terms), let otherwise = b.condition(terms) else { return nil }
      return terms.and([terms.implies(c, then), terms.or([c, otherwise])])
    }
  }

  /// Whether some part of it, outside of choices, is plainly false.
  func isFalse(_ terms: Terms) -> Bool {
    switch self {
    case .pure(let fact): terms.isFalse(fact)
    case .separating(let parts): parts.contains { $0.isFalse(terms) }
    case .emp, .cell, .atom, .or, .conditional: false
    }
  }

  /// The named predicates of a formula that is nothing else; nil for any other.
  var namedPredicates: [Atom]? {
    switch self {
    case .emp: return []
    case .atom(let atom): return atom.isFact ? nil : [atom]
    case .separating(let parts):
      var result: [Atom] = []
      for part in parts {
        guard let named = part.namedPredicates else { return nil }
        result += named
      }
      return result
    case .pure, .cell, .or, .conditional: return nil
    }
  }
}

/// What bound variables stand for, in the order in which quantifiers are met.
struct Bindings {
  /// A term for each; nil leaves it open.
  private let given: [TermNumber?]
  private var next = 0
  /// Symbols that were made for those without a term.
  private(set) var open: Set<Int> = []
  /// The terms taken, in order.
  private(set) var used: [TermNumber] = []

  init(_ given: [TermNumber?] = []) { self.given = given }

  /// What is given for the variable behind this many others.
  func given(behind count: Int) -> TermNumber? { given.indices.contains(count) ? given[count] : nil }

  /// These symbols are to be found as well.
  mutating func leaveOpen(_ symbols: Set<Int>) { open.formUnion(symbols) }

  mutating func take(_ sort: Sort, _ terms: Terms) throws -> TermNumber {
    defer { next += 1 }
    if given.indices.contains(next), let term = given[next] {
      guard terms.sorts[term] == sort else { throw CheckFailure("a bound variable has another sort") }
      used.append(term)
      return term
    }
    let symbol = terms.newSymbol(sort)
    if case .symbol(let index) = terms[symbol] { open.insert(index) }
    used.append(symbol)
    return symbol
  }
}
