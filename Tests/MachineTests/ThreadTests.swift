import AIMLang
import Machine
import TestSupport
import Testing

/// Threads and wait queues: what is allowed, what is not, and what it says; with exact shortest schedules.
@Suite("Threads")
struct ThreadTests {
  /// Two threads: `main`, and `other`, which owns `mine`.
  private func program(
    _ main: String, other: String = "halt", hands: String = "emp", handler: String = "iret",
    invariant: String = "exists v :: x |-> v ** v <= 3", requires: String = "emp",
    boot: String = "thread main  thread other"
  ) -> String {
    """
    global x = 0
    global mine = 7
    global spare = 1
    invariant for threads: \(invariant)
    queue q(a) hands \(hands)
    handler tick on irq 0 { \(handler) }
    func main()
      requires \(requires)
    {
    \(main)
    }
    func other()
      requires mine |-> _
    {
    \(other)
    }
    boot { \(boot) }
    """
  }

  @discardableResult
  private func expect(
    _ text: String, _ summary: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Diagnostic? {
    let program = try load(text, sourceLocation: sourceLocation)
    let result = explore(program)
    #expect(result.summary == summary, sourceLocation: sourceLocation)
    #expect(result.unevaluated == 0, sourceLocation: sourceLocation)
    guard case .violation(let violation) = result.outcome else { return nil }
    let again = try replay(program, violation.schedule)
    #expect(again == violation.trace, sourceLocation: sourceLocation)
    #expect(again.violation == violation.diagnostic, sourceLocation: sourceLocation)
    return violation.diagnostic
  }

  @Test func flags() throws {
    try expect(program("switch\n halt"), "violation switch:flag.mismatch 0")
    try expect(program("block q(0)\n halt"), "violation block:flag.mismatch 0")
    try expect(program("unblock r1, q(0)\n halt"), "violation unblock:flag.mismatch 0")
    try expect(program("halt", handler: "block q(0)\n iret"), "violation block:flag.mismatch 1.0")
    try expect(program("halt", handler: "sti\n switch\n iret"), "violation switch:flag.mismatch 1.0.0")
    try expect(program("cli\n halt"), "violation halt:flag.mismatch 0.0")
  }

  @Test func invariants() throws {
    let breaks = "cli\n mov r1, 4\n st [x], r1\n"
    try expect(program(breaks + "switch\n sti\n halt"), "violation switch:invariant.unproved 0.0.0.0")
    try expect(program(breaks + "block q(0)\n sti\n halt"), "violation block:invariant.unproved 0.0.0.0")
    try expect(program(breaks + "sti\n halt"), "violation sti:invariant.unproved 0.0.0.0")
    let frees = "cli\n mov r1, x\n free r1, 1\n"
    try expect(program(frees + "switch\n sti\n halt"), "violation switch:footprint.missing 0.0.0.0")
    try expect(program(frees + "block q(0)\n sti\n halt"), "violation block:footprint.missing 0.0.0.0")
    try expect(program("switch\n halt", handler: "switch\n iret"), "violation switch:flag.mismatch 0")
    try expect(
      program("cli\n switch\n st [x], r1\n sti\n halt", handler: "switch\n iret"), "complete")
  }

  @Test func handing() throws {
    let waits = "cli\n block q(1)\n sti\n ld r2, [spare]\n halt"
    func wakes(_ before: String = "", argument: String = "1") -> String {
      "l: cli\n \(before) unblock r3, q(\(argument))\n sti\n beq r3, 0, l\n halt"
    }
    let requires = "spare |-> _"
    try expect(
      program("cli\n switch\n unblock r3, q(1)\n sti\n halt", other: waits, hands: "spare |-> _", requires: requires),
      "violation explore:deadlock 0.0.0.0.0.0.0")
    func handed(_ hands: String, _ main: String, _ requires: String = requires, other: String = waits) -> String {
      program(main, other: other, hands: hands, handler: "switch\n iret", requires: requires)
    }
    // Who is woken may read what it was handed; who handed it over may not any more.
    try expect(handed("spare |-> a", wakes()), "complete")
    try expect(
      handed("spare |-> a", wakes().replacing("halt", with: "ld r1, [spare]\n halt")),
      "violation load:footprint.missing 1.1.0.0.0.0.0.0.0.0")
    try expect(
      handed("emp", wakes()), "violation load:footprint.missing 1.1.0.0.0.0.0.0.0.0.0.0")
    let wrong = try expect(handed("spare |-> 2", wakes()), "violation unblock:fact.unproved 1.1.0.0.0.0.0")
    #expect(wrong?.message == "`unblock` hands over what `q(1)` promises to `other`, but a fact is false")
    #expect(wrong?.facts.contains(EvidenceRow(.value, "a", "1")) == true)
    try expect(
      handed("spare |-> a", wakes("st [spare], r3\n")), "violation unblock:fact.unproved 1.1.0.0.0.0.0.0")
    let missing = try expect(
      handed("spare |-> a", wakes(), "emp"), "violation unblock:footprint.missing 1.1.0.0.0.0.0")
    #expect(missing?.facts.contains(EvidenceRow(.owner, "spare", "nobody")) == true)
    // Nobody waits in another instance.
    try expect(
      handed("spare |-> 2", wakes(argument: "2").replacing("beq r3, 0, l\n", with: "")),
      "violation explore:deadlock 0.0.0.0.0.0")
  }

  @Test func owners() throws {
    let another = try #require(try expect(program("ld r1, [mine]\n halt"), "violation load:footprint.missing 0"))
    #expect(another.message == "`main` reads `mine`, which it does not own")
    #expect(another.facts.contains(EvidenceRow(.owner, "mine", "`other`")))
    #expect(another.related.map(\.label) == ["`other` requires `mine` as its own"])
    let shared = try #require(try expect(program("ld r1, [x]\n halt"), "violation load:footprint.missing 0"))
    #expect(shared.related.map(\.label) == ["this invariant makes `x` public while ie = 1"])
    let above = try #require(
      try expect(program("halt", handler: "ld r1, [x]\n iret"), "violation load:footprint.missing 1.0"))
    #expect(above.related.map(\.label) == ["this invariant gives `x` to the threads alone"])
    #expect(above.suggestion == nil)
    let numbered = try #require(
      try expect(
        program("ld r1, [mine]\n halt", boot: "thread other  thread main  thread main"),
        "violation load:footprint.missing 0.0"))
    #expect(numbered.message == "`main` (thread 2) reads `mine`, which it does not own")
    let twice = try expect(program("halt", boot: "thread other  thread other"), "violation boot:footprint.missing ")
    #expect(twice?.message == "what `other` (thread 2) requires does not hold at boot: `mine` is not owned here")
    try expect(program("halt", invariant: "x |-> 1"), "violation boot:invariant.unproved ")
  }
}
