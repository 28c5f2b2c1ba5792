import Testing

/// Families of invariants where they are declared, shared at boot, and opened and closed by hand.
@Suite struct InstanceDeclarationTests {
  @Test(arguments: DeclarationCases.boots) func boots(_ test: Case) throws { try expect(test) }
  @Test(arguments: DeclarationCases.ghosts) func ghosts(_ test: Case) throws { try expect(test) }
}

private enum DeclarationCases {
  /// Two cells that agree whenever the instance is public.
  static let pair = """
    invariant pair(p) for threads: exists v :: p |-> v, v ** v <= 9

    """

  static let boots: [Case] = [
    Case(
      "a shared instance", [],
      pair + """
        global q[2] = 4
        func main()
          requires pair@(q)
        {
          halt
        }
        boot { thread main  share pair(q) }
        """),
    Case(
      "a thread asks for an instance that is not shared", ["refuted boot:fact.unproved @8"],
      pair + """
        global q[2] = 4
        func main()
          requires pair@(q)
        {
          halt
        }
        boot { thread main }
        """),
    Case(
      "the instance does not hold at boot", ["refuted boot:invariant.unproved @8"],
      pair + """
        global q[2] = 4, 5
        func main()
          requires pair@(q)
        {
          halt
        }
        boot { thread main  share pair(q) }
        """),
    Case(
      "two instances share a cell", ["refuted boot:footprint.missing @8"],
      pair + """
        global q[3] = 4
        func main()
          requires pair@(q)
        {
          halt
        }
        boot { thread main  share pair(q)  share pair(q + 1) }
        """),
    Case(
      "a handler asks for an instance that is not shared", ["refuted handler:fact.unproved @4"],
      """
      invariant ring(p) for irq 0: p |-> _
      global q
      handler h on irq 0
        requires ring@(q)
      {
        iret
      }
      func main() { halt }
      boot { thread main }
      """),
    Case(
      "an imprecise family", ["refuted invariant:imprecise @1"],
      "invariant some(p) for threads: exists v, a :: p |-> v ** a |-> 1\nfunc f() { ret }"),
  ]

  static let ghosts: [Case] = [
    Case(
      "opened and closed by hand", [],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          @open pair(r1)
          ld r2, [r1]
          @close pair(r1)
          sti
          ret
        }
        """),
    Case(
      "opened with interrupts on", ["refuted ghost:flag.mismatch @5"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          @open pair(r1)
          ret
        }
        """),
    Case(
      "opened without being public", ["refuted ghost:fact.unproved @6"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread
        {
          cli
          @open pair(r1)
          sti
          ret
        }
        """),
    Case(
      "opened twice is opened once", [],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          @open pair(r1)
          @open pair(r1)
          sti
          ret
        }
        """),
    Case(
      "closed while broken", ["refuted ghost:invariant.unproved @8"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          mov r2, 3
          st [r1], r2
          @close pair(r1)
          sti
          ret
        }
        """),
    Case(
      "closed though not open", ["refuted ghost:flag.mismatch @6"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          @close pair(r1)
          sti
          ret
        }
        """),
  ]
}
