import AIMLang

/// Giving way, waiting, waking, and the end of a handler's service.
extension Explanation {
  static let threads: [Explanation] =
    flags + giving + handing + [
      Explanation(
        .explore, .deadlock, "threads wait, and nothing can wake them",
        """
        A run leads to a point at which no thread is ready, at least one waits in a queue, and no interrupt that can still
        arrive leads to an `unblock` of its queue. Often the wake-up came before the wait: test the condition and `block` in
        one critical section, with interrupts off from the test on. A proof does not exclude deadlock, so that only
        exploration tells. Where all threads have halted there is none.
        """,
        example: "queue nap() hands emp\n\n" + ExampleSource.main(nap), mended: ExampleSource.main(nap, after: alarm)),
      Explanation(
        .explore, .starvation, "a thread gets nowhere in a fair run",
        """
        `aimcheck explore --fair` has found a run that goes on for ever, in which every interrupt that can arrive again and
        again does, every thread that can be chosen again and again is, and still some thread takes no step: it is ready and
        nobody switches to it, or it waits in a queue although what it waits for is free at some point of every round. The
        steps that repeat are told. Give the processor away with `switch`, let a timer do it, or `unblock` whoever waits
        when the lock becomes free. A proof promises no progress, so that only exploration tells.
        """,
        example: spinner, mended: spinner + "\n\nhandler timer on irq 0 { switch  iret }"),
    ]

  /// A thread that never gives way, and one that wants to run.
  private static let spinner = """
    func spin()
      requires ie == 1 && level == thread
    {
    loop:
      invariant ie == 1 && level == thread
          j    loop
    }

    func once()
      requires ie == 1 && level == thread
    {
          halt
    }

    boot { thread spin  thread once }
    """

  private static let nap = "      cli\n      block nap()\n      sti\n      halt"

  /// A queue, and a handler that wakes whoever waits in it.
  private static let alarm = """
    queue nap() hands emp

    handler timer on irq 0 {
          unblock r1, nap()
          iret
    }
    """

  private static let flags: [Explanation] = [
    Explanation(
      .switch, .flagMismatch, "a thread gives way with the wrong flags",
      """
      `switch` needs interrupts off, and no suspended handler in service: the thread that runs next takes over the memory
      of the invariants, which nobody else may be in the middle of. In a handler of `pic 8259a` the service has to be
      ended by `eoi` before. A handler whose interrupt can arrive while another handler is in service with interrupts on
      cannot switch: the other one would stay suspended with its memory.
      """,
      example: ExampleSource.main("      switch\n      halt"),
      mended: ExampleSource.main("      cli\n      switch\n      sti\n      halt")),
    Explanation(
      .block, .flagMismatch, "a thread waits with the wrong flags",
      """
      `block` needs interrupts off, and it stands at thread level: a handler belongs to no thread that could wait. With
      interrupts on a wake-up could come between the test that says to wait and the wait itself, and would be lost.
      """,
      example: ExampleSource.main("      block nap()\n      halt", after: alarm),
      mended: ExampleSource.main(nap, after: alarm)),
    Explanation(
      .unblock, .flagMismatch, "a thread is woken with interrupts on",
      """
      `unblock` needs interrupts off, at any level. Whether somebody waits, and the memory that it is handed, could change
      between two instructions otherwise.
      """,
      example: ExampleSource.main("      unblock r1, nap()\n      halt", after: "queue nap() hands emp"),
      mended: ExampleSource.main(
        "      cli\n      unblock r1, nap()\n      sti\n      halt", after: "queue nap() hands emp")),
    Explanation(
      .eoi, .flagMismatch, "the end of a service that has not begun",
      """
      `eoi` ends the service of the interrupt whose handler runs. At thread level there is none. Only a handler, or a
      function that it calls, can end its service.
      """,
      example: "pic 8259a\n\n" + ExampleSource.main("      eoi\n      halt"),
      mended: "pic 8259a\n\n"
        + ExampleSource.main("      halt", after: "handler uart on irq 0 {\n      eoi\n      iret\n}")
    ),
    Explanation(
      .iret, .flagMismatch, "a handler returns while its interrupt is in service",
      """
      With `pic 8259a` the line of an interrupt, and those of lower priority, stay blocked until `eoi`, which `iret` does
      not do by itself. Put `eoi` before the `iret`, on every path.
      """,
      example: "pic 8259a\n\n" + ExampleSource.main("      halt", after: "handler uart on irq 0 {\n      iret\n}"),
      mended: "pic 8259a\n\n"
        + ExampleSource.main("      halt", after: "handler uart on irq 0 {\n      eoi\n      iret\n}")
    ),
  ]

  /// Reasons that are the same wherever the invariants are given up to somebody else.
  private static func givingUp(
    _ reason: Reason, _ title: String, _ meaning: String, example: String, mended: String
  ) -> [Explanation] {
    let places: [(Check, String)] = [
      (.switch, "where a thread gives way"), (.block, "where a thread starts to wait"),
      (.eoi, "where a handler ends its service with interrupts on"),
    ]
    return places.map { check, place in
      Explanation(
        check, reason, "\(title) \(place)", meaning, example: example, mended: mended,
        exampleCode: DiagnosticCode(.switch, reason))
    }
  }

