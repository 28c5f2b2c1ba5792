import Testing

@testable import SepLogic

/// What a random test needs, and the comparisons with brute force.
struct RandomBench {
  let arena = TermArena(width: 2)
  let oracle: BruteOracle
  let logic: HeapLogic
  var brute: BruteForce
  var source: FormulaSource

  init(seed: UInt64) {
    oracle = BruteOracle(arena: arena)
    logic = HeapLogic(arena: arena, oracle: oracle)
    brute = BruteForce(arena: arena)
    source = FormulaSource(arena: arena, inputs: [arena.wordSymbol("x"), arena.wordSymbol("y")], seed: seed)
  }
}

extension RandomBench {
  func expectCovered(
    _ state: SymbolicState, by branches: [ConsumeBranch], taking formula: Formula, _ comment: String
  ) {
    let free = brute.freeSymbols(of: formula)
    brute.forEachInstance(of: state, alsoOf: free) { values, heap in
      let wanted = brute.models(of: formula, values)
      let isCovered = branches.contains { branch in
        guard case .success(let rest, _) = branch, rest.facts.allSatisfy({ brute.value($0, values) != 0 }),
          let remaining = brute.heap(rest, values), remaining.allSatisfy({ heap[$0.key] == $0.value })
        else { return false }
        return wanted.contains(heap.filter { remaining[$0.key] == nil })
      }
      #expect(isCovered, "\(comment): \(show(formula)) from \(show(state)) at \(values)")
      return isCovered
    }
  }

  func expectRefuted(
    _ failure: ConsumeFailure, _ state: SymbolicState, _ formula: Formula, _ comment: String
  ) {
    guard let model = failure.model else {
      Issue.record("\(comment): conclusive without a model")
      return
    }
    var values: Assignment = [:]
    for symbol in Set(brute.symbols(of: state) + brute.freeSymbols(of: formula)) {
      values[symbol] = Int(model[symbol] ?? arena.symbolInfo(symbol)?.range?.lowerBound ?? 0)
    }
    let heap = brute.heap(state.heap, values)
    #expect(heap != nil && state.facts.allSatisfy { brute.value($0, values) != 0 }, "\(comment): not an instance")
    let holds = brute.models(of: formula, values).contains { part in
      part.allSatisfy { heap?[$0.key] == $0.value }
    }
    #expect(!holds, "\(comment): \(show(formula)) from \(show(state)) at \(values)")
  }

  func isEntailed(_ formula: Formula, by state: SymbolicState) -> Bool {
    var result = true
    brute.forEachInstance(of: state, alsoOf: brute.freeSymbols(of: formula)) { values, heap in
      result = brute.models(of: formula, values).contains { part in part.allSatisfy { heap[$0.key] == $0.value } }
      return result
    }
    return result
  }

  /// Whether no heap has two parts that satisfy the formula: two of its heaps that agree where they overlap.
  func isPrecise(_ formula: Formula) -> Bool {
    var result = true
    brute.forEachInput(of: formula) { values in
      let heaps = Array(brute.models(of: formula, values))
      for (index, heap) in heaps.enumerated() where result {
        result = !heaps[..<index].contains { other in
          heap.allSatisfy { other[$0.key] == nil || other[$0.key] == $0.value }
        }
      }
    }
    return result
  }

  /// The formula with fresh bound variables.
  func renamed(_ formula: Formula) -> Formula { rebuilt(formula, [:], weakly: false) }

  /// The formula with fresh bound variables, some parts lost and some values forgotten.
  mutating func weakened(_ formula: Formula) -> Formula { rebuilt(formula, [:], weakly: true) }

  private func rebuilt(_ formula: Formula, _ names: [TermID: TermID], weakly: Bool) -> Formula {
    func term(_ id: TermID) -> TermID { arena.substitute(names, in: id) }
    func again(_ part: Formula) -> Formula { rebuilt(part, names, weakly: weakly) }
    switch formula {
    case .emp: return .emp
    case .pure(let fact, let origin): return weakly && origin.rawValue % 3 == 0 ? .emp : .pure(term(fact), origin)
    case .cell(let address, let value, let origin):
      if weakly, origin.rawValue % 5 == 0 { return .emp }
      if weakly, origin.rawValue % 4 == 0 {
        let any = arena.symbol("any")
        return .exists([any], .cell(address: term(address), value: any, origin))
      }
      return .cell(address: term(address), value: term(value), origin)
    case .atom(let symbol, let arguments, let origin):
      return weakly && origin.rawValue % 5 == 0 ? .emp : .atom(symbol, arguments.map(term), origin)
    case .separating(let parts):
      return .separating(weakly ? parts.reversed().map(again) : parts.map(again))
    case .or(let a, let b, let origin): return .or(again(a), again(b), origin)
    case .conditional(let condition, let a, let b, let origin):
      return .conditional(term(condition), again(a), again(b), origin)
    case .exists(let variables, let body):
      var inner = names
      var fresh: [TermID] = []
      for variable in variables {
        let new = arena.symbol("w", range: arena.symbolInfo(variable)?.range)
        inner[variable] = new
        fresh.append(new)
      }
      return .exists(fresh, rebuilt(body, inner, weakly: weakly))
    }
  }
}
