import Testing

/// Branches, loops, calls, returns, code pointers.
@Suite struct ControlRuleTests {
  @Test(arguments: ControlCases.loops) func loops(_ test: Case) throws { try expect(test) }
  @Test(arguments: ControlCases.calls) func calls(_ test: Case) throws { try expect(test) }
  @Test(arguments: ControlCases.pointers) func codePointers(_ test: Case) throws { try expect(test) }
}

private enum ControlCases {
  static let loops: [Case] = [
    Case(
      "a counting loop", [],
      """
      func f(n)
        ensures result == n
      {
        mov r2, 0
      next:
        invariant r2 <= n
        invariant r1 == n
        beq r2, r1, done
        add r2, r2, 1
        j next
      done:
        mov r1, r2
        ret
      }
      """),
    Case(
      "without a bound the counter may wrap", ["refuted return:fact.unproved @13"],
      """
      func f(n)
        requires n < 100
        ensures result == n
      {
        mov r2, 0
      next:
        invariant emp
        bgeu r2, r1, done
        add r2, r2, 1
        j next
      done:
        mov r1, r2
        ret
      }
      """),
    Case(
      "an invariant that does not hold at first", ["refuted loop:fact.unproved @4"],
      """
      func f()
      {
        mov r1, 1
      next:
        invariant r1 == 0
        j next
      }
      """),
    Case(
      "an invariant that is not kept", ["refuted loop:fact.unproved @7"],
      """
      func f()
      {
        mov r1, 0
      next:
        invariant r1 == 0
        add r1, r1, 1
        j next
      }
      """),
    Case(
      "a jump back without invariant", ["refuted loop:invariant.missing @4"],
      """
      func f()
      {
      next:
        j next
      }
      """),
    Case(
      "a loop that is cut elsewhere needs no second invariant", [],
      """
      func f()
      {
        mov r1, 3
        j test
      body:
        sub r1, r1, 1
      test:
        invariant r1 <= 3
        bne r1, 0, body
        ret
      }
      """),
    Case(
      "memory that the invariant does not mention is kept", [],
      """
      global x
      func f()
        requires x |-> 5
        ensures  x |-> 5
      {
        mov r1, 3
      next:
        invariant emp
        beq r1, 0, done
        sub r1, r1, 1
        j next
      done:
        ret
      }
      """),
    Case(
      "and may not change", ["refuted loop:frame.changed @10"],
      """
      global x
      func f()
        requires x |-> 5
        ensures  x |-> _
      {
      next:
        invariant emp
        choose r2, 0, 9
        st [x], r2
        j next
      }
      """),
    Case(
      "memory that the invariant does mention may", [],
      """
      global x
      func f()
        requires x |-> 5
        ensures  x |-> 0
      {
      next:
        invariant exists v :: x |-> v
        ld r1, [x]
        beq r1, 0, done
        sub r1, r1, 1
        st [x], r1
        j next
      done:
        ret
      }
      """),
    Case(
      "memory gained in a loop", ["refuted loop:footprint.leftover @6"],
      """
      func f()
      {
      next:
        invariant emp
        alloc r1, 1
        j next
      }
      """),
    Case(
      "a flag changed in a loop", ["refuted loop:flag.mismatch @7"],
      """
      func f()
        requires ie == 1
      {
      next:
        invariant emp
        cli
        j next
      }
      """),
    Case(
      "nested loops", [],
      """
      func f()
        ensures result == 12
      {
        mov r1, 0
        mov r2, 0
      outer:
        invariant r1 == 4 * r2 ** r2 <= 3
        beq r2, 3, done
        mov r3, 0
      inner:
        invariant r1 == 4 * r2 + r3 ** r2 < 3 ** r3 <= 4
        beq r3, 4, next
        add r1, r1, 1
        add r3, r3, 1
        j inner
      next:
        add r2, r2, 1
        j outer
      done:
        ret
      }
      """),
    Case(
      "an inner loop keeps what only the outer one writes", [],
      """
      func f()
      {
        mov r2, 0
      outer:
        invariant r2 <= 3
        beq r2, 3, done
        mov r3, 0
      inner:
        invariant r3 <= 4
        beq r3, 4, next
        add r3, r3, 1
        j inner
      next:
        assert r2 < 3
        add r2, r2, 1
        j outer
      done:
        ret
      }
      """),
    Case(
      "what nothing reaches", ["warning contract:unreachable @6"],
      """
      func f()
      {
        mov r1, 0
        beq r1, 0, done
        @assert r1 != 0
        mov r1, 1
      done:
        ret
      }
      """),
  ]

