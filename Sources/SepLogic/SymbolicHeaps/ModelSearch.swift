// Small models of a symbolic heap: instances are unfolded, fewest unfoldings first, and what is left of locations and
// integers gets values. Each model found is one only after `ModelChecker` has seen it.

struct ModelSearch {
  private var queue: [[HeapState]]
  private let limit: Int
  private var tried = 0
  let deadline: Deadline

  /// - Parameter limit: how many states to look at.
  init(_ state: HeapState, limit: Int, deadline: Deadline) {
    queue = [[state]]
    self.limit = limit
    self.deadline = deadline
  }

  static let maximalDepth: Int32 = 4

  /// The next state without instances that does not contradict itself.
  mutating func next() -> HeapState? {
    while let level = queue.firstIndex(where: { !$0.isEmpty }), var state = queue[level].popLast() {
      tried += 1
      if tried > limit || deadline.isOver { return nil }
      guard state.saturate() else { continue }
      guard let index = state.instances.indices.min(by: { state.instances[$0].depth < state.instances[$1].depth })
      else {
        return state
      }
      let instance = state.instances[index]
      if instance.depth > Self.maximalDepth { continue }
      let cases = state.environment.context.predicates[Int(instance.predicate)].cases
      for number in cases.indices.reversed() where state.isFeasible(index, case: number) {
        var next = state
        next.unfold(index, case: number)
        // Those with many cells are looked at later.
        let cost = level + (cases[number].spatial.isEmpty ? 0 : 1)
        while queue.count <= cost { queue.append([]) }
        queue[cost].append(next)
      }
    }
    return nil
  }

  /// Values for a state without instances: different classes get different locations.
  static func model(of state: HeapState, with more: [LinearConstraint] = [], variableCount: Int) -> HeapModel? {
    guard case .sat(let integers) = IntegerSystem.check(state.facts + more, backup: state.environment.backup) else {
      return nil
    }
    var values: [Int32: HeapModel.Value] = [:]
    for null in state.environment.nulls { values[state.locations.find(null)] = 0 }
    var last: HeapModel.Value = 0
    func value(_ variable: Int32) -> HeapModel.Value {
      guard state.isLocation(variable) else { return integers[variable] ?? 0 }
      let known = state.locations.find(variable)
      if let value = values[known] { return value }
      last += 1
      values[known] = last
      return last
    }
    let stack = (0..<Int32(variableCount)).map { Optional(value($0)) }
    let cells = state.cells.map { HeapModel.Cell(address: value($0.root), fields: $0.fields.map(value)) }
    return HeapModel(stack: stack, cells: cells)
  }

  /// A model of the left that refutes the problem.
  static func counterModel(
    of problem: EntailmentProblem, _ environment: HeapEnvironment, limit: Int, deadline: Deadline
  ) -> HeapModel? {
    var search = ModelSearch(HeapState(environment, problem.left), limit: limit, deadline: deadline)
    let count = problem.context.variables.count
    // What a right does not allow is what a counter-model is made from: each of its pure parts, denied.
    var denials: [[LinearConstraint]] = [[]]
    for heap in problem.right {
      for case .linear(let fact) in heap.pure
      where !fact.sum.parts.contains(where: { heap.existentials.contains($0.variable) }) {
        if let denied = fact.negated { denials.append([denied]) }
      }
    }
    let integers = Set(
      problem.left.spatial.flatMap { atom in
        switch atom {
        case .cell(_, let fields): fields
        case .instance(_, let arguments): arguments
        }
      }
    ).filter { !problem.context.isLocation($0) }.sorted()
    var pairs: [[LinearConstraint]] = []
    for (position, a) in integers.enumerated() {
      for b in integers[(position + 1)...] {
        pairs.append([LinearConstraint(LinearConstraint.difference(a, b), .notEqual)])
      }
    }
    while let state = search.next() {
      for denial in denials + [pairs.flatMap { $0 }] + pairs.prefix(12) {
        guard let model = model(of: state, with: denial, variableCount: count) else { continue }
        if problem.isRefuted(by: model) { return model }
      }
    }
    return nil
  }
}
