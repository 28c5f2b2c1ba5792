// What stepping through a schedule shows.
import AIMLang

package struct StepText: Sendable {
  private let sources: SourceSet
  private let style: TextStyle
  /// Columns of who takes a step, so that lines stay aligned from one to the next.
  private let actorWidth: Int
  /// Lines of source above and below an instruction.
  private static let margin = 3
  /// Columns of the text of an instruction.
  private static let actionWidth = 24

  /// - Parameter actors: who can take a step.
  package init(sources: SourceSet, actors: [String], style: TextStyle) {
    actorWidth = min(24, actors.map { Sanitizer.line($0, limit: 24).unicodeScalars.count }.max() ?? 0)
    self.sources = sources
    self.style = style
  }

  package func greeting(path: String, steps: Int, violation: DiagnosticRecord?) -> String {
    let end = violation.map { "; the last one is \(Sanitizer.line($0.code))" } ?? ""
    return "\(Sanitizer.line(path)): \(count(steps, "step"))\(steps > 0 ? end : ""). `help` lists what can be asked.\n"
  }

  package func problem(_ sentence: String) -> String { Sanitizer.line(sentence) + "\n" }

  package func line(_ text: String) -> String { text + "\n" }

  /// Where one is: the step just executed, and the one that comes next or what there is at the end.
  package func position(
    _ position: Int, of steps: Int, step: TraceRecord.Step?, start: [TraceRecord.Value], next: TraceRecord.Step?,
    violation: DiagnosticRecord?, repeatsFrom: Int?, choices: Int?
  ) -> String {
    var lines: [String] = []
    let widths = TraceText.Widths(
      number: String(steps).utf8.count + 1, actor: actorWidth, action: Self.actionWidth)
    if let step {
      lines.append("     " + TraceText.line(step, widths, style, violation: violation?.code))
    } else {
      lines.append(TraceText.start(start, style))
    }
    if var next {
      // What it changes is what one goes there to see.
      (next.changes, next.output) = ([], nil)
      lines.append(style.paint("next ", .note) + TraceText.line(next, widths, style))
    }
    if let repeatsFrom { lines.append("and so on: steps \(repeatsFrom) to \(steps) repeat for ever") }
    if let violation { lines += [""] + DiagnosticText(sources: sources, style: style).lines(violation) }
    if let choices {
      lines.append(
        choices == 0
          ? "this is the end: nothing can happen"
          : "the schedule ends here; \(choices == 1 ? "there is 1 choice" : "there are \(choices) choices"): "
            + "`choices` lists them, `take N` goes on")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The source around the current instruction of each thread, and of the code below handlers and calls.
  package func whereabouts(_ picture: PictureRecord) -> String {
    var lines: [String] = []
    for thread in picture.threads {
      let isRunning = thread.status == "running"
      let name = isRunning && picture.actor != thread.name ? "\(picture.actor) on \(thread.name)" : thread.name
      let place = (thread.queue.map { " in \($0)" } ?? "") + (thread.next.map { ", \($0.description)" } ?? "")
      let head = style.paint(Sanitizer.line(name), isRunning ? .good : .strong)
      lines.append(head + ": " + Sanitizer.line(thread.status + place))
      if let next = thread.next { lines += source(around: next, margin: isRunning ? Self.margin : 0) }
      for frame in thread.stack.reversed() {
        let place = frame.returns?.description ?? "the idle machine"
        let what = frame.isInterrupt ? "interrupts what is at \(place)" : "is called, and returns to \(place)"
        lines.append("    " + Sanitizer.line("`\(frame.routine)` \(what)"))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func source(around place: PlaceRecord, margin: Int) -> [String] {
    guard let file = sources.files.first(where: { $0.path == place.path }) else { return [] }
    let first = max(1, place.line - margin)
    let last = min(file.lineStarts.count, place.line + margin)
    guard first <= last else { return [] }
    let width = max(4, String(last).utf8.count)
    return (first...last).map { number in
      let digits = String(number)
      let mark = number == place.line ? style.paint("→", .good) : " "
      let text = ShownLine(file.line(number), around: number == place.line ? place.column : 1).text
      let gutter = String(repeating: " ", count: width - digits.utf8.count) + digits + " |"
      return mark + style.paint(gutter, .gutter) + (text.isEmpty ? "" : " " + text)
    }
  }

  package func memory(_ picture: PictureRecord) -> String {
    if picture.memory.isEmpty { return "there is no memory\n" }
    var table = TextTable([
      TextTable.Column(heading: "cell"), TextTable.Column(heading: "address", isNumber: true),
      TextTable.Column(heading: "value", isNumber: true), TextTable.Column(heading: "owner"),
    ])
    for cell in picture.memory {
      table.append([cell.name, cell.address, cell.value, cell.owner].map { TextTable.Cell($0) })
    }
    return table.lines(style).joined(separator: "\n") + "\n"
  }

  package func registers(_ picture: PictureRecord) -> String {
    let levels = { (levels: [Int]) in levels.isEmpty ? "none" : levels.map { "irq \($0)" }.joined(separator: ", ") }
    var lines = [
      "ie = \(picture.interruptEnable ? 1 : 0), level = \(picture.level); in service: \(levels(picture.inService)); "
        + "masked: \(levels(picture.masked))"
    ]
    if !picture.registers.isEmpty {
      lines.append(picture.registers.map { "\($0.name) = \($0.text)" }.joined(separator: ", "))
    }
    let running = picture.threads.first { $0.status == "running" }
    for frame in (running?.stack ?? []).reversed() {
      let saved = frame.saved.map { "\($0.name) = \($0.text)" }.joined(separator: ", ")
      let place = frame.returns?.description ?? "the idle machine"
      lines.append(
        Sanitizer.line(
          "\(frame.isInterrupt ? "interrupt" : "call") `\(frame.routine)`, back to \(place)"
            + (saved.isEmpty ? "" : " with \(saved)")))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  package func threads(_ picture: PictureRecord) -> String {
    var table = TextTable([
      TextTable.Column(heading: "thread"), TextTable.Column(heading: "status"), TextTable.Column(heading: "next"),
      TextTable.Column(heading: "instruction"),
    ])
    for thread in picture.threads {
      let queue = thread.queue.map { " in \($0)" } ?? ""
      table.append(
        [thread.name, thread.status + queue, thread.next?.description ?? "", thread.instruction ?? ""]
          .map { TextTable.Cell($0) })
    }
    return table.lines(style).joined(separator: "\n") + "\n"
  }

  /// - Parameter left: how many more there are.
  package func choices(_ steps: [TraceRecord.Step], left: Int) -> String {
    if steps.isEmpty { return "nothing can happen here\n" }
    let widths = TraceText.Widths(
      number: String(steps.count).utf8.count + 1, actor: actorWidth, action: Self.actionWidth)
    var lines = steps.map { step in
      var shown = step
      shown.number = step.choice
      return TraceText.line(shown, widths, style, showsChoice: false)
    }
    if left > 0 { lines.append("  … \(left) more") }
    return lines.joined(separator: "\n") + "\n"
  }
}
