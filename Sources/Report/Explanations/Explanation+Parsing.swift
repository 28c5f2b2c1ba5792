import AIMLang

/// The grammar: what stands where.
extension Explanation {
  static let parsing: [Explanation] = [
    Explanation(
      .tokenExpected, "a sign or word is missing",
      """
      Something that the grammar asks for at this place is not there: a comma between operands, a bracket, a brace that
      closes a body, the `=` of a constant. The message names it and what stands there instead.
      """,
      example: ExampleSource.main("      mov  r1 10\n      halt"),
      mended: ExampleSource.main("      mov  r1, 10\n      halt")),
    Explanation(
      .nameExpected, "a name is missing",
      "A declaration introduces a name, and an operand such as a label refers to one. Something else stands here.",
      example: "global = 5\n\n" + ExampleSource.main("      halt"),
      mended: "global count = 5\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .nameReserved, "a reserved word is used as a name",
      """
      Registers r0 to r15 and the words of assertions (`emp`, `exists`, `forall`, `old`, `result`, `ie`, `level`, `sizeof`,
      `signed`, `true`, `false`, `_`) cannot name anything else. Mnemonics and words of declarations can.
      """,
      example: "global level = 5\n\n" + ExampleSource.main("      halt"),
      mended: "global water_level = 5\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .expressionExpected, "a value or an assertion is missing",
      "An expression should stand here: after an operator, a comma, `requires`, `==` and so on.",
      example: ExampleSource.main("      mov  r1, (2 + )\n      halt"),
      mended: ExampleSource.main("      mov  r1, (2 + 1)\n      halt")),
    Explanation(
      .declarationExpected, "something stands between declarations that is none",
      """
      A file is a list of declarations, each of which begins with its word: `global`, `const`, `func`, `handler`,
      `invariant`, `boot` and so on. Instructions stand inside of the braces of a routine.
      """,
      example: "var count = 5\n\n" + ExampleSource.main("      halt"),
      mended: "global count = 5\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .clauseExpected, "something stands between the head of a routine and its body",
      """
      Between the head of a function or handler and its `{` stand only the clauses `requires`, `ensures`, `with (…)` and
      `preserves`, in any order and number.
      """,
      example: "func main()\n  require ie == 1\n{\n      halt\n}\n\nboot { thread main }",
      mended: "func main()\n  requires ie == 1\n{\n      halt\n}\n\nboot { thread main }"),
    Explanation(
      .instructionExpected, "something stands in a body that is no instruction",
      "A body consists of instructions, labels followed by `:`, and ghost lines that begin with `@`.",
      example: ExampleSource.main("      5\n      halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      halt")),
    Explanation(
      .mnemonicUnknown, "an instruction that does not exist",
      """
      The word is not a mnemonic. If it is meant as a label, a `:` follows it. The message suggests a mnemonic that is
      spelt alike.
      """,
      example: ExampleSource.main("      move r1, 5\n      halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      halt")),
    Explanation(
      .operandExtra, "an instruction has more operands than its form",
      "Each instruction has one form, which the message shows. `add rd, rs, x` has three operands, `mov rd, x` two.",
      example: ExampleSource.main("      mov  r1, 5, 6\n      halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      halt")),
    Explanation(
      .registerExpected, "a register is missing",
      """
      The first operand of most instructions and the second of arithmetic is a register, r0 to r15. Only the last
      operand may be a constant instead.
      """,
      example: ExampleSource.main("      add  r1, 5, r2\n      halt"),
      mended: ExampleSource.main("      add  r1, r2, 5\n      halt")),
    Explanation(
      .ghostUnknown, "a ghost line that does not exist",
      "After `@` stands one of assert, assume, fold, unfold, apply, open, close, leak and case.",
      example: ExampleSource.main("      mov  r1, 5\n      @check r1 == 5\n      halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      @assert r1 == 5\n      halt")),
    Explanation(
      .levelExpected, "a level is missing",
      """
      An invariant belongs to `irq k`, which shares it with everything that runs below it, or to `threads`. A condition
      compares `level` with `thread` or `irq k`.
      """,
      example: "global ready = 0\n\ninvariant for timer: ready |-> _\n\n" + ExampleSource.main("      halt"),
      mended: "global ready = 0\n\ninvariant for irq 0: ready |-> _\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .invariantPlace, "an invariant of a loop stands without its label",
      """
      In a body `invariant A` belongs to the label right before it: `loop: invariant A`, on the same line or on the
      following ones. It holds whenever control reaches the label.
      """,
      example: ExampleSource.main("      invariant ie == 1\nloop: j    loop"),
      mended: ExampleSource.main("loop: invariant ie == 1\n      j    loop")),
    Explanation(
      .comparisonChained, "comparisons are chained",
      "`a < b < c` has no meaning here: a comparison is true or false, not a number. Join two comparisons with `&&`.",
      example: ExampleSource.main("      choose r1, 1, 9\n      assert 0 < r1 < 10\n      halt"),
      mended: ExampleSource.main("      choose r1, 1, 9\n      assert 0 < r1 && r1 < 10\n      halt")),
    Explanation(
      .negationParenthesised, "a negation needs parentheses",
      """
      `!` binds looser than comparisons, so that `!a == b` denies the comparison. As an operand of an operator that binds
      tighter it would be read in a surprising way, and needs parentheses.
      """,
      example: ExampleSource.main("      mov  r1, 5\n      assert (r1 == 5) == !false\n      halt"),
      mended: ExampleSource.main("      mov  r1, 5\n      assert (r1 == 5) == (!false)\n      halt")),
    Explanation(
      .wildcardPlace, "`_` stands where a value is needed",
      """
      `_` says that a cell exists and leaves open what it holds, so it stands only behind `|->`. Elsewhere bind a variable:
      `exists x :: …`.
      """,
      example: "global ready = 0\n\ninvariant for irq 0: ready |-> 1 + _\n\n" + ExampleSource.main("      halt"),
      mended: "global ready = 0\n\ninvariant for irq 0: ready |-> _\n\n" + ExampleSource.main("      halt")),
  ]
}
