// What a named predicate stands for, when it is defined: P(x; y) = A with P in A, read as the least fixpoint. A heap
// satisfies an instance if some finite unfolding of it does.
//
// An instance may therefore always be replaced by its body, and the body by the instance. Whoever makes definitions
// promises the two laws of `Atom`, precision and determined outputs, and has shown them by induction.

/// One definition; it means the same for all arguments.
package struct InductiveDefinition {
  package let symbol: AtomSymbol
  /// Symbols that stand for the arguments, inputs first; they occur in nothing but the body.
  package let parameters: [TermID]
  package let body: Formula
  let shape: DefinitionShape

  package init(symbol: AtomSymbol, parameters: [TermID], body: Formula, in arena: TermArena) {
    self.symbol = symbol
    self.parameters = parameters
    self.body = body
    shape = DefinitionShape(parameters: parameters, inputCount: symbol.inputCount, body: body, in: arena)
  }

  /// The body for these arguments, its bound variables new symbols.
  package func body(_ arguments: [TermID], in arena: TermArena) -> Formula {
    body.instantiated(replacements(arguments), in: arena)
  }

  /// Where cells of a non-empty instance are known to be.
  package func knownAddresses(_ arguments: [TermID], in arena: TermArena) -> [TermID] {
    shape.roots.map { instance(of: $0, arguments, in: arena) }
  }

  /// A term over the parameters, for these arguments.
  func instance(of term: TermID, _ arguments: [TermID], in arena: TermArena) -> TermID {
    arena.substitute(replacements(arguments), in: term)
  }

  func replacements(_ arguments: [TermID]) -> [TermID: TermID] {
    Dictionary(zip(parameters, arguments)) { first, _ in first }
  }
}

/// The definitions of one task, and what has been derived from them.
package struct Definitions {
  private var definitions: [AtomSymbol: InductiveDefinition] = [:]
  /// Of these very definitions, maybe in another arena.
  package var rules = DerivedRules()

  package init() {}

  package mutating func add(_ definition: InductiveDefinition) { definitions[definition.symbol] = definition }

  package subscript(symbol: AtomSymbol) -> InductiveDefinition? { definitions[symbol] }

  package var isEmpty: Bool { definitions.isEmpty }

  /// What is defined, in order.
  package var symbols: [AtomSymbol] { definitions.keys.sorted() }
}

extension Formula {
  /// The formula with terms replaced and its bound variables renamed to new symbols.
  func instantiated(_ replacements: [TermID: TermID], in arena: TermArena) -> Formula {
    func new(_ term: TermID) -> TermID { arena.substitute(replacements, in: term) }
    switch self {
    case .emp: return .emp
    case .pure(let fact, let origin): return .pure(new(fact), origin)
    case .cell(let address, let value, let origin): return .cell(address: new(address), value: new(value), origin)
    case .atom(let symbol, let arguments, let origin): return .atom(symbol, arguments.map(new), origin)
    case .separating(let parts): return .separating(parts.map { $0.instantiated(replacements, in: arena) })
    case .or(let a, let b, let origin):
      return .or(a.instantiated(replacements, in: arena), b.instantiated(replacements, in: arena), origin)
    case .conditional(let condition, let a, let b, let origin):
      return .conditional(
        new(condition), a.instantiated(replacements, in: arena), b.instantiated(replacements, in: arena), origin)
    case .exists(let variables, let body):
      var inner = replacements
      let fresh = variables.map { arena.another($0) }
      for (variable, symbol) in zip(variables, fresh) { inner[variable] = symbol }
      return .exists(fresh, body.instantiated(inner, in: arena))
    }
  }
}

extension TermArena {
  /// A new symbol of the name, sort and range of this one.
  func another(_ symbol: TermID) -> TermID {
    guard let info = symbolInfo(symbol) else { return self.symbol("_", sort: sort(of: symbol)) }
    return self.symbol(info.name, sort: info.sort, range: info.range)
  }
}
