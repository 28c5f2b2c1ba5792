// A run of the machine as text: one line a step with what changed, nothing else.
import AIMLang

struct TraceText {
  let style: TextStyle
  /// Show at most so many of the last steps; nil for all.
  let limit: Int?

  /// Columns of the parts of a line.
  struct Widths {
    var number: Int
    var actor: Int
    var action: Int
  }

  func lines(_ trace: TraceRecord) -> [String] {
    var lines = [Self.start(trace.start, style)]
    var steps = trace.steps[...]
    if let limit, steps.count > limit {
      lines.append("  … \(count(steps.count - limit, "step")) left out")
      steps = steps.suffix(limit)
    }
    let widths = Widths(
      number: String(steps.last?.number ?? 1).utf8.count + 1,
      actor: min(24, steps.map { Self.shownActor($0).unicodeScalars.count }.max() ?? 0),
      action: min(36, steps.map { Sanitizer.line($0.action, limit: 80).unicodeScalars.count }.max() ?? 0))
    for step in steps {
      let isLast = step.number == trace.steps.last?.number
      lines.append(Self.line(step, widths, style, violation: isLast ? trace.violation?.code : nil))
    }
    if let first = trace.repeatsFrom, let last = trace.steps.last?.number {
      lines.append("  and so on: steps \(first) to \(last) repeat for ever")
    }
    return lines
  }

  static func start(_ values: [TraceRecord.Value], _ style: TextStyle) -> String {
    let start = values.map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
    return style.paint("start", .strong) + "  " + Sanitizer.line(start)
  }

  /// - Parameter violation: the code of what the step breaks.
  static func line(
    _ step: TraceRecord.Step, _ widths: Widths, _ style: TextStyle, showsChoice: Bool = true,
    violation: String? = nil
  ) -> String {
    let number = String(step.number)
    var line = String(repeating: " ", count: max(0, widths.number - number.utf8.count)) + style.paint(number, .gutter)
    line += "  " + pad(shownActor(step), to: widths.actor)
    line += "  " + pad(Sanitizer.line(step.action, limit: 80), to: widths.action)
    line += "  " + pad(step.place.map { "line \($0.line)" } ?? "", to: 9)
    if showsChoice, step.choiceCount > 1 { line += "  choice \(step.choice) of \(step.choiceCount)" }
    if !step.changes.isEmpty {
      line += "  " + step.changes.map { Sanitizer.line($0, limit: 400) }.joined(separator: "; ")
    }
    if let output = step.output {
      line += "  prints " + style.paint("“\(Sanitizer.line(output, limit: 400))”", .good)
    }
    if let violation { line += "  " + style.paint("✗ \(Sanitizer.line(violation))", .error) }
    while line.last == " " { line.removeLast() }
    return line
  }

  private static func shownActor(_ step: TraceRecord.Step) -> String { Sanitizer.line(step.actor, limit: 24) }

  private static func pad(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
  }
}
