import AIMLang
import Driver
import Report

/// Programs for the driver, from memory.
enum Checking {
  static func check(_ text: String, _ adjust: (inout CheckOptions) -> Void = { _ in }) -> FileReport {
    var options = CheckOptions()
    options.reader = { $0 == "main.aim" ? text : nil }
    adjust(&options)
    return Driver.check("main.aim", options).report
  }

  static func replay(_ text: String, _ schedule: String) -> FileReport {
    Driver.replay("main.aim", schedule: schedule, reader: { $0 == "main.aim" ? text : nil }).report
  }

  /// A counter that a handler shares, with a body for main and another routine besides.
  static func counter(_ main: String, _ more: String = "") -> String {
    """
    word 8
    global n = 1
    invariant for irq 0: exists v :: n |-> v ** v <= 9
    handler clear on irq 0 {
          mov  r1, 0
          st   [n], r1
          iret
    }
    \(more)
    func main()
      requires ie == 1
    {
    \(main)
    }
    boot { thread main }

    """
  }

  static let sound = counter(
    """
          cli
          ld   r1, [n]
          bge  r1, 9, full
          add  r1, r1, 1
          st   [n], r1
    full: sti
          halt
    """)

  /// Reads what is public.
  static let unlocked = counter("      ld   r1, [n]\n      halt")

  /// Forgets the bound.
  static let unbounded = counter(
    """
          choose r2, 0, 200
          cli
          ld   r1, [n]
          add  r1, r1, r2
          st   [n], r1
          sti
          halt
    """)
}
