import AIMLang
import Machine
import TestSupport
import Testing

/// Nested interrupts: priorities, both controllers, masks; with exact shortest schedules.
@Suite("Interrupt levels")
struct LevelTests {
  private func program(
    _ main: String, _ high: String, _ low: String, pic: String = "auto",
    invariants: String = "invariant for irq 0: exists v :: x |-> v ** v <= 1\n invariant for irq 1: y |-> _"
  ) -> String {
    """
    pic \(pic)
    global x = 0
    global y = 0
    \(invariants)
    handler high on irq 0 { \(high) }
    handler low on irq 1 { \(low) }
    func main() {
    \(main)
    }
    boot { thread main }
    """
  }

  @discardableResult
  private func expect(
    _ text: String, _ summary: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Diagnostic? {
    let program = try load(text, sourceLocation: sourceLocation)
    let result = explore(program)
    #expect(result.summary == summary, sourceLocation: sourceLocation)
    guard case .violation(let violation) = result.outcome else { return nil }
    let again = try replay(program, violation.schedule)
    #expect(again == violation.trace, sourceLocation: sourceLocation)
    return violation.diagnostic
  }

  private let count = "ld r1, [x]\n xor r1, r1, 1\n st [x], r1\n"

  @Test func aHandlerOwnsItsLevelAndThoseAbove() throws {
    try expect(program("halt", "iret", "ld r1, [x]\n ld r1, [y]\n iret"), "complete")
    let above = try expect(program("halt", "ld r1, [y]\n iret", "iret"), "violation load:footprint.missing 1.0")
    #expect(above?.related.map(\.label) == ["this invariant gives `y` to irq 1 and what it interrupts"])
    // `sti` gives up what is above, and keeps its own.
    try expect(program("halt", count + "iret", "sti\n ld r1, [y]\n iret"), "complete")
    try expect(
      program("halt", count + "iret", "sti\n ld r1, [x]\n iret"), "violation load:footprint.missing 2.0.0")
    try expect(
      program("halt", "iret", "mov r1, 2\n st [x], r1\n sti\n iret"), "violation sti:invariant.unproved 2.0.0.0")
    // A handler cannot be interrupted by itself, nor by what is below.
    try expect(
      program("halt", "sti\n iret", "sti\n iret", invariants: "invariant for irq 1: x |-> _"), "complete")
  }

  /// Each handler at most once on the stack, the lower one first.
  @Test func nestingIsCounted() throws {
    let result = explore(try load(program("l: j l", "sti\n iret", "sti\n iret")))
    // main; low before and after `sti`; high before and after `sti` on either of main and low.
    #expect(result.summary == "complete")
    #expect(result.counts == [7, 10, 4])
    let three = explore(
      try load(
        """
        handler a on irq 0 { sti
          iret }
        handler b on irq 1 { sti
          iret }
        handler c on irq 2 { sti
          iret }
        func main() { l: j l }
        boot { thread main }
        """))
    #expect(three.counts == [15, 22, 6])
  }

  @Test func anExplicitController() throws {
    let pic = "8259a"
    try expect(program("halt", "eoi\n iret", "eoi\n iret", pic: pic), "complete")
    let still = try expect(program("halt", "iret", "eoi\n iret", pic: pic), "violation iret:flag.mismatch 1.0")
    #expect(still?.message == "`iret` needs the interrupt ended, but irq 0 is still in service")
    try expect(program("eoi\n halt", "eoi\n iret", "eoi\n iret", pic: pic), "violation eoi:flag.mismatch 0")
    // With interrupts disabled nothing moves at `eoi`.
    try expect(program("halt", "eoi\n" + count + "iret", "eoi\n iret", pic: pic), "complete")
    try expect(
      program("halt", "eoi\n iret", "sti\n cli\n mov r1, 2\n st [x], r1\n eoi\n iret", pic: pic),
      "violation iret:invariant.unproved 2.0.0.0.0.0.0")
    let invariant = "invariant for irq 1: exists v :: y |-> v ** v <= 1"
    try expect(
      program("halt", "eoi\n iret", "sti\n mov r1, 2\n st [y], r1\n eoi\n iret", pic: pic, invariants: invariant),
      "violation eoi:invariant.unproved 2.0.0.0.0")
    try expect(
      program("halt", "eoi\n iret", "sti\n eoi\n ld r1, [y]\n iret", pic: pic, invariants: invariant),
      "violation load:footprint.missing 2.0.0.0")
    // After `eoi` the same interrupt may come again, and again.
    try expect(program("halt", "eoi\n iret", "eoi\n sti\n iret", pic: pic), "cut explore:limit.reached")
    try expect(
      program("halt", "iret", "mask 1\n eoi\n sti\n cli\n unmask 1\n iret", pic: pic).replacing(
        "iret }\nhandler low", with: "eoi\n iret }\nhandler low"), "complete")
  }

  @Test func masksKeepInterruptsAway() throws {
    let high = "assert r2 == 0\n iret"
    try expect(program("mov r2, 1\nl: j l", high, "iret"), "violation assert:fact.unproved 0.1.0")
    try expect(program("mask 0\n mov r2, 1\nl: j l", high, "iret"), "complete")
    // The other line is open all the same.
    try expect(program("mask 0\n mov r2, 1\nl: j l", "iret", high), "violation assert:fact.unproved 0.0.1.0")
    try expect(
      program("mask 0\n mov r2, 1\n unmask 0\nl: j l", high, "iret"), "violation assert:fact.unproved 0.0.0.1.0")
    // A mask gives nothing.
    try expect(program("mask 0\n mask 1\n ld r1, [x]\n halt", "iret", "iret"), "violation load:footprint.missing 0.0.0")
    let counted = explore(try load(program("mask 1\n unmask 1\n mask 0\nl: j l", "iret", "iret")))
    #expect(counted.summary == "complete")
    #expect(counted.counts == [10, 16, 4])
  }

  @Test func aSuspendedHandlerKeepsTheThreadFromSwitching() throws {
    let nested = try expect(
      program("halt", "switch\n iret", "sti\n iret"), "violation switch:flag.mismatch 2.0.1.0")
    #expect(nested?.message == "`switch` would leave a suspended handler in service: irq 1")
    try expect(program("halt", "switch\n iret", "iret"), "complete")
    try expect(program("halt", "switch\n iret", "switch\n iret"), "complete")
    let early = try expect(
      program("halt", "switch\n eoi\n iret", "eoi\n iret", pic: "8259a"), "violation switch:flag.mismatch 1.0")
    #expect(early?.message == "`switch` needs every interrupt ended, but irq 0 is still in service")
    try expect(program("halt", "eoi\n switch\n iret", "eoi\n switch\n iret", pic: "8259a"), "complete")
    try expect(
      program("halt", "eoi\n switch\n iret", "sti\n eoi\n iret", pic: "8259a"),
      "violation switch:flag.mismatch 2.0.1.0.0")
  }
}
