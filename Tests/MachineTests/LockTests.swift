import AIMLang
import Machine
import TestSupport
import Testing

/// Whole programs with threads: exact counts, traces, and starts from a counterexample.
@Suite("Locks and queues")
struct LockTests {
  /// The lock of logic.md: who releases it hands it to a waiter (Hoare).
  private let lock = """
    predicate Res(l) = counter |-> _
    global m
    global counter
    invariant lock(l) for threads: exists v :: l |-> v ** (v == 0 ? Res(l) : emp)
    queue mutex(l) hands Res(l)
    func acquire(l)
      requires ie == 1 && level == thread && lock@(l)
      ensures  ie == 1 && level == thread && Res(l)
    {
      cli
      ld   r2, [r1]
      bne  r2, 0, busy
      mov  r2, 1
      st   [r1], r2
      sti
      ret
    busy:
      block mutex(r1)
      sti
      ret
    }
    func release(l)
      requires ie == 1 && level == thread && lock@(l) && Res(l)
      ensures  ie == 1 && level == thread
    {
      cli
      unblock r2, mutex(r1)
      bne  r2, 0, handed
      mov  r2, 0
      st   [r1], r2
    handed:
      sti
      ret
    }
    func worker()
      requires ie == 1 && level == thread && lock@(m)
    {
      mov  r1, m
      call acquire
      ld   r2, [counter]
      add  r2, r2, 1
      st   [counter], r2
      mov  r1, m
      call release
      halt
    }
    handler timer on irq 0 { switch
      iret }

    """

  @Test func theLockIsFair() throws {
    let program = try load(lock + "boot { thread worker  thread worker  share lock(m) }")
    let result = explore(program)
    #expect(result.summary == "complete")
    #expect(result.unreached == [])
    #expect(result.unevaluated == 0)
    #expect(result.counts == [1173, 1773, 51])
    let plain = ReferenceMachine(program: try program.closed()).explore(maxStates: 2000)
    #expect(result.counts == [plain.states, plain.steps, plain.depth])
    let three = explore(try load(lock + "boot { thread worker  thread worker  thread worker  share lock(m) }"))
    #expect(three.summary == "complete")
    #expect(three.counts == [26_351, 48_300, 74])
  }

  /// Mistakes in the lock, each found.
  @Test func theLockIsNeeded() throws {
    func run(_ old: String, _ new: String) throws -> String {
      let text = lock.replacing(old, with: new) + "boot { thread worker  thread worker  share lock(m) }"
      let result = explore(try load(text))
      guard case .violation(let violation) = result.outcome else { return result.summary }
      return "\(violation.diagnostic.code) after \(violation.schedule.choices.count)"
    }
    // Not handed over: the word says free, and the waiter takes it to be its own.
    #expect(try run("  bne  r2, 0, handed\n", "") == "sti:footprint.missing after 28")
    // Not taken at all.
    #expect(try run("  mov  r2, 1\n  st   [r1], r2\n", "") == "return:footprint.missing after 7")
    // Nobody is woken; and woken with nothing.
    #expect(try run("unblock r2, mutex(r1)", "unblock r2, mutex(0)") == "explore:deadlock after 31")
    #expect(try run("hands Res(l)", "hands emp") == "return:footprint.missing after 31")
  }

