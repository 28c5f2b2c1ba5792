// Going through one schedule of a program in both directions, by commands.
import AIMLang
import Machine
import Report

/// A schedule of a program, and the step that is looked at.
///
/// Position k is the configuration after k steps. Going back executes the schedule from boot again: the machine has no
/// way back, and is fast.
package final class StepSession {
  private let path: String
  private let program: Program
  private let run: MachineRun
  private let names: TraceConversion
  private let pictures: PictureConversion
  private let text: StepText
  private var trace: Machine.Trace
  /// By step, the address of the cell that it writes, whether its value changes or not.
  private var written: [UInt64?] = []
  /// Why the steps, which are no violation, are one when they repeat for ever; nil where they need not.
  private var repetition: TraceRecord?
  private var position = 0
  private var last: StepCommand?

  fileprivate init(
    _ path: String, _ program: Program, _ run: MachineRun, _ trace: Machine.Trace, _ repetition: TraceRecord?,
    _ style: TextStyle
  ) {
    self.repetition = repetition
    self.path = path
    self.program = program
    self.run = run
    self.trace = trace
    names = TraceConversion(program: program)
    pictures = PictureConversion(program: program)
    text = StepText(sources: program.sources, actors: names.actors, style: style)
    written = trace.steps.map { _ in nil }
    noteWrites(from: 0)
  }

  // MARK: Answers

  /// What to show first.
  package var greeting: String {
    text.greeting(path: path, steps: trace.steps.count, violation: violation) + shown()
  }

  /// `12/40`: the position, and how many steps there are.
  package var prompt: String { "\(position)/\(trace.steps.count)" }

  /// The answer to a line of input; nil for the command that ends the session.
  package func answer(_ line: String) -> String? {
    let command: StepCommand
    switch StepCommand.read(line) {
    case .repetition:
      guard let last else { return text.problem("there is no command to repeat yet; `help` lists them") }
      command = last
    case .problem(let problem): return text.problem(problem)
    case .command(let read): command = read
    }
    last = command
    switch command {
    case .next(let steps): return go(to: position + min(steps, trace.steps.count - position), forward: true)
    case .previous(let steps): return go(to: position - min(steps, position), forward: false)
    case .step(let number):
      if number > trace.steps.count {
        return text.problem("there \(trace.steps.count == 1 ? "is" : "are") only \(count(trace.steps.count, "step"))")
      }
      return go(to: number)
    case .end: return go(to: trace.steps.count)
    case .transfer:
      return goToTransfer(trace.steps.indices.first { $0 >= position && trace.steps[$0].transfers }, "behind")
    case .back:
      return goToTransfer(trace.steps.indices.last { $0 + 1 < position && trace.steps[$0].transfers }, "before")
    case .write(let name): return goToWrite(of: name)
    case .whereabouts: return text.whereabouts(pictures.record(run.picture))
    case .memory: return text.memory(pictures.record(run.picture))
    case .registers: return text.registers(pictures.record(run.picture))
    case .threads: return text.threads(pictures.record(run.picture))
    case .choices: return text.choices(choices, left: max(0, choiceCount - Self.mostChoices))
    case .take(let choice): return take(choice)
    case .schedule: return text.line(Schedule(trace.steps.prefix(position).map(\.choice)).description)
    case .help: return StepCommand.helpText
    case .quit: return nil
    }
  }

  private func shown() -> String {
    let step = position > 0 ? names.step(trace.steps[position - 1]) : nil
    let isAtEnd = position == trace.steps.count
    var next: TraceRecord.Step?
    if !isAtEnd { next = names.step(trace.steps[position]) }
    return text.position(
      position, of: trace.steps.count, step: step, start: position == 0 ? names.start(run.snapshot) : [], next: next,
      violation: isAtEnd ? violation : nil, repeatsFrom: isAtEnd ? repetition?.repeatsFrom : nil,
      choices: isAtEnd && trace.violation == nil ? run.choiceCount : nil)
  }

  private var violation: DiagnosticRecord? {
    trace.violation.map { DiagnosticRecord($0, in: program.sources) } ?? repetition?.violation
  }

  // MARK: Moving

  private func go(to target: Int, forward: Bool? = nil) -> String {
    if target == position, let forward {
      return text.problem(forward ? "this is the last step" : "this is the start")
    }
    move(to: target)
    return shown()
  }

  /// Makes a position the one that is looked at. A step that is a violation leaves the machine where it was.
  private func move(to target: Int) {
    if target < run.position { run.rewind() }
    while run.position < target {
      guard (try? run.take(trace.steps[run.position].choice)) != nil else { break }
    }
    position = target
  }

  private func goToTransfer(_ index: Int?, _ direction: String) -> String {
    guard let index else { return text.problem("no memory changes hands \(direction) this step") }
    return go(to: index + 1)
  }

  private func goToWrite(of name: String) -> String {
    let cells = trace.start.cells.map(\.cell) + trace.steps.flatMap { $0.changes.compactMap(\.cell) }
    guard let cell = cells.first(where: { $0.name == name }) else {
      return text.problem("there is no cell `\(Sanitizer.line(name, limit: 80))`; `memory` lists them")
    }
    let index = trace.steps.indices.last { index in
      index + 1 < position
        && (written[index] == cell.address || trace.steps[index].changes.contains { $0.isWrite(to: cell.address) })
    }
    guard let index else { return text.problem("no step before this one writes `\(Sanitizer.line(name, limit: 80))`") }
    return go(to: index + 1)
  }

  private func noteWrites(from first: Int) {
    move(to: first)
    for index in trace.steps.indices where index >= first {
      written[index] = run.cellToWrite(choice: trace.steps[index].choice)
      move(to: index + 1)
    }
    move(to: 0)
  }

  // MARK: Choices

  /// Choices that a list shows.
  private static let mostChoices = 32

  private var choiceCount: Int {
    trace.violation != nil && position == trace.steps.count ? 0 : run.choiceCount
  }

  private var choices: [TraceRecord.Step] {
    (0..<min(choiceCount, Self.mostChoices)).compactMap { choice in
      run.preview(choice).map { names.step($0) }
    }
  }

  private func take(_ choice: Int) -> String {
    let available = choiceCount
    guard choice < available else {
      if available == 0 {
        return text.problem(trace.violation == nil ? "nothing can happen here" : "the program is broken here")
      }
      return text.problem(
        available == 1 ? "there is only choice 0" : "there are only choices 0 to \(available - 1)")
    }
    let removed = trace.steps.count - position
    let address = run.cellToWrite(choice: choice)
    guard let result = try? run.take(choice) else { return text.problem("this choice cannot be taken") }
    if case .cut(let limit)? = result.end {
      // The step has not happened, and the position is that before it.
      run.rewind()
      move(to: position)
      return text.problem(limit.message)
    }
    trace.steps.removeSubrange(position...)
    written.removeSubrange(position...)
    trace.steps.append(result.step)
    written.append(address)
    trace.violation = nil
    repetition = nil
    if case .fault(let fault)? = result.end { trace.violation = fault.diagnostic }
    position += 1
    return (removed > 0 ? text.line("\(count(removed, "later step")) left out") : "") + shown()
  }
}

