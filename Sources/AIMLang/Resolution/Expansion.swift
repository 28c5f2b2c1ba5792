/// Replaces what has a definition by its meaning: predicates and functions that do not call themselves, what an importer
/// puts in the place of an abstract predicate, and, for the closed program, named invariants and `name@(…)`.
///
/// A definition's bound variables are unique in the program and no definition is expanded inside itself, so replacing
/// its parameters by arguments captures nothing. Instances of recursive predicates and functions stay, with all else written
/// out in their definitions: these refer to each other in circles, so that writing them out would not end. All other
/// definitions refer to each other in no circle, since the resolver refuses those that do.
struct Expansion {
  let program: Program
  /// By predicate: the meaning that is seen, or in a closed program the meanings for some arguments.
  private let instances: [[Instantiation]]
  /// Whether nothing stays open: named invariants are expanded too, and `name@(…)` is decided by the boot configuration.
  private let isClosed: Bool
  /// Parts made so far.
  private var parts = 0

  /// Parts of all expanded assertions of a program together, and the height of one: trees are walked by recursion.
  static let partLimit = 1 << 20
  static let heightLimit = 192

  /// - Parameter module: whose view it is; nil for that of the whole program.
  init(_ program: Program, seenFrom module: Int?, isClosed: Bool) {
    self.program = program
    self.isClosed = isClosed
    var instances = [[Instantiation]](repeating: [], count: program.predicates.count)
    let visible = module.flatMap { program.visibleModules.indices.contains($0) ? program.visibleModules[$0] : nil }
    for instantiation in program.instantiations {
      if let visible, !visible.contains(instantiation.module) { continue }
      // For which arguments a partial meaning holds is known to a proof, and in a closed program.
      if instantiation.guardedBy != nil, !isClosed { continue }
      instances[instantiation.predicate.index].append(instantiation)
    }
    self.instances = instances
  }

  typealias Environment = [VariableID: Expression]

  mutating func assertions(_ assertions: [Assertion]) throws(ExpansionTooLarge) -> [Assertion] {
    var result: [Assertion] = []
    for part in assertions { result.append(try assertion(part)) }
    return result
  }

  mutating func assertion(
    _ assertion: Assertion, _ environment: Environment = [:], _ height: Int = 0
  ) throws(ExpansionTooLarge) -> Assertion {
    try spend(assertion.span, height)
    let span = assertion.span
    switch assertion.kind {
    case .emp: return assertion
    case .pure(let condition): return Assertion(.pure(try expression(condition, environment, height)), at: span)
    case .pointsTo(let address, let values):
      var cells: [Expression?] = []
      for value in values {
        if let value { cells.append(try expression(value, environment, height)) } else { cells.append(nil) }
      }
      return Assertion(.pointsTo(address: try expression(address, environment, height), values: cells), at: span)
    case .separating(let parts):
      var result: [Assertion] = []
      for part in parts { result.append(try self.assertion(part, environment, height + 1)) }
      return Assertion(.separating(result), at: span)
    case .or(let left, let right):
      let a = try self.assertion(left, environment, height + 1)
      return Assertion(.or(a, try self.assertion(right, environment, height + 1)), at: span)
    case .conditional(let condition, let then, let otherwise):
      let c = try expression(condition, environment, height)
      let a = try self.assertion(then, environment, height + 1)
      return Assertion(.conditional(c, a, try self.assertion(otherwise, environment, height + 1)), at: span)
    case .exists(let variables, let body):
      return Assertion(.exists(variables, try self.assertion(body, environment, height + 1)), at: span)
    case .predicate(let id, let arguments):
      return try instance(of: id, try expressions(arguments, environment, height), at: span, height)
    case .invariant(let id, let arguments):
      let values = try expressions(arguments, environment, height)
      guard isClosed else { return Assertion(.invariant(id, values), at: span) }
      return try body(of: id, values, height)
    }
  }

  /// The body of an invariant for these arguments.
  mutating func body(
    of id: InvariantID, _ arguments: [Expression], _ height: Int = 0
  ) throws(ExpansionTooLarge) -> Assertion {
    let invariant = program.invariants[id.index]
    return try assertion(invariant.body, Self.bind(invariant.parameters, arguments), height + 1)
  }

