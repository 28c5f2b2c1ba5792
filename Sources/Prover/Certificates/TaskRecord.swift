// What a certificate says beside the states of heaps: where control is, with which registers and flags, and which instances of
// families are opened. It is written down while a task is executed, and changes nothing of the execution.

import SepLogic

/// The record of one task.
final class TaskRecord {
  /// What a node of the recorder stands for that the layer below does not know.
  enum Step {
    /// Control has come to an instruction, or to a ghost line before it.
    case arrived(Arrival)
    /// An instance was opened: one of the cases of its body.
    case opened(OpenInstance)
    /// A case of an instruction, by a number of the instruction's own; with what the registers are then.
    case marked(Int, Arrival)
  }

  struct Arrival {
    var pc: Int
    var phase: Path.Phase
    var registers: [TermID]
    var flags: Flags
    var opened: [OpenInstance]
    var logicals: [TermID]
  }

  let recorder = DerivationRecorder()
  private(set) var steps: [Step] = []
  /// The nodes that the proof goes on with or ends at; all others lead nowhere.
  private(set) var ends: [Int] = []

  func number(_ step: Step) -> Int {
    steps.append(step)
    return steps.count - 1
  }

  func keep(_ node: Int) { ends.append(node) }
}

extension Execution {
  /// The state as the first one of its task.
  func rooted(_ state: SymbolicState) -> SymbolicState {
    guard let record else { return state }
    var state = state
    state.node = record.recorder.add(
      DerivationNode(
        parent: -1, operation: record.recorder.operation(), step: .consumed(isClosing: false), start: [],
        facts: state.facts, chunks: state.heap, atoms: state.atoms, bindings: []))
    return state
  }

  /// The path, its arrival written down.
  func arrived(_ path: Path) -> Path {
    guard let record else { return path }
    return noted(path, record, .arrived(arrival(path)))
  }

  private func arrival(_ path: Path) -> TaskRecord.Arrival {
    TaskRecord.Arrival(
      pc: path.pc, phase: path.phase, registers: path.registers, flags: path.flags, opened: path.opened,
      logicals: routine.logicals.compactMap { path.logicals[$0.id] })
  }

  /// The path with the cells that an instruction gave it, written down.
  func granted(_ path: Path, _ base: TermID, _ cells: ArraySlice<Chunk>) -> Path {
    guard let record else { return path }
    var path = path
    path.state.node = record.recorder.add(
      DerivationNode(
        parent: path.state.node, operation: record.recorder.operation(), step: .produced, start: path.state.facts,
        facts: path.state.facts, chunks: Array(cells), atoms: [], bindings: [base] + cells.map(\.value)))
    return path
  }

  /// The path as a case of its instruction.
  func marked(_ path: Path, _ number: Int) -> Path {
    guard let record else { return path }
    return noted(path, record, .marked(number, arrival(path)))
  }

  private func noted(_ path: Path, _ record: TaskRecord, _ step: TaskRecord.Step) -> Path {
    var path = path
    path.state.node = record.recorder.add(
      DerivationNode(
        parent: path.state.node, operation: record.recorder.operation(), step: .external(record.number(step)),
        start: path.state.facts, facts: path.state.facts, chunks: [], atoms: [], bindings: []))
    record.keep(path.state.node)
    return path
  }

  /// The state after a consumption, written down.
  /// - Parameter step: `consumed`, or `checked` where the heap will be as it was.
  func recorded(
    _ state: SymbolicState, _ formula: Formula, flexible: [TermID], _ bindings: [TermID: TermID],
    _ step: DerivationStep = .consumed(isClosing: false)
  ) -> SymbolicState {
    guard let record else { return state }
    var state = state
    state.node = record.recorder.add(
      DerivationNode(
        parent: state.node, operation: record.recorder.operation(), step: step, start: state.facts,
        facts: state.facts, chunks: state.heap, atoms: state.atoms,
        bindings: formula.quantified.map { bindings[$0] } + flexible.map { bindings[$0] ?? $0 }))
    record.keep(state.node)
    return state
  }
}
