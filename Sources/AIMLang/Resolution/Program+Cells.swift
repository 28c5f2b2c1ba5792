/// Names of memory cells.
extension Program {
  /// What a cell of a global is called, as `left`, `buf[3]`, `n.next` or `table[1].next`; nil for any other address.
  package func cellName(_ address: UInt64) -> String? {
    // Globals are laid out upwards in their order.
    var low = 0
    var high = globals.count
    while low < high {
      let middle = (low + high) / 2
      if globals[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let global = globals[low - 1]
    let offset = address - global.address
    guard offset < UInt64(global.initial.count) else { return nil }
    let index = Int(offset)
    if let fields = structs.first(where: { $0.name == global.structName })?.fields, !fields.isEmpty {
      let field = fields[index % fields.count]
      let element = global.initial.count > fields.count ? "[\(index / fields.count)]" : ""
      return "\(global.name)\(element).\(field)"
    }
    return global.initial.count == 1 ? global.name : "\(global.name)[\(index)]"
  }
}
