/// A run of the machine, step by step, in source terms.
package struct TraceRecord: Codable, Sendable, Equatable {
  package struct Value: Codable, Sendable, Equatable {
    package var name: String
    package var text: String

    package init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  package struct Step: Codable, Sendable, Equatable {
    /// From 1.
    package var number: Int
    /// `main`, `timer` …, or `idle`.
    package var actor: String
    /// `thread` or `irq k`: the level at which the step is taken.
    package var level: String
    /// The instruction's text, or that an interrupt arrives.
    package var action: String
    /// The instruction; for an interrupt, the handler's declaration.
    package var place: PlaceRecord?
    /// The choice taken, and how many there were.
    package var choice: Int
    package var choiceCount: Int
    /// What changed, in reading order.
    package var changes: [String]
    /// What `print` wrote.
    package var output: String?

    package init(
      number: Int, actor: String, level: String, action: String, place: PlaceRecord?, choice: Int, choiceCount: Int,
      changes: [String], output: String?
    ) {
      self.number = number
      self.actor = actor
      self.level = level
      self.action = action
      self.place = place
      self.choice = choice
      self.choiceCount = choiceCount
      self.changes = changes
      self.output = output
    }
  }

  /// Flags, registers and memory before the first step.
  package var start: [Value]
  package var steps: [Step]
  /// What the last step broke; nil for a run that is still well.
  package var violation: DiagnosticRecord?
  /// The number of the step from which on the steps repeat for ever, in a run without an end; nil otherwise.
  package var repeatsFrom: Int?
  /// How many choices there are after the last step; 0 at the end of the program and after a violation.
  package var choicesAtEnd: Int

  package init(
    start: [Value], steps: [Step], violation: DiagnosticRecord?, repeatsFrom: Int? = nil, choicesAtEnd: Int
  ) {
    self.repeatsFrom = repeatsFrom
    self.start = start
    self.steps = steps
    self.violation = violation
    self.choicesAtEnd = choicesAtEnd
  }
}
