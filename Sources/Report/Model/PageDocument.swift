import AIMLang

/// What a page shows: a program, a run of it, and as much of the graph of its configurations as fits.
///
/// A configuration is a list of slots, each an integer:
/// `context, ie, isr, imr, level | registers | status, pc, registers, stack of each context | value, owner of each cell`.
/// - `context` is the position of the context whose stack runs: threads in the order of `boot`, then the idle context.
/// - `isr` and `imr` are bits, `level` is the level or `levelCount` at thread level.
/// - registers and values of cells are indices into `numbers`; the registers of a context into `registerSets` (0 while it runs);
///   a stack is one into `stacks`, a status one into `statuses`.
/// - `pc` is one more than an index into `code`, 0 for none; an owner one more than an index into `owners`, 0 for a cell that
///   is not in memory.
///
/// `graph.code` is Base64 over numbers of 7-bit groups, the lowest first. For each vertex in order: twice its number of edges,
/// plus 1 if they are all its choices. For each edge: twice its label, plus 1 if its choice follows instead of being one more
/// than that before; then 0 for a new vertex, with the number of slots that differ from the source and, for each, slot and
/// value; 1 for a violation and its index; 2 for a bound and its index; n > 2 for the vertex n − 2 before the next new one.
package struct PageDocument: Encodable, Sendable, Equatable {
  package static let version = 1

  package struct Place: Encodable, Sendable, Equatable {
    /// An index into `sources`.
    package var file: Int
    package var line: Int
    package var column: Int
    package var endLine: Int
    package var endColumn: Int

    package init(file: Int, line: Int, column: Int, endLine: Int, endColumn: Int) {
      self.file = file
      self.line = line
      self.column = column
      self.endLine = endLine
      self.endColumn = endColumn
    }
  }

  package struct Code: Encodable, Sendable, Equatable {
    package var text: String
    package var place: Place
    /// An index into `routines`.
    package var routine: Int

    package init(text: String, place: Place, routine: Int) {
      self.text = text
      self.place = place
      self.routine = routine
    }
  }

  package struct Routine: Encodable, Sendable, Equatable {
    package var name: String
    /// Of a handler.
    package var level: Int?
    package var place: Place

    package init(name: String, level: Int?, place: Place) {
      self.name = name
      self.level = level
      self.place = place
    }
  }

  package struct Invariant: Encodable, Sendable, Equatable {
    /// `levelCount` for that of the threads.
    package var level: Int
    package var text: String
    package var place: Place

    package init(level: Int, text: String, place: Place) {
      self.level = level
      self.text = text
      self.place = place
    }
  }

  package struct Owner: Encodable, Sendable, Equatable, Hashable {
    package enum Kind: String, Encodable, Sendable { case nobody, publicPart = "public", thread, handler }

    package var kind: Kind
    /// The level of a handler or public part, the position of a thread.
    package var index: Int
    package var name: String

    package init(_ kind: Kind, _ index: Int, _ name: String) {
      self.kind = kind
      self.index = index
      self.name = name
    }
  }

  package struct Cell: Encodable, Sendable, Equatable {
    package var name: String
    package var address: String

    package init(name: String, address: String) {
      self.name = name
      self.address = address
    }
  }

  package struct Status: Encodable, Sendable, Equatable, Hashable {
    /// `running`, `ready`, `blocked`, `halted` or `absent`.
    package var name: String
    package var queue: String?

    package init(_ name: String, queue: String?) {
      self.name = name
      self.queue = queue
    }
  }

  package struct Frame: Encodable, Sendable, Equatable, Hashable {
    /// An index into `routines`.
    package var routine: Int
    package var isInterrupt: Bool
    /// One more than an index into `code`; 0 for the idle context.
    package var returnPC: Int
    /// Pairs of a position in `registers` and an index into `numbers`.
    package var saved: [[Int]]

    package init(routine: Int, isInterrupt: Bool, returnPC: Int, saved: [[Int]]) {
      self.routine = routine
      self.isInterrupt = isInterrupt
      self.returnPC = returnPC
      self.saved = saved
    }
  }

  /// What an edge is, beside the instruction that its source says.
  package struct Label: Encodable, Sendable, Equatable, Hashable {
    /// The level whose interrupt arrives.
    package var interrupt: Int?
    /// Which of the instruction's choices, as `→ worker`.
    package var detail: String?
    /// What `print` writes.
    package var output: String?

    package init(interrupt: Int? = nil, detail: String? = nil, output: String? = nil) {
      self.interrupt = interrupt
      self.detail = detail
      self.output = output
    }
  }

  package struct Graph: Encodable, Sendable, Equatable {
    package var vertexCount: Int
    package var edgeCount: Int
    package var isComplete: Bool
    package var code: String

    package init(vertexCount: Int, edgeCount: Int, isComplete: Bool, code: String) {
      self.vertexCount = vertexCount
      self.edgeCount = edgeCount
      self.isComplete = isComplete
      self.code = code
    }
  }

  package struct Deadlock: Encodable, Sendable, Equatable {
    package var vertex: Int
    /// An index into `violations`.
    package var violation: Int

    package init(vertex: Int, violation: Int) {
      self.vertex = vertex
      self.violation = violation
    }
  }

  package struct Run: Encodable, Sendable, Equatable {
    package enum Kind: String, Encodable, Sendable {
      case counterexample
      /// A walk that shows an interrupt and a transfer.
      case sample
      /// The schedule that was asked for.
      case replay
    }

    package var kind: Kind
    package var choices: [Int]
    /// What is wrong at its end where no single step is: an index into `violations`.
    package var violation: Int?
    /// The step from which on the steps repeat for ever, where that is what is wrong.
    package var repeatsFrom: Int?

    package init(kind: Kind, choices: [Int]) {
      self.kind = kind
      self.choices = choices
    }
  }

  package struct Summary: Encodable, Sendable, Equatable {
    package struct Row: Encodable, Sendable, Equatable {
      package var name: String
      package var text: String

      package init(name: String, text: String) {
        self.name = name
        self.text = text
      }
    }

    package enum Tone: String, Encodable, Sendable { case good, bad, open }

    package var label: String
    package var sentence: String
    package var tone: Tone
    package var rows: [Row]

    package init(label: String, sentence: String, tone: Tone, rows: [Row]) {
      self.label = label
      self.sentence = sentence
      self.tone = tone
      self.rows = rows
    }
  }

  package var version = PageDocument.version
  package var tool = ""
  package var path = ""
  package var verdict = Summary(label: "", sentence: "", tone: .open, rows: [])
  package var sources: [GraphDocument.Source] = []
  package var code: [Code] = []
  package var routines: [Routine] = []
  /// The names of the contexts: boot threads, then the idle context.
  package var contexts: [String] = []
  /// The routine of each boot thread, an index into `routines`.
  package var threadRoutines: [Int] = []
  package var levelCount = 1
  /// `auto` or `8259a`.
  package var controller = ""
  package var invariants: [Invariant] = []
  package var registers: [String] = []
  package var owners: [Owner] = []
  package var cells: [Cell] = []
  package var numbers: [String] = []
  package var registerSets: [[Int]] = []
  package var statuses: [Status] = []
  package var stacks: [[Frame]] = []
  package var labels: [Label] = []
  package var violations: [DiagnosticRecord] = []
  package var limits: [DiagnosticRecord] = []
  package var deadlocks: [Deadlock] = []
  /// The boot state; empty where there is none because boot itself is a violation, which is `violations[0]` then.
  package var start: [Int] = []
  package var graph = Graph(vertexCount: 0, edgeCount: 0, isComplete: true, code: "")
  package var run = Run(kind: .sample, choices: [])
  /// The beginning of a command that shows a schedule, to which the schedule is added, and the end of one that makes a page.
  package var replayCommand = ""
  package var pageOption = ""

  package init() {}
}
