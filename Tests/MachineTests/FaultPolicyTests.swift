import AIMLang
import Machine
import TestSupport
import Testing

/// What a run does after each kind of fault.
@Suite("Faults in runs") struct FaultPolicyTests {
  /// Runs without interrupts but those listed by step (from 1), and tells each fault as `step kind code`.
  private func run(
    _ text: String, _ kinds: FaultKind..., interruptsAt: Set<Int> = [], choices: [Int: Int] = [:]
  ) throws -> (run: MachineRun, faults: [String], end: String?) {
    var policy = FaultPolicy()
    for kind in kinds { policy[kind] = .report }
    let run = try MachineRunTests.start(text, policy)
    var faults: [String] = []
    while !run.hasEnded, run.choiceCount > 0, run.position < 100 {
      let step = run.position + 1
      let taken = try run.take(interruptsAt.contains(step) ? run.ownChoices : choices[step] ?? 0)
      faults += taken.passed.map { "\(step) \($0.kind) \($0.diagnostic.code)" }
      switch taken.end {
      case .fault(let fault): return (run, faults, "\(step) \(fault.kind) \(fault.diagnostic.code)")
      case .cut(let limit): return (run, faults, "\(step) cut \(limit.code)")
      case nil: break
      }
    }
    return (run, faults, nil)
  }

  private func cells(_ run: MachineRun) -> [String] {
    run.snapshot.cells.map { "\($0.cell.name) = \($0.value): \($0.owner)" }
  }

  /// A public cell that `main` uses without `cli`.
  private let racy = """
    global x = 5
    global y = 0
    invariant for irq 0: exists v :: x |-> v ** v <= 9
    handler tick on irq 0 { ld r1, [x]\n iret }
    func main() requires y |-> _ { ld r1, [x]\n add r1, r1, 1\n st [x], r1\n st [y], r1\n free r2, 1\n halt }
    boot { thread main }
    """

  @Test func theFirstFaultEndsARunUnlessItIsPassed() throws {
    let (_, faults, end) = try run(racy)
    #expect(faults == [])
    #expect(end == "1 ownership load:footprint.missing")
  }

  @Test func anAccessToACellOfSomebodyElseIsDone() throws {
    let (run, faults, end) = try run(racy, .ownership)
    #expect(faults == ["1 ownership load:footprint.missing", "3 ownership store:footprint.missing"])
    // Address 0 is in no memory, which no run survives.
    #expect(end == "5 memory free:footprint.missing")
    #expect(cells(run) == ["x = 6: the public part (invariant for irq 0)", "y = 6: thread 1"])
  }

  @Test func aCellOfSomebodyElseThatIsFreedIsGone() throws {
    let text = """
      global x[3] = 5
      invariant for irq 0: x |-> _, _, _
      handler tick on irq 0 { ld r1, [x]\n iret }
      func main() { mov r1, x\n free r1, 2\n free r1, 3\n halt }
      boot { thread main }
      """
    let (run, faults, end) = try run(text, .ownership)
    #expect(faults == ["2 ownership free:footprint.missing"])
    #expect(end == "3 memory free:footprint.missing")
    #expect(cells(run) == ["x[2] = 5: the public part (invariant for irq 0)"])
  }

  @Test func whatIsNotInMemoryEndsARun() throws {
    let text = "func main() { ld r1, [r2 + 7]\n halt }\nboot { thread main }"
    let (_, faults, end) = try run(text, .ownership, .memory)
    #expect(faults == [])
    #expect(end == "1 memory load:footprint.missing")
  }

