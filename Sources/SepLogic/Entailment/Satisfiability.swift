/// Whether any memory and any values satisfy a formula.
package enum Satisfiability: Sendable, Equatable {
  case yes
  /// Whatever is proved from it is vacuous.
  case no
  case unknown(String)
}

extension HeapLogic {
  /// Whether some heap satisfies the formula, for some values of its free symbols.
  package func satisfiability(of formula: Formula) -> Satisfiability {
    do throws(SearchExhausted) {
      var result = Satisfiability.no
      for state in try produce(formula, into: SymbolicState()) {
        switch consistency(of: state, wantsModel: false) {
        case .sat: return .yes
        case .unsat: continue
        case .unknown(let reason): result = .unknown(reason)
        }
      }
      return result
    } catch {
      return .unknown("too many cases")
    }
  }
}