  @Test func aTraceNamesThreadsAndQueues() throws {
    let program = try load(lock + "boot { thread worker  thread worker  share lock(m) }")
    // `worker` takes the lock; the timer lets the other one run, which waits; it is handed the lock.
    let trace = try replay(
      program, Schedule([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]))
    #expect(trace.violation == nil)
    let m = CellName(address: program.globals[0].address, name: "m")
    let counter = CellName(address: program.globals[1].address, name: "counter")
    let changes = trace.steps.map(\.changes)
    // The second `cli` and `sti` move the word alone: what it protects stays with who holds the lock.
    let threads = Owner.publicPart(.thread)
    #expect(
      changes[2] == [
        .interruptEnable(false), .owner(m, from: threads, to: .thread(0)),
        .owner(counter, from: threads, to: .thread(0)),
      ])
    #expect(changes[7] == [.interruptEnable(true), .owner(m, from: .thread(0), to: threads)])
    #expect(trace.steps[9].actor == .handler(level: 0))
    #expect(changes[9].prefix(3) == [.interruptEnable(true), .level(from: .irq(0), to: .thread), .resumed(.thread(1))])
    #expect(
      changes[15] == [
        .level(from: .thread, to: .irq(0)), .blocked(thread: 1, queue: "mutex(m)"), .resumed(.thread(0)),
        .owner(m, from: .thread(1), to: threads),
      ])
    #expect(
      changes[24] == [
        .woken(thread: 1, queue: "mutex(m)"), .register(Register(2), from: 1, to: 2),
        .owner(counter, from: .thread(0), to: .thread(1)),
      ])
  }

  // MARK: Starts

  private func start(
    _ program: Program, _ name: String, interruptEnable: Bool, level: Level = .thread,
    cells: [(address: UInt64, value: UInt64)] = [], inService: Bool? = nil
  ) throws -> StartConfiguration {
    StartConfiguration(
      routine: RoutineID(try #require(program.routines.firstIndex { $0.name == name })),
      interruptEnable: interruptEnable, level: level, registers: [UInt64](repeating: 0, count: 16), cells: cells,
      publicCells: [], inService: inService)
  }

  /// A counterexample has no other threads: `switch` comes back, `block` idles, nobody is woken.
  @Test func startsWithoutOtherThreads() throws {
    let program = try load(
      """
      global x = 0
      invariant for threads: exists v :: x |-> v ** v <= 1
      queue q(a) hands emp
      func switches() { switch
        mov r1, 2
        st [x], r1
        switch
        ret }
      func blocks() { unblock r1, q(1)
        assert r1 == 0
        block q(1)
        assert r1 == 1
        ret }
      handler h on irq 0 { mov r2, 1
        switch
        call f
        iret }
      func f() { assert r2 == 1
        switch
        assert r2 == 0
        ret }
      """)
    let cell = [(address: program.globals[0].address, value: UInt64(1))]
    func run(_ name: String, level: Level = .thread, cells: [(address: UInt64, value: UInt64)]) throws -> String {
      let start = try start(program, name, interruptEnable: false, level: level, cells: cells)
      let result = explore(program, from: start, interrupts: false, maxStates: 100)
      if case .violation(let violation) = result.outcome {
        #expect(try replay(program, from: start, interrupts: false, violation.schedule) == violation.trace)
      }
      return result.summary
    }
    #expect(try run("switches", cells: cell) == "violation switch:invariant.unproved 0.0.0.0")
    #expect(try run("blocks", cells: cell) == "complete")
    #expect(try run("h", level: .irq(0), cells: []) == "violation assert:fact.unproved 0.0.0.0.0.0")
    #expect(try run("f", level: .irq(0), cells: []) == "violation assert:fact.unproved 0")
    #expect(try run("f", level: .irq(0), cells: cell) == "violation assert:fact.unproved 0")
  }

  /// With `pic 8259a` a function may run in a handler that has ended its interrupt.
  @Test func startsAfterTheEndOfAnInterrupt() throws {
    let program = try load(
      """
      pic 8259a
      global x = 0
      global t = 0
      invariant for irq 0: x |-> _
      invariant for threads: t |-> _
      func g() { cli
        ld r1, [x]
        assert r1 == 0
        ret }
      handler h on irq 0 { eoi
        call f
        iret }
      func f() { ld r1, [x]
        cli
        ld r1, [x]
        switch
        ret }
      """)
    func run(_ interruptEnable: Bool, _ inService: Bool, _ cells: [(address: UInt64, value: UInt64)]) throws -> String {
      explore(
        program,
        from: try start(
          program, "f", interruptEnable: interruptEnable, level: .irq(0), cells: cells, inService: inService),
        interrupts: false, maxStates: 100
      ).summary
    }
    let cell = [(address: program.globals[0].address, value: UInt64(1))]
    var gains = try start(program, "g", interruptEnable: true, level: .irq(0), inService: false)
    gains.publicCells = cell
    #expect(
      explore(program, from: gains, interrupts: true, maxStates: 100).summary == "violation assert:fact.unproved 0.0.0")
    #expect(try run(false, true, cell) == "violation switch:flag.mismatch 0.0.0.0")
    #expect(try run(false, false, cell) == "violation return:footprint.leftover 0.0.0.0.0")
    #expect(try run(true, false, []) == "violation load:footprint.missing 0")
    #expect(try run(true, true, cell) == "violation switch:flag.mismatch 0.0.0.0")
  }
}
