// All cases: the cells of the heap are known by variables, and a formula is evaluated on a set of them to true, false, or
// an equality that it depends on; both answers to that are cases of their own.

/// A heap with variables, sets of whose cells are bit masks.
private struct SymbolicCells {
  var cells: [(root: Int32, fields: [Int32])]
  var facts: PureFacts
  /// Results for the facts there are, by node and mask.
  var known: [UInt64: Evaluation] = [:]
}

private enum Evaluation {
  case isTrue, isFalse
  case depends(PureLiteral)
  case unsupported(String)
}

extension BooleanProver {
  static let cellLimit = 24

  mutating func solveByCases() -> Answer {
    var form = NormalForm(context, formula)
    var heaps: [NormalForm.Disjunct] = [NormalForm.Disjunct(heap: SymbolicHeap(), isSpatial: false)]
    var rest: [FormulaID] = []
    for assertion in assertions {
      guard let disjuncts = form.disjuncts(of: assertion), disjuncts.count * heaps.count <= NormalForm.limit,
        !(disjuncts.contains(where: \.isSpatial) && heaps.contains(where: \.isSpatial)),
        disjuncts.allSatisfy(\.isSpatial) || disjuncts.allSatisfy({ !$0.isSpatial })
      else {
        rest.append(assertion)
        continue
      }
      heaps = heaps.flatMap { a in
        disjuncts.map { b in
          NormalForm.Disjunct(
            heap: SymbolicHeap(
              existentials: a.heap.existentials + b.heap.existentials, pure: a.heap.pure + b.heap.pure,
              spatial: a.heap.spatial + b.heap.spatial), isSpatial: a.isSpatial || b.isSpatial)
        }
      }
    }
    guard heaps.allSatisfy(\.isSpatial) else { return .unknown("no assertion says what the heap is") }
    var reason: String?
    for disjunct in heaps {
      switch solve(disjunct.heap, rest, form.context) {
      case .unsat: continue
      case .sat(let model): return .sat(model)
      case .unknown(let why): reason = reason ?? why
      }
    }
    return reason.map { .unknown($0) } ?? .unsat
  }

  private mutating func solve(_ heap: SymbolicHeap, _ rest: [FormulaID], _ context: HeapContext) -> Answer {
    var start = SymbolicCells(cells: [], facts: PureFacts(context))
    for literal in heap.pure { start.facts.assume(literal) }
    for atom in heap.spatial {
      guard case .cell(let root, let fields) = atom else { return .unknown("a predicate under boolean structure") }
      if let null = context.null(for: root) { start.facts.locations.separate(root, null) }
      for other in start.cells where context.variables[Int(other.root)].sort == context.variables[Int(root)].sort {
        start.facts.locations.separate(root, other.root)
      }
      start.cells.append((root, fields))
    }
    guard start.cells.count <= Self.cellLimit else { return .unknown("more than \(Self.cellLimit) cells") }
    let all = (UInt64(1) << UInt64(start.cells.count)) - 1
    var pending = [start]
    var reason: String?
    while var state = pending.popLast() {
      if state.facts.isContradictory { continue }
      var outcome = Evaluation.isTrue
      for assertion in rest {
        switch evaluate(assertion, all, &state) {
        case .isTrue: continue
        case let other: outcome = other
        }
        break
      }
      if stepsLeft <= 0 || deadline.isOver { return .unknown("the budget of steps or of time is used up") }
      switch outcome {
      case .isFalse: continue
      case .unsupported(let why): reason = reason ?? why
      case .depends(let literal):
        guard let negated = literal.negated else { return .unknown("a number is too large") }
        for choice in [literal, negated] {
          var next = state
          next.known = [:]
          next.facts.assume(choice)
          pending.append(next)
        }
      case .isTrue:
        if let model = model(state, context) { return .sat(model) }
        reason = reason ?? "a model was not confirmed"
      }
    }
    return reason.map { .unknown($0) } ?? .unsat
  }

