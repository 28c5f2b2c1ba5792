// What tests say about proofs: the codes and lines of what is not proved.

import AIMLang
import TestSupport
import Testing

@testable import Prover

/// Everything that is not proved, as `main#3 refuted load:footprint.missing @12`, in order of the report.
func failures(_ program: Program, _ options: ProverOptions = ProverOptions()) -> [String] {
  failures(of: prove(program, options: options), in: program)
}

func failures(of report: ProofReport, in program: Program) -> [String] {
  report.obligations.compactMap { obligation in
    func line(_ word: String, _ finding: Finding) -> String {
      let diagnostic = finding.diagnostic
      return "\(word) \(diagnostic.code) @\(program.sources.position(of: diagnostic.span).line)"
    }
    switch obligation.outcome {
    case .proved: return nil
    case .refuted(let finding): return line("refuted", finding)
    case .undecided(let finding): return line("undecided", finding)
    }
  }
}

/// A small program and everything that is not proved about it, warnings included.
struct Case: Sendable, CustomStringConvertible {
  var description: String
  var source: String
  var expected: [String]

  init(_ description: String, _ expected: [String] = [], _ source: String) {
    self.description = description
    self.source = source
    self.expected = expected
  }
}

/// Proves a case and compares: what is not proved, and the warnings, as `warning contract:unreachable @5`.
func expect(_ test: Case, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let program = try programFromText(test.source)
  let report = prove(program)
  let warnings = report.warnings.map { "warning \($0.code) @\(program.sources.position(of: $0.span).line)" }
  let found = failures(of: report, in: program) + warnings
  #expect(
    found == test.expected, "\(test.description)\n\(transcript(report, in: program))", sourceLocation: sourceLocation)
  #expect(!report.obligations.isEmpty, sourceLocation: sourceLocation)
}

/// The report in full, for reading a failed test.
func transcript(_ report: ProofReport, in program: Program) -> String {
  var lines: [String] = []
  func show(_ diagnostic: Diagnostic) {
    let place = program.sources.position(of: diagnostic.span)
    lines.append("  \(place.line):\(place.column) \(diagnostic.code): \(diagnostic.message)")
    for related in diagnostic.related {
      lines.append("    at \(program.sources.position(of: related.span).line): \(related.label)")
    }
    for row in diagnostic.facts { lines.append("    \(row.kind) \(row.name): \(row.text)") }
    if let suggestion = diagnostic.suggestion { lines.append("    > \(suggestion)") }
  }
  for obligation in report.obligations {
    switch obligation.outcome {
    case .proved: lines.append("\(obligation.id) proved (\(obligation.cost.visits)) \(obligation.description)")
    case .refuted(let finding):
      lines.append("\(obligation.id) refuted")
      show(finding.diagnostic)
      if let start = finding.counterexample { lines.append("    start \(start)") }
    case .undecided(let finding):
      lines.append("\(obligation.id) undecided")
      show(finding.diagnostic)
    }
  }
  for warning in report.warnings { show(warning) }
  lines.append("\(report.statistics)")
  return lines.joined(separator: "\n")
}
