// A run as it goes on, and how it went, for people.
import AIMLang

package struct ExecutionText: Sendable {
  private let style: TextStyle
  /// Whether steps say which choice was taken of how many.
  private let showsChoices: Bool

  package init(style: TextStyle, showsChoices: Bool) {
    self.style = style
    self.showsChoices = showsChoices
  }

  /// What an event adds to the text; ends in a line break.
  package func text(_ event: ExecutionEvent, _ context: ExecutionContext) -> String {
    var lines: [String]
    switch event {
    case .start(let values): lines = [TraceText.start(values, style)]
    case .step(let step, let faults):
      let codes = faults.joined(separator: ", ")
      lines = [
        TraceText.line(
          step, widths(context), style, showsChoice: showsChoices, violation: faults.isEmpty ? nil : codes)
      ]
    case .fault(let fault):
      lines = [""] + DiagnosticText(sources: context.sources, style: style).lines(fault.diagnostic)
      if !fault.hasEndedRun { lines.append("  " + style.paint("the run goes on", .note)) }
      lines.append("")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// How it went; ends in a line break.
  package func text(_ report: ExecutionReport, sources: SourceSet) -> String {
    let diagnostics = DiagnosticText(sources: sources, style: style)
    var blocks = report.errors.map { diagnostics.lines($0) }
    blocks += report.warnings.map { diagnostics.lines($0) }
    if let limit = report.end.limit { blocks.append(diagnostics.lines(limit)) }
    blocks.append(summary(report))
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func summary(_ report: ExecutionReport) -> [String] {
    let (label, role): (String, TextStyle.Role) =
      switch report.end.kind {
      case .refused: (report.steps > 0 ? "not run to the end" : "not run", .error)
      case .fault: ("fault", .error)
      case .cut: ("cut short", .warning)
      case .ended, .nothingCanHappen, .stepLimit: report.exitStatus == 0 ? ("ran", .good) : ("ran over faults", .error)
      }
    var lines = [
      Sanitizer.line(report.path) + ": " + style.paint(label, role) + ": " + Sanitizer.line(report.end.sentence)
    ]
    if let help = report.end.help { lines.append(row("help", help)) }
    guard let settings = report.settings, report.end.kind != .refused else { return lines }
    let counts =
      "\(count(report.steps, "step")), \(count(report.interrupts, "interrupt")); seed \(settings.seed), "
      + "interrupt rate \(settings.interruptRate)"
    lines.append(row("run", report.isReplayed ? counts + "; every step is as it was recorded" : counts))
    lines.append(row("faults", faults(report)))
    if report.unevaluated > 0 {
      lines.append(row("not checked", "\(count(report.unevaluated, "check")) could not be evaluated"))
    }
    for thread in report.threads {
      let place = thread.place.map { " at \($0.description)" } ?? ""
      let queue = thread.queue.map { " in \($0)" } ?? ""
      let name = thread == report.threads.first ? "threads" : ""
      lines.append(row(name, "\(thread.name): \(thread.status)\(queue)\(place)"))
    }
    if let recording = report.recording { lines.append(row("recorded", recording)) }
    return lines
  }

  private func faults(_ report: ExecutionReport) -> String {
    if report.faultCounts.isEmpty { return "none" }
    return report.faultCounts.map { kind in
      let parts = [kind.told > 0 ? "\(kind.told) told" : "", kind.ignored > 0 ? "\(kind.ignored) ignored" : ""]
      return "\(kind.kind): " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }.joined(separator: "; ")
  }

  private func row(_ name: String, _ text: String) -> String {
    "  " + style.paint(name, .strong) + String(repeating: " ", count: max(1, 13 - name.utf8.count))
      + Sanitizer.line(text)
  }

  private func widths(_ context: ExecutionContext) -> TraceText.Widths {
    TraceText.Widths(
      number: 6, actor: min(24, context.actors.map(\.unicodeScalars.count).max() ?? 0), action: 24)
  }
}
