import AIMLang

/// Jumps through registers, and loops.
extension Explanation {
  static let loops: [Explanation] = [
    Explanation(
      .jump, .targetUnknown, "a jump through a register that need not hold a label",
      """
      `jr rs` goes to the label whose code address is in rs. It must follow that rs holds the address of a label of the
      same routine; where there are several, each that is possible is followed. The name of a label is its code address.
      """,
      example: ExampleSource.main("      mov  r1, 0\n      jr   r1\ndone: halt"),
      mended: ExampleSource.main("      mov  r1, done\n      jr   r1\ndone: halt")),
    Explanation(
      .loop, .invariantMissing, "a jump back to a label without an invariant",
      """
      A proof follows a loop once, for any number of rounds, and needs to be told what holds at its head every time. Write
      `invariant A` behind the label: the memory that the loop changes, what is known of registers that it changes, and
      `ie` if it is not otherwise known. Registers and memory that the loop leaves alone need no mention.
      """,
      example: ExampleSource.main(
        """
              mov  r1, 5
        next: sub  r1, r1, 1
              bne  r1, 0, next
              halt
        """),
      mended: ExampleSource.main(
        """
              mov  r1, 5
        next: invariant ie == 1
              sub  r1, r1, 1
              bne  r1, 0, next
              halt
        """)),
    Explanation(
      .loop, .factUnproved, "the invariant of a loop does not follow",
      """
      An invariant has to hold when the loop is entered, and again at every jump back, if it held at the round before.
      Nothing else is known of registers that the loop changes, so the invariant must be strong enough to carry itself
      over one round.
      """,
      example: ExampleSource.main(
        """
              mov  r1, 0
        next: invariant ie == 1 ** r1 <= 10
              add  r1, r1, 3
              bltu r1, 10, next
              mov  r1, 12
              j    next
        """),
      mended: ExampleSource.main(
        """
              mov  r1, 0
        next: invariant ie == 1 ** r1 <= 12
              bgeu r1, 10, done
              add  r1, r1, 3
              j    next
        done: halt
        """)),
    Explanation(
      .loop, .invariantUnproved, "an invariant inside the invariant of a loop does not hold",
      """
      The invariant of the loop contains a named invariant, as its meaning. The memory is owned, but the condition in the
      named invariant does not follow here.
      """,
      example: ExampleSource.creditLoop("      mov  r1, 11\n      st   [credit], r1"),
      mended: ExampleSource.creditLoop("      mov  r1, 9\n      st   [credit], r1")),
    Explanation(
      .loop, .footprintMissing, "the invariant of a loop names memory that is not owned",
      """
      At the label the running code must own the memory that the invariant names, when the loop is entered and at every
      jump back. It was freed or given back in the loop, or belongs to an invariant that is public here.
      """,
      example: ExampleSource.flag(
        """
        wait: invariant ie == 1 ** ready |-> _
              ld   r1, [ready]
              beq  r1, 0, wait
              halt
        """),
      mended: ExampleSource.flag(
        """
        wait: invariant ie == 1
              cli
              ld   r1, [ready]
              sti
              beq  r1, 0, wait
              halt
        """)),
    Explanation(
      .loop, .footprintLeftover, "a loop comes back with more memory than it had",
      """
      Whenever control comes back to the label, the running code must own just what it owned there at first: the memory
      of the invariant and the rest, cell by cell. Memory that the loop gained, by `alloc` or `cli`, is to be freed or
      given back, or named in the invariant.
      """,
      example: ExampleSource.main(
        """
              mov  r2, 3
        next: invariant ie == 1
              beq  r2, 0, done
              alloc r1, 1
              sub  r2, r2, 1
              j    next
        done: halt
        """),
      mended: ExampleSource.main(
        """
              mov  r2, 3
        next: invariant ie == 1
              beq  r2, 0, done
              alloc r1, 1
              sub  r2, r2, 1
              beq  r1, 0, next
              free r1, 1
              j    next
        done: halt
        """)),
    Explanation(
      .loop, .frameChanged, "a loop changes memory that its invariant does not mention",
      """
      What an invariant does not mention is taken to stay as it is, cell by cell, so that nothing has to be said of it. A
      cell that the loop writes must be named in the invariant, with what is known of its content: `a |-> _` if nothing.
      The same holds of an instance of a family of invariants that the loop takes into use, or puts back.
      """,
      example: ExampleSource.main(
        requires: "a |-> _",
        """
              mov  r1, 3
        next: invariant ie == 1
              st   [a], r1
              sub  r1, r1, 1
              bne  r1, 0, next
              halt
        """,
        after: "global a"),
      mended: ExampleSource.main(
        requires: "a |-> _",
        """
              mov  r1, 3
        next: invariant ie == 1 ** a |-> _
              st   [a], r1
              sub  r1, r1, 1
              bne  r1, 0, next
              halt
        """,
        after: "global a")),
    Explanation(
      .loop, .flagMismatch, "a loop comes back with another interrupt flag",
      """
      The interrupt flag at a label must be the same whenever control arrives there, because it decides which memory the
      code owns. A way through the loop forgets its `sti`, or has one too many.
      """,
      example: ExampleSource.flag(
        """
        wait: invariant true
              cli
              ld   r1, [ready]
              beq  r1, 0, wait
              sti
              halt
        """),
      mended: ExampleSource.flag(
        """
        wait: invariant true
              cli
              ld   r1, [ready]
              sti
              beq  r1, 0, wait
              halt
        """)),
    Explanation(
      .loop, .disjunctionUnproved, "no alternative of a loop's invariant holds",
      """
      The invariant is a disjunction about memory. When the loop is entered and at every jump back one of its alternatives
      must hold, and none follows here. If the alternative depends on a case, `@case c` before the jump makes the proof
      look at c and at its opposite apart.
      """,
      example: ExampleSource.main(
        requires: "state |-> 0",
        """
              mov  r1, 2
        next: invariant ie == 1 ** (state |-> 0 || state |-> 1)
              st   [state], r1
              j    next
        """,
        after: "global state"),
      mended: ExampleSource.main(
        requires: "state |-> 0",
        """
              mov  r1, 1
        next: invariant ie == 1 ** (state |-> 0 || state |-> 1)
              st   [state], r1
              j    next
        """,
        after: "global state")),
  ]
}
