import AIMLang

/// An instruction in the compact form that steps run: operands are positions in the word vector, where constants
/// stand like registers, and cells of globals are slots.
struct Operation {
  enum Code: UInt8 {
    /// word a := word c.
    case move
    /// word a := word b op word c.
    case add, sub, mul, and, or, xor, shl, shr, sar, divu, remu
    /// word a := op word b.
    case not, neg
    /// word a := cell in slot b.
    case loadGlobal
    /// word a := cell at word b + offset.
    case load
    /// cell in slot a := word b.
    case storeGlobal
    /// cell at word a + offset := word b.
    case store
    /// Go to `target` if word b ? word c.
    case beq, bne, blt, bge, bgt, ble, bltu, bgeu, bgtu, bleu
    case jump
    /// Go to the label whose code address is word b.
    case jumpRegister
    /// `target` is a routine.
    case call
    /// The routine whose code address is word b.
    case callRegister
    case `return`
    case cli, sti, iret, eoi, halt
    /// `a` is a level.
    case mask, unmask
    case `switch`
    /// `target` is a wait.
    case block
    /// word a := the thread that leaves the queue of the wait `target`, or 0.
    case unblock
    case print
    /// word a := any of word b … word c.
    case choose
    /// word a := address of `offset` fresh cells, or 0.
    case alloc
    /// Cells at word b … take `offset` cells out of memory.
    case free
    /// The expression at node `target` must be true.
    case assert
    /// What the idle context does: it resumes a thread.
    case idle
    /// The end of a run that did not start at boot.
    case ended
  }

  var code: Code
  /// Whether there may be more or fewer choices than one.
  var hasChoices = false
  /// Whether ghost lines stand before the instruction.
  var hasGhosts = false
  var a: Int32 = 0
  var b: Int32 = 0
  var c: Int32 = 0
  var target: Int32 = 0
  var offset: UInt64 = 0
}

/// A queue with arguments, as an instruction names it.
struct Wait {
  var queue: Int
  /// Positions in the word vector.
  var operands: [Int]
}

/// What a step needs to know about a family of wait queues.
struct QueueFacts {
  /// Slots of the environment that hold the arguments while `hands` runs.
  var parameters: [Int32]
  var hands: Plan
}

/// A ghost line that the machine has to look at.
struct GhostCheck {
  enum Kind { case assert, assume, leak }
  var kind: Kind
  var plan: Plan
}

/// A variable of `with` whose value is part of the state: a number in two words, or that of a sequence that is kept.
struct GhostVariable {
  /// In the environment.
  var slot: Int32
  var isSequence: Bool
}

/// What a step needs to know about a routine.
struct RoutineFacts {
  var entry: Int
  var isFunction: Bool
  /// Whether it has code.
  var isRunnable: Bool
  /// Registers that an interrupt frame of this handler saves: those that it, or what it calls, can change. The others
  /// have the same value in the handler as in the interrupted code.
  var saved: [Int] = []
  /// Ghost values, in this order: entry registers (positions in the word vector), `ie`, variables of `with`.
  var ghostRegisters: [Int] = []
  var ghostInterruptEnable = false
  var ghostVariables: [GhostVariable] = []
  /// Registers to preserve: position in the word vector, and offset of the entry value in the ghost values.
  var preserved: [(word: Int, ghost: Int)] = []
  var requires: Plan
  var ensures: Plan

  var ghostCount: Int { ghostRegisters.count + (ghostInterruptEnable ? 1 : 0) + 2 * ghostVariables.count }
}
