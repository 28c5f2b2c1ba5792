import AIMLang
import SepLogic

/// Turns resolved assertions into formulas. Each call makes fresh symbols for bound variables, as formulas require.
struct AssertionLowering {
  let program: Program
  let arena: TermArena
  let origins: OriginTable
  let expressions: ExpressionLowering
  /// That instances of families are public, as far as it is known from the start on: what decides which meaning an abstract
  /// predicate has for some arguments. The same for a whole task, so that a predicate means one thing throughout.
  var knownInstances: [Atom] = []

  /// - Parameter definesFunctions: whether terms know what pure functions that contain themselves stand for.
  init(program: Program, arena: TermArena, origins: OriginTable, definesFunctions: Bool = true) {
    self.program = program
    self.arena = arena
    self.origins = origins
    expressions = ExpressionLowering(
      arena: arena, levelCount: program.levelCount,
      functions: FunctionTable(program: program, areDefined: definesFunctions))
  }

  /// The clauses joined by `**`.
  func formula(
    _ clauses: [Assertion], _ scope: Scope, as kind: OriginInfo.Kind
  ) throws(LoweringError) -> Formula {
    var parts: [Formula] = []
    for clause in clauses { parts.append(try lower(clause, scope, kind, inside: [])) }
    return Self.joined(parts)
  }

  /// The conjunction of all that the modules declare for a level; instances of families come on top (`Instances.swift`).
  func invariant(level: Int) throws(LoweringError) -> Formula {
    var parts: [Formula] = []
    for (index, invariant) in program.invariants.enumerated()
    where expressions.index(of: invariant.level) == level && invariant.parameters.isEmpty {
      parts.append(try self.invariant(InvariantID(index)))
    }
    return Self.joined(parts)
  }

  /// One declared invariant that is no family.
  func invariant(_ id: InvariantID) throws(LoweringError) -> Formula { try instance(id, []) }

  /// The instance of an invariant for these arguments.
  func instance(_ id: InvariantID, _ arguments: [TermID]) throws(LoweringError) -> Formula {
    try instance(id, arguments, inside: [])
  }

  private func instance(
    _ id: InvariantID, _ arguments: [TermID], inside: [InvariantID]
  ) throws(LoweringError) -> Formula {
    let invariant = program.invariants[id.index]
    guard invariant.parameters.count == arguments.count else {
      throw .notSupported("a family of invariants without its arguments", invariant.span)
    }
    var scope = Scope.declaration
    for (parameter, argument) in zip(invariant.parameters, arguments) { scope.variables[parameter.id] = argument }
    return try lower(invariant.body, scope, .invariant(id), inside: inside + [id])
  }

  /// What a waiter of the queue receives, for these arguments.
  func hands(_ id: QueueID, _ arguments: [TermID]) throws(LoweringError) -> Formula {
    let queue = program.queues[id.index]
    var scope = Scope.declaration
    for (parameter, argument) in zip(queue.parameters, arguments) { scope.variables[parameter.id] = argument }
    return try lower(queue.hands, scope, .queue(id), inside: [])
  }

  /// What stands for an abstract predicate, for these values of its parameters.
  func meaning(of instance: Instantiation, _ values: [TermID]) throws(LoweringError) -> Formula {
    try meaning(of: instance, values, .instantiation, inside: [])
  }

  private func meaning(
    of instance: Instantiation, _ values: [TermID], _ kind: OriginInfo.Kind, inside: [InvariantID]
  ) throws(LoweringError) -> Formula {
    var scope = Scope.declaration
    for (parameter, value) in zip(instance.parameters, values) { scope.variables[parameter.id] = value }
    return try lower(instance.body, scope, kind, inside: inside)
  }

  /// Whether a meaning for some arguments is the one for these.
  private func isMeant(_ meaning: Instantiation, _ values: [TermID]) -> Bool {
    guard let condition = meaning.guardedBy else { return true }
    let family = symbol(of: condition.family)
    let arguments = condition.positions.map { values[$0] }
    return knownInstances.contains { $0.symbol == family && $0.arguments == arguments }
  }

  // MARK: Definitions

  /// What these predicates, which contain themselves, stand for; all others are written out where they are used.
  func definitions(of predicates: [PredicateID]) throws(LoweringError) -> Definitions {
    var result = Definitions()
    for id in predicates {
      guard let (values, body) = try definition(of: id) else { continue }
      result.add(InductiveDefinition(symbol: symbol(of: id), parameters: values, body: body, in: arena))
    }
    return result
  }

