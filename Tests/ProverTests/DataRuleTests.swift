import Testing

/// Loads, stores, arithmetic, `choose`, `alloc`, `free`, `assert`: each with what it needs and without.
@Suite struct DataRuleTests {
  @Test(arguments: DataCases.memory) func memoryAccess(_ test: Case) throws { try expect(test) }
  @Test(arguments: DataCases.arithmetic) func words(_ test: Case) throws { try expect(test) }
  @Test(arguments: DataCases.allocation) func allocation(_ test: Case) throws { try expect(test) }
}

private enum DataCases {
  static let memory: [Case] = [
    Case(
      "null is never the address of a cell: the test for it tells a missing record from one that is there", [],
      """
      func f(p)
        requires p == 0 || p |-> _
      {
        beq r1, 0, none
        free r1, 1
      none: ret
      }
      """),
    Case(
      "without the test for null the record may be missing", ["refuted free:footprint.missing @4"],
      """
      func f(p)
        requires p == 0 || p |-> _
      {
        free r1, 1
        ret
      }
      """),
    Case(
      "a cell of the contract is read and written", [],
      """
      global x
      func f()
        requires x |-> 7
        ensures  x |-> 8 ** result == 7
      {
        ld r1, [x]
        add r2, r1, 1
        st [x], r2
        ret
      }
      """),
    Case(
      "a global that the contract does not hand over", ["refuted load:footprint.missing @4"],
      """
      global x
      func f()
      {
        ld r1, [x]
        ret
      }
      """),
    Case(
      "a store without the cell", ["refuted store:footprint.missing @4"],
      """
      global x
      func f()
      {
        st [x], r1
        ret
      }
      """),
    Case(
      "an indexed cell, by cases of the index", [],
      """
      global buf[3]
      func f(i)
        requires i < 3 ** buf |-> 1, 2, 3
        ensures  buf |-> 1, 2, 3 ** result == i + 1
      {
        add r2, r1, buf
        ld r1, [r2]
        ret
      }
      """),
    Case(
      "an index one past the end", ["refuted load:footprint.missing @7"],
      """
      global buf[3]
      func f(i)
        requires i <= 3 ** buf |-> _, _, _
        ensures  buf |-> _, _, _
      {
        add r2, r1, buf
        ld r1, [r2]
        ret
      }
      """),
    Case(
      "a store at an unknown index changes one cell", ["refuted return:fact.unproved @9"],
      """
      global buf[2]
      func f(i)
        requires i < 2 ** buf |-> 5, 5
        ensures  buf |-> 5, 6
      {
        add r2, r1, buf
        mov r3, 6
        st [r2], r3
        ret
      }
      """),
    Case(
      "two cells of a contract are different cells", [],
      """
      func f(a, b)
        requires a |-> 1 ** b |-> 2
        ensures  a |-> 3 ** b |-> 2 ** a != b
      {
        mov r3, 3
        st [r1], r3
        ld r4, [r2]
        assert r4 == 2
        ret
      }
      """),
    Case(
      "a struct's field", [],
      """
      struct Node { value, next }
      global n: Node
      func f()
        requires n + Node.next |-> 4
        ensures  n + Node.next |-> 4 ** result == 4
      {
        mov r2, n
        ld r1, [r2 + Node.next]
        ret
      }
      """),
    Case(
      "an address that wraps is not the cell of the unwrapped sum", ["refuted load:footprint.missing @5"],
      """
      word 8
      func f(a)
        requires a == 255 ** 255 |-> _
      {
        ld r1, [r1 + 2]
        @leak 255 |-> _
        ret
      }
      """),
  ]

