/// A whole configuration of the machine in source terms.
package struct PictureRecord: Codable, Sendable, Equatable {
  package struct Cell: Codable, Sendable, Equatable {
    package var name: String
    /// Decimal.
    package var address: String
    /// Decimal.
    package var value: String
    /// `main`, `timer` …; `public (irq 0)`, `public (threads)`; `nobody`.
    package var owner: String

    package init(name: String, address: String, value: String, owner: String) {
      self.name = name
      self.address = address
      self.value = value
      self.owner = owner
    }
  }

  /// A call or an interrupt on a stack.
  package struct Frame: Codable, Sendable, Equatable {
    package var routine: String
    package var isInterrupt: Bool
    /// Where the code below goes on; nil where that is the idle context.
    package var returns: PlaceRecord?
    /// What the interrupted code had in registers that the handler can change.
    package var saved: [TraceRecord.Value]

    package init(routine: String, isInterrupt: Bool, returns: PlaceRecord?, saved: [TraceRecord.Value]) {
      self.routine = routine
      self.isInterrupt = isInterrupt
      self.returns = returns
      self.saved = saved
    }
  }

  /// A boot thread, or the idle context where there is something of it.
  package struct Thread: Codable, Sendable, Equatable {
    package var name: String
    /// `running`, `ready`, `blocked` or `ended`.
    package var status: String
    /// The queue that it waits in.
    package var queue: String?
    /// The instruction that it executes when it runs next; nil when it has ended, or idles.
    package var next: PlaceRecord?
    /// The text of that instruction.
    package var instruction: String?
    package var registers: [TraceRecord.Value]
    /// Bottom to top.
    package var stack: [Frame]

    package init(
      name: String, status: String, queue: String?, next: PlaceRecord?, instruction: String?,
      registers: [TraceRecord.Value], stack: [Frame]
    ) {
      self.name = name
      self.status = status
      self.queue = queue
      self.next = next
      self.instruction = instruction
      self.registers = registers
      self.stack = stack
    }
  }

  /// Who executes the next step.
  package var actor: String
  package var interruptEnable: Bool
  /// `thread` or `irq k`.
  package var level: String
  /// Levels whose interrupt is in service, ascending.
  package var inService: [Int]
  /// Levels that are masked, ascending.
  package var masked: [Int]
  /// Of the running code.
  package var registers: [TraceRecord.Value]
  /// By ascending address.
  package var memory: [Cell]
  /// By position in `boot`, the idle context last.
  package var threads: [Thread]

  package init(
    actor: String, interruptEnable: Bool, level: String, inService: [Int], masked: [Int],
    registers: [TraceRecord.Value], memory: [Cell], threads: [Thread]
  ) {
    self.actor = actor
    self.interruptEnable = interruptEnable
    self.level = level
    self.inService = inService
    self.masked = masked
    self.registers = registers
    self.memory = memory
    self.threads = threads
  }
}

/// One schedule step by step with every configuration on the way: what `--trace-output` writes.
package struct TraceDocument: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 1

  package var schemaVersion: Int
  package var tool: RunReport.Tool
  package var path: String
  /// Choice indices joined by dots.
  package var schedule: String
  package var trace: TraceRecord
  /// Before the first step, then after each; a step that is a violation has none. Empty where the boot itself is one.
  package var states: [PictureRecord]

  package init(
    tool: RunReport.Tool, path: String, schedule: String, trace: TraceRecord, states: [PictureRecord]
  ) {
    schemaVersion = Self.currentSchemaVersion
    self.tool = tool
    self.path = path
    self.schedule = schedule
    self.trace = trace
    self.states = states
  }
}
