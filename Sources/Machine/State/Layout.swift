import AIMLang

/// Where everything stands in the flat word vector of a configuration, and who an owner code names.
///
/// The vector is `constants | contexts | registers | globals | cells from alloc | frames`. Constants of the code stand in
/// front, so that an operand is one index whether it is a register or a constant; they are no part of the state. Only the
/// registers that the program mentions are kept: no step can tell the others apart. There is one word for each
/// thread and one for the idle context, which says where the context is saved; there are none where nothing is ever saved.
struct Layout {
  /// Position of each register among those kept; -1 for a register that the program never mentions.
  let registerSlot: [Int]
  /// The kept registers, ascending.
  let registers: [Register]
  /// The constants of the code, each once, in the order in which the code meets them.
  let constants: [UInt64]
  /// The address of each global cell; its position is the cell's slot.
  let globalAddresses: [UInt64]
  /// Globals by ascending address, with the slot of their first cell.
  let regions: [(start: UInt64, count: Int, slot: Int, global: Int)]
  /// The lowest address that `alloc` may give.
  let heapBase: UInt64
  let width: WordWidth
  let levelCount: Int
  /// Threads that a run starts with.
  let threadCount: Int
  /// Words for contexts: one for each thread and the idle context, or none.
  let contextCount: Int

  var firstContext: Int { constants.count }
  var firstRegister: Int { firstContext + contextCount }
  var firstCell: Int { firstRegister + registers.count }
  var globalCount: Int { globalAddresses.count }

  init(program: Program, registers mentioned: RegisterSet, constants: [UInt64], threadCount: Int) {
    self.threadCount = threadCount
    contextCount = threadCount > 1 || program.switchesThreads ? threadCount + 1 : 0
    registers = mentioned.registers
    var slots = [Int](repeating: -1, count: Register.count)
    for (slot, register) in registers.enumerated() { slots[register.index] = slot }
    registerSlot = slots
    self.constants = constants
    var addresses: [UInt64] = []
    var regions: [(start: UInt64, count: Int, slot: Int, global: Int)] = []
    var end: UInt64 = program.width == .bits8 ? 15 : 0xFFF
    for (index, global) in program.globals.enumerated() {
      regions.append((global.address, global.initial.count, addresses.count, index))
      for offset in 0..<global.initial.count { addresses.append(global.address &+ UInt64(offset)) }
      end = max(end, global.address &+ UInt64(global.initial.count))
    }
    globalAddresses = addresses
    self.regions = regions.sorted { $0.start < $1.start }
    heapBase = end + 1
    width = program.width
    levelCount = program.levelCount
  }

  /// The slot of the global cell at an address, or -1.
  func globalSlot(_ address: UInt64) -> Int {
    var low = 0
    var high = regions.count
    while low < high {
      let middle = (low + high) / 2
      if regions[middle].start <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return -1 }
    let region = regions[low - 1]
    let offset = address - region.start
    return offset < UInt64(region.count) ? region.slot + Int(offset) : -1
  }
}

/// Owner codes as shapes hold them. Codes from `running` on name running or suspended code: the thread (the idle context
/// counts as one more), and how many interrupt frames are on its stack; so code at thread level and each nested handler
/// are different owners.
enum OwnerCode {
  /// The address is not in memory.
  static let absent: UInt16 = 0
  static let nobody: UInt16 = 1
  static let firstPublic: UInt16 = 2
  static let firstRunning: UInt16 = 16
  static let depthLimit = 31
  static let threadLimit = 1000

  /// The public part of a level, N for the threads' invariant.
  static func publicPart(_ level: Int) -> UInt16 { firstPublic + UInt16(truncatingIfNeeded: level) }

  static func running(thread: Int, depth: Int) -> UInt16 {
    firstRunning + UInt16(truncatingIfNeeded: thread * (depthLimit + 1) + depth)
  }

  /// The thread and depth that a code from `firstRunning` on names.
  static func position(_ code: UInt16) -> (thread: Int, depth: Int) {
    let (thread, depth) = Int(code - firstRunning).quotientAndRemainder(dividingBy: depthLimit + 1)
    return (thread, depth)
  }
}

extension Program {
  /// Whether some instruction saves a context, or asks for one that is.
  fileprivate var switchesThreads: Bool {
    code.contains { instruction in
      switch instruction.operation {
      case .switch, .block, .unblock: true
      default: false
      }
    }
  }
}
