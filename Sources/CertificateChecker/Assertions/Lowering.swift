// The meaning of assertions and expressions, read from the resolved program anew.

import AIMLang
import CertificateFormat

/// What the free names of an assertion mean where it is read.
struct Scope {
  var registers: [TermNumber]?
  var entryRegisters: [TermNumber]?
  var variables: [VariableID: TermNumber] = [:]
  var flags: CertificateFlags?
  var entryInterruptEnable: Bool?
}

struct Lowering {
  let program: Program
  let terms: Terms
  /// Instances of families that are known to be public from the start of the task: they decide what an abstract predicate with
  /// several meanings stands for.
  var known: [Atom] = []

  func index(of level: Level) -> Int {
    switch level {
    case .irq(let k): k
    case .thread: program.levelCount
    }
  }

  // MARK: Formulas

  func formula(_ clauses: [Assertion], _ scope: Scope, _ bindings: inout Bindings) throws -> Formula {
    var parts: [Formula] = []
    for clause in clauses { parts.append(try formula(clause, scope, &bindings)) }
    return .separating(parts)
  }

  /// All plain invariants of a level.
  func invariant(level: Int, _ bindings: inout Bindings) throws -> Formula {
    var parts: [Formula] = []
    for (number, invariant) in program.invariants.enumerated()
    where index(of: invariant.level) == level && invariant.parameters.isEmpty {
      parts.append(try instance(number, [], &bindings))
    }
    return .separating(parts)
  }

  /// The body of an instance of an invariant.
  func instance(_ number: Int, _ arguments: [TermNumber], _ bindings: inout Bindings) throws -> Formula {
    try instance(number, arguments, &bindings, depth: 0)
  }

  private func instance(
    _ number: Int, _ arguments: [TermNumber], _ bindings: inout Bindings, depth: Int
  ) throws -> Formula {
    guard program.invariants.indices.contains(number), depth < 64 else { throw CheckFailure("no such invariant") }
    let invariant = program.invariants[number]
    let scope = Scope(variables: try variables(invariant.parameters, arguments))
    return try formula(invariant.body, scope, &bindings, depth: depth + 1)
  }

  func variables(_ parameters: [Variable], _ arguments: [TermNumber]) throws -> [VariableID: TermNumber] {
    guard parameters.count == arguments.count else { throw CheckFailure("wrong number of arguments") }
    return Dictionary(zip(parameters.map(\.id), arguments)) { first, _ in first }
  }

  /// The body of a predicate that contains itself.
  func body(of predicate: Int, _ arguments: [TermNumber], _ bindings: inout Bindings) throws -> Formula {
    guard program.predicates.indices.contains(predicate), let body = program.predicates[predicate].body else {
      throw CheckFailure("a predicate without a definition")
    }
    let scope = Scope(variables: try variables(program.predicates[predicate].parameters, arguments))
    return try formula(body, scope, &bindings)
  }

  func formula(_ assertion: Assertion, _ scope: Scope, _ bindings: inout Bindings, depth: Int = 0) throws -> Formula {
    switch assertion.kind {
    case .emp: return .emp
    case .pure(let expression):
      if case .instanceIsPublic(let id, let arguments) = expression.kind {
        return .separating(try publicInstances(id.index, try list(arguments, scope)).map(Formula.atom))
      }
      if case .conditional(let condition, let a, let b) = expression.kind {
        return .conditional(
          try term(condition, scope), try formula(Assertion(.pure(a), at: a.span), scope, &bindings, depth: depth),
          try formula(Assertion(.pure(b), at: b.span), scope, &bindings, depth: depth))
      }
      return .pure(try term(expression, scope))
    case .pointsTo(let address, let values):
      let base = try term(address, scope)
      var cells: [Formula] = []
      for (offset, value) in values.enumerated() {
        let content = if let value { try term(value, scope) } else { try bindings.take(.int, terms) }
        cells.append(.cell(terms.add(base, terms.int(Int128(offset))), content))
      }
      return .separating(cells)
    case .separating(let parts):
      return .separating(try parts.map { try formula($0, scope, &bindings, depth: depth) })
    case .or(let a, let b):
      return .or(
        try formula(a, scope, &bindings, depth: depth), try formula(b, scope, &bindings, depth: depth))
    case .conditional(let condition, let a, let b):
      return .conditional(
        try term(condition, scope), try formula(a, scope, &bindings, depth: depth),
        try formula(b, scope, &bindings, depth: depth))
    case .exists(let variables, let body):
      var inner = scope
      for variable in variables { inner.variables[variable.id] = try bindings.take(Sort(variable.sort), terms) }
      return try formula(body, inner, &bindings, depth: depth)
    case .predicate(let id, let arguments):
      let values = try list(arguments, scope)
      for meaning in program.partialMeanings(of: id) where isMeant(meaning, values) {
        return try formula(
          meaning.body, Scope(variables: try variables(meaning.parameters, values)), &bindings, depth: depth)
      }
      return .atom(predicate(id.index, values))
    case .invariant(let id, let arguments):
      return try instance(id.index, try list(arguments, scope), &bindings, depth: depth)
    }
  }

  /// Whether the predicate is a name only, in the view of this program.
  func isAbstract(_ predicate: Int) -> Bool {
    program.predicates.indices.contains(predicate) && program.predicates[predicate].body == nil
  }

  func predicate(_ index: Int, _ arguments: [TermNumber]) -> Atom {
    let isPure = program.predicates.indices.contains(index) && program.predicates[index].isPure
    return Atom(isFamily: false, index: index, arguments: arguments, isFact: isPure)
  }

