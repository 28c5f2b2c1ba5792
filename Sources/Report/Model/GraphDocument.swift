import AIMLang

/// The graph of a program's configurations for other tools, in the shape of the MOSAIC checker: `source`, `vertices` with
/// unique hash codes and depths, `edges` between hash codes, with labels. What this tool adds stands beside that.
package struct GraphDocument: Encodable, Sendable, Equatable {
  package static let format = "aimcheck-graph"
  package static let version = 1

  package struct Source: Encodable, Sendable, Equatable {
    package var path: String
    package var text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  /// A line of a file.
  package struct LinePlace: Encodable, Sendable, Equatable {
    /// An index into `sources`.
    package var file: Int
    /// From 1.
    package var line: Int

    package init(file: Int, line: Int) {
      self.file = file
      self.line = line
    }
  }

  /// A routine that has been called or has interrupted.
  package struct Frame: Encodable, Sendable, Equatable {
    package var routine: String
    package var isInterrupt: Bool
    /// Where the code below goes on; nil for the idle context.
    package var returnPlace: LinePlace?

    package init(routine: String, isInterrupt: Bool, returnPlace: LinePlace?) {
      self.routine = routine
      self.isInterrupt = isInterrupt
      self.returnPlace = returnPlace
    }
  }

  /// A boot thread, or the idle context.
  package struct Context: Encodable, Sendable, Equatable {
    package var name: String
    /// `running`, `ready`, `blocked`, `halted` or `absent`.
    package var status: String
    /// The queue that it waits in, with its arguments.
    package var queue: String?
    /// The next instruction: its index among all of the program, and its place.
    package var pc: Int?
    package var place: LinePlace?
    /// Bottom to top.
    package var stack: [Frame]

    package init(name: String, status: String, queue: String?, pc: Int?, place: LinePlace?, stack: [Frame]) {
      self.name = name
      self.status = status
      self.queue = queue
      self.pc = pc
      self.place = place
      self.stack = stack
    }
  }

  /// What a violation or bound says.
  package struct Mark: Encodable, Sendable, Equatable {
    package enum Kind: String, Encodable, Sendable {
      case violation
      /// The step goes beyond a bound.
      case limit
    }

    package var kind: Kind
    package var diagnostic: DiagnosticRecord

    package init(_ kind: Kind, _ diagnostic: DiagnosticRecord) {
      self.kind = kind
      self.diagnostic = diagnostic
    }
  }

  /// A configuration; or, with nothing but a mark, where steps lead that break the program.
  package struct Vertex: Encodable, Sendable, Equatable {
    /// Unique in the document: the number of the vertex.
    package var hashcode: Int
    /// Steps of the shortest way from boot.
    package var depth: Int
    /// Whether all its edges are in the document.
    package var isExpanded: Bool
    package var mark: Mark?
    /// Its fields stand beside those above.
    package var state: State?

    private enum Keys: String, CodingKey { case hashcode, depth, isExpanded, mark }

    package func encode(to encoder: any Encoder) throws {
      try state?.encode(to: encoder)
      var fields = encoder.container(keyedBy: Keys.self)
      try fields.encode(hashcode, forKey: .hashcode)
      try fields.encode(depth, forKey: .depth)
      try fields.encode(isExpanded, forKey: .isExpanded)
      try fields.encodeIfPresent(mark, forKey: .mark)
    }

    package init(hashcode: Int, depth: Int, isExpanded: Bool, mark: Mark?, state: State?) {
      self.hashcode = hashcode
      self.depth = depth
      self.isExpanded = isExpanded
      self.mark = mark
      self.state = state
    }
  }

  package struct State: Encodable, Sendable, Equatable {
    /// Who executes the next step.
    package var current: String
    package var ie: Int
    /// `thread` or `irq k`.
    package var level: String
    package var isr: [Int]
    package var imr: [Int]
    /// Of the running code.
    package var registers: [String: UInt64]
    /// The value of each cell in memory, by its name.
    package var heap: [String: UInt64]
    /// Who owns it.
    package var owners: [String: String]
    package var contexts: [Context]

    package init(
      current: String, ie: Int, level: String, isr: [Int], imr: [Int], registers: [String: UInt64],
      heap: [String: UInt64], owners: [String: String], contexts: [Context]
    ) {
      self.current = current
      self.ie = ie
      self.level = level
      self.isr = isr
      self.imr = imr
      self.registers = registers
      self.heap = heap
      self.owners = owners
      self.contexts = contexts
    }
  }

  package struct Edge: Encodable, Sendable, Equatable {
    package var source: Int
    package var target: Int
    /// Who does what: `main: cli`, `irq 0 arrives`.
    package var label: String
    /// The index of the choice, as in schedules.
    package var choice: Int
    /// What `print` writes.
    package var output: String?

    package init(source: Int, target: Int, label: String, choice: Int, output: String?) {
      self.source = source
      self.target = target
      self.label = label
      self.choice = choice
      self.output = output
    }
  }

  package var tool: RunReport.Tool
  package var path: String
  /// Whether every configuration that can be reached is there with all its edges.
  package var isComplete: Bool
  /// Why it is not complete; nil when it is.
  package var limit: String?
  /// All files read, the program itself first.
  package var sources: [Source]
  /// By hash code; marks behind the configurations.
  package var vertices: [Vertex]
  /// By source, then choice.
  package var edges: [Edge]

  package init(
    tool: RunReport.Tool, path: String, isComplete: Bool, limit: String?, sources: [Source], vertices: [Vertex],
    edges: [Edge]
  ) {
    self.tool = tool
    self.path = path
    self.isComplete = isComplete
    self.limit = limit
    self.sources = sources
    self.vertices = vertices
    self.edges = edges
  }
}
