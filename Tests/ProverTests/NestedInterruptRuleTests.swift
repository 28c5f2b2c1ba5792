import Testing

/// Priorities, handlers that turn interrupts on, both controllers, masks.
@Suite struct NestedInterruptRuleTests {
  @Test(arguments: NestedCases.levels) func levels(_ test: Case) throws { try expect(test) }
  @Test(arguments: NestedCases.controllers) func controllers(_ test: Case) throws { try expect(test) }
  @Test(arguments: NestedCases.masks) func masks(_ test: Case) throws { try expect(test) }
}

private enum NestedCases {
  static let shared = """
    global a
    global b
    invariant for irq 0: exists v :: a |-> v ** v <= 9
    invariant for irq 1: exists v :: b |-> v ** v <= 9

    """

  static let levels: [Case] = [
    Case(
      "a handler owns its own level and those above it", [],
      shared + """
        handler low on irq 1 {
          ld r1, [a]
          ld r2, [b]
          assert r1 <= 9 && r2 <= 9
          iret
        }
        """),
    Case(
      "a handler does not own a lower level's", ["refuted load:footprint.missing @6"],
      shared + """
        handler high on irq 0 {
          ld r1, [b]
          iret
        }
        """),
    Case(
      "with interrupts on it keeps its own level", [],
      shared + """
        handler low on irq 1 {
          mov r1, 40
          st [b], r1
          sti
          ld r1, [b]
          assert r1 == 40
          cli
          mov r1, 4
          st [b], r1
          iret
        }
        """),
    Case(
      "with interrupts on it gives up those above", ["refuted load:footprint.missing @7"],
      shared + """
        handler low on irq 1 {
          sti
          ld r1, [a]
          iret
        }
        """),
    Case(
      "what is above may change meanwhile", ["refuted assert:fact.unproved @11"],
      shared + """
        handler low on irq 1 {
          ld r1, [a]
          ld r2, [b]
          sti
          cli
          ld r3, [a]
          assert r1 == r3
          ld r4, [b]
          assert r2 == r4
          iret
        }
        """),
    Case(
      "sti with what is above broken", ["refuted sti:invariant.unproved @8"],
      shared + """
        handler low on irq 1 {
          mov r1, 40
          st [a], r1
          sti
          iret
        }
        """),
    Case(
      "iret with interrupts on gives its own level back", ["refuted iret:invariant.unproved @9"],
      shared + """
        handler low on irq 1 {
          mov r1, 40
          st [b], r1
          sti
          iret
        }
        """),
    Case(
      "a thread with interrupts off owns all levels", [],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          ld r1, [a]
          ld r2, [b]
          sti
          ret
        }
        """),
    Case(
      "a function of a handler's level", [],
      shared + """
        handler low on irq 1 {
          sti
          call step
          iret
        }
        func step()
          requires ie == 1 && level == irq 1 && (exists v :: b |-> v ** v <= 9)
          ensures  exists v :: b |-> v ** v <= 9
        {
          cli
          ld r1, [a]
          sti
          ret
        }
        """),
    Case(
      "the wrong level", ["refuted call:flag.mismatch @6"],
      shared + """
        handler low on irq 1 {
          call step
          iret
        }
        func step()
          requires level == irq 0
        {
          ret
        }
        """),
  ]

  static let controllers: [Case] = [
    Case(
      "eoi before iret", [],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          eoi
          iret
        }
        """),
    Case(
      "iret before eoi", ["refuted iret:flag.mismatch @7"],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          iret
        }
        """),
    Case(
      "eoi with interrupts on gives its level up", ["refuted load:footprint.missing @9"],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          sti
          eoi
          ld r1, [b]
          iret
        }
        """),
    Case(
      "eoi with interrupts off moves nothing until sti", [],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          eoi
          ld r1, [b]
          sti
          cli
          ld r1, [b]
          iret
        }
        """),
    Case(
      "after eoi and sti nothing is left", ["refuted load:footprint.missing @9"],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          eoi
          sti
          ld r1, [b]
          iret
        }
        """),
    Case(
      "eoi with its level broken", ["refuted eoi:invariant.unproved @10"],
      "pic 8259a\n" + shared + """
        handler low on irq 1 {
          mov r1, 40
          st [b], r1
          sti
          eoi
          iret
        }
        """),
    Case(
      "eoi at thread level", ["refuted eoi:flag.mismatch @3"],
      """
      pic 8259a
      func f() requires level == thread {
        eoi
        ret
      }
      """),
    Case(
      "a function may not end the service of its caller", ["refuted return:flag.mismatch @9"],
      """
      pic 8259a
      handler low on irq 1 {
        call done
        eoi
        iret
      }
      func done() {
        eoi
        ret
      }
      """),
    Case(
      "a loop that ends the service", ["refuted loop:flag.mismatch @6"],
      """
      pic 8259a
      handler low on irq 1 {
      again:
        invariant true
        eoi
        bne r1, 0, again
        iret
      }
      """),
  ]

  static let masks: [Case] = [
    Case(
      "a mask gives nothing", ["refuted load:footprint.missing @9"],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          mask 0
          ld r1, [a]
          unmask 0
          ret
        }
        """),
    Case(
      "a mask takes nothing", [],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          mask 0
          ld r1, [a]
          unmask 0
          sti
          ret
        }
        """),
  ]
}
