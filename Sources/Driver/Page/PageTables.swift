// Values that occur often, each once: pages name them by number.
import AIMLang
import Machine
import Report

/// Numbers for values, in the order in which they are first asked for.
struct Numbering<Value: Hashable> {
  private(set) var values: [Value] = []
  private var numbers: [Value: Int] = [:]

  init(_ values: [Value] = []) {
    for value in values { _ = self[value] }
  }

  subscript(value: Value) -> Int {
    mutating get {
      if let known = numbers[value] { return known }
      numbers[value] = values.count
      values.append(value)
      return values.count - 1
    }
  }
}

/// Pictures as slots, and what slots name; `PageDocument` says how.
struct PageTables {
  let names: TraceConversion
  let registers: [Register]
  private(set) var numbers = Numbering<UInt64>([0])
  private(set) var registerSets = Numbering<[Int]>([[]])
  private(set) var stacks = Numbering<[PageDocument.Frame]>([[]])
  private(set) var statuses = Numbering<PageDocument.Status>()
  private(set) var owners = Numbering<Machine.Owner>()
  private(set) var cells = Numbering<CellName>()

  init(_ first: MachinePicture, names: TraceConversion) {
    self.names = names
    registers = first.registers.map(\.register)
  }

  private var ownersStart: Int { 5 + registers.count }

  /// The slots of a picture; cells that were never seen before are behind the end.
  mutating func slots(of picture: MachinePicture) -> [Int] {
    var slots = [0, picture.interruptEnable ? 1 : 0, Self.bits(picture.inService), Self.bits(picture.masked)]
    switch picture.level {
    case .irq(let level): slots.append(level)
    case .thread: slots.append(picture.inService.count)
    }
    for register in picture.registers { slots.append(numbers[register.value]) }
    for (position, context) in picture.contexts.enumerated() {
      if context.status == .running { slots[0] = position }
      let (name, queue) = context.status.words
      slots.append(statuses[PageDocument.Status(name, queue: queue)])
      slots.append(context.pc.map { $0 + 1 } ?? 0)
      let isSaved = context.status != .running && !context.registers.isEmpty
      let values = isSaved ? context.registers.map { numbers[$0.value] } : []
      slots.append(registerSets[values])
      let frames = context.frames.map { frame($0) }
      slots.append(stacks[frames])
    }
    let firstCell = slots.count
    slots += [Int](repeating: 0, count: 2 * cells.values.count)
    for cell in picture.cells {
      let place = firstCell + 2 * cells[cell.cell]
      if place == slots.count { slots += [0, 0] }
      slots[place] = numbers[cell.value]
      slots[place + 1] = owners[cell.owner] + 1
    }
    return slots
  }

  private mutating func frame(_ frame: FramePicture) -> PageDocument.Frame {
    let saved = frame.saved.map { [registers.firstIndex(of: $0.register) ?? 0, numbers[$0.value]] }
    return PageDocument.Frame(
      routine: frame.routine.index, isInterrupt: frame.isInterrupt, returnPC: frame.returnPC.map { $0 + 1 } ?? 0,
      saved: saved)
  }

  private static func bits(_ flags: [Bool]) -> Int {
    flags.enumerated().reduce(0) { $1.element ? $0 | 1 << $1.offset : $0 }
  }

  func fill(_ page: inout PageDocument) {
    page.registers = registers.map(\.description)
    page.numbers = numbers.values.map(String.init)
    page.registerSets = registerSets.values
    page.stacks = stacks.values
    page.statuses = statuses.values
    page.cells = cells.values.map {
      PageDocument.Cell(name: $0.name, address: "0x" + String($0.address, radix: 16))
    }
    page.owners = owners.values.map { owner in
      switch owner {
      case .nobody: PageDocument.Owner(.nobody, 0, "nobody")
      case .publicPart(.irq(let level)): PageDocument.Owner(.publicPart, level, "public")
      case .publicPart(.thread): PageDocument.Owner(.publicPart, page.levelCount, "public")
      case .thread(let index): PageDocument.Owner(.thread, index, names.name(owner))
      case .handler(let level): PageDocument.Owner(.handler, level, names.name(owner))
      }
    }
  }
}
