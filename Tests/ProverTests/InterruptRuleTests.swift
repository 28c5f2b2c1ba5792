import Testing

/// `cli`, `sti`, `iret`, handlers, `halt`, invariants, boot.
@Suite struct InterruptRuleTests {
  @Test(arguments: InterruptCases.flags) func flags(_ test: Case) throws { try expect(test) }
  @Test(arguments: InterruptCases.handlers) func handlers(_ test: Case) throws { try expect(test) }
  @Test(arguments: InterruptCases.declarations) func declarations(_ test: Case) throws { try expect(test) }
  @Test(arguments: InterruptCases.boots) func boots(_ test: Case) throws { try expect(test) }
}

private enum InterruptCases {
  static let shared = """
    global x
    invariant for irq 0: exists v :: x |-> v ** v <= 9

    """

  static let flags: [Case] = [
    Case(
      "cli gains, sti gives up", [],
      shared + """
        func f()
          requires ie == 1
        {
          cli
          mov r1, 4
          st [x], r1
          sti
          ret
        }
        """),
    Case(
      "sti with a broken invariant", ["refuted sti:invariant.unproved @9"],
      shared + """
        func f()
          requires ie == 1
        {
          cli
          mov r1, 10
          st [x], r1
          sti
          ret
        }
        """),
    Case(
      "cli twice gains once, sti twice gives up once", [],
      shared + """
        func f()
          requires ie == 1
        {
          cli
          cli
          sti
          sti
          ret
        }
        """),
    Case(
      "what was read before sti says nothing afterwards", ["refuted assert:fact.unproved @11"],
      shared + """
        func f()
          requires ie == 1
        {
          cli
          ld r1, [x]
          sti
          cli
          ld r2, [x]
          assert r1 == r2
          sti
          ret
        }
        """),
    Case(
      "with interrupts off at entry nothing of the invariant is there", ["refuted sti:footprint.missing @7"],
      shared + """
        func f()
          requires ie == 0
          ensures  ie == 1
        {
          sti
          ret
        }
        """),
    Case(
      "unless the contract hands it over", [],
      """
      global x
      invariant shared for irq 0: exists v :: x |-> v ** v <= 9
      func leave()
        requires ie == 0 ** shared()
        ensures  ie == 1
      {
        sti
        ret
      }
      func enter()
        requires ie == 1
        ensures  ie == 0 ** shared()
      {
        cli
        ret
      }
      func f()
        requires ie == 1
      {
        call enter
        mov r1, 3
        st [x], r1
        call leave
        ret
      }
      """),
    Case(
      "halt with interrupts off", ["refuted halt:flag.mismatch @4"],
      """
      func f()
        requires ie == 0
      {
        halt
      }
      """),
    Case(
      "iret outside of a handler", ["refuted iret:stack.empty @3"],
      """
      func f()
      {
        iret
      }
      """),
    Case(
      "an access after sti", ["refuted load:footprint.missing @8"],
      shared + """
        func f()
          requires ie == 1
        {
          cli
          sti
          ld r1, [x]
          ret
        }
        """),
  ]

