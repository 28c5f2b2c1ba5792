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
  var kind: FaultKind
  var diagnostic: Diagnostic
  var pc: Int?
}

/// The step function of logic.md section 1 with the monitor of section 5, over configurations in flat form.
///
/// It holds the compiled program and scratch memory, and belongs to one thread; the steppers of one search share the tables
/// of what configurations name by number. Search, replay and confirmation run this very function. What happens is decided by
/// a configuration and a choice alone.
final class Stepper {
  let compiled: CompiledProgram
  let layout: Layout
  let partition: Partition
  let shapes: ShapeTable
  let contexts: ContentTable
  let shapeCache = ContentCache()
  let contextCache = ContentCache()
  let evaluator: Evaluator
  let operations: UnsafeMutablePointer<Operation>
  /// Where each instruction's label invariants are in `arrivalPlans`: start and count.
  let arrivalRange: UnsafeMutablePointer<(start: Int32, count: Int32)>
  let arrivalPlans: [Plan]
  let routines: [RoutineFacts]
  let codeCount: Int
  let firstContext: Int
  let contextCount: Int
  /// Threads that a run starts with; also the position of the idle context, where contexts are saved at all.
  let threadCount: Int
  let firstRegister: Int
  let firstCell: Int
  let globalCount: Int
  let levelCount: Int
  let mask: UInt64
  /// 64 − width: moves the sign bit of a word to that of 64 bits.
  let signShift: UInt64
  let maxFrames: Int
  let maxHeapCells: Int
  /// `pic 8259a`: in-service bits are cleared by `eoi`, and do not follow from the stack.
  let isExplicit: Bool
  /// Whether masks and in-service bits are a part of the state of their own.
  let packsController: Bool
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
  let scratchContext: UnsafeMutablePointer<UInt64>
  let scratchShape: UnsafeMutablePointer<UInt64>
  let wordCapacity: Int
  /// Words of a call frame and of an interrupt frame, by routine.
  let frameSizes: [(call: Int, interrupt: Int)]
  /// The level of a handler, by routine; -1 for functions.
  let handlerLevel: [Int]
  /// Header and number of ghost values of each thread's root frame; those of the idle context stay 0.
  let roots: UnsafeMutablePointer<(header: UInt64, ghosts: Int)>
  /// Whether interrupts arrive; off in a confirmation without the public memory.
  var interruptsArrive: Bool {
    get { run.pointee.interruptsArrive }
    set { run.pointee.interruptsArrive = newValue }
  }
  /// Whether idling for good with somebody blocked is a violation; not in a confirmation, where the other threads are left out.
  var findsDeadlocks: Bool {
    get { run.pointee.findsDeadlocks }
    set { run.pointee.findsDeadlocks = newValue }
  }
  var fault: Fault?
  /// What a run passes over; nil in everything that is to find violations.
  var tolerance: Tolerance?
  var limit: Diagnostic?
  /// What `print` wrote in the latest step, where asked for.
  var recordsOutput: Bool {
    get { run.pointee.recordsOutput }
    set { run.pointee.recordsOutput = newValue }
  }
  var output: String?
  /// The slots that each thread's `requires` gave it at boot, to say why a cell is its own.
  var bootCells: [[Int]] = []
  /// Whether the machine idled with nobody ready and somebody blocked: what only the whole search can judge.
  var hasIdledBlocked = false
  var unevaluated = 0
  private(set) var unevaluatedPlans: Set<SourceSpan> = []
  /// Dead registers at each point where a context may be resumed, in a reduced search: they are saved as 0.
  var deadWhenSaved: [UInt32]?

  /// What a start or a replay sets, and every step reads; behind a pointer, since each access to a property of a class
  /// is checked at run time.
  private let run: UnsafeMutablePointer<Run>

  private struct Run {
    var interruptsArrive = true
    var findsDeadlocks = true
    var recordsOutput = false
  }

  convenience init(_ compiled: CompiledProgram, maxFrames: Int, maxHeapCells: Int) {
    self.init(
      compiled, maxFrames: maxFrames, maxHeapCells: maxHeapCells,
      shapes: ShapeTable(globalCount: compiled.layout.globalCount), contexts: ContentTable())
  }

  /// A stepper for another thread of the search that `other` was set up for.
  convenience init(sharing other: Stepper) {
    self.init(
      other.compiled, maxFrames: other.maxFrames, maxHeapCells: other.maxHeapCells, shapes: other.shapes,
      contexts: other.contexts)
    run.pointee = other.run.pointee
    deadWhenSaved = other.deadWhenSaved
    roots.update(from: other.roots, count: max(contextCount, 1))
    bootCells = other.bootCells
  }

