// What tests say about proofs: the codes and lines of what is not proved.

import AIMLang
import TestSupport

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
