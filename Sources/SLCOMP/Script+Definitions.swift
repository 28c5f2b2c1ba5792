// `define-fun` (written out at each call) and `define-fun-rec` (an inductive predicate).

import SepLogic

extension ScriptReader {
  /// Gives the parameters of a list `((x S) …)` their meaning, and says what to restore.
  private mutating func bind(
    _ list: Int32
  ) throws(InputError) -> (terms: [Term], restore: [(symbol: Int32, meaning: Meaning)]) {
    var terms: [Term] = []
    var restore: [(symbol: Int32, meaning: Meaning)] = []
    guard isList(list) else {
      throw malformed("a list of names and sorts is expected", list, help: "For example `((x Loc) (n Int))`.")
    }
    for pair in children(list) {
      let inner = children(pair)
      guard inner.count == 2, let symbol = symbol(inner[0]), Keyword(rawValue: symbol) == nil else {
        throw malformed("a name and a sort are expected", pair, help: "For example `(x Loc)`.")
      }
      let term = try variable(source.name(symbol), inner[1])
      restore.append((symbol, meanings[Int(symbol)]))
      meanings[Int(symbol)] = .term(term)
      terms.append(term)
    }
    return (terms, restore)
  }

  private mutating func unbind(_ restore: [(symbol: Int32, meaning: Meaning)]) {
    for entry in restore.reversed() { meanings[Int(entry.symbol)] = entry.meaning }
  }

  mutating func defineMacro(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 5 else {
      throw malformed(
        "`define-fun` has a name, parameters, a sort and a body", command,
        help: "For example `(define-fun f ((x Loc)) Bool (= x y))`.")
    }
    let name = try newName(parts[1])
    guard try sort(parts[3]) == .truth else {
      throw unsupported("only formulas can be defined", parts[3], help: "Make it a formula about its result.")
    }
    let (terms, restore) = try bind(parts[2])
    let body = try formula(parts[4])
    unbind(restore)
    macros.append(Macro(parameters: terms, body: body))
    meanings[Int(name)] = .macro(Int32(macros.count - 1))
  }

  mutating func definePredicate(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 5 else {
      throw malformed(
        "`define-fun-rec` has a name, parameters, a sort and a body", command,
        help: "For example `(define-fun-rec ls ((x Loc) (y Loc)) Bool …)`.")
    }
    try definePredicates([(parts[1], parts[2], parts[3], parts[4])])
  }

  mutating func definePredicates(_ command: Int32, _ parts: [Int32]) throws(InputError) {
    guard parts.count == 3, isList(parts[1]), isList(parts[2]),
      children(parts[1]).count == children(parts[2]).count
    else {
      throw malformed(
        "`define-funs-rec` has a list of heads and as many bodies", command,
        help: "For example `(define-funs-rec ((p ((x Loc)) Bool)) (…))`.")
    }
    var definitions: [(Int32, Int32, Int32, Int32)] = []
    for (head, body) in zip(children(parts[1]), children(parts[2])) {
      let inner = children(head)
      guard inner.count == 3 else {
        throw malformed("a name, parameters and a sort are expected", head, help: "For example `(p ((x Loc)) Bool)`.")
      }
      definitions.append((inner[0], inner[1], inner[2], body))
    }
    try definePredicates(definitions)
  }

  private mutating func definePredicates(_ definitions: [(Int32, Int32, Int32, Int32)]) throws(InputError) {
    let first = context.predicates.count
    // All names are known in all bodies.
    for (name, parameters, result, _) in definitions {
      guard try sort(result) == .truth else {
        throw unsupported("only formulas can be defined", result, help: "Make it a formula about its result.")
      }
      let symbol = try newName(name)
      let (terms, restore) = try bind(parameters)
      unbind(restore)
      meanings[Int(symbol)] = .predicate(Int32(context.predicates.count))
      context.predicates.append(
        InductivePredicate(
          name: source.name(symbol), parameters: try parameterVariables(terms, parameters), cases: []))
    }
    for (offset, (_, parameters, _, body)) in definitions.enumerated() {
      let (terms, restore) = try bind(parameters)
      let id = try formula(body)
      unbind(restore)
      // The parameters of the head stand for those that the body was read with.
      let own = try parameterVariables(terms, parameters)
      let heads = context.predicates[first + offset].parameters
      let names = Dictionary(uniqueKeysWithValues: zip(own, heads))
      var form = NormalForm(context, formula)
      guard let cases = form.disjuncts(of: id), cases.allSatisfy(\.isSpatial) else {
        throw unsupported(
          "a definition has to be a disjunction of symbolic heaps", body,
          help: "Each case is `(exists (…) (and pure… (sep atoms…)))`.")
      }
      context = form.context
      context.predicates[first + offset].cases = cases.map { $0.heap.renamed { names[$0] ?? $0 } }
      for variable in context.predicates[first + offset].cases.flatMap({ freeVariables($0) })
      where !heads.contains(variable) && !context.isNull(variable) {
        throw unsupported(
          "`\(context.name(variable))` is no parameter of the definition", body, help: "Make it a parameter.")
      }
    }
  }

  private func freeVariables(_ heap: SymbolicHeap) -> [HeapVariableID] {
    var found: [HeapVariableID] = []
    _ = heap.renamed {
      found.append($0)
      return $0
    }
    return found.filter { !heap.existentials.contains($0) }
  }

  private func parameterVariables(_ terms: [Term], _ node: Int32) throws(InputError) -> [HeapVariableID] {
    for case .record in terms {
      throw unsupported("a predicate has no records as parameters", node, help: "Give it the fields.")
    }
    return terms.flatMap(variables(of:))
  }

