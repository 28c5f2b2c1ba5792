import AIMLang
import Machine
import Report

/// Configurations in the words of reports.
struct PictureConversion {
  let program: Program
  private let names: TraceConversion

  init(program: Program) {
    self.program = program
    names = TraceConversion(program: program)
  }

  func record(_ picture: MachinePicture) -> PictureRecord {
    PictureRecord(
      actor: names.name(picture.actor), interruptEnable: picture.interruptEnable, level: names.name(picture.level),
      inService: picture.inService.indices.filter { picture.inService[$0] },
      masked: picture.masked.indices.filter { picture.masked[$0] }, registers: values(picture.registers),
      memory: picture.cells.map(cell), threads: picture.contexts.compactMap(thread))
  }

  private func values(_ registers: [RegisterValue]) -> [TraceRecord.Value] {
    registers.map { TraceRecord.Value($0.register.description, String($0.value)) }
  }

  private func cell(_ cell: CellValue) -> PictureRecord.Cell {
    let owner =
      if case .publicPart(let level) = cell.owner {
        "public (\(level == .thread ? "threads" : names.name(level)))"
      } else { names.name(cell.owner) }
    return PictureRecord.Cell(
      name: cell.cell.name, address: String(cell.cell.address), value: String(cell.value), owner: owner)
  }

  private func thread(_ context: ContextPicture) -> PictureRecord.Thread? {
    let status: String
    var queue: String?
    switch context.status {
    case .running: status = "running"
    case .ready: status = "ready"
    case .halted: status = "ended"
    case .absent: return nil
    case .blocked(let name): (status, queue) = ("blocked", name)
    }
    return PictureRecord.Thread(
      name: names.name(context.context), status: status, queue: queue, next: place(context.pc),
      instruction: context.pc.flatMap(names.instruction), registers: values(context.registers),
      stack: context.frames.map { frame in
        PictureRecord.Frame(
          routine: program.routines[frame.routine.index].name, isInterrupt: frame.isInterrupt,
          returns: place(frame.returnPC), saved: values(frame.saved))
      })
  }

  private func place(_ pc: Int?) -> PlaceRecord? {
    guard let pc, program.code.indices.contains(pc) else { return nil }
    return PlaceRecord(program.code[pc].span, in: program.sources)
  }
}