  /// Different values for different classes; then evaluated from scratch.
  private func model(_ state: SymbolicCells, _ context: HeapContext) -> HeapModel? {
    guard case .sat(let integers) = IntegerSystem.check(state.facts.linear, backup: backup) else { return nil }
    var values: [Int32: HeapModel.Value] = [:]
    for sort in context.signature.sorts { values[state.facts.locations.find(sort.null)] = 0 }
    var last: HeapModel.Value = 0
    func value(_ variable: Int32) -> HeapModel.Value {
      guard context.isLocation(variable) else { return integers[variable] ?? 0 }
      let known = state.facts.locations.find(variable)
      if let value = values[known] { return value }
      last += 1
      values[known] = last
      return last
    }
    let stack = (0..<Int32(context.variables.count)).map { Optional(value($0)) }
    let model = HeapModel(
      stack: stack, cells: state.cells.map { HeapModel.Cell(address: value($0.root), fields: $0.fields.map(value)) })
    var checker = FormulaChecker(context, formula, model)
    return ModelChecker(context, model).isWellFormed() && assertions.allSatisfy { checker.holds($0) == true }
      ? model : nil
  }

  // MARK: - Evaluation

  private mutating func evaluate(_ id: FormulaID, _ mask: UInt64, _ state: inout SymbolicCells) -> Evaluation {
    let key = UInt64(id) << 32 ^ mask ^ UInt64(state.cells.count) << 58
    if mask < 1 << 32, let known = state.known[key] { return known }
    stepsLeft -= 1
    if stepsLeft <= 0 || (stepsLeft % 1_024 == 0 && deadline.isOver) { return .unsupported("the budget is used up") }
    let result = evaluateAnew(id, mask, &state)
    if mask < 1 << 32 { state.known[key] = result }
    return result
  }

  private func evaluate(_ literal: PureLiteral, _ state: SymbolicCells) -> Evaluation {
    switch state.facts.truth(literal) {
    case true?: .isTrue
    case false?: .isFalse
    case nil: .depends(literal)
    }
  }

  private mutating func evaluateAnew(_ id: FormulaID, _ mask: UInt64, _ state: inout SymbolicCells) -> Evaluation {
    switch formula[id] {
    case .truth(let value): return value ? .isTrue : .isFalse
    case .emp: return mask == 0 ? .isTrue : .isFalse
    case .equal(let a, let b): return evaluate(.equal(a, b), state)
    case .linear(let fact): return evaluate(.linear(fact), state)
    case .cell(let root, let fields):
      guard mask.nonzeroBitCount == 1 else { return .isFalse }
      let cell = state.cells[mask.trailingZeroBitCount]
      guard cell.fields.count == fields.count,
        context.variables[Int(cell.root)].sort == context.variables[Int(root)].sort
      else { return .isFalse }
      var result = Evaluation.isTrue
      for (a, b) in zip([cell.root] + cell.fields, [root] + fields) {
        switch evaluate(context.isLocation(b) ? .equal(a, b) : .linear(.equal(a, b)), state) {
        case .isFalse: return .isFalse
        case .isTrue: continue
        case let open: if case .isTrue = result { result = open }
        }
      }
      return result
    case .not(let inner):
      switch evaluate(inner, mask, &state) {
      case .isTrue: return .isFalse
      case .isFalse: return .isTrue
      case let open: return open
      }
    case .and(let parts):
      var result = Evaluation.isTrue
      for part in parts {
        switch evaluate(part, mask, &state) {
        case .isFalse: return .isFalse
        case .isTrue: continue
        case let open: if case .isTrue = result { result = open }
        }
      }
      return result
    case .or(let parts):
      var result = Evaluation.isFalse
      for part in parts {
        switch evaluate(part, mask, &state) {
        case .isTrue: return .isTrue
        case .isFalse: continue
        case let open: if case .isFalse = result { result = open }
        }
      }
      return result
    case .separate(let parts): return separate(parts[...], mask, &state)
    case .wand(let extra, let body): return wand(extra, body, mask, &state)
    case .instance, .exists: return .unsupported("a predicate or a quantifier under boolean structure")
    }
  }

