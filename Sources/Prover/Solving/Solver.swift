// The narrow waist between our terms and a solver: what a solver must be able to do, so that tests can put one in
// place that dies, babbles or never answers.

import SepLogic

/// A term of one solver.
package struct SolverTerm: Hashable, Sendable {
  package let index: Int32
  package init(index: Int32) { self.index = index }
}

package enum SolverOperator: Sendable, CaseIterable {
  case add, multiply
  /// Euclidean; any number where the divisor is 0.
  case divide, remainder
  case ite
  /// On two terms of one sort.
  case equal
  case lessOrEqual
  case not
  case and
  /// On bit-vectors of one width, with the names and meanings of SMT-LIB.
  case bvadd, bvmul, bvand, bvor, bvxor, bvashr, bvudiv, bvurem, bvsdiv, bvsmod, bvsle
  /// On sequences: `seq.unit`, `seq.++`, `seq.len`, `seq.nth` (any number out of range), `seq.extract` and
  /// `seq.contains`.
  case sequenceUnit, concatenate, sequenceLength, nth, extract, containsSequence
  /// A function and its arguments.
  case call
}

/// The solver could not do what it was asked to. It must not be used any further.
package struct SolverFailure: Error, Sendable, Equatable {
  package let message: String
  package init(_ message: String) { self.message = message }
}

/// An incremental solver for integers and truth values; used on the thread that made it.
package protocol Solver: AnyObject {
  func boolean(_ value: Bool) throws(SolverFailure) -> SolverTerm
  func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm
  /// A new symbol, different from all others.
  func symbol(_ name: String, isBoolean: Bool) throws(SolverFailure) -> SolverTerm
  /// A bit-vector of at most 128 bits: the number modulo 2^width.
  func vector(_ value: Int128, width: Int) throws(SolverFailure) -> SolverTerm
  /// A new symbol for a bit-vector.
  func vectorSymbol(_ name: String, width: Int) throws(SolverFailure) -> SolverTerm
  /// A new symbol for a sequence of integers.
  func sequenceSymbol(_ name: String) throws(SolverFailure) -> SolverTerm
  func emptySequence() throws(SolverFailure) -> SolverTerm
  /// A new symbol for a function with at least one parameter.
  func function(_ name: String, parameters: [TermSort], result: TermSort) throws(SolverFailure) -> SolverTerm
  func apply(_ operation: SolverOperator, _ operands: [SolverTerm]) throws(SolverFailure) -> SolverTerm
  /// `Σ factor · atom`; a missing factor or atom is 1.
  func linear(factors: [SolverTerm?], atoms: [SolverTerm?]) throws(SolverFailure) -> SolverTerm
  func assert(_ formula: SolverTerm) throws(SolverFailure)
  func push() throws(SolverFailure)
  func pop(_ levels: Int) throws(SolverFailure)
  /// Checks what is asserted. The answer is text, as it comes: `unsat` and `sat` count, anything else is an answer
  /// that says nothing.
  func check() throws(SolverFailure) -> String
  /// The value of a term after `sat`: a decimal (of a bit-vector, unsigned), `true` or `false`, or `[1,2]`, as text.
  func value(of term: SolverTerm) throws(SolverFailure) -> String
  /// Resource units that have been used, as far as the solver tells.
  var resourcesUsed: UInt64 { get }
}

/// A solver need not have bit-vectors: integers are asked then. Nor sequences and functions: nothing is answered then.
extension Solver {
  package var resourcesUsed: UInt64 { 0 }

  package func vector(_ value: Int128, width: Int) throws(SolverFailure) -> SolverTerm {
    throw SolverFailure("the solver has no bit-vectors")
  }

  package func vectorSymbol(_ name: String, width: Int) throws(SolverFailure) -> SolverTerm {
    throw SolverFailure("the solver has no bit-vectors")
  }

  package func sequenceSymbol(_ name: String) throws(SolverFailure) -> SolverTerm {
    throw SolverFailure("the solver has no sequences")
  }

  package func emptySequence() throws(SolverFailure) -> SolverTerm {
    throw SolverFailure("the solver has no sequences")
  }

  package func function(
    _ name: String, parameters: [TermSort], result: TermSort
  ) throws(SolverFailure) -> SolverTerm {
    throw SolverFailure("the solver has no functions")
  }
}

package struct SolverOptions: Sendable, Equatable {
  /// Resource units of the solver that one check may use: repeats exactly; 0 is no bound.
  package var resourcesPerCheck: UInt64
  /// The outer guard in milliseconds for what resource units do not bound; 0 is none.
  package var millisecondsPerCheck: UInt64
  /// 0 keeps the solver's own.
  package var seed: UInt64
  /// Whether the terms are bit-vectors, instead of integers.
  package var vectors = false
  /// Whether there may be sequences and functions.
  package var sequences = false
  /// Whether the pure core is asked before the solver.
  package var quickDecisions = true
  /// Whether there is one check, and a proof of its answer.
  package var proofs = false
  /// The seed of another order of facts, and of the solver; nil leaves both as they are.
  package var variation: UInt64?

  package init(resourcesPerCheck: UInt64 = 500_000, millisecondsPerCheck: UInt64 = 10_000, seed: UInt64 = 0) {
    self.resourcesPerCheck = resourcesPerCheck
    self.millisecondsPerCheck = millisecondsPerCheck
    self.seed = seed
  }
}

/// Makes solvers, as many as a session needs.
package struct SolverFactory: Sendable {
  package let name: String
  /// False where everything must reach the solver, whose faults are under test.
  package let allowsQuickDecisions: Bool
  package let make: @Sendable (SolverOptions) throws(SolverFailure) -> any Solver

  package init(
    name: String, allowsQuickDecisions: Bool = true,
    make: @escaping @Sendable (SolverOptions) throws(SolverFailure) -> any Solver
  ) {
    self.name = name
    self.allowsQuickDecisions = allowsQuickDecisions
    self.make = make
  }

  package static let cvc5 = SolverFactory(name: "cvc5") { options throws(SolverFailure) in
    try CVC5Solver(options)
  }

  /// The factory of a name: `cvc5`, or a faulty solver (`unknown`, `dies`, `garbage`, …) for tests of the whole program.
  package static func named(_ name: String) -> SolverFactory? {
    if name == cvc5.name { return .cvc5 }
    return SolverFault(rawValue: name).map { .faulty($0) }
  }
}
