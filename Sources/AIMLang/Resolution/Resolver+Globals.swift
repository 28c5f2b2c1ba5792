/// The layout of globals: upwards from a fixed address, each followed by a word that is in no memory, so that
/// running over the end of one is a fault. Both engines use these addresses.
extension Resolver {
  /// 0 stays free for null, and small numbers for flags and counts, so that mistaking one for an address is a fault.
  var firstAddress: UInt64 { program.width == .bits8 ? 16 : 0x1000 }

  mutating func address(ofGlobal index: Int, at span: SourceSpan) -> UInt64? {
    switch layout {
    case .running:
      report(
        .constantCycle, "the size of a global cannot depend on the address of one", at: span,
        related: [RelatedPlace(globals[index].syntax.name.span, "declared here")])
      return nil
    case .untouched: layOut()
    case .failed, .done: break
    }
    return addresses[index]
  }

  private mutating func layOut() {
    layout = .running
    var next = Int128(firstAddress)
    var cells: Int128 = 0
    for (index, item) in globals.enumerated() {
      guard let count = inContext(of: item.module, { $0.cellCount(item.syntax) }) else { continue }
      cells += Int128(count)
      guard cells <= Int128(FrontEndLimits.cells), next + Int128(count) <= Int128(program.width.mask) else {
        report(
          .globalsLarge, "the globals up to this one do not fit into memory", at: item.syntax.name.span,
          suggestion: "memory is \(firstAddress) to \(program.width.mask - 1), with a free word between globals, "
            + "and at most \(FrontEndLimits.cells) cells")
        break
      }
      cellCounts[index] = count
      addresses[index] = UInt64(next)
      next += Int128(count) + 1
    }
    layout = .done(())
  }

  private mutating func cellCount(_ global: GlobalSyntax) -> Int? {
    var size = 1
    if let name = global.structure {
      guard let index = lookUp(name, .structure, "a struct") else { return nil }
      size = program.structs[index].fields.count
      guard size > 0 else {
        report(.globalCount, "a global of a struct without fields has no cells", at: name.span)
        return nil
      }
    }
    guard let expression = global.count else { return size }
    guard let value = constant(expression) else { return nil }
    guard let count = Int(exactly: value), (1...FrontEndLimits.cells).contains(count) else {
      report(
        .globalCount, "a global cannot have \(value) elements", at: expression.span,
        suggestion: "1 to \(FrontEndLimits.cells)")
      return nil
    }
    return count * size
  }

  mutating func resolveGlobals() {
    if case .untouched = layout { layOut() }
    for (index, item) in globals.enumerated() {
      module = item.module
      context = .constant
      let global = item.syntax
      let count = cellCounts[index]
      let values = global.initial.map { kept(word($0)) ?? 0 }
      let initial: [UInt64]
      switch values.count {
      case 0: initial = Array(repeating: 0, count: count)
      case 1: initial = Array(repeating: values[0], count: count)
      case count: initial = values
      default:
        initial = []
        // A global whose size is wrong has been reported.
        if addresses[index] != nil {
          report(
            .globalInitial, "`\(global.name.text)` has \(count) cells, but \(values.count) initial values",
            at: global.name.span, suggestion: "give one value for all cells, or one for each")
        }
      }
      program.globals.append(
        Global(
          name: global.name.text, address: kept(addresses[index]) ?? 0, initial: initial,
          structName: global.structure?.text, span: item.declaration, documentation: item.documentation))
    }
  }
}