  /// The body of a predicate, with symbols for its parameters; nil for an abstract one.
  func definition(of id: PredicateID) throws(LoweringError) -> (parameters: [TermID], body: Formula)? {
    let predicate = program.predicates[id.index]
    guard let body = predicate.body else { return nil }
    var scope = Scope.declaration
    var values: [TermID] = []
    for parameter in predicate.parameters {
      let symbol = arena.symbol(parameter.name, sort: parameter.sort.termSort)
      scope.variables[parameter.id] = symbol
      values.append(symbol)
    }
    return (values, try lower(body, scope, .predicate(id), inside: []))
  }

  /// What a lemma needs and what it gives, for these values of its parameters.
  func lemma(_ id: LemmaID, _ values: [TermID]) throws(LoweringError) -> (requires: Formula, ensures: Formula) {
    let lemma = program.lemmas[id.index]
    var scope = Scope.declaration
    for (parameter, value) in zip(lemma.parameters, values) { scope.variables[parameter.id] = value }
    return (
      try formula(lemma.requires, scope, as: .lemma(id)), try formula(lemma.ensures, scope, as: .lemma(id))
    )
  }

  // MARK: Names of atoms

  /// That an instance is public, and with it what the instance says for good: where its invariant is nothing but that
  /// other instances are public, they are, whoever owns its level.
  func publicInstances(
    _ id: InvariantID, _ arguments: [TermID], _ origin: Origin
  ) throws(LoweringError) -> [Atom] {
    var known: [(id: InvariantID, arguments: [TermID])] = [(id, arguments)]
    var next = 0
    // To leave some out is no mistake: they are not known then.
    while next < known.count, known.count < Self.impliedLimit {
      let invariant = program.invariants[known[next].id.index]
      var scope = Scope.declaration
      for (parameter, argument) in zip(invariant.parameters, known[next].arguments) {
        scope.variables[parameter.id] = argument
      }
      next += 1
      for (other, values) in invariant.body.namedInstances ?? [] {
        let arguments = try terms(values, scope)
        if !known.contains(where: { $0.id == other && $0.arguments == arguments }) { known.append((other, arguments)) }
      }
    }
    return known.map { Atom(symbol: symbol(of: $0.id), arguments: $0.arguments, origin: origin) }
  }

  private static let impliedLimit = 64

  /// Even numbers are predicates, odd ones families.
  func symbol(of id: PredicateID) -> AtomSymbol {
    let predicate = program.predicates[id.index]
    return AtomSymbol(Int32(2 * id.index), inputCount: predicate.inputCount, isFact: predicate.isPure)
  }

  /// That an instance of the family is public.
  func symbol(of id: InvariantID) -> AtomSymbol {
    AtomSymbol(Int32(2 * id.index + 1), inputCount: program.invariants[id.index].parameters.count, isFact: true)
  }

  /// The family of which the atom says that an instance is public; nil for a predicate.
  func family(_ symbol: AtomSymbol) -> InvariantID? {
    symbol.rawValue & 1 == 1 ? InvariantID(Int(symbol.rawValue) / 2) : nil
  }

  /// The name behind an atom, as the source writes it before the arguments.
  func name(of symbol: AtomSymbol) -> String {
    if let family = family(symbol) { return (program.invariants[family.index].name ?? "invariant") + "@" }
    return program.predicates[Int(symbol.rawValue) / 2].name
  }

  private static func joined(_ parts: [Formula]) -> Formula {
    switch parts.count {
    case 0: .emp
    case 1: parts[0]
    default: .separating(parts)
    }
  }

