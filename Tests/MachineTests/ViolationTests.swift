import AIMLang
import Machine
import TestSupport
import Testing

/// One faulty instruction each: the code, the instruction, and the exact shortest schedule.
@Suite("Violations")
struct ViolationTests {
  /// `main` with this body between a handler that counts and a private cell.
  private func program(
    _ main: String, handler: String = "ld r1, [x]\n and r1, r1, 1\n st [x], r1\n iret",
    invariant: String = "exists v :: x |-> v ** v <= 3", requires: String = "ie == 1 ** mine |-> _",
    functions: String = ""
  ) -> String {
    """
    global x = 0
    global mine[2] = 7
    global other = 0
    invariant for irq 0: \(invariant)
    handler tick on irq 0 { \(handler) }
    \(functions)
    func main()
      requires \(requires.replacing("mine |-> _", with: "mine |-> _, _"))
    {
    \(main)
    }
    boot { thread main }
    """
  }

  private func expect(
    _ text: String, _ summary: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let program = try load(text, sourceLocation: sourceLocation)
    let result = explore(program)
    #expect(result.summary == summary, sourceLocation: sourceLocation)
    #expect(result.unevaluated == 0, sourceLocation: sourceLocation)
    if case .violation(let violation) = result.outcome {
      #expect(violation.trace.violation == violation.diagnostic, sourceLocation: sourceLocation)
      let again = try replay(program, violation.schedule)
      #expect(again == violation.trace, sourceLocation: sourceLocation)
      #expect(again.steps.count == violation.schedule.choices.count, sourceLocation: sourceLocation)
    }
  }

  @Test func accessesWithoutOwnership() throws {
    try expect(program("ld r1, [x]\n halt"), "violation load:footprint.missing 0")
    try expect(program("st [x], r1\n halt"), "violation store:footprint.missing 0")
    try expect(program("ld r1, [other]\n halt"), "violation load:footprint.missing 0")
    try expect(
      program("mov r1, mine\n ld r2, [r1 + 1]\n ld r2, [r1 + 2]\n halt"), "violation load:footprint.missing 0.0.0")
    try expect(program("mov r1, x\n free r1, 1\n halt"), "violation free:footprint.missing 0.0")
    try expect(program("cli\n sti\n ld r1, [x]\n halt"), "violation load:footprint.missing 0.0.0")
    try expect(program("halt", handler: "ld r1, [mine]\n iret"), "violation load:footprint.missing 1.0")
    try expect(
      program("alloc r1, 2\n beq r1, 0, no\n st [r1 + 1], r1\n ld r2, [r1 + 2]\nno: halt"),
      "violation load:footprint.missing 0.0.0.0")
  }

  @Test func invariantsThatAreGivenUp() throws {
    try expect(program("cli\n mov r1, 4\n st [x], r1\n sti\n halt"), "violation sti:invariant.unproved 0.0.0.0")
    try expect(program("cli\n mov r1, x\n free r1, 1\n sti\n halt"), "violation sti:footprint.missing 0.0.0.0")
    try expect(
      program("halt", handler: "mov r1, 9\n st [x], r1\n iret"), "violation iret:invariant.unproved 1.0.0.0")
    try expect(
      program("halt", handler: "alloc r1, 1\n iret"), "violation iret:footprint.leftover 1.0.0")
    try expect(
      program("cli\n mov r1, 2\n st [x], r1\n sti\n halt", invariant: "x |-> 0 || x |-> 1"),
      "violation sti:disjunction.unproved 0.0.0.0")
    // The handler may enable interrupts: it keeps I(0) until `iret`.
    try expect(program("halt", handler: "sti\n ld r1, [x]\n iret"), "complete")
  }

  @Test func contracts() throws {
    let needs =
      "func f(a)\n requires a <= 3 ** mine |-> _, _\n ensures result == old(a) + 1 ** mine |-> _, _\n preserves r2\n"
    try expect(program("call f\n halt", functions: needs + "{ add r1, r1, 1\n ret }"), "complete")
    try expect(
      program("mov r1, 4\n call f\n halt", functions: needs + "{ add r1, r1, 1\n ret }"),
      "violation call:fact.unproved 0.0")
    try expect(
      program("call f\n halt", functions: needs + "{ add r1, r1, 2\n ret }"), "violation return:fact.unproved 0.0.0")
    try expect(
      program("call f\n halt", functions: needs + "{ mov r2, 2\n add r1, r1, 1\n ret }"),
      "violation return:register.changed 0.0.0.0")
    let off = "func f() requires ie == 0 ensures ie == 1 { ret }"
    try expect(program("call f\n halt", functions: off), "violation call:flag.mismatch 0")
    try expect(program("cli\n call f\n halt", functions: off), "violation return:flag.mismatch 0.0.0")
    let missing = "func f() requires x |-> _ ensures x |-> _ { ret }"
    try expect(program("call f\n halt", functions: missing), "violation call:footprint.missing 0")
    try expect(program("mov r1, f\n callr r1\n halt", functions: "func f() { ret }"), "complete")
    try expect(program("mov r1, 99\n callr r1\n halt"), "violation call:target.unknown 0.0")
  }