  static let handlers: [Case] = [
    Case(
      "a handler owns the invariant and gives it back", [],
      shared + """
        handler h on irq 0 {
          ld r1, [x]
          bgeu r1, 9, full
          add r1, r1, 1
          st [x], r1
        full:
          iret
        }
        """),
    Case(
      "a handler that breaks it", ["refuted iret:invariant.unproved @7"],
      shared + """
        handler h on irq 0 {
          ld r1, [x]
          add r1, r1, 1
          st [x], r1
          iret
        }
        """),
    Case(
      "a handler knows nothing of registers", ["refuted assert:fact.unproved @4"],
      shared + """
        handler h on irq 0 {
          assert r1 == 0
          iret
        }
        """),
    Case(
      "ret in a handler", ["refuted return:stack.empty @4"],
      shared + """
        handler h on irq 0 {
          ret
        }
        """),
    Case(
      "halt in a handler", ["refuted halt:flag.mismatch @4"],
      shared + """
        handler h on irq 0 {
          halt
        }
        """),
    Case(
      "iret in a function that a handler calls", ["refuted iret:stack.empty @5"],
      shared + """
        func g()
        {
          iret
        }
        handler h on irq 0 {
          call g
          iret
        }
        """),
    Case(
      "memory that a handler keeps", ["refuted iret:footprint.leftover @5"],
      shared + """
        handler h on irq 0 {
          alloc r1, 1
          iret
        }
        """),
    Case(
      "sti in a handler of the only level keeps the invariant", [],
      shared + """
        handler h on irq 0 {
          sti
          ld r1, [x]
          iret
        }
        """),
    Case(
      "requires of a handler names what it works with", [],
      shared + """
        handler h on irq 0
          requires exists v :: x |-> v ** v <= 20
          ensures  exists v :: x |-> v ** v >= 0
        {
          iret
        }
        """),
    Case(
      "requires of a handler must follow", ["refuted handler:fact.unproved @4"],
      shared + """
        handler h on irq 0
          requires exists v :: x |-> v ** v <= 5
        {
          iret
        }
        """),
    Case(
      "ensures of a handler must hold", ["refuted iret:fact.unproved @6"],
      shared + """
        handler h on irq 0
          ensures exists v :: x |-> v ** v <= 5
        {
          iret
        }
        """),
    Case(
      "a global that no invariant gives to the handler", ["refuted load:footprint.missing @3"],
      """
      global y
      handler h on irq 0 {
        ld r1, [y]
        iret
      }
      """),
  ]

  static let declarations: [Case] = [
    Case(
      "an invariant that does not determine its cell", ["refuted invariant:imprecise @1"],
      """
      invariant for irq 0: exists p :: p |-> 7
      func f()
      {
        ret
      }
      """),
    Case(
      "a pointer that a cell holds determines it", [],
      """
      global head
      invariant for irq 0: exists p :: head |-> p ** (p == 0 ? emp : p |-> _)
      func f()
      {
        ret
      }
      """),
    Case(
      "an invariant that no memory satisfies", ["warning invariant:unsatisfiable @2"],
      """
      global x
      invariant for irq 0: x |-> 1 ** x |-> 2
      func f()
      {
        ret
      }
      """),
    Case(
      "two that no memory satisfies together", ["warning invariant:unsatisfiable @3"],
      """
      global x
      invariant for irq 0: x |-> _
      invariant for irq 0: x |-> 2
      func f()
      {
        ret
      }
      """),
  ]

  static let boots: [Case] = [
    Case(
      "globals that no invariant accepts", ["refuted boot:invariant.unproved @7"],
      """
      global x = 5
      invariant for irq 0: x |-> 4
      func main()
        requires ie == 1
      { halt
      }
      boot { thread main }
      """),
    Case(
      "a cell that two want", ["refuted boot:footprint.missing @6"],
      """
      global x = 4
      invariant for irq 0: x |-> 4
      func main()
        requires x |-> 4
      { halt }
      boot { thread main }
      """),
    Case(
      "arguments, and 0 in all other registers", [],
      """
      global x = 4
      func main(a)
        requires a == 3 ** r2 == 0 ** x |-> a + 1
      {
        assert r1 + r2 == 3
        halt
      }
      boot { thread main(3) }
      """),
    Case(
      "arguments that do not fit", ["refuted boot:fact.unproved @6"],
      """
      func main(a)
        requires a == 3
      {
        halt
      }
      boot { thread main(4) }
      """),
    Case(
      "a thread that wants interrupts off", ["refuted boot:flag.mismatch @6"],
      """
      func main()
        requires ie == 0
      {
        halt
      }
      boot { thread main }
      """),
    Case(
      "a thread that returns", ["refuted return:stack.empty @4"],
      """
      func main()
        requires ie == 1
      {
        ret
      }
      boot { thread main }
      """),
    Case(
      "a thread that is also called returns as a function", ["refuted return:stack.empty @3"],
      """
      func main()
      {
        ret
      }
      boot { thread main }
      """),
  ]
}
