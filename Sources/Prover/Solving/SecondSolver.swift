// Another solver's word on the same questions, from processes that speak SMT-LIB 2.
//
// An answer counts if it is the one line `sat` or `unsat` before the mark that ends the answers to the question; anything
// else (another line beside it, an error, the end of the process, silence) is no answer, whatever it may look like. After
// such a thing the process is gone, and the next question gets a new one. Every question begins with `(reset)`, so that
// nothing of it depends on those before.

import SepLogic
import SolverProcess
import Synchronization

/// What a second solver says to a question.
package enum SecondAnswer: Sendable, Equatable {
  case unsat
  case sat
  /// It says that it does not know.
  case unknown
  /// It was stopped.
  case late
  /// It ended, or said what is no answer.
  case failed(String)
}

/// Processes of one solver, as many as are needed at the same time.
package final class SecondSolver: Sendable {
  /// What it calls itself, with its version, such as `Z3 4.8.12`.
  package let name: String

  private let path: String
  private let arguments: [String]
  private let milliseconds: Int
  /// Lines before each question.
  private let settings: [String]
  private let idle: Mutex<[Idle]>
  private let failures = Mutex(Failures())

  /// A process is handed from thread to thread, and used by one at a time.
  private struct Idle: @unchecked Sendable { let process: SolverProcess }

  private struct Failures {
    var inARow = 0
    var last = ""
  }

  /// After so many questions in a row without even an `unknown`, nothing more is asked.
  private static let failureLimit = 20
  /// What z3 may spend on a question: a second or two, the same in every run.
  private static let resources = 1_500_000

  /// Starts one process, which has to say who it is.
  /// - Parameters:
  ///   - path: a path, or a name that is looked for in `PATH`.
  ///   - milliseconds: the time for one answer, after which the process is killed.
  package init(path: String, milliseconds: Int) throws(SolverFailure) {
    let program = path.split(separator: "/").last ?? ""
    let arguments =
      program.hasPrefix("z3") ? ["-in", "-smt2"] : program.hasPrefix("cvc5") ? ["--lang=smt2", "--strings-exp"] : []
    do throws(SolverProcessFailure) {
      let (process, name) = try Self.started(path, arguments, milliseconds)
      self.name = name
      settings =
        ["(reset)", "(set-option :print-success false)"]
        + (name.hasPrefix("Z3 ") ? ["(set-option :rlimit \(Self.resources))"] : [])
      idle = Mutex([Idle(process: process)])
    } catch {
      throw SolverFailure(error.message)
    }
    self.path = path
    self.arguments = arguments
    self.milliseconds = milliseconds
  }

  /// The answer to the question whether some values make all assertions true.
  /// - Parameter script: from `set-logic` to the last assertion.
  package func answer(to script: String) -> SecondAnswer {
    let lost = failures.withLock { $0.inARow < Self.failureLimit ? nil : $0.last }
    if let lost { return .failed("not asked any more after \(Self.failureLimit) times: \(lost)") }
    let answer = ask(script)
    failures.withLock { failures in
      switch answer {
      case .sat, .unsat, .unknown: failures.inARow = 0
      case .late: failures = Failures(inARow: failures.inARow + 1, last: "no answer within \(milliseconds) ms")
      case .failed(let reason): failures = Failures(inARow: failures.inARow + 1, last: reason)
      }
    }
    return answer
  }

  private func ask(_ script: String) -> SecondAnswer {
    let mark = "end-of-answer"
    do throws(SolverProcessFailure) {
      let process = try idleOrNew()
      try process.send(settings.joined(separator: "\n") + "\n\(script)(check-sat)\n(echo \"\(mark)\")\n")
      var lines: [String] = []
      while true {
        let line = try Self.line(of: process)
        if line == mark || line == "\"\(mark)\"" { break }
        lines.append(line)
        if lines.count > 1 { break }
      }
      let answer: SecondAnswer
      switch lines {
      case ["unsat"]: answer = .unsat
      case ["sat"]: answer = .sat
      case ["unknown"], ["timeout"]: answer = .unknown
      default:
        process.terminate()
        return .failed("it says `\(lines.joined(separator: " ").prefix(200))`")
      }
      idle.withLock { $0.append(Idle(process: process)) }
      return answer
    } catch {
      return error.kind == .late ? .late : .failed(error.message)
    }
  }

  private func idleOrNew() throws(SolverProcessFailure) -> SolverProcess {
    if let idle = idle.withLock({ $0.popLast() }) { return idle.process }
    return try Self.started(path, arguments, milliseconds).process
  }

  /// A process that has said who it is.
  private static func started(
    _ path: String, _ arguments: [String], _ milliseconds: Int
  ) throws(SolverProcessFailure) -> (process: SolverProcess, name: String) {
    let process = try SolverProcess(path: path, arguments: arguments, millisecondsPerAnswer: milliseconds)
    try process.send("(set-option :print-success false)\n(get-info :name)\n(get-info :version)\n")
    let name = quoted(try line(of: process), after: "(:name ")
    let version = quoted(try line(of: process), after: "(:version ")
    guard let name, let version else {
      throw SolverProcessFailure(.ended, "`\(path)` does not say its name as SMT-LIB has it")
    }
    return (process, "\(name) \(version)")
  }

  private static func line(of process: SolverProcess) throws(SolverProcessFailure) -> String {
    while true {
      let line = try process.readLine()
      // What says only that a command was done.
      if line != "success" { return line }
    }
  }

  /// The text between quotes that closes a line of this beginning.
  private static func quoted(_ line: String, after beginning: String) -> String? {
    guard line.hasPrefix(beginning + "\""), line.hasSuffix("\")") else { return nil }
    let name = line.dropFirst(beginning.count + 1).dropLast(2).prefix(40)
    return name.isEmpty ? nil : String(name)
  }
}
