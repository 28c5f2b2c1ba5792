// One run of a program: a schedule is drawn, or read, and each step is executed, told and written down.
import AIMLang
import Machine
import Report

/// How a run went, and the texts that its places point into.
package struct ExecutedFile: Sendable {
  package var report: ExecutionReport
  package var sources: SourceSet
}

/// Runs one file from boot.
///
/// - Parameter tell: told what happens while it happens, unless the options say not to; false ends the run.
/// - Returns: how it went; nil when `tell` ended it.
package func execute(
  _ path: String, _ options: ExecutionOptions,
  tell: @escaping @Sendable (ExecutionEvent, ExecutionContext) -> Bool
) -> ExecutedFile? {
  onDeepStack { executeHere(path, options, tell) }
}

private func executeHere(
  _ path: String, _ options: ExecutionOptions,
  _ tell: @escaping @Sendable (ExecutionEvent, ExecutionContext) -> Bool
) -> ExecutedFile? {
  let loaded = load(path, reader: options.reader)
  var report = ExecutionReport(
    tool: RunReport.Tool(aimcheck: Versions.aimcheck, cvc5: Versions.cvc5), path: path,
    end: ExecutionReport.End(.refused, ""), exitStatus: 3)
  report.errors = loaded.errors
  report.warnings = loaded.warnings
  report.sources = loaded.sources.files.map {
    ExecutionReport.Source(path: $0.path, digest: SHA256.digest($0.text.utf8))
  }
  guard let program = loaded.program else {
    let errors = loaded.errors.count { $0.severity == .error }
    report.end.sentence = loaded.isUnreadable ? "the file cannot be read" : count(errors, "error")
    return ExecutedFile(report: report, sources: loaded.sources)
  }
  let execution = Execution(program, report, options, tell)
  return execution.run() ? ExecutedFile(report: execution.report, sources: loaded.sources) : nil
}

private final class Execution {
  private(set) var report: ExecutionReport
  private let program: Program
  private var options: ExecutionOptions
  private let tell: @Sendable (ExecutionEvent, ExecutionContext) -> Bool
  private let conversion: TraceConversion
  private let records: RecordMaking
  private let context: ExecutionContext
  private var original: RecordedSchedule?
  private var random = RunRandom(seed: 0)
  /// Paths as they are written down: in a replay those of the original.
  private var paths: [String: String] = [:]
  /// Bytes of the outputs and faults that the report has.
  private var keptBytes = 0
  /// Faults told in full, by code and place.
  private var told: Set<String> = []

  init(
    _ program: Program, _ report: ExecutionReport, _ options: ExecutionOptions,
    _ tell: @escaping @Sendable (ExecutionEvent, ExecutionContext) -> Bool
  ) {
    self.program = program
    self.report = report
    self.options = options
    self.tell = tell
    conversion = TraceConversion(program: program)
    records = RecordMaking(program: program)
    context = ExecutionContext(sources: program.sources, actors: conversion.actors)
  }

  /// - Returns: false when nobody listens any more.
  func run() -> Bool {
    do throws(RunProblem) {
      do throws(ScheduleFileProblem) { try prepareReplay() } catch { throw .schedule(error) }
      random = RunRandom(seed: options.seed)
      report.settings = settings
      var file: UnfinishedFile?
      if let path = options.recording {
        do throws(FileProblem) { file = try UnfinishedFile(path) } catch { throw .unwritten(error.reason) }
      }
      let recorder = ScheduleRecorder(file: file, original: original)
      if recorder.isNeeded { try recorder.add(header()) }
      try start(recorder)
      report.recording = options.recording
      report.isReplayed = original != nil
    } catch {
      if case .untold = error { return false }
      refuse(error)
    }
    return true
  }

  private func refuse(_ problem: RunProblem) {
    report.settings = nil
    switch problem {
    case .notRunnable(let reason): (report.end.sentence, report.exitStatus) = (reason, 64)
    case .untold: break
    case .unwritten(let reason):
      let path = Sanitizer.line(options.recording ?? "")
      (report.end.sentence, report.exitStatus) = ("the schedule cannot be written to `\(path)`: \(reason)", 74)
    case .schedule(let problem):
      let path = options.replayed ?? ""
      let place = problem.line.map { "\(path):\($0)" } ?? path
      report.end = ExecutionReport.End(.refused, "\(place): \(problem.message)", help: problem.help)
      report.exitStatus = 3
    }
  }

  // MARK: Settings

  private var settings: ExecutionReport.Settings {
    var reactions: [String: String] = [:]
    for kind in FaultKind.allCases { reactions[kind.rawValue] = options.policy[kind].rawValue }
    return ExecutionReport.Settings(
      seed: String(options.seed), interruptRate: options.rate.description, maxSteps: options.maxSteps,
      onFault: reactions)
  }

