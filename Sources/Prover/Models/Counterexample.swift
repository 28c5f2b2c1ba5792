import AIMLang
import SepLogic

extension Execution {
  /// The start that a model describes, or nil if the model does not make all the path's facts true (then it is no
  /// counterexample, whatever the solver meant by it).
  func counterexample(_ path: Path, _ model: Model?) -> Counterexample? {
    guard let complete = completed(path, model) else { return nil }
    // Memory behind a name has no cells to start with; and of the instances that are shared, the path may have opened
    // some, while the machine needs all.
    if path.state.atoms.contains(where: { !$0.symbol.isFact }) || path.hadAtoms { return nil }
    if program.invariants.contains(where: { !$0.parameters.isEmpty }) { return nil }
    func word(_ term: TermID) -> UInt64? {
      arena.evaluateInt(term, in: complete).flatMap { UInt64(exactly: $0) }
    }
    func cells(_ heap: [Chunk]) -> [Counterexample.Cell]? {
      var result: [Counterexample.Cell] = []
      for chunk in heap {
        guard let address = word(chunk.address), let value = word(chunk.value) else { return nil }
        result.append(Counterexample.Cell(address: address, value: value))
      }
      return result.sorted { $0.address < $1.address }
    }
    let registers = entryRegisters.compactMap(word)
    let choices = path.choices.compactMap(word)
    // What a handler gains at entry is what it owns at entry.
    let gained = task.role == .handler ? [] : path.firstGain ?? []
    guard registers.count == Register.count, choices.count == path.choices.count,
      let owned = cells(path.entryHeap), let shared = cells(gained)
    else { return nil }
    return Counterexample(
      routine: task.routine, interruptEnable: task.flags.interruptEnable,
      level: task.flags.level == program.levelCount ? .thread : .irq(task.flags.level),
      inService: task.flags.inService, registers: registers,
      cells: owned, publicCells: shared, choices: choices)
  }

  /// The model with a value for every symbol of the path; nil if a fact is not true in it.
  func completed(_ path: Path, _ model: Model?) -> Model? {
    guard let model else { return nil }
    var terms = path.state.facts + path.registers + entryRegisters + path.choices
    for chunk in path.entryHeap + (path.firstGain ?? []) + path.state.heap { terms += [chunk.address, chunk.value] }
    let complete = arena.completed(model, for: terms)
    return path.state.facts.allSatisfy { arena.evaluateBool($0, in: complete) == true } ? complete : nil
  }

  /// The model in source names: parameters, registers that the routine uses, `with` variables, owned cells.
  func valueRows(_ path: Path, _ model: Model?) -> [EvidenceRow] {
    guard let complete = completed(path, model) else { return [] }
    var rows: [EvidenceRow] = []
    for (index, parameter) in routine.parameters.enumerated() where index + 1 < Register.count {
      guard path.pc >= 0, let value = arena.evaluateInt(entryRegisters[index + 1], in: complete) else { continue }
      rows.append(EvidenceRow(.value, parameter, "\(value)"))
    }
    for register in mentionedRegisters.registers {
      guard let value = arena.evaluateInt(path.registers[register.index], in: complete) else { continue }
      rows.append(EvidenceRow(.value, "\(register)", "\(value)"))
    }
    for variable in routine.logicals {
      guard let term = path.logicals[variable.id], let value = arena.evaluateInt(term, in: complete) else { continue }
      rows.append(EvidenceRow(.value, variable.name, "\(value)"))
    }
    for chunk in path.state.heap.prefix(Self.rowLimit) {
      guard let address = arena.evaluateInt(chunk.address, in: complete),
        let value = arena.evaluateInt(chunk.value, in: complete)
      else { continue }
      rows.append(EvidenceRow(.value, names.name(of: address) ?? "[\(address)]", "\(value)"))
    }
    return rows
  }

  /// Cells that a message lists.
  static var rowLimit: Int { 12 }
}