/// Lets `body` go through a schedule of a file.
///
/// - Parameter counterexample: the schedule.
/// - Returns: what `body` returns; nil where there is nothing to go through, since the program cannot be read, has no such
///   schedule, or is broken before the first step.
package func stepThrough<Result: Sendable>(
  _ path: String, _ counterexample: ShownSchedule, style: TextStyle, reader: SourceReader? = nil,
  body: @escaping @Sendable (StepSession) -> Result
) -> Result? {
  onDeepStack {
    let loaded = load(path, reader: reader)
    guard let program = loaded.program, let schedule = try? Schedule(parsing: counterexample.schedule),
      let trace = try? Machine.replay(program, schedule),
      case .running(let run)? = try? MachineRun.start(program, isRewindable: true)
    else { return nil }
    return body(StepSession(path, program, run, trace, counterexample.repetition, style))
  }
}

extension TraceStep {
  fileprivate var transfers: Bool { changes.contains { if case .owner = $0 { true } else { false } } }
}

extension TraceChange {
  fileprivate var cell: CellName? {
    switch self {
    case .allocated(let cell, _), .freed(let cell), .cell(let cell, _, _): cell
    default: nil
    }
  }

  fileprivate func isWrite(to address: UInt64) -> Bool { cell?.address == address }
}
