import AIMLang
import Synchronization
import TestSupport
import Testing

@testable import Prover

/// A solver that fails in any way proves nothing that needed it.
@Suite struct FaultTests {
  private func options(_ fault: SolverFault) -> ProverOptions {
    ProverOptions(timeoutMilliseconds: 20, solverFactory: .faulty(fault))
  }

  @Test(arguments: SolverFault.allCases) func teeterIsNotProved(_ fault: SolverFault) throws {
    // Values that are none are noticed only where a model is asked for, and the first checks of a solver that dies
    // later are true: a program that needs no more than that is proved, and rightly.
    let program = try programFromText(SamplePrograms.teeter)
    let report = prove(program, options: options(fault))
    if ![.garbageModels, .diesLater].contains(fault) {
      #expect(!report.allProved, "\(transcript(report, in: program))")
    }
    #expect(!report.obligations.isEmpty)
  }

  @Test(arguments: SolverFault.allCases) func aWrongProgramIsNotProved(_ fault: SolverFault) throws {
    let source = SamplePrograms.teeter.replacing("sub  r1, r1, 1", with: "sub  r1, r1, 2")
    #expect(!prove(try programFromText(source), options: options(fault)).allProved)
  }

  /// Only a solver's “unsat” closes an obligation: one that never says so refutes nothing either, unless it claims a model.
  @Test(arguments: [SolverFault.absent, .unknown, .dies, .diesAsserting, .garbage, .hangs])
  func noAnswerIsUndecided(_ fault: SolverFault) throws {
    let program = try programFromText(
      """
      func f(a)
        ensures result != a
      {
        add r1, r1, 1
        ret
      }
      """)
    #expect(failures(program, options(fault)) == ["undecided return:solver.unknown @5"])
  }

  @Test func everyQueryIsLabelled() throws {
    let saved = Mutex<[SavedQuery]>([])
    let program = try programFromText(SamplePrograms.teeter)
    let report = prove(program, options: ProverOptions(querySink: { query in saved.withLock { $0.append(query) } }))
    let queries = saved.withLock { $0 }
    #expect(queries.count >= report.statistics.queries && !queries.isEmpty)
    #expect(queries.allSatisfy { !$0.label.obligation.isEmpty })
    #expect(Set(queries.map(\.fileName)).count == queries.count)
  }
}
