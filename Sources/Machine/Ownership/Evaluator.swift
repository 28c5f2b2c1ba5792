import AIMLang

/// Runs plans on concrete configurations: does some part of the memory of an owner satisfy an assertion, and which?
///
/// Numbers are mathematical integers, held in 128 bits; whatever leaves them has no value, which makes the answer
/// `unknown` and never a guess. Three-valued: `false && unknown` is false, `true || unknown` is true.
///
/// Alternatives, and unfoldings of recursive predicates, are kept on stacks here and not on that of the process, so
/// that a list may be as long as memory is. What fails goes on at the latest alternative that is left, inside an instance
/// or not: an assertion fails only if every way through it does.
final class Evaluator {
  let nodes: UnsafeMutablePointer<ExpressionNode>
  private let operations: UnsafeMutablePointer<PlanOperation>
  let lists: UnsafeMutablePointer<Int32>
  private let predicates: [PredicateCode?]
  let functions: [FunctionCode?]
  let functionOperations: UnsafeMutablePointer<FunctionOperation>
  let sequences = Sequences()
  private let usesSequences: Bool
  /// Whether the variables of plans were given a value in a run for a message.
  let assigned: UnsafeMutablePointer<Bool>
  private let variableCount: Int
  private let firstCell: Int
  private let layout: Layout
  private let shapes: ShapeTable
  let width: WordWidth
  /// Slots taken so far, in order, and a mark for each slot.
  let footprint: UnsafeMutablePointer<Int32>
  private let marks: UnsafeMutablePointer<Bool>
  /// What changes during a run; behind a pointer, since each access to a property of a class is checked at run time.
  let run: UnsafeMutablePointer<Run>
  private var choices: ContiguousArray<ChoicePoint> = []
  private var instances: ContiguousArray<Instance> = []
  /// Of functions: values, and where calls return to.
  var values: ContiguousArray<Int128> = []
  var calls: ContiguousArray<(position: Int, base: Int)> = []
  /// The failure of which details are noted, for a message: its number in the run.
  var detailedFailure = -1
  /// The instances around the failure, the innermost first, and the sides of an equation of sequences.
  private(set) var unfoldings: [Unfolding] = []
  private(set) var sides: [Int128] = []

  struct Run {
    /// Values of the variables of plans, then those of instances.
    var environment: UnsafeMutablePointer<Int128>
    var environmentCapacity: Int
    /// Where in it the values of the plan or instance that is running start.
    var local: UnsafeMutablePointer<Int128>
    /// The first place that is free.
    var environmentTop = 0
    /// The instance that is running, or -1.
    var instance = -1
    var choiceCount = 0
    var footprintCount = 0
    /// What searches and unfoldings of the assertions since the latest `beginFootprint` have tried.
    var tries = 0
    /// Operations of functions since then.
    var fuel = 0
    /// Set when an expression had no value.
    var unknown = false
    /// A fact since the latest choice had none; any fact on any way had none.
    var someUnknown = false
    var everUnknown = false
    /// Some way could not be followed to its end.
    var open = false
    /// What failed latest, and what failed with most cells taken; the latter counts where instances are unfolded.
    var failure = Failure()
    var furthest = Failure()
    var hasInstances = false
    var failureCount = 0
  }

  /// An alternative that can still be taken, and what to go back to for it.
  private struct ChoicePoint {
    var operation: Int32
    /// The next attempt, and, for numbers, the first and how many there are.
    var attempt = 0
    var low: Int128 = 0
    var count = 0
    var instance: Int
    var instanceTop: Int
    var environmentTop: Int
    var footprintCount: Int
    var someUnknown: Bool
  }

  /// An instance that is being unfolded.
  private struct Instance {
    var operation: Int32
    /// The one that it stands in, or -1.
    var parent: Int
    var base: Int
  }

  /// An instance for a message.
  struct Unfolding {
    var predicate: Int
    var inputs: [Int128]
  }

