// Where control can go within a routine: what runs between two arrivals at a label, so what may have changed there.

import AIMLang

struct FlowGraph {
  private let routine: Routine
  private let program: Program
  private var successors: [Int: [Int]] = [:]
  private var predecessors: [Int: [Int]] = [:]

  init(_ routine: Routine, _ program: Program) {
    self.routine = routine
    self.program = program
    let labels = routine.labels.map(\.pc).filter(routine.code.contains)
    for pc in routine.code where program.code.indices.contains(pc) {
      let next: [Int] =
        switch program.code[pc].operation {
        case .branch(_, _, _, let target): [pc + 1, target]
        case .jump(let target): [target]
        case .jumpRegister: labels
        case .return, .iret, .halt: []
        default: [pc + 1]
        }
      successors[pc] = next.filter(routine.code.contains)
      for target in successors[pc] ?? [] { predecessors[target, default: []].append(pc) }
    }
  }

  /// Registers that may be written between leaving the label and coming back to it without passing one of the `stops`.
  func written(through label: Int, avoiding stops: Set<Int>) -> Set<Int> {
    let ahead = reach(label, successors, stops)
    let behind = reach(label, predecessors, stops)
    var result: Set<Int> = []
    for pc in ahead.intersection(behind) { result.formUnion(written(by: program.code[pc].operation)) }
    return result
  }

  private func reach(_ start: Int, _ edges: [Int: [Int]], _ stops: Set<Int>) -> Set<Int> {
    var reached: Set<Int> = []
    var open = [start]
    while let pc = open.popLast() {
      for next in edges[pc] ?? [] where !stops.contains(next) && reached.insert(next).inserted { open.append(next) }
    }
    return reached
  }

  private func written(by operation: Instruction.Operation) -> Set<Int> {
    switch operation {
    case .move(let r, _), .binary(_, let r, _, _), .unary(_, let r, _), .load(let r, _), .unblock(let r, _, _),
      .choose(let r, _, _), .alloc(let r, _):
      [r.index]
    case .call(let callee):
      Set(RegisterSet.all.subtracting(program.routines[callee.index].preserves).registers.map(\.index))
    case .callRegister: Set(0..<Register.count)
    case .store, .branch, .jump, .jumpRegister, .return, .cli, .sti, .iret, .eoi, .mask, .unmask, .switch, .block,
      .halt,
      .print, .free, .assert:
      []
    }
  }
}
