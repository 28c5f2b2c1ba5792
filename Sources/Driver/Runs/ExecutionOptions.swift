import AIMLang
import Machine

/// How to run a program.
package struct ExecutionOptions: Sendable {
  package var seed: UInt64 = 0
  /// At least 1.
  package var maxSteps = 10_000
  /// Whether every step is told, with all that it changes, and not only what is to be noticed.
  package var showsEveryStep = false
  /// Whether anything is told at all while the run goes on.
  package var tellsEvents = true
  /// Where to write the schedule; nil for nowhere.
  package var recording: String?
  /// The recorded schedule to follow, with the settings that are in it; nil to draw one.
  package var replayed: String?
  /// Gives the texts of files; nil reads them from disk.
  package var reader: SourceReader?
  var rate = InterruptRate.standard
  var policy = FaultPolicy()

  package init() {}

  /// How often an interrupt arrives where one can: `1/8`, `0.125`, `0`, `1`.
  /// - Returns: false for anything else.
  package mutating func setInterruptRate(_ text: String) -> Bool {
    guard let rate = InterruptRate(text) else { return false }
    self.rate = rate
    return true
  }

  /// What to do about a kind of fault, as `ownership=report`; `all` stands for every kind with which a run can go on.
  /// - Returns: what is wrong with it, as a sentence; nil when it is set.
  package mutating func setReaction(_ text: String) -> String? {
    let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let reaction = FaultReaction(rawValue: parts[1]) else {
      return "`--on-fault` is KIND=ignore, KIND=report or KIND=stop"
    }
    if parts[0] == "all" {
      for kind in FaultKind.allCases where kind.isPassable { policy[kind] = reaction }
      return nil
    }
    guard let kind = FaultKind(rawValue: parts[0]) else {
      let kinds = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
      return "there is no kind of fault `\(parts[0])`; kinds are \(kinds), and all"
    }
    if reaction == .ignore, !kind.isPassable {
      return "a run cannot go on after a fault of the kind `\(kind.rawValue)`, so that it cannot be ignored"
    }
    policy[kind] = reaction
    return nil
  }

  /// What to say of reactions that are not quite what was asked for.
  package var remarks: [String] {
    FaultKind.allCases.filter { !$0.isPassable && policy[$0] == .report }
      .map { "a run cannot go on after a fault of the kind `\($0.rawValue)`: it is told, and the run ends" }
  }
}
