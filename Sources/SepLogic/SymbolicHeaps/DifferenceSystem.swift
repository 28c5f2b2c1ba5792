// Bounds and differences of integers, `x − y <= c`: satisfiable exactly if the graph of them has no cycle of negative
// weight, and then shortest distances are values (Bellman–Ford). Most arithmetic of entailments is of this kind.

struct DifferenceSystem {
  private var nodes: [HeapVariableID: Int] = [:]
  private var variables: [HeapVariableID] = []
  /// to − from <= weight; node 0 is the number 0.
  private var edges: [(from: Int, to: Int, weight: Int64)] = []

  static let weightLimit: Int64 = 1 << 40

  /// Nil where some sum is of another kind, or large.
  init?(_ sums: [LinearSum]) {
    func node(_ variable: HeapVariableID) -> Int {
      if let known = nodes[variable] { return known }
      variables.append(variable)
      nodes[variable] = variables.count
      return variables.count
    }
    for sum in sums {
      guard sum.constant.magnitude < Self.weightLimit.magnitude else { return nil }
      switch (sum.parts.count, sum.parts.first?.coefficient, sum.parts.last?.coefficient) {
      case (0, _, _): if sum.constant > 0 { edges.append((0, 0, -1)) }
      case (1, 1, _): edges.append((0, node(sum.parts[0].variable), -sum.constant))
      case (1, -1, _): edges.append((node(sum.parts[0].variable), 0, -sum.constant))
      case (2, 1, -1): edges.append((node(sum.parts[1].variable), node(sum.parts[0].variable), -sum.constant))
      case (2, -1, 1): edges.append((node(sum.parts[0].variable), node(sum.parts[1].variable), -sum.constant))
      default: return nil
      }
    }
  }

  /// Values, or nil where there are none. Weights are so small that no sum of them overflows.
  func solve() -> [(key: HeapVariableID, value: Int64)]? {
    var distances = [Int64](repeating: 0, count: variables.count + 1)
    for round in 0...distances.count {
      var changed = false
      for edge in edges where distances[edge.from] + edge.weight < distances[edge.to] {
        distances[edge.to] = distances[edge.from] + edge.weight
        changed = true
      }
      if !changed { break }
      if round == distances.count { return nil }
    }
    return variables.enumerated().map { ($1, distances[$0 + 1] - distances[0]) }
  }
}
