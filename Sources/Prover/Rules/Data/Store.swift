// { a ↦ _ ∧ address = a }   st [address], rs   { a ↦ rs }
//
// Sound as for a load: without the cell the machine is stuck, and the obligation fails.

import AIMLang
import SepLogic

extension Execution {
  func store(_ address: Address, _ source: Register, _ path: Path) throws(LoweringError) -> [Path] {
    let duty = duty(path)
    defer { duty.close() }
    return try cases(of: term(of: address, path), path, duty).map { path, index in
      var next = path.next()
      next.state.heap[index].value = path.registers[source.index]
      next.state.heap[index].origin = lowering.origins.add(.instruction, at: program.code[path.pc].span)
      return next
    }
  }
}
