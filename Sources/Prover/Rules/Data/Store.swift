// { a ↦ _ ∧ address = a }   st [address], rs   { a ↦ rs }
//
// Sound as for a load: without the cell the machine is stuck, and the obligation fails.

import AIMLang
import SepLogic

extension Execution {
  func store(_ address: Address, _ source: Register, _ path: Path) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    let target = term(of: address, path)
    var successors: [Path] = []
    for branch in heap.lookup(target, in: path.state) {
      switch branch {
      case .hit(var state, let index):
        state.heap[index].value = path.registers[source.index]
        state.heap[index].origin = lowering.origins.add(.instruction, at: program.code[path.pc].span)
        successors.append(path.with(state: state).next())
      case .missing(let missing): fail(duty, missing, target, path)
      }
    }
    return successors
  }
}
