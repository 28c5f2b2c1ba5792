import AIMLang

/// Source names of concrete addresses that a model or a constant gives.
struct CellNames {
  private let program: Program

  init(_ program: Program) { self.program = program }

  func global(at address: Int128) -> Global? {
    program.globals.first {
      Int128($0.address) <= address && address < Int128($0.address) + Int128($0.initial.count)
    }
  }

  /// `left`, `buffer[3]`, `node.next`; nil for what is in no global.
  func name(of address: Int128) -> String? { UInt64(exactly: address).flatMap(program.cellName) }

  /// What lies near an address in no global: “one past the end of `buffer`”.
  func place(of address: Int128) -> String? {
    for global in program.globals {
      if address == Int128(global.address) + Int128(global.initial.count) {
        return "one past the end of `\(global.name)`"
      }
      if address == Int128(global.address) - 1 { return "one before the start of `\(global.name)`" }
    }
    return nil
  }
}
