// { emp }   alloc rd, n   { rd = 0  ∨  rd ↦ _ * … * rd + n − 1 ↦ _ }
//
// The machine may refuse (0), so both outcomes are followed. The address of fresh cells is not 0, the cells do not
// run over the end of memory, and they lie above all globals; that they differ from every owned cell is what it means
// to stand beside them in a heap. Nothing is said of their contents, although the machine clears them.

import AIMLang
import SepLogic

extension Execution {
  /// More cells than this in one instruction are not followed one by one.
  static let cellLimit = 4096

  func alloc(_ destination: Register, _ count: Int, _ path: Path) throws(LoweringError) -> [Path] {
    guard (1...Self.cellLimit).contains(count) else {
      throw .tooLarge("an `alloc` of \(count) cells", program.code[path.pc].span)
    }
    var refused = path.next()
    refused.registers[destination.index] = arena.zero
    refused.choices.append(arena.zero)

    let base = arena.wordSymbol("fresh")
    let floor = program.globals.map { Int128($0.address) + Int128($0.initial.count) }.max() ?? 1
    var granted =
      path
      .assuming(arena.lessOrEqual(arena.int(max(1, floor)), base))
      .assuming(arena.lessOrEqual(arena.add(base, arena.int(Int128(count) - 1)), arena.int(arena.modulus - 1)))
      .next()
    granted.registers[destination.index] = base
    granted.choices.append(base)
    let origin = lowering.origins.add(.instruction, at: program.code[path.pc].span)
    for offset in 0..<count {
      granted.state.heap.append(
        Chunk(
          address: arena.add(base, arena.int(Int128(offset))), value: arena.wordSymbol("fresh[\(offset)]"),
          origin: origin))
    }
    return [refused] + feasible(self.granted(granted, base, granted.state.heap.suffix(count)))
  }
}
