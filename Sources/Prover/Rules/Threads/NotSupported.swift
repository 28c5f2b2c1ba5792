// Instructions of nested interrupts and of threads: no rule yet, so an obligation that stays undecided.

import AIMLang

extension Execution {
  func notSupported(_ what: String, _ path: Path) throws(LoweringError) -> [Path] {
    throw .notSupported("`\(what)`", program.code[path.pc].span)
  }
}
