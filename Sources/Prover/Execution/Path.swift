import AIMLang
import SepLogic

/// One symbolic execution path: a value, so that a branch is a copy.
struct Path {
  /// What comes next at `pc`; ghost lines and the cut point of a label stand before the instruction.
  enum Phase {
    case arrival
    case ghost(Int)
    case instruction
  }

  var pc: Int
  var phase: Phase = .arrival
  /// The 16 registers. Invariant: each is a word wherever the facts hold.
  var registers: [TermID]
  var flags: Flags
  /// Values of the routine's `with` variables.
  var logicals: [VariableID: TermID] = [:]
  var state: SymbolicState
  var loops: [ActiveLoop] = []
  var trace: [TraceStep] = []
  /// What `choose` and `alloc` gave, in order.
  var choices: [TermID] = []
  /// What the routine owned at entry.
  var entryHeap: [Chunk] = []
  /// Whether it had abstract predicates at entry.
  var hadAtoms = false
  /// What it first gained from the public part.
  var firstGain: [Chunk]?
  /// Instances of families whose memory is in the heap, in the order in which they were opened. Invariant: their levels are
  /// owned by the flags.
  var opened: [OpenInstance] = []

  /// Goes to the next instruction.
  func next() -> Path { at(pc + 1) }

  func at(_ target: Int) -> Path {
    var path = self
    path.pc = target
    path.phase = .arrival
    return path
  }

  func with(state: SymbolicState) -> Path {
    var path = self
    path.state = state
    return path
  }

  func assuming(_ fact: TermID) -> Path { with(state: state.assuming(fact)) }
}

/// A label with an invariant through which the path has gone: arriving there again ends the path.
struct ActiveLoop {
  var pc: Int
  /// What the invariant did not mention: it has to be there again, unchanged.
  var frame: [Chunk]
  var atoms: [Atom]
  var flags: Flags
  /// The instances that were open then.
  var opened: [OpenInstance]
}

/// What a path did, with the state in which it did it (arrays are shared until written, so a step costs little).
struct TraceStep {
  var pc: Int
  var event: TraceEvent
  /// The heap before the step.
  var heap: [Chunk]
  var atoms: [Atom]
  /// How many of the path's facts were known then; they are only ever appended.
  var factCount: Int
}

enum TraceEvent: Equatable {
  case instruction
  case ghost(Int)
  /// Arrival at a label with an invariant, first time.
  case loopHead
}
