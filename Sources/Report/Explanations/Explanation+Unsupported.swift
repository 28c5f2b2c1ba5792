import AIMLang

/// Constructs of the language that this version reads and refuses by name. The end of each text is the same, because
/// the way out is: leave the construct out.
extension Explanation {
  private static func unsupported(
    _ feature: String, _ what: String, _ meaning: String, example: String,
    mended: String = ExampleSource.main("      halt")
  ) -> Explanation {
    Explanation(
      DiagnosticCode(.unsupported, detail: feature).description, "\(what) not supported yet",
      """
      \(meaning) The language has it, but this version knows memory of single cells, and definitions that do not contain
      themselves. It refuses the program rather than leave out what the construct means.
      """,
      example: example, mended: mended)
  }

  static let unsupported: [Explanation] = [
    unsupported(
      "lemma", "a lemma is", "It is proved once and applied by `@apply`.",
      example: "lemma trivial() ensures emp { }\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "sequence", "a sequence is", "Variables of the sort `seq` stand for lists of numbers.",
      example: "func f() with (xs: seq) { ret }\n\n" + ExampleSource.main("      call f\n      halt"),
      mended: "func f() with (n: int) { ret }\n\n" + ExampleSource.main("      call f\n      halt")),
    unsupported(
      "quantifier", "a quantifier inside a condition is",
      "`exists` is supported where an assertion stands, but not under a negation or in an `assert`, and `forall` nowhere.",
      example: ExampleSource.main("      mov  r1, 4\n      assert exists n :: r1 == 2 * n\n      halt"),
      mended: ExampleSource.main("      mov  r1, 4\n      assert r1 % 2 == 0\n      halt")),
    unsupported(
      "ghost.fold", "`@fold` is", "It turns the meaning of a predicate into an instance of it.",
      example: "global a\n\npredicate cell(p) = p |-> _\n\n"
        + ExampleSource.main(requires: "a |-> _", "      @fold cell(a)\n      halt")),
    unsupported(
      "ghost.unfold", "`@unfold` is", "It turns an instance of a predicate into its meaning.",
      example: "global a\n\npredicate cell(p) = p |-> _\n\n"
        + ExampleSource.main(requires: "cell(a)", "      @unfold cell(a)\n      halt")),
    unsupported(
      "ghost.apply", "`@apply` is", "It uses a lemma.",
      example: "lemma trivial() ensures emp { }\n\n" + ExampleSource.main("      @apply trivial()\n      halt")),
    unsupported(
      "predicate.recursive", "a predicate that contains itself is",
      "A predicate names an assertion; one that contains itself describes memory of any size, as a list.",
      example: "predicate list(p) = p == 0 ? emp : exists n :: p |-> n ** list(n)\n\n"
        + ExampleSource.main("      halt")),
    unsupported(
      "function.recursive", "a function that calls itself is",
      "A function of the logic names a computation that assertions use; one that calls itself has no end in sight.",
      example: "function sum(n): int = n == 0 ? 0 : n + sum(n - 1)\n\n" + ExampleSource.main("      halt")),
  ]
}
