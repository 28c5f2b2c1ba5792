// What the whole program says: who owns what by the flags, and which tasks there have to be.

import AIMLang
import CertificateFormat

/// Facts about a program that all of its tasks share.
struct ProgramFacts {
  let levelCount: Int
  let endsServiceByItself: Bool

  init(_ program: Program) {
    levelCount = program.levelCount
    endsServiceByItself = program.interruptController == .automatic
  }

  /// The levels whose invariants the running code owns: with interrupts off those up to its own; with interrupts on that of a
  /// handler in service, and none otherwise.
  func ownedLevels(_ flags: CertificateFlags) -> [Int] {
    if !flags.interruptEnable { return Array(0...max(0, min(flags.level, levelCount))) }
    return flags.level < levelCount && flags.inService ? [flags.level] : []
  }

  func thread(interruptEnable: Bool) -> CertificateFlags {
    CertificateFlags(interruptEnable: interruptEnable, level: levelCount, inService: false)
  }

  func handlerEntry(_ level: Int) -> CertificateFlags {
    CertificateFlags(interruptEnable: false, level: level, inService: true)
  }
}

/// Names a derivation that has to be there.
struct TaskName: Hashable {
  var role: TaskDerivation.Role
  var routine: Int
  var flags: CertificateFlags
}

/// What a task says of the program around it.
struct TaskFindings {
  /// Functions that it calls, with the flags of the calls.
  var demanded: Set<TaskName> = []
  /// Levels at which it runs with interrupts on while in service.
  var interruptible: Set<Int> = []
  /// Levels below that of the threads at which it gives way.
  var switches: Set<Int> = []
}
