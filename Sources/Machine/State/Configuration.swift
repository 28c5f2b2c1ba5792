/// One configuration in the form that steps work on: a flat vector of words with a few fields kept beside it.
///
/// The words are owned by whoever made the buffer. `PackedForm` turns a configuration into bytes and back.
struct Configuration {
  /// The next instruction; `Stepper.idle` where no thread runs and no handler either, `Stepper.ended` behind the
  /// last `ret` of a run that did not start at boot.
  var pc = 0
  /// The running thread, or the idle context behind the last one.
  var thread = 0
  var interruptEnable = true
  /// κ of logic.md: 0 … N-1, or N at thread level.
  var level = 0
  /// Bit k is `isr[k]`.
  var inService = 0
  /// Bit k is `imr[k]`.
  var masked = 0
  /// Interrupt frames on the stack.
  var depth = 0
  /// The owner code of the running code.
  var actor: UInt16 = OwnerCode.firstRunning
  /// Number of the shape, and what it holds.
  var shape = 0
  var owners: UnsafePointer<UInt16>
  var heapCount = 0
  /// Where the top frame starts, and where its ghost values do.
  var top = 0
  var ghosts = 0
  /// Frames on the stack, the root frame not counted.
  var frames = 0
  /// Words in use.
  var count = 0
  let words: UnsafeMutablePointer<UInt64>

  /// Makes this a copy of `other`; the constants in front are in every buffer already.
  @inline(__always)
  mutating func copy(_ other: borrowing Configuration, from start: Int) {
    let words = words
    (words + start).update(from: other.words + start, count: other.count - start)
    pc = other.pc
    thread = other.thread
    interruptEnable = other.interruptEnable
    level = other.level
    inService = other.inService
    masked = other.masked
    depth = other.depth
    actor = other.actor
    shape = other.shape
    owners = other.owners
    heapCount = other.heapCount
    top = other.top
    ghosts = other.ghosts
    frames = other.frames
    count = other.count
  }
}

/// The first word of a frame.
///
/// A frame is `header | auxiliary | saved registers (interrupt frames) | ghost values`. The auxiliary word holds where the
/// frame below starts and the level of the code below; it follows from the rest of the stack, so it is not packed.
/// Ghost values are what the routine's assertions say about its entry: registers, `ie`, variables of `with`.
struct FrameHeader {
  var word: UInt64

  init(word: UInt64) { self.word = word }

  init(returnPC: Int, routine: Int, isInterrupt: Bool, logicalsUnknown: Bool = false) {
    word = UInt64(returnPC) << 22 | UInt64(routine) << 2 | (logicalsUnknown ? 2 : 0) | (isInterrupt ? 1 : 0)
  }

  var withLogicalsKnown: FrameHeader { FrameHeader(word: word & ~2) }

  static let routineLimit = 1 << 20

  var isInterrupt: Bool { word & 1 != 0 }
  /// Whether the variables of `with` could not be determined at entry.
  var logicalsUnknown: Bool { word & 2 != 0 }
  var routine: Int { Int(truncatingIfNeeded: word >> 2) & (Self.routineLimit - 1) }
  var returnPC: Int { Int(truncatingIfNeeded: word >> 22) }
}
