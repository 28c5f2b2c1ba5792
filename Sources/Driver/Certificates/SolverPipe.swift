// The solver of a re-check: a process that is told everything as text.

import CertificateChecker
import SolverProcess

final class SolverPipe: EntailmentSolver {
  private let process: SolverProcess

  /// Milliseconds that the solver takes for one question before it says `unknown`, and after which it is taken for dead.
  private static let budget = 5_000
  private static let patience = 30_000

  /// - Parameter path: z3, cvc5, or another solver that reads SMT-LIB 2 from its input with no options.
  init(_ path: String) throws(SolverProcessFailure) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let arguments: [String] =
      if name.hasPrefix("z3") {
        ["-in", "-smt2", "-t:\(Self.budget)"]
      } else if name.hasPrefix("cvc5") {
        ["--incremental", "--lang=smt2", "--tlimit-per=\(Self.budget)"]
      } else {
        []
      }
    process = try SolverProcess(path: path, arguments: arguments, millisecondsPerAnswer: Self.patience)
  }

  func send(_ text: String) throws { try process.send(text) }

  func ask(_ text: String, until mark: String) throws -> [String] {
    try process.send(text)
    var lines: [String] = []
    while true {
      let line = try process.readLine()
      if line == mark || line == "\"\(mark)\"" { return lines }
      // More is no answer, whatever it is.
      if lines.count < 2 { lines.append(line) }
    }
  }
}
