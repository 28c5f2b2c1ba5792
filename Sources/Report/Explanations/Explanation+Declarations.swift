import AIMLang

/// Invariants, contracts, the start of the program, ghost code.
extension Explanation {
  static let declarations: [Explanation] = [
    Explanation(
      .invariant, .imprecise, "an invariant does not determine its memory",
      """
      When the flags change, the memory of an invariant changes hands, so in any memory at most one part may satisfy it.
      This one leaves open which cells it means: an address or a condition depends on something that no cell of the
      invariant determines, or two alternatives can hold of different cells. Let addresses and conditions depend on
      globals and on the content of cells that the invariant has.
      """,
      example: "global a\n\ninvariant for irq 0: exists p :: p |-> 0\n\n" + ExampleSource.main("      halt"),
      mended: "global a\n\ninvariant for irq 0: a |-> 0\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .invariant, .unsatisfiable, "no memory satisfies an invariant",
      """
      The invariant contradicts itself: one cell twice, or a condition that no content fulfils. Everything that is proved
      with it says nothing, and no program can start with it.
      """,
      example: "global a\n\ninvariant for irq 0: exists n :: a |-> n ** n < n",
      mended: "global a\n\ninvariant for irq 0: exists n :: a |-> n ** n < 9"),
    Explanation(
      .contract, .unsatisfiable, "nothing satisfies what a function requires",
      """
      The `requires` contradicts itself, so the proof of the function says nothing: it can never be called. Often two
      clauses name the same cell, or a bound is the wrong way round.
      """,
      example: "func f(n)\n  requires n > 9 ** n < 3\n{ ret }\n\n" + ExampleSource.main("      halt"),
      mended: "func f(n)\n  requires n > 3 ** n < 9\n{ ret }\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .contract, .unreachable, "no path through a function reaches an instruction",
      """
      The proof went along every path that the contract allows, and none comes by this instruction. The verdict stands,
      but nothing was shown of what stands here: a branch may be decided the wrong way by a fact that is too strong.
      """,
      example: ExampleSource.main("      mov  r1, 5\n      bne  r1, 5, else\n      halt\nelse: halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      halt")),
    Explanation(
      "contract:extern.assumed", "the contract of an extern function is assumed",
      """
      `extern func` gives a contract without code: the checker takes the user's word for it. Everything that is proved
      with it is proved under this assumption, and the verdict says so. The explorer cannot run such a function. Give
      the function a body to have it checked.
      """,
      example: "extern func f(a)\n  ensures result < 10\n\n"
        + ExampleSource.main("      call f\n      assert r1 < 10\n      halt"),
      mended: "func f(a)\n  ensures result < 10\n{\n      mov  r1, 3\n      ret\n}\n\n"
        + ExampleSource.main("      call f\n      assert r1 < 10\n      halt")),
    Explanation(
      .boot, .footprintMissing, "the memory at boot does not suffice",
      """
      Memory at boot is the globals. They must split into what the threads' contracts require and the memory of all
      invariants; no cell can be given to two of them. A cell that an invariant shares cannot be required by a thread
      that starts with interrupts on.
      """,
      example: ExampleSource.main(requires: "ready |-> _", "      halt", after: ExampleSource.flagHandler),
      mended: ExampleSource.main("      halt", after: ExampleSource.flagHandler)),
    Explanation(
      .boot, .factUnproved, "the initial values do not fulfil what a thread requires",
      """
      The function of a thread relies on its `requires` from the first instruction on. The globals have their initial
      values then (0 if none is given), parameters are the arguments in `boot`, and all other registers are 0.
      """,
      example: ExampleSource.main(requires: "a |-> 1", "      halt", after: "global a"),
      mended: ExampleSource.main(requires: "a |-> 1", "      halt", after: "global a = 1")),
    Explanation(
      .boot, .invariantUnproved, "the initial values do not fulfil an invariant",
      """
      Threads start with interrupts on, so every invariant is public from the first step on and must hold of the initial
      values of the globals.
      """,
      example: "global credit = 11\n\ninvariant for irq 0: exists n :: credit |-> n ** n <= 10\n\n"
        + ExampleSource.main("      halt"),
      mended: "global credit = 10\n\ninvariant for irq 0: exists n :: credit |-> n ** n <= 10\n\n"
        + ExampleSource.main("      halt")),
    Explanation(
      .boot, .disjunctionUnproved, "the initial values fulfil no alternative",
      """
      An invariant or the `requires` of a thread is a disjunction about memory, and the initial values of the globals
      fulfil none of its alternatives.
      """,
      example: "global state = 2\n\ninvariant for irq 0: state |-> 0 || state |-> 1\n\n"
        + ExampleSource.main("      halt"),
      mended: "global state = 1\n\ninvariant for irq 0: state |-> 0 || state |-> 1\n\n"
        + ExampleSource.main("      halt")),
    Explanation(
      .boot, .flagMismatch, "a thread starts with other flags than its function requires",
      """
      A thread starts with interrupts on, at thread level. A function that requires anything else can be called where
      that holds, but not started.
      """,
      example: ExampleSource.main(requires: "ie == 0", "      sti\n      halt"),
      mended: ExampleSource.main(requires: "ie == 1", "      halt")),
  ]

