import AIMLang

/// Where control can go from each instruction, within one thread; interrupts and other threads left out.
///
/// Nodes are the instructions, and behind them points where many ways meet, so that there are about as many edges as
/// instructions: the exit of each routine, from where control goes behind its calls; the labels of each routine, for `jr`; the
/// entries of all functions, for `callr`; and what is behind all `callr`.
struct ControlFlow {
  /// By node; for `ret`, by way of the exit, those behind every call of the routine.
  private(set) var successors: [[Int]]
  /// The routine of each instruction, or -1.
  private(set) var routineOf: [Int]
  /// By routine: the registers that a call of it, or its interrupt, looks at before its first instruction.
  let readAtEntry: [RegisterSet]
  /// The same by instruction, for calls: of all functions for a `callr`.
  private(set) var readByCall: [RegisterSet]

  var nodeCount: Int { successors.count }

  init(_ program: Program) {
    let count = program.code.count
    let routines = program.routines
    var owners = [Int](repeating: -1, count: count)
    for (index, routine) in routines.enumerated() { for pc in routine.code where pc < count { owners[pc] = index } }
    routineOf = owners
    let readAtEntry = routines.map { $0.readAtEntry(program) }
    self.readAtEntry = readAtEntry
    let functions = routines.indices.filter { routines[$0].kind == .function && !routines[$0].code.isEmpty }
    let readByAny = functions.reduce(RegisterSet()) { $0.union(readAtEntry[$1]) }
    let firstExit = count
    let firstLabels = firstExit + routines.count
    let anyEntry = firstLabels + routines.count
    let behindAny = anyEntry + 1
    successors = Array(repeating: [], count: behindAny + 1)
    readByCall = Array(repeating: RegisterSet(), count: count)
    for index in functions {
      successors[firstExit + index].append(behindAny)
      successors[anyEntry] += routines[index].code.prefix(1)
    }
    for (index, routine) in routines.enumerated() { successors[firstLabels + index] = routine.labels.map(\.pc) }
    for pc in 0..<count {
      let next = pc + 1 < count ? [pc + 1] : []
      switch program.code[pc].operation {
      case .jump(let target): successors[pc] = [target]
      case .branch(_, _, _, let target): successors[pc] = [target] + next
      case .jumpRegister: successors[pc] = owners[pc] < 0 ? [] : [firstLabels + owners[pc]]
      case .call(let routine):
        successors[pc] = Array(routines[routine.index].code.prefix(1))
        successors[firstExit + routine.index] += next
        readByCall[pc] = readAtEntry[routine.index]
      case .callRegister:
        successors[pc] = [anyEntry]
        successors[behindAny] += next
        readByCall[pc] = readByAny
      case .return: successors[pc] = owners[pc] < 0 ? [] : [firstExit + owners[pc]]
      case .iret, .halt: break
      case .move, .binary, .unary, .load, .store, .cli, .sti, .eoi, .mask, .unmask, .switch, .block, .unblock, .print,
        .choose, .alloc, .free, .assert:
        successors[pc] = next
      }
    }
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
