import AIMLang
import SepLogic

extension Execution {
  /// An open obligation at one visit. It counts as established only when it is closed without a failure.
  final class Duty {
    let key: ObligationKey
    let pc: Int?
    /// The path as it was when the obligation arose, for evidence.
    let path: Path?
    private let execution: Execution
    private let queriesBefore: Int
    private var failed = false

    fileprivate init(_ key: ObligationKey, pc: Int?, path: Path?, _ execution: Execution) {
      self.key = key
      self.pc = pc
      self.path = path
      self.execution = execution
      queriesBefore = execution.oracle.statistics.queries
      execution.result.summary.ledger.open(key)
    }

    func refute(_ finding: Finding) {
      failed = true
      execution.result.summary.ledger.refute(key, finding)
    }

    func doubt(_ finding: Finding) {
      failed = true
      execution.result.summary.ledger.doubt(key, finding)
    }

    /// Says that everything it stands for has been shown, unless a failure was recorded.
    func close() {
      execution.result.summary.ledger.charge(key, queries: execution.oracle.statistics.queries - queriesBefore)
      if !failed { execution.result.summary.ledger.establish(key) }
    }
  }

  func duty(_ key: ObligationKey, pc: Int?, _ path: Path? = nil) -> Duty { Duty(key, pc: pc, path: path, self) }

  /// The obligation of the instruction at which the path stands.
  func duty(_ path: Path) -> Duty {
    duty(
      .instruction(task.routine, pc: path.pc, program.code[path.pc].operation.check), pc: path.pc, path)
  }
}