  @Test func logicalVariablesKeepTheirValues() throws {
    let swap = """
      func f() with (n, m)
        requires exists k :: mine |-> n, k ** m == 2 * k + n
        ensures  exists k :: mine |-> k, n ** m == 2 * k + n
      """
    try expect(
      program(
        "call f\n halt",
        functions: swap + "{ ld r1, [mine]\n ld r2, [mine + 1]\n st [mine], r2\n st [mine + 1], r1\n ret }"),
      "complete")
    try expect(
      program("call f\n halt", functions: swap + "{ mov r1, 8\n st [mine], r1\n ret }"),
      "violation return:fact.unproved 0.0.0.0")
  }

  @Test func stuckConfigurations() throws {
    try expect(program("ret"), "violation return:stack.empty 0")
    try expect(program("iret"), "violation iret:stack.empty 0")
    try expect(program("cli\n halt"), "violation halt:flag.mismatch 0.0")
    try expect(program("halt", handler: "sti\n halt"), "violation halt:flag.mismatch 1.0.0")
    try expect(program("mov r1, 3\n choose r2, r1, 2\n halt"), "violation choose:range.empty 0.0")
    try expect(program("choose r1, 0, 3\n assert r1 != 2\n halt"), "violation assert:fact.unproved 2.0")
    try expect(program("mov r1, 0\n jr r1\n halt"), "violation jump:target.unknown 0.0")
    try expect(program("mov r1, end\n jr r1\n ret\nend: halt"), "complete")
    try expect(program("call f\n halt", functions: "func f() { iret }"), "violation iret:stack.empty 0.0")
  }

  @Test func labelsAndGhostLines() throws {
    try expect(
      program("mov r1, 0\nl: invariant r1 <= 2 ** mine |-> _, _\n add r1, r1, 1\n j l"),
      "violation loop:fact.unproved 0.0.0.0.0.0.0")
    try expect(program("l: invariant ie == 1\n cli\n j l"), "violation loop:flag.mismatch 0.0")
    try expect(program("mov r1, 1\n @assert r1 == 2\n halt"), "violation ghost:fact.unproved 0.0")
    try expect(program("@assume mine |-> 8, _\n halt"), "violation ghost:fact.unproved 0")
    try expect(program("@leak mine |-> _\n ld r1, [mine]\n halt"), "violation load:footprint.missing 0")
    try expect(program("@leak x |-> _\n halt"), "violation ghost:footprint.missing 0")
  }

  @Test func bootObligations() throws {
    try expect(program("halt", invariant: "x |-> 1"), "violation boot:invariant.unproved ")
    try expect(program("halt", invariant: "x |-> _ ** mine |-> _"), "violation boot:footprint.missing ")
    try expect(program("halt", requires: "ie == 0 ** mine |-> _"), "violation boot:flag.mismatch ")
    try expect(program("halt", requires: "mine |-> 6, 7"), "violation boot:fact.unproved ")
  }

  @Test func messagesSayWhoOwnsTheCellAndWhy() throws {
    let loaded = try load(program("ld r1, [x]\n halt"))
    guard case .violation(let violation) = explore(loaded).outcome else {
      Issue.record("no violation")
      return
    }
    let diagnostic = violation.diagnostic
    #expect(diagnostic.message == "the thread reads `x`, which it does not own")
    #expect(diagnostic.facts.contains(EvidenceRow(.owner, "x", "the public part (invariant for irq 0)")))
    #expect(diagnostic.related.count == 1)
    #expect(loaded.sources.text(of: try #require(diagnostic.related.first).span).hasPrefix("invariant for irq 0"))
    #expect(diagnostic.suggestion?.contains("`cli`") == true)
    #expect(violation.pc == loaded.routines.last?.code.lowerBound)
  }
}
