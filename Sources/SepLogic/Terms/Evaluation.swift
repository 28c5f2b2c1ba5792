/// Values of symbols: a counterexample, or an assignment in a test.
package struct Model: Sendable, Equatable, CustomStringConvertible {
  private var values: [TermID: Int128]
  private var sequences: [TermID: [Int128]]

  package init(_ values: [TermID: Int128] = [:], sequences: [TermID: [Int128]] = [:]) {
    self.values = values
    self.sequences = sequences
  }

  /// The value of a symbol that is no sequence; truth values are 0 and 1. Nil where the model leaves it open.
  package subscript(symbol: TermID) -> Int128? {
    get { values[symbol] }
    set { values[symbol] = newValue }
  }

  /// The value of a symbol for a sequence. Nil where the model leaves it open.
  package subscript(sequence symbol: TermID) -> [Int128]? {
    get { sequences[symbol] }
    set { sequences[symbol] = newValue }
  }

  /// The symbols that have a value, ascending.
  package var symbols: [TermID] { (Array(values.keys) + Array(sequences.keys)).sorted() }

  package var description: String {
    symbols.map { "\($0.rawValue): \(sequences[$0].map { "\($0)" } ?? "\(values[$0] ?? 0)")" }.joined(separator: ", ")
  }
}

/// What a term denotes.
package enum TermValue: Hashable, Sendable {
  case integer(Int128)
  case boolean(Bool)
  case sequence([Int128])
}

extension TermArena {
  /// The term's value; nil where it depends on a symbol that the model leaves open or a function that is not defined, a
  /// number does not fit 128 bits, or a function takes more steps than `EvaluationBudget` has.
  /// Conjunctions and conditionals are decided by the operands that matter.
  package func evaluate(_ root: TermID, in model: Model) -> TermValue? {
    startEvaluation()
    return evaluated(root, in: model)
  }

  /// The first of the facts that the model does not make true. What they have in common is evaluated once.
  func firstNotTrue(_ facts: some Sequence<TermID>, in model: Model) -> TermID? {
    startEvaluation()
    return facts.first { evaluated($0, in: model) != .boolean(true) }
  }

  /// The value in the evaluation that is going on, which has to be in this model from its beginning.
  func evaluated(_ root: TermID, in model: Model) -> TermValue? {
    if hasValue(root) { return value(root) }
    var budget = EvaluationBudget()
    for id in reachable(from: CollectionOfOne(root), where: { !hasValue($0) }) {
      if case .application(let index, let arguments) = self[id] {
        let given = arguments.compactMap { value($0) }
        setValue(given.count == arguments.count ? call(index, given, &budget) : nil, of: id)
      } else {
        setValue(value(of: id, { self.value(ofSymbol: $0, in: model) }, { value($0) }), of: id)
      }
    }
    return value(root)
  }

  /// The constant term for a value.
  package func constant(for value: TermValue) -> TermID {
    switch value {
    case .integer(let value): int(value)
    case .boolean(let value): bool(value)
    case .sequence(let values): sequence(values.map(int))
    }
  }

  /// The value that the model gives the symbol.
  package func value(ofSymbol symbol: TermID, in model: Model) -> TermValue? {
    switch sort(of: symbol) {
    case .int: model[symbol].map(TermValue.integer)
    case .bool: model[symbol].map { .boolean($0 != 0) }
    case .seq: model[sequence: symbol].map(TermValue.sequence)
    }
  }

  package func evaluateInt(_ root: TermID, in model: Model) -> Int128? {
    if case .integer(let value) = evaluate(root, in: model) { value } else { nil }
  }

  package func evaluateBool(_ root: TermID, in model: Model) -> Bool? {
    if case .boolean(let value) = evaluate(root, in: model) { value } else { nil }
  }

  package func evaluateSequence(_ root: TermID, in model: Model) -> [Int128]? {
    if case .sequence(let value) = evaluate(root, in: model) { value } else { nil }
  }

  /// The model with some value, within its range, for each symbol of `roots` that it leaves open.
  package func completed(_ model: Model, for roots: some Sequence<TermID>) -> Model {
    var result = model
    for symbol in freeSymbols(of: roots) {
      if sort(of: symbol) == .seq {
        if result[sequence: symbol] == nil { result[sequence: symbol] = [] }
      } else if result[symbol] == nil {
        result[symbol] = symbolInfo(symbol)?.range?.lowerBound ?? 0
      }
    }
    return result
  }

  /// The value of a term from those of its operands; applications of functions are not looked at.
  func value(
    of id: TermID, _ valueOfSymbol: (TermID) -> TermValue?, _ known: (TermID) -> TermValue?
  ) -> TermValue? {
    func integer(_ id: TermID) -> Int128? {
      if case .integer(let value) = known(id) { value } else { nil }
    }
    func boolean(_ id: TermID) -> Bool? {
      if case .boolean(let value) = known(id) { value } else { nil }
    }
    func sequence(_ id: TermID) -> [Int128]? {
      if case .sequence(let value) = known(id) { value } else { nil }
    }
    func pair(_ a: TermID, _ b: TermID, _ operation: (Int128, Int128) -> Int128?) -> TermValue? {
      guard let x = integer(a), let y = integer(b) else { return nil }
      return operation(x, y).map(TermValue.integer)
    }
    switch self[id] {
    case .integer(let value): return .integer(value)
    case .boolean(let value): return .boolean(value)
    case .symbol: return valueOfSymbol(id)
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
    case .unit(let a): return integer(a).map { .sequence([$0]) }
    case .concatenation(let parts):
      var result: [Int128] = []
      for part in parts {
        guard let values = sequence(part), result.count + values.count <= EvaluationBudget.elementLimit else {
          return nil
        }
        result += values
      }
      return .sequence(result)
    case .length(let a): return sequence(a).map { .integer(Int128($0.count)) }
    case .element(let a, let i):
      guard let values = sequence(a), let index = integer(i) else { return nil }
      return .integer(0 <= index && index < values.count ? values[Int(index)] : 0)
    case .slice(let a, from: let i, to: let j):
      guard let values = sequence(a), let from = integer(i), let to = integer(j) else { return nil }
      let (lower, upper) = (max(0, from), min(Int128(values.count), to))
      return .sequence(lower < upper ? Array(values[Int(lower)..<Int(upper)]) : [])
    case .contains(let a, let value):
      guard let values = sequence(a), let value = integer(value) else { return nil }
      return .boolean(values.contains(value))
    case .equalSequences(let a, let b):
      guard let x = sequence(a), let y = sequence(b) else { return nil }
      return .boolean(x == y)
    case .application: return nil
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
