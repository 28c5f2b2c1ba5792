import AIMLang

/// How much of the interleavings a search leaves out.
package enum ReductionMode: String, Sendable, CaseIterable {
  /// Nothing: every configuration that the machine can be in.
  case none
  /// Interleavings that provably make no difference to any check: see `Reduction`.
  case safe
}

/// What may be left out of a search without losing a violation: three reductions, each an argument about this machine. They
/// are put together in docs/exploration.md.
///
/// 1. **Local steps go first** (a partial-order reduction; persistent sets, Godefroid 1996). With interrupts enabled, an
///    instruction that changes neither flags nor masks nor the set of cells touches registers and memory that the running
///    code owns. The monitor stops the search where that is not so. Whatever arrives meanwhile has registers of its own and
///    cannot touch that memory, so the two orders end in the same configuration, and a check that fails in one fails in the
///    other. So interrupts need to arrive only before an instruction that is *visible*; what lies between is run through at once,
///    and only configurations before visible instructions are stored. Runs without a visible instruction are broken up
///    after a number of steps, and interrupts arrive there, so that none is put off for ever.
/// 2. **Dead registers** are 0 in what is stored: `RegisterLiveness`.
/// 3. **Symmetry**: threads with the same code may be renamed: `ThreadNumbers`. A stored configuration stands for all its
///    renamings.
struct Reduction {
  /// By program counter, the idle context's and the end's included: whether an interrupt must be tried before it.
  let isVisible: [Bool]
  /// By program counter: bit k is set where the k-th kept register is dead.
  let dead: [UInt32]
  /// The same for a context that is resumed there.
  let deadOnArrival: [UInt32]
  /// Whether threads with the same code may be renamed.
  let renamesThreads: Bool

  /// nil where an invariant looks at registers: then nothing here holds.
  init?(_ compiled: CompiledProgram) {
    let program = compiled.program
    var mentions = Mentions()
    for invariant in program.invariants { mentions.add(invariant.body) }
    for queue in program.queues { mentions.add(queue.hands) }
    guard mentions.registers.isEmpty, mentions.entryRegisters.isEmpty else { return nil }
    let liveness = RegisterLiveness(program)
    isVisible =
      program.code.map { instruction in
        let written = Program.registers(of: instruction.operation).written
        return Self.isVisible(instruction.operation) || written.mask & liveness.readByHandlers.mask != 0
      } + [true, true]
    let layout = compiled.layout
    func dead(_ live: RegisterSet) -> UInt32 {
      var mask: UInt32 = 0
      for (slot, register) in layout.registers.enumerated() where !live.contains(register) { mask |= 1 << UInt32(slot) }
      return mask
    }
    self.dead = liveness.before.map(dead) + [0, 0]
    deadOnArrival = liveness.onArrival.map(dead) + [0, 0]
    renamesThreads = layout.threadCount > 1 && ThreadNumbers(program).areOnlyComparedWithZero
  }

  /// Whether an instruction that is executed with interrupts enabled can make a difference to what may arrive, or the other
  /// way round. `switch`, `block` and `unblock` are stuck then, whatever arrives before.
  private static func isVisible(_ operation: Instruction.Operation) -> Bool {
    switch operation {
    // They change flags or masks, and with them who owns what. `sti` changes nothing any more.
    case .cli, .iret, .eoi, .mask, .unmask, .halt: true
    // `alloc` takes the lowest free cells there are, so that others' `alloc` and `free` matter to it.
    case .alloc, .free: true
    case .move, .binary, .unary, .load, .store, .branch, .jump, .jumpRegister, .call, .callRegister, .return, .sti,
      .switch, .block, .unblock, .print, .choose, .assert:
      false
    }
  }
}
