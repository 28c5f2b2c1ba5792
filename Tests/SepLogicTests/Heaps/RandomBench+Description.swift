@testable import SepLogic

/// Formulas and states as text, for what a failed expectation says.
extension RandomBench {
  func show(_ formula: Formula) -> String {
    switch formula {
    case .emp: return "emp"
    case .pure(let fact, _): return show(fact)
    case .cell(let address, let value, _): return "\(show(address)) |-> \(show(value))"
    case .atom(let symbol, let arguments, _):
      return "\(symbol.isFact ? "F" : "P")(\(arguments.map(show).joined(separator: ", ")))"
    case .separating(let parts): return "(" + parts.map(show).joined(separator: " ** ") + ")"
    case .or(let a, let b, _): return "(\(show(a)) || \(show(b)))"
    case .conditional(let condition, let a, let b, _): return "(\(show(condition)) ? \(show(a)) : \(show(b)))"
    case .exists(let variables, let body):
      return "(exists " + variables.map(show).joined(separator: ", ") + " :: \(show(body)))"
    }
  }

  func show(_ state: SymbolicState) -> String {
    let cells = state.heap.map { "\(show($0.address)) |-> \(show($0.value))" }
    let atoms = state.atoms.map { atom in
      "\(atom.symbol.isFact ? "F" : "P")(\(atom.arguments.map(show).joined(separator: ", ")))\(atom.isEmpty ? "∅" : "")"
    }
    return "{" + (cells + atoms).joined(separator: ", ") + " | " + state.facts.map(show).joined(separator: ", ") + "}"
  }

  private func show(_ term: TermID) -> String {
    arena.describe(term) { symbol in arena.symbolInfo(symbol).map { "\($0.name)\(symbol.rawValue)" } }
  }
}
