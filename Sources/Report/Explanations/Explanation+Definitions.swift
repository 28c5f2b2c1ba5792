import AIMLang

/// Instances of families, abstract predicates, and definitions written out.
extension Explanation {
  static let definitions: [Explanation] = [
    Explanation(
      .instancePlace, "`name@(…)` stands where it would be asked or denied",
      """
      `lock@(m)` says that the instance `lock(m)` of a family of invariants is public. The program cannot find out whether
      it is, so that it stands only as something that holds: by itself, under `**`, `&&`, `||`, in the branches of `? :`,
      right of `==>`. It cannot be negated, compared, or be a condition.
      """,
      example: sharedLock(requires: "!lock@(m)"), mended: sharedLock(requires: "lock@(m)")),
    Explanation(
      .predicateAbstract, "a program does not say what an abstract predicate stands for",
      """
      A module with an abstract predicate is proved for everything that the predicate can stand for. A program that boots
      runs with one meaning, which `import … where` gives, in the program or in a file that it imports.
      """,
      example: "import \"box.aim\"\n\n" + ExampleSource.main("      halt"),
      mended: "import \"box.aim\" where Res(l) = l |-> _\n\n" + ExampleSource.main("      halt"),
      modules: ["box.aim": "abstract predicate Res(l)\n"]),
    Explanation(
      .definitionCycle, "a definition goes round in a circle",
      """
      An invariant is written out where it is used, and so is what an abstract predicate stands for. Neither can contain
      itself, directly or by way of others.
      """,
      example: "global a\n\ninvariant cell for irq 0: a |-> _ ** cell()\n\n" + ExampleSource.main("      halt"),
      mended: "global a\n\ninvariant cell for irq 0: a |-> _\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .expansionLarge, "definitions are too large when they are written out",
      """
      Predicates and functions stand for their bodies. Where each definition mentions others several times, the whole
      doubles at each step; there is a limit of a million parts.
      """,
      example: doubling(24), mended: doubling(3)),
    Explanation(
      .predicateUnproductive, "a predicate can be unfolded for ever",
      """
      A predicate that contains itself describes memory of any size, and stands for what finitely many unfoldings give. So
      that these come to an end, every way from an instance back to an instance of the same predicate has to pass a cell:
      the case in which the inner instance stands has to have a `x |-> …` beside it, joined by `**`. And there has to be a
      case without a further instance, or nothing would ever satisfy it.
      """,
      example: "predicate list(p) = p == 0 ? emp : exists n :: n == p - 1 ** list(n)\n\n"
        + ExampleSource.main("      halt"),
      mended: "predicate list(p) = p == 0 ? emp : exists n :: p |-> n ** list(n)\n\n"
        + ExampleSource.main("      halt")),
    Explanation(
      .ghost, .flagMismatch, "an instance of an invariant is opened or closed where it cannot be",
      """
      `@open lock(m)` takes an instance of a family of invariants while its memory is the running code's: with interrupts
      off, at its level, and if it is known to be public. `@close` puts back an instance that is open. The prover does both
      by itself where a cell is accessed and where the flags change, so that these lines can be left out.
      """,
      example: sharedLock(requires: "lock@(m)", "      @open lock(m)\n      halt"),
      mended: sharedLock(
        requires: "lock@(m)", "      cli\n      @open lock(m)\n      @close lock(m)\n      sti\n      halt")),
  ]

  /// A thread that knows of a lock.
  private static func sharedLock(requires: String, _ body: String = "      halt") -> String {
    """
    global m

    invariant lock(l) for threads: l |-> _

    func main()
      requires \(requires)
    {
    \(body)
    }

    boot { thread main  share lock(m) }
    """
  }

  /// Predicates each of which has the one before twice.
  private static func doubling(_ steps: Int) -> String {
    let predicates = (1...steps).map { "predicate p\($0)(x) = p\($0 - 1)(x) ** p\($0 - 1)(x)" }
    return "predicate p0(x) = x < 4\n" + predicates.joined(separator: "\n") + "\n\n"
      + ExampleSource.main(requires: "p\(steps)(3)", "      halt")
  }
}