  struct Failure {
    enum Kind: UInt8 { case missingCell, noCell, falseFact, noAlternative }
    var kind = Kind.falseFact
    var origin: Int32 = -1
    /// Of the missing cell.
    var address: UInt64 = 0
    var footprintCount = -1
    var instance = -1
    /// The false fact.
    var node: Int32 = -1
    var number = 0
  }

  var footprintCount: Int { run.pointee.footprintCount }
  var failure: Failure { run.pointee.hasInstances ? run.pointee.furthest : run.pointee.failure }
  /// Values of the variables of plans.
  var environment: UnsafeMutablePointer<Int128> { run.pointee.environment }
  var unknown: Bool {
    get { run.pointee.unknown }
    set { run.pointee.unknown = newValue }
  }

  init(code: AssertionCode, layout: Layout, shapes: ShapeTable, slotCapacity: Int) {
    nodes = Self.copy(code.nodes)
    operations = Self.copy(code.operations)
    lists = Self.copy(code.lists)
    functionOperations = Self.copy(code.functionOperations)
    predicates = code.predicates
    functions = code.functions
    usesSequences = code.nodes.contains { $0.code.isAboutSequences }
    variableCount = code.variables.count
    assigned = .allocate(capacity: max(variableCount, 1))
    assigned.initialize(repeating: false, count: max(variableCount, 1))
    footprint = .allocate(capacity: slotCapacity + 1)
    footprint.initialize(repeating: 0, count: slotCapacity + 1)
    marks = .allocate(capacity: slotCapacity + 1)
    marks.initialize(repeating: false, count: slotCapacity + 1)
    let capacity = max(variableCount, 1)
    let environment = UnsafeMutablePointer<Int128>.allocate(capacity: capacity)
    environment.initialize(repeating: 0, count: capacity)
    run = .allocate(capacity: 1)
    run.initialize(to: Run(environment: environment, environmentCapacity: capacity, local: environment))
    firstCell = layout.firstCell
    self.layout = layout
    self.shapes = shapes
    width = layout.width
  }

  deinit {
    nodes.deallocate()
    operations.deallocate()
    lists.deallocate()
    functionOperations.deallocate()
    run.pointee.environment.deallocate()
    assigned.deallocate()
    footprint.deallocate()
    marks.deallocate()
    run.deallocate()
  }

