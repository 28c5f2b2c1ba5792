import AIMLang

/// Which registers can matter from a point of the code on: those that the running thread may read before it writes them.
///
/// What nothing reads cannot be told apart, by a step or by a check, so configurations that differ in dead registers alone
/// have the same future. The analysis is the classical backward one (Kildall 1973; Aho, Sethi, Ullman 10.6), over the whole
/// program without contexts of calls: control goes from `ret` to behind every call of the routine. That only adds paths, so
/// what it calls dead is dead. Reads are those of instructions *and* of every assertion that the monitor evaluates: label
/// invariants where control arrives, contracts at calls and returns, entry values that a frame keeps, ghost lines.
struct RegisterLiveness {
  /// Before the instruction at a program counter.
  private(set) var before: [RegisterSet]
  /// Where control is about to arrive there: with what the label's invariants read.
  private(set) var onArrival: [RegisterSet]

  /// What handlers read of the registers of the code that they interrupt, or keep as entry values. Nothing, in most programs.
  let readByHandlers: RegisterSet

  init(_ program: Program) {
    let changed = program.changedRegisters()
    let withoutReturn = Self.solve(program, changed, followsInterruptReturn: false)
    var read = RegisterSet()
    for routine in program.routines {
      guard case .handler = routine.kind, let entry = routine.code.first else { continue }
      read = read.union(withoutReturn.onArrival[entry])
        .union(routine.readAtEntry(program))
    }
    readByHandlers = read
    let solution = Self.solve(program, changed, followsInterruptReturn: true)
    // An interrupt may arrive anywhere, and its handler reads these.
    before = solution.before.map { $0.union(read) }
    onArrival = solution.onArrival.map { $0.union(read) }
  }

  private static func solve(
    _ program: Program, _ changed: [RegisterSet], followsInterruptReturn: Bool
  ) -> (before: [RegisterSet], onArrival: [RegisterSet]) {
    let flow = ControlFlow(program)
    let count = program.code.count
    var arrival = [RegisterSet](repeating: RegisterSet(), count: count)
    var read = [RegisterSet](repeating: RegisterSet(), count: count)
    var written = read
    var readAtExit = [RegisterSet](repeating: RegisterSet(), count: program.routines.count)
    let atEntry = program.routines.map { $0.readAtEntry(program) }
    for (index, routine) in program.routines.enumerated() {
      var exit = Mentions()
      for assertion in routine.ensures { exit.add(assertion) }
      readAtExit[index] = exit.registers.union(RegisterSet(mask: routine.preserves.mask & changed[index].mask))
      // A register that the handler's frame does not restore is the interrupted code's.
      if followsInterruptReturn, case .handler = routine.kind {
        readAtExit[index] = readAtExit[index].union(RegisterSet.all.subtracting(changed[index]))
      }
      for label in routine.labels where label.pc < count {
        var mentions = Mentions()
        for assertion in label.invariants { mentions.add(assertion) }
        arrival[label.pc] = arrival[label.pc].union(mentions.registers)
      }
    }
    for pc in 0..<count {
      let (reads, writes) = Program.registers(of: program.code[pc].operation)
      var mentions = Mentions()
      for ghost in program.code[pc].ghosts { mentions.add(ghost) }
      read[pc] = reads.union(mentions.registers)
      written[pc] = writes
      for callee in flow.callees[pc] { read[pc] = read[pc].union(atEntry[callee]) }
      switch program.code[pc].operation {
      case .return, .iret: if flow.routineOf[pc] >= 0 { read[pc] = read[pc].union(readAtExit[flow.routineOf[pc]]) }
      default: break
      }
    }
    var before = [RegisterSet](repeating: RegisterSet(), count: count)
    var isStable = false
    while !isStable {
      isStable = true
      for pc in stride(from: count - 1, through: 0, by: -1) {
        var after = RegisterSet()
        for next in flow.successors[pc] { after = after.union(before[next]).union(arrival[next]) }
        let set = after.subtracting(written[pc]).union(read[pc])
        if set != before[pc] {
          before[pc] = set
          isStable = false
        }
      }
    }
    return (before, zip(before, arrival).map { $0.union($1) })
  }
}

/// Where control can go from each instruction, within one thread; interrupts and other threads left out.
struct ControlFlow {
  /// Program counters; for `ret` those behind every call of the routine.
  private(set) var successors: [[Int]]
  /// The routines that a call may enter.
  private(set) var callees: [[Int]]
  /// The routine of each instruction, or -1.
  private(set) var routineOf: [Int]

  init(_ program: Program) {
    let count = program.code.count
    var owners = [Int](repeating: -1, count: count)
    for (index, routine) in program.routines.enumerated() {
      for pc in routine.code where pc < count { owners[pc] = index }
    }
    let functions = program.routines.indices.filter {
      program.routines[$0].kind == .function && !program.routines[$0].code.isEmpty
    }
    var callees = [[Int]](repeating: [], count: count)
    var returns = [[Int]](repeating: [], count: program.routines.count)
    for pc in 0..<count {
      switch program.code[pc].operation {
      case .call(let routine): callees[pc] = [routine.index]
      case .callRegister: callees[pc] = functions
      default: break
      }
      for callee in callees[pc] where pc + 1 < count { returns[callee].append(pc + 1) }
    }
    successors = (0..<count).map { pc in
      let next = pc + 1 < count ? [pc + 1] : []
      switch program.code[pc].operation {
      case .jump(let target): return [target]
      case .branch(_, _, _, let target): return [target] + next
      case .jumpRegister: return owners[pc] < 0 ? [] : program.routines[owners[pc]].labels.map(\.pc)
      case .call, .callRegister: return callees[pc].compactMap { program.routines[$0].code.first }
      case .return: return owners[pc] < 0 ? [] : returns[owners[pc]]
      case .iret, .halt: return []
      case .move, .binary, .unary, .load, .store, .cli, .sti, .eoi, .mask, .unmask, .switch, .block, .unblock, .print,
        .choose, .alloc, .free, .assert:
        return next
      }
    }
    self.callees = callees
    routineOf = owners
  }
}

extension Routine {
  /// What a call of the routine, or an interrupt, looks at before its first instruction: its precondition now, and entry
  /// values later.
  func readAtEntry(_ program: Program) -> RegisterSet {
    var before = Mentions()
    for assertion in requires { before.add(assertion) }
    var later = Mentions()
    for assertion in ensures { later.add(assertion) }
    for label in labels { for assertion in label.invariants { later.add(assertion) } }
    for pc in code where pc < program.code.count {
      for ghost in program.code[pc].ghosts { later.add(ghost) }
      if case .assert(let fact) = program.code[pc].operation { later.add(fact) }
    }
    return before.registers.union(before.entryRegisters).union(later.entryRegisters).union(preserves)
  }
}
