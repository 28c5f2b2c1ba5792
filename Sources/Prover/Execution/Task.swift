import AIMLang
import CertificateFormat
import SepLogic

/// A unit of verification: a routine with concrete flags at entry. Each has its own terms and solver, so tasks run in
/// parallel and none slows another down.
struct TaskKey: Hashable, Comparable, Sendable {
  enum Role: Int, Comparable, Sendable {
    /// Called: it returns to its caller.
    case function
    /// The entry of a thread: there is nobody to return to.
    case thread
    /// Entered by an interrupt.
    case handler

    static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  var routine: RoutineID
  var role: Role
  var flags: Flags

  static func < (a: Self, b: Self) -> Bool {
    (a.routine.index, a.role, a.flags) < (b.routine.index, b.role, b.flags)
  }
}

/// What some piece of the work found.
struct TaskSummary: Sendable {
  var ledger = Ledger()
  var warnings: [Diagnostic] = []
  var statistics = ProofStatistics()
}

/// What a task found.
struct TaskResult: Sendable {
  var key: TaskKey
  var summary = TaskSummary()
  /// Callees with the flags of their call sites.
  var demanded: [TaskKey] = []
  /// Levels at which it runs with interrupts on while in service, with the first instruction where it does.
  var interruptible: [Int: Int] = [:]
  /// Where it gives way at the level of a handler.
  var switches: Set<SwitchSite> = []
  /// Instructions that some path reached.
  var reached: Set<Int> = []
  /// How it was proved, where that was asked for.
  var derivation: TaskDerivation?
}

extension ProofStatistics {
  mutating func add(_ oracle: OracleStatistics) {
    queries += oracle.queries
    solverTime += .nanoseconds(Int64(clamping: oracle.nanoseconds))
    coreTime += .nanoseconds(Int64(clamping: oracle.coreNanoseconds))
    coreTimes = coreTimes + oracle.coreTimes
  }
}