  private func header() throws(RunProblem) -> [UInt8] {
    if let original { return (try? original.header.line()) ?? [] }
    let header = ScheduleHeader(
      tool: Versions.aimcheck, sources: report.sources, width: program.width.bits, settings: settings)
    guard let line = try? header.line() else { throw .unwritten("its header is no JSON") }
    return line
  }

  /// Takes over the settings of the recorded schedule, if one is replayed and belongs to this program.
  private func prepareReplay() throws(ScheduleFileProblem) {
    guard let path = options.replayed else { return }
    let original = try RecordedSchedule(path: path)
    let recorded = original.header
    let help = "replay it with the text that was recorded, or record the run again"
    guard recorded.sources.count == report.sources.count else {
      throw ScheduleFileProblem(
        line: 1,
        "it was recorded of a program of \(count(recorded.sources.count, "file")), and this one has "
          + "\(count(report.sources.count, "file"))", help: help)
    }
    for (old, new) in zip(recorded.sources, report.sources) {
      guard old.digest == new.digest else {
        let path = Sanitizer.line(new.path)
        throw ScheduleFileProblem(
          line: 1, "the program has changed: `\(path)` is not the text that was recorded", help: help)
      }
      paths[new.path] = old.path
    }
    var taken = options
    taken.policy = FaultPolicy()
    let seed = UInt64(recorded.settings.seed)
    var isUnderstood = seed != nil && taken.setInterruptRate(recorded.settings.interruptRate)
    for (kind, reaction) in recorded.settings.onFault.sorted(by: { $0.key < $1.key }) {
      guard let kind = FaultKind(rawValue: kind), let reaction = FaultReaction(rawValue: reaction) else {
        isUnderstood = false
        break
      }
      taken.policy[kind] = reaction
    }
    taken.seed = seed ?? 0
    taken.maxSteps = recorded.settings.maxSteps
    options = taken
    guard isUnderstood, recorded.width == program.width.bits, recorded.settings == settings else {
      throw ScheduleFileProblem(
        line: 1, "the settings in the first line are not as aimcheck writes them",
        help: "the file has been changed; record the run again")
    }
    self.original = original
  }

  // MARK: The run

  private func start(_ recorder: ScheduleRecorder) throws(RunProblem) {
    let start: MachineRun.Start
    do throws(ScheduleError) { start = try MachineRun.start(program, policy: options.policy) } catch {
      throw .notRunnable(error.description)
    }
    switch start {
    case .broken(let fault):
      try note(fault, step: 0, endsRun: true)
      let code = fault.diagnostic.code.description
      report.end = ExecutionReport.End(.fault, "`\(code)` before the first step")
      try finish(recorder, code: code)
    case .running(let run):
      if options.tellsEvents { try tell(.start(conversion.start(run.snapshot))) }
      let code = try go(run, recorder)
      describeEnd(run)
      try finish(recorder, code: code)
    }
  }

  private func finish(_ recorder: ScheduleRecorder, code: String) throws(RunProblem) {
    report.exitStatus =
      report.end.kind == .cut ? 2 : report.faultCounts.contains { $0.told > 0 } || report.end.kind == .fault ? 1 : 0
    if recorder.isNeeded { try recorder.finish(report.end.kind, steps: report.steps, code: code) }
  }

  /// - Returns: the code of what ended the run; empty for a good end.
  private func go(_ run: MachineRun, _ recorder: ScheduleRecorder) throws(RunProblem) -> String {
    while true {
      if run.hasEnded {
        report.end = ExecutionReport.End(.ended, "the program ended after \(count(report.steps, "step"))")
        return ""
      }
      let own = run.ownChoices
      let interrupts = run.arrivingCount
      if own + interrupts == 0 {
        report.end = ExecutionReport.End(
          .nothingCanHappen, "nothing can happen after \(count(report.steps, "step"))")
        return ""
      }
      if report.steps == options.maxSteps {
        report.end = ExecutionReport.End(.stepLimit, "the limit of \(count(report.steps, "step")) is reached")
        return ""
      }
      let choice = try self.choice(own: own, interrupts: interrupts)
      let result: MachineRun.Step
      do throws(ScheduleError) { result = try run.take(choice) } catch {
        guard let original else { throw .notRunnable(error.description) }
        throw .schedule(original.noChoice(choice, step: report.steps + 1, available: own + interrupts))
      }
      report.steps += 1
      if case .interrupt = result.step.event { report.interrupts += 1 }
      try tell(result, recorder)
      switch result.end {
      case nil: break
      case .fault(let fault):
        report.end = ExecutionReport.End(
          .fault, "`\(fault.diagnostic.code)` (\(fault.kind.rawValue)) in step \(report.steps)")
        return fault.diagnostic.code.description
      case .cut(let limit):
        report.end = ExecutionReport.End(
          .cut, "step \(report.steps) goes beyond what the machine can do", limit: records.diagnostic(limit))
        return limit.code.description
      }
    }
  }

