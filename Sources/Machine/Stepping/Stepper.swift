import AIMLang

/// What executing one choice gave.
enum StepResult: UInt8 {
  /// The configuration is now the next one.
  case next
  /// The step is a violation; `Stepper.fault` tells which.
  case broken
  /// The step goes beyond a bound, or what follows cannot be determined; `Stepper.limit` tells why.
  case cut
}

/// A violation, as a step finds it.
struct Fault {
  var diagnostic: Diagnostic
  var pc: Int?
}

/// The step function of logic.md section 1 with the monitor of section 5, over configurations in flat form.
///
/// It holds the compiled program and scratch memory, and belongs to one search on one thread. Search, replay and
/// confirmation run this very function. What happens is decided by a configuration and a choice alone.
final class Stepper {
  let compiled: CompiledProgram
  let layout: Layout
  let partition: Partition
  let shapes: ShapeTable
  let evaluator: Evaluator
  let operations: UnsafeMutablePointer<Operation>
  /// Where each instruction's label invariants are in `arrivalPlans`: start and count.
  let arrivalRange: UnsafeMutablePointer<(start: Int32, count: Int32)>
  let arrivalPlans: [Plan]
  let routines: [RoutineFacts]
  let codeCount: Int
  let firstRegister: Int
  let firstCell: Int
  let globalCount: Int
  let levelCount: Int
  let mask: UInt64
  /// 64 − width: moves the sign bit of a word to that of 64 bits.
  let signShift: UInt64
  let maxFrames: Int
  let maxHeapCells: Int
  /// Bit k: level k has a handler.
  let handlerMask: Int
  /// Bit k: `I(k)` says something.
  let invariantMask: Int
  /// Bit k: the footprint of `I(k)` is always the same cells.
  let fixedMask: Int
  let gainMemo = ShapeMemo()
  let giveUpMemo = ShapeMemo()
  let scratchOwners: UnsafeMutablePointer<UInt16>
  let scratchAddresses: UnsafeMutablePointer<UInt64>
  let wordCapacity: Int
  /// Words of a call frame and of an interrupt frame, by routine.
  let frameSizes: [(call: Int, interrupt: Int)]
  /// The level of a handler, by routine; -1 for functions.
  let handlerLevel: [Int]
  /// Header and number of ghost values of the root frame: the boot thread's, or none.
  var rootHeader: UInt64 {
    get { run.pointee.rootHeader }
    set { run.pointee.rootHeader = newValue }
  }
  var rootGhosts: Int {
    get { run.pointee.rootGhosts }
    set { run.pointee.rootGhosts = newValue }
  }
  /// Whether interrupts arrive; off in a confirmation without the public memory.
  var interruptsArrive: Bool {
    get { run.pointee.interruptsArrive }
    set { run.pointee.interruptsArrive = newValue }
  }
  var fault: Fault?
  var limit: Diagnostic?
  /// What `print` wrote in the latest step, where asked for.
  var recordsOutput: Bool {
    get { run.pointee.recordsOutput }
    set { run.pointee.recordsOutput = newValue }
  }
  var output: String?
  var unevaluated = 0
  private(set) var unevaluatedPlans: Set<SourceSpan> = []

  /// What a start or a replay sets, and every step reads; behind a pointer, since each access to a property of a class
  /// is checked at run time.
  private let run: UnsafeMutablePointer<Run>

  private struct Run {
    var rootHeader: UInt64 = 0
    var rootGhosts = 0
    var interruptsArrive = true
    var recordsOutput = false
  }

