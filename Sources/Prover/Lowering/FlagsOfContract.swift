// What a contract says of the flags. They are concrete on every path, so this is decided before any memory is looked
// at, and a mismatch has a message of its own instead of “false does not follow”.

import AIMLang
import SepLogic

extension AssertionLowering {
  /// The first condition about `ie` or the level in the clauses that these flags contradict whatever the rest is.
  func flagViolation(_ clauses: [Assertion], _ scope: Scope) throws(LoweringError) -> Expression? {
    for clause in clauses {
      switch clause.kind {
      case .pure(let expression):
        for conjunct in expression.conjuncts where conjunct.mentionsFlags {
          if try expressions.term(conjunct, scope) == arena.false { return conjunct }
        }
      case .separating(let parts):
        if let found = try flagViolation(parts, scope) { return found }
      case .emp, .pointsTo, .or, .conditional, .exists, .predicate, .invariant: break
      }
    }
    return nil
  }

  /// The values that `ie` may have after a call. A contract whose `ensures` is silent on `ie` leaves it as it was; one
  /// that speaks of it allows every value that it does not contradict outright. The callee's `ret` and its call sites ask
  /// the same of the contract as it is written, so they agree, although one may see through a definition where the other
  /// does not: who sees more excludes only values with which nothing returns.
  func interruptEnableAfter(
    _ routine: Routine, _ scope: Scope, before: Flags
  ) throws(LoweringError) -> [Bool] {
    guard routine.ensuresInterruptEnable else { return [before.interruptEnable] }
    var allowed: [Bool] = []
    for value in [false, true] {
      var after = scope
      var flags = before
      flags.interruptEnable = value
      after.flags = flags
      if try flagViolation(routine.ensures, after) == nil { allowed.append(value) }
    }
    return allowed
  }
}

extension Expression {
  /// The operands of the top-level `&&`s.
  var conjuncts: [Expression] {
    if case .binary(.and, let a, let b) = kind { return a.conjuncts + b.conjuncts }
    return [self]
  }

  var mentionsFlags: Bool {
    mentions { kind in
      switch kind {
      case .interruptEnable, .levelIs: true
      default: false
      }
    }
  }

  /// Whether a part of it is as `isWanted` says.
  func mentions(_ isWanted: (Kind) -> Bool) -> Bool {
    if isWanted(kind) { return true }
    switch kind {
    case .integer, .boolean, .register, .entryRegister, .variable, .interruptEnable, .entryInterruptEnable, .levelIs:
      return false
    case .negate(let a), .not(let a), .signed(let a), .quantified(_, _, let a), .length(let a):
      return a.mentions(isWanted)
    case .binary(_, let a, let b), .element(let a, let b), .contains(let a, let b):
      return a.mentions(isWanted) || b.mentions(isWanted)
    case .slice(let base, let lower, let upper):
      return [base, lower, upper].contains { $0?.mentions(isWanted) ?? false }
    case .conditional(let c, let a, let b):
      return c.mentions(isWanted) || a.mentions(isWanted) || b.mentions(isWanted)
    case .sequence(let parts), .apply(_, let parts), .instanceIsPublic(_, let parts):
      return parts.contains { $0.mentions(isWanted) }
    }
  }
}
