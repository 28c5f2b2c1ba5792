// Formulas and terms. Recursion is as deep as parentheses are open, which `SExpressions` bounds.

import SepLogic

extension ScriptReader {
  mutating func formula(_ node: Int32) throws(InputError) -> FormulaID {
    guard formula.nodes.count < Self.nodeLimit else {
      throw source.error(
        .tooLarge, "the formula is too large", at: Int(source.nodes[Int(node)].offset), help: "Split the problem.")
    }
    if !isList(node) {
      switch keyword(node) {
      case .trueWord: return truth(true)
      case .falseWord: return truth(false)
      case .emp: return formula.add(.emp)
      default: break
      }
      if let symbol = symbol(node), case .macro(let index) = meanings[Int(symbol)] {
        return try expand(index, [], node)
      }
      throw malformed("`\(source.text(node))` is no formula", node, help: "For example `(= x y)` or `(pto x c)`.")
    }
    let parts = children(node)
    guard let head = parts.first else {
      throw malformed("an empty list is no formula", node, help: "For example `(= x y)`.")
    }
    let operands = parts.dropFirst()
    switch keyword(head) {
    case .and: return formula.add(.and(try formulas(operands)))
    case .or: return formula.add(.or(try formulas(operands)))
    case .not:
      try expect(1, operands, node)
      return negation(try formula(parts[1]))
    case .implies:
      guard operands.count >= 2 else { throw malformed("`=>` has two operands", node, help: "Add one.") }
      var all = try formulas(operands)
      let last = all.removeLast()
      return formula.add(.or(all.map { negation($0) } + [last]))
    case .separate:
      guard operands.count >= 1 else { throw malformed("`sep` has operands", node, help: "Or write `emp`.") }
      return formula.add(.separate(try formulas(operands)))
    case .wand:
      try expect(2, operands, node)
      return formula.add(.wand(try formula(parts[1]), try formula(parts[2])))
    case .underscore:
      if parts.count >= 2, keyword(parts[1]) == .emp { return formula.add(.emp) }
      throw malformed("`(_ …)` has no meaning here", node, help: "The empty heap is `(_ emp Loc Cell)`.")
    case .exists: return try exists(node, parts)
    case .pointsTo:
      try expect(2, operands, node)
      return try cell(node, parts[1], parts[2])
    case .equal, .distinct: return try comparison(node, keyword(head) == .distinct, operands)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      try expect(2, operands, node)
      guard case .integer(let a) = try term(parts[1]), case .integer(let b) = try term(parts[2]) else {
        throw malformed("integers are expected", node, help: "Locations have no order.")
      }
      let isReversed = keyword(head) == .greater || keyword(head) == .greaterOrEqual
      let isStrict = keyword(head) == .less || keyword(head) == .greater
      // a < b is a − b + 1 <= 0.
      guard let difference = (isReversed ? b : a).adding(isReversed ? a : b, times: -1),
        let sum = difference.adding(LinearSum(constant: isStrict ? 1 : 0), times: 1)
      else { throw overflow(node) }
      return linear(LinearConstraint(sum, .lessOrEqual))
    case .forall, .letWord, .ifThenElse:
      throw unsupported("`\(source.text(head))` is not supported", node, help: "Write it out.")
    case nil: break
    default: throw malformed("`\(source.text(head))` makes no formula", node, help: "For example `(and …)`.")
    }
    if let symbol = symbol(head) {
      switch meanings[Int(symbol)] {
      case .macro(let index): return try expand(index, try terms(operands), node)
      case .predicate(let index): return try instance(index, node, operands)
      case .none:
        throw malformed("`\(source.text(head))` is not declared", head, help: "Declare or define it before it is used.")
      default: break
      }
    }
    throw malformed("`\(source.text(head))` makes no formula", node, help: "For example `(and …)`.")
  }

  private func expect(_ count: Int, _ operands: ArraySlice<Int32>, _ node: Int32) throws(InputError) {
    guard operands.count == count else {
      throw malformed(
        "\(operands.count) operands instead of \(count)", node, help: "Is a parenthesis in the wrong place?")
    }
  }

  private mutating func formulas(_ nodes: ArraySlice<Int32>) throws(InputError) -> [FormulaID] {
    var result: [FormulaID] = []
    result.reserveCapacity(nodes.count)
    for node in nodes { result.append(try formula(node)) }
    return result
  }

  private func terms(_ nodes: ArraySlice<Int32>) throws(InputError) -> [Term] {
    var result: [Term] = []
    for node in nodes { result.append(try term(node)) }
    return result
  }