  private mutating func instance(
    of id: PredicateID, _ arguments: [Expression], at span: SourceSpan, _ height: Int
  ) throws(ExpansionTooLarge) -> Assertion {
    let predicate = program.predicates[id.index]
    let seen = instances[id.index]
    if program.isRecursive(id) || (predicate.body == nil && seen.isEmpty) {
      return Assertion(.predicate(id, arguments), at: span)
    }
    if let body = predicate.body {
      return try assertion(body, Self.bind(predicate.parameters, arguments), height + 1)
    }
    // Arguments of which no meaning speaks have none: then it is false.
    var result = Assertion(.pure(Expression(.boolean(false), sort: .bool, at: span)), at: span)
    for instance in seen.reversed() {
      let meaning = try assertion(instance.body, Self.bind(instance.parameters, arguments), height + 1)
      guard let condition = instance.guardedBy else { return meaning }
      let shared = isShared(condition.family, condition.positions.map { arguments[$0] }, at: span)
      result = Assertion(.conditional(shared, meaning, result), at: span)
    }
    return result
  }

  /// Dispatches without binding what the cases hold, so that its frame stays small: trees are walked by recursion.
  mutating func expression(
    _ expression: Expression, _ environment: Environment = [:], _ height: Int = 0
  ) throws(ExpansionTooLarge) -> Expression {
    try spend(expression.span, height)
    switch expression.kind {
    case .integer, .boolean, .register, .entryRegister, .interruptEnable, .entryInterruptEnable, .levelIs:
      return expression
    case .variable(let id): return environment[id] ?? expression
    case .negate, .not, .signed, .length, .quantified: return try unary(expression, environment, height + 1)
    case .binary, .element, .contains: return try binary(expression, environment, height + 1)
    case .conditional, .slice: return try ternary(expression, environment, height + 1)
    case .sequence, .instanceIsPublic: return try list(expression, environment, height + 1)
    case .apply: return try application(expression, environment, height + 1)
    }
  }

  private mutating func unary(
    _ expression: Expression, _ environment: Environment, _ height: Int
  ) throws(ExpansionTooLarge) -> Expression {
    var result = expression
    switch expression.kind {
    case .negate(let a): result.kind = .negate(try self.expression(a, environment, height))
    case .not(let a): result.kind = .not(try self.expression(a, environment, height))
    case .signed(let a): result.kind = .signed(try self.expression(a, environment, height))
    case .length(let a): result.kind = .length(try self.expression(a, environment, height))
    case .quantified(let quantifier, let variables, let body):
      result.kind = .quantified(quantifier, variables, try self.expression(body, environment, height))
    default: break
    }
    return result
  }

  private mutating func binary(
    _ expression: Expression, _ environment: Environment, _ height: Int
  ) throws(ExpansionTooLarge) -> Expression {
    var result = expression
    switch expression.kind {
    case .binary(let operation, let a, let b):
      let left = try self.expression(a, environment, height)
      result.kind = .binary(operation, left, try self.expression(b, environment, height))
    case .element(let a, let b):
      let left = try self.expression(a, environment, height)
      result.kind = .element(left, try self.expression(b, environment, height))
    case .contains(let a, let b):
      let value = try self.expression(a, environment, height)
      result.kind = .contains(value: value, sequence: try self.expression(b, environment, height))
    default: break
    }
    return result
  }

  private mutating func ternary(
    _ expression: Expression, _ environment: Environment, _ height: Int
  ) throws(ExpansionTooLarge) -> Expression {
    var result = expression
    switch expression.kind {
    case .conditional(let c, let a, let b):
      let condition = try self.expression(c, environment, height)
      let then = try self.expression(a, environment, height)
      result.kind = .conditional(condition, then, try self.expression(b, environment, height))
    case .slice(let a, let b, let c):
      let base = try self.expression(a, environment, height)
      let lower = try optional(b, environment, height)
      result.kind = .slice(base, lower, try optional(c, environment, height))
    default: break
    }
    return result
  }

