import AIMLang

/// Turns assertions into plans: the conjuncts of an assertion, put into an order in which each variable gets its value
/// (from a cell, or from an equation) before it is used.
///
/// Bound variables whose value nothing gives are searched for, among the owned cells or between bounds that are given;
/// where there is neither, the plan gives up and the check counts as not evaluated. A plan that holds shows a
/// footprint and witnesses, so it is right whatever the order; one that fails has tried every possibility, since each
/// determined value was forced.
struct PlanCompiler {
  /// What a variable of the logic is at the point in question.
  enum Binding {
    case environment(Int32)
    /// A variable of `with`, at this offset in the ghost values.
    case ghost(Int32)
    /// No value is kept.
    case unavailable
  }

  typealias Scope = [VariableID: Binding]

  /// What `entryRegister` and `old(ie)` mean.
  enum Entry {
    /// The configuration is the entry itself.
    case now
    /// Kept in the ghost values: the offset of each register (-1: not kept), and of `ie`.
    case ghosts(registers: [Int32], interruptEnable: Int32)
  }

  struct Item {
    enum Content {
      case assertion(Assertion)
      case fact(Expression)
      /// An auxiliary slot equals an expression; with `isAddress`, the slot holds the address of a cell that is sought.
      case equation(Int32, Expression)
      /// The cells at the address in an auxiliary slot and behind it.
      case cells(Int32, [Expression?])
    }
    var content: Content
    var scope: Scope
    var span: SourceSpan
  }

  static let operationLimit = 50_000
  static let depthLimit = 100

  let program: Program
  let layout: Layout
  var code = AssertionCode()
  var entry = Entry.now
  /// Set while compiling, for `Plan`.
  var isFixed = true
  /// Set while compiling: the plan tries alternatives, so the values of its variables may be one choice among several.
  private(set) var hasChoices = false
  var startOfPlan = 0
  /// Operations emitted for the plan, those taken back included: what bounds the work of compiling it.
  var emitted = 0
  /// The predicate whose body is being compiled, if it is one.
  var body: Body?
  /// Set while what is compiled is not the whole of a way.
  var isPartial = false
  /// Variables that stand for no variable of the program.
  var auxiliaryCount = 0

  struct Body {
    var slotCount: Int
    /// Slots that a way through has to give a value.
    var outputs: Set<Int32>
  }

  init(program: Program, layout: Layout) {
    self.program = program
    self.layout = layout
    compileFunctions()
    compilePredicates()
  }

  /// Compiles the separating conjunction of `assertions`. Variables of `scope` bound to environment slots in `unknown`
  /// are to be determined.
  /// - Returns: the plan, and those of the `unknown` slots that it determines wherever it holds.
  mutating func compile(
    _ assertions: [Assertion], scope: Scope, entry: Entry, unknown: Set<Int32> = [], span: SourceSpan
  ) -> (plan: Plan, determined: Set<Int32>) {
    self.entry = entry
    isFixed = true
    hasChoices = false
    startOfPlan = code.operations.count
    emitted = 0
    let start = Int32(startOfPlan)
    let items = assertions.map { Item(content: .assertion($0), scope: scope, span: $0.span) }
    let left = schedule(items, unknown: unknown, depth: 0)
    let isTrivial = code.operations[startOfPlan].kind == .done
    return (
      Plan(start: start, isTrivial: isTrivial, hasFixedFootprint: isFixed, hasChoices: hasChoices, span: span),
      unknown.subtracting(left)
    )
  }

  /// What a queue hands to whoever it wakes, for given values of its parameters.
  mutating func queue(_ queue: WaitQueue) -> QueueFacts {
    var scope: Scope = [:]
    var slots: [Int32] = []
    for parameter in queue.parameters {
      let slot = newVariable(parameter.name)
      scope[parameter.id] = .environment(slot)
      slots.append(slot)
    }
    let hands = compile([queue.hands], scope: scope, entry: .now, span: queue.span).plan
    return QueueFacts(parameters: slots, hands: hands)
  }

  mutating func newVariable(_ name: String, isSequence: Bool = false) -> Int32 {
    if let slot = body?.slotCount {
      body?.slotCount += 1
      return Int32(slot)
    }
    code.variables.append(AssertionCode.Slot(name: name, isSequence: isSequence))
    return Int32(code.variables.count - 1)
  }

  mutating func origin(_ span: SourceSpan, aboutFlags: Bool = false) -> Int32 {
    code.origins.append(.init(span: span, aboutFlags: aboutFlags))
    return Int32(code.origins.count - 1)
  }

  @discardableResult
  mutating func emit(_ operation: PlanOperation) -> Int {
    emitted += 1
    code.operations.append(operation)
    return code.operations.count - 1
  }

