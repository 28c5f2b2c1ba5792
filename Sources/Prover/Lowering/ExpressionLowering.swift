import AIMLang
import SepLogic

/// Turns resolved expressions into terms. Flags and levels are concrete on every path, so `ie` and `level == …` fold
/// to constants; everything else is exact over mathematical integers.
struct ExpressionLowering {
  let arena: TermArena
  let levelCount: Int
  let functions: FunctionTable

  func term(_ expression: Expression, _ scope: Scope) throws(LoweringError) -> TermID {
    switch expression.kind {
    case .integer(let value): return arena.int(value)
    case .boolean(let value): return arena.bool(value)
    case .register(let register):
      guard let registers = scope.registers else { throw .stateMentioned("`\(register)`", expression.span) }
      return registers[register.index]
    case .entryRegister(let register):
      guard let registers = scope.entryRegisters else { throw .stateMentioned("`\(register)`", expression.span) }
      return registers[register.index]
    case .variable(let id):
      guard let value = scope.variables[id] else { throw .notSupported("this variable", expression.span) }
      return value
    case .interruptEnable:
      guard let flags = scope.flags else { throw .stateMentioned("`ie`", expression.span) }
      return arena.int(flags.interruptEnable ? 1 : 0)
    case .entryInterruptEnable:
      guard let value = scope.entryInterruptEnable else { throw .stateMentioned("`old(ie)`", expression.span) }
      return arena.int(value ? 1 : 0)
    case .levelIs(let level):
      guard let flags = scope.flags else { throw .stateMentioned("`level`", expression.span) }
      return arena.bool(flags.level == index(of: level))
    case .negate(let operand): return arena.negate(try term(operand, scope))
    case .not(let operand): return arena.not(try term(operand, scope))
    case .binary(let op, let a, let b): return try binary(op, a, b, scope)
    case .conditional(let condition, let a, let b):
      return arena.ite(try term(condition, scope), try term(a, scope), try term(b, scope))
    case .signed(let operand): return arena.signedValue(try term(operand, scope))
    case .quantified: throw .notSupported("a quantifier inside a pure expression", expression.span)
    case .sequence(let elements): return arena.sequence(try terms(elements, scope))
    case .length(let operand): return arena.length(try term(operand, scope))
    case .element(let base, let index): return arena.element(try term(base, scope), try term(index, scope))
    case .slice(let base, let lower, let upper):
      let sequence = try term(base, scope)
      return arena.slice(
        sequence, from: try lower.map { bound throws(LoweringError) in try term(bound, scope) } ?? arena.zero,
        to: try upper.map { bound throws(LoweringError) in try term(bound, scope) } ?? arena.length(sequence))
    case .contains(let value, let sequence):
      return arena.contains(try term(sequence, scope), try term(value, scope))
    case .apply(let id, let arguments):
      return arena.apply(try functions.symbol(of: id, self), try terms(arguments, scope))
    case .instanceIsPublic: throw .notSupported("an instance of an invariant family", expression.span)
    }
  }

  private func terms(_ expressions: [Expression], _ scope: Scope) throws(LoweringError) -> [TermID] {
    var result: [TermID] = []
    for expression in expressions { result.append(try term(expression, scope)) }
    return result
  }

  /// The level as an index: N for threads.
  func index(of level: Level) -> Int {
    switch level {
    case .irq(let k): k
    case .thread: levelCount
    }
  }

  private func binary(
    _ op: BinaryOperator, _ left: Expression, _ right: Expression, _ scope: Scope
  ) throws(LoweringError) -> TermID {
    let a = try term(left, scope)
    let b = try term(right, scope)
    switch op {
    case .add: return arena.add(a, b)
    case .subtract: return arena.subtract(a, b)
    case .multiply: return arena.multiply(a, b)
    case .divide: return arena.divide(a, b)
    case .remainder: return arena.remainder(a, b)
    // Bit operations take words: an integer outside is cut to the width first.
    case .bitAnd: return arena.bitAnd(arena.wrap(a), arena.wrap(b))
    case .bitOr: return arena.bitOr(arena.wrap(a), arena.wrap(b))
    case .bitXor: return arena.bitXor(arena.wrap(a), arena.wrap(b))
    case .shiftLeft: return arena.wordShiftLeft(arena.wrap(a), by: arena.wrap(b))
    case .shiftRight: return arena.wordShiftRight(arena.wrap(a), by: arena.wrap(b))
    case .equal: return arena.equal(a, b)
    case .notEqual: return arena.not(arena.equal(a, b))
    case .less: return arena.less(a, b)
    case .lessOrEqual: return arena.lessOrEqual(a, b)
    case .greater: return arena.less(b, a)
    case .greaterOrEqual: return arena.lessOrEqual(b, a)
    case .and: return arena.and([a, b])
    case .or: return arena.or([a, b])
    case .implies: return arena.implies(a, b)
    case .concatenate: return arena.concatenate([a, b])
    }
  }
}
