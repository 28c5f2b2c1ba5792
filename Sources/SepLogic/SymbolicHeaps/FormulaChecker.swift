// Does a concrete stack and heap satisfy a formula with boolean structure? From the meaning of formulas alone; nil where
// that is not decided (quantifiers, predicates, wands whose left does not name its cells).

/// Evaluates formulas in one model.
package struct FormulaChecker {
  private let context: HeapContext
  private let formula: HeapFormula
  private let stack: [HeapModel.Value?]
  private let all: [HeapModel.Cell]

  package init(_ context: HeapContext, _ formula: HeapFormula, _ model: HeapModel) {
    self.context = context
    self.formula = formula
    stack = model.stack
    all = model.cells
  }

  /// Whether a formula holds of the whole heap.
  package mutating func holds(_ id: FormulaID) -> Bool? { holds(id, all) }

  private func holds(_ id: FormulaID, _ cells: [HeapModel.Cell]) -> Bool? {
    switch formula[id] {
    case .truth(let value): return value
    case .emp: return cells.isEmpty
    case .equal(let a, let b): return stack[Int(a)] == stack[Int(b)]
    case .linear(let fact): return fact.holds { stack[Int($0)] }
    case .cell(let root, let fields):
      return cells.count == 1 && cells[0].address == stack[Int(root)]
        && cells[0].fields == fields.map { stack[Int($0)] }
    case .not(let inner): return holds(inner, cells).map { !$0 }
    case .and(let parts): return all(parts) { holds($0, cells) }
    case .or(let parts): return all(parts) { holds($0, cells).map { !$0 } }.map { !$0 }
    case .separate(let parts): return separates(parts[...], cells)
    case .wand(let extra, let body):
      var form = NormalForm(context, formula)
      guard let disjuncts = form.disjuncts(of: extra),
        disjuncts.allSatisfy({ $0.isSpatial && $0.heap.existentials.isEmpty })
      else { return nil }
      return all(disjuncts) { disjunct in
        for literal in disjunct.heap.pure {
          switch literal {
          case .equal(let a, let b): if stack[Int(a)] != stack[Int(b)] { return true }
          case .distinct(let a, let b): if stack[Int(a)] == stack[Int(b)] { return true }
          case .linear(let fact):
            guard let holds = fact.holds({ stack[Int($0)] }) else { return nil }
            if !holds { return true }
          }
        }
        var larger = cells
        for atom in disjunct.heap.spatial {
          guard case .cell(let root, let fields) = atom, let address = stack[Int(root)] else { return nil }
          if address == 0 || larger.contains(where: { $0.address == address }) { return true }
          larger.append(HeapModel.Cell(address: address, fields: fields.map { stack[Int($0)] ?? 0 }))
        }
        return holds(body, larger)
      }
    case .instance, .exists: return nil
    }
  }

  private func all<Element>(_ parts: [Element], _ test: (Element) -> Bool?) -> Bool? {
    var isUnknown = false
    for part in parts {
      switch test(part) {
      case true?: continue
      case false?: return false
      case nil: isUnknown = true
      }
    }
    return isUnknown ? nil : true
  }

  private func separates(_ parts: ArraySlice<FormulaID>, _ cells: [HeapModel.Cell]) -> Bool? {
    guard let first = parts.first else { return cells.isEmpty }
    if parts.count == 1 { return holds(first, cells) }
    guard cells.count < 20 else { return nil }
    var isUnknown = false
    for mask in 0..<(1 << cells.count) {
      let taken = cells.indices.filter { mask >> $0 & 1 == 1 }.map { cells[$0] }
      let head = holds(first, taken)
      if head == false { continue }
      let rest = separates(parts.dropFirst(), cells.indices.filter { mask >> $0 & 1 == 0 }.map { cells[$0] })
      if head == true && rest == true { return true }
      if rest != false { isUnknown = true }
    }
    return isUnknown ? nil : false
  }
}