  private func isMeant(_ meaning: Instantiation, _ values: [TermNumber]) -> Bool {
    guard let condition = meaning.guardedBy else { return true }
    let arguments = condition.positions.map { values[$0] }
    return known.contains { $0.isFamily && $0.index == condition.family.index && $0.arguments == arguments }
  }

  /// That an instance is public, and with it those that it says are, where it says nothing else.
  func publicInstances(_ invariant: Int, _ arguments: [TermNumber]) throws -> [Atom] {
    guard program.invariants.indices.contains(invariant) else { throw CheckFailure("no such invariant") }
    var result = [Atom.family(invariant, arguments)]
    var next = 0
    while next < result.count, result.count < 64 {
      let declaration = program.invariants[result[next].index]
      let scope = Scope(variables: try variables(declaration.parameters, result[next].arguments))
      next += 1
      for (other, values) in Self.named(declaration.body) ?? [] {
        let atom = Atom.family(other.index, try list(values, scope))
        if !result.contains(atom) { result.append(atom) }
      }
    }
    return result
  }

  /// The instances that an assertion says are public, if it says nothing else.
  private static func named(_ assertion: Assertion) -> [(InvariantID, [Expression])]? {
    switch assertion.kind {
    case .emp: return []
    case .pure(let expression):
      guard case .instanceIsPublic(let id, let arguments) = expression.kind else { return nil }
      return [(id, arguments)]
    case .separating(let parts):
      var result: [(InvariantID, [Expression])] = []
      for part in parts {
        guard let named = named(part) else { return nil }
        result += named
      }
      return result
    case .pointsTo, .or, .conditional, .exists, .predicate, .invariant: return nil
    }
  }

  // MARK: Expressions

  func list(_ expressions: [Expression], _ scope: Scope) throws -> [TermNumber] {
    try expressions.map { try term($0, scope) }
  }

  func term(_ expression: Expression, _ scope: Scope) throws -> TermNumber {
    func known<T>(_ value: T?) throws -> T {
      guard let value else { throw CheckFailure("an assertion mentions what it may not") }
      return value
    }
    switch expression.kind {
    case .integer(let value): return terms.int(value)
    case .boolean(let value): return terms.bool(value)
    case .register(let register): return try known(scope.registers)[register.index]
    case .entryRegister(let register): return try known(scope.entryRegisters)[register.index]
    case .variable(let id): return try known(scope.variables[id])
    case .interruptEnable: return terms.int(try known(scope.flags).interruptEnable ? 1 : 0)
    case .entryInterruptEnable: return terms.int(try known(scope.entryInterruptEnable) ? 1 : 0)
    case .levelIs(let level): return terms.bool(try known(scope.flags).level == index(of: level))
    case .negate(let a): return terms.scale(try term(a, scope), by: -1)
    case .not(let a): return terms.not(try term(a, scope))
    case .binary(let operation, let a, let b): return try binary(operation, try term(a, scope), try term(b, scope))
    case .conditional(let c, let a, let b):
      return terms.conditional(try term(c, scope), try term(a, scope), try term(b, scope))
    case .signed(let a): return terms.signed(try term(a, scope))
    case .sequence(let parts):
      return terms.concatenate(try list(parts, scope).map { terms.make(.unit($0), .seq) })
    case .length(let a): return terms.length(try term(a, scope))
    case .element(let a, let b): return terms.make(.element(try term(a, scope), try term(b, scope)), .int)
    case .slice(let a, let from, let to):
      let sequence = try term(a, scope)
      let start = if let from { try term(from, scope) } else { terms.int(0) }
      let end = if let to { try term(to, scope) } else { terms.length(sequence) }
      return terms.make(.slice(sequence, start, end), .seq)
    case .contains(let value, let sequence):
      return terms.make(.contains(try term(sequence, scope), try term(value, scope)), .bool)
    case .apply(let id, let arguments):
      let function = program.functions[id.index]
      return terms.make(.application(function.name, try list(arguments, scope)), Sort(function.sort))
    case .quantified, .instanceIsPublic: throw CheckFailure("an expression without a meaning here")
    }
  }

  private func binary(_ operation: BinaryOperator, _ a: TermNumber, _ b: TermNumber) throws -> TermNumber {
    switch operation {
    case .add: terms.add(a, b)
    case .subtract: terms.subtract(a, b)
    case .multiply: terms.multiply(a, b)
    case .divide: terms.divide(a, b)
    case .remainder: terms.remainder(a, b)
    case .bitAnd: terms.bitAnd(terms.wrap(a), terms.wrap(b))
    case .bitOr: terms.bitOr(terms.wrap(a), terms.wrap(b))
    case .bitXor: terms.bitXor(terms.wrap(a), terms.wrap(b))
    case .shiftLeft: terms.shiftLeft(terms.wrap(a), by: terms.wrap(b))
    case .shiftRight: terms.shiftRight(terms.wrap(a), by: terms.wrap(b))
    case .equal: terms.equal(a, b)
    case .notEqual: terms.not(terms.equal(a, b))
    case .less: terms.less(a, b)
    case .lessOrEqual: terms.lessOrEqual(a, b)
    case .greater: terms.less(b, a)
    case .greaterOrEqual: terms.lessOrEqual(b, a)
    case .and: terms.and([a, b])
    case .or: terms.or([a, b])
    case .implies: terms.implies(a, b)
    case .concatenate: terms.concatenate([a, b])
    }
  }
}

extension Sort {
  init(_ sort: AIMLang.Sort) {
    switch sort {
    case .int: self = .int
    case .bool: self = .bool
    case .seq: self = .seq
    }
  }
}