  /// Emits operations for all items, `done` included.
  /// - Returns: the variables that some way through may leave without a value.
  mutating func schedule(_ given: [Item], unknown given2: Set<Int32>, depth: Int) -> Set<Int32> {
    var unknown = given2
    var items: [Item] = []
    for item in given.reversed() { items.append(item) }
    // `items` is a stack while it is flattened, then in source order.
    items = flatten(stack: items, &unknown)
    while true {
      // Alternatives multiply; what stands in a row does not.
      if depth > Self.depthLimit || (depth > 0 && emitted > Self.operationLimit) {
        return giveUp(items, unknown)
      }
      if let index = items.firstIndex(where: { isReady($0, unknown) }) {
        let item = items.remove(at: index)
        emitReady(item, &unknown, &items)
      } else if let index = items.firstIndex(where: { isReadyInstance($0, unknown) }) {
        // After all cells that stand beside it: each unfolding has then taken one.
        let item = items.remove(at: index)
        emitInstance(item, &unknown, &items)
      } else {
        break
      }
    }
    if items.isEmpty {
      if !isPartial, let outputs = body?.outputs, !outputs.isDisjoint(with: unknown) { return giveUp(items, unknown) }
      emit(PlanOperation(kind: .done))
      return unknown
    }
    if let index = items.firstIndex(where: { isDecidable($0, unknown) }) {
      return branch(items, index, unknown, depth)
    }
    // From here on the first way that holds is taken, where there may be others.
    hasChoices = true
    if let index = items.firstIndex(where: { alternatives(of: $0) != nil }) {
      return either(items, index, unknown, depth)
    }
    if let index = items.firstIndex(where: { hasUnknownAddress($0) }) {
      return searchCells(items, index, unknown, depth)
    }
    if let search = boundedVariable(items, unknown) {
      return searchRange(items, search, unknown, depth)
    }
    return giveUp(items, unknown)
  }

  private mutating func giveUp(_ items: [Item], _ unknown: Set<Int32>) -> Set<Int32> {
    let isOpen = !(body?.outputs.isDisjoint(with: unknown) ?? true)
    let hasCells = isOpen || items.contains { mayHaveCells($0) }
    let place = items.first.map { origin($0.span) } ?? -1
    isFixed = isFixed && !hasCells
    emit(PlanOperation(kind: .giveUp, a: hasCells ? 1 : 0, origin: place))
    return unknown
  }

  private func mayHaveCells(_ item: Item) -> Bool {
    switch item.content {
    case .fact, .equation: return false
    case .cells: return true
    case .assertion(let assertion):
      if case .pure = assertion.kind { return false }
      return true
    }
  }

  /// Takes conjunctions, quantifiers and named invariants apart, in source order.
  private mutating func flatten(stack: [Item], _ unknown: inout Set<Int32>) -> [Item] {
    var stack = stack
    var result: [Item] = []
    while let item = stack.popLast() {
      switch item.content {
      case .assertion(let assertion):
        switch assertion.kind {
        case .emp: break
        case .pure(let fact):
          stack.append(Item(content: .fact(fact), scope: item.scope, span: assertion.span))
        case .separating(let parts):
          for part in parts.reversed() {
            stack.append(Item(content: .assertion(part), scope: item.scope, span: part.span))
          }
        case .exists(let variables, let body):
          var scope = item.scope
          for variable in variables {
            let slot = newVariable(variable.name, isSequence: variable.sort == .seq)
            scope[variable.id] = .environment(slot)
            unknown.insert(slot)
          }
          stack.append(Item(content: .assertion(body), scope: scope, span: body.span))
        case .invariant(let id, let arguments):
          let invariant = program.invariants[id.index]
          guard arguments.isEmpty, invariant.parameters.isEmpty, !contains(invariant.body, id) else {
            result.append(item)
            break
          }
          stack.append(Item(content: .assertion(invariant.body), scope: [:], span: assertion.span))
        case .pointsTo, .or, .conditional, .predicate:
          result.append(item)
        }
      case .fact(let fact):
        if case .binary(.and, let left, let right) = fact.kind {
          stack.append(Item(content: .fact(right), scope: item.scope, span: right.span))
          stack.append(Item(content: .fact(left), scope: item.scope, span: left.span))
        } else if fact.kind != .boolean(true) {
          result.append(item)
        }
      case .equation, .cells:
        result.append(item)
      }
    }
    return result
  }

  /// Whether a named invariant mentions any other: such chains are left alone, since they could be circular.
  private func contains(_ assertion: Assertion, _ id: InvariantID) -> Bool {
    switch assertion.kind {
    case .emp, .pure, .pointsTo, .predicate: false
    case .separating(let parts): parts.contains { contains($0, id) }
    case .or(let left, let right), .conditional(_, let left, let right): contains(left, id) || contains(right, id)
    case .exists(_, let body): contains(body, id)
    case .invariant: true
    }
  }

  // MARK: Items whose turn has come

