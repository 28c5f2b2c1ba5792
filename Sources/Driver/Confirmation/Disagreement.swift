import AIMLang
import Machine
import Prover
import Report

/// One engine contradicts the other, or itself: the checker is wrong, whichever it is.
struct Disagreement {
  private let exploration: Exploration
  private let problem: Diagnostic

  /// nil where the engines agree: not everything is proved, or nothing broke.
  ///
  /// - Parameter proof: nil where only a part was to be proved, since nothing then rules a violation out.
  init?(program: Program, proof: ProofReport?, exploration: Exploration?) {
    guard let exploration else { return nil }
    self.exploration = exploration
    switch exploration.outcome {
    case .complete: return nil
    case .cutShort(let diagnostic):
      // A violation whose schedule does not show it again.
      guard diagnostic.code == DiagnosticCode(.checker, .enginesDisagree) else { return nil }
      problem = diagnostic
    case .violation(let violation):
      // An assumption may be false, and the logic promises no progress.
      guard let proof, proof.allProved, proof.assumptions.isEmpty,
        violation.diagnostic.code != DiagnosticCode(.explore, .deadlock),
        violation.diagnostic.code != DiagnosticCode(.explore, .starvation)
      else { return nil }
      var diagnostic = violation.diagnostic
      diagnostic.message =
        "every obligation is proved, and yet a run breaks `\(violation.diagnostic.code)` here: " + diagnostic.message
      diagnostic.code = DiagnosticCode(.checker, .enginesDisagree)
      problem = diagnostic
    }
  }

  /// What to tell, with a request for a report.
  func finding(_ confirming: Confirming) -> FindingRecord {
    var record: FindingRecord
    if let violation = confirming.violation {
      record = confirming.explorersOwn(violation)
    } else {
      record = FindingRecord(
        outcome: .refuted, foundBy: [.explorer], obligations: [],
        diagnostic: DiagnosticRecord(problem, in: SourceSet()),
        confirmation: Confirmation(.unconfirmed, explanation: "the run cannot be shown again"), trace: nil)
    }
    record.diagnostic = DiagnosticRecord(problem, in: confirming.program.sources)
    record.diagnostic.facts.append(
      DiagnosticRecord.Fact(
        .note, "", "this is a bug of aimcheck: no verdict of this run should be relied on"))
    record.diagnostic.suggestion =
      "please report it, and attach this file with its imports, the document that `aimcheck --format json` prints for "
      + "it, and `aimcheck --version` (this is \(Versions.aimcheck) with cvc5 \(Versions.cvc5))"
    return record
  }
}
