/// Sets of configurations in which the machine can stay for ever in a fair run, or in which it cannot.
///
/// A run is *fair* if every action (an interrupt's arrival, a wake-up, a dispatch, a step of the running code) that is possible
/// again and again happens again and again: strong fairness. Whether some fair run stays in a set of configurations is
/// the emptiness of a Streett condition (Emerson, Lei 1987): of each strongly connected part, where an action is
/// possible but never happens inside, the configurations in which it is possible are left out, and what remains is taken apart
/// again.
struct FairCycles {
  let graph: TransitionGraph
  /// The part that a configuration is in, while parts are looked for; -1 outside.
  private var part: [Int32]

  init(_ graph: TransitionGraph) {
    self.graph = graph
    part = [Int32](repeating: -1, count: graph.count)
  }

  /// The strongly connected parts inside of `states` that a fair run can go round in for ever, visiting all of it.
  ///
  /// - Parameter states: ascending.
  /// - Returns: each ascending, in a fixed order.
  mutating func parts(inside states: [Int]) -> [[Int]] {
    var open = [states]
    var fair: [[Int]] = []
    while let set = open.popLast() {
      for component in components(of: set) {
        for state in component { part[state] = 1 }
        defer { for state in component { part[state] = -1 } }
        var happens: Set<Int32> = []
        var isPossible: Set<Int32> = []
        for state in component {
          for edge in graph.edges(of: state) {
            let isInside = edge.target >= 0 && part[Int(edge.target)] == 1
            for action in [edge.actions.0, edge.actions.1] where action >= 0 {
              isPossible.insert(action)
              if isInside { happens.insert(action) }
            }
          }
        }
        if happens.isEmpty { continue }
        let unfair = isPossible.subtracting(happens)
        if unfair.isEmpty {
          fair.append(component)
          continue
        }
        let rest = component.filter { state in
          !graph.edges(of: state).contains { unfair.contains($0.actions.0) || unfair.contains($0.actions.1) }
        }
        if !rest.isEmpty { open.append(rest) }
      }
    }
    return fair
  }

  /// Strongly connected components of a subgraph (Tarjan 1972, with a stack of its own); single configurations included.
  private mutating func components(of states: [Int]) -> [[Int]] {
    var isMember = [Bool](repeating: false, count: graph.count)
    for state in states { isMember[state] = true }
    var index = [Int32](repeating: -1, count: graph.count)
    var low = index
    var isOpen = [Bool](repeating: false, count: graph.count)
    var next: Int32 = 0
    var stack: [Int] = []
    var result: [[Int]] = []
    var calls: [(state: Int, edge: Int)] = []
    for root in states where index[root] < 0 {
      calls.append((root, graph.starts[root]))
      while let (state, edge) = calls.last {
        if edge == graph.starts[state], index[state] < 0 {
          index[state] = next
          low[state] = next
          next += 1
          stack.append(state)
          isOpen[state] = true
        }
        if edge < graph.starts[state + 1] {
          calls[calls.count - 1].edge += 1
          let target = Int(graph.edges[edge].target)
          guard target >= 0, isMember[target] else { continue }
          if index[target] < 0 {
            calls.append((target, graph.starts[target]))
          } else if isOpen[target] {
            low[state] = min(low[state], index[target])
          }
          continue
        }
        calls.removeLast()
        if let (caller, _) = calls.last { low[caller] = min(low[caller], low[state]) }
        guard low[state] == index[state] else { continue }
        var component: [Int] = []
        while let member = stack.popLast() {
          isOpen[member] = false
          component.append(member)
          if member == state { break }
        }
        result.append(component.sorted())
      }
    }
    return result
  }
}
