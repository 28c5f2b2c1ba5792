import Testing

@testable import SepLogic

/// Random states and goals of some definitions, and the comparisons with concrete heaps.
struct InductiveSource {
  let bench: InductiveBench
  let family: [DefinitionSample]
  var random: FixedRandom
  let pointers: [TermID]
  let reading: ConcreteReading
  /// Outputs of instances that were written, by sort.
  private var known: [TermSort: [TermID]] = [:]

  var arena: TermArena { bench.arena }
  private var writer: Writer { Writer(bench: bench) }

  init(_ family: [DefinitionSample], seed: UInt64) {
    bench = InductiveBench(family)
    self.family = family
    random = FixedRandom(state: seed &* 0x1234_5678_9ABC_DEF1)
    pointers = ["x", "y", "z"].map(bench.arena.wordSymbol)
    reading = ConcreteReading(bench.logic, seed: seed)
  }

  private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

  // MARK: - Formulas

  mutating func pointer() -> TermID {
    random.chance(18) ? arena.zero : random.chance(6) ? arena.add(pick(pointers), arena.one) : pick(pointers)
  }

  /// An instance of any of the definitions, its outputs symbols of their own.
  mutating func instance() -> Formula {
    let sample = pick(family)
    var arguments = sample.inputs.map { _ in pointer() }
    for output in sample.outputs {
      let symbol = arena.symbol(output.name, sort: output.sort)
      known[output.sort, default: []].append(symbol)
      arguments.append(symbol)
    }
    return bench.atom(sample.name, arguments)
  }