  static let ghosts: [Explanation] = [
    Explanation(
      .ghost, .factUnproved, "a condition in ghost code does not follow",
      """
      `@assert A` has to follow from what is known at this point, as `@leak A` has to name memory that is owned with
      contents as said. Nothing happens at run time; an `@assert` is a place to ask the prover what it knows, and to split
      a hard step in two.
      """,
      example: ExampleSource.main("      choose r1, 0, 9\n      @assert r1 < 9\n      halt"),
      mended: ExampleSource.main("      choose r1, 0, 9\n      @assert r1 <= 9\n      halt")),
    Explanation(
      .ghost, .footprintMissing, "ghost code names memory that is not owned",
      """
      `@assert` and `@leak` speak of memory that the running code owns. The cell that they name is not owned here: it is
      public while interrupts are on, belongs to a caller that did not hand it over, or does not exist.
      """,
      example: ExampleSource.flag("      @assert ready |-> _\n      halt"),
      mended: ExampleSource.flag("      cli\n      @assert ready |-> _\n      sti\n      halt")),
    Explanation(
      .ghost, .invariantUnproved, "an invariant in ghost code does not follow",
      """
      The ghost line contains a named invariant, as its meaning. The memory is owned, but the condition in the invariant
      does not follow here.
      """,
      example: ExampleSource.namedCredit(
        "      mov  r1, 11\n      st   [credit], r1\n      @assert bound()\n      mov  r1, 9"),
      mended: ExampleSource.namedCredit("      mov  r1, 9\n      st   [credit], r1\n      @assert bound()")),
    Explanation(
      .ghost, .disjunctionUnproved, "no alternative in ghost code holds",
      """
      The ghost line has a disjunction about memory, and none of its alternatives follows here. `@case c` before it makes
      the proof look at c and at its opposite apart.
      """,
      example: ExampleSource.main(
        requires: "state |-> 2", "      @assert state |-> 0 || state |-> 1\n      halt", after: "global state = 2"),
      mended: ExampleSource.main(
        requires: "state |-> 1", "      @assert state |-> 0 || state |-> 1\n      halt", after: "global state = 1")),
    Explanation(
      .ghost, .imprecise, "a leak does not determine its memory",
      """
      `@leak A` gives memory up for good, so it must be certain which: in any memory at most one part may satisfy A, as for
      an invariant. Let addresses be registers, globals, and the content of cells that are given up with it, and write `c ?
      A : B` for alternatives, with a condition c on these.
      """,
      example: ExampleSource.main(
        requires: "ready |-> _ ** state |-> _", "      @leak exists p :: p |-> _\n      halt",
        after: "global ready\nglobal state"),
      mended: ExampleSource.main(
        requires: "ready |-> _ ** state |-> _", "      @leak ready |-> _\n      halt",
        after: "global ready\nglobal state")),
    Explanation(
      "ghost:assume.assumed", "a fact is assumed",
      """
      `@assume A` tells the prover to take A for granted. Everything that is proved with it is proved under this
      assumption, and the verdict says so; the explorer reports where it turns out wrong. Use it while looking for a proof,
      and replace it by `@assert` or a contract.
      """,
      example: ExampleSource.main("      choose r1, 0, 9\n      @assume r1 <= 9\n      assert r1 < 10\n      halt"),
      mended: ExampleSource.main("      choose r1, 0, 9\n      @assert r1 <= 9\n      assert r1 < 10\n      halt")),
  ]
}