  static let calls: [Case] = [
    Case(
      "a call by contract", [],
      """
      global x
      func add(n)
        with (v)
        requires x |-> v ** v + n < 1000
        ensures  x |-> v + n ** result == v
        preserves r4
      {
        ld r2, [x]
        add r1, r1, r2
        st [x], r1
        mov r1, r2
        ret
      }
      func f()
        requires x |-> 10
        ensures  x |-> 15
      {
        mov r1, 5
        mov r4, 9
        call add
        assert r1 == 10 && r4 == 9
        ret
      }
      """),
    Case(
      "registers that are not preserved are lost", ["refuted assert:fact.unproved @9"],
      """
      func g()
      {
        ret
      }
      func f()
      {
        mov r4, 9
        call g
        assert r4 == 9
        ret
      }
      """),
    Case(
      "a promise to preserve that is broken", ["refuted return:register.changed @5"],
      """
      func g()
        preserves r3-r5
      {
        add r4, r4, 1
        ret
      }
      """),
    Case(
      "and one that is kept", [],
      """
      func g()
        preserves r3-r5
      {
        add r4, r4, 1
        sub r4, r4, 1
        ret
      }
      """),
    Case(
      "a requirement that does not hold", ["refuted call:fact.unproved @8"],
      """
      func g(a)
        requires a > 3
      {
        ret
      }
      func f()
      { mov r1, 3
        call g
        ret
      }
      """),
    Case(
      "memory that the callee needs", ["refuted call:footprint.missing @10"],
      """
      global x
      func g()
        requires x |-> _
        ensures  x |-> _
      {
        ret
      }
      func f()
      {
        call g
        ret
      }
      """),
    Case(
      "recursion", [],
      """
      func sum(n)
        requires n <= 100
        ensures  result * 2 == n * (n + 1)
        preserves r4
      {
        beq r1, 0, base
        mov r5, r4
        sub r1, r1, 1
        mov r4, r1
        call half
        add r1, r1, 1
        add r1, r1, r4
        mov r4, r5
        ret
      base:
        ret
      }
      func half(n)
        requires n <= 100
        ensures  result * 2 == n * (n + 1)
        preserves r4, r5
      {
        mov r3, r1
        mov r1, 0
        mov r2, 0
      next:
        invariant r2 <= n ** r1 * 2 == r2 * (r2 + 1) ** r3 == n
        beq r2, r3, done
        add r2, r2, 1
        add r1, r1, r2
        j next
      done:
        ret
      }
      """),
    Case(
      "mutual recursion that nobody starts", [],
      """
      word 8
      func even(n)
        ensures result == (n % 2 == 0 ? 1 : 0)
      {
        beq r1, 0, yes
        sub r1, r1, 1
        call odd
        ret
      yes:
        mov r1, 1
        ret
      }
      func odd(n)
        ensures result == n % 2
      {
        beq r1, 0, no
        sub r1, r1, 1
        call even
      no:
        ret
      }
      """),
    Case(
      "a function is proved for each flag it is called with", ["refuted ghost:fact.unproved @3"],
      """
      func g()
      {
        @assert ie == 1
        ret
      }
      func f()
        requires ie == 1
        ensures  ie == 0
      {
        call g
        cli
        call g
        ret
      }
      """),
    Case(
      "flags that the callee does not accept", ["refuted call:flag.mismatch @9"],
      """
      func g()
        requires ie == 0
      {
        ret
      }
      func f()
        requires ie == 1
      {
        call g
        ret
      }
      """),
    Case(
      "ensures silent on ie promises the flag as it was", ["refuted return:flag.mismatch @5"],
      """
      func g()
        requires ie == 1
      {
        cli
        ret
      }
      """),
    Case(
      "ensures that fixes ie", [],
      """
      func g()
        requires ie == 1
        ensures  ie == 0
      {
        cli
        ret
      }
      func f()
        requires ie == 1
        ensures  ie == old(ie)
      {
        call g
        sti
        ret
      }
      """),
    Case(
      "ensures that leaves ie open", [],
      """
      func g()
        requires ie == 1
        ensures  result == 0 ? ie == 1 : ie == 0
      {
        mov r1, 0
        choose r2, 0, 1
        beq r2, 0, out
        cli
        mov r1, 1
      out:
        ret
      }
      func f()
        requires ie == 1
      {
        call g
        beq r1, 0, out
        sti
      out:
        ret
      }
      """),
    Case(
      "a with variable that nothing fixes", [],
      """
      func g()
        with (n)
        ensures result == 0
      {
        mov r1, 0
        ret
      }
      func f()
      {
        call g
        assert r1 == 0
        ret
      }
      """),
    Case(
      "a contract that nothing satisfies", ["warning contract:unsatisfiable @2"],
      """
      func g(a)
        requires a < 3 ** a > 5
      {
        mov r1, 0
        ret
      }
      """),
    Case(
      "an extern function is used by its contract", [],
      """
      extern func read() ensures result < 8
      func f()
      {
        call read
        assert r1 < 8
        ret
      }
      """),
  ]

  static let pointers: [Case] = [
    Case(
      "a jump table of two labels", [],
      """
      func f(a)
        ensures result == (a == 0 ? 1 : 2)
      {
        mov r2, one
        beq r1, 0, go
        mov r2, two
      go:
        jr r2
      one:
        mov r1, 1
        ret
      two:
        mov r1, 2
        ret
      }
      """),
    Case(
      "a jump to any value", ["refuted jump:target.unknown @3"],
      """
      func f(a)
      {
        jr r1
      one:
        ret
      }
      """),
    Case(
      "a call through a register", [],
      """
      func g() ensures result == 7
      {
        mov r1, 7
        ret
      }
      func f()
      {
        mov r3, g
        callr r3
        assert r1 == 7
        ret
      }
      """),
    Case(
      "a call of any value", ["refuted call:target.unknown @3"],
      """
      func f(a)
      {
        callr r1
        ret
      }
      """),
  ]
}
