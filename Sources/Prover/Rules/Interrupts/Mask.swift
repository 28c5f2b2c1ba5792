// { P }   mask k   { P }          { P }   unmask k   { P }
//
// A mask gives nobody anything. It only takes away arrivals of one line, so what holds without it holds with it; and it
// cannot give I(k) to the code that masks, since other threads and handlers of lower priority reach I(k) by turning interrupts
// off, and may unmask the line.

import AIMLang

extension Execution {
  func mask(_ path: Path) -> [Path] {
    duty(path).close()
    return [path.next()]
  }
}
