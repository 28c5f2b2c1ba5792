import Testing

/// `switch`, `block`, `unblock`, several threads, and what a handler may do of it.
@Suite struct ThreadRuleTests {
  @Test(arguments: ThreadCases.switches) func switches(_ test: Case) throws { try expect(test) }
  @Test(arguments: ThreadCases.queues) func queues(_ test: Case) throws { try expect(test) }
  @Test(arguments: ThreadCases.handlers) func handlers(_ test: Case) throws { try expect(test) }
  @Test(arguments: ThreadCases.boots) func boots(_ test: Case) throws { try expect(test) }
}

private enum ThreadCases {
  static let shared = """
    global x
    global y
    invariant for threads: exists v :: x |-> v ** v <= 9
    invariant for irq 0: exists v :: y |-> v ** v <= 9

    """

  static let switches: [Case] = [
    Case(
      "a thread gives way between two critical sections", [],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          mov r1, 4
          st [x], r1
          switch
          ld r2, [x]
          assert r2 <= 9 && r1 == 4
          sti
          ret
        }
        """),
    Case(
      "what the threads share may have changed", ["refuted assert:fact.unproved @13"],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          mov r1, 4
          st [x], r1
          switch
          ld r2, [x]
          assert r2 == 4
          sti
          ret
        }
        """),
    Case(
      "private memory is the thread's", [],
      shared + """
        func f(p)
          requires ie == 1 && level == thread && p |-> 3
          ensures  p |-> 3
        {
          cli
          switch
          sti
          ld r2, [r1]
          assert r2 == 3
          ret
        }
        """),
    Case(
      "with interrupts on", ["refuted switch:flag.mismatch @8"],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          switch
          ret
        }
        """),
    Case(
      "with what the threads share broken", ["refuted switch:invariant.unproved @11"],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          mov r1, 40
          st [x], r1
          switch
          sti
          ret
        }
        """),
    Case(
      "with what a handler shares broken", ["refuted switch:invariant.unproved @11"],
      shared + """
        func f()
          requires ie == 1 && level == thread
        {
          cli
          mov r1, 40
          st [y], r1
          switch
          sti
          ret
        }
        """),
  ]

  static let handed = """
    global full
    global slot
    invariant for threads: exists f :: full |-> f ** (f == 0 ? emp : slot |-> 7)
    queue waiting(n) hands n |-> _ ** slot |-> 7

    """

  static let queues: [Case] = [
    Case(
      "who is woken has what the queue hands over", [],
      handed + """
        func f(p)
          requires ie == 1 && level == thread
          ensures  p |-> _ ** slot |-> 7
        {
          cli
          block waiting(r1)
          sti
          ld r2, [slot]
          assert r2 == 7
          ret
        }
        """),
    Case(
      "with interrupts on nobody can wait", ["refuted block:flag.mismatch @9"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread
          ensures  p |-> _ ** slot |-> 7
        {
          block waiting(r1)
          ret
        }
        """),
    Case(
      "waiting with the invariant broken", ["refuted block:footprint.missing @12"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread
          ensures  p |-> _ ** slot |-> 7
        {
          cli
          mov r2, 1
          st [full], r2
          block waiting(r1)
          sti
          ret
        }
        """),
    Case(
      "a waker hands over", [],
      handed + """
        func f(p)
          requires ie == 1 && level == thread && p |-> _ ** slot |-> 7
          ensures  result == 0 ? p |-> _ ** slot |-> 7 : emp
          with (k)
        {
          cli
          unblock r2, waiting(r1)
          sti
          mov r1, r2
          ret
        }
        """),
    Case(
      "a waker has nothing to hand over",
      ["refuted unblock:footprint.missing @9", "refuted sti:footprint.missing @10"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread && p |-> _
        {
          cli
          unblock r2, waiting(r1)
          sti
          @leak p |-> _
          ret
        }
        """),
    Case(
      "a waker hands over something else", ["refuted unblock:fact.unproved @9"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread && p |-> _ ** slot |-> 8
        {
          cli
          unblock r2, waiting(r1)
          bne r2, 0, gone
          @leak p |-> _ ** slot |-> _
          sti
          ret
        gone:
          sti
          ret
        }
        """),
    Case(
      "what was handed over is gone", ["refuted store:footprint.missing @12"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread && p |-> _ ** slot |-> 7
          ensures  p |-> _ ** slot |-> 7
        {
          cli
          unblock r2, waiting(r1)
          sti
          st [r1], r2
          ret
        }
        """),
    Case(
      "nobody waits, or the result is a number from 1", [],
      handed + """
        func f(p)
          requires ie == 1 && level == thread && p |-> _ ** slot |-> 7
          ensures  result == 0 ? p |-> _ ** slot |-> 7 : emp
        {
          cli
          unblock r2, waiting(r1)
          sti
          mov r1, r2
          beq r2, 0, nobody
          assert r2 >= 1
          ret
        nobody:
          ret
        }
        """),
    Case(
      "waking with interrupts on", ["refuted unblock:flag.mismatch @8"],
      handed + """
        func f(p)
          requires ie == 1 && level == thread
        {
          unblock r2, waiting(r1)
          ret
        }
        """),
    Case(
      "an imprecise hand-over", ["refuted invariant:imprecise @2"],
      """
      global x
      queue any() hands exists a :: a |-> 1
      func f() { ret }
      """),
  ]

  static let handlers: [Case] = [
    Case(
      "a handler preempts", [],
      shared + """
        handler tick on irq 0 {
          switch
          iret
        }
        """),
    Case(
      "a handler gives way with its invariant broken", ["refuted switch:invariant.unproved @8"],
      shared + """
        handler tick on irq 0 {
          mov r1, 30
          st [y], r1
          switch
          mov r1, 3
          st [y], r1
          iret
        }
        """),
    Case(
      "a handler does not own what the threads share", ["refuted load:footprint.missing @6"],
      shared + """
        handler tick on irq 0 {
          ld r1, [x]
          iret
        }
        """),
    Case(
      "a handler cannot wait", ["refuted block:flag.mismatch @7"],
      shared + """
        queue idle() hands emp
        handler tick on irq 0 {
          block idle()
          iret
        }
        """),
    Case(
      "a handler wakes a thread", [],
      shared + """
        queue idle() hands emp
        handler tick on irq 0 {
          unblock r1, idle()
          iret
        }
        """),
    Case(
      "a preempting handler above one that can be interrupted in service", ["refuted switch:flag.mismatch @2"],
      """
      handler high on irq 0 {
        switch
        iret
      }
      handler low on irq 1 {
        sti
        cli
        iret
      }
      """),
    Case(
      "a preempting handler above one that keeps interrupts off", [],
      """
      handler high on irq 0 {
        switch
        iret
      }
      handler low on irq 1 {
        iret
      }
      """),
    Case(
      "a preempting handler below one that can be interrupted", [],
      """
      handler high on irq 0 {
        sti
        iret
      }
      handler low on irq 1 {
        switch
        iret
      }
      """),
    Case(
      "in a function that the handler calls", ["refuted switch:flag.mismatch @6"],
      """
      handler high on irq 0 {
        call yield
        iret
      }
      func yield() {
        switch
        ret
      }
      handler low on irq 1 {
        call work
        iret
      }
      func work()
        requires ie == 0
        ensures  ie == 0
      {
        sti
        cli
        ret
      }
      """),
    Case(
      "with the explicit controller, before and after eoi", ["refuted switch:flag.mismatch @3"],
      """
      pic 8259a
      handler high on irq 0 {
        switch
        eoi
        iret
      }
      handler low on irq 1 {
        eoi
        switch
        iret
      }
      """),
    Case(
      "with the explicit controller, over a service that has ended", [],
      """
      pic 8259a
      handler high on irq 0 {
        eoi
        switch
        iret
      }
      handler low on irq 1 {
        eoi
        sti
        cli
        iret
      }
      """),
    Case(
      "with the explicit controller, over a service that has not ended", ["refuted switch:flag.mismatch @4"],
      """
      pic 8259a
      handler high on irq 0 {
        eoi
        switch
        iret
      }
      handler low on irq 1 {
        sti
        cli
        eoi
        iret
      }
      """),
  ]

  static let boots: [Case] = [
    Case(
      "each thread gets its own memory", [],
      """
      global a = 1
      global b = 2
      func worker(p)
        requires p |-> _
      {
        st [r1], r1
        halt
      }
      boot { thread worker(a)  thread worker(b) }
      """),
    Case(
      "two threads want the same cell", ["refuted boot:footprint.missing @8"],
      """
      global a = 1
      func worker(p)
        requires p |-> _
      {
        st [r1], r1
        halt
      }
      boot { thread worker(a)  thread worker(a) }
      """),
    Case(
      "what the threads share is not there", ["refuted boot:footprint.missing @9"],
      """
      global a = 1
      invariant for threads: a |-> _
      func worker(p)
        requires p |-> _
      {
        st [r1], r1
        halt
      }
      boot { thread worker(a) }
      """),
  ]
}
