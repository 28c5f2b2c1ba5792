// { rs ↦ _ * … * rs + n − 1 ↦ _ }   free rs, n   { emp }
//
// Every cell has to be owned; the sums wrap. Globals are cells like any other.

import AIMLang
import SepLogic

extension Execution {
  func free(_ base: Register, _ count: Int, _ path: Path) throws(LoweringError) -> [Path] {
    guard (1...Self.cellLimit).contains(count) else {
      throw .tooLarge("a `free` of \(count) cells", program.code[path.pc].span)
    }
    let duty = duty(path)
    defer { duty.close() }
    var paths = [path]
    for offset in 0..<count {
      var next: [Path] = []
      for path in paths {
        let address = term(of: .register(base, offset: UInt64(offset)), path)
        next += try cases(of: address, path, duty).map { path, index in
          var path = path
          path.state.heap.remove(at: index)
          return path
        }
      }
      paths = next
    }
    return paths.map { $0.next() }
  }
}
