import AIMLang

/// Where there is no answer: the prover's search, the solver, the explorer; and what the checker says of itself.
extension Explanation {
  static let limits: [Explanation] = undetermined + solver + size + meaningless + exploration

  /// The reason at every check that can have it; the example shows it at one of them.
  private static func shared(
    _ reason: Reason, at checks: [Check], _ title: String, _ meaning: String, shownAt: Check, example: String,
    mended: String
  ) -> [Explanation] {
    checks.map { check in
      Explanation(
        check, reason, "\(title) \(place(check))", meaning, example: example, mended: mended,
        exampleCode: DiagnosticCode(shownAt, reason))
    }
  }

  private static func place(_ check: Check) -> String {
    switch check {
    case .invariant: "about an invariant"
    case .predicate: "about a predicate"
    case .function: "about a function of the logic"
    case .lemma: "in a lemma"
    case .contract: "in a contract"
    case .boot: "at boot"
    case .handler: "at the start of a handler"
    case .load: "at a load"
    case .store: "at a store"
    case .jump: "at a jump through a register"
    case .call: "at a call"
    case .return: "at `ret`"
    case .loop: "at the head of a loop"
    case .ghost: "in ghost code"
    case .checker: "at an obligation"
    case .parse, .resolve, .unsupported, .alloc, .free, .choose, .assert, .halt, .print, .cli,
      .sti, .eoi, .iret, .switch, .block, .unblock, .mask, .explore, .solver:
      "at `\(check.rawValue)`"
    }
  }

  private static let undetermined = shared(
    .witnessUndetermined,
    at: [.call, .return, .sti, .eoi, .iret, .switch, .block, .unblock, .loop, .ghost, .boot, .handler],
    "an existential whose witness nothing determines",
    """
    To show `exists x :: A` the prover has to name an x. It finds one where x is the content of a cell, or where an
    equation gives it; here nothing does, and it does not guess. The program may well be right, so this is no error found
    but a question left open. Say what x is: by an equation that can be solved for it, by a parameter or variable that has
    its value, or by a cell that holds it.
    """,
    shownAt: .sti,
    example: "global area = 16\n\ninvariant for irq 0: exists n, side :: area |-> n ** side * side == n\n\n"
      + ExampleSource.main("      cli\n      sti\n      halt"),
    mended: "global area = 16\nglobal edge = 4\n\n"
      + "invariant for irq 0: exists n, side :: area |-> n ** edge |-> side ** side * side == n\n\n"
      + ExampleSource.main("      cli\n      sti\n      halt"))

  private static let solver = shared(
    .solverUnknown,
    at: [
      .load, .store, .free, .choose, .assert, .jump, .call, .return, .sti, .eoi, .iret, .switch, .block, .unblock,
      .loop,
      .ghost, .boot, .handler, .invariant,
    ],
    "the solver has no answer",
    """
    A condition was given to the solver, which did not decide it within its budget, or does not decide such conditions at
    all; products of unknowns and mixtures of bit operations with arithmetic are hard. No answer counts as not proved.
    Give it more with `--budget`, or help: split the step by `@assert` of an intermediate fact or by `@case`, bound the
    operands in `requires` or in the loop's invariant, or say the same without a product.
    """,
    shownAt: .assert,
    example: ExampleSource.main(
      """
            choose r1, 0, 255
            assert r1 * r1 % 4 < 2
            halt
      """),
    mended: ExampleSource.main(
      """
            choose r1, 0, 15
            assert r1 * r1 % 4 < 2
            halt
      """))

  private static let size =
    shared(
      .limitReached,
      at: [
        .cli, .call, .return, .sti, .eoi, .iret, .switch, .block, .unblock, .loop, .ghost, .handler, .boot,
      ],
      "too much to follow",
      """
      The prover follows cells and cases one by one, up to a limit, and gives up beyond it: a boot memory of more than
      65536 cells, an assertion with more cases than it tries, a disjunction with too many ways to choose. Nothing is
      known of what lies behind. Say the same with fewer cells or cases.
      """,
      shownAt: .boot,
      example: ExampleSource.main("      halt", after: "global log[70000]"),
      mended: ExampleSource.main("      halt", after: "global log[7000]"))
    + [
      Explanation(
        .contract, .limitReached, "a routine was given up",
        """
        Every branch may double the number of paths, and the prover gives up a routine that has more than 10000, or about
        which the solver left more than a few dozen questions open. Nothing is known of what it did not come to. Cut the
        routine with an `invariant` at a label where paths meet, or move a part into a function of its own, which is
        proved once and used by its contract.
        """),
      Explanation(
        .checker, .limitReached, "an obligation was not followed to its end",
        """
        The prover left a routine before it had gone along all paths to this obligation, because it ran into a limit that
        another message names. Nothing is known of what lies behind, so it counts as not proved.
        """),
    ]

  private static let meaningless = [
    .invariant, .contract, .cli, .sti, .eoi, .iret, .switch, .block, .unblock, .handler, .boot, .call, .return, .loop,
    .ghost,
  ].map { (check: Check) in
    Explanation(
      check, .notSupported, "an assertion without a meaning \(place(check))",
      """
      The prover met an assertion to which it gives no meaning. Such a file is refused before it is proved, so that this is
      a fault of the checker. Nothing is shown of what depends on the assertion. Please report it with the file.
      """)
  }

  private static let exploration: [Explanation] = [
    Explanation(
      .explore, .limitReached, "exploration was cut short",
      """
      The explorer visits every configuration that can be reached from boot, under every arrival of interrupts, until
      there is no new one or a bound is reached: `--max-states`, `--timeout`, memory, 256 frames on the stack, 4096 cells
      from `alloc`. What was visited broke no rule, and nothing is known of the rest. A proof does not depend on it. To
      see all of it make the program small: a narrower `word`, shorter buffers, smaller ranges of `choose`.
      """,
      example: ExampleSource.function("func f() {\n      call f\n      ret\n}"),
      mended: ExampleSource.function("func f() {\n      ret\n}")),
    Explanation(
      .explore, .notSupported, "the explorer came to something that it cannot run",
      """
      Exploration runs code, and there is none for an `extern` function. What was visited before broke no rule, and
      nothing is known of the rest. Give the function a body, if only a small model of what it does, made with `choose`.
      """,
      example: "extern func read()\n  ensures result < 10\n\n" + ExampleSource.main("      call read\n      halt"),
      mended: "func read()\n  ensures result < 10\n{\n      choose r1, 0, 9\n      ret\n}\n\n"
        + ExampleSource.main("      call read\n      halt")),
    Explanation(
      .checker, .enginesDisagree, "a proved program breaks when it is run",
      """
      The prover says that nothing can go wrong, and the explorer has a run in which something does; or a run that went
      wrong does not go wrong when it is repeated. One of them is mistaken, which is a fault of the checker and never of
      the program. No verdict of this run should be relied on. Please report it with the program.
      """),
    Explanation(
      "checker:report.missing", "a file was refused without a reason",
      """
      Reading the file failed, and nothing says why. That is a fault of the checker, whatever is wrong with the file.
      Please report it with the file and what it imports.
      """),
  ]
}
