// The one place of the prover that knows every instruction. No `default`: a new instruction does not compile until it
// has a rule.

import AIMLang

extension Execution {
  /// The successors of a path after its instruction.
  func execute(_ path: Path) -> [Path] {
    let instruction = program.code[path.pc]
    do {
      switch instruction.operation {
      case .move(let destination, let source): return move(destination, source, path)
      case .binary(let op, let destination, let a, let b): return binary(op, destination, a, b, path)
      case .unary(let op, let destination, let source): return unary(op, destination, source, path)
      case .load(let destination, let address): return try load(destination, address, path)
      case .store(let address, let source): return try store(address, source, path)
      case .branch(let condition, let a, let b, let target): return branch(condition, a, b, target, path)
      case .jump(let target): return jump(to: target, path)
      case .jumpRegister(let source): return jumpRegister(source, path)
      case .call(let callee):
        let duty = duty(path)
        defer { duty.close() }
        return try call(callee, path, duty)
      case .callRegister(let source):
        let duty = duty(path)
        defer { duty.close() }
        return try callRegister(source, path, duty)
      case .return:
        try self.return(path, duty(path))
        return []
      case .cli: return try cli(path)
      case .sti: return try sti(path)
      case .iret:
        try iret(path, duty(path))
        return []
      case .eoi: return try eoi(path)
      case .mask, .unmask: return mask(path)
      case .switch: return try self.switch(path)
      case .block(let queue, let operands): return try block(queue, operands, path)
      case .unblock(let destination, let queue, let operands): return try unblock(destination, queue, operands, path)
      case .halt:
        halt(path)
        return []
      case .print: return [path.next()]
      case .choose(let destination, let low, let high): return choose(destination, low, high, path)
      case .alloc(let destination, let count): return try alloc(destination, count, path)
      case .free(let base, let count): return try free(base, count, path)
      case .assert(let condition): return try assert(condition, path, duty(path))
      }
    } catch {
      duty(path).doubt(undecided(error, instruction.operation.check, at: instruction.span, pc: path.pc))
      return []
    }
  }
}
