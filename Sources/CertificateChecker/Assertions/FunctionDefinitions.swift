// Functions of the logic that contain themselves, for the solver. All others are written out where they are used.

import AIMLang

struct FunctionDefinitions {
  private let program: Program
  private let recursive: [Int]

  init(_ program: Program) {
    self.program = program
    recursive = program.functions.indices.filter { program.isRecursive(FunctionID($0)) }
  }

  /// The sorts of their values, by name.
  var sorts: [String: Sort] {
    Dictionary(recursive.map { (program.functions[$0].name, Sort(program.functions[$0].sort)) }) { first, _ in first }
  }

  /// Their definitions. That each has a value for all arguments has to be shown first, since a definition without one would
  /// prove anything.
  func texts(_ width: Int) throws -> [String: String] {
    guard recursive.isEmpty else {
      throw CheckFailure("functions that contain themselves cannot be re-checked")
    }
    return [:]
  }
}
