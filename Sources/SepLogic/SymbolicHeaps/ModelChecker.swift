// Does a concrete stack and heap satisfy a symbolic heap? Written from the meaning of formulas alone and used by none of
// the proof rules: every `invalid` goes through here.
//
// Existential values are found where they must be found: from the fields of cells, from equations, and otherwise left
// as unknowns of integer constraints. A case of a predicate is tried only where its cell is there, so the number of
// unfoldings is bounded by that of the cells for predicates whose cases have one; beyond a bound the answer is nil.

/// Evaluates symbolic heaps in one model.
package struct ModelChecker {
  let context: HeapContext
  let model: HeapModel
  /// Index of the cell at an address.
  private let cellAt: [HeapModel.Value: Int]
  var stepsLeft = 200_000

  private typealias Value = HeapModel.Value

  package init(_ context: HeapContext, _ model: HeapModel) {
    self.context = context
    self.model = model
    cellAt = Dictionary(model.cells.enumerated().map { ($1.address, $0) }) { first, _ in first }
  }

  /// A set of cells.
  private struct CellSet {
    var words: [UInt64]

    init(count: Int) {
      words = Array(repeating: 0, count: (count + 63) / 64)
      for index in 0..<count { words[index / 64] |= 1 << UInt64(index % 64) }
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    func contains(_ index: Int) -> Bool { words[index / 64] >> UInt64(index % 64) & 1 == 1 }
    mutating func remove(_ index: Int) { words[index / 64] &= ~(1 << UInt64(index % 64)) }
  }

  /// What is still to be found. Variables are slots.
  private struct Search {
    var slots: [Value?]
    var isLocation: [Bool]
    var cells: CellSet
    var spatial: [SpatialAtom]
    var pure: [PureLiteral]
    var unfoldings = 0
  }

  /// Whether values have one sort each, nil is nil, and no cell is at nil or twice.
  package func isWellFormed() -> Bool {
    var sorts: [Value: Int32] = [:]
    func has(_ value: Value, _ sort: ValueSort) -> Bool {
      guard case .location(let sort) = sort else { return true }
      if value == 0 { return true }
      if value < 0 { return false }
      if let known = sorts[value] { return known == sort }
      sorts[value] = sort
      return true
    }
    guard model.stack.count >= context.variables.count, cellAt.count == model.cells.count, cellAt[0] == nil else {
      return false
    }
    for (index, variable) in context.variables.enumerated() {
      guard let value = model.stack[index] else { continue }
      guard has(value, variable.sort) else { return false }
      if context.isNull(HeapVariableID(index)) && value != 0 { return false }
    }
    // The sort of a cell follows from its address; an address that no variable or field gives may have any.
    var isKnown = Array(repeating: false, count: model.cells.count)
    var changed = true
    while changed {
      changed = false
      for (index, cell) in model.cells.enumerated() where !isKnown[index] {
        guard let sort = sorts[cell.address] else { continue }
        guard let fields = context.signature.sorts[Int(sort)].fields, fields.count == cell.fields.count else {
          return false
        }
        for (value, sort) in zip(cell.fields, fields) where !has(value, sort) { return false }
        isKnown[index] = true
        changed = true
      }
    }
    return true
  }

  /// Whether the model satisfies the heap; nil where that cannot be told.
  package mutating func satisfies(_ heap: SymbolicHeap) -> Bool? {
    var slots = model.stack
    var isLocation = context.variables.map(\.sort.isLocation)
    while slots.count < context.variables.count { slots.append(nil) }
    while isLocation.count < slots.count { isLocation.append(false) }
    for variable in heap.existentials { slots[Int(variable)] = nil }
    for sort in context.signature.sorts { slots[Int(sort.null)] = 0 }
    var pending = [
      Search(
        slots: slots, isLocation: isLocation, cells: CellSet(count: model.cells.count), spatial: heap.spatial,
        pure: heap.pure)
    ]
    var isUnknown = false
    while var search = pending.popLast() {
      stepsLeft -= 1
      if stepsLeft <= 0 { return nil }
      switch step(&search) {
      case .fails: continue
      case .holds: return true
      case .isUnknown: isUnknown = true
      case .goesOn(let more): pending += more.reversed()
      }
    }
    return isUnknown ? nil : false
  }

  private enum Step {
    case fails, holds, isUnknown
    case goesOn([Search])
  }

  /// One atom, after all equations.
  private func step(_ search: inout Search) -> Step {
    guard settle(&search) else { return .fails }
    if search.spatial.isEmpty {
      if !search.cells.isEmpty { return .fails }
      return finish(search)
    }
    // Cells with a known address are forced; then instances; then cells at unknown addresses.
    if let index = search.spatial.lastIndex(where: { atom in
      if case .cell(let root, _) = atom { search.slots[Int(root)] != nil } else { false }
    }) {
      guard case .cell(let root, let fields) = search.spatial.remove(at: index), let address = search.slots[Int(root)],
        let cell = cellAt[address], take(cell, fields, &search)
      else { return .fails }
      return .goesOn([search])
    }
    let instances = search.spatial.indices.filter { index in
      if case .instance = search.spatial[index] { true } else { false }
    }
    if let index = instances.max(by: { knownCount(search, $0) < knownCount(search, $1) }) {
      return unfold(index, search)
    }
    guard case .cell(let root, let fields)? = search.spatial.popLast() else { return .fails }
    var more: [Search] = []
    for (index, cell) in model.cells.enumerated() where search.cells.contains(index) {
      var next = search
      next.slots[Int(root)] = cell.address
      if take(index, fields, &next) { more.append(next) }
    }
    return .goesOn(more)
  }

  private func knownCount(_ search: Search, _ index: Int) -> Int {
    guard case .instance(_, let arguments) = search.spatial[index] else { return 0 }
    return arguments.count { search.isLocation[Int($0)] && search.slots[Int($0)] != nil }
  }

  private func take(_ cell: Int, _ fields: [HeapVariableID], _ search: inout Search) -> Bool {
    let values = model.cells[cell].fields
    guard search.cells.contains(cell), values.count == fields.count else { return false }
    search.cells.remove(cell)
    for (field, value) in zip(fields, values) {
      if let known = search.slots[Int(field)] {
        if known != value { return false }
      } else {
        search.slots[Int(field)] = value
      }
    }
    return true
  }

  private func unfold(_ index: Int, _ search: Search) -> Step {
    var search = search
    guard case .instance(let predicate, let arguments) = search.spatial.remove(at: index) else { return .fails }
    search.unfoldings += 1
    if search.unfoldings > 4 * (model.cells.count + 4) + 2 * context.predicates.count { return .isUnknown }
    let definition = context.predicates[Int(predicate)]
    var more: [Search] = []
    for body in definition.cases {
      var next = search
      var names: [HeapVariableID: HeapVariableID] = [:]
      for (parameter, argument) in zip(definition.parameters, arguments) { names[parameter] = argument }
      for variable in body.existentials {
        names[variable] = HeapVariableID(next.slots.count)
        next.slots.append(nil)
        next.isLocation.append(context.isLocation(variable))
      }
      for literal in body.pure { next.pure.append(literal.renamed { names[$0] ?? $0 }) }
      for atom in body.spatial { next.spatial.append(atom.renamed { names[$0] ?? $0 }) }
      more.append(next)
    }
    return .goesOn(more)
  }

  /// Evaluates what has values, and gives values where an equation does. False where something does not hold.
  private func settle(_ search: inout Search) -> Bool {
    var changed = true
    while changed {
      changed = false
      var rest: [PureLiteral] = []
      for literal in search.pure {
        switch literal {
        case .equal(let a, let b):
          switch (search.slots[Int(a)], search.slots[Int(b)]) {
          case (let x?, let y?): if x != y { return false }
          case (let x?, nil):
            search.slots[Int(b)] = x
            changed = true
          case (nil, let y?):
            search.slots[Int(a)] = y
            changed = true
          case (nil, nil): if a != b { rest.append(literal) }
          }
        case .distinct(let a, let b):
          if a == b { return false }
          if let x = search.slots[Int(a)], let y = search.slots[Int(b)] {
            if x == y { return false }
          } else {
            rest.append(literal)
          }
        case .linear(let constraint):
          let slots = search.slots
          let unknown = constraint.sum.parts.filter { slots[Int($0.variable)] == nil }
          if unknown.isEmpty {
            guard constraint.holds({ slots[Int($0)] }) == true else { return false }
          } else if unknown.count == 1, constraint.relation == .equal, unknown[0].coefficient.magnitude == 1,
            let others = constraint.sum.value({ $0 == unknown[0].variable ? 0 : slots[Int($0)] }), others != .min
          {
            search.slots[Int(unknown[0].variable)] = unknown[0].coefficient == 1 ? -others : others
            changed = true
          } else {
            rest.append(literal)
          }
        }
      }
      search.pure = rest
    }
    return true
  }

  /// All cells are found; what is left is about values that nothing determines.
  private func finish(_ search: Search) -> Step {
    var constraints: [LinearConstraint] = []
    for literal in search.pure {
      switch literal {
      case .equal: return .isUnknown
      // There are infinitely many locations.
      case .distinct: continue
      case .linear(let constraint):
        var sum = LinearSum(constant: constraint.sum.constant)
        for part in constraint.sum.parts {
          let value = search.slots[Int(part.variable)].map(LinearSum.init(constant:)) ?? LinearSum(part.variable)
          guard let next = sum.adding(value, times: part.coefficient) else { return .isUnknown }
          sum = next
        }
        constraints.append(LinearConstraint(sum, constraint.relation))
      }
    }
    if constraints.isEmpty { return .holds }
    switch IntegerSystem.check(constraints) {
    case .unsat: return .fails
    case .sat: return .holds
    case .unknown: return .isUnknown
    }
  }
}

extension EntailmentProblem {
  /// Whether the model satisfies the left and nothing of the right. Only then is it evidence.
  package func isRefuted(by model: HeapModel) -> Bool {
    var checker = ModelChecker(context, model)
    guard checker.isWellFormed(), checker.satisfies(left) == true else { return false }
    for heap in right where checker.satisfies(heap) != false { return false }
    return true
  }
}
