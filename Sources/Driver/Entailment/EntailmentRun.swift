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
  /// A proof was refused by its checker.
  package var isFault = false
}

package enum EntailmentRun {
  /// The answer for one file.
  package static func solve(_ path: String, _ options: EntailmentOptions) -> EntailmentResult {
    let began = ContinuousClock.now
    var record = EntailmentReport.File(path: path, answer: ScriptAnswer.unknown.rawValue)
    var (isUnreadable, isFault) = (false, false)
    do throws(FileProblem) {
      let text = try SourceReading.text(ofFileAt: path, regularOnly: false)
      do throws(InputError) {
        let script = try Script.read(Array(text.utf8))
        record.expected = script.status
        var solving = SolvingOptions()
        solving.timeout = options.timeout
        solving.isExplained = options.isExplained
        let solution = script.solve(solving, oracle: SolverArithmetic(options.solver))
        isFault = solution.isFault
        record.isWrong = solution.contradicts(status: script.status)
        describe(solution, in: &record, options)
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
    return EntailmentResult(record: record, isUnreadable: isUnreadable, isFault: isFault)
  }

  private static func describe(
    _ solution: Solution, in record: inout EntailmentReport.File, _ options: EntailmentOptions
  ) {
    record.answer = solution.answer.rawValue
    record.reason = solution.reason
    if solution.isFault, let reason = solution.reason {
      record.problem = EntailmentReport.Problem(
        kind: "fault", message: reason, line: nil, column: nil, help: "This is a fault of aimcheck: please report it.")
    }
    if solution.answer == .unsat, !solution.proofs.isEmpty {
      record.proof = EntailmentReport.Proof(
        rules: solution.proofs.reduce(0) { $0 + $1.nodes.count }, isChecked: solution.proofs.allSatisfy(\.isChecked))
    }
    guard options.isExplained else { return }
    record.explanation = solution.explanation
    record.model = solution.describedModel.map { model in
      EntailmentReport.Model(
        stack: model.stack.map { .init(variables: $0.variables, value: $0.value) },
        heap: model.heap.map { .init(address: $0.address, fields: $0.fields) })
    }
    record.failure = solution.failure.map { failure in
      EntailmentReport.Failure(
        obstacle: failure.obstacle.rawValue, wanted: failure.wanted, nearest: failure.nearest,
        differences: failure.differences, sequent: failure.sequent, path: failure.path)
    }
  }
}
