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
        after: ExampleSource.stateInvariant),
      mended: ExampleSource.main(
        """
              cli
              mov  r1, 1
              st   [state], r1
              sti
              halt
        """,
        after: ExampleSource.stateInvariant)),
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
    Explanation(
      .iret, .disjunctionUnproved, "a handler returns with no alternative of its invariant true",
      """
      The invariant is a disjunction, and at `iret` one of its alternatives must hold of the memory that the handler
      gives back. None follows from what is known here.
      """,
      example: ExampleSource.states("      mov  r1, 2\n      st   [state], r1\n      iret"),
      mended: ExampleSource.states("      mov  r1, 1\n      st   [state], r1\n      iret")),
    Explanation(
      .iret, .footprintLeftover, "a handler returns with memory that nobody takes",
      """
      At `iret` a handler owns the memory of its invariants and nothing else, because it ends and the interrupted code
      does not know of more. Memory that it allocated must be freed, become a part of the invariant, or be given up with
      `@leak`.
      """,
      example: ExampleSource.main(
        "      halt", after: "handler uart on irq 0 {\n      alloc r1, 1\n      iret\n}"),
      mended: ExampleSource.main(
        "      halt",
        after: "handler uart on irq 0 {\n      alloc r1, 1\n      beq  r1, 0, none\n      free r1, 1\nnone: iret\n}")),
    Explanation(
      .iret, .factUnproved, "what a handler ensures does not follow at its `iret`",
      """
      The `ensures` of a handler says what it leaves behind beyond the invariants, for its reader and for the checker. It
      has to hold at every `iret`, before the memory of the invariants is given back.
      """,
      example: ExampleSource.main("      halt", after: ExampleSource.uart(clauses: "ensures ready |-> 0")),
      mended: ExampleSource.main("      halt", after: ExampleSource.uart(clauses: "ensures ready |-> 1"))),
    Explanation(
      .iret, .stackEmpty, "`iret` where no interrupt is to return from",
      """
      `iret` takes an interrupt frame from the top of the stack: it stands in a handler. The entry of a thread has no such
      frame, and in a function that a handler calls the frame on top is that of the call.
      """,
      example: ExampleSource.main("      iret"),
      mended: ExampleSource.main("      halt")),
    Explanation(
      .handler, .factUnproved, "what a handler requires does not follow when it starts",
      """
      A handler may run whenever interrupts are on, with any values in the registers and with nothing but the memory of
      the invariants. Its `requires` is not a demand on somebody but a consequence of these, which gives names to what is
      there (`with`). Put what the handler relies on into the invariant.
      """,
      example: ExampleSource.main("      halt", after: ExampleSource.uart(clauses: "requires ready |-> 0")),
      mended: ExampleSource.main("      halt", after: ExampleSource.uart(clauses: "with (n) requires ready |-> n"))),
    Explanation(
      .handler, .footprintMissing, "a handler requires memory that it does not start with",
      """
      A handler starts with the memory of the invariants and nothing else. Memory of the interrupted code stays with that
      code. Put what the handler needs into an invariant of its level.
      """,
      example: ExampleSource.main(
        "      halt", after: ExampleSource.uart(clauses: "requires spare |-> _") + "\n\nglobal spare"),
      mended: ExampleSource.main(
        "      halt", after: ExampleSource.uart(clauses: "requires ready |-> _") + "\n\nglobal spare")),
    Explanation(
      .handler, .disjunctionUnproved, "no alternative of what a handler requires holds when it starts",
      """
      The handler's `requires` is a disjunction about memory, and none of its alternatives follows from the invariants.
      Put what the handler relies on into the invariant.
      """,
      example: ExampleSource.main(
        "      halt", after: ExampleSource.uart(clauses: "requires ready |-> 0 || ready |-> 1")),
      mended: ExampleSource.states(
        "      mov  r1, 1\n      st   [state], r1\n      iret", requires: ExampleSource.alternatives)),
    Explanation(
      .handler, .unreachable, "no path through a handler reaches an instruction",
      """
      The proof went along every path that the handler can take, and none comes by this instruction. The verdict stands,
      but nothing was shown of what stands here: a branch may be decided the wrong way by a fact that is too strong.
      """,
      example: ExampleSource.main(
        "      halt", after: "handler uart on irq 0 {\n      j    out\n      mov  r1, 1\nout:  iret\n}"),
      mended: ExampleSource.main("      halt", after: "handler uart on irq 0 {\n      j    out\nout:  iret\n}")),
  ]
}
