// ie = 0     P ⊨ Q * owned(flags)     no suspended handler of this thread is in service
// ─────────────────────────────────────────────────────────────────────────────────────
// { P }   switch   { Q * owned(flags) }        with a fresh instance of what is owned
//
// What the flags make this code's is given up to whoever runs next and has to hold; whoever resumes this code gives as
// much back. Registers, stack and private memory are the thread's and stay. I(κ+1) … I(N), which a handler does not own,
// have to be public for a thread that is resumed at a lower level: they are unless a suspended handler is in service, since it is
// the only code that keeps an invariant while something else runs. That none can be is shown for the program as a whole
// (`SuspendedService`), from the levels at which any code runs with interrupts on while in service.

import AIMLang
import SepLogic

extension Execution {
  func `switch`(_ path: Path) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    guard maySwitch(path, duty, "switch") else { return [] }
    if path.flags.level < program.levelCount {
      result.switches.insert(SwitchSite(level: path.flags.level, pc: path.pc))
    }
    return try exchange(path, duty).map { $0.next() }
  }

  /// Gives up what is owned, and gains as much.
  func exchange(_ path: Path, _ duty: Duty) throws(LoweringError) -> [Path] {
    let owned = ownedLevels(path.flags, levelCount: program.levelCount)
    return try gain(owned, giveUp(owned, path, duty))
  }

  /// Whether the flags allow to give way.
  func maySwitch(_ path: Path, _ duty: Duty, _ instruction: String) -> Bool {
    if path.flags.interruptEnable {
      refuseFlags(
        path, duty, "`\(instruction)` with interrupts on", needs: "ie = 0",
        suggestion: "insert `cli` before this instruction")
      return false
    }
    if path.flags.inService, program.interruptController == .explicit {
      refuseFlags(
        path, duty, "`\(instruction)` in a handler whose interrupt is still in service",
        needs: "the service of irq \(path.flags.level) ended", suggestion: "insert `eoi` before this instruction")
      return false
    }
    return true
  }

  /// A finding about the flags at the instruction where the path stands.
  func refuseFlags(_ path: Path, _ duty: Duty, _ message: String, needs: String, suggestion: String?) {
    duty.refute(
      finding(
        Diagnostic(
          .error, DiagnosticCode(duty.key.check, .flagMismatch), message, at: program.code[path.pc].span,
          facts: [EvidenceRow(.needs, "", needs), EvidenceRow(.has, "", describe(path.flags))],
          suggestion: suggestion),
        path, nil))
  }
}

/// A `switch` in a handler, or in a function that one calls.
struct SwitchSite: Hashable, Comparable, Sendable {
  var level: Int
  var pc: Int

  static func < (a: Self, b: Self) -> Bool { (a.pc, a.level) < (b.pc, b.level) }
}