  mutating func exists(_ node: Int32, _ parts: [Int32]) throws(InputError) -> FormulaID {
    guard parts.count == 3 else {
      throw malformed("`exists` has variables and a formula", node, help: "For example `(exists ((x Loc)) …)`.")
    }
    let (terms, restore) = try bind(parts[1])
    let body = try formula(parts[2])
    unbind(restore)
    return formula.add(.exists(terms.flatMap(variables(of:)), body))
  }

  func variables(of term: Term) -> [HeapVariableID] {
    switch term {
    case .location(let variable): [variable]
    case .integer(let sum): sum.parts.map(\.variable)
    case .record(_, let fields): fields.flatMap(variables(of:))
    }
  }

  // MARK: - Calls of macros

  mutating func expand(_ index: Int32, _ arguments: [Term], _ node: Int32) throws(InputError) -> FormulaID {
    let macro = macros[Int(index)]
    guard macro.parameters.count == arguments.count else {
      throw malformed(
        "\(arguments.count) arguments instead of \(macro.parameters.count)", node, help: "See the definition.")
    }
    var locations: [HeapVariableID: HeapVariableID] = [:]
    var sums: [HeapVariableID: LinearSum] = [:]
    for (parameter, argument) in zip(macro.parameters, arguments) {
      guard bind(parameter, argument, &locations, &sums) else {
        throw malformed("an argument has another sort than its parameter", node, help: "See the definition.")
      }
    }
    return try copy(macro.body, locations, sums, node)
  }

  private func bind(
    _ parameter: Term, _ argument: Term, _ locations: inout [HeapVariableID: HeapVariableID],
    _ sums: inout [HeapVariableID: LinearSum]
  ) -> Bool {
    switch (parameter, argument) {
    case (.location(let variable), .location(let value)):
      guard context.variables[Int(variable)].sort == context.variables[Int(value)].sort else { return false }
      locations[variable] = value
    case (.integer(let sum), .integer(let value)): sums[sum.parts[0].variable] = value
    case (.record(let type, let parts), .record(let other, let values)):
      guard type == other else { return false }
      for (part, value) in zip(parts, values) where !bind(part, value, &locations, &sums) { return false }
    default: return false
    }
    return true
  }

  /// A formula with values for some variables. The depth is that of the text, times that of macros in macros.
  private mutating func copy(
    _ id: FormulaID, _ locations: [HeapVariableID: HeapVariableID], _ sums: [HeapVariableID: LinearSum], _ node: Int32
  ) throws(InputError) -> FormulaID {
    guard formula.nodes.count < Self.nodeLimit else {
      throw source.error(
        .tooLarge, "definitions that are written out become too large", at: Int(source.nodes[Int(node)].offset),
        help: "Definitions that call others twice double at each level.")
    }
    func all(_ parts: [FormulaID], _ this: inout ScriptReader) throws(InputError) -> [FormulaID] {
      var result: [FormulaID] = []
      result.reserveCapacity(parts.count)
      for part in parts { result.append(try this.copy(part, locations, sums, node)) }
      return result
    }
    switch formula[id] {
    case .truth, .emp: return id
    case .equal(let a, let b): return equal(locations[a] ?? a, locations[b] ?? b)
    case .linear(let fact):
      var sum = LinearSum(constant: fact.sum.constant)
      for part in fact.sum.parts {
        let value = sums[part.variable] ?? LinearSum(part.variable)
        guard let next = sum.adding(value, times: part.coefficient) else { throw overflow(node) }
        sum = next
      }
      return linear(LinearConstraint(sum, fact.relation))
    case .cell(let root, let fields):
      return try withVariables(fields, sums, node) { this, fields in
        .cell(locations[root] ?? root, fields.map { locations[$0] ?? $0 })
      }
    case .instance(let predicate, let arguments):
      return try withVariables(arguments, sums, node) { this, arguments in
        .instance(predicate, arguments.map { locations[$0] ?? $0 })
      }
    case .not(let inner): return negation(try copy(inner, locations, sums, node))
    case .and(let parts): return formula.add(.and(try all(parts, &self)))
    case .or(let parts): return formula.add(.or(try all(parts, &self)))
    case .separate(let parts): return formula.add(.separate(try all(parts, &self)))
    case .wand(let a, let b):
      return formula.add(.wand(try copy(a, locations, sums, node), try copy(b, locations, sums, node)))
    case .exists(let bound, let body):
      // Bound variables are met once for each occurrence of the binder, and renamed when they are taken out.
      return formula.add(.exists(bound, try copy(body, locations, sums, node)))
    }
  }

  func overflow(_ node: Int32) -> InputError {
    source.error(
      .tooLarge, "a number does not fit 64 bits", at: Int(source.nodes[Int(node)].offset), help: "Use smaller ones.")
  }

  /// An atom over variables, where some are to be replaced by sums: a sum that is no variable gets a bound one.
  private mutating func withVariables(
    _ variables: [HeapVariableID], _ sums: [HeapVariableID: LinearSum], _ node: Int32,
    _ make: (inout ScriptReader, [HeapVariableID]) -> HeapFormula.Node
  ) throws(InputError) -> FormulaID {
    var bound: [HeapVariableID] = []
    var facts: [FormulaID] = []
    var result = variables
    for index in variables.indices {
      guard let sum = sums[variables[index]] else { continue }
      result[index] = try variable(for: sum, &bound, &facts, node)
    }
    let atom = formula.add(make(&self, result))
    return wrapped(atom, bound, facts)
  }

  mutating func wrapped(_ atom: FormulaID, _ bound: [HeapVariableID], _ facts: [FormulaID]) -> FormulaID {
    if bound.isEmpty { return atom }
    let body = formula.add(.and(facts + [atom]))
    return formula.add(.exists(bound, body))
  }
}