  /// How many cells a formula can hold of.
  private func sizes(_ id: FormulaID) -> ClosedRange<Int> {
    switch formula[id] {
    case .emp: return 0...0
    case .cell: return 1...1
    case .separate(let parts):
      return parts.map(sizes).reduce(0...0) { $0.lowerBound + $1.lowerBound...min(64, $0.upperBound + $1.upperBound) }
    case .and(let parts):
      let all = parts.map(sizes)
      let (low, high) = (all.map(\.lowerBound).max() ?? 0, all.map(\.upperBound).min() ?? 64)
      return low...max(low, high)
    case .or(let parts):
      let all = parts.map(sizes)
      return (all.map(\.lowerBound).min() ?? 0)...(all.map(\.upperBound).max() ?? 64)
    default: return 0...64
    }
  }

  private mutating func separate(
    _ parts: ArraySlice<FormulaID>, _ mask: UInt64, _ state: inout SymbolicCells
  ) -> Evaluation {
    guard let first = parts.first else { return mask == 0 ? .isTrue : .isFalse }
    if parts.count == 1 { return evaluate(first, mask, &state) }
    let size = sizes(first)
    var result = Evaluation.isFalse
    var subset = mask
    while true {
      if size.contains(subset.nonzeroBitCount) {
        switch evaluate(first, subset, &state) {
        case .isFalse: break
        case let head:
          switch (head, separate(parts.dropFirst(), mask & ~subset, &state)) {
          case (.isTrue, .isTrue): return .isTrue
          case (_, .isFalse): break
          case (.isTrue, let open), (let open, _): if case .isFalse = result { result = open }
          }
        }
      }
      if subset == 0 { return result }
      subset = (subset - 1) & mask
    }
  }

  /// Extensions whose cells are named by the formula: there is one for each disjunct of it, or none.
  private mutating func wand(
    _ extra: FormulaID, _ body: FormulaID, _ mask: UInt64, _ state: inout SymbolicCells
  ) -> Evaluation {
    var form = NormalForm(context, formula)
    guard let disjuncts = form.disjuncts(of: extra),
      disjuncts.allSatisfy({ $0.isSpatial && $0.heap.existentials.isEmpty })
    else { return .unsupported("a magic wand whose left does not name its cells") }
    var result = Evaluation.isTrue
    next: for disjunct in disjuncts {
      var conditions = disjunct.heap.pure
      var extended = state
      var larger = mask
      for atom in disjunct.heap.spatial {
        guard case .cell(let root, let fields) = atom else { return .unsupported("a predicate under a magic wand") }
        if let null = context.null(for: root) { conditions.append(.distinct(root, null)) }
        for index in extended.cells.indices where larger >> UInt64(index) & 1 == 1 {
          let other = extended.cells[index].root
          if context.variables[Int(other)].sort == context.variables[Int(root)].sort {
            conditions.append(.distinct(root, other))
          }
        }
        guard extended.cells.count < 58 else { return .unsupported("too many cells") }
        larger |= 1 << UInt64(extended.cells.count)
        extended.cells.append((root, fields))
      }
      // Where the extension is no heap, or not disjoint, nothing is claimed.
      for condition in conditions {
        switch evaluate(condition, state) {
        case .isTrue: continue
        case .isFalse: continue next
        case let open:
          if case .isTrue = result { result = open }
          continue next
        }
      }
      extended.known = [:]
      switch evaluate(body, larger, &extended) {
      case .isTrue: continue
      case .isFalse: return .isFalse
      case let open: if case .isTrue = result { result = open }
      }
    }
    return result
  }
}
