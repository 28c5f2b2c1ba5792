// f(x) = e, for all x: what a pure function means, once it is known that it comes to an end (`TerminationCheck.swift`).

import AIMLang
import SepLogic

/// The pure functions of one task that contain themselves; all others are written out where they are used.
final class FunctionTable {
  private let program: Program
  /// Whether definitions are known to the terms: not while it is being shown that they come to an end.
  private let areDefined: Bool
  private var symbols: [FunctionID: FunctionSymbol] = [:]

  init(program: Program, areDefined: Bool) {
    self.program = program
    self.areDefined = areDefined
  }

  /// The function's symbol, with its definition.
  func symbol(of id: FunctionID, _ lowering: ExpressionLowering) throws(LoweringError) -> FunctionSymbol {
    if let known = symbols[id] { return known }
    let function = program.functions[id.index]
    let arena = lowering.arena
    let symbol = arena.function(
      function.name, parameters: function.parameters.map(\.sort.termSort), result: function.sort.termSort)
    symbols[id] = symbol
    guard areDefined else { return symbol }
    var scope = Scope.declaration
    var parameters: [TermID] = []
    for parameter in function.parameters {
      let parameterSymbol = arena.symbol(parameter.name, sort: parameter.sort.termSort)
      scope.variables[parameter.id] = parameterSymbol
      parameters.append(parameterSymbol)
    }
    arena.define(symbol, parameters: parameters, body: try body(function.body, scope, lowering))
    return symbol
  }

  /// The choices of a body, from the outside: a call is looked at only where the conditions before it lead there.
  private func body(
    _ expression: Expression, _ scope: Scope, _ lowering: ExpressionLowering
  ) throws(LoweringError) -> FunctionBody {
    func choice(
      _ condition: Expression, _ then: FunctionBody, _ otherwise: FunctionBody
    ) throws(LoweringError) -> FunctionBody {
      .choice(try lowering.term(condition, scope), then: then, otherwise: otherwise)
    }
    let arena = lowering.arena
    switch expression.kind {
    case .conditional(let condition, let a, let b):
      return try choice(condition, try body(a, scope, lowering), try body(b, scope, lowering))
    case .binary(.and, let a, let b):
      return try choice(a, try body(b, scope, lowering), .value(arena.false))
    case .binary(.or, let a, let b):
      return try choice(a, .value(arena.true), try body(b, scope, lowering))
    case .binary(.implies, let a, let b):
      return try choice(a, try body(b, scope, lowering), .value(arena.true))
    default: return .value(try lowering.term(expression, scope))
    }
  }
}

extension Sort {
  /// The same sort of terms.
  var termSort: TermSort {
    switch self {
    case .int: .int
    case .bool: .bool
    case .seq: .seq
    }
  }
}
