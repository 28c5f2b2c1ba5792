/// The mnemonics, and what operands each takes: the one table that the parser, the printer and the documentation
/// of the language go by. Since lines do not matter, a row also says where an instruction ends.
package enum Mnemonic: String, Sendable, CaseIterable {
  case mov
  case add, sub, mul, and, or, xor, shl, shr, sar, divu, remu
  case not, neg
  case ld, st
  case beq, bne, blt, bge, bgt, ble, bltu, bgeu, bgtu, bleu
  case j, jr, call, callr, ret
  case cli, sti, iret, eoi
  case mask, unmask
  case `switch`, block, unblock
  case halt, print, choose, alloc, free, assert

  /// What may stand at an operand's place.
  package enum Shape: Sendable {
    /// `r0` … `r15`.
    case register
    /// A register or constant.
    case value
    /// A constant.
    case constant
    /// `[a]`.
    case address
    /// A label of the routine.
    case label
    /// A function.
    case function
    /// A string, then any number of values.
    case text
    /// A queue with its arguments, which are values.
    case queue
    /// A pure condition.
    case condition
  }

  package var operands: [Shape] {
    switch self {
    case .mov: [.register, .value]
    case .add, .sub, .mul, .and, .or, .xor, .shl, .shr, .sar, .divu, .remu: [.register, .register, .value]
    case .not, .neg: [.register, .register]
    case .ld: [.register, .address]
    case .st: [.address, .register]
    case .beq, .bne, .blt, .bge, .bgt, .ble, .bltu, .bgeu, .bgtu, .bleu: [.register, .value, .label]
    case .j: [.label]
    case .jr, .callr: [.register]
    case .call: [.function]
    case .ret, .cli, .sti, .iret, .eoi, .switch, .halt: []
    case .mask, .unmask: [.constant]
    case .block: [.queue]
    case .unblock: [.register, .queue]
    case .print: [.text]
    case .choose: [.register, .value, .value]
    case .alloc, .free: [.register, .constant]
    case .assert: [.condition]
    }
  }

  /// As the language reference writes it, for messages: `add rd, rs, x`.
  package var pattern: String {
    let operands =
      switch self {
      case .mov: "rd, x"
      case .add, .sub, .mul, .and, .or, .xor, .shl, .shr, .sar, .divu, .remu: "rd, rs, x"
      case .not, .neg: "rd, rs"
      case .ld: "rd, [a]"
      case .st: "[a], rs"
      case .beq, .bne, .blt, .bge, .bgt, .ble, .bltu, .bgeu, .bgtu, .bleu: "rs, x, label"
      case .j: "label"
      case .jr, .callr: "rs"
      case .call: "f"
      case .ret, .cli, .sti, .iret, .eoi, .switch, .halt: ""
      case .mask, .unmask: "k"
      case .block: "q(x…)"
      case .unblock: "rd, q(x…)"
      case .print: "\"text\", x…"
      case .choose: "rd, lo, hi"
      case .alloc: "rd, n"
      case .free: "rs, n"
      case .assert: "condition"
      }
    return operands.isEmpty ? rawValue : "\(rawValue) \(operands)"
  }

  /// Control never goes on to the next instruction.
  package var endsRoutine: Bool {
    switch self {
    case .j, .jr, .ret, .iret, .halt: true
    default: false
    }
  }
}