  private mutating func list(
    _ expression: Expression, _ environment: Environment, _ height: Int
  ) throws(ExpansionTooLarge) -> Expression {
    var result = expression
    switch expression.kind {
    case .sequence(let elements): result.kind = .sequence(try expressions(elements, environment, height))
    case .instanceIsPublic(let id, let arguments):
      let values = try expressions(arguments, environment, height)
      if isClosed { return isShared(id, values, at: expression.span) }
      result.kind = .instanceIsPublic(id, values)
    default: break
    }
    return result
  }

  private mutating func application(
    _ expression: Expression, _ environment: Environment, _ height: Int
  ) throws(ExpansionTooLarge) -> Expression {
    guard case .apply(let id, let arguments) = expression.kind else { return expression }
    let values = try expressions(arguments, environment, height)
    if program.isRecursive(id) {
      return Expression(.apply(id, values), sort: expression.sort, at: expression.span)
    }
    let function = program.functions[id.index]
    return try self.expression(function.body, Self.bind(function.parameters, values), height)
  }

  private mutating func expressions(
    _ list: [Expression], _ environment: Environment = [:], _ height: Int = 0
  ) throws(ExpansionTooLarge) -> [Expression] {
    var result: [Expression] = []
    for part in list { result.append(try expression(part, environment, height)) }
    return result
  }

  private mutating func optional(
    _ expression: Expression?, _ environment: Environment = [:], _ height: Int = 0
  ) throws(ExpansionTooLarge) -> Expression? {
    guard let expression else { return nil }
    return try self.expression(expression, environment, height)
  }

  /// That the arguments are those of a `share` of the family.
  private func isShared(_ id: InvariantID, _ arguments: [Expression], at span: SourceSpan) -> Expression {
    let shares = program.boot?.shares.filter { $0.invariant == id } ?? []
    let cases = shares.compactMap { share in
      Resolver.balanced(
        zip(arguments, share.arguments).map { argument, word in
          let value = Expression(.integer(Int128(word)), sort: .int, at: argument.span)
          return Expression(.binary(.equal, argument, value), sort: .bool, at: argument.span)
        }[...], .and)
    }
    return Resolver.balanced(cases[...], .or) ?? Expression(.boolean(false), sort: .bool, at: span)
  }

  private mutating func spend(_ span: SourceSpan, _ height: Int) throws(ExpansionTooLarge) {
    parts += 1
    if parts > Self.partLimit || height > Self.heightLimit { throw ExpansionTooLarge(span: span) }
  }

  private static func bind(_ parameters: [Variable], _ arguments: [Expression]) -> Environment {
    Environment(zip(parameters.map(\.id), arguments)) { first, _ in first }
  }
}

/// Definitions inside of definitions make an assertion larger than the engines take.
package struct ExpansionTooLarge: Error, Sendable {
  /// The part at which the limit was reached.
  package let span: SourceSpan
}

extension Program {
  /// The program as a file sees it: predicates, functions and the instances of abstract predicates that it sees are
  /// replaced by their meaning. What is left to the engines are abstract predicates without an instance there, named
  /// invariants and families, and recursive predicates and functions, whose definitions are written out likewise.
  /// - Throws: never for a program that the resolver accepts.
  package func seen(from module: Int) throws(ExpansionTooLarge) -> Program {
    var expansion = Expansion(self, seenFrom: module, isClosed: false)
    var result = try expanded(&expansion)
    result.view = module
    return result
  }

  /// The program with every definition replaced by its meaning, for an engine that knows the whole configuration: there
  /// are no families, since each `share` is an invariant of its own, and `name@(…)` is a condition on the arguments.
  /// - Throws: never for a program that the resolver accepts.
  package func closed() throws(ExpansionTooLarge) -> Program {
    var expansion = Expansion(self, seenFrom: nil, isClosed: true)
    var result = try expanded(&expansion)
    result.invariants = result.invariants.filter(\.parameters.isEmpty)
    for share in boot?.shares ?? [] {
      var instance = invariants[share.invariant.index]
      let arguments = share.arguments.map { Expression(.integer(Int128($0)), sort: .int, at: share.span) }
      instance.body = try expansion.body(of: share.invariant, arguments)
      instance.parameters = []
      result.invariants.append(instance)
    }
    return result
  }

