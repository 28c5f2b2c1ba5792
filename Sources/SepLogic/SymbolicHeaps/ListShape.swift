// The analysis of a definition, once: is it a list segment, and what is which of its parameters? Only the shape of the
// definition counts, no name.
//
// A list has a base case of equations and `emp`, and a recursive case with one cell at the parameter `root`, one call of
// itself at a field of that cell, and beside them calls of lists analysed before. The base equations pair a parameter
// that changes in the self call (`root`, `previous`) with one that does not (`out`, `tail`); `out` may be nil instead.
// All other parameters are handed on unchanged (`statics`). Guards are the disequations of the recursive case: of
// `root ≠ out` and `tail ≠ previous` none, one or both.
//
//     singly linked  P(root, out)                  doubly linked  P(root, tail, previous, out)
//
// Since neither the fields nor the nested calls mention `out` or `tail`, two segments compose:
// P(m, d) * P(d, c) ⊢ P(m, c), under the guards (`ListProver+Composition`).

/// Where a value in the recursive case comes from.
enum ListSource: Hashable, Sendable {
  case parameter(Int)
  case null(HeapVariableID)
  /// The root of the rest.
  case next
  /// A field with no other role, by number.
  case fresh(Int)
}

struct ListShape: Sendable {
  var predicate: Int32
  var root: Int
  var out: Int?
  var previous: Int?
  var tail: Int?
  var statics: [Int]
  var isGuardedAtRoot: Bool
  var isGuardedAtTail: Bool
  var fields: [ListSource]
  var nested: [(predicate: Int32, arguments: [ListSource])]
  var freshSorts: [ValueSort]
  /// The nil of the root's sort.
  var null: HeapVariableID

  /// Whether a parameter can be read off the cell.
  func isField(_ parameter: Int) -> Bool { fields.contains(.parameter(parameter)) }

  /// The shapes of all predicates that have one, in order of definition.
  static func analyse(_ context: HeapContext) -> [ListShape?] {
    var result: [ListShape?] = []
    for index in context.predicates.indices {
      result.append(ListShape(index, context, known: result))
    }
    return result
  }

  private init?(_ index: Int, _ context: HeapContext, known: [ListShape?]) {
    let definition = context.predicates[index]
    guard definition.cases.count == 2,
      let base = definition.cases.first(where: { $0.spatial.isEmpty }),
      let step = definition.cases.first(where: { !$0.spatial.isEmpty }),
      base.existentials.isEmpty, definition.parameters.allSatisfy(context.isLocation)
    else { return nil }
    let position = Dictionary(uniqueKeysWithValues: definition.parameters.enumerated().map { ($1, $0) })
    var cells: [(HeapVariableID, [HeapVariableID])] = []
    var calls: [[HeapVariableID]] = []
    var others: [(Int32, [HeapVariableID])] = []
    for atom in step.spatial {
      switch atom {
      case .cell(let root, let values): cells.append((root, values))
      case .instance(let callee, let arguments) where callee == Int32(index): calls.append(arguments)
      case .instance(let callee, let arguments): others.append((callee, arguments))
      }
    }
    guard cells.count == 1, calls.count == 1, let root = position[cells[0].0] else { return nil }
    let (values, call) = (cells[0].1, calls[0])
    let next = call[root]
    guard step.existentials.contains(next), values.contains(next),
      step.existentials.allSatisfy(values.contains), step.existentials.allSatisfy(context.isLocation)
    else { return nil }

    // Pairs of the base case.
    var (out, previous, tail): (Int?, Int?, Int?) = (nil, nil, nil)
    var endsAtNull = false
    for literal in base.pure {
      guard case .equal(let a, let b) = literal else { return nil }
      if a == b { continue }
      if let x = position[a], let y = position[b] {
        let isRootPair = x == root || y == root
        let (moving, constant) = x == root || (!isRootPair && call[y] == b) ? (x, y) : (y, x)
        guard moving != constant, call[constant] == definition.parameters[constant] else { return nil }
        if moving == root {
          if out == constant { continue }
          guard out == nil, !endsAtNull else { return nil }
          out = constant
        } else {
          if previous == moving && tail == constant { continue }
          guard previous == nil, call[moving] == definition.parameters[root] else { return nil }
          (previous, tail) = (moving, constant)
        }
      } else if let x = position[a] ?? position[b], context.isNull(position[a] == nil ? a : b), x == root, out == nil {
        endsAtNull = true
      } else {
        return nil
      }
    }
    guard out != nil || endsAtNull, out != tail || out == nil, let null = context.null(for: cells[0].0) else {
      return nil
    }
    var statics: [Int] = []
    for parameter in definition.parameters.indices
    where parameter != root && parameter != out && parameter != previous && parameter != tail {
      guard call[parameter] == definition.parameters[parameter] else { return nil }
      statics.append(parameter)
    }

    var freshOf: [HeapVariableID: Int] = [:]
    var freshSorts: [ValueSort] = []
    func source(_ variable: HeapVariableID) -> ListSource? {
      if variable == next { return .next }
      if let parameter = position[variable] {
        // What mentions the end of a segment does not compose.
        return parameter == out || parameter == tail ? nil : .parameter(parameter)
      }
      if context.isNull(variable) { return .null(variable) }
      guard step.existentials.contains(variable) else { return nil }
      if let known = freshOf[variable] { return .fresh(known) }
      freshOf[variable] = freshSorts.count
      freshSorts.append(context.variables[Int(variable)].sort)
      return .fresh(freshSorts.count - 1)
    }
    var fields: [ListSource] = []
    for value in values {
      guard let source = source(value) else { return nil }
      fields.append(source)
    }
    var nested: [(predicate: Int32, arguments: [ListSource])] = []
    for (callee, arguments) in others {
      guard Int(callee) < known.count, known[Int(callee)] != nil else { return nil }
      var sources: [ListSource] = []
      for argument in arguments {
        guard let source = source(argument) else { return nil }
        sources.append(source)
      }
      nested.append((callee, sources))
    }

    var (isGuardedAtRoot, isGuardedAtTail) = (false, false)
    let outVariable = out.map { definition.parameters[$0] } ?? null
    for literal in step.pure {
      guard case .distinct(let a, let b) = literal else { return nil }
      let pair = Set([a, b])
      if pair == Set([definition.parameters[root], outVariable]) {
        isGuardedAtRoot = true
      } else if let previous, let tail, pair == Set([definition.parameters[previous], definition.parameters[tail]]) {
        isGuardedAtTail = true
      } else {
        return nil
      }
    }
    // An address is never nil: a list that ends at nil is guarded.
    if out == nil { isGuardedAtRoot = true }
    self.predicate = Int32(index)
    self.root = root
    self.out = out
    self.previous = previous
    self.tail = tail
    self.statics = statics
    self.isGuardedAtRoot = isGuardedAtRoot
    self.isGuardedAtTail = isGuardedAtTail
    self.fields = fields
    self.nested = nested
    self.freshSorts = freshSorts
    self.null = null
  }
}