  init(_ compiled: CompiledProgram, maxFrames: Int, maxHeapCells: Int) {
    self.compiled = compiled
    run = .allocate(capacity: 1)
    run.initialize(to: Run())
    layout = compiled.layout
    partition = Partition(levelCount: compiled.layout.levelCount)
    levelCount = compiled.layout.levelCount
    globalCount = compiled.layout.globalCount
    firstRegister = compiled.layout.firstRegister
    firstCell = compiled.layout.firstCell
    mask = compiled.layout.width.mask
    signShift = UInt64(64 - compiled.layout.width.bits)
    self.maxFrames = max(maxFrames, 1)
    self.maxHeapCells = max(maxHeapCells, 0)
    shapes = ShapeTable(globalCount: globalCount)
    let slots = globalCount + self.maxHeapCells
    evaluator = Evaluator(code: compiled.assertions, layout: compiled.layout, shapes: shapes, slotCapacity: slots)
    operations = .allocate(capacity: max(compiled.operations.count, 1))
    operations.initialize(from: compiled.operations, count: compiled.operations.count)
    codeCount = compiled.operations.count
    var plans: [Plan] = []
    arrivalRange = .allocate(capacity: codeCount + 2)
    arrivalRange.initialize(repeating: (0, 0), count: codeCount + 2)
    for (pc, arrivals) in compiled.arrivals.enumerated() {
      arrivalRange[pc] = (Int32(plans.count), Int32(arrivals.count))
      plans += arrivals
    }
    arrivalPlans = plans
    routines = compiled.routines
    var handlers = 0
    for (level, routine) in compiled.handlers.enumerated() where routine >= 0 { handlers |= 1 << level }
    handlerMask = handlers
    var invariants = 0
    var fixed = 0
    for (level, plan) in compiled.levelInvariants.enumerated() {
      if !plan.isTrivial { invariants |= 1 << level }
      if plan.hasFixedFootprint { fixed |= 1 << level }
    }
    invariantMask = invariants
    fixedMask = fixed
    scratchOwners = .allocate(capacity: slots + 1)
    scratchOwners.initialize(repeating: 0, count: slots + 1)
    scratchAddresses = .allocate(capacity: self.maxHeapCells + 1)
    scratchAddresses.initialize(repeating: 0, count: self.maxHeapCells + 1)
    frameSizes = routines.map { (2 + $0.ghostCount, 2 + $0.saved.count + $0.ghostCount) }
    handlerLevel = compiled.program.routines.map { routine in
      if case .handler(let level) = routine.kind { return level }
      return -1
    }
    let largestFrame = routines.map { 2 + $0.saved.count + $0.ghostCount }.max() ?? 2
    wordCapacity = firstCell + slots + (self.maxFrames + 4) * largestFrame + 8
  }

  deinit {
    run.deallocate()
    operations.deallocate()
    arrivalRange.deallocate()
    gainMemo.deallocate()
    giveUpMemo.deallocate()
    scratchOwners.deallocate()
    scratchAddresses.deallocate()
  }

  /// The program counter of a machine whose threads have all ended.
  var idle: Int { codeCount }
  /// The program counter behind the last `ret` of a run that did not start at boot.
  var ended: Int { codeCount + 1 }

  /// A buffer of its own, with the constants in front and one shape in which nothing is in memory.
  func makeConfiguration() -> Configuration {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCapacity)
    words.initialize(repeating: 0, count: wordCapacity)
    for (index, constant) in layout.constants.enumerated() { words[index] = constant }
    for slot in 0..<globalCount { scratchOwners[slot] = OwnerCode.absent }
    let shape = shapes.intern(owners: scratchOwners, heapAddresses: scratchAddresses, heapCount: 0)
    var configuration = Configuration(owners: shapes.owners[shape], words: words)
    configuration.shape = shape
    configuration.level = levelCount
    configuration.count = firstCell + globalCount
    return configuration
  }

  // MARK: Choices

  /// How many choices the running code has; interrupts come on top.
  @inline(__always)
  func ownChoices(_ c: borrowing Configuration) -> Int {
    guard c.pc < codeCount else { return 0 }
    let operation = operations[c.pc]
    if operation.code == .choose {
      let low = c.words[Int(operation.b)]
      let high = c.words[Int(operation.c)]
      return low > high ? 1 : Int(truncatingIfNeeded: min(high - low, UInt64(Int.max / 2))) + 1
    }
    if operation.code == .alloc { return place(c, count: operation.offset) == nil ? 1 : 2 }
    return 1
  }

  /// The levels whose interrupt can arrive, as bits.
  @inline(__always)
  func arriving(_ c: borrowing Configuration) -> Int {
    guard c.interruptEnable, interruptsArrive, handlerMask != 0, c.pc != codeCount + 1 else { return 0 }
    // Lines above the highest priority level in service, which blocks itself and everything below.
    let open = c.inService == 0 ? -1 : (c.inService & -c.inService) - 1
    return handlerMask & ~c.masked & open
  }

  /// Executes choice `choice` of those that there are.
  func step(_ c: inout Configuration, choice: Int) -> StepResult {
    let own = ownChoices(c)
    if choice < own { return execute(&c, choice) }
    var levels = arriving(c)
    for _ in 0..<(choice - own) { levels &= levels - 1 }
    return enterHandler(&c, level: levels.trailingZeroBitCount)
  }

  func choiceCount(_ c: borrowing Configuration) -> Int { ownChoices(c) + arriving(c).nonzeroBitCount }

  /// Notes that an assertion could not be evaluated.
  func noteUnevaluated(_ plan: Plan) {
    unevaluated += 1
    unevaluatedPlans.insert(plan.span)
  }
}
