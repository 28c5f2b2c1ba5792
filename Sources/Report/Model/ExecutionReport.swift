import AIMLang

/// How one run of a program went: the document of `aimcheck run`.
///
/// Two runs of one program with the same options give equal documents.
package struct ExecutionReport: Codable, Sendable, Equatable {
  /// Raised whenever a reader of the previous version could misunderstand the document.
  package static let currentSchemaVersion = 1
  /// Outputs and faults beyond these are counted and left out, so that a long run needs no more memory than a short one.
  package static let mostOutputs = 10_000
  package static let mostFaults = 1_000
  /// Bytes of both together.
  package static let mostBytes = 16 << 20

  package struct Source: Codable, Sendable, Equatable {
    package var path: String
    /// The SHA-256 of its text, in hexadecimal.
    package var digest: String

    package init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// What the schedule and the reactions to faults were made of.
  package struct Settings: Codable, Sendable, Equatable {
    /// A decimal number below 2^64: as a JSON number it would not survive every reader.
    package var seed: String
    /// `1/8`.
    package var interruptRate: String
    package var maxSteps: Int
    /// `ignore`, `report` or `stop`, by kind of fault.
    package var onFault: [String: String]

    package init(seed: String, interruptRate: String, maxSteps: Int, onFault: [String: String]) {
      self.seed = seed
      self.interruptRate = interruptRate
      self.maxSteps = maxSteps
      self.onFault = onFault
    }
  }

  package struct Output: Codable, Sendable, Equatable {
    package var step: Int
    package var actor: String
    package var text: String

    package init(step: Int, actor: String, text: String) {
      self.step = step
      self.actor = actor
      self.text = text
    }
  }

  package struct Fault: Codable, Sendable, Equatable {
    /// The step in which it was found; 0 for the boot.
    package var step: Int
    package var kind: String
    /// Whether the run ended with it.
    package var hasEndedRun: Bool
    package var diagnostic: DiagnosticRecord

    package init(step: Int, kind: String, hasEndedRun: Bool, diagnostic: DiagnosticRecord) {
      self.step = step
      self.kind = kind
      self.hasEndedRun = hasEndedRun
      self.diagnostic = diagnostic
    }
  }

  package struct FaultCount: Codable, Sendable, Equatable {
    package var kind: String
    package var told: Int
    package var ignored: Int

    package init(kind: String, told: Int, ignored: Int) {
      self.kind = kind
      self.told = told
      self.ignored = ignored
    }
  }

  package enum EndKind: String, Codable, Sendable {
    /// Every thread has ended, and no handler runs.
    case ended
    /// There is no further step.
    case nothingCanHappen = "nothing-can-happen"
    case stepLimit = "step-limit"
    case fault
    /// A bound of the machine, or something that it cannot determine.
    case cut
    /// There was no run, or none to its end: an unreadable program, or a recorded schedule that does not fit.
    case refused
  }

  package struct End: Codable, Sendable, Equatable {
    package var kind: EndKind
    /// In one sentence without a full stop.
    package var sentence: String
    /// Why it was cut.
    package var limit: DiagnosticRecord?
    /// A way forward; nil where none is known.
    package var help: String?

    package init(_ kind: EndKind, _ sentence: String, limit: DiagnosticRecord? = nil, help: String? = nil) {
      self.kind = kind
      self.sentence = sentence
      self.limit = limit
      self.help = help
    }
  }

  /// What a thread is doing when the run is over.
  package struct Thread: Codable, Sendable, Equatable {
    package var name: String
    /// `running`, `ready`, `blocked` or `ended`.
    package var status: String
    /// The queue that it waits in.
    package var queue: String?
    /// The instruction that it executes next.
    package var place: PlaceRecord?

    package init(name: String, status: String, queue: String?, place: PlaceRecord?) {
      self.name = name
      self.status = status
      self.queue = queue
      self.place = place
    }
  }

  package var schemaVersion = currentSchemaVersion
  package var tool: RunReport.Tool
  package var path: String
  package var sources: [Source] = []
  /// nil where there was no run.
  package var settings: Settings?
  package var end: End
  /// Steps taken, the one with which a fault ended the run included.
  package var steps = 0
  package var interrupts = 0
  package var outputs: [Output] = []
  package var outputsLeftOut = 0
  /// Those told, in order.
  package var faults: [Fault] = []
  package var faultsLeftOut = 0
  /// Kinds that occurred.
  package var faultCounts: [FaultCount] = []
  /// How many evaluations of assertions had no answer.
  package var unevaluated = 0
  package var threads: [Thread] = []
  /// Flags, registers and memory at the end.
  package var final: [TraceRecord.Value] = []
  /// Whether each step was compared with a recorded schedule, and was the same.
  package var isReplayed = false
  /// Where the schedule was written.
  package var recording: String?
  /// What is wrong with the text of a program that cannot be run, and warnings.
  package var errors: [DiagnosticRecord] = []
  package var warnings: [DiagnosticRecord] = []
  package var exitStatus: Int

  package init(tool: RunReport.Tool, path: String, end: End, exitStatus: Int) {
    self.tool = tool
    self.path = path
    self.end = end
    self.exitStatus = exitStatus
  }
}

/// What a run has to tell while it goes on.
package enum ExecutionEvent: Sendable {
  /// Flags, registers and memory before the first step.
  case start([TraceRecord.Value])
  /// A step, and the codes of the faults in it that are told.
  case step(TraceRecord.Step, faults: [String])
  /// The first fault of its code at its place; later ones are told with their steps alone.
  case fault(ExecutionReport.Fault)
}

/// What whoever lays events out has to know of the whole run.
package struct ExecutionContext: Sendable {
  package var sources: SourceSet
  /// What `actor` can be.
  package var actors: [String]

  package init(sources: SourceSet, actors: [String]) {
    self.sources = sources
    self.actors = actors
  }
}
