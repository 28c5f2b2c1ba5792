// What an answer rests on, in lines.

import SepLogic

extension Solution {
  /// Whether the answer is not what a file says it is.
  package func contradicts(status: String?) -> Bool {
    guard answer != .unknown, let status, status == "sat" || status == "unsat" else { return false }
    return answer.rawValue != status
  }

  /// The proof as a tree, or the stack and the cells against it.
  package var explanation: [String] {
    if let model, let context { return Self.lines(model, context) }
    if proof.isEmpty { return reason.map { [$0] } ?? [] }
    return treeLines
  }

  private var treeLines: [String] {
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
      lines.append("\(indent)\(index) \(node.rule.rawValue): \(node.text)")
      // A chain stays at one depth, so that only branches move to the right.
      let deeper = children[index].count > 1 ? depth + 1 : depth
      for child in children[index].reversed() { pending.append((child, deeper)) }
    }
    return lines
  }

  private static func lines(_ model: HeapModel, _ context: HeapContext) -> [String] {
    var lines = ["stack"]
    func name(_ value: HeapModel.Value, _ sort: ValueSort) -> String {
      if sort == .integer { return String(value) }
      return value == 0 ? "nil" : "@\(value)"
    }
    var seen: Set<String> = []
    var sorts: [HeapModel.Value: Int32] = [:]
    for (index, variable) in context.variables.enumerated() {
      guard let value = model.stack[index] else { continue }
      if case .location(let sort) = variable.sort, value != 0 { sorts[value] = sort }
    }
    for (index, variable) in context.variables.enumerated() where !context.isNull(HeapVariableID(index)) {
      // Parameters and bound variables of definitions come after all declared names or have values of no interest.
      guard context.isDeclared(HeapVariableID(index)), let value = model.stack[index],
        seen.insert(variable.name).inserted
      else { continue }
      lines.append("  \(variable.name) = \(name(value, variable.sort))")
    }
    lines.append(model.cells.isEmpty ? "heap is empty" : "heap")
    // The sort of a cell follows from its address; fields give sorts to further addresses.
    var changed = true
    while changed {
      changed = false
      for cell in model.cells {
        guard let sort = sorts[cell.address], let fields = context.signature.sorts[Int(sort)].fields else { continue }
        for (value, field) in zip(cell.fields, fields) {
          if case .location(let inner) = field, value != 0, sorts[value] == nil {
            sorts[value] = inner
            changed = true
          }
        }
      }
    }
    for cell in model.cells {
      let fields = sorts[cell.address].flatMap { context.signature.sorts[Int($0)].fields } ?? []
      let values = cell.fields.enumerated().map { index, value in
        index < fields.count ? name(value, fields[index]) : String(value)
      }
      lines.append("  @\(cell.address) ↦ (\(values.joined(separator: ", ")))")
    }
    return lines
  }
}
