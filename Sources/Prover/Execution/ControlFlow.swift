import AIMLang

/// The control flow inside one routine, for loop cut points: where each instruction can go, and what runs between
/// two arrivals at a label.
///
/// An indirect jump goes to any label of its routine. A call is an edge to the next instruction.
struct ControlFlow {
  private let code: Range<Int>
  private let instructions: ArraySlice<Instruction>
  private let successors: [[Int]]
  private let predecessors: [[Int]]
  /// By offset from the routine's first instruction: whether a label with an invariant stands there.
  private let isCut: [Bool]

  init(routine: Routine, program: Program) {
    code = routine.code
    instructions = program.code[routine.code]
    let labels = Array(Set(routine.labels.map(\.pc))).filter(routine.code.contains).sorted()
    var successors: [[Int]] = []
    var predecessors = [[Int]](repeating: [], count: routine.code.count)
    for pc in routine.code {
      let targets = Self.targets(of: program.code[pc].operation, at: pc, labels: labels)
      successors.append(targets.filter(routine.code.contains))
    }
    for (offset, targets) in successors.enumerated() {
      for target in targets { predecessors[target - routine.code.lowerBound].append(offset + routine.code.lowerBound) }
    }
    var isCut = [Bool](repeating: false, count: routine.code.count)
    for label in routine.labels where !label.invariants.isEmpty && routine.code.contains(label.pc) {
      isCut[label.pc - routine.code.lowerBound] = true
    }
    self.successors = successors
    self.predecessors = predecessors
    self.isCut = isCut
  }

  private static func targets(of operation: Instruction.Operation, at pc: Int, labels: [Int]) -> [Int] {
    switch operation {
    case .branch(_, _, _, let target): [pc + 1, target]
    case .jump(let target): [target]
    case .jumpRegister: labels
    case .return, .iret, .halt: []
    case .move, .binary, .unary, .load, .store, .call, .callRegister, .cli, .sti, .eoi, .mask, .unmask, .switch,
      .block, .unblock, .print, .choose, .alloc, .free, .assert:
      [pc + 1]
    }
  }

  /// Instructions that can run between leaving `start` and arriving there again, itself included, without passing
  /// through one of `stops`; empty when there is no way back.
  func cycle(through start: Int, avoiding stops: Set<Int> = []) -> [Int] {
    let ahead = reach(from: start, successors, stops)
    let behind = reach(from: start, predecessors, stops)
    return code.filter { ahead.contains($0) && behind.contains($0) }
  }

  /// Whether a jump from `pc` to `target` closes a cycle that no label with an invariant cuts.
  func closesUncutCycle(from pc: Int, to target: Int) -> Bool {
    if isCut[target - code.lowerBound] { return false }
    if target == pc { return true }
    let stops = Set(code.filter { isCut[$0 - code.lowerBound] })
    return reach(from: target, successors, stops).contains(pc)
  }

  /// What one or more edges reach from `start`; a stop is neither reached nor passed.
  private func reach(from start: Int, _ edges: [[Int]], _ stops: Set<Int>) -> Set<Int> {
    var reached: Set<Int> = []
    var pending = [start]
    while let pc = pending.popLast() {
      for next in edges[pc - code.lowerBound] where !stops.contains(next) && reached.insert(next).inserted {
        pending.append(next)
      }
    }
    return reached
  }

  /// Registers that some instruction of `pcs` may write. A call keeps what the callee preserves; of a call through a
  /// register nothing is known.
  func registersWritten(in pcs: [Int], program: Program) -> RegisterSet {
    var written = RegisterSet()
    for pc in pcs {
      switch instructions[pc].operation {
      case .move(let r, _), .binary(_, let r, _, _), .unary(_, let r, _), .load(let r, _), .unblock(let r, _, _),
        .choose(let r, _, _), .alloc(let r, _):
        written.insert(r)
      case .call(let id):
        written = written.union(RegisterSet.all.subtracting(program.routines[id.index].preserves))
      case .callRegister: return .all
      case .store, .branch, .jump, .jumpRegister, .return, .cli, .sti, .iret, .eoi, .mask, .unmask, .switch, .block,
        .halt, .print, .free, .assert:
        break
      }
    }
    return written
  }
}
