// What an instruction reads and writes, to leave out exchanges of neighbours that obviously commute.
import AIMLang

/// Registers and memory that an instruction touches.
struct Effects {
  private var reads = RegisterSet()
  private var writes = RegisterSet()
  private var memory = Memory.none
  /// Jumps, calls, returns: never exchanged for free.
  private var isControl = false
  private var prints = false

  private enum Memory {
    case none
    case load(Cell)
    case store(Cell)
    /// Ownership changes, or words of unknown number are written.
    case all
  }

  /// One word: at a known address, or that far from what a register holds.
  private struct Cell {
    var base: Register?
    var offset: UInt64

    /// Certainly another word, as long as the register is not written in between.
    func differs(from other: Cell) -> Bool { base == other.base && offset != other.offset }
  }

  init(_ instruction: Instruction, in program: Program) {
    switch instruction.operation {
    case .move(let register, let operand): set(register, reading: operand)
    case .binary(_, let register, let source, let operand):
      set(register, reading: operand)
      reads.insert(source)
    case .unary(_, let register, let source):
      writes.insert(register)
      reads.insert(source)
    case .load(let register, let address):
      writes.insert(register)
      memory = .load(cell(address))
    case .store(let address, let register):
      reads.insert(register)
      memory = .store(cell(address))
    case .choose(let register, let low, let high):
      set(register, reading: low)
      read(high)
    case .alloc(let register, _):
      writes.insert(register)
      memory = .all
    case .free(let register, _):
      reads.insert(register)
      memory = .all
    case .cli, .sti: memory = .all
    case .print(_, let operands):
      operands.forEach { read($0) }
      prints = true
    case .assert:
      // Its registers are those that its text names.
      let names = program.sources.text(of: instruction.span).split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      for index in 0..<Register.count where names.contains("r\(index)") { reads.insert(Register(index)) }
    case .branch, .jump, .jumpRegister, .call, .callRegister, .return, .iret, .halt, .eoi, .mask, .unmask, .switch,
      .block, .unblock:
      isControl = true
    }
  }

  private mutating func set(_ register: Register, reading operand: Operand) {
    writes.insert(register)
    read(operand)
  }

  private mutating func read(_ operand: Operand) {
    if case .register(let register) = operand { reads.insert(register) }
  }

  private mutating func cell(_ address: Address) -> Cell {
    switch address {
    case .absolute(let word): return Cell(base: nil, offset: word)
    case .register(let base, let offset):
      reads.insert(base)
      return Cell(base: base, offset: offset)
    }
  }

  /// Whether the order of the two makes no difference to anybody.
  func commutes(with other: Effects) -> Bool {
    guard !isControl, !other.isControl, !(prints && other.prints) else { return false }
    let touched = other.reads.union(other.writes)
    guard writes.mask & touched.mask == 0, other.writes.mask & reads.mask == 0 else { return false }
    switch (memory, other.memory) {
    case (.none, _), (_, .none), (.load, .load): return true
    case (.store(let a), .load(let b)), (.load(let a), .store(let b)), (.store(let a), .store(let b)):
      return a.differs(from: b)
    case (.all, _), (_, .all): return false
    }
  }
}