  private static func copy<Element>(_ list: [Element]) -> UnsafeMutablePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(list.count, 1))
    memory.initialize(from: list, count: list.count)
    return memory
  }

  /// Forgets the footprint; what a run takes is disjoint from what runs since then took.
  @inline(__always)
  func beginFootprint() {
    release(downTo: 0)
    run.pointee.tries = 0
    run.pointee.fuel = 0
  }

  /// Searches inside of searches multiply, and so do unfoldings; with more of them than this there is no answer.
  static let tryLimit = 1 << 20
  /// Values of instances that are being unfolded.
  private static let environmentLimit = 1 << 23

  /// Whether the footprint holds this slot.
  func isTaken(_ slot: Int) -> Bool { marks[slot] }

  @inline(__always)
  private func release(downTo count: Int) {
    while footprintCount > count {
      run.pointee.footprintCount -= 1
      marks[Int(footprint[footprintCount])] = false
    }
  }

  /// Runs the plan at `start` on the cells of `owner`.
  func run(_ start: Int32, _ configuration: Configuration, owner: UInt16) -> PlanResult {
    begin()
    var position = Int(start)
    while position >= 0 {
      let operation = operations[position]
      position += 1
      switch operation.kind {
      case .cellInSlot:
        let slot = Int(operation.a)
        guard configuration.owners[slot] == owner, !marks[slot] else {
          position = fail(.missingCell, operation, configuration, owner, address: layout.globalAddresses[slot])
          continue
        }
        take(slot, operation.b, configuration)
      case .cellAtAddress:
        unknown = false
        let address = value(operation.a, configuration)
        if unknown {
          position = stuck(configuration, owner)
          continue
        }
        let word = UInt64(truncatingIfNeeded: address)
        let isWord = address >= 0 && address < width.modulus
        let slot = isWord ? shapes.slot(of: word, shape: configuration.shape, layout: layout) : -1
        guard slot >= 0, configuration.owners[slot] == owner, !marks[slot] else {
          position = fail(.missingCell, operation, configuration, owner, address: word)
          continue
        }
        take(slot, operation.b, configuration)
      case .check:
        unknown = false
        let holds = value(operation.a, configuration) != 0
        if unknown {
          noteUnknown()
        } else if !holds {
          position = fail(.falseFact, operation, configuration, owner)
        }
      case .bind:
        unknown = false
        let value = value(operation.a, configuration)
        set(operation.b, value)
        if unknown { position = stuck(configuration, owner) }
      case .branch:
        unknown = false
        let condition = value(operation.a, configuration) != 0
        position = unknown ? stuck(configuration, owner) : Int(condition ? operation.b : operation.c)
      case .jump: position = Int(operation.a)
      case .either, .searchCells, .searchRange: position = choose(position - 1, configuration, owner)
      case .instance: position = unfold(position - 1, configuration, owner)
      case .giveUp:
        if operation.a == 1 {
          position = stuck(configuration, owner)
        } else {
          noteUnknown()
          position = run.pointee.instance >= 0 ? closeInstance() : complete(configuration, owner)
        }
      case .done:
        if run.pointee.instance >= 0 {
          position = closeInstance()
        } else if run.pointee.everUnknown {
          position = complete(configuration, owner)
        } else {
          return .holds
        }
      }
    }
    switch position {
    case Self.isComplete: return .holds
    case Self.isUnknown: return .unknown
    case Self.isExhausted where !run.pointee.open: return .fails
    default: return .undetermined
    }
  }

  /// What stands for a position where there is none.
  private static let isExhausted = -1
  private static let isUnknown = -2
  private static let isOverLimit = -3
  private static let isComplete = -4

  private func begin() {
    run.pointee.local = run.pointee.environment
    run.pointee.environmentTop = variableCount
    run.pointee.instance = -1
    run.pointee.choiceCount = 0
    run.pointee.someUnknown = false
    run.pointee.everUnknown = false
    run.pointee.open = false
    run.pointee.hasInstances = false
    run.pointee.failureCount = 0
    if usesSequences { sequences.reset() }
    if !choices.isEmpty { choices.removeAll(keepingCapacity: true) }
    if !instances.isEmpty { instances.removeAll(keepingCapacity: true) }
  }

  @inline(__always)
  private func set(_ slot: Int32, _ value: Int128) {
    run.pointee.local[Int(slot)] = value
    if run.pointee.instance < 0 { assigned[Int(slot)] = true }
  }

  @inline(__always)
  private func take(_ slot: Int, _ variable: Int32, _ configuration: Configuration) {
    footprint[footprintCount] = Int32(truncatingIfNeeded: slot)
    run.pointee.footprintCount += 1
    marks[slot] = true
    if variable >= 0 { set(variable, Int128(configuration.words[firstCell + slot])) }
  }

  private func noteUnknown() {
    run.pointee.someUnknown = true
    run.pointee.everUnknown = true
  }

  /// The end of a way where some fact had no value. A choice was right if all facts behind it hold; one with a fact behind
  /// it that has no value may have been wrong.
  private func complete(_ configuration: Configuration, _ owner: UInt16) -> Int {
    while let choice = choices.last {
      if run.pointee.someUnknown { return stuck(configuration, owner) }
      run.pointee.someUnknown = choice.someUnknown
      choices.removeLast()
      run.pointee.choiceCount = choices.count
    }
    return run.pointee.someUnknown ? Self.isUnknown : Self.isComplete
  }

  // MARK: Alternatives

  private func fail(
    _ kind: Failure.Kind, _ operation: PlanOperation, _ configuration: Configuration, _ owner: UInt16,
    address: UInt64 = 0
  ) -> Int {
    note(
      Failure(
        kind: kind, origin: operation.origin, address: address, footprintCount: footprintCount,
        instance: run.pointee.instance, node: operation.kind == .check ? operation.a : -1), configuration)
    return run.pointee.choiceCount == 0 ? Self.isExhausted : goBack(configuration, owner)
  }

  /// A way that cannot be followed: another one may hold, but that none does can no longer be said.
  private func stuck(_ configuration: Configuration, _ owner: UInt16) -> Int {
    run.pointee.open = true
    return run.pointee.choiceCount == 0 ? Self.isExhausted : goBack(configuration, owner)
  }

  private func note(_ failure: Failure, _ configuration: Configuration) {
    run.pointee.failureCount += 1
    var failure = failure
    failure.number = run.pointee.failureCount
    run.pointee.failure = failure
    if failure.number == detailedFailure { noteDetails(failure, configuration) }
    guard run.pointee.hasInstances else { return }
    let best = run.pointee.furthest
    // Of two with as many cells, a missing cell says more than that the other alternative is not the one.
    let isBetter =
      failure.footprintCount > best.footprintCount
      || (failure.footprintCount == best.footprintCount && failure.instance == best.instance
        && failure.kind == .missingCell && best.kind != .missingCell)
    if isBetter { run.pointee.furthest = failure }
  }

  private func noteDetails(_ failure: Failure, _ configuration: Configuration) {
    unfoldings = openInstances()
    sides = []
    guard failure.node >= 0, nodes[Int(failure.node)].code == .sequenceEqual else { return }
    let node = nodes[Int(failure.node)]
    sides = [value(node.a, configuration), value(node.b, configuration)]
  }

  private func choose(_ position: Int, _ configuration: Configuration, _ owner: UInt16) -> Int {
    let operation = operations[position]
    var choice = ChoicePoint(
      operation: Int32(position), instance: run.pointee.instance, instanceTop: instances.count,
      environmentTop: run.pointee.environmentTop, footprintCount: footprintCount,
      someUnknown: run.pointee.someUnknown)
    if operation.kind == .searchRange {
      unknown = false
      choice.low = value(operation.a, configuration)
      let high = value(operation.c, configuration)
      let (distance, overflow) = high.subtractingReportingOverflow(choice.low)
      if unknown || overflow || distance > 65_536 { return stuck(configuration, owner) }
      choice.count = Int(distance) + 1
    }
    choices.append(choice)
    run.pointee.choiceCount = choices.count
    return goBack(configuration, owner)
  }

  /// The next attempt of the latest choice that has one.
  private func goBack(_ configuration: Configuration, _ owner: UInt16) -> Int {
    while let choice = choices.last {
      release(downTo: choice.footprintCount)
      run.pointee.environmentTop = choice.environmentTop
      run.pointee.someUnknown = false
      resume(choice.instance)
      instances.removeSubrange(choice.instanceTop...)
      let operation = operations[Int(choice.operation)]
      let start = attempt(operation, configuration, owner)
      if start >= 0 {
        run.pointee.tries += 1
        return run.pointee.tries > Self.tryLimit ? Self.isOverLimit : Int(start)
      }
      choices.removeLast()
      run.pointee.choiceCount = choices.count
      if !run.pointee.open {
        let kind: Failure.Kind =
          operation.kind == .either ? .noAlternative : operation.kind == .searchCells ? .noCell : .falseFact
        note(
          Failure(
            kind: kind, origin: operation.origin, footprintCount: footprintCount, instance: run.pointee.instance),
          configuration)
      }
    }
    return Self.isExhausted
  }

  /// Where the latest choice goes on next, or -1.
  private func attempt(_ operation: PlanOperation, _ configuration: Configuration, _ owner: UInt16) -> Int32 {
    let last = choices.count - 1
    let number = choices[last].attempt
    switch operation.kind {
    case .either:
      choices[last].attempt += 1
      return number == 0 ? operation.b : number == 1 ? operation.c : -1
    case .searchCells:
      var slot = number
      let slots = layout.globalCount + configuration.heapCount
      while slot < slots, configuration.owners[slot] != owner || marks[slot] { slot += 1 }
      choices[last].attempt = slot + 1
      guard slot < slots else { return -1 }
      run.pointee.local[Int(operation.a)] = Int128(
        shapes.address(ofSlot: slot, shape: configuration.shape, layout: layout))
      return operation.b
    default:
      guard number < choices[last].count else { return -1 }
      choices[last].attempt += 1
      set(operation.d, choices[last].low + Int128(number))
      return operation.b
    }
  }

  // MARK: Instances

  /// Goes on in the body of a predicate, with the values of the inputs.
  private func unfold(_ position: Int, _ configuration: Configuration, _ owner: UInt16) -> Int {
    let operation = operations[position]
    guard let predicate = predicates[Int(operation.a)] else { return stuck(configuration, owner) }
    run.pointee.tries += 1
    if run.pointee.tries > Self.tryLimit { return Self.isOverLimit }
    let base = run.pointee.environmentTop
    let end = base + predicate.slotCount
    if end > run.pointee.environmentCapacity, !grow(to: end) { return Self.isOverLimit }
    unknown = false
    for index in 0..<predicate.inputCount {
      run.pointee.environment[base + index] = value(lists[Int(operation.b) + index], configuration)
    }
    if unknown { return stuck(configuration, owner) }
    if !run.pointee.hasInstances {
      run.pointee.hasInstances = true
      run.pointee.furthest = Failure()
    }
    instances.append(Instance(operation: Int32(position), parent: run.pointee.instance, base: base))
    run.pointee.environmentTop = end
    resume(instances.count - 1)
    return Int(predicate.start)
  }

  /// The end of a body: the outputs go to where the instance stands.
  private func closeInstance() -> Int {
    let index = run.pointee.instance
    let instance = instances[index]
    let operation = operations[Int(instance.operation)]
    let values = run.pointee.local
    resume(instance.parent)
    if let predicate = predicates[Int(operation.a)] {
      for output in predicate.inputCount..<predicate.parameterCount {
        set(lists[Int(operation.b) + output], values[output])
      }
    }
    // What a choice may come back to has to stay.
    if choices.last.map({ $0.instanceTop <= index }) ?? true {
      instances.removeSubrange(index...)
      run.pointee.environmentTop = instance.base
    }
    return Int(instance.operation) + 1
  }

  private func resume(_ instance: Int) {
    run.pointee.instance = instance
    run.pointee.local = run.pointee.environment + (instance < 0 ? 0 : instances[instance].base)
  }

  private func grow(to count: Int) -> Bool {
    guard count <= Self.environmentLimit else { return false }
    let old = run.pointee.environment
    let offset = run.pointee.local - old
    let capacity = max(2 * count, 1 << 10)
    let new = UnsafeMutablePointer<Int128>.allocate(capacity: capacity)
    new.initialize(from: old, count: run.pointee.environmentCapacity)
    (new + run.pointee.environmentCapacity).initialize(
      repeating: 0, count: capacity - run.pointee.environmentCapacity)
    old.deallocate()
    run.pointee.environment = new
    run.pointee.environmentCapacity = capacity
    run.pointee.local = new + offset
    return true
  }

  /// The instances that are being unfolded, the innermost first.
  private func openInstances() -> [Unfolding] {
    var result: [Unfolding] = []
    var index = run.pointee.instance
    while index >= 0 {
      let instance = instances[index]
      let predicate = Int(operations[Int(instance.operation)].a)
      let inputs = (0..<(predicates[predicate]?.inputCount ?? 0)).map { environment[instance.base + $0] }
      result.append(Unfolding(predicate: predicate, inputs: inputs))
      index = instance.parent
    }
    return result
  }
}

extension ShapeTable {
  /// The slot of the cell at an address, or -1 when there is none (a global that was freed keeps its slot).
  func slot(of address: UInt64, shape: Int, layout: Layout) -> Int {
    if address < layout.heapBase { return layout.globalSlot(address) }
    let addresses = heapAddresses(shape)
    var low = 0
    let count = heapCount(shape)
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < count && addresses[low] == address ? globalCount + low : -1
  }

  func address(ofSlot slot: Int, shape: Int, layout: Layout) -> UInt64 {
    slot < globalCount ? layout.globalAddresses[slot] : heapAddresses(shape)[slot - globalCount]
  }
}
