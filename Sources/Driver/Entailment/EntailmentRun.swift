// `aimcheck entail`: files, answers, and what they are compared with.

import Prover
import Report
import SLCOMP

package struct EntailmentOptions: Sendable {
  /// For one file.
  package var timeout: Duration?
  package var isExplained = false
  package var hasTimes = true
  private(set) var solver = SolverFactory.cvc5

  package init() {}

  /// - Returns: false where there is no such solver.
  package mutating func setSolver(named name: String) -> Bool {
    guard let factory = SolverFactory.named(name) else { return false }
    solver = factory
    return true
  }
}

/// What became of one file.
package struct EntailmentResult: Sendable {
  package var record: EntailmentReport.File
  /// The file is no SMT-LIB, or could not be read.
  package var isUnreadable = false
}

package enum EntailmentRun {
  /// The answer for one file.
  package static func solve(_ path: String, _ options: EntailmentOptions) -> EntailmentResult {
    let began = ContinuousClock.now
    var record = EntailmentReport.File(
      path: path, answer: ScriptAnswer.unknown.rawValue, reason: nil, expected: nil, isWrong: false, time: nil,
      problem: nil, explanation: nil)
    var isUnreadable = false
    do throws(FileProblem) {
      let text = try SourceReading.text(ofFileAt: path, regularOnly: false)
      do throws(InputError) {
        let script = try Script.read(Array(text.utf8))
        record.expected = script.status
        var solving = SolvingOptions()
        solving.timeout = options.timeout
        solving.isExplained = options.isExplained
        let solution = script.solve(solving, oracle: SolverArithmetic(options.solver))
        record.answer = solution.answer.rawValue
        record.reason = solution.reason
        record.isWrong = solution.contradicts(status: script.status)
        if options.isExplained { record.explanation = solution.explanation }
      } catch {
        isUnreadable = error.kind != .unsupported
        record.reason = error.message
        record.problem = EntailmentReport.Problem(
          kind: error.kind.rawValue, message: error.message, line: error.line, column: error.column, help: error.help)
      }
    } catch {
      isUnreadable = true
      record.reason = error.reason
      record.problem = EntailmentReport.Problem(
        kind: "unreadable", message: "cannot read the file: \(error.reason)", line: nil, column: nil, help: nil)
    }
    if options.hasTimes {
      let (seconds, attoseconds) = (ContinuousClock.now - began).components
      // In microseconds, so that the document has no digits without meaning.
      record.time = Double(seconds) * 1_000 + (Double(attoseconds) / 1e12).rounded() / 1_000
    }
    return EntailmentResult(record: record, isUnreadable: isUnreadable)
  }
}
