// The page of one program: what is told of it, a run to open on, and the graph around that run.
import AIMLang
import Machine
import Report

/// What a page is to have.
package struct PageOptions: Sendable {
  /// At most this many configurations; nil for as many as make a page of about 5 MB.
  package var states: Int?
  /// Where the page will be, for the command that makes the next one.
  package var output: String
  package var tool: RunReport.Tool

  package init(output: String, states: Int?, tool: RunReport.Tool) {
    self.output = output
    self.states = states
    self.tool = tool
  }
}

extension CheckedFile {
  /// Adds the page, or says in the verdict why there is none.
  mutating func makePage(of program: Program, _ options: PageOptions, schedule: Schedule?) {
    do throws(PageProblem) {
      page = try PageMaking(program: program, options: options).page(of: report, schedule: schedule)
    } catch {
      report.verdict = Verdict(.usage, error.reason)
    }
  }
}

struct PageMaking {
  /// Configurations that a page tries to have, and the longest text for its graph.
  private static let usualStates = 150_000
  private static let usualLength = 4_400_000
  /// Bytes of their packed forms, which bound the time that a page of large configurations takes.
  private static let usualBytes = 6 << 20

  let program: Program
  let options: PageOptions
  private let words: StepWords

  init(program: Program, options: PageOptions) {
    self.program = program
    self.options = options
    words = StepWords(program: program)
  }

  /// The page for a file that has been explored, or replayed along `schedule`.
  /// - Throws: why there is nothing to show, in a phrase.
  func page(of report: FileReport, schedule: Schedule?) throws(PageProblem) -> PageDocument {
    var page = frame(report)
    var found = counterexample(in: report)
    if let schedule {
      found = report.replay?.violation.map {
        Counterexample(schedule: schedule, diagnostic: $0, repeatsFrom: report.replay?.repeatsFrom)
      }
    }
    var states = options.states ?? Self.usualStates
    while true {
      let graph: StateGraph
      do throws(StateGraph.NoStart) { graph = try StateGraph(program) } catch {
        guard case .broken(let diagnostic) = error else { throw PageProblem(of: error) }
        page.violations = [DiagnosticRecord(diagnostic, in: program.sources)]
        page.run = PageDocument.Run(kind: .counterexample, choices: [])
        return page
      }
      page.run = run(schedule ?? found?.schedule, isReplay: schedule != nil, in: graph)
      grow(graph, to: states, around: page.run.choices)
      var full = page
      fill(&full, from: graph, found)
      let length = full.graph.code.utf8.count
      guard options.states == nil, length > Self.usualLength, states > 1_000 else { return full }
      // Somewhat less than in proportion, since states far from boot take more.
      states = max(1_000, min(states, graph.vertices.count) * (Self.usualLength / 1_000) / (length / 1_000) * 9 / 10)
    }
  }

  /// The whole graph, if it has no more vertices; else one half is near boot and the other around the run.
  private func grow(_ graph: StateGraph, to states: Int, around choices: [Int]) {
    let maxBytes = max(Self.usualBytes, min(options.states ?? 0, 1 << 40) * 100)
    graph.grow(to: states / 2, maxBytes: maxBytes / 2)
    if graph.isWhole { return }
    let path =
      [0]
      + graph.follow(Schedule(choices)).compactMap { edge in
        if case .vertex(let vertex) = edge.target { vertex } else { nil }
      }
    graph.grow(from: path, to: states, maxBytes: maxBytes)
  }

  private func run(_ schedule: Schedule?, isReplay: Bool, in graph: StateGraph) -> PageDocument.Run {
    if isReplay { return PageDocument.Run(kind: .replay, choices: schedule?.choices ?? []) }
    if let schedule { return PageDocument.Run(kind: .counterexample, choices: schedule.choices) }
    return PageDocument.Run(kind: .sample, choices: graph.tour().choices)
  }

  private func fill(_ page: inout PageDocument, from graph: StateGraph, _ found: Counterexample?) {
    page.violations = graph.violations.map { DiagnosticRecord($0, in: program.sources) }
    page.limits = graph.limits.map { DiagnosticRecord($0, in: program.sources) }
    var coding = PageCoding(graph, words: words)
    coding.fill(&page)
    // A deadlock or starvation is a property of all that follows, which need not be on the page.
    guard let found, coding.place(at: found.schedule) != nil else { return }
    page.run.violation = page.violations.count
    page.run.repeatsFrom = found.repeatsFrom
    page.violations.append(found.diagnostic)
  }

  private struct Counterexample {
    var schedule: Schedule
    var diagnostic: DiagnosticRecord
    var repeatsFrom: Int?
  }

  private func counterexample(in report: FileReport) -> Counterexample? {
    for finding in report.findings where finding.confirmation.start == .boot {
      if let text = finding.confirmation.schedule, let schedule = try? Schedule(parsing: text) {
        return Counterexample(
          schedule: schedule, diagnostic: finding.diagnostic, repeatsFrom: finding.trace?.repeatsFrom)
      }
    }
    return nil
  }

  // MARK: What does not depend on a run

  private func frame(_ report: FileReport) -> PageDocument {
    var page = PageDocument()
    page.tool = "aimcheck \(options.tool.aimcheck)"
    page.path = report.path
    page.verdict = summary(report)
    page.sources = program.graphSources
    page.levelCount = program.levelCount
    page.controller = program.interruptController.rawValue
    page.routines = program.routines.map { routine in
      var level: Int?
      if case .handler(let number) = routine.kind { level = number }
      return PageDocument.Routine(name: routine.name, level: level, place: place(routine.nameSpan))
    }
    page.code = program.code.indices.map { pc in
      PageDocument.Code(
        text: words.text(pc), place: place(program.code[pc].span),
        routine: program.routines.firstIndex { $0.code.contains(pc) } ?? 0)
    }
    let threads = program.boot?.threads ?? []
    page.threadRoutines = threads.map(\.routine.index)
    page.contexts = threads.indices.map(words.names.thread) + ["idle"]
    page.invariants = program.invariants.map { invariant in
      let level = if case .irq(let number) = invariant.level { number } else { program.levelCount }
      return PageDocument.Invariant(
        level: level, text: words.names.collapsed(program.sources.text(of: invariant.span)),
        place: place(invariant.span))
    }
    page.replayCommand = "aimcheck explore \(ShellQuoting.quoted(path: report.path)) --replay "
    page.pageOption = " --html \(ShellQuoting.quoted(path: options.output))"
    return page
  }

  private func place(_ span: SourceSpan) -> PageDocument.Place {
    let record = PlaceRecord(span, in: program.sources)
    return PageDocument.Place(
      file: span.file.index, line: record.line, column: record.column, endLine: record.endLine,
      endColumn: record.endColumn)
  }

  private func summary(_ report: FileReport) -> PageDocument.Summary {
    let tone: PageDocument.Summary.Tone
    switch report.verdict.kind {
    case .refuted, .checkerFault: tone = .bad
    case .verified, .exploredNotProved: tone = .good
    default: tone = .open
    }
    return PageDocument.Summary(
      label: report.verdict.kind.label, sentence: report.verdict.sentence, tone: tone,
      rows: RunText.summaryRows(of: report).map { PageDocument.Summary.Row(name: $0.name, text: $0.text) })
  }
}

/// Why there is no page.
struct PageProblem: Error {
  var reason: String

  init(of problem: StateGraph.NoStart) {
    switch problem {
    case .broken(let diagnostic): reason = diagnostic.message
    case .notRunnable(let why): reason = why
    }
  }
}
