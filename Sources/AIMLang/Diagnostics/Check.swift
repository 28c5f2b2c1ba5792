/// What was being established when something went wrong: the first half of a diagnostic code.
///
/// A code is `check:reason`. Both engines use the same vocabulary, so that a finding of one can be
/// recognised in the other.
package enum Check: String, Sendable, CaseIterable, Codable {
  // What the file says, before either engine runs.
  case parse, resolve, unsupported
  // What a declaration promises.
  case invariant, contract, boot, handler, predicate, function, lemma
  // What an instruction needs.
  case load, store, alloc, free, choose, assert, jump, call, `return`, halt, print
  case cli, sti, eoi, iret, `switch`, block, unblock, mask
  // What a loop head needs.
  case loop
  // Ghost code.
  case ghost
  // Exploration as a whole.
  case explore
  // The solver and the checker themselves.
  case solver, checker
}

/// Why it could not be established: the second half of a diagnostic code.
package enum Reason: String, Sendable, CaseIterable, Codable {
  /// A cell that is needed is not owned by the running code.
  case footprintMissing = "footprint.missing"
  /// Memory is left over that nobody takes: a leak.
  case footprintLeftover = "footprint.leftover"
  /// A pure fact does not follow.
  case factUnproved = "fact.unproved"
  /// A pure fact inside an invariant does not follow where the invariant has to hold.
  case invariantUnproved = "invariant.unproved"
  /// No alternative of a disjunction follows.
  case disjunctionUnproved = "disjunction.unproved"
  /// An existential whose witness nothing determines.
  case witnessUndetermined = "witness.undetermined"
  /// The interrupt flag or the level is not what is needed here.
  case flagMismatch = "flag.mismatch"
  /// A register that the contract preserves has changed.
  case registerChanged = "register.changed"
  /// Memory that a loop invariant does not mention has changed in the loop.
  case frameChanged = "frame.changed"
  /// A backward jump to a label without an invariant.
  case invariantMissing = "invariant.missing"
  /// A code pointer that is not known to be a label or function.
  case targetUnknown = "target.unknown"
  /// The stack has no frame of the kind needed.
  case stackEmpty = "stack.empty"
  /// An empty range of choices.
  case rangeEmpty = "range.empty"
  /// More than one footprint is possible.
  case imprecise
  /// No memory satisfies it.
  case unsatisfiable
  /// Nothing reaches it.
  case unreachable
  /// The solver gave no answer within its budget.
  case solverUnknown = "solver.unknown"
  /// The solver died, hung or answered nonsense.
  case solverFailed = "solver.failed"
  /// A limit of states, memory, depth or time was reached.
  case limitReached = "limit.reached"
  /// A construct that this version does not give meaning to.
  case notSupported = "not.supported"
  /// Nothing shows that a recursion, or an induction, comes to an end.
  case notDecreasing = "not.decreasing"
  /// Nothing can ever run again.
  case deadlock
  /// Some thread gets nowhere, though every interrupt and every choice of the next thread is fair.
  case starvation
  /// Proved by one engine and broken by the other.
  case enginesDisagree = "engines.disagree"
}

/// A diagnostic code, `check:reason`, as in `load:footprint.missing`.
///
/// Codes of the front end have a free second half (`parse:token.expected`), because each names one mistake.
package struct DiagnosticCode: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let description: String

  package init(_ check: Check, _ reason: Reason) { description = "\(check.rawValue):\(reason.rawValue)" }

  /// A code of the front end; `detail` is lower case words joined by dots.
  package init(_ check: Check, detail: String) { description = "\(check.rawValue):\(detail)" }

  package static func < (a: Self, b: Self) -> Bool { a.description < b.description }
}
