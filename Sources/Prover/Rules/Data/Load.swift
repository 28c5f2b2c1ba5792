// { a ↦ v ∧ address = a }   ld rd, [address]   { a ↦ v ∧ rd = v }
//
// Sound because the cases of a lookup cover the state: in each either a chunk is at the address, by the facts of the
// case, or the load is stuck and the obligation fails.

import AIMLang
import SepLogic

extension Execution {
  func load(_ destination: Register, _ address: Address, _ path: Path) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    var successors: [Path] = []
    let target = term(of: address, path)
    for branch in heap.lookup(target, in: path.state) {
      switch branch {
      case .hit(let state, let index):
        var next = path.with(state: state).next()
        next.registers[destination.index] = state.heap[index].value
        successors.append(next)
      case .missing(let missing): fail(duty, missing, target, path)
      }
    }
    return successors
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
