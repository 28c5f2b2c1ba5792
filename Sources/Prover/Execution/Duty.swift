import AIMLang
import SepLogic

extension Execution {
  /// An open obligation at one visit. It counts as established only when it is closed without a failure.
  final class Duty {
    let key: ObligationKey
    let pc: Int?
    private let execution: Execution
    private let costBefore: Ledger.Cost
    private var failed = false

    fileprivate init(_ key: ObligationKey, pc: Int?, _ execution: Execution) {
      self.key = key
      self.pc = pc
      self.execution = execution
      costBefore = execution.oracle.cost
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
      execution.result.summary.ledger.charge(key, execution.oracle.cost - costBefore)
      if !failed { execution.result.summary.ledger.establish(key) }
    }
  }

  func duty(_ key: ObligationKey, pc: Int?) -> Duty {
    label(key, pc)
    return Duty(key, pc: pc, self)
  }

  /// The obligation of the instruction at which the path stands.
  func duty(_ path: Path) -> Duty {
    duty(
      .instruction(task.routine, pc: path.pc, program.code[path.pc].operation.check), pc: path.pc)
  }

  /// Names what the queries from now on are for. The flags are part of it, since tasks of one routine with other
  /// flags ask on their own.
  func label(_ key: ObligationKey, _ pc: Int?) {
    guard options.querySink != nil || options.crossCheck != nil || options.refutationSink != nil else { return }
    let span = pc.map { program.code[$0].span } ?? routine.nameSpan
    let position = program.sources.position(of: span)
    let number = key.owner == .boot ? key.pc + 1 : numbers[key] ?? 0
    let name = key.owner == .boot ? "boot" : routine.name
    oracle.label = QueryLabel(
      obligation: "\(name)#\(number) \(task.role) \(describe(task.flags))",
      place: "\(program.sources[span.file].path):\(position.line):\(position.column)")
  }
}