  private func expanded(_ expansion: inout Expansion) throws(ExpansionTooLarge) -> Program {
    var result = self
    for index in invariants.indices { result.invariants[index].body = try expansion.assertion(invariants[index].body) }
    for index in predicates.indices where isRecursive(PredicateID(index)) {
      guard let body = predicates[index].body else { continue }
      result.predicates[index].body = try expansion.assertion(body)
    }
    for index in functions.indices where isRecursive(FunctionID(index)) {
      result.functions[index].body = try expansion.expression(functions[index].body)
    }
    for (index, lemma) in lemmas.enumerated() {
      result.lemmas[index].requires = try expansion.assertions(lemma.requires)
      result.lemmas[index].ensures = try expansion.assertions(lemma.ensures)
      for (position, step) in lemma.proof.enumerated() {
        result.lemmas[index].proof[position] = try expansion.ghost(step)
      }
    }
    for index in queues.indices { result.queues[index].hands = try expansion.assertion(queues[index].hands) }
    for index in instantiations.indices {
      result.instantiations[index].body = try expansion.assertion(instantiations[index].body)
    }
    for (index, routine) in routines.enumerated() {
      result.routines[index].requires = try expansion.assertions(routine.requires)
      result.routines[index].ensures = try expansion.assertions(routine.ensures)
      for (position, label) in routine.labels.enumerated() where !label.invariants.isEmpty {
        result.routines[index].labels[position].invariants = try expansion.assertions(label.invariants)
      }
    }
    for (pc, instruction) in code.enumerated() {
      if case .assert(let condition) = instruction.operation {
        result.code[pc].operation = .assert(try expansion.expression(condition))
      }
      for (position, ghost) in instruction.ghosts.enumerated() {
        result.code[pc].ghosts[position] = try expansion.ghost(ghost)
      }
    }
    return result
  }
}

extension Expansion {
  fileprivate mutating func ghost(_ statement: GhostStatement) throws(ExpansionTooLarge) -> GhostStatement {
    let span = statement.span
    let condition = try optional(statement.condition)
    func with(_ kind: GhostStatement.Kind) -> GhostStatement { GhostStatement(kind, if: condition, at: span) }
    switch statement.kind {
    case .assert(let body): return with(.assert(try assertion(body)))
    case .assume(let body): return with(.assume(try assertion(body)))
    case .leak(let body): return with(.leak(try assertion(body)))
    case .case(let condition): return with(.case(try expression(condition)))
    case .open(let id, let arguments): return with(.open(id, try expressions(arguments)))
    case .close(let id, let arguments): return with(.close(id, try expressions(arguments)))
    case .apply(let id, let arguments): return with(.apply(id, try optionals(arguments)))
    case .fold(let id, let arguments) where program.isRecursive(id): return with(.fold(id, try optionals(arguments)))
    case .unfold(let id, let arguments) where program.isRecursive(id):
      return with(.unfold(id, try optionals(arguments)))
    case .fold(let id, let arguments), .unfold(let id, let arguments):
      let instance = try writtenOut(id, arguments, at: span)
      guard let condition else { return with(.assert(instance)) }
      let nothing = Assertion(.emp, at: span)
      return GhostStatement(.assert(Assertion(.conditional(condition, instance, nothing), at: span)), at: span)
    }
  }

  /// A predicate that is written out anyway is the same folded and unfolded: it only has to be there.
  private mutating func writtenOut(
    _ id: PredicateID, _ arguments: [Expression?], at span: SourceSpan
  ) throws(ExpansionTooLarge) -> Assertion {
    let parameters = program.predicates[id.index].parameters
    // For `_` stands the parameter itself, bound: no other definition knows it.
    let open = zip(parameters, arguments).compactMap { $1 == nil ? $0 : nil }
    let values = zip(parameters, arguments).map {
      $1 ?? Expression(.variable($0.id), sort: $0.sort, at: $0.span)
    }
    let instance = try assertion(Assertion(.predicate(id, values), at: span))
    return open.isEmpty ? instance : Assertion(.exists(open, instance), at: span)
  }

  private mutating func optionals(_ list: [Expression?]) throws(ExpansionTooLarge) -> [Expression?] {
    var result: [Expression?] = []
    for part in list { result.append(try optional(part)) }
    return result
  }
}