  mutating func truth(_ value: Bool) -> FormulaID {
    if let known = truthNodes[value] { return known }
    let id = formula.add(.truth(value))
    truthNodes[value] = id
    return id
  }

  mutating func equal(_ a: HeapVariableID, _ b: HeapVariableID) -> FormulaID {
    a == b ? truth(true) : formula.add(.equal(a, b))
  }

  mutating func linear(_ fact: LinearConstraint) -> FormulaID {
    if fact.sum.parts.isEmpty, let value = fact.holds({ _ in nil }) { return truth(value) }
    return formula.add(.linear(fact))
  }

  mutating func negation(_ id: FormulaID) -> FormulaID {
    switch formula[id] {
    case .truth(let value): truth(!value)
    case .not(let inner): inner
    default: formula.add(.not(id))
    }
  }

  private mutating func comparison(
    _ node: Int32, _ isDistinct: Bool, _ operands: ArraySlice<Int32>
  ) throws(InputError) -> FormulaID {
    guard operands.count >= 2 else { throw malformed("two operands are expected", node, help: "Add one.") }
    let all = try terms(operands)
    var parts: [FormulaID] = []
    for (index, a) in all.enumerated().dropLast() {
      for b in isDistinct ? all[(index + 1)...] : all[(index + 1)...(index + 1)] {
        guard let same = try equality(a, b, node) else {
          throw malformed("values of different sorts are compared", node, help: "Compare values of one sort.")
        }
        parts.append(isDistinct ? negation(same) : same)
      }
    }
    return parts.count == 1 ? parts[0] : formula.add(.and(parts))
  }

  private mutating func equality(_ a: Term, _ b: Term, _ node: Int32) throws(InputError) -> FormulaID? {
    switch (a, b) {
    case (.location(let a), .location(let b)):
      return context.variables[Int(a)].sort == context.variables[Int(b)].sort ? equal(a, b) : nil
    case (.integer(let a), .integer(let b)):
      guard let sum = a.adding(b, times: -1) else { throw overflow(node) }
      return linear(LinearConstraint(sum, .equal))
    case (.record(let type, let fields), .record(let other, let values)):
      guard type == other else { return nil }
      var parts: [FormulaID] = []
      for (field, value) in zip(fields, values) {
        guard let part = try equality(field, value, node) else { return nil }
        parts.append(part)
      }
      return formula.add(.and(parts))
    default: return nil
    }
  }

  private mutating func cell(_ node: Int32, _ root: Int32, _ content: Int32) throws(InputError) -> FormulaID {
    guard case .location(let address) = try term(root),
      case .location(let sort) = context.variables[Int(address)].sort
    else { throw malformed("the address of a cell is a location", root, help: "For example `(pto x (cell y))`.") }
    guard let expected = context.signature.sorts[Int(sort)].fields else {
      throw malformed(
        "there are no cells of sort `\(context.signature.sorts[Int(sort)].name)`", root,
        help: "Add the sort to `declare-heap`.")
    }
    let value = try term(content)
    let fields: [Term]
    if case .record(let type, let parts) = value {
      guard heap[sort] == .record(type) else {
        throw malformed("cells of this sort hold something else", content, help: "See `declare-heap`.")
      }
      fields = parts
    } else {
      fields = [value]
    }
    return try atom(fields, expected, content) { .cell(address, $0) }
  }

  private mutating func instance(
    _ index: Int32, _ node: Int32, _ operands: ArraySlice<Int32>
  ) throws(InputError) -> FormulaID {
    let sorts = context.predicates[Int(index)].parameters.map { context.variables[Int($0)].sort }
    return try atom(try terms(operands), sorts, node) { .instance(index, $0) }
  }

  /// An atom with values for variables of these sorts.
  private mutating func atom(
    _ values: [Term], _ sorts: [ValueSort], _ node: Int32, _ make: ([HeapVariableID]) -> HeapFormula.Node
  ) throws(InputError) -> FormulaID {
    guard values.count == sorts.count else {
      throw malformed("\(values.count) values instead of \(sorts.count)", node, help: "See the declaration.")
    }
    var bound: [HeapVariableID] = []
    var facts: [FormulaID] = []
    var arguments: [HeapVariableID] = []
    arguments.reserveCapacity(values.count)
    for (value, sort) in zip(values, sorts) {
      switch value {
      case .location(let variable) where context.variables[Int(variable)].sort == sort: arguments.append(variable)
      case .integer(let sum) where sort == .integer: arguments.append(try variable(for: sum, &bound, &facts, node))
      default: throw malformed("a value has another sort than is declared", node, help: "See the declaration.")
      }
    }
    let atom = formula.add(make(arguments))
    return wrapped(atom, bound, facts)
  }