  private func lower(
    _ assertion: Assertion, _ scope: Scope, _ kind: OriginInfo.Kind, inside: [InvariantID]
  ) throws(LoweringError) -> Formula {
    switch assertion.kind {
    case .emp: return .emp
    case .pure(let expression):
      if case .instanceIsPublic(let id, let arguments) = expression.kind {
        return Self.joined(
          try publicInstances(id, try terms(arguments, scope), origins.add(kind, at: assertion.span)).map(\.formula))
      }
      // A choice between conditions keeps its form, so that each side can determine a variable.
      if case .conditional(let condition, let then, let otherwise) = expression.kind {
        return .conditional(
          try expressions.term(condition, scope),
          try lower(Assertion(.pure(then), at: then.span), scope, kind, inside: inside),
          try lower(Assertion(.pure(otherwise), at: otherwise.span), scope, kind, inside: inside),
          origins.add(kind, at: assertion.span))
      }
      return .pure(try expressions.term(expression, scope), origins.add(kind, at: assertion.span))
    case .pointsTo(let address, let values):
      let base = try expressions.term(address, scope)
      let origin = origins.add(kind, at: assertion.span)
      var cells: [Formula] = []
      var unnamed: [TermID] = []
      for (offset, value) in values.enumerated() {
        let cell: TermID
        if let value {
          cell = try expressions.term(value, scope)
        } else {
          cell = arena.wordSymbol("_")
          unnamed.append(cell)
        }
        cells.append(.cell(address: arena.add(base, arena.int(Int128(offset))), value: cell, origin))
      }
      return unnamed.isEmpty ? Self.joined(cells) : .exists(unnamed, Self.joined(cells))
    case .separating(let parts):
      var lowered: [Formula] = []
      for part in parts { lowered.append(try lower(part, scope, kind, inside: inside)) }
      return Self.joined(lowered)
    case .or(let a, let b):
      return .or(
        try lower(a, scope, kind, inside: inside), try lower(b, scope, kind, inside: inside),
        origins.add(kind, at: assertion.span))
    case .conditional(let condition, let a, let b):
      return .conditional(
        try expressions.term(condition, scope), try lower(a, scope, kind, inside: inside),
        try lower(b, scope, kind, inside: inside), origins.add(kind, at: assertion.span))
    case .exists(let variables, let body):
      var inner = scope
      var symbols: [TermID] = []
      for variable in variables {
        let symbol = try symbol(for: variable, in: [body])
        inner.variables[variable.id] = symbol
        symbols.append(symbol)
      }
      return .exists(symbols, try lower(body, inner, kind, inside: inside))
    case .predicate(let id, let arguments):
      let values = try terms(arguments, scope)
      for meaning in program.partialMeanings(of: id) where isMeant(meaning, values) {
        return try self.meaning(of: meaning, values, kind, inside: inside)
      }
      return .atom(symbol(of: id), values, origins.add(kind, at: assertion.span))
    case .invariant(let id, let arguments):
      guard !inside.contains(id) else {
        throw .cyclic(program.invariants[id.index].name ?? "invariant", assertion.span)
      }
      return try instance(id, try terms(arguments, scope), inside: inside)
    }
  }

  private func terms(_ expressions: [Expression], _ scope: Scope) throws(LoweringError) -> [TermID] {
    var result: [TermID] = []
    for expression in expressions { result.append(try self.expressions.term(expression, scope)) }
    return result
  }

  /// A fresh symbol for a variable of the logic. One that `clauses` say is the content of a cell is a word whenever
  /// they hold, so its symbol may have that range; any other is an integer.
  func symbol(for variable: Variable, in clauses: [Assertion]) throws(LoweringError) -> TermID {
    switch variable.sort {
    case .int:
      return clauses.contains { isContent(variable.id, $0) }
        ? arena.wordSymbol(variable.name) : arena.symbol(variable.name)
    case .bool, .seq: return arena.symbol(variable.name, sort: variable.sort.termSort)
    }
  }

  /// Whether the variable itself is the content of a cell in every memory that satisfies the assertion.
  private func isContent(_ id: VariableID, _ assertion: Assertion) -> Bool {
    switch assertion.kind {
    case .pointsTo(_, let values): values.contains { $0?.kind == .variable(id) }
    case .separating(let parts): parts.contains { isContent(id, $0) }
    case .or(let a, let b), .conditional(_, let a, let b): isContent(id, a) && isContent(id, b)
    case .exists(_, let body): isContent(id, body)
    case .emp, .pure, .predicate, .invariant: false
    }
  }
}

extension Assertion {
  /// The instances that it says are public, if it says nothing else.
  fileprivate var namedInstances: [(family: InvariantID, arguments: [Expression])]? {
    switch kind {
    case .emp: return []
    case .pure(let expression):
      guard case .instanceIsPublic(let id, let arguments) = expression.kind else { return nil }
      return [(id, arguments)]
    case .separating(let parts):
      var result: [(InvariantID, [Expression])] = []
      for part in parts {
        guard let named = part.namedInstances else { return nil }
        result += named
      }
      return result
    case .pointsTo, .or, .conditional, .exists, .predicate, .invariant: return nil
    }
  }
}
