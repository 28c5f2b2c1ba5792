import AIMLang

/// Routines, instructions, assertions and `boot`, as the resolver checks them.
extension Explanation {
  static let bodies: [Explanation] = [
    Explanation(
      .handlerDuplicate, "an interrupt has two handlers",
      "Each interrupt line enters one handler. Let one handler call functions for several tasks.",
      example: "handler uart on irq 0 { iret }\nhandler timer on irq 0 { iret }\n\n" + ExampleSource.main("      halt"),
      mended: "handler uart on irq 0 { iret }\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .parametersMany, "a function has too many parameters",
      "Parameters name r1 to r15 at the entry of a function, so there are at most 15. Pass more in memory.",
      example: "func f(" + (1...16).map { "p\($0)" }.joined(separator: ", ") + ") { ret }\n\n"
        + ExampleSource.main("      call f\n      halt"),
      mended: "func f(" + (1...15).map { "p\($0)" }.joined(separator: ", ") + ") { ret }\n\n"
        + ExampleSource.main("      call f\n      halt")),
    Explanation(
      .registersOrder, "a range of registers is empty",
      "In `preserves r5-r9` the lower register stands first.",
      example: "func f()\n  preserves r9-r5\n{ ret }\n\n" + ExampleSource.main("      call f\n      halt"),
      mended: "func f()\n  preserves r5-r9\n{ ret }\n\n" + ExampleSource.main("      call f\n      halt")),
    Explanation(
      .routineEmpty, "a routine has no instructions",
      "A function or handler has at least the instruction that ends it. A contract without code is declared `extern`.",
      example: "func wait() { }\n\n" + ExampleSource.main("      call wait\n      halt"),
      mended: "func wait() { ret }\n\n" + ExampleSource.main("      call wait\n      halt")),
    Explanation(
      .routineEnd, "control falls off the end of a routine",
      """
      The last instruction of a routine is one that does not go on to the next: `ret`, `iret`, `halt`, `j` or `jr`. A
      branch or call goes on, and what would run next is another routine.
      """,
      example: ExampleSource.main("      mov  r1, 5"),
      mended: ExampleSource.main("      mov  r1, 5\n      halt")),
    Explanation(
      .labelEnd, "no instruction follows a label",
      "A label names the instruction after it, and the end of a routine is none.",
      example: ExampleSource.main("      j    done\ndone:"),
      mended: ExampleSource.main("      j    done\ndone: halt")),
    Explanation(
      .ghostPlace, "a ghost line without its instruction",
      """
      A ghost line belongs to the instruction after it, and is carried out before that one. It cannot stand before a label,
      where control arrives from elsewhere too, or at the end of a routine.
      """,
      example: ExampleSource.main("      mov  r1, 5\n      @assert r1 == 5\ndone: halt"),
      mended: ExampleSource.main("      mov  r1, 5\ndone: @assert r1 == 5\n      halt")),
    Explanation(
      .addressInvalid, "an address that the machine cannot compute",
      """
      The address of a load or store is a constant, or one register plus or minus a constant. Anything else is computed
      into a register before.
      """,
      example: "global table[4]\n\nfunc get(i)\n  requires table |-> _, _, _, _ ** i < 4\n"
        + "  ensures  table |-> _, _, _, _\n{\n      mov  r2, table\n      ld   r1, [r1 + r2]\n      ret\n}\n\n"
        + ExampleSource.main("      halt"),
      mended: "global table[4]\n\nfunc get(i)\n  requires table |-> _, _, _, _ ** i < 4\n"
        + "  ensures  table |-> _, _, _, _\n{\n      ld   r1, [table + r1]\n      ret\n}\n\n"
        + ExampleSource.main("      halt")),
    Explanation(
      .operandInvalid, "an operand that is a computation with registers",
      "An operand is a register or a constant. Arithmetic with registers takes instructions of its own.",
      example: ExampleSource.main("      mov  r1, r2 + 1\n      halt"),
      mended: ExampleSource.main("      add  r1, r2, 1\n      halt")),
    Explanation(
      .sizeInvalid, "a number of cells that cannot be allocated or freed",
      "`alloc` and `free` take a constant number of cells, 1 to \(FrontEndLimits.allocation).",
      example: ExampleSource.main("      alloc r1, 0\n      halt"),
      mended: ExampleSource.main("      alloc r1, 1\n      halt")),
    Explanation(
      .arityMismatch, "the number of arguments is wrong",
      "As many arguments are given as the declaration has parameters, in `boot`, for predicates and for functions alike.",
      example: "func blink(times) { halt }\n\nboot { thread blink }",
      mended: "func blink(times) { halt }\n\nboot { thread blink(3) }"),
    Explanation(
      .sortMismatch, "a value of one sort stands where another is needed",
      """
      Expressions are numbers, truth values or sequences, and none turns into another silently: a condition is a
      comparison, not a number that is 0 or not. The two sides of `==` are of one sort.
      """,
      example: ExampleSource.main("      mov  r1, 1\n      assert r1\n      halt"),
      mended: ExampleSource.main("      mov  r1, 1\n      assert r1 != 0\n      halt")),
    Explanation(
      .sortUnknown, "a sort that does not exist",
      "Variables of the logic are of the sort `int`, which is the default, `bool` or `seq`.",
      example: "func f(n) with (k: word)\n  requires n == k\n{ ret }\n\n"
        + ExampleSource.main("      call f\n      halt"),
      mended: "func f(n) with (k: int)\n  requires n == k\n{ ret }\n\n" + ExampleSource.main("      call f\n      halt")
    ),
    Explanation(
      .comparisonNegative, "a register is compared with a negative number",
      """
      In assertions a word counts as its unsigned value, so a register is never negative, and the comparison says the
      same whatever the register holds. `signed(e)` is the two's complement value. The program keeps its meaning; this is
      a warning. Branches of the machine are signed by themselves.
      """,
      example: ExampleSource.main("      mov  r1, -1\n      assert r1 != -1\n      halt"),
      mended: ExampleSource.main("      mov  r1, -1\n      assert signed(r1) == -1\n      halt")),
    Explanation(
      .memoryPure, "an assertion about memory stands where a value is needed",
      """
      `|->`, `emp` and predicates say what memory there is, and are joined by `**`, `&&`, `||`, `? :` and `==>` at the
      outside. Inside of a comparison, a negation, the left side of `==>` or an `assert` there are only values.
      """,
      example: "global count\n\n" + ExampleSource.main("      assert count |-> 0\n      halt"),
      mended: ExampleSource.main(
        requires: "count |-> 0", "      @assert count |-> 0\n      halt", after: "global count")),
    Explanation(
      .conjunctionSpatial, "both sides of `&&` have memory",
      """
      At most one side of `&&` speaks of memory; the other is a condition. With memory on both sides it would be left
      open whether they mean the same cells. `**` gives each side cells of its own.
      """,
      example: "global a\nglobal b\n\ninvariant for irq 0: a |-> _ && b |-> _\n\n" + ExampleSource.main("      halt"),
      mended: "global a\nglobal b\n\ninvariant for irq 0: a |-> _ ** b |-> _\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .resultPlace, "`result` stands where there is none",
      "`result` is r1 when a function returns, so it has a meaning only in `ensures` of a function, outside of `old`.",
      example: "func seven()\n  requires result == 7\n{\n      mov  r1, 7\n      ret\n}\n\n"
        + ExampleSource.main("      call seven\n      halt"),
      mended: "func seven()\n  ensures result == 7\n{\n      mov  r1, 7\n      ret\n}\n\n"
        + ExampleSource.main("      call seven\n      halt")),
    Explanation(
      .oldPlace, "`old` stands where there is no earlier state",
      """
      `old(e)` is e at the entry of the routine. It has a meaning in `ensures`, in invariants of loops and in ghost code,
      but not in `requires`, which speaks of the entry itself, nor in declarations.
      """,
      example: "func f(n)\n  requires old(r2) == 0\n{ ret }\n\n"
        + ExampleSource.main("      mov  r2, 0\n      call f\n      halt"),
      mended: "func f(n)\n  requires r2 == 0\n{ ret }\n\n"
        + ExampleSource.main("      mov  r2, 0\n      call f\n      halt")),
    Explanation(
      .statePlace, "a declaration mentions registers or flags",
      """
      An invariant holds for whoever runs, so it cannot speak of registers, `ie` or `level`, which differ from one to
      another. Bind the content of a cell with `exists`, or keep what is needed in a cell.
      """,
      example: "global count\n\ninvariant for irq 0: count |-> r1\n\n" + ExampleSource.main("      halt"),
      mended: "global count\n\ninvariant for irq 0: exists n :: count |-> n\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .bootDuplicate, "the program is booted twice",
      "A program has one `boot` with all of its threads.",
      example: ExampleSource.main("      halt") + "\nboot { thread main }",
      mended: ExampleSource.main("      halt")),
    Explanation(
      .bootImported, "an imported file boots the program",
      """
      Only the file that is checked says how the program starts; a module may be imported by many programs. A `boot` that
      starts a module for its own tests belongs into a file that imports it.
      """,
      example: "import \"blink.aim\"\n\n" + ExampleSource.main("      halt"),
      mended: ExampleSource.main("      halt"),
      modules: ["blink.aim": "func blink() { halt }\n\nboot { thread blink }\n"]),
    Explanation(
      .bootEntry, "`boot` starts something that cannot be started",
      """
      `boot` names at least one thread, whose function has code. An invariant without parameters is public without a
      `share`.
      """,
      example: "func main() { halt }\n\nboot { }",
      mended: "func main() { halt }\n\nboot { thread main }"),
  ]
}
