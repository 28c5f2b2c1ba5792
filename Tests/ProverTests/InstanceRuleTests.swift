import Testing

/// Instances of families in code: opening, closing, and that none is taken twice or left broken.
@Suite struct InstanceRuleTests {
  @Test(arguments: InstanceCases.opening) func opening(_ test: Case) throws { try expect(test) }
  @Test(arguments: InstanceCases.implied) func implied(_ test: Case) throws { try expect(test) }
  @Test(arguments: InstanceCases.unknown) func unknown(_ test: Case) throws { try expect(test) }
  @Test(arguments: InstanceCases.closing) func closing(_ test: Case) throws { try expect(test) }
  @Test(arguments: InstanceCases.aliases) func aliases(_ test: Case) throws { try expect(test) }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    replacing(part, with: other, maxReplacements: 1)
  }
}

private enum InstanceCases {
  /// Two cells that agree whenever the instance is public.
  static let pair = """
    invariant pair(p) for threads: exists v :: p |-> v, v ** v <= 9

    """

  static let opening: [Case] = [
    Case(
      "an access with interrupts off opens, sti closes", [],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          ld r2, [r1]
          ld r3, [r1 + 1]
          assert r2 == r3 && r2 <= 9
          sti
          ret
        }
        """),
    Case(
      "nothing says that the instance is public", ["refuted load:footprint.missing @6"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread
        {
          cli
          ld r2, [r1]
          sti
          ret
        }
        """),
    Case(
      "with interrupts on it is the public part's", ["refuted load:footprint.missing @5"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          ld r2, [r1]
          ret
        }
        """),
    Case(
      "in a handler it is not owned", ["refuted load:footprint.missing @7"],
      pair + """
        global q[2]
        handler h on irq 0
          requires pair@(q)
        {
          mov r1, q
          ld r2, [r1]
          iret
        }
        """),
    Case(
      "a family of a handler's level", [],
      """
      invariant ring(p) for irq 0: exists v :: p |-> v ** v < 4
      global q
      handler h on irq 0 {
        ld r2, [q]
        add r2, r2, 1
        and r2, r2, 3
        st [q], r2
        iret
      }
      func main() { halt }
      boot { thread main  share ring(q) }
      """),
    Case(
      "a handler that breaks an instance of its level", ["refuted iret:invariant.unproved @7"],
      """
      invariant ring(p) for irq 0: exists v :: p |-> v ** v < 4
      global q
      handler h on irq 0 {
        ld r2, [q]
        add r2, r2, 1
        st [q], r2
        iret
      }
      func main() { halt }
      boot { thread main  share ring(q) }
      """),
    Case(
      "what was read in one critical section says nothing in the next", ["refuted assert:fact.unproved @10"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          ld r2, [r1]
          sti
          cli
          ld r3, [r1]
          assert r2 == r3
          sti
          ret
        }
        """),
  ]

  static let implied: [Case] = [
    Case(
      "an instance that says only that another is public", [],
      pair + """
        invariant twin(p) for threads: pair@(p) && pair@(p + 2)
        func f(p)
          requires ie == 1 && level == thread && twin@(p)
        {
          cli
          ld r2, [r1]
          ld r3, [r1 + 1]
          assert r2 == r3
          sti
          ret
        }
        func g(p)
          requires ie == 1 && level == thread && twin@(p)
          ensures  pair@(p + 2)
        {
          call f
          ret
        }
        """),
    Case(
      "it is shared without the other", ["refuted boot:fact.unproved @9"],
      pair + """
        invariant twin(p) for threads: pair@(p)
        global q[2] = 4
        func main()
          requires twin@(q) || emp
        {
          halt
        }
        boot { thread main  share twin(q) }
        """),
    Case(
      "one that says more tells nothing before it is open", ["refuted load:footprint.missing @8"],
      pair + """
        global x
        invariant twin(p) for threads: pair@(p) && x |-> p
        func f(p)
          requires ie == 1 && level == thread && twin@(p)
        {
          cli
          ld r2, [r1]
          sti
          ret
        }
        """),
  ]

  static let unknown: [Case] = [
    Case(
      "an address that an instance reads out of memory may be any", ["refuted load:footprint.missing @5"],
      """
      global n = 0
      invariant lock(l) for irq 0: exists v :: l |-> v ** (v == 0 ? emp : v |-> _)
      handler h0 on irq 0
      {
        ld   r2, [r1]
        iret
      }
      func w0() { halt }
      boot { thread w0 share lock(n) }
      """),
    Case(
      "a handler that walks its devices", [],
      """
      global d[8] = 0
      invariant dev(p) for irq 0: exists s, c :: p |-> s, c ** c <= 200
      handler scan on irq 0 {
        mov r1, 0
        mov r2, d
      loop:
        invariant r1 < 4 ** r2 == d + 2 * r1
        ld r3, [r2 + 1]
        bgeu r3, 200, skip
        add r3, r3, 1
        st [r2 + 1], r3
      skip:
        add r1, r1, 1
        add r2, r2, 2
        bltu r1, 4, loop
        iret
      }
      func main() { halt }
      boot { thread main  share dev(d)  share dev(d + 2)  share dev(d + 4)  share dev(d + 6) }
      """),
    Case(
      "it walks too far", ["refuted load:footprint.missing @8"],
      """
      global d[8] = 0
      invariant dev(p) for irq 0: exists s, c :: p |-> s, c ** c <= 200
      handler scan on irq 0 {
        mov r1, 0
        mov r2, d
      loop:
        invariant r1 <= 4 ** r2 == d + 2 * r1
        ld r3, [r2 + 1]
        add r1, r1, 1
        add r2, r2, 2
        bleu r1, 4, loop
        iret
      }
      func main() { halt }
      boot { thread main  share dev(d)  share dev(d + 2)  share dev(d + 4)  share dev(d + 6) }
      """),
    Case(
      "a module's handler asks for an instance that only names another", [],
      pair.replacing("threads", with: "irq 0") + """
        invariant twin(p) for irq 0: pair@(p)
        global q[2]
        handler h on irq 0
          requires twin@(q)
        {
          ld r1, [q]
          iret
        }
        """),
  ]

  static let closing: [Case] = [
    Case(
      "sti with a broken instance", ["refuted sti:invariant.unproved @8"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          mov r2, 3
          st [r1], r2
          sti
          ret
        }
        """),
    Case(
      "switch with a broken instance", ["refuted switch:invariant.unproved @8"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          mov r2, 3
          st [r1], r2
          switch
          st [r1 + 1], r2
          sti
          ret
        }
        """),
    Case(
      "a call with a broken instance", ["refuted call:invariant.unproved @8"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          mov r2, 3
          st [r1], r2
          call g
          sti
          ret
        }
        func g()
          requires ie == 0 && level == thread
        {
          sti
          cli
          ret
        }
        """),
    Case(
      "a call with an instance in use closes it first: what is known of it is lost",
      ["refuted assert:fact.unproved @9"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          ld r4, [r1]
          call g
          ld r5, [r1]
          assert r4 == r5
          sti
          ret
        }
        func g()
          requires ie == 0 && level == thread
          preserves r1, r4
        {
          ret
        }
        """),
    Case(
      "a callee cannot be handed memory out of an instance that the caller may open again",
      ["refuted call:footprint.missing @7"],
      pair + """
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          ld r4, [r1]
          call g
          sti
          ret
        }
        func g(p)
          requires ie == 0 && level == thread && (exists v :: p |-> v, v ** v <= 9)
          ensures  exists v :: p |-> v, v ** v <= 9
        {
          ret
        }
        """),
    Case(
      "ret with a broken instance", ["refuted return:invariant.unproved @8"],
      pair + """
        func f(p)
          requires ie == 0 && level == thread && pair@(p)
        {
          ld r2, [r1]
          mov r2, 3
          st [r1], r2
          ret
        }
        func main(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          call f
          sti
          halt
        }
        """),
    Case(
      "a callee opens and closes by itself", [],
      pair + """
        func f(p)
          requires ie == 0 && level == thread && pair@(p)
        {
          mov r2, 3
          st [r1], r2
          st [r1 + 1], r2
          ret
        }
        func main(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          ld r3, [r1]
          call f
          sti
          halt
        }
        """),
    Case(
      "a loop in a critical section", [],
      pair + """
        func f(p, n)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
        again:
          invariant ie == 0 && r1 == p
          beq r2, 0, done
          sub r2, r2, 1
          mov r3, 1
          st [r1], r3
          st [r1 + 1], r3
          j again
        done:
          sti
          ret
        }
        """),
    Case(
      "a loop that goes round with a broken instance", ["refuted loop:invariant.unproved @10"],
      pair + """
        func f(p, n)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
        again:
          invariant ie == 0 && r1 == p
          mov r3, 1
          st [r1], r3
          bne r2, 0, again
          st [r1 + 1], r3
          sti
          ret
        }
        """),
    Case(
      "a loop whose invariant says what is broken", [],
      pair + """
        func f(p, n)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
        again:
          invariant ie == 0 && r1 == p && p |-> _, _
          choose r3, 0, 200
          st [r1], r3
          bne r2, 0, again
          mov r3, 1
          st [r1], r3
          st [r1 + 1], r3
          sti
          ret
        }
        """),
  ]

  static let aliases: [Case] = [
    Case(
      "two names may mean one instance", ["refuted assert:fact.unproved @8"],
      pair + """
        func f(p, q)
          requires ie == 1 && level == thread && pair@(p) && pair@(q)
        {
          cli
          ld r3, [r1]
          ld r4, [r2]
          assert r1 != r2
          sti
          ret
        }
        """),
    Case(
      "what is written through one name is read through the other", [],
      pair + """
        func f(p, q)
          requires ie == 1 && level == thread && pair@(p) && pair@(q) && p == q
        {
          cli
          mov r3, 5
          st [r1], r3
          st [r2 + 1], r3
          ld r4, [r2]
          assert r4 == 5
          sti
          ret
        }
        """),
    Case(
      "whether it is written through the other name is not known", ["refuted assert:fact.unproved @11"],
      pair + """
        func f(p, q)
          requires ie == 1 && level == thread && pair@(p) && pair@(q)
        {
          cli
          mov r3, 5
          st [r1], r3
          st [r1 + 1], r3
          ld r4, [r2]
          sti
          assert r4 != 5
          ret
        }
        """),
    Case(
      "an instance lies apart from a plain invariant's cells", [],
      pair + """
        global x
        invariant for irq 0: exists v :: x |-> v ** v == 77
        func f(p)
          requires ie == 1 && level == thread && pair@(p)
        {
          cli
          mov r3, 5
          st [r1], r3
          st [r1 + 1], r3
          ld r4, [x]
          assert r4 == 77
          sti
          ret
        }
        """),
  ]
}
