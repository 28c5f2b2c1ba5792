/// Values of symbols: a counterexample, or an assignment in a test.
package struct Model: Sendable, Equatable, CustomStringConvertible {
  private var values: [TermID: Int128]

  package init(_ values: [TermID: Int128] = [:]) { self.values = values }

  /// The value of a symbol; truth values are 0 and 1. Nil where the model leaves it open.
  package subscript(symbol: TermID) -> Int128? {
    get { values[symbol] }
    set { values[symbol] = newValue }
  }

  /// The symbols that have a value, ascending.
  package var symbols: [TermID] { values.keys.sorted() }

  package var description: String {
    symbols.map { "\($0.rawValue): \(values[$0] ?? 0)" }.joined(separator: ", ")
  }
}

package enum TermValue: Hashable, Sendable {
  case integer(Int128)
  case boolean(Bool)
}

extension TermArena {
  /// The term's value; nil where it depends on a symbol that the model leaves open, or a number does not fit 128 bits.
  /// Conjunctions and conditionals are decided by the operands that matter.
  package func evaluate(_ root: TermID, in model: Model) -> TermValue? {
    var values: [TermID: TermValue] = [:]
    for id in reachable(from: CollectionOfOne(root)) {
      values[id] = value(of: id, in: model) { values[$0] }
    }
    return values[root]
  }

  package func evaluateInt(_ root: TermID, in model: Model) -> Int128? {
    if case .integer(let value) = evaluate(root, in: model) { value } else { nil }
  }

  package func evaluateBool(_ root: TermID, in model: Model) -> Bool? {
    if case .boolean(let value) = evaluate(root, in: model) { value } else { nil }
  }

  /// The model with some value, within its range, for each symbol of `roots` that it leaves open.
  package func completed(_ model: Model, for roots: some Sequence<TermID>) -> Model {
    var result = model
    for symbol in freeSymbols(of: roots) where result[symbol] == nil {
      result[symbol] = symbolInfo(symbol)?.range?.lowerBound ?? 0
    }
    return result
  }

  private func value(of id: TermID, in model: Model, _ known: (TermID) -> TermValue?) -> TermValue? {
    func integer(_ id: TermID) -> Int128? {
      if case .integer(let value) = known(id) { value } else { nil }
    }
    func boolean(_ id: TermID) -> Bool? {
      if case .boolean(let value) = known(id) { value } else { nil }
    }
    func pair(_ a: TermID, _ b: TermID, _ operation: (Int128, Int128) -> Int128?) -> TermValue? {
      guard let x = integer(a), let y = integer(b) else { return nil }
      return operation(x, y).map(TermValue.integer)
    }
    switch self[id] {
    case .integer(let value): return .integer(value)
    case .boolean(let value): return .boolean(value)
    case .symbol(let index):
      guard let value = model[id] else { return nil }
      return symbols[index].sort == .bool ? .boolean(value != 0) : .integer(value)
    case .sum(let form): return sum(form, integer).map(TermValue.integer)
    case .addition(let a, let b):
      return pair(a, b) { x, y in
        let sum = x.addingReportingOverflow(y)
        return sum.overflow ? nil : sum.partialValue
      }
    case .product(let a, let b):
      return pair(a, b) { x, y in
        let product = x.multipliedReportingOverflow(by: y)
        return product.overflow ? nil : product.partialValue
      }
    case .quotient(let a, let b): return pair(a, b) { $1 == 0 ? 0 : euclideanDivision($0, $1)?.quotient }
    case .remainder(let a, let b): return pair(a, b) { $1 == 0 ? $0 : euclideanDivision($0, $1)?.remainder }
    case .conditional(let c, let a, let b): return boolean(c).flatMap { known($0 ? a : b) }
    case .bitAnd(let a, let b): return pair(a, b) { $0 & $1 }
    case .equal(let a, let b):
      guard let x = integer(a), let y = integer(b) else { return nil }
      return .boolean(x == y)
    case .lessOrEqual(let a, let b):
      guard let x = integer(a), let y = integer(b) else { return nil }
      return .boolean(x <= y)
    case .iff(let a, let b):
      guard let x = boolean(a), let y = boolean(b) else { return nil }
      return .boolean(x == y)
    case .not(let a): return boolean(a).map { .boolean(!$0) }
    case .and(let operands):
      var open = false
      for operand in operands {
        guard let value = boolean(operand) else {
          open = true
          continue
        }
        if !value { return .boolean(false) }
      }
      return open ? nil : .boolean(true)
    }
  }

  private func sum(_ form: LinearForm, _ value: (TermID) -> Int128?) -> Int128? {
    var result = form.constant
    for part in form.parts {
      guard let atom = value(part.atom) else { return nil }
      let product = atom.multipliedReportingOverflow(by: part.coefficient)
      let sum = result.addingReportingOverflow(product.partialValue)
      if product.overflow || sum.overflow { return nil }
      result = sum.partialValue
    }
    return result
  }
}