  private func isReady(_ item: Item, _ unknown: Set<Int32>) -> Bool {
    switch item.content {
    case .assertion(let assertion):
      guard case .pointsTo(let address, _) = assertion.kind else { return false }
      return isKnown(address, item.scope, unknown)
    case .fact(let fact):
      return isKnown(fact, item.scope, unknown) || solution(fact, item.scope, unknown) != nil
        || pattern(fact, item.scope, unknown) != nil
    case .equation(let slot, let expression):
      return !unknown.contains(slot)
        && (isKnown(expression, item.scope, unknown)
          || solution(slot: slot, expression, item.scope, unknown) != nil
          || parts(expression, item.scope, unknown) != nil)
    case .cells(let slot, _):
      return !unknown.contains(slot)
    }
  }

  private mutating func emitReady(_ item: Item, _ unknown: inout Set<Int32>, _ items: inout [Item]) {
    switch item.content {
    case .assertion(let assertion):
      guard case .pointsTo(let address, let values) = assertion.kind else { return }
      if case .integer(let constant) = address.kind {
        takeCells(values, item, &unknown, &items) { offset in
          let exact = constant + Int128(offset)
          return .constant(exact)
        }
      } else {
        let node = compile(address, item.scope)
        takeCells(values, item, &unknown, &items) { .node(node, offset: $0) }
      }
    case .cells(let slot, let values):
      let node = addNode(ExpressionNode(code: .variable, a: slot))
      takeCells(values, item, &unknown, &items) { .node(node, offset: $0) }
    case .fact(let fact):
      if !isKnown(fact, item.scope, unknown) {
        if let solved = solution(fact, item.scope, unknown) {
          bind(solved, item.scope, item.span, &unknown)
          guard !solved.isExact else { return }
        } else if let (whole, parts) = pattern(fact, item.scope, unknown) {
          let node = compile(whole, item.scope)
          items += taken(apart: parts, of: node, item)
          return
        }
      }
      let node = compile(fact, item.scope)
      emit(PlanOperation(kind: .check, a: node, origin: origin(item.span, aboutFlags: isAboutFlags(fact))))
    case .equation(let slot, let expression):
      let left = addNode(ExpressionNode(code: .variable, a: slot))
      if !isKnown(expression, item.scope, unknown) {
        if let solved = solution(slot: slot, expression, item.scope, unknown) {
          bind(solved, item.scope, item.span, &unknown)
          guard !solved.isExact else { return }
        } else if let parts = parts(expression, item.scope, unknown) {
          items += taken(apart: parts, of: left, item)
          return
        }
      }
      let right = compile(expression, item.scope)
      let isSequence = expression.sort == .seq
      let equal = addNode(ExpressionNode(code: isSequence ? .sequenceEqual : .equal, a: left, b: right))
      emit(PlanOperation(kind: .check, a: equal, origin: origin(item.span)))
    }
  }

  private enum Place {
    case constant(Int128)
    case node(Int32, offset: Int)
  }

  private mutating func takeCells(
    _ values: [Expression?], _ item: Item, _ unknown: inout Set<Int32>, _ items: inout [Item],
    at place: (Int) -> Place
  ) {
    for (offset, value) in values.enumerated() {
      var target: Int32 = -1
      var pending: Expression?
      if let value {
        if case .variable(let id) = value.kind, case .environment(let slot)? = item.scope[id], unknown.contains(slot) {
          target = slot
          unknown.remove(slot)
        } else {
          target = newVariable("")
          pending = value
        }
      }
      emitCell(place(offset), target, item.span)
      if let pending {
        items.append(Item(content: .equation(target, pending), scope: item.scope, span: pending.span))
      }
    }
  }

  private mutating func emitCell(_ place: Place, _ target: Int32, _ span: SourceSpan) {
    let source = origin(span)
    switch place {
    case .constant(let address):
      if address >= 0, address < layout.width.modulus {
        let slot = layout.globalSlot(UInt64(address))
        if slot >= 0 {
          emit(PlanOperation(kind: .cellInSlot, a: Int32(slot), b: target, origin: source))
          return
        }
      }
      isFixed = false
      let node = addNode(ExpressionNode(code: .constant, value: address))
      emit(PlanOperation(kind: .cellAtAddress, a: node, b: target, origin: source))
    case .node(let base, let offset):
      isFixed = false
      var node = base
      if offset > 0 {
        let distance = addNode(ExpressionNode(code: .constant, value: Int128(offset)))
        node = addNode(ExpressionNode(code: .add, a: base, b: distance))
      }
      emit(PlanOperation(kind: .cellAtAddress, a: node, b: target, origin: source))
    }
  }

  private mutating func bind(
    _ solved: Solution, _ scope: Scope, _ span: SourceSpan, _ unknown: inout Set<Int32>
  ) {
    let node = compile(solved, scope)
    emit(PlanOperation(kind: .bind, a: node, b: solved.slot, origin: origin(span)))
    unknown.remove(solved.slot)
  }
}
