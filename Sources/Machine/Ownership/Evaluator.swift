import AIMLang

/// Runs plans on concrete configurations: does some part of the memory of an owner satisfy an assertion, and which?
///
/// Numbers are mathematical integers, held in 128 bits; whatever leaves them has no value, which makes the answer
/// `unknown` and never a guess. Three-valued: `false && unknown` is false, `true || unknown` is true.
final class Evaluator {
  private let nodes: UnsafeMutablePointer<ExpressionNode>
  private let operations: UnsafeMutablePointer<PlanOperation>
  /// Values of bound variables, and whether they were given one in a run for a message.
  let environment: UnsafeMutablePointer<Int128>
  let assigned: UnsafeMutablePointer<Bool>
  private let firstCell: Int
  private let layout: Layout
  private let shapes: ShapeTable
  private let width: WordWidth
  /// Slots taken so far, in order, and a mark for each slot.
  let footprint: UnsafeMutablePointer<Int32>
  private let marks: UnsafeMutablePointer<Bool>
  /// What changes during a run; behind a pointer, since each access to a property of a class is checked at run time.
  private let run: UnsafeMutablePointer<Run>

  private struct Run {
    var footprintCount = 0
    /// What searches of the assertions since the latest `beginFootprint` have tried.
    var tries = 0
    /// Set when an expression had no value.
    var unknown = false
    /// What failed in the latest run that gave `fails`.
    var failure = Failure()
  }

  var footprintCount: Int { run.pointee.footprintCount }
  var failure: Failure { run.pointee.failure }
  private var unknown: Bool {
    get { run.pointee.unknown }
    set { run.pointee.unknown = newValue }
  }

  struct Failure {
    enum Kind: UInt8 { case missingCell, noCell, falseFact, noAlternative }
    var kind = Kind.falseFact
    var origin: Int32 = -1
    /// Of the missing cell.
    var address: UInt64 = 0
  }

  init(code: AssertionCode, layout: Layout, shapes: ShapeTable, slotCapacity: Int) {
    nodes = .allocate(capacity: max(code.nodes.count, 1))
    nodes.initialize(from: code.nodes, count: code.nodes.count)
    operations = .allocate(capacity: max(code.operations.count, 1))
    operations.initialize(from: code.operations, count: code.operations.count)
    environment = .allocate(capacity: max(code.variableNames.count, 1))
    environment.initialize(repeating: 0, count: max(code.variableNames.count, 1))
    assigned = .allocate(capacity: max(code.variableNames.count, 1))
    assigned.initialize(repeating: false, count: max(code.variableNames.count, 1))
    footprint = .allocate(capacity: slotCapacity + 1)
    footprint.initialize(repeating: 0, count: slotCapacity + 1)
    marks = .allocate(capacity: slotCapacity + 1)
    marks.initialize(repeating: false, count: slotCapacity + 1)
    run = .allocate(capacity: 1)
    run.initialize(to: Run())
    firstCell = layout.firstCell
    self.layout = layout
    self.shapes = shapes
    width = layout.width
  }

  deinit {
    nodes.deallocate()
    operations.deallocate()
    environment.deallocate()
    assigned.deallocate()
    footprint.deallocate()
    marks.deallocate()
    run.deallocate()
  }

  /// Forgets the footprint; what a run takes is disjoint from what runs since then took.
  @inline(__always)
  func beginFootprint() {
    release(downTo: 0)
    run.pointee.tries = 0
  }