  private static func switching(_ body: String, _ declarations: String, share: String = "") -> String {
    "\(declarations)\n\nfunc main()\n  requires ie == 1\(share.isEmpty ? "" : " ** lock@(m)")\n{\n"
      + "      cli\n\(body)\n      switch\n      sti\n      halt\n}\n\nboot { thread main\(share) }"
  }

  private static let creditOfThreads = """
    global credit = 3

    invariant for threads: exists n :: credit |-> n ** n <= 10
    """

  private static let giving: [Explanation] =
    givingUp(
      .invariantUnproved, "an invariant does not hold",
      """
      Whoever runs next relies on the invariants: of the threads and of all handlers at `switch` and `block`, of its own
      level at `eoi` with interrupts on, since the same handler can start again at once. The running code, which owned
      that memory, gives it up here and has to show that the invariants hold. That includes each instance of a family
      that is in use.
      """,
      example: switching("      mov  r1, 11\n      st   [credit], r1", creditOfThreads),
      mended: switching("      mov  r1, 10\n      st   [credit], r1", creditOfThreads))
    + givingUp(
      .footprintMissing, "memory of an invariant is gone",
      """
      The memory of the invariants goes to whoever runs next. A cell that an invariant names is not among what the
      running code owns here: it was freed, given up with `@leak`, or handed to somebody else, or the value that says
      which cells the invariant has was changed without changing them.
      """,
      example: switching("      mov  r1, credit\n      free r1, 1", creditOfThreads),
      mended: switching("      mov  r1, 0\n      st   [credit], r1", creditOfThreads))
    + givingUp(
      .factUnproved, "it is not known that an instance is public",
      """
      An invariant that is given up here says `name@(…)` of an address, and nothing says that this instance is one of those
      that `boot` shares. Whoever owns the invariant next will use the instance without looking.
      """,
      example: switching("      mov  r1, 0\n      st   [current], r1", currentLock, share: "  share lock(m)"),
      mended: switching("      mov  r1, m\n      st   [current], r1", currentLock, share: "  share lock(m)"))
    + givingUp(
      .disjunctionUnproved, "no alternative of an invariant holds",
      """
      An invariant that is given up here is a disjunction, and none of its alternatives follows. Either a value is wrong,
      or the alternative depends on a case that the proof should distinguish: `@case c` before makes it look at c and at
      its opposite apart.
      """,
      example: switching("      mov  r1, 2\n      st   [state], r1", stateOfThreads),
      mended: switching("      mov  r1, 1\n      st   [state], r1", stateOfThreads))

  /// A lock, and a cell that says which lock is meant.
  private static let currentLock = """
    global m
    global current = m

    invariant lock(l) for threads: l |-> _
    invariant for threads: exists p :: current |-> p ** lock@(p)
    """

  private static let stateOfThreads = "global state = 0\n\ninvariant for threads: \(ExampleSource.alternatives)"

  /// A thread that wakes another, with a queue that hands something over.
  private static func waking(
    _ body: String, hands: String, cell: String = "box", requires: Bool = true, after declarations: String = ""
  ) -> String {
    ExampleSource.main(
      requires: requires ? "\(cell) |-> _" : nil, "\(body)      cli\n      unblock r1, gift()\n      sti\n      halt",
      after: "global \(cell)\n\n\(declarations)queue gift() hands \(hands)")
  }

  private static let handing: [Explanation] = [
    Explanation(
      .unblock, .footprintMissing, "a thread is woken without what its queue hands over",
      """
      The `hands` of a queue says which memory a thread has that is woken from it. `unblock` takes it from the running
      code, which does not own it here. Own it before, or let the queue hand over less.
      """,
      example: waking("", hands: "box |-> _", requires: false), mended: waking("", hands: "box |-> _")),
    Explanation(
      .unblock, .factUnproved, "what a queue hands over does not hold",
      """
      The memory that the queue hands over is owned here, but its content, or a condition on it, does not follow. A thread
      that is woken relies on it without looking again.
      """,
      example: waking("", hands: "box |-> 1"),
      mended: waking("      mov  r1, 1\n      st   [box], r1\n", hands: "box |-> 1")),
    Explanation(
      .unblock, .invariantUnproved, "an invariant that a queue hands over does not hold",
      """
      The `hands` of the queue contains a named invariant, as its meaning. The memory is owned here, but the condition in
      the invariant does not follow.
      """,
      example: waking(
        "      mov  r1, 11\n      st   [box], r1\n", hands: "bound(box)", after: boundFamily),
      mended: waking("      mov  r1, 9\n      st   [box], r1\n", hands: "bound(box)", after: boundFamily)),
    Explanation(
      .unblock, .disjunctionUnproved, "no alternative of what a queue hands over holds",
      """
      The `hands` of the queue is a disjunction about memory, and none of its alternatives follows here. If the
      alternative depends on a case, `@case c` before makes the proof look at c and at its opposite apart.
      """,
      example: waking("      mov  r1, 2\n      st   [state], r1\n", hands: ExampleSource.alternatives, cell: "state"),
      mended: waking("      mov  r1, 1\n      st   [state], r1\n", hands: ExampleSource.alternatives, cell: "state")),
  ]

  private static let boundFamily = "invariant bound(c) for threads: exists n :: c |-> n ** n <= 10\n\n"
}
