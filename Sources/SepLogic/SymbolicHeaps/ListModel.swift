// A heap for a decided state: different locations for different classes, and lists of a length that is asked for.

/// How long the lists of a model are.
struct ListModelChoice: Sendable {
  /// Cells beyond the fewest that a list can have.
  var extraCells: Int
  /// Whether nested lists have a cell.
  var hasNestedCells: Bool

  /// Longer lists first: they fail to match more of the right.
  static let all = [
    ListModelChoice(extraCells: 1, hasNestedCells: false), ListModelChoice(extraCells: 0, hasNestedCells: false),
    ListModelChoice(extraCells: 1, hasNestedCells: true), ListModelChoice(extraCells: 0, hasNestedCells: true),
    ListModelChoice(extraCells: 2, hasNestedCells: false),
  ]

  /// The same, for people.
  static let smallestFirst = [all[1], all[3], all[0], all[2], all[4]]
}

struct ListModelBuilder {
  private let state: ListState
  private let choice: ListModelChoice
  private var values: [HeapModel.Value]
  private var cells: [HeapModel.Cell] = []
  private var last: HeapModel.Value = 0
  private var room = 10_000

  /// - Parameter state: a result of `decided`.
  static func model(of state: ListState, _ choice: ListModelChoice, variableCount: Int) -> HeapModel? {
    var builder = ListModelBuilder(state, choice)
    for atom in state.atoms {
      let values = atom.arguments.map { builder.value($0) }
      if let shape = atom.shape {
        builder.emit(shape, values)
      } else {
        builder.cells.append(.init(address: values[0], fields: Array(values[1...])))
      }
    }
    guard builder.room > 0 else { return nil }
    var stack: [HeapModel.Value?] = []
    for variable in 0..<variableCount {
      stack.append(state.sorts[variable].isLocation ? builder.value(Int32(variable)) : nil)
    }
    return HeapModel(stack: stack, cells: builder.cells)
  }

  private init(_ state: ListState, _ choice: ListModelChoice) {
    self.state = state
    self.choice = choice
    values = Array(repeating: -1, count: state.locations.count)
    for null in state.nulls { values[Int(state.locations.find(null))] = 0 }
  }

  private mutating func newLocation() -> HeapModel.Value {
    last += 1
    room -= 1
    return last
  }

  private mutating func value(_ node: Int32) -> HeapModel.Value {
    let known = Int(state.locations.find(node))
    if values[known] < 0 { values[known] = newLocation() }
    return values[known]
  }

  /// The cells of a list that has one.
  private mutating func emit(_ index: Int32, _ arguments: [HeapModel.Value]) {
    guard room > 0 else { return }
    let shape = state.shape(index)
    let out = shape.out.map { arguments[$0] } ?? 0
    var addresses = [arguments[shape.root]]
    if let tail = shape.tail {
      if arguments[tail] != arguments[shape.root] {
        for _ in 0..<choice.extraCells { addresses.append(newLocation()) }
        addresses.append(arguments[tail])
      }
    } else {
      for _ in 0..<choice.extraCells { addresses.append(newLocation()) }
    }
    var arguments = arguments
    for (position, address) in addresses.enumerated() {
      arguments[shape.root] = address
      if let previous = shape.previous, position > 0 { arguments[previous] = addresses[position - 1] }
      cell(shape, arguments, next: position + 1 < addresses.count ? addresses[position + 1] : out)
    }
  }

  private mutating func cell(_ shape: ListShape, _ arguments: [HeapModel.Value], next: HeapModel.Value) {
    var fresh: [HeapModel.Value?] = Array(repeating: nil, count: shape.freshSorts.count)
    func value(_ source: ListSource) -> HeapModel.Value? {
      switch source {
      case .parameter(let index): arguments[index]
      case .null: 0
      case .next: next
      case .fresh(let index): fresh[index]
      }
    }
    /// Gives a value to a field that has none yet.
    func settle(_ source: ListSource, _ value: HeapModel.Value) {
      if case .fresh(let index) = source, fresh[index] == nil { fresh[index] = value }
    }
    // Nested lists from those of which the end is known; their roots are the ends of others.
    var pending = Array(shape.nested.indices)
    while !pending.isEmpty {
      let position =
        pending.lastIndex { index in
          let (predicate, sources) = shape.nested[index]
          let inner = state.shape(predicate)
          return inner.out.map { value(sources[$0]) != nil } ?? true
        } ?? pending.count - 1
      let (predicate, sources) = shape.nested[pending.remove(at: position)]
      let inner = state.shape(predicate)
      if let out = inner.out, value(sources[out]) == nil { settle(sources[out], newLocation()) }
      let out = inner.out.flatMap { value(sources[$0]) } ?? 0
      for index in inner.statics where value(sources[index]) == nil { settle(sources[index], newLocation()) }
      if let previous = inner.previous, value(sources[previous]) == nil { settle(sources[previous], newLocation()) }
      let rootKnown = value(sources[inner.root])
      let isEmpty = rootKnown.map { $0 == out } ?? !choice.hasNestedCells
      if isEmpty {
        settle(sources[inner.root], out)
        if let tail = inner.tail, let previous = inner.previous, let value = value(sources[previous]) {
          settle(sources[tail], value)
        }
        continue
      }
      settle(sources[inner.root], newLocation())
      if let tail = inner.tail { settle(sources[tail], value(sources[inner.root]) ?? 0) }
      let values = sources.map { value($0) ?? 0 }
      emit(predicate, values)
    }
    for index in fresh.indices where fresh[index] == nil { fresh[index] = newLocation() }
    cells.append(.init(address: arguments[shape.root], fields: shape.fields.map { value($0) ?? 0 }))
  }
}
