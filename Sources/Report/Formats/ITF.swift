// Traces in the Informal Trace Format of Apalache (its ADR 15), which other tools read and show. A step that is a violation
// leads to one more state, which differs from the one before in `action`, `stepIndex` and `violation` alone.

package struct ITF {
  private let document: TraceDocument

  package init(_ document: TraceDocument) { self.document = document }

  /// Variables in the order of `vars`, with their types in Apalache's words.
  private static let variables: [(name: String, type: String)] = [
    ("action", "Str"), ("actor", "Str"), ("ie", "Bool"), ("imr", "Set(Int)"), ("isr", "Set(Int)"), ("level", "Str"),
    ("memory", "Str -> Int"), ("owner", "Str -> Str"), ("pc", "Str -> Str"), ("registers", "Str -> Int"),
    ("stepIndex", "Int"),
    ("threads", "Str -> {queue: Str, stack: Seq({isInterrupt: Bool, returns: Str, routine: Str}), status: Str}"),
    ("violation", "Str"),
  ]

  /// The document, a state a line, with a final newline.
  package var text: String {
    let types = Self.variables.map { "\(JSONText.quoted($0.name)): \(JSONText.quoted($0.type))" }
    var description = "\(document.path), schedule \(document.schedule)"
    if let violation = document.trace.violation { description += ": \(violation.message)" }
    var lines = [
      "{",
      "  \"#meta\": {",
      "    \"format\": \"ITF\",",
      "    \"format-description\": \"https://apalache-mc.org/docs/adr/015adr-trace.html\",",
      "    \"source\": \(JSONText.quoted(document.path)),",
      "    \"status\": \(JSONText.quoted(document.trace.violation == nil ? "ok" : "violation")),",
      "    \"description\": \(JSONText.quoted(description)),",
      "    \"tool\": \(JSONText.quoted("aimcheck \(document.tool.aimcheck)")),",
      "    \"varTypes\": {\(types.joined(separator: ", "))}",
      "  },",
      "  \"vars\": [\(Self.variables.map { JSONText.quoted($0.name) }.joined(separator: ", "))],",
      "  \"states\": [",
    ]
    let states = states
    for (index, state) in states.enumerated() { lines.append("    " + state + (index + 1 < states.count ? "," : "")) }
    // The last configuration is the one before the first step that repeats, so that this step's result follows it.
    let loop = document.trace.repeatsFrom.map { ["  ],", "  \"loop\": \($0)", "}"] }
    return (lines + (loop ?? ["  ]", "}"])).joined(separator: "\n") + "\n"
  }

  private var states: [String] {
    var result: [String] = []
    // Of steps that repeat for ever, no single one is wrong.
    let violation = document.trace.repeatsFrom == nil ? document.trace.violation?.code ?? "" : ""
    for (index, picture) in document.states.enumerated() {
      let step = index == 0 ? nil : document.trace.steps[index - 1]
      let isLast = index + 1 == document.states.count && document.trace.steps.count < document.states.count
      result.append(state(index, picture, step, violation: isLast ? violation : ""))
    }
    if let last = document.states.last, document.trace.steps.count >= document.states.count {
      result.append(state(document.states.count, last, document.trace.steps.last, violation: violation))
    }
    return result
  }

  private func state(
    _ index: Int, _ picture: PictureRecord, _ step: TraceRecord.Step?, violation: String
  ) -> String {
    let action = step.map { "\($0.actor): \($0.action)" } ?? "start"
    let values: [String: String] = [
      "action": JSONText.quoted(action),
      "actor": JSONText.quoted(picture.actor),
      "ie": picture.interruptEnable ? "true" : "false",
      "imr": set(picture.masked),
      "isr": set(picture.inService),
      "level": JSONText.quoted(picture.level),
      "memory": map(picture.memory.map { ($0.name, integer($0.value)) }),
      "owner": map(picture.memory.map { ($0.name, JSONText.quoted($0.owner)) }),
      "pc": map(picture.threads.map { ($0.name, JSONText.quoted($0.next?.description ?? "")) }),
      "registers": map(picture.registers.map { ($0.name, integer($0.text)) }),
      "stepIndex": integer(String(index)),
      "threads": map(picture.threads.map { ($0.name, record($0)) }),
      "violation": JSONText.quoted(violation),
    ]
    let parts = Self.variables.map { "\(JSONText.quoted($0.name)): \(values[$0.name] ?? "null")" }
    return "{\"#meta\": {\"index\": \(index)}, \(parts.joined(separator: ", "))}"
  }

  private func record(_ thread: PictureRecord.Thread) -> String {
    let stack = thread.stack.map { frame in
      "{\"isInterrupt\": \(frame.isInterrupt), \"returns\": \(JSONText.quoted(frame.returns?.description ?? "")), "
        + "\"routine\": \(JSONText.quoted(frame.routine))}"
    }
    return "{\"queue\": \(JSONText.quoted(thread.queue ?? "")), \"stack\": [\(stack.joined(separator: ", "))], "
      + "\"status\": \(JSONText.quoted(thread.status))}"
  }

  private func integer(_ decimal: String) -> String { "{\"#bigint\": \"\(decimal)\"}" }

  private func set(_ numbers: [Int]) -> String {
    "{\"#set\": [\(numbers.map { integer(String($0)) }.joined(separator: ", "))]}"
  }

  private func map(_ entries: [(String, String)]) -> String {
    "{\"#map\": [\(entries.map { "[\(JSONText.quoted($0.0)), \($0.1)]" }.joined(separator: ", "))]}"
  }
}