  private init(
    _ compiled: CompiledProgram, maxFrames: Int, maxHeapCells: Int, shapes: ShapeTable, contexts: ContentTable
  ) {
    self.compiled = compiled
    self.shapes = shapes
    self.contexts = contexts
    run = .allocate(capacity: 1)
    run.initialize(to: Run())
    layout = compiled.layout
    partition = Partition(levelCount: compiled.layout.levelCount)
    levelCount = compiled.layout.levelCount
    globalCount = compiled.layout.globalCount
    firstContext = compiled.layout.firstContext
    contextCount = compiled.layout.contextCount
    threadCount = compiled.layout.threadCount
    firstRegister = compiled.layout.firstRegister
    firstCell = compiled.layout.firstCell
    mask = compiled.layout.width.mask
    signShift = UInt64(64 - compiled.layout.width.bits)
    self.maxFrames = max(maxFrames, 1)
    self.maxHeapCells = max(maxHeapCells, 0)
    let slots = globalCount + self.maxHeapCells
    evaluator = Evaluator(code: compiled.assertions, layout: compiled.layout, shapes: shapes, slotCapacity: slots)
    codeCount = compiled.operations.count
    operations = .allocate(capacity: codeCount + 2)
    operations.initialize(from: compiled.operations, count: codeCount)
    (operations + codeCount).initialize(to: Operation(code: .idle, hasChoices: true))
    (operations + codeCount + 1).initialize(to: Operation(code: .ended, hasChoices: true))
    var plans: [Plan] = []
    arrivalRange = .allocate(capacity: codeCount + 2)
    arrivalRange.initialize(repeating: (0, 0), count: codeCount + 2)
    for (pc, arrivals) in compiled.arrivals.enumerated() {
      arrivalRange[pc] = (Int32(plans.count), Int32(arrivals.count))
      plans += arrivals
    }
    arrivalPlans = plans
    routines = compiled.routines
    isExplicit = compiled.program.interruptController == .explicit
    packsController = isExplicit || compiled.hasMasks
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
    let mostArguments = compiled.queues.map(\.parameters.count).max() ?? 0
    scratchContext = .allocate(capacity: wordCapacity + mostArguments)
    scratchContext.initialize(repeating: 0, count: wordCapacity + mostArguments)
    let shapeWords = shapes.wordCount(heapCount: self.maxHeapCells)
    scratchShape = .allocate(capacity: shapeWords + 1)
    scratchShape.initialize(repeating: 0, count: shapeWords + 1)
    let rootCount = max(contextCount, 1)
    roots = .allocate(capacity: rootCount)
    roots.initialize(repeating: (0, 0), count: rootCount)
  }

  deinit {
    run.deallocate()
    operations.deallocate()
    arrivalRange.deallocate()
    gainMemo.deallocate()
    giveUpMemo.deallocate()
    scratchOwners.deallocate()
    scratchAddresses.deallocate()
    scratchContext.deallocate()
    scratchShape.deallocate()
    shapeCache.deallocate()
    contextCache.deallocate()
    roots.deallocate()
  }

  /// The program counter of the idle context.
  var idle: Int { codeCount }
  /// The program counter behind the last `ret` of a run that did not start at boot.
  var ended: Int { codeCount + 1 }

  /// A buffer of its own, with the constants in front and one shape in which nothing is in memory.
  func makeConfiguration() -> Configuration {
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: wordCapacity)
    words.initialize(repeating: 0, count: wordCapacity)
    for (index, constant) in layout.constants.enumerated() { words[index] = constant }
    for slot in 0..<globalCount { scratchOwners[slot] = OwnerCode.absent }
    let shape = internScratchShape(heapCount: 0)
    var configuration = Configuration(owners: shapes.owners(shape), words: words)
    configuration.shape = shape
    configuration.level = levelCount
    configuration.count = firstCell + globalCount
    return configuration
  }

  // MARK: Choices

  /// How many choices the running code has; interrupts come on top.
  @inline(__always)
  func ownChoices(_ c: borrowing Configuration) -> Int {
    let operation = operations[c.pc]
    return operation.hasChoices ? severalChoices(c, operation) : 1
  }

  /// An instruction that is stuck has one choice, which says so.
  private func severalChoices(_ c: borrowing Configuration, _ operation: Operation) -> Int {
    switch operation.code {
    case .choose:
      let low = c.words[Int(operation.b)]
      let high = c.words[Int(operation.c)]
      return low > high ? 1 : Int(truncatingIfNeeded: min(high - low, UInt64(Int.max / 2))) + 1
    case .alloc: return place(c, count: operation.offset) == nil ? 1 : 2
    case .switch: return maySwitch(c) ? readyCount(c) + 1 : 1
    case .block: return mayBlock(c) ? max(readyCount(c), 1) : 1
    case .halt: return mayHalt(c) ? max(readyCount(c), 1) : 1
    case .unblock: return mayUnblock(c) ? max(waitingCount(c, in: compiled.waits[Int(operation.target)]), 1) : 1
    case .idle: return readyCount(c)
    default: return 0
    }
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

  /// Bytes of what configurations name by number.
  var tableBytes: Int { shapes.bytes + contexts.bytes + evaluator.sequences.bytes }

  /// What was noted of assertions that could not be evaluated, which is forgotten.
  func takeUnevaluated() -> (count: Int, plans: Set<SourceSpan>) {
    defer { (unevaluated, unevaluatedPlans) = (0, []) }
    return (unevaluated, unevaluatedPlans)
  }

  /// Notes that an assertion could not be evaluated.
  func noteUnevaluated(_ plan: Plan) {
    unevaluated += 1
    unevaluatedPlans.insert(plan.span)
  }
}
