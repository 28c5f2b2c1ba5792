import AIMLang
import Machine
import TestSupport
import Testing

/// Loads a program from text; records an issue when it has errors.
func load(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Program {
  let result = loadProgram(path: "test.aim") { $0 == "test.aim" ? text : nil }
  let program = result.program
  if program == nil { Issue.record("\(result.diagnostics)", sourceLocation: sourceLocation) }
  return try #require(program, sourceLocation: sourceLocation)
}

extension Exploration {
  /// `complete`, `violation CODE SCHEDULE`, or `cut CODE`.
  var summary: String {
    switch outcome {
    case .complete: "complete"
    case .violation(let violation): "violation \(violation.diagnostic.code) \(violation.schedule)"
    case .cutShort(let diagnostic): "cut \(diagnostic.code)"
    }
  }

  var counts: [Int] { [states, steps, depth] }
}
