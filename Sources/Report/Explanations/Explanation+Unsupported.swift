import AIMLang

/// Constructs of the language that this version reads and refuses by name. The end of each text is the same, because
/// the way out is: leave the construct out.
extension Explanation {
  private static func unsupported(
    _ feature: String, _ what: String, _ meaning: String, example: String,
    mended: String = ExampleSource.main("      halt"),
    modules: [String: String] = [:]
  ) -> Explanation {
    Explanation(
      DiagnosticCode(.unsupported, detail: feature).description, "\(what) not supported yet",
      """
      \(meaning) The language has it, but this version checks programs with one level of interrupts, one thread and
      memory of single cells. It refuses the program rather than leave out what the construct means.
      """,
      example: example, mended: mended, modules: modules)
  }

  static let unsupportedMachine: [Explanation] = [
    unsupported(
      "threads", "more than one thread is", "`boot` starts several threads, which take turns at `switch` and `block`.",
      example: "func main() { halt }\n\nboot { thread main  thread main }", mended: ExampleSource.main("      halt")),
    unsupported(
      "level", "an interrupt level other than 0 is",
      "A handler of a higher priority (a lower level) may interrupt one of a lower priority.",
      example: "handler uart on irq 1 { iret }\n\n" + ExampleSource.main("      halt"),
      mended: "handler uart on irq 0 { iret }\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "pic", "`pic 8259a` is", "With this controller a handler ends its service by `eoi`, apart from `iret`.",
      example: "pic 8259a\n\n" + ExampleSource.main("      halt"),
      mended: "pic auto\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "eoi", "`eoi` is", "It tells the interrupt controller that the service of this level has ended.",
      example: "handler uart on irq 0 {\n      eoi\n      iret\n}\n\n" + ExampleSource.main("      halt"),
      mended: "handler uart on irq 0 {\n      iret\n}\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "mask", "masking an interrupt line is", "`mask k` and `unmask k` switch a single line off and on.",
      example: ExampleSource.main("      mask 0\n      halt"),
      mended: ExampleSource.main("      cli\n      sti\n      halt")),
    unsupported(
      "switch", "`switch` is", "It saves the running thread and resumes any ready one.",
      example: ExampleSource.main("      cli\n      switch\n      sti\n      halt"),
      mended: ExampleSource.main("      cli\n      sti\n      halt")),
    unsupported(
      "block", "`block` is", "It puts the running thread into a wait queue and resumes another.",
      example: "queue idle() hands emp\n\n" + ExampleSource.main("      cli\n      block idle()\n      sti\n      halt")
    ),
    unsupported(
      "unblock", "`unblock` is", "It makes a thread of a wait queue ready.",
      example: "queue idle() hands emp\n\n"
        + ExampleSource.main("      cli\n      unblock r1, idle()\n      sti\n      halt")),
    unsupported(
      "queue", "a wait queue is", "`queue q(l) hands A` declares a family of queues and what a waiter receives.",
      example: "queue idle() hands emp\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "share", "`share` is", "It makes an instance of a family of invariants public at boot.",
      example: "global m\n\ninvariant lock(l) for irq 0: l |-> _\n\nfunc main() { halt }\n\n"
        + "boot { thread main  share lock(m) }"),
  ]

  static let unsupportedLogic: [Explanation] = [
    unsupported(
      "invariant.threads", "an invariant for threads is", "It says what threads share among themselves.",
      example: "global count\n\ninvariant for threads: count |-> _\n\n" + ExampleSource.main("      halt"),
      mended: "global count\n\ninvariant for irq 0: count |-> _\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "invariant.family", "a family of invariants is",
      "An invariant with parameters has an instance for each address that `share` names.",
      example: "invariant lock(l) for irq 0: l |-> _\n\n" + ExampleSource.main("      halt"),
      mended: "global m\n\ninvariant lock for irq 0: m |-> _\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "invariant.public", "`name@(…)` is", "It says that an instance of a family of invariants is public.",
      example: "global m\n\ninvariant lock(l) for irq 0: l |-> _\n\n"
        + ExampleSource.main(requires: "lock@(m)", "      halt")),
    unsupported(
      "predicate", "a predicate is", "A predicate names an assertion, possibly an inductive one such as a list.",
      example: "predicate cell(a) = a |-> _\n\n" + ExampleSource.main("      halt"),
      mended: "global a\n\ninvariant cell for irq 0: a |-> _\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "predicate.abstract", "an abstract predicate is",
      "An abstract predicate is given its meaning by the importer, for all of which the module is proved.",
      example: "abstract predicate Res(l)\n\n" + ExampleSource.main("      halt")),
    unsupported(
      "import.where", "`import … where` is", "It gives abstract predicates of the imported file their meaning.",
      example: "import \"res.aim\" where Res(l) = l |-> _\n\n" + ExampleSource.main("      halt"),
      modules: ["res.aim": "abstract predicate Res(l)\n"]),
    unsupported(
      "function", "a function of the logic is", "It names a computation that assertions use.",
      example: "function twice(n): int = n + n\n\n" + ExampleSource.main("      halt")),
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
      "ghost.open", "`@open` is", "It takes an instance of an invariant for the next steps.",
      example: "global a\n\ninvariant cell for irq 0: a |-> _\n\n"
        + ExampleSource.main("      cli\n      @open cell()\n      sti\n      halt"),
      mended: "global a\n\ninvariant cell for irq 0: a |-> _\n\n"
        + ExampleSource.main("      cli\n      sti\n      halt")),
    unsupported(
      "ghost.close", "`@close` is", "It gives an instance of an invariant back.",
      example: "global a\n\ninvariant cell for irq 0: a |-> _\n\n"
        + ExampleSource.main("      cli\n      @close cell()\n      sti\n      halt"),
      mended: "global a\n\ninvariant cell for irq 0: a |-> _\n\n"
        + ExampleSource.main("      cli\n      sti\n      halt")),
  ]
}
