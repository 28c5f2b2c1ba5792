// `aimcheck entail`: files, answers, and what they are compared with.

import SLCOMP

package struct EntailmentOptions: Sendable {
  /// For one file.
  package var timeout: Duration?
  package var isExplained = false

  package init() {}
}

/// What became of one file.
package struct EntailmentResult: Sendable {
  package var path: String
  package var answer: ScriptAnswer
  /// Why it is unknown.
  package var reason: String?
  /// The file's own `:status`.
  package var status: String?
  package var milliseconds: Double
  /// Why the file has no meaning; the answer is unknown then.
  package var problem: InputError?
  package var isUnreadable = false
  package var explanation: String?

  /// Whether the answer contradicts the file's status.
  package var isWrong: Bool {
    guard answer != .unknown, let status, status == "sat" || status == "unsat" else { return false }
    return answer.rawValue != status
  }
}

package enum EntailmentRun {
  /// The answer for one file.
  package static func solve(_ path: String, _ options: EntailmentOptions) -> EntailmentResult {
    let began = ContinuousClock.now
    var result = EntailmentResult(path: path, answer: .unknown, milliseconds: 0)
    do throws(FileProblem) {
      let text = try SourceReading.text(ofFileAt: path, regularOnly: false)
      do throws(InputError) {
        let script = try Script.read(Array(text.utf8))
        result.status = script.status
        var solving = SolvingOptions()
        solving.timeout = options.timeout
        solving.isExplained = options.isExplained
        let solution = script.solve(solving)
        result.answer = solution.answer
        result.reason = solution.reason
      } catch {
        result.problem = error
        result.reason = error.message
        result.isUnreadable = error.kind != .unsupported
      }
    } catch {
      result.reason = error.reason
      result.problem = InputError(kind: .malformed, message: error.reason, line: 0, column: 0, help: "")
      result.isUnreadable = true
    }
    let (seconds, attoseconds) = (ContinuousClock.now - began).components
    result.milliseconds = Double(seconds) * 1_000 + Double(attoseconds) / 1e15
    return result
  }
}
