import AIMLang

/// Loads, stores, allocation: who owns a cell.
extension Explanation {
  static let memory: [Explanation] = [
    Explanation(
      .load, .footprintMissing, "a cell is read that the running code does not own",
      """
      A load is safe only if the cell is there and belongs to the running code. Memory named by an `invariant for irq
      k` is public while interrupts are on: the handler may change it between any two instructions, so that nobody else
      may even read it. It belongs to the running code between `cli` and `sti`, and to the handler while that runs.
      Other memory belongs to whom `requires` gives it. Read it under `cli`, or ask for it in `requires` or in the
      loop's invariant.
      """,
      example: ExampleSource.flag(
        """
              ld   r1, [ready]
              halt
        """),
      mended: ExampleSource.flag(
        """
              cli
              ld   r1, [ready]
              sti
              halt
        """)),
    Explanation(
      .store, .footprintMissing, "a cell is written that the running code does not own",
      """
      A store is safe only if the cell is there and belongs to the running code. A cell that an invariant shares with a
      handler is public while interrupts are on; writing it then can tear a change of the handler apart. A computed
      address must lie inside the memory that is owned for every value that it can have, so an index needs a bound.
      Write under `cli`, or ask for the cell in `requires`.
      """,
      example: ExampleSource.flag(
        """
              mov  r1, 0
              st   [ready], r1
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
      .free, .footprintMissing, "a cell is freed that the running code does not own",
      """
      `free rs, n` takes the cells rs … rs + n - 1 out of memory, and each of them must be owned by the running code.
      It fails for a second `free` of the same cells, for more cells than were allocated, for the 0 that a failed
      `alloc` gives, and for memory that is public while interrupts are on.
      """,
      example: ExampleSource.main(
        """
              alloc r1, 2
              beq  r1, 0, none
              free r1, 2
              free r1, 2
        none: halt
        """),
      mended: ExampleSource.main(
        """
              alloc r1, 2
              beq  r1, 0, none
              free r1, 2
        none: halt
        """)),
    Explanation(
      .choose, .rangeEmpty, "a `choose` has nothing to choose from",
      """
      `choose rd, lo, hi` gives any word from lo to hi, both included and unsigned. If lo can be greater than hi there
      is no such word and the machine is stuck. The bounds must be in order for every value that they can have.
      """,
      example: ExampleSource.main(
        """
              choose r1, 9, 1
              halt
        """),
      mended: ExampleSource.main(
        """
              choose r1, 1, 9
              halt
        """)),
    Explanation(
      .assert, .factUnproved, "the condition of an `assert` does not follow",
      """
      `assert` is an instruction: where its condition is false the machine is stuck, so it must follow from what is
      known on every way that leads here. Known are the contract, the invariant of the loop, the branches taken and the
      values computed. What a call or a loop may have changed is known only as far as the contract or the invariant
      says it.
      """,
      example: ExampleSource.main(
        """
              choose r1, 0, 9
              assert r1 < 9
              halt
        """),
      mended: ExampleSource.main(
        """
              choose r1, 0, 9
              assert r1 <= 9
              halt
        """)),
  ]
}