  static let arithmetic: [Case] = [
    Case(
      "division by zero in assertions is total", [],
      """
      func f(a, b)
        ensures b == 0 ==> a / b == 0 && a % b == a
      {
        ret
      }
      """),
    Case(
      "addition wraps at the width", [],
      """
      word 8
      func f(a)
        ensures result == (a + 1) % 256
      {
        add r1, r1, 1
        ret
      }
      """),
    Case(
      "and so it is not the sum", ["refuted return:fact.unproved @6"],
      """
      word 8
      func f(a)
        ensures result == a + 1
      {
        add r1, r1, 1
        ret
      }
      """),
    Case(
      "unless it cannot wrap", [],
      """
      word 8
      func f(a)
        requires a < 255
        ensures result == a + 1
      {
        add r1, r1, 1
        ret
      }
      """),
    Case(
      "32 bits: subtraction below zero", [],
      """
      func f(a, b)
        ensures result == (a >= b ? a - b : a - b + 0x100000000)
      {
        sub r1, r1, r2
        ret
      }
      """),
    Case(
      "64 bits: negation", [],
      """
      word 64
      func f(a)
        ensures signed(a) == -0x8000000000000000 || signed(result) == -signed(a)
      {
        neg r1, r1
        ret
      }
      """),
    Case(
      "16 bits: complement, masks and shifts", [],
      """
      word 16
      func f(a)
        ensures result == 0xFF00 - (a / 256) * 256 + (a % 256) / 16
      {
        and r2, r1, 0xFF
        shr r2, r2, 4
        not r1, r1
        and r1, r1, 0xFF00
        or  r1, r1, r2
        ret
      }
      """),
    Case(
      "exclusive or twice", [],
      """
      word 8
      func f(a)
        ensures result == a
      {
        xor r1, r1, 0x18
        xor r1, r1, 0x18
        ret
      }
      """),
    Case(
      "signed and unsigned comparisons differ", [],
      """
      word 8
      func f(a)
        requires a >= 128
        ensures result == 3
      {
        mov r2, 0
        bge r1, 0, low
        add r2, r2, 1
      low:
        bltu r1, 128, high
        add r2, r2, 2
      high:
        mov r1, r2
        ret
      }
      """),
    Case(
      "an arithmetic shift keeps the sign", [],
      """
      word 8
      func f(a)
        requires a >= 128
        ensures signed(result) < 0
      {
        sar r1, r1, 3
        ret
      }
      """),
    Case(
      "division by zero gives all ones, the remainder the dividend", [],
      """
      word 8
      func f(a)
        ensures result == 255
      {
        mov r2, 0
        divu r3, r1, r2
        remu r4, r1, r2
        assert r4 == a
        mov r1, r3
        ret
      }
      """),
    Case(
      "shift amounts count modulo the width", [],
      """
      word 8
      func f(a)
        ensures result == a
      {
        shl r1, r1, 8
        ret
      }
      """),
    Case(
      "multiplication wraps", ["refuted return:fact.unproved @7"],
      """
      word 8
      func f(a)
        requires a <= 16
        ensures result == 16 * a
      {
        mul r1, r1, 16
        ret
      }
      """),
    Case(
      "a true and a false assertion", ["refuted assert:fact.unproved @4"],
      """
      func f(a)
      {
        assert r1 == a && r1 >= 0
        assert r1 > 0
        ret
      }
      """),
  ]

  static let allocation: [Case] = [
    Case(
      "fresh cells or 0, given back", [],
      """
      func f()
      {
        alloc r1, 2
        beq r1, 0, none
        st [r1], r0
        st [r1 + 1], r0
        free r1, 2
      none:
        ret
      }
      """),
    Case(
      "without the test for 0", ["refuted store:footprint.missing @4"],
      """
      func f()
      {
        alloc r1, 1
        st [r1], r0
        free r1, 1
        ret
      }
      """),
    Case(
      "a leak", ["refuted return:footprint.leftover @4"],
      """
      func f()
      {
        alloc r1, 1
        ret
      }
      """),
    Case(
      "a second free", ["refuted free:footprint.missing @6"],
      """
      func f()
      {
        alloc r1, 1
        beq r1, 0, none
        free r1, 1
        free r1, 1
      none:
        ret
      }
      """),
    Case(
      "nothing is known of the contents", ["refuted assert:fact.unproved @6"],
      """
      func f()
      {
        alloc r1, 1
        beq r1, 0, none
        ld r2, [r1]
        assert r2 == 0
        free r1, 1
      none:
        ret
      }
      """),
    Case(
      "fresh cells are no global's and no other's", [],
      """
      global x
      func f()
        requires x |-> 1
        ensures  x |-> 1
      {
        alloc r1, 1
        beq r1, 0, none
        alloc r2, 1
        beq r2, 0, one
        assert r1 != r2 && r1 != x
        free r2, 1
      one:
        free r1, 1
      none:
        ret
      }
      """),
    Case(
      "any value of a range", ["refuted assert:fact.unproved @5"],
      """
      func f()
      {
        choose r1, 3, 9
        assert r1 >= 3 && r1 <= 9
        assert r1 != 7
        ret
      }
      """),
    Case(
      "an empty range", ["refuted choose:range.empty @3"],
      """
      func f(a)
      {
        choose r1, 3, r1
        ret
      }
      """),
  ]
}
