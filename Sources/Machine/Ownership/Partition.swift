/// The partition of memory as a function of the interrupt flags: the table of logic.md section 2, written once.
///
/// Every transfer of ownership follows from it: an instruction that changes the flags from F to F′ gains
/// `owned(F′) \ owned(F)` and gives up `owned(F) \ owned(F′)`. It is written for any number of levels, and apart
/// from the prover's table, so that each checks the other.
struct Partition {
  /// Levels of interrupts, N; level N is that of the threads.
  let levelCount: Int

  /// The flags that the table depends on.
  struct Flags {
    var interruptEnable: Bool
    /// κ: 0 … N-1, or N.
    var level: Int
    /// `isr[κ]`; meaningless at thread level.
    var inService: Bool
  }

  /// The levels whose invariants the running code owns: bit k stands for `I(k)`.
  @inline(__always)
  func owned(_ flags: Flags) -> Int {
    if !flags.interruptEnable { return (2 << flags.level) - 1 }
    if flags.level < levelCount, flags.inService { return 1 << flags.level }
    return 0
  }

  @inline(__always)
  func gained(from old: Flags, to new: Flags) -> Int { owned(new) & ~owned(old) }

  @inline(__always)
  func givenUp(from old: Flags, to new: Flags) -> Int { owned(old) & ~owned(new) }
}

extension Configuration {
  @inline(__always)
  var flags: Partition.Flags {
    Partition.Flags(interruptEnable: interruptEnable, level: level, inService: inService >> level & 1 != 0)
  }
}