  private func choice(own: Int, interrupts: Int) throws(RunProblem) -> Int {
    guard let original else { return random.choice(own: own, interrupts: interrupts, rate: options.rate) ?? 0 }
    do throws(ScheduleFileProblem) { return try original.choice(step: report.steps + 1) } catch {
      throw .schedule(error)
    }
  }

  // MARK: Telling

  private func tell(_ event: ExecutionEvent) throws(RunProblem) {
    if !tell(event, context) { throw .untold }
  }

  private func tell(_ result: MachineRun.Step, _ recorder: ScheduleRecorder) throws(RunProblem) {
    var codes = result.passed.map { $0.diagnostic.code.description }
    switch result.end {
    case .fault(let fault): codes.append(fault.diagnostic.code.description)
    case .cut(let limit): codes.append(limit.code.description)
    case nil: break
    }
    let isLast = result.end != nil
    let told = result.passed.filter { options.policy[$0.kind] != .ignore }.map { $0.diagnostic.code.description }
    let shown =
      options.tellsEvents && (isLast || options.showsEveryStep || !told.isEmpty || result.step.isNotable)
    if shown || recorder.isNeeded {
      let whole = conversion.step(result.step)
      if recorder.isNeeded { try recorder.add(written(whole, codes)) }
      if shown {
        let step = options.showsEveryStep ? whole : conversion.step(result.step.onlyNotable)
        try tell(.step(step, faults: isLast ? codes : told))
      }
    }
    if let output = result.step.output { keep(output, result.step) }
    for fault in result.passed { try note(fault, step: result.step.number, endsRun: false) }
    if case .fault(let fault)? = result.end { try note(fault, step: result.step.number, endsRun: true) }
  }

  private func written(_ step: TraceRecord.Step, _ codes: [String]) -> ScheduleStep {
    let place = step.place.map { "\(paths[$0.path] ?? $0.path):\($0.line):\($0.column)" } ?? ""
    var what = step.changes.joined(separator: "; ")
    if let output = step.output { what += "; prints " + output }
    return ScheduleStep(
      step: step.number, choice: step.choice, choiceCount: step.choiceCount, actor: step.actor, action: step.action,
      place: place, changes: String(SHA256.digest(what.utf8).prefix(16)), faults: codes)
  }

  private func keep(_ output: String, _ step: TraceStep) {
    guard report.outputs.count < ExecutionReport.mostOutputs, keeps(output.utf8.count) else {
      report.outputsLeftOut += 1
      return
    }
    report.outputs.append(
      ExecutionReport.Output(step: step.number, actor: conversion.name(step.actor), text: output))
  }

  /// Whether there is room for so many bytes more.
  private func keeps(_ bytes: Int) -> Bool {
    if keptBytes + bytes > ExecutionReport.mostBytes { return false }
    keptBytes += bytes
    return true
  }

  private func note(_ fault: MachineRun.RunFault, step: Int, endsRun: Bool) throws(RunProblem) {
    let isTold = endsRun || options.policy[fault.kind] != .ignore
    let position =
      report.faultCounts.firstIndex { $0.kind == fault.kind.rawValue }
      ?? {
        report.faultCounts.append(ExecutionReport.FaultCount(kind: fault.kind.rawValue, told: 0, ignored: 0))
        return report.faultCounts.count - 1
      }()
    guard isTold else {
      report.faultCounts[position].ignored += 1
      return
    }
    report.faultCounts[position].told += 1
    let record = ExecutionReport.Fault(
      step: step, kind: fault.kind.rawValue, hasEndedRun: endsRun, diagnostic: records.diagnostic(fault.diagnostic))
    if report.faults.count < ExecutionReport.mostFaults, keeps(record.diagnostic.size) {
      report.faults.append(record)
    } else {
      report.faultsLeftOut += 1
    }
    let key = "\(record.diagnostic.code) \(record.diagnostic.place?.description ?? "")"
    if options.tellsEvents, told.insert(key).inserted || endsRun { try tell(.fault(record)) }
  }

  private func describeEnd(_ run: MachineRun) {
    report.unevaluated = run.unevaluated
    report.final = conversion.start(run.snapshot)
    // An idle machine says nothing that the threads do not.
    report.threads = conversion.threads(run.picture).filter {
      $0.name != conversion.name(Actor.idle) || $0.place != nil
    }
  }
}

extension DiagnosticRecord {
  /// About how many bytes its texts have.
  fileprivate var size: Int {
    message.utf8.count + (suggestion?.utf8.count ?? 0) + related.reduce(0) { $0 + $1.label.utf8.count }
      + facts.reduce(0) { $0 + $1.name.utf8.count + $1.text.utf8.count }
  }
}
