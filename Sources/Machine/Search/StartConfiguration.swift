import AIMLang

/// A configuration to start from instead of the boot state: how a counterexample of the prover is tried out.
///
/// The routine's body starts with exactly the memory given. Its `ret` at the bottom checks the contract as the prover
/// does, leftover memory included, and ends the run. There are no other threads: `switch` resumes the routine itself, nobody
/// waits in a queue, and after `block` the machine idles, which is no deadlock here.
package struct StartConfiguration: Sendable {
  package var routine: RoutineID
  package var interruptEnable: Bool
  package var level: Level
  /// Whether the level's in-service bit is set: what it is in a handler, except after `eoi` with `pic 8259a`.
  package var inService: Bool
  /// 16 values; words of the program's width.
  package var registers: [UInt64]
  /// Memory that the routine owns at entry.
  package var cells: [(address: UInt64, value: UInt64)]
  /// Memory of the public invariants; must satisfy them if interrupts are to arrive or the code is to gain it.
  package var publicCells: [(address: UInt64, value: UInt64)]
  /// Results of the `choose` and `alloc` instructions in the order of execution (for `alloc`: 0 is failure). The
  /// search follows them first, and tries everything only when they lead nowhere.
  package var choices: [UInt64]
  /// Whether the routine starts as a boot thread does, without a caller: then `ret` is an error.
  package var isThread: Bool

  package init(
    routine: RoutineID, interruptEnable: Bool, level: Level, registers: [UInt64],
    cells: [(address: UInt64, value: UInt64)], publicCells: [(address: UInt64, value: UInt64)],
    choices: [UInt64] = [], isThread: Bool = false, inService: Bool? = nil
  ) {
    self.routine = routine
    self.interruptEnable = interruptEnable
    self.level = level
    self.inService = inService ?? (level != .thread)
    self.registers = registers
    self.cells = cells
    self.publicCells = publicCells
    self.choices = choices
    self.isThread = isThread
  }
}
