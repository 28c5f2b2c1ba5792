// cvc5's own proofs that some facts contradict each other.
//
// The sessions of a proof are incremental, and most of their answers come from the pure core; so each set of facts that was
// found to be contradictory, by whomever, is put to a new solver that checks once and keeps a proof. What it was given is
// written down in its own words, with a name of its own for each symbol, so that proof and problem belong together. This
// version of cvc5 cannot prove all that it answers: it may end, which is why it runs in a copy of the process, and steps
// that it takes on trust are marked `trust` in its text, and counted.

import SepLogic

/// What came of asking for a proof of a contradiction.
package struct Refutation: Sendable, Equatable {
  package struct Proof: Sendable, Equatable {
    /// In the format LFSC, for the signatures that come with cvc5.
    package let text: String
    /// Steps that are not proved in it.
    package let trustedSteps: Int
  }

  package let label: QueryLabel
  /// Counts the refutations of one session from 1.
  package let number: Int
  /// What was refuted, as an SMT-LIB 2 file.
  package let problem: String
  /// nil where there is none, for the reason.
  package let proof: Proof?
  package let reason: String
}

/// Takes refutations; called on the thread of the session.
package typealias RefutationSink = @Sendable (Refutation) -> Void

extension Refutation {
  /// More than this is not spent on one proof.
  private static let milliseconds: UInt64 = 5_000

  init(of facts: [TermID], in arena: TermArena, _ options: SolverOptions, _ label: QueryLabel, _ number: Int) {
    self.label = label
    self.number = number
    var options = options
    options.proofs = true
    options.sequences = facts.contains(where: arena.hasSequences)
    options.millisecondsPerCheck = min(max(1, options.millisecondsPerCheck), Self.milliseconds)
    do throws(SolverFailure) {
      let solver = TranscribingSolver(try CVC5Solver(options))
      let translation = SolverTranslation(arena, solver, knowsBits: true)
      var companions: Set<Companion> = []
      for fact in facts {
        let formula = try translation.translate(fact)
        for companion in translation.companions(of: fact) where companions.insert(companion).inserted {
          try solver.assert(translation.fact(of: companion))
        }
        try solver.assert(formula)
      }
      problem = try solver.problem()
      do throws(SolverFailure) {
        let answer = try solver.check()
        guard answer == "unsat" else { throw SolverFailure("cvc5 says `\(answer)`") }
        let text = try solver.proof()
        let steps = text.split(separator: "(trust ", omittingEmptySubsequences: false).count - 1
        (proof, reason) = (Proof(text: text, trustedSteps: steps), "")
      } catch {
        (proof, reason) = (nil, error.message)
      }
    } catch {
      (problem, proof, reason) = ("", nil, error.message)
    }
  }
}

/// cvc5, with a name of its own for each symbol, and a transcript of what it is told.
private final class TranscribingSolver: Solver {
  private let solver: CVC5Solver
  private var declarations: [String] = []
  private var assertions: [SolverTerm] = []

  init(_ solver: CVC5Solver) { self.solver = solver }

  /// What it was told, as a file.
  func problem() throws(SolverFailure) -> String {
    var lines = ["(set-logic ALL)"] + declarations
    for formula in assertions { lines.append("(assert \(try solver.words(of: formula)))") }
    return (lines + ["(check-sat)", "(exit)"]).joined(separator: "\n") + "\n"
  }

  func proof() throws(SolverFailure) -> String { try solver.proof() }

  /// A name of letters, digits and `_`, that no other symbol has.
  private func named(_ name: String, _ sorts: String) -> String {
    let letters = name.unicodeScalars.prefix(40).map { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)) ? Character(scalar) : "_"
    }
    let unique = "s\(declarations.count)_" + String(letters)
    declarations.append("(declare-fun \(unique) \(sorts))")
    return unique
  }

  private func word(_ sort: TermSort) -> String {
    switch sort {
    case .int: "Int"
    case .bool: "Bool"
    case .seq: "(Seq Int)"
    }
  }

  func boolean(_ value: Bool) throws(SolverFailure) -> SolverTerm { try solver.boolean(value) }
  func integer(_ value: Int128) throws(SolverFailure) -> SolverTerm { try solver.integer(value) }
  func symbol(_ name: String, isBoolean: Bool) throws(SolverFailure) -> SolverTerm {
    try solver.symbol(named(name, "() " + word(isBoolean ? .bool : .int)), isBoolean: isBoolean)
  }
  func sequenceSymbol(_ name: String) throws(SolverFailure) -> SolverTerm {
    try solver.sequenceSymbol(named(name, "() " + word(.seq)))
  }
  func emptySequence() throws(SolverFailure) -> SolverTerm { try solver.emptySequence() }
  func function(_ name: String, parameters: [TermSort], result: TermSort) throws(SolverFailure) -> SolverTerm {
    let sorts = "(\(parameters.map(word).joined(separator: " "))) \(word(result))"
    return try solver.function(named(name, sorts), parameters: parameters, result: result)
  }
  func apply(_ operation: SolverOperator, _ operands: [SolverTerm]) throws(SolverFailure) -> SolverTerm {
    try solver.apply(operation, operands)
  }
  func linear(factors: [SolverTerm?], atoms: [SolverTerm?]) throws(SolverFailure) -> SolverTerm {
    try solver.linear(factors: factors, atoms: atoms)
  }
  func assert(_ formula: SolverTerm) throws(SolverFailure) {
    try solver.assert(formula)
    assertions.append(formula)
  }
  func push() throws(SolverFailure) { throw SolverFailure("there is one level") }
  func pop(_ levels: Int) throws(SolverFailure) { throw SolverFailure("there is one level") }
  func check() throws(SolverFailure) -> String { try solver.check() }
  func value(of term: SolverTerm) throws(SolverFailure) -> String { try solver.value(of: term) }
}