  mutating func fact() -> TermID {
    let (a, b) = (pointer(), pointer())
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return arena.equal(a, b)
    case 1, 2: return arena.notEqual(a, b)
    case 3:
      if let xs = known[.seq]?.last {
        return pick([
          arena.equal(arena.length(xs), arena.one), arena.notEqual(xs, arena.emptySequence),
          arena.equal(xs, arena.emptySequence), arena.lessOrEqual(arena.length(xs), arena.int(2)),
        ])
      }
      return arena.lessOrEqual(a, b)
    case 4:
      if let n = known[.int]?.last { return arena.lessOrEqual(n, arena.int(2)) }
      return arena.less(a, b)
    default: return arena.notEqual(a, arena.zero)
    }
  }

  mutating func formula() -> Formula {
    known = [:]
    var parts: [Formula] = []
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      if random.chance(70) {
        let part = instance()
        parts.append(
          random.chance(12)
            ? .conditional(fact(), part, .emp, Origin(6))
            : part)
      } else {
        let value = random.chance(60) ? pick(pointers) : arena.wordSymbol("v")
        parts.append(writer.cell(pointer(), value))
      }
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) { parts.append(writer.pure(fact())) }
    return .separating(parts)
  }

  /// A goal that may follow: parts of the formula, some of them written otherwise.
  mutating func related(to formula: Formula) -> Formula {
    guard case .separating(let parts) = formula else { return formula }
    if random.chance(20) { return open(self.formula()) }
    var result: [Formula] = []
    var atoms: [(AtomSymbol, [TermID])] = []
    for part in parts {
      if case .atom(let symbol, let arguments, _) = part { atoms.append((symbol, arguments)) }
      if random.chance(12) { continue }
      switch part {
      case .atom(let symbol, let arguments, let origin):
        if random.chance(25), let definition = bench.logic.definitions[symbol] {
          result.append(definition.body(arguments, in: arena))
        } else {
          var arguments = arguments
          if random.chance(30) {
            let position = Int.random(in: 0..<symbol.inputCount, using: &random)
            arguments[position] = pointer()
          }
          result.append(.atom(symbol, arguments, origin))
        }
      case .pure where random.chance(30): continue
      default: result.append(part)
      }
    }
    if random.chance(25) { result.append(writer.pure(fact())) }
    // Two instances one behind the other as one: the first with the end of the second.
    if atoms.count >= 2, random.chance(45) {
      let (first, second) = (atoms[0], atoms[1])
      if let whole = glued(first, second) ?? glued(second, first) {
        result.removeAll { if case .atom = $0 { true } else { false } }
        result.append(whole)
      }
    }
    return random.chance(40) ? open(.separating(result)) : .separating(result)
  }

  private mutating func glued(_ a: (AtomSymbol, [TermID]), _ b: (AtomSymbol, [TermID])) -> Formula? {
    var arguments = b.1
    arguments[0] = a.1[0]
    for index in b.0.inputCount..<b.1.count {
      let other = a.0.inputCount + (index - b.0.inputCount)
      guard other < a.1.count, arena.sort(of: a.1[other]) == arena.sort(of: b.1[index]) else { return nil }
      arguments[index] =
        arena.sort(of: b.1[index]) == .seq
        ? arena.concatenate(a.1[other], b.1[index]) : arena.add(a.1[other], b.1[index])
    }
    return .atom(b.0, arguments, Origin(7))
  }

  /// The outputs bound.
  private mutating func open(_ formula: Formula) -> Formula {
    guard case .separating(let parts) = formula else { return formula }
    var bound: [TermID] = []
    let result = parts.map { part -> Formula in
      guard case .atom(let symbol, var arguments, let origin) = part else { return part }
      for index in symbol.inputCount..<arguments.count where random.chance(60) {
        let variable = arena.symbol("o", sort: arena.sort(of: arguments[index]))
        bound.append(variable)
        arguments[index] = variable
      }
      return .atom(symbol, arguments, origin)
    }
    return bound.isEmpty ? formula : .exists(bound, .separating(result))
  }

  // MARK: - Comparisons

  func symbols(of state: SymbolicState) -> [TermID] {
    arena.freeSymbols(
      of: state.facts + state.heap.flatMap { [$0.address, $0.value] }
        + state.atoms.flatMap { $0.arguments + ($0.guardedBy.map { [$0] } ?? []) })
  }

  func freeSymbols(of formula: Formula) -> [TermID] {
    let (terms, bound) = formula.terms
    return arena.freeSymbols(of: terms).filter { !bound.contains($0) }
  }

  /// Some instances of the state, values of other symbols included.
  func instances(of state: SymbolicState, alsoOf others: [TermID], count: Int = 8) -> [(Values, ConcreteHeap)] {
    var result: [(Values, ConcreteHeap)] = []
    let wanted = Set(symbols(of: state) + others).sorted()
    for _ in 0..<count {
      reading.stepLimit = ConcreteReading.inventiveSteps
      reading.readings(of: state, [:], .invention, wanted: wanted) { values, heap in
        result.append((values, heap))
        return false
      }
    }
    reading.stepLimit = ConcreteReading.usualSteps
    return result
  }

  @discardableResult
  func expectCovered(
    _ state: SymbolicState, by branches: [ConsumeBranch], taking formula: Formula, emptying: Bool = false,
    _ comment: String
  ) -> Int {
    let free = freeSymbols(of: formula)
    let instances = instances(of: state, alsoOf: free)
    for (values, heap) in instances {
      var isCovered = false
      var ranOut = false
      for branch in branches {
        guard case .success(let rest, _) = branch else { continue }
        reading.readings(of: rest, values, .heap(heap)) { found, taken in
          let part = heap.filter { taken[$0.key] == nil }
          if emptying, !taken.isEmpty { return true }
          isCovered = ConcreteReading(bench.logic, seed: 1).holds(formula, values, of: part)
          return !isCovered
        }
        ranOut = ranOut || reading.ranOut
        if isCovered { break }
      }
      if !isCovered && !ranOut {
        Issue.record(
          "\(comment): \(show(formula)) from \(show(state)) at \(show(values)) in \(heap.sorted { $0.key < $1.key })")
        return instances.count
      }
    }
    return instances.count
  }

  /// The formula without what speaks of predicates.
  func withoutInstances(_ formula: Formula) -> Formula {
    switch formula {
    case .atom: .emp
    case .separating(let parts): .separating(parts.map(withoutInstances))
    case .exists(let variables, let body): .exists(variables, withoutInstances(body))
    case .or(let a, let b, let origin): .or(withoutInstances(a), withoutInstances(b), origin)
    case .conditional(let condition, let a, let b, let origin):
      .conditional(condition, withoutInstances(a), withoutInstances(b), origin)
    case .emp, .pure, .cell: formula
    }
  }

  /// Cases of a state, its instances unfolded until there are none, in a few of the ways there are.
  mutating func opened(_ state: SymbolicState) throws -> [SymbolicState] {
    var result: [SymbolicState] = []
    var pending = [state]
    for _ in 0..<12 {
      guard let state = pending.popLast() else { break }
      guard !state.atoms.isEmpty else {
        result.append(state)
        continue
      }
      pending += try bench.logic.unfold(0, in: state).shuffled(using: &random)
    }
    return result
  }

  /// The model of a failure is a heap of the state of which no part, or with `emptying` not the whole, is one of the formula.
  func expectRefuted(
    _ failure: ConsumeFailure, _ state: SymbolicState, _ formula: Formula, emptying: Bool, _ comment: String
  ) {
    func refutes(_ values: Values, _ heap: ConcreteHeap) -> Bool {
      var holds = false
      reading.readings(of: formula, values, .heap(heap)) { _, taken in
        holds = !emptying || taken.count == heap.count
        return !holds
      }
      return !holds && !reading.ranOut
    }
    let free = freeSymbols(of: formula)
    let place = "\(comment): \(show(formula)) from \(show(state))"
    guard state.atoms.isEmpty, let model = failure.model else {
      // Nothing says which heap it is.
      let isRefuted = instances(of: state, alsoOf: free, count: 40).contains { refutes($0, $1) }
      #expect(isRefuted, "\(place)")
      return
    }
    let symbols = symbols(of: state) + free
    let complete = arena.completed(model, for: symbols)
    var values: Values = [:]
    for symbol in symbols {
      switch arena.value(ofSymbol: symbol, in: complete) {
      case .integer(let value): values[symbol] = .int(Int(value))
      case .boolean(let value): values[symbol] = .bool(value)
      case .sequence(let value): values[symbol] = .seq(value.map { Int($0) })
      case nil: break
      }
    }
    var heap: ConcreteHeap = [:]
    for chunk in state.heap {
      guard let address = arena.evaluateInt(chunk.address, in: complete),
        let value = arena.evaluateInt(chunk.value, in: complete)
      else { continue }
      heap[Int(address)] = Int(value)
    }
    #expect(reading.isInstance(values, heap, of: state), "\(place) at \(show(values)): not an instance")
    #expect(refutes(values, heap), "\(place) at \(show(values)) in \(heap)")
  }

  /// Whether two sets of states have the same instances, as far as the symbols of the first say.
  func expectSame(_ state: SymbolicState, _ cases: [SymbolicState], _ comment: String) {
    let outer = symbols(of: state)
    for (values, heap) in instances(of: state, alsoOf: []) {
      let isCovered = cases.contains { reading.isInstance(values, heap, of: $0) || reading.ranOut }
      #expect(isCovered, "\(comment): \(show(state)) at \(show(values)) in \(heap) is in no case")
    }
    for one in cases {
      for (values, heap) in instances(of: one, alsoOf: outer, count: 4) {
        let known = values.filter { outer.contains($0.key) }
        #expect(
          reading.isInstance(known, heap, of: state) || reading.ranOut,
          "\(comment): \(show(one)) at \(show(values)) in \(heap) is none of \(show(state))")
      }
    }
  }

  // MARK: - Texts

  func show(_ values: Values) -> String {
    values.sorted { $0.key < $1.key }.map { "\(arena.describe($0.key))#\($0.key.rawValue)=\($0.value)" }.joined(
      separator: " ")
  }

  private func name(_ symbol: AtomSymbol) -> String {
    family.first { bench[$0.name] == symbol }?.name ?? "?"
  }

  func show(_ state: SymbolicState) -> String {
    let cells = state.heap.map { "\(arena.describe($0.address)) |-> \(arena.describe($0.value))" }
    let atoms = state.atoms.map { atom in
      (atom.guardedBy.map { "\(arena.describe($0)) ? " } ?? "") + (atom.isEmpty ? "empty " : "") + name(atom.symbol)
        + "(\(atom.arguments.map { arena.describe($0) }.joined(separator: ", ")))"
    }
    return (cells + atoms + state.facts.map { arena.describe($0) }).joined(separator: " ** ")
  }

  func show(_ formula: Formula) -> String {
    switch formula {
    case .emp: return "emp"
    case .pure(let fact, _): return arena.describe(fact)
    case .cell(let a, let v, _): return "\(arena.describe(a)) |-> \(arena.describe(v))"
    case .atom(let symbol, let arguments, _):
      return name(symbol) + "(\(arguments.map { arena.describe($0) }.joined(separator: ", ")))"
    case .separating(let parts): return parts.map(show).joined(separator: " ** ")
    case .or(let a, let b, _): return "(\(show(a)) || \(show(b)))"
    case .conditional(let c, let a, let b, _): return "(\(arena.describe(c)) ? \(show(a)) : \(show(b)))"
    case .exists(let variables, let body):
      return "(exists \(variables.map { arena.describe($0) }.joined(separator: ", ")) :: \(show(body)))"
    }
  }
}
