// Heap formulas with boolean structure, as one array of nodes: children come before their parents.

/// Index of a node of a `HeapFormula`.
package typealias FormulaID = Int32

/// An arena of formulas.
package struct HeapFormula: Sendable {
  /// A connective, or an atom.
  package enum Node: Sendable {
    case truth(Bool)
    /// The heap is empty.
    case emp
    /// Two locations are the same; holds in any heap.
    case equal(HeapVariableID, HeapVariableID)
    case linear(LinearConstraint)
    /// The heap is this one cell.
    case cell(HeapVariableID, [HeapVariableID])
    case instance(Int32, [HeapVariableID])
    case not(FormulaID)
    case and([FormulaID])
    case or([FormulaID])
    case separate([FormulaID])
    /// Whatever heap of the first is added, the second holds.
    case wand(FormulaID, FormulaID)
    case exists([HeapVariableID], FormulaID)
  }

  package private(set) var nodes: [Node] = []

  package init() {}

  /// Adds a node whose children are there already.
  package mutating func add(_ node: Node) -> FormulaID {
    nodes.append(node)
    return FormulaID(nodes.count - 1)
  }

  package subscript(id: FormulaID) -> Node { nodes[Int(id)] }
}
