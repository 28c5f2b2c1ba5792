// The explorer's traces in the words of reports: routine names for threads and handlers, source text for steps.
import AIMLang
import Machine
import Report

struct TraceConversion {
  let program: Program
  /// Whether it has to be said whose invariant a public cell belongs to.
  private let severalLevels: Bool

  init(program: Program) {
    self.program = program
    severalLevels = Set(program.invariants.map(\.level)).count > 1
  }

  func record(_ trace: Trace) -> TraceRecord {
    TraceRecord(
      start: start(trace.start), steps: trace.steps.map(step),
      violation: trace.violation.map { DiagnosticRecord($0, in: program.sources) }, repeatsFrom: trace.repeatsFrom,
      choicesAtEnd: trace.choicesAtEnd)
  }

  func start(_ snapshot: Snapshot) -> [TraceRecord.Value] {
    var values = [
      TraceRecord.Value("ie", snapshot.interruptEnable ? "1" : "0"), TraceRecord.Value("level", name(snapshot.level)),
    ]
    values += snapshot.registers.map { TraceRecord.Value($0.register.description, String($0.value)) }
    values += snapshot.cells.map { TraceRecord.Value($0.cell.name, String($0.value)) }
    return values
  }

  func step(_ step: TraceStep) -> TraceRecord.Step {
    let level: String
    switch step.actor {
    case .thread, .idle: level = "thread"
    case .handler(let number): level = "irq \(number)"
    }
    let action: String
    let place: PlaceRecord?
    switch step.event {
    case .instruction(let pc):
      let span = program.code.indices.contains(pc) ? program.code[pc].span : nil
      action = instruction(pc)
      place = span.map { PlaceRecord($0, in: program.sources) }
    case .interrupt(let number):
      action = "irq \(number) arrives"
      place = handler(number).map { PlaceRecord($0.nameSpan, in: program.sources) }
    case .dispatch:
      action = "a thread is ready"
      place = nil
    }
    return TraceRecord.Step(
      number: step.number, actor: name(step.actor), level: level, action: action, place: place, choice: step.choice,
      choiceCount: step.choiceCount, changes: changes(step.changes), output: step.output)
  }

  /// Ownership that moves the same way is told once for all cells.
  private func changes(_ changes: [TraceChange]) -> [String] {
    var texts: [String] = []
    var moved: [(from: Owner, to: Owner, cells: [String])] = []
    let isResumed = changes.contains { if case .resumed(.thread) = $0 { true } else { false } }
    for change in changes {
      switch change {
      case .interruptEnable(let enabled): texts.append(enabled ? "ie: 0 → 1" : "ie: 1 → 0")
      case .level(let from, let to): texts.append("level: \(name(from)) → \(name(to))")
      case .halted: texts.append("the thread ends")
      case .blocked(let index, let queue): texts.append("\(thread(index)) waits in \(queue)")
      case .woken(let index, let queue): texts.append("\(thread(index)) leaves \(queue)")
      case .resumed(.idle): texts.append("the machine idles")
      case .resumed(let actor): texts.append("\(name(actor)) goes on")
      case .masked(let level, let isMasked): texts.append("irq \(level) \(isMasked ? "masked" : "unmasked")")
      case .inService(let level, let isInService):
        texts.append("isr[\(level)]: \(isInService ? "0 → 1" : "1 → 0")")
      // Whose registers are restored did not change them.
      case .register(let register, let from, let to):
        texts.append(isResumed ? "\(register) = \(to)" : "\(register): \(from) → \(to)")
      case .cell(let cell, let from, let to): texts.append("\(cell.name): \(from) → \(to)")
      case .allocated(let cell, let value): texts.append("\(cell.name) allocated, \(value)")
      case .freed(let cell): texts.append("\(cell.name) freed")
      case .owner(let cell, let from, let to):
        if let index = moved.firstIndex(where: { $0.from == from && $0.to == to }) {
          moved[index].cells.append(cell.name)
        } else {
          moved.append((from, to, [cell.name]))
        }
      }
    }
    return texts
      + moved.map { "\($0.cells.joined(separator: ", ")): \(name($0.from)) → \(name($0.to))" }
  }

  /// What threads are doing.
  func threads(_ picture: MachinePicture) -> [ExecutionReport.Thread] {
    picture.contexts.compactMap { context in
      var status: String
      var queue: String?
      switch context.status {
      case .running: status = "running"
      case .ready: status = "ready"
      case .halted: status = "ended"
      case .absent: return nil
      case .blocked(let name): (status, queue) = ("blocked", name)
      }
      let place = context.pc.flatMap { program.code.indices.contains($0) ? program.code[$0].span : nil }
      return ExecutionReport.Thread(
        name: name(context.context), status: status, queue: queue,
        place: place.map { PlaceRecord($0, in: program.sources) })
    }
  }

  /// Whatever `name` gives for somebody who takes a step.
  var actors: [String] {
    let threads = (program.boot?.threads ?? []).indices.map { thread($0) }
    return threads + (0..<program.levelCount).map { name(Actor.handler(level: $0)) } + [name(Actor.idle)]
  }

  /// The text of an instruction on one line.
  func instruction(_ pc: Int) -> String {
    program.code.indices.contains(pc) ? collapsed(program.sources.text(of: program.code[pc].span)) : ""
  }

  func handler(_ level: Int) -> Routine? {
    program.routines.first { $0.kind == .handler(level: level) }
  }

  /// A boot thread by its routine, and by its number where others run the same.
  func thread(_ index: Int) -> String {
    guard let (routine, number) = program.threadName(index) else { return "thread \(index + 1)" }
    return number.map { "\(routine) (thread \($0))" } ?? routine
  }

  func name(_ actor: Actor) -> String {
    switch actor {
    case .thread(let index): thread(index)
    case .handler(let level): handler(level)?.name ?? "irq \(level)"
    case .idle: "idle"
    }
  }

  func name(_ level: Level) -> String {
    switch level {
    case .thread: "thread"
    case .irq(let number): "irq \(number)"
    }
  }

  func name(_ owner: Owner) -> String {
    switch owner {
    case .nobody: "nobody"
    case .publicPart(let level):
      severalLevels ? "public (\(level == .thread ? "threads" : name(level)))" : "public"
    case .thread(let index): thread(index)
    case .handler(let level): handler(level)?.name ?? "irq \(level)"
    }
  }

  /// Runs of blanks become one.
  func collapsed(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\t" || $0.isNewline }.joined(separator: " ")
  }
}
