import AIMLang
import Machine
import TestSupport
import Testing

/// Idling: when somebody can still come, when nobody can, and when there is nobody to come for.
@Suite("Deadlock")
struct DeadlockTests {
  private let waiter = "cli\n block q(3)\n sti\n halt"

  private func program(_ threads: [String], handler: String? = nil, pic: String = "auto") -> String {
    var text = "pic \(pic)\nglobal m = 0\nqueue q(a) hands emp\n"
    if let handler { text += "handler tick on irq 0 { \(handler) }\n" }
    for (index, body) in threads.enumerated() { text += "func f\(index)() { \(body) }\n" }
    return text + "boot { \(threads.indices.map { "thread f\($0)" }.joined(separator: "  ")) }"
  }

  @discardableResult
  private func expect(
    _ text: String, _ summary: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Violation? {
    let program = try load(text, sourceLocation: sourceLocation)
    let result = explore(program)
    #expect(result.summary == summary, sourceLocation: sourceLocation)
    guard case .violation(let violation) = result.outcome else { return nil }
    let again = try replay(program, violation.schedule)
    #expect(again == violation.trace, sourceLocation: sourceLocation)
    #expect(again.choicesAtEnd == 0, sourceLocation: sourceLocation)
    return violation
  }

  @Test func nobodyCanCome() throws {
    let alone = try #require(try expect(program([waiter]), "violation explore:deadlock 0.0"))
    #expect(
      alone.diagnostic.message == "deadlock: `f0` waits in `q(3)`, and there is no handler that could wake anybody")
    #expect(alone.pc == 1)
    // The second to wait is named at its own `block`.
    let both = try #require(
      try expect(program([waiter, "cli\n block q(m)\n sti\n halt"]), "violation explore:deadlock 0.0.0.0"))
    #expect(both.diagnostic.message.hasPrefix("deadlock: `f0` waits in `q(3)`, `f1` waits in `q(m)`, and"))
    #expect(both.diagnostic.related.map(\.label) == ["`f1` waits in `q(m)`"])
    try expect(program([waiter, "halt"]), "violation explore:deadlock 0.0.0")
  }

  @Test func everybodyHasEnded() throws {
    try expect(program(["halt", "halt"]), "complete")
    try expect(program(["halt", "halt"], handler: "iret"), "complete")
  }

  /// The waiter is woken by a handler, before or while the machine idles.
  @Test func aHandlerComes() throws {
    let text = program([waiter], handler: "unblock r1, q(3)\n iret")
    try expect(text, "complete")
    // Not by one that looks into another queue: that takes the whole search to see.
    let other = try #require(
      try expect(
        text.replacing("unblock r1, q(3)", with: "unblock r1, q(2)"), "violation explore:deadlock 0.0"))
    #expect(other.diagnostic.message == "deadlock: `f0` waits in `q(3)`, and no interrupt ever wakes anybody")
    // Nor by one that does so once.
    let once = "ld r1, [m]\n bne r1, 0, no\n mov r1, 1\n st [m], r1\n unblock r1, q(3)\nno: iret"
    let counted = program([waiter], handler: once).replacing("queue q", with: "invariant for irq 0: m |-> _\n queue q")
    try expect(counted, "violation explore:deadlock 1.0.0.0.0.0.0.0.0")
  }

  @Test func aMaskedHandlerDoesNotCome() throws {
    let text = program(["cli\n mask 0\n block q(3)\n sti\n halt"], handler: "unblock r1, q(3)\n iret")
    let masked = try #require(try expect(text, "violation explore:deadlock 0.0.0"))
    #expect(masked.diagnostic.message == "deadlock: `f0` waits in `q(3)`, and every interrupt is masked")
    #expect(masked.diagnostic.facts.contains(EvidenceRow(.note, "irq 0", "is masked")))
    try expect(text.replacing("mask 0\n block", with: "mask 0\n unmask 0\n block"), "complete")
    // A handler that masks itself comes once; then there is nothing left to search for.
    try expect(program([waiter], handler: "mask 0\n iret"), "violation explore:deadlock 0.0.0.0.0")
  }

  /// The idle context may be left in the middle of its handler, and goes on there when nobody else does.
  @Test func theIdleContextIsResumedInItsHandler() throws {
    let text = program([waiter, waiter], handler: "unblock r1, q(3)\n switch\n iret")
    let program = try load(text)
    let result = explore(program)
    #expect(result.summary == "complete")
    #expect(result.counts == ReferenceMachine(program: program).counts)
    #expect(result.unreached == [])
    // Both wait; tick comes, wakes `f0`, and hands over to it; `f0` ends, and the idle context goes on.
    let trace = try replay(program, Schedule([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    #expect(
      trace.steps.map(\.actor).prefix(6) == [
        .thread(0), .thread(0), .thread(1), .thread(1), .handler(level: 0), .handler(level: 0),
      ])
    let changes = trace.steps.map(\.changes)
    #expect(changes[1].contains(.blocked(thread: 0, queue: "q(3)")))
    #expect(changes[3].contains(.resumed(.idle)))
    #expect(changes[5].contains(.woken(thread: 0, queue: "q(3)")))
    #expect(changes[6].contains(.resumed(.thread(0))))
    #expect(trace.steps[8].actor == .thread(0))
    #expect(changes[8].contains(.halted) && changes[8].contains(.resumed(.idle)))
    #expect(trace.steps[9].actor == .handler(level: 0))
  }

  /// At its base the idle context resumes whoever has become ready, or is interrupted once more.
  @Test func theIdleContextDispatches() throws {
    let program = try load(self.program([waiter, waiter], handler: "unblock r1, q(3)\n iret"))
    let trace = try replay(program, Schedule([0, 0, 0, 0, 0, 1, 0, 1]))
    #expect(trace.steps[7].event == .interrupt(level: 0))
    let dispatched = try replay(program, Schedule([0, 0, 0, 0, 0, 1, 0, 0]))
    #expect(dispatched.steps[7].event == .dispatch)
    #expect(dispatched.steps[7].actor == .idle)
    #expect(dispatched.steps[7].changes.contains(.resumed(.thread(1))))
    #expect(dispatched.steps[7].choiceCount == 2)
  }

  @Test func aSearchThatIsCutShortSaysNothingOfDeadlock() throws {
    let program = try load(self.program([waiter], handler: "iret"))
    #expect(explore(program).summary == "violation explore:deadlock 0.0")
    #expect(explore(program, options: ExplorationOptions(maxStates: 3)).summary == "cut explore:limit.reached")
  }
}

extension ReferenceMachine {
  fileprivate var counts: [Int] {
    let outcome = explore(maxStates: 10_000)
    return [outcome.states, outcome.steps, outcome.depth]
  }
}
