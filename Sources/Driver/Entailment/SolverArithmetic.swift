// The solver behind the arithmetic of entailments. It is asked where the procedures in `SepLogic` cannot tell; values
// that it gives are evaluated, and whatever is no answer is unknown.

import Prover
import SepLogic

final class SolverArithmetic: ArithmeticOracle {
  private let factory: SolverFactory

  init(_ factory: SolverFactory) { self.factory = factory }

  func check(_ constraints: [LinearConstraint]) -> IntegerAnswer {
    // A small arena for each question: they are few.
    let arena = TermArena(width: 32)
    var symbols: [HeapVariableID: TermID] = [:]
    func term(_ sum: LinearSum) -> TermID {
      var terms = [arena.int(Int128(sum.constant))]
      for part in sum.parts {
        let symbol = symbols[part.variable] ?? arena.symbol("v\(part.variable)")
        symbols[part.variable] = symbol
        terms.append(arena.multiply(arena.int(Int128(part.coefficient)), symbol))
      }
      return arena.add(terms)
    }
    let facts = constraints.map { constraint in
      let sum = term(constraint.sum)
      switch constraint.relation {
      case .equal: return arena.equal(sum, arena.int(0))
      case .notEqual: return arena.notEqual(sum, arena.int(0))
      case .lessOrEqual: return arena.lessOrEqual(sum, arena.int(0))
      }
    }
    let session = CVC5Session(arena, factory: factory)
    switch session.check(facts: facts, wantsModel: true) {
    case .unsat: return .unsat
    case .unknown: return .unknown
    case .sat(let model):
      guard let model else { return .unknown }
      var values: [HeapVariableID: Int64] = [:]
      for (variable, symbol) in symbols {
        guard let value = Int64(exactly: model[symbol] ?? 0) else { return .unknown }
        values[variable] = value
      }
      return .sat(values)
    }
  }
}