  /// Searches inside of searches multiply; with more tries than this there is no answer.
  private static let tryLimit = 1 << 20

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
    var position = Int(start)
    var someUnknown = false
    while true {
      let operation = operations[position]
      position += 1
      switch operation.kind {
      case .cellInSlot:
        let slot = Int(operation.a)
        guard configuration.owners[slot] == owner, !marks[slot] else {
          return fail(.missingCell, operation, address: layout.globalAddresses[slot])
        }
        take(slot, operation.b, configuration)
      case .cellAtAddress:
        unknown = false
        let address = value(operation.a, configuration)
        if unknown { return .undetermined }
        guard address >= 0, address < width.modulus else {
          return fail(.missingCell, operation, address: UInt64(truncatingIfNeeded: address))
        }
        let slot = shapes.slot(of: UInt64(address), shape: configuration.shape, layout: layout)
        guard slot >= 0, configuration.owners[slot] == owner, !marks[slot] else {
          return fail(.missingCell, operation, address: UInt64(address))
        }
        take(slot, operation.b, configuration)
      case .check:
        unknown = false
        let holds = value(operation.a, configuration) != 0
        if unknown {
          someUnknown = true
        } else if !holds {
          return fail(.falseFact, operation)
        }
      case .bind:
        unknown = false
        environment[Int(operation.b)] = value(operation.a, configuration)
        assigned[Int(operation.b)] = true
        if unknown { return .undetermined }
      case .branch:
        unknown = false
        let condition = value(operation.a, configuration) != 0
        if unknown { return .undetermined }
        position = Int(condition ? operation.b : operation.c)
      case .jump: position = Int(operation.a)
      case .either:
        return worse(
          firstOf(configuration, owner, operation) { $0 == 0 ? operation.b : $0 == 1 ? operation.c : -1 }, someUnknown)
      case .searchCells:
        let slots = layout.globalCount + configuration.heapCount
        var slot = -1
        return worse(
          firstOf(configuration, owner, operation) { _ in
            repeat { slot += 1 } while slot < slots && (configuration.owners[slot] != owner || self.marks[slot])
            guard slot < slots else { return -1 }
            self.environment[Int(operation.a)] = Int128(
              self.shapes.address(ofSlot: slot, shape: configuration.shape, layout: self.layout))
            return operation.b
          }, someUnknown)
      case .searchRange:
        unknown = false
        let low = value(operation.a, configuration)
        let high = value(operation.c, configuration)
        if unknown || high.subtractingReportingOverflow(low).overflow || high - low > 65_536 { return .undetermined }
        return worse(
          firstOf(configuration, owner, operation) { attempt in
            guard Int128(attempt) <= high - low else { return -1 }
            self.environment[Int(operation.d)] = low + Int128(attempt)
            self.assigned[Int(operation.d)] = true
            return operation.b
          }, someUnknown)
      case .giveUp:
        return operation.a == 1 ? .undetermined : .unknown
      case .done:
        return someUnknown ? .unknown : .holds
      }
    }
  }

  private func worse(_ result: PlanResult, _ someUnknown: Bool) -> PlanResult {
    result == .holds && someUnknown ? .unknown : result
  }

  /// Tries the plans that `next` gives for 0, 1, … (until it gives -1) and takes the first that holds.
  private func firstOf(
    _ configuration: Configuration, _ owner: UInt16, _ operation: PlanOperation, _ next: (Int) -> Int32
  ) -> PlanResult {
    let taken = footprintCount
    var open = PlanResult.fails
    var attempt = 0
    while true {
      let start = next(attempt)
      if start < 0 { break }
      attempt += 1
      run.pointee.tries += 1
      if run.pointee.tries > Self.tryLimit {
        release(downTo: taken)
        return .undetermined
      }
      let result = run(start, configuration, owner: owner)
      if result == .holds { return .holds }
      if result != .fails { open = .undetermined }
      release(downTo: taken)
    }
    if open == .fails {
      let kind: Failure.Kind =
        operation.kind == .either ? .noAlternative : operation.kind == .searchCells ? .noCell : .falseFact
      run.pointee.failure = Failure(kind: kind, origin: operation.origin)
    }
    return open
  }

  @inline(__always)
  private func take(_ slot: Int, _ variable: Int32, _ configuration: Configuration) {
    footprint[footprintCount] = Int32(truncatingIfNeeded: slot)
    run.pointee.footprintCount += 1
    marks[slot] = true
    if variable >= 0 {
      environment[Int(variable)] = Int128(configuration.words[firstCell + slot])
      assigned[Int(variable)] = true
    }
  }

  private func fail(_ kind: Failure.Kind, _ operation: PlanOperation, address: UInt64 = 0) -> PlanResult {
    run.pointee.failure = Failure(kind: kind, origin: operation.origin, address: address)
    return .fails
  }

  /// The truth of the expression at `node`; nil when it has no value.
  func truth(_ node: Int32, _ configuration: Configuration) -> Bool? {
    unknown = false
    let result = value(node, configuration) != 0
    return unknown ? nil : result
  }

  private func noValue() -> Int128 {
    unknown = true
    return 0
  }

  private func value(_ index: Int32, _ configuration: Configuration) -> Int128 {
    let node = nodes[Int(index)]
    switch node.code {
    case .constant: return node.value
    case .word: return Int128(configuration.words[Int(node.a)])
    case .ghostWord: return Int128(configuration.words[configuration.ghosts + Int(node.a)])
    case .ghostNumber:
      if FrameHeader(word: configuration.words[configuration.top]).logicalsUnknown { return noValue() }
      let low = configuration.words[configuration.ghosts + Int(node.a)]
      let high = configuration.words[configuration.ghosts + Int(node.a) + 1]
      return Int128(Int64(bitPattern: high)) << 64 | Int128(low)
    case .variable: return environment[Int(node.a)]
    case .interruptEnable: return configuration.interruptEnable ? 1 : 0
    case .levelIs: return configuration.level == Int(node.a) ? 1 : 0
    case .negate: return checked(Int128(0).subtractingReportingOverflow(value(node.a, configuration)))
    case .not: return 1 - value(node.a, configuration)
    case .and, .or:
      // The value that decides alone.
      let deciding: Int128 = node.code == .and ? 0 : 1
      return connective(node, deciding, configuration, negateFirst: false)
    case .implies: return connective(node, 1, configuration, negateFirst: true)
    case .conditional:
      let condition = value(node.a, configuration)
      if unknown { return 0 }
      return value(condition != 0 ? node.b : node.c, configuration)
    case .signed:
      let word = value(node.a, configuration)
      guard word >= 0, word < width.modulus else { return noValue() }
      return width.signed(UInt64(word))
    case .unknown: return noValue()
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight,
      .equal, .notEqual, .less, .lessOrEqual:
      return binary(node.code, value(node.a, configuration), value(node.b, configuration))
    }
  }

  private func connective(
    _ node: ExpressionNode, _ deciding: Int128, _ configuration: Configuration, negateFirst: Bool
  ) -> Int128 {
    let before = unknown
    unknown = false
    var left = value(node.a, configuration)
    if negateFirst { left = 1 - left }
    let leftUnknown = unknown
    if !leftUnknown, left == deciding {
      unknown = before
      return deciding
    }
    unknown = false
    let right = value(node.b, configuration)
    if !unknown, right == deciding {
      unknown = before
      return deciding
    }
    unknown = before || leftUnknown || unknown
    return 1 - deciding
  }

  private func checked(_ result: (partialValue: Int128, overflow: Bool)) -> Int128 {
    result.overflow ? noValue() : result.partialValue
  }

  private func binary(_ code: ExpressionNode.Operator, _ left: Int128, _ right: Int128) -> Int128 {
    switch code {
    case .add: return checked(left.addingReportingOverflow(right))
    case .subtract: return checked(left.subtractingReportingOverflow(right))
    case .multiply: return checked(left.multipliedReportingOverflow(by: right))
    case .divide, .remainder:
      // Euclidean: 0 <= remainder < |right|; total: a / 0 is 0, a % 0 is a.
      if right == 0 { return code == .divide ? 0 : left }
      guard right != .min, !(left == .min && right == -1) else { return noValue() }
      let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      if remainder >= 0 { return code == .divide ? quotient : remainder }
      return code == .divide ? (right > 0 ? quotient - 1 : quotient + 1) : remainder + (right > 0 ? right : -right)
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight:
      // Bit operations take words: any other number counts modulo 2^w.
      return bits(
        code, UInt64(truncatingIfNeeded: left) & width.mask, UInt64(truncatingIfNeeded: right) & width.mask)
    case .equal: return left == right ? 1 : 0
    case .notEqual: return left != right ? 1 : 0
    case .less: return left < right ? 1 : 0
    case .lessOrEqual: return left <= right ? 1 : 0
    case .constant, .word, .ghostWord, .ghostNumber, .variable, .interruptEnable, .levelIs, .negate, .not, .and, .or,
      .implies, .conditional, .signed, .unknown:
      return noValue()
    }
  }

  private func bits(_ code: ExpressionNode.Operator, _ left: UInt64, _ right: UInt64) -> Int128 {
    if code == .bitAnd { return Int128(left & right) }
    if code == .bitOr { return Int128(left | right) }
    if code == .bitXor { return Int128(left ^ right) }
    let amount = right % UInt64(width.bits)
    return Int128(code == .shiftLeft ? left << amount & width.mask : left >> amount)
  }
}

extension ShapeTable {
  /// The slot of the cell at an address, or -1 when there is none (a global that was freed keeps its slot).
  func slot(of address: UInt64, shape: Int, layout: Layout) -> Int {
    if address < layout.heapBase { return layout.globalSlot(address) }
    let addresses = heapAddresses[shape]
    var low = 0
    var high = heapCounts[shape]
    while low < high {
      let middle = (low + high) / 2
      if addresses[middle] < address { low = middle + 1 } else { high = middle }
    }
    return low < heapCounts[shape] && addresses[low] == address ? globalCount + low : -1
  }

  func address(ofSlot slot: Int, shape: Int, layout: Layout) -> UInt64 {
    slot < globalCount ? layout.globalAddresses[slot] : heapAddresses[shape][slot - globalCount]
  }
}
