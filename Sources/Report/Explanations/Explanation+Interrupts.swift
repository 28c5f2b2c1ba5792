import AIMLang

/// Flags and handlers: when memory changes hands.
extension Explanation {
  static let interrupts: [Explanation] = [
    Explanation(
      .sti, .invariantUnproved, "an invariant does not hold where interrupts are switched on",
      """
      From `sti` on a handler can run between any two instructions, and it relies on the invariant of its level. The
      running code, which owned that memory while interrupts were off, gives it back here and has to show that the
      invariant holds of it. Put the values right before `sti`, or weaken the invariant if the handler does not need
      as much.
      """,
      example: ExampleSource.credit(
        """
              cli
              mov  r1, 11
              st   [credit], r1
              sti
              halt
        """),
      mended: ExampleSource.credit(
        """
              cli
              mov  r1, 10
              st   [credit], r1
              sti
              halt
        """)),
    Explanation(
      .sti, .footprintMissing, "memory of an invariant is gone where interrupts are switched on",
      """
      `sti` gives the memory of the invariants back to the public. A cell that the invariant names is not among what
      the running code owns here: it was freed, given up with `@leak`, or handed to somebody else, or the flag that
      says which cells the invariant has was changed without changing them.
      """,
      example: ExampleSource.flag(
        """
              cli
              mov  r1, ready
              free r1, 1
              sti
              halt
        """),
      mended: ExampleSource.flag(
        """
              cli
              mov  r1, 0
              st   [ready], r1
              sti
              halt
        """)),
    Explanation(
      .sti, .disjunctionUnproved, "no alternative of an invariant holds where interrupts are switched on",
      """
      The invariant is a disjunction, and `sti` has to show that one of its alternatives holds of the memory that is
      given back. None follows from what is known here. Either a value is wrong, or the alternative depends on a case
      that the proof should distinguish: `@case c` before the `sti` makes it look at c and at its opposite apart.
      """,
      example: ExampleSource.main(
        """
              cli
              mov  r1, 2
              st   [state], r1
              sti
              halt
        """,
        after: """
          global state = 0

          invariant for irq 0: state |-> 0 || state |-> 1
          """),
      mended: ExampleSource.main(
        """
              cli
              mov  r1, 1
              st   [state], r1
              sti
              halt
        """,
        after: """
          global state = 0

          invariant for irq 0: state |-> 0 || state |-> 1
          """)),
    Explanation(
      .iret, .invariantUnproved, "a handler returns with its invariant broken",
      """
      A handler starts with the memory of the invariants and owns it until `iret`, which makes it public again. What
      the handler leaves behind must satisfy the invariant, on every way to every `iret`: the interrupted code and the
      next interrupt rely on it.
      """,
      example: ExampleSource.credit(
        handler: """
          handler grant on irq 0 {
                ld   r1, [credit]
                add  r1, r1, 1
                st   [credit], r1
                iret
          }
          """,
        """
              halt
        """),
      mended: ExampleSource.credit(
        """
              halt
        """)),
    Explanation(
      .iret, .footprintMissing, "a handler returns without memory that its invariant needs",
      """
      `iret` gives the memory of the invariants back. A cell that the invariant names is not among what the handler
      owns here: it was freed, given up with `@leak`, or handed to somebody else.
      """,
      example: """
        global ready = 0

        invariant for irq 0: ready |-> _

        handler uart on irq 0 {
              mov  r1, ready
              free r1, 1
              iret
        }

        func main() { halt }

        boot { thread main }
        """,
      mended: ExampleSource.flag("      halt")),
  ]
}
