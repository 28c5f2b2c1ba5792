// A run of the machine as text: one line a step with what changed, nothing else.
import AIMLang

struct TraceText {
  let style: TextStyle
  /// Show at most so many of the last steps; nil for all.
  let limit: Int?

  func lines(_ trace: TraceRecord) -> [String] {
    let start = trace.start.map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
    var lines = [style.paint("start", .strong) + "  " + Sanitizer.line(start)]
    var steps = trace.steps[...]
    if let limit, steps.count > limit {
      lines.append("  … \(count(steps.count - limit, "step")) left out")
      steps = steps.suffix(limit)
    }
    let numbers = String(steps.last?.number ?? 1).utf8.count
    let actors = min(24, steps.map { shownActor($0).unicodeScalars.count }.max() ?? 0)
    let actions = min(36, steps.map { Sanitizer.line($0.action, limit: 80).unicodeScalars.count }.max() ?? 0)
    for step in steps {
      let number = String(step.number)
      var line = String(repeating: " ", count: numbers - number.utf8.count + 1) + style.paint(number, .gutter)
      line += "  " + pad(shownActor(step), to: actors)
      line += "  " + pad(Sanitizer.line(step.action, limit: 80), to: actions)
      line += "  " + pad(step.place.map { "line \($0.line)" } ?? "", to: 9)
      if step.choiceCount > 1 { line += "  choice \(step.choice) of \(step.choiceCount)" }
      if !step.changes.isEmpty {
        line += "  " + step.changes.map { Sanitizer.line($0, limit: 400) }.joined(separator: "; ")
      }
      if let output = step.output {
        line += "  prints " + style.paint("“\(Sanitizer.line(output, limit: 400))”", .good)
      }
      if let violation = trace.violation, step.number == trace.steps.last?.number {
        line += "  " + style.paint("✗ \(Sanitizer.line(violation.code))", .error)
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    if let first = trace.repeatsFrom, let last = trace.steps.last?.number {
      lines.append("  and so on: steps \(first) to \(last) repeat for ever")
    }
    return lines
  }

  private func shownActor(_ step: TraceRecord.Step) -> String { Sanitizer.line(step.actor, limit: 24) }

  private func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }
}