  @Test func falseAssertionsCountForNothing() throws {
    let text = """
      global x = 1
      func f(a) with (v) requires x |-> v && v == 2 preserves r3 ensures x |-> v && result == 1 {
        mov r3, 9
        @assert v == 7
        @leak x |-> 3
        ret
      }
      func main() requires x |-> _ {
        assert r1 == 1
        call f
      here: invariant r3 == 0
        @assume r1 == 1
        assert r3 == 9
        halt
      }
      boot { thread main }
      """
    let (run, faults, end) = try run(text, .assertion)
    #expect(end == nil)
    #expect(
      faults == [
        "1 assertion assert:fact.unproved", "2 assertion call:fact.unproved", "4 assertion ghost:fact.unproved",
        "4 assertion return:register.changed", "4 assertion return:fact.unproved", "4 assertion loop:fact.unproved",
        "5 assertion ghost:fact.unproved",
      ])
    // `@leak` of what does not hold gives nothing up. Of the contract that never held, nothing can be evaluated.
    #expect(cells(run) == ["x = 1: thread 1"])
    #expect(run.unevaluated == 1)
  }

  private let sums = """
    global left = 5
    global right = 5
    global mine = 0
    invariant for irq 0: exists l, r :: left |-> l ** right |-> r ** l + r == 10
    handler tick on irq 0 { ld r1, [left]\n ld r1, [right]\n iret }
    func main() requires mine |-> _ { cli\n ld r1, [left]\n sub r1, r1, 1\n st [left], r1\n sti\n
      cli\n ld r1, [right]\n add r1, r1, 1\n st [right], r1\n sti\n halt }
    boot { thread main }
    """

  @Test func theCellsOfABrokenInvariantBecomePublicAllTheSame() throws {
    // The handler finds the cells that it knows, and cannot mend what it did not break.
    let (run, faults, end) = try run(sums, .invariant, interruptsAt: [6])
    #expect(faults == ["5 invariant sti:invariant.unproved", "9 invariant iret:invariant.unproved"])
    #expect(end == nil)
    #expect(
      cells(run) == [
        "left = 4: the public part (invariant for irq 0)", "right = 6: the public part (invariant for irq 0)",
        "mine = 0: thread 1",
      ])
  }

  @Test func onlyCellsOfTheRunningCodeGoBack() throws {
    // What is missing from the invariant is freed; the other cell goes back.
    let text = """
      global a = 0
      global b = 0
      invariant for irq 0: a |-> _ ** b |-> _
      handler tick on irq 0 { ld r1, [b]\n iret }
      func main() { cli\n mov r1, a\n free r1, 1\n sti\n halt }
      boot { thread main }
      """
    let (run, faults, end) = try run(text, .invariant, interruptsAt: [5])
    #expect(faults == ["4 invariant sti:footprint.missing", "7 invariant iret:footprint.missing"])
    #expect(end == nil)
    #expect(cells(run) == ["b = 0: the public part (invariant for irq 0)"])
  }

  @Test func severalLevelsAreGivenUpOneByOne() throws {
    let text = """
      global a = 0
      global b = 0
      global c = 0
      invariant for irq 0: a |-> 0
      invariant for irq 1: b |-> 0
      invariant for threads: c |-> 0
      handler h on irq 0 { iret }
      handler k on irq 1 { iret }
      func main() { cli\n mov r1, 1\n st [a], r1\n st [c], r1\n sti\n halt }
      boot { thread main }
      """
    let (run, faults, end) = try run(text, .invariant)
    #expect(faults == ["5 invariant sti:invariant.unproved", "5 invariant sti:invariant.unproved"])
    #expect(end == nil)
    #expect(
      cells(run) == [
        "a = 1: the public part (invariant for irq 0)", "b = 0: the public part (invariant for irq 1)",
        "c = 1: the public part (invariant for threads)",
      ])
  }

  @Test func aQueueWithoutWhatItHandsOverWakesAllTheSame() throws {
    let text = """
      global x = 0
      queue q() hands x |-> 1
      func main() requires x |-> _ { cli\n switch\n unblock r1, q\n sti\n halt }
      func other() { cli\n block q\n sti\n halt }
      boot { thread main  thread other }
      """
    let (run, faults, end) = try run(text, .invariant, choices: [2: 1])
    #expect(faults == ["5 invariant unblock:fact.unproved"])
    #expect(end == nil)
    #expect(run.hasEnded)
    #expect(cells(run) == ["x = 0: thread 1"])
  }

  @Test func whatAHandlerLeavesOverBelongsToNobody() throws {
    let text = """
      handler h on irq 0 { alloc r1, 2\n iret }
      func main() { halt }
      boot { thread main }
      """
    let (run, faults, end) = try run(text, .leak, interruptsAt: [1, 4])
    #expect(faults == ["3 leak iret:footprint.leftover", "6 leak iret:footprint.leftover"])
    #expect(end == nil)
    #expect(run.snapshot.cells.map(\.owner) == [.nobody, .nobody, .nobody, .nobody])
  }

  @Test(arguments: [
    ("func main() { ret }", "1 stuck return:stack.empty"), ("func main() { iret }", "1 stuck iret:stack.empty"),
    ("func main() { jr r1 }", "1 stuck jump:target.unknown"),
    ("func main() { callr r1\n halt }", "1 stuck call:target.unknown"),
    ("func main() { choose r1, 3, 2\n halt }", "1 stuck choose:range.empty"),
    ("func main() { switch\n halt }", "1 stuck switch:flag.mismatch"),
    ("queue q() hands emp\nfunc main() { cli\n block q\n halt }", "2 deadlock explore:deadlock"),
    ("func main() { cli\n halt }", "2 stuck halt:flag.mismatch"),
  ])
  func whatEndsARunWhateverIsAskedFor(_ text: String, _ end: String) throws {
    let result = try run(
      text + "\nboot { thread main }", .ownership, .memory, .assertion, .invariant, .leak, .stuck, .boot, .deadlock)
    #expect(result.faults == [])
    #expect(result.end == end)
  }

  /// A deadlock that interrupts do not end is seen where it begins.
  @Test func aDeadlockUnderInterrupts() throws {
    let text = """
      queue q() hands emp
      handler h on irq 0 { iret }
      func main() { cli\n block q\n halt }
      boot { thread main }
      """
    #expect(try run(text).end == "2 deadlock explore:deadlock")
    // Somebody can be woken: no deadlock.
    let woken = text.replacing("{ iret }", with: "{ unblock r1, q\n iret }")
    #expect(try run(woken, interruptsAt: [3]).end == "7 stuck halt:flag.mismatch")
  }

  /// The look ahead for a deadlock is a search, which passes over nothing and leaves nothing behind.
  @Test func theLookAheadIsNotTolerant() throws {
    let text = """
      queue q() hands emp
      handler h on irq 0 { assert r1 == 1\n iret }
      func main() { cli\n block q\n halt }
      boot { thread main }
      """
    #expect(try run(text).end == "4 assertion assert:fact.unproved")
    var policy = FaultPolicy()
    policy[.assertion] = .report
    let run = try MachineRunTests.start(text, policy)
    for step in 1...4 {
      let taken = try run.take(0)
      #expect(taken.end == nil)
      #expect(taken.passed.count == (step == 4 ? 1 : 0))
    }
    #expect(run.unevaluated == 0)
  }

  /// A policy without anything to pass over is the monitor of the search.
  @Test func aRunThatPassesNothingIsAReplay() throws {
    for text in [racy, sums] {
      let (run, _, _) = try run(text)
      let trace = try replay(run.program, Schedule(Array(repeating: 0, count: run.position)))
      #expect(trace.violation != nil)
    }
  }

  @Test func onlyWhatTheMonitorSeesCanBePassed() {
    #expect(FaultKind.allCases.filter(\.isPassable) == [.ownership, .assertion, .invariant, .leak])
    var policy = FaultPolicy()
    for kind in FaultKind.allCases { policy[kind] = .ignore }
    #expect(FaultKind.allCases.filter(policy.passes) == [.ownership, .assertion, .invariant, .leak])
    #expect(FaultKind.allCases.allSatisfy { !FaultPolicy().passes($0) })
  }
}
