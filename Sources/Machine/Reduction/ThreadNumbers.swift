import AIMLang

/// Whether a program can tell which of several threads with the same code it runs, or has woken.
///
/// Threads are told apart in one place only: `unblock` yields the number of the thread that it wakes, or 0. As long as such a
/// number, wherever it is copied, is only compared with 0, renaming threads changes nothing that a step or a check can see. The
/// analysis follows the numbers forward through registers; storing one, counting with it, passing it to a queue, or an
/// assertion about the register ends it: then threads count as different.
struct ThreadNumbers {
  /// Whether no number of a thread is used for anything but a comparison with 0.
  let areOnlyComparedWithZero: Bool

  init(_ program: Program) { areOnlyComparedWithZero = Self.holds(program) }

  private static func holds(_ program: Program) -> Bool {
    let flow = ControlFlow(program)
    let count = program.code.count
    var carried = [RegisterSet](repeating: RegisterSet(), count: flow.nodeCount)
    let entries = program.routines.compactMap { routine -> Int? in
      if case .handler = routine.kind { return routine.code.first }
      return nil
    }
    var open = Worklist(0..<flow.nodeCount)
    func add(_ set: RegisterSet, _ pc: Int) {
      let union = carried[pc].union(set)
      guard union != carried[pc] else { return }
      carried[pc] = union
      open.add(pc)
    }
    while let pc = open.next() {
      let after = pc < count ? transfer(program.code[pc].operation, carried[pc]) : carried[pc]
      for next in flow.successors[pc] { add(after, next) }
      // A handler starts with the registers of the code that it interrupts.
      for entry in entries { add(carried[pc], entry) }
    }
    for pc in 0..<count where !carried[pc].isEmpty {
      if isUsed(program, flow, pc, carried[pc]) { return false }
    }
    for (index, routine) in program.routines.enumerated() {
      if case .handler = routine.kind, let entry = routine.code.first,
        meet(flow.readAtEntry[index], carried[entry])
      {
        return false
      }
      for label in routine.labels where label.pc < count {
        var mentions = Mentions()
        for assertion in label.invariants { mentions.add(assertion) }
        if meet(mentions.registers, carried[label.pc]) { return false }
      }
    }
    return true
  }

  private static func transfer(_ operation: Instruction.Operation, _ before: RegisterSet) -> RegisterSet {
    let written = Program.registers(of: operation).written
    var after = before.subtracting(written)
    switch operation {
    case .unblock(let target, _, _): after.insert(target)
    case .move(let target, .register(let source)) where before.contains(source): after.insert(target)
    default: break
    }
    return after
  }

  /// Whether the instruction, or what is checked at it, looks at a register with a number of a thread.
  private static func isUsed(_ program: Program, _ flow: ControlFlow, _ pc: Int, _ carried: RegisterSet) -> Bool {
    let operation = program.code[pc].operation
    var now = Mentions()
    for ghost in program.code[pc].ghosts { now.add(ghost) }
    var looked = now.registers.union(flow.readByCall[pc])
    let routine = flow.routineOf[pc]
    if routine >= 0 {
      switch operation {
      case .return, .iret:
        var exit = Mentions()
        for assertion in program.routines[routine].ensures { exit.add(assertion) }
        looked = looked.union(exit.registers).union(program.routines[routine].preserves)
      default: break
      }
    }
    if meet(looked, carried) { return true }
    switch operation {
    case .move: return false
    case .branch(.beq, _, .constant(0), _), .branch(.bne, _, .constant(0), _): return false
    default: return meet(Program.registers(of: operation).read, carried)
    }
  }

  private static func meet(_ a: RegisterSet, _ b: RegisterSet) -> Bool { a.mask & b.mask != 0 }
}
