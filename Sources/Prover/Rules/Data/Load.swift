// { a ↦ v ∧ address = a }   ld rd, [address]   { a ↦ v ∧ rd = v }
//
// Sound because the cases of a lookup cover the state: in each either a chunk is at the address, by the facts of the
// case, or the load is stuck and the obligation fails.

import AIMLang
import SepLogic

extension Execution {
  func load(_ destination: Register, _ address: Address, _ path: Path) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    return try cases(of: term(of: address, path), path, duty).map { path, index in
      var next = path.next()
      next.registers[destination.index] = path.state.heap[index].value
      return next
    }
  }

  /// The address of a load or store, which wraps at the word width.
  func term(of address: Address, _ path: Path) -> TermID {
    switch address {
    case .absolute(let value): arena.int(Int128(value))
    case .register(let base, let offset):
      offset == 0
        ? path.registers[base.index]
        : settled(arena.wordAdd(path.registers[base.index], arena.int(Int128(offset))), path)
    }
  }
}
