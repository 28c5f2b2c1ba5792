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
    arena.define(symbol, parameters: parameters, body: try lowering.term(function.body, scope))
    return symbol
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
