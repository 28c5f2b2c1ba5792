import AIMLang

/// A replayed schedule, step by step, with what each step changed.
package struct Trace: Sendable, Equatable {
  /// Before the first step.
  package var start: Snapshot
  package var steps: [TraceStep]
  /// What the last step, or the boot itself, broke; nil for a run that is still well.
  package var violation: Diagnostic?
  /// The number of the step from which on the steps repeat for ever, in a run without an end; nil otherwise.
  package var repeatsFrom: Int?
  /// How many choices there are after the last step; 0 at the end of the program and after a violation.
  package var choicesAtEnd: Int

  package init(start: Snapshot, steps: [TraceStep] = [], violation: Diagnostic? = nil, choicesAtEnd: Int = 0) {
    self.start = start
    self.steps = steps
    self.violation = violation
    self.choicesAtEnd = choicesAtEnd
  }
}

/// A configuration in source terms.
package struct Snapshot: Sendable, Equatable {
  /// The next instruction; nil while the machine idles or has ended.
  package var pc: Int?
  package var actor: Actor
  package var interruptEnable: Bool
  package var level: Level
  /// The registers that the program mentions, ascending.
  package var registers: [RegisterValue]
  /// The cells in memory, by ascending address.
  package var cells: [CellValue]
  /// Call and interrupt frames on the stack of the running code.
  package var stackDepth: Int
}

package struct RegisterValue: Sendable, Equatable {
  package var register: Register
  package var value: UInt64
}

package struct CellValue: Sendable, Equatable {
  package var cell: CellName
  package var value: UInt64
  package var owner: Owner
}

/// A memory cell: its address, and the name that the source gives it (`left`, `buf[3]`, `n.value`, or `0x1010`).
package struct CellName: Sendable, Hashable {
  package var address: UInt64
  package var name: String

  package init(address: UInt64, name: String) {
    self.address = address
    self.name = name
  }
}

/// Who executes a step.
package enum Actor: Sendable, Hashable {
  /// A boot thread, by its position in `boot`.
  case thread(Int)
  /// The handler of a level.
  case handler(level: Int)
  /// Nobody: every thread has ended or is blocked.
  case idle
}

/// One step.
package struct TraceStep: Sendable, Equatable {
  package enum Event: Sendable, Equatable {
    /// The running code executes the instruction at `pc`.
    case instruction(pc: Int)
    /// An interrupt of this level arrives and its handler starts.
    case interrupt(level: Int)
    /// The idle context resumes a thread.
    case dispatch
  }

  /// From 1.
  package var number: Int
  package var actor: Actor
  package var event: Event
  /// The choice taken, and how many there were.
  package var choice: Int
  package var choiceCount: Int
  /// What changed: control first, then registers, memory, ownership, each ascending.
  package var changes: [TraceChange]
  /// What `print` wrote.
  package var output: String?
}

/// One change that a step made.
package enum TraceChange: Sendable, Equatable {
  case interruptEnable(Bool)
  case level(from: Level, to: Level)
  /// The running thread ended.
  case halted
  /// A boot thread, by its position, waits in a queue: its name and arguments.
  case blocked(thread: Int, queue: String)
  /// A boot thread leaves a queue and is ready.
  case woken(thread: Int, queue: String)
  /// Whose stack is running from here on: a thread's (a handler may be on top of it) or the idle context's.
  case resumed(Actor)
  case masked(level: Int, Bool)
  /// An in-service bit, where it does not follow from the level: with `pic 8259a`.
  case inService(level: Int, Bool)
  case register(Register, from: UInt64, to: UInt64)
  case cell(CellName, from: UInt64, to: UInt64)
  case allocated(CellName, value: UInt64)
  case freed(CellName)
  case owner(CellName, from: Owner, to: Owner)
}
