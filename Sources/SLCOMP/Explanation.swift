// What an answer rests on, in lines.

import SepLogic

extension Solution {
  /// Whether the answer is not what a file says it is.
  package func contradicts(status: String?) -> Bool {
    guard answer != .unknown, let status, status == "sat" || status == "unsat" else { return false }
    return answer.rawValue != status
  }

  /// The stack and heap behind `sat`.
  package var describedModel: ModelDescription? {
    guard let model, let context else { return nil }
    return ModelDescription(model, context)
  }

  /// The proof as a tree, or the stack and the cells against it and where a proof fails.
  package var explanation: [String] {
    var lines: [String] = []
    if answer == .unsat {
      for (index, proof) in proofs.enumerated() {
        if proofs.count > 1 { lines.append("case \(index + 1) of the left") }
        lines += Self.treeLines(proof.nodes)
      }
      return lines
    }
    if let reason { lines.append(reason) }
    if let described = describedModel { lines += Self.lines(described) }
    if let failure { lines += Self.lines(failure) }
    return lines
  }

  private static func lines(_ failure: EntailmentFailure) -> [String] {
    var lines = ["a proof fails", "  at       \(failure.sequent)"]
    switch failure.obstacle {
    case .missing: lines.append("  missing  \(failure.wanted)")
    case .fact: lines.append("  open     \(failure.wanted)")
    case .leftover: lines.append("  left     \(failure.wanted), for which the right has no place")
    }
    if let nearest = failure.nearest {
      lines.append("  nearest  \(nearest)")
      lines += failure.differences.map { "           \($0)" }
    } else if failure.obstacle == .missing {
      lines.append("  nearest  nothing: no atom of the left starts there or is of its kind")
    }
    for (index, step) in failure.path.enumerated() {
      lines.append((index == 0 ? "  path     " : "           ") + step)
    }
    return lines
  }

  private static func treeLines(_ proof: [ProofNode]) -> [String] {
    var children: [[Int]] = Array(repeating: [], count: proof.count)
    var roots: [Int] = []
    for (index, node) in proof.enumerated() {
      if node.parent >= 0 && Int(node.parent) < index {
        children[Int(node.parent)].append(index)
      } else {
        roots.append(index)
      }
    }
    var lines: [String] = []
    var pending = roots.reversed().map { ($0, 0) }
    while let (index, depth) = pending.popLast() {
      let node = proof[index]
      let indent = String(repeating: "  ", count: min(depth, 40))
      if depth == 0 || children[Int(max(node.parent, 0))].count > 1 || node.rule == .induction {
        lines.append("\(indent)\(node.sequent)")
      }
      if node.parent >= 0, children[Int(node.parent)].count > 1, !node.caseText.isEmpty {
        lines.append("\(indent)if \(node.caseText)")
      }
      lines.append("\(indent)\(index) \(node.rule.rawValue): \(node.text)")
      // A chain stays at one depth, so that only branches move to the right.
      let deeper = children[index].count > 1 ? depth + 1 : depth
      for child in children[index].reversed() { pending.append((child, deeper)) }
    }
    return lines
  }

  private static func lines(_ model: ModelDescription) -> [String] {
    ["stack"] + model.stack.map { "  \($0.variables.joined(separator: ", ")) = \($0.value)" }
      + [model.heap.isEmpty ? "heap is empty" : "heap"]
      + model.heap.map { "  \($0.address) ↦ (\($0.fields.joined(separator: ", ")))" }
  }
}

/// A stack and heap in words: locations are `nil` and `@1`, `@2`, …, in the order in which they are met.
package struct ModelDescription: Sendable {
  /// Declared variables with the same location stand together.
  package private(set) var stack: [(variables: [String], value: String)] = []
  package private(set) var heap: [(address: String, fields: [String])] = []

  /// The values of locations, in the order in which they are met, with their sorts.
  private var met: [HeapModel.Value] = []
  private var sorts: [HeapModel.Value: Int32] = [:]
  private var numbers: [HeapModel.Value: Int] = [:]

  init(_ model: HeapModel, _ context: HeapContext) {
    // Parameters and bound variables of definitions are of no interest.
    var places: [String: Int] = [:]
    for (index, variable) in context.variables.enumerated() where !context.isNull(HeapVariableID(index)) {
      guard context.isDeclared(HeapVariableID(index)), let value = model.stack[index] else { continue }
      let text = name(value, variable.sort)
      if let place = places[text], variable.sort.isLocation {
        stack[place].variables.append(variable.name)
      } else {
        if variable.sort.isLocation { places[text] = stack.count }
        stack.append(([variable.name], text))
      }
    }
    for (index, variable) in context.variables.enumerated() where sorts[model.stack[index] ?? 0] == nil {
      if case .location(let sort) = variable.sort, let value = model.stack[index] { sorts[value] = sort }
    }
    // From what has a name along the fields; then what no name leads to.
    let cells = Dictionary(model.cells.map { ($0.address, $0.fields) }) { first, _ in first }
    var pending = model.cells.map(\.address)[...]
    var next = 0
    while true {
      if next == met.count {
        guard let address = pending.popFirst() else { break }
        if numbers[address] == nil { _ = number(address) }
        continue
      }
      let address = met[next]
      next += 1
      guard let values = cells[address] else { continue }
      let fields = sorts[address].flatMap { context.signature.sorts[Int($0)].fields } ?? []
      let texts = values.enumerated().map { index, value in
        index < fields.count ? name(value, fields[index]) : String(value)
      }
      heap.append(("@\(number(address))", texts))
    }
  }

  private mutating func name(_ value: HeapModel.Value, _ sort: ValueSort) -> String {
    guard case .location(let sort) = sort else { return String(value) }
    if value == 0 { return "nil" }
    if sorts[value] == nil { sorts[value] = sort }
    return "@\(number(value))"
  }

  private mutating func number(_ value: HeapModel.Value) -> Int {
    if let known = numbers[value] { return known }
    met.append(value)
    numbers[value] = met.count
    return met.count
  }
}