  /// A variable for a sum: a bound one with an equation where it is none itself.
  mutating func variable(
    for sum: LinearSum, _ bound: inout [HeapVariableID], _ facts: inout [FormulaID], _ node: Int32
  ) throws(InputError) -> HeapVariableID {
    if sum.constant == 0, sum.parts.count == 1, sum.parts[0].coefficient == 1 { return sum.parts[0].variable }
    let variable = context.variable("value", .integer)
    guard let difference = LinearSum(variable).adding(sum, times: -1) else { throw overflow(node) }
    bound.append(variable)
    facts.append(formula.add(.linear(LinearConstraint(difference, .equal))))
    return variable
  }

  // MARK: - Terms

  func term(_ node: Int32) throws(InputError) -> Term {
    let this = source.nodes[Int(node)]
    switch this.kind {
    case .numeral:
      guard let value = source.numerals[Int(this.value)] else { throw overflow(node) }
      return .integer(LinearSum(constant: value))
    case .symbol:
      switch meanings[Int(this.value)] {
      case .term(let term): return term
      case .constructor(let type) where records[Int(type)].fields.isEmpty: return .record(type, [])
      case .none:
        throw malformed("`\(source.text(node))` is not declared", node, help: "Declare it before it is used.")
      default: throw malformed("`\(source.text(node))` is no value", node, help: "Values are constants and sums.")
      }
    case .decimal: throw unsupported("`\(source.text(node))` is not an integer", node, help: "Use integers.")
    case .string, .keyword: throw malformed("`\(source.text(node))` is no value", node, help: "Remove it.")
    case .list: break
    }
    let parts = children(node)
    guard let head = parts.first else {
      throw malformed("an empty list is no value", node, help: "For example `(+ n 1)`.")
    }
    switch keyword(head) {
    case .asWord:
      guard parts.count == 3, keyword(parts[1]) == .nilWord, case .value(.location(let sort)) = try sort(parts[2])
      else {
        throw malformed("`as` stands before nil and a location sort", node, help: "For example `(as nil Loc)`.")
      }
      return .location(context.signature.sorts[Int(sort)].null)
    case .plus, .minus, .times: return .integer(try arithmetic(node, keyword(head), parts.dropFirst()))
    default: break
    }
    if let symbol = symbol(head), case .constructor(let type) = meanings[Int(symbol)] {
      let fields = try terms(parts.dropFirst())
      let expected = records[Int(type)].fields
      guard fields.count == expected.count else {
        throw malformed("\(fields.count) fields instead of \(expected.count)", node, help: "See `declare-datatypes`.")
      }
      for (field, sort) in zip(fields, expected) {
        switch field {
        case .location(let variable) where context.variables[Int(variable)].sort == sort: continue
        case .integer where sort == .integer: continue
        default: throw malformed("a field has another sort than is declared", node, help: "See `declare-datatypes`.")
        }
      }
      return .record(type, fields)
    }
    if keyword(head) == .ifThenElse || keyword(head) == .letWord {
      throw unsupported("`\(source.text(head))` is not supported", node, help: "Write it out.")
    }
    throw malformed("`\(source.text(head))` makes no value", node, help: "Values are constants, records and sums.")
  }

  private func arithmetic(
    _ node: Int32, _ operation: Keyword?, _ operands: ArraySlice<Int32>
  ) throws(InputError) -> LinearSum {
    var sums: [LinearSum] = []
    for operand in operands {
      guard case .integer(let sum) = try term(operand) else {
        throw malformed("an integer is expected", operand, help: "Locations cannot be added.")
      }
      sums.append(sum)
    }
    guard var result = sums.first else { throw malformed("operands are missing", node, help: "Add them.") }
    if operation == .minus && sums.count == 1 {
      guard let negative = LinearSum(constant: 0).adding(result, times: -1) else { throw overflow(node) }
      return negative
    }
    for sum in sums.dropFirst() {
      let next: LinearSum?
      switch operation {
      case .times:
        guard result.parts.isEmpty || sum.parts.isEmpty else {
          throw unsupported("a product of two variables is not supported", node, help: "Sums are linear.")
        }
        let (factor, other) = result.parts.isEmpty ? (result.constant, sum) : (sum.constant, result)
        next = LinearSum(constant: 0).adding(other, times: factor)
      case .minus: next = result.adding(sum, times: -1)
      default: next = result.adding(sum, times: 1)
      }
      guard let next else { throw overflow(node) }
      result = next
    }
    return result
  }
}
