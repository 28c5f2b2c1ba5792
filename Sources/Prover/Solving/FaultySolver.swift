// Solvers that fail, to show that no failure can ever pass for a proof. None of them answers `unsat` by itself.

import SepLogic

/// A way for a solver to fail.
package enum SolverFault: String, Sendable, CaseIterable {
  /// Cannot be made.
  case absent
  /// Answers `unknown` to everything.
  case unknown
  /// Fails at the first check.
  case dies
  /// Works like cvc5 for three checks, then fails.
  case diesLater = "dies-later"
  /// Fails as soon as something is asserted.
  case diesAsserting = "dies-asserting"
  /// Answers with text that is no answer, in turn.
  case garbage
  /// Answers `sat` truly, and gives values that are none.
  case garbageModels = "garbage-models"
  /// Answers `sat` to everything, with the value 0 for each symbol.
  case alwaysSat = "always-sat"
  /// Does not answer before the time guard has passed.
  case hangs
}

extension SolverFactory {
  package static func faulty(_ fault: SolverFault) -> SolverFactory {
    SolverFactory(name: fault.rawValue, allowsQuickDecisions: false) { options throws(SolverFailure) in
      if fault == .absent { throw SolverFailure("the solver could not be started") }
      return FaultySolver(fault, options, over: try CVC5Solver(options))
    }
  }
}

/// cvc5 with a fault.
private final class FaultySolver: Solver {
  private let fault: SolverFault
  private let options: SolverOptions
  private let solver: CVC5Solver
  private var checks = 0

  private static let babble = [
    "unsat?", "UNSAT", "unsat\nsat", "", "proved", "unsatisfiable", "\u{0}unsat", "segmentation fault",
  ]

  init(_ fault: SolverFault, _ options: SolverOptions, over solver: CVC5Solver) {
    self.fault = fault
    self.options = options
    self.solver = solver
  }

  func boolean(_ value: Bool) throws(SolverFailure) -> SolverTerm { try solver.boolean(value) }
  func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm { try solver.integer(value) }
  func symbol(_ name: String, isBoolean: Bool) throws(SolverFailure) -> SolverTerm {
    try solver.symbol(name, isBoolean: isBoolean)
  }
  func vector(_ value: Int128, width: Int) throws(SolverFailure) -> SolverTerm {
    try solver.vector(value, width: width)
  }
  func vectorSymbol(_ name: String, width: Int) throws(SolverFailure) -> SolverTerm {
    try solver.vectorSymbol(name, width: width)
  }
  func sequenceSymbol(_ name: String) throws(SolverFailure) -> SolverTerm { try solver.sequenceSymbol(name) }
  func emptySequence() throws(SolverFailure) -> SolverTerm { try solver.emptySequence() }
  func function(_ name: String, parameters: [TermSort], result: TermSort) throws(SolverFailure) -> SolverTerm {
    try solver.function(name, parameters: parameters, result: result)
  }
  func apply(_ operation: SolverOperator, _ operands: [SolverTerm]) throws(SolverFailure) -> SolverTerm {
    try solver.apply(operation, operands)
  }
  func linear(factors: [SolverTerm?], atoms: [SolverTerm?]) throws(SolverFailure) -> SolverTerm {
    try solver.linear(factors: factors, atoms: atoms)
  }
  func push() throws(SolverFailure) { try solver.push() }
  func pop(_ levels: Int) throws(SolverFailure) { try solver.pop(levels) }

  func assert(_ formula: SolverTerm) throws(SolverFailure) {
    if fault == .diesAsserting { throw SolverFailure("the solver died") }
    try solver.assert(formula)
  }

  func check() throws(SolverFailure) -> String {
    checks += 1
    switch fault {
    case .absent, .dies, .diesAsserting: throw SolverFailure("the solver died")
    case .diesLater:
      if checks > 3 { throw SolverFailure("the solver died") }
      return try solver.check()
    case .unknown: return "unknown"
    case .garbage: return Self.babble[checks % Self.babble.count]
    case .garbageModels: return try solver.check()
    case .alwaysSat: return "sat"
    case .hangs:
      let end = ContinuousClock.now + .milliseconds(Int64(clamping: options.millisecondsPerCheck))
      while ContinuousClock.now < end {}
      return "unknown (timeout)"
    }
  }

  func value(of term: SolverTerm) throws(SolverFailure) -> String {
    switch fault {
    case .garbageModels: return "0x2a; or so"
    case .alwaysSat: return "0"
    default: return try solver.value(of: term)
    }
  }
}
