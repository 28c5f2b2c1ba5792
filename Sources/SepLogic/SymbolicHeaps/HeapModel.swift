// A concrete stack and heap.

/// A stack and a heap, as evidence against an entailment.
package struct HeapModel: Sendable, Equatable {
  /// A location or an integer. Locations are numbered over all sorts; 0 is nil of any sort.
  package typealias Value = Int64

  /// An address and what is there.
  package struct Cell: Sendable, Equatable {
    package var address: Value
    package var fields: [Value]

    package init(address: Value, fields: [Value]) {
      self.address = address
      self.fields = fields
    }
  }

  /// By variable; nil where no value is given.
  package var stack: [Value?]
  /// Ascending addresses.
  package var cells: [Cell]

  package init(stack: [Value?], cells: [Cell]) {
    self.stack = stack
    self.cells = cells.sorted { $0.address < $1.address }
  }
}
