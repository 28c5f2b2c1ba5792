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
    let flow = ControlFlow(program)
    let withoutReturn = Self.solve(program, flow, changed, followsInterruptReturn: false)
    var read = RegisterSet()
    for (index, routine) in program.routines.enumerated() {
      guard case .handler = routine.kind, let entry = routine.code.first else { continue }
      read = read.union(withoutReturn.onArrival[entry]).union(flow.readAtEntry[index])
    }
    readByHandlers = read
    let solution = Self.solve(program, flow, changed, followsInterruptReturn: true)
    // An interrupt may arrive anywhere, and its handler reads these.
    before = solution.before.map { $0.union(read) }
    onArrival = solution.onArrival.map { $0.union(read) }
  }

  private static func solve(
    _ program: Program, _ flow: ControlFlow, _ changed: [RegisterSet], followsInterruptReturn: Bool
  ) -> (before: [RegisterSet], onArrival: [RegisterSet]) {
    let count = program.code.count
    var arrival = [RegisterSet](repeating: RegisterSet(), count: flow.nodeCount)
    var read = [RegisterSet](repeating: RegisterSet(), count: flow.nodeCount)
    var written = read
    var readAtExit = [RegisterSet](repeating: RegisterSet(), count: program.routines.count)
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
      read[pc] = reads.union(mentions.registers).union(flow.readByCall[pc])
      written[pc] = writes
      switch program.code[pc].operation {
      case .return, .iret: if flow.routineOf[pc] >= 0 { read[pc] = read[pc].union(readAtExit[flow.routineOf[pc]]) }
      default: break
      }
    }
    var predecessors = [[Int]](repeating: [], count: flow.nodeCount)
    for node in 0..<flow.nodeCount { for next in flow.successors[node] { predecessors[next].append(node) } }
    var before = [RegisterSet](repeating: RegisterSet(), count: flow.nodeCount)
    var after = before
    for node in 0..<flow.nodeCount {
      for next in flow.successors[node] { after[node] = after[node].union(arrival[next]) }
    }
    // The last instruction first: most of control goes forward.
    var open = Worklist(0..<flow.nodeCount)
    while let node = open.next() {
      let set = after[node].subtracting(written[node]).union(read[node])
      guard set != before[node] else { continue }
      before[node] = set
      for previous in predecessors[node] {
        let union = after[previous].union(set)
        guard union != after[previous] else { continue }
        after[previous] = union
        open.add(previous)
      }
    }
    return (Array(before[..<count]), zip(before, arrival).prefix(count).map { $0.union($1) })
  }
}
