// { true }   op rd, rs, x   { rd = op(rs, x) }
//
// Exact at the word width, for every operand: `Words.swift` has the operations.

import AIMLang
import SepLogic

extension Execution {
  func move(_ destination: Register, _ source: Operand, _ path: Path) -> [Path] {
    var next = path.next()
    next.registers[destination.index] = value(of: source, path)
    return [next]
  }

  func binary(
    _ op: ALUOperator, _ destination: Register, _ left: Register, _ right: Operand, _ path: Path
  ) -> [Path] {
    var next = path.next()
    next.registers[destination.index] = settled(
      result(op, path.registers[left.index], value(of: right, path)), path)
    return [next]
  }

  func unary(_ op: UnaryALUOperator, _ destination: Register, _ source: Register, _ path: Path) -> [Path] {
    let operand = path.registers[source.index]
    var next = path.next()
    switch op {
    case .not: next.registers[destination.index] = settled(arena.wordNot(operand), path)
    case .neg: next.registers[destination.index] = settled(arena.wordNegate(operand), path)
    }
    return [next]
  }

  private func result(_ op: ALUOperator, _ a: TermID, _ b: TermID) -> TermID {
    switch op {
    case .add: arena.wordAdd(a, b)
    case .sub: arena.wordSubtract(a, b)
    case .mul: arena.wordMultiply(a, b)
    case .and: arena.wordAnd(a, b)
    case .or: arena.wordOr(a, b)
    case .xor: arena.wordXor(a, b)
    case .shl: arena.wordShiftLeft(a, by: b)
    case .shr: arena.wordShiftRight(a, by: b)
    case .sar: arena.wordShiftRightArithmetic(a, by: b)
    case .divu: arena.wordDivide(a, b)
    case .remu: arena.wordRemainder(a, b)
    }
  }

  func value(of operand: Operand, _ path: Path) -> TermID {
    switch operand {
    case .register(let register): path.registers[register.index]
    case .constant(let value): arena.int(Int128(value))
    }
  }

  /// The same word without its wrap-around where the facts exclude that it wraps: sums that stay linear keep
  /// addresses and loop invariants easy. Only the answer “entailed” changes the term.
  func settled(_ word: TermID, _ path: Path) -> TermID {
    // A routine whose arithmetic is too hard for this question is not asked it over and over.
    guard case .remainder(let inner, let divisor) = arena[word], arena.constant(divisor) == arena.modulus,
      unsettled < 4
    else { return word }
    let fits = arena.and([arena.lessOrEqual(arena.zero, inner), arena.less(inner, divisor)])
    switch oracle.entails(path.state.facts, fits, wantsModel: false) {
    case .yes: return inner
    case .no: return word
    case .unknown:
      unsettled += 1
      return word
    }
  }
}
