// A search that leaves interleavings out finds what one finds that does not: on random programs, and on programs that are
// made to break each argument of `Reduction` in turn.
import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Reduction")
struct ReductionTests {
  static let parts = 8
  static let programsPerPart = 240
  static let maxStates = 4000

  /// What the comparisons of one part came to.
  private struct Tally {
    var kinds: [String: Int] = [:]
    /// Configurations of complete searches, whole and reduced.
    var whole = 0
    var reduced = 0
  }

  @Test(arguments: 0..<parts)
  func randomProgramsHaveTheSameVerdict(part: Int) throws {
    var tally = Tally()
    for seed in (part * Self.programsPerPart)..<((part + 1) * Self.programsPerPart) {
      var random = RandomProgram(seed: UInt64(seed) + 100_001)
      try compare(random.text(), seed, &tally)
    }
    #expect(tally.kinds.count >= 4, "\(tally)")
    #expect(tally.whole > 4 * tally.reduced, "\(tally)")
  }

  @Test(arguments: 0..<parts)
  func randomThreadsHaveTheSameVerdict(part: Int) throws {
    var tally = Tally()
    for seed in (part * Self.programsPerPart)..<((part + 1) * Self.programsPerPart) {
      var random = RandomProgram(seed: UInt64(seed) + 200_001)
      var text = random.threadedText()
      // Threads with the same code, two or three of them, in most programs.
      switch seed % 4 {
      case 0: break
      case 1: text = text.replacing("thread a ", with: "thread b(0)")
      case 2: text = text.replacing("thread a ", with: "thread b(0)  thread b(0)")
      default: text = text.replacing("thread a ", with: "thread a  thread b(1)")
      }
      try compare(text, seed, &tally)
    }
    #expect(tally.kinds.count >= 6, "\(tally)")
    #expect(tally.kinds["complete", default: 0] >= 20, "\(tally)")
    #expect(tally.whole > 4 * tally.reduced, "\(tally)")
  }

  private func compare(_ text: String, _ seed: Int, _ tally: inout Tally) throws {
    let program = try load(text)
    let whole = explore(program, options: ExplorationOptions(maxStates: Self.maxStates))
    let kind = String(whole.summary.prefix { $0 != " " && $0 != ":" })
    if kind == "cut" {
      tally.kinds["cut", default: 0] += 1
      return
    }
    let comment = Comment(rawValue: "seed \(seed)\n\(text)")
    let reduced = explore(program, options: ExplorationOptions(maxStates: Self.maxStates, reduction: .safe))
    // With its schedule: the shortest one is looked for without reduction.
    #expect(reduced.summary == whole.summary, comment)
    for reduction in ReductionMode.allCases {
      let deep = explore(
        program, options: ExplorationOptions(maxStates: Self.maxStates, strategy: .depthFirst, reduction: reduction))
      // Depth first a violation may lie behind more than the bound.
      if kind == "violation", deep.summary == "cut explore:limit.reached" { continue }
      #expect(deep.summary == whole.summary, comment)
      guard kind == "complete" else { continue }
      let wide = reduction == .none ? whole : reduced
      #expect([deep.states, deep.steps] == [wide.states, wide.steps], comment)
      #expect(deep.unreached == whole.unreached, comment)
    }
    if kind == "complete" {
      #expect(reduced.states <= whole.states, comment)
      #expect(reduced.unreached == whole.unreached, comment)
      tally.whole += whole.states
      tally.reduced += reduced.states
    }
    let words = whole.summary.split(separator: " ")
    tally.kinds[words.count > 1 ? String(words[1].prefix { $0 != ":" }) : kind, default: 0] += 1
  }

  // MARK: One argument after the other

  private func both(_ text: String) throws -> (whole: Exploration, reduced: Exploration) {
    let program = try load(text)
    return (explore(program), explore(program, options: ExplorationOptions(reduction: .safe)))
  }

  /// Counts are exact in a reduced search as well.
  @Test func countsArePinned() throws {
    let teeter = try both(SamplePrograms.teeter)
    #expect(teeter.whole.counts == [121_373, 131_926, 1410])
    #expect(teeter.reduced.summary == "complete")
    #expect(teeter.reduced.counts == [303, 3821, 152])
    let counter = try both(ReductionSamples.lockedCounter)
    #expect(counter.whole.summary == "complete")
    #expect(counter.whole.counts == [19_210, 34_897, 68])
    #expect(counter.reduced.counts == [70, 946, 10])
  }

  /// A handler that reads what the interrupted code left in a register is no stranger to its steps.
  @Test func aHandlerThatReadsRegistersSeesEveryValue() throws {
    let text = """
      global seen = 0
      invariant for irq 0: seen |-> _
      handler tick on irq 0 {
        bne r1, 2, out
        mov r2, 1
        assert r2 == 0
      out: iret
      }
      func main() requires ie == 1 {
        mov r1, 1
        mov r1, 2
        mov r1, 3
        halt
      }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary == "violation assert:fact.unproved 0.0.1.0.0.0")
    #expect(reduced.summary == whole.summary)
  }

  /// So is one whose contract looks at it.
  @Test func aHandlerWithAContractAboutRegistersSeesEveryValue() throws {
    let text = """
      handler tick on irq 0
        requires r1 != 2
      { iret }
      func main() requires ie == 1 {
        mov r1, 1
        mov r1, 2
        mov r1, 3
        halt
      }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary == "violation handler:fact.unproved 0.0.1")
    #expect(reduced.summary == whole.summary)
  }

  /// An endless loop without a visible instruction does not put interrupts off for ever.
  @Test(arguments: ["l: j l", "l: add r1, r1, 1\n and r1, r1, 3\n j l", "l: call f\n j l", "l: choose r1, 0, 1\n j l"])
  func anEndlessLoopIsInterrupted(body: String) throws {
    let text = """
      global x = 0
      invariant for irq 0: x |-> _
      handler tick on irq 0 {
        ld r1, [x]
        add r1, r1, 1
        st [x], r1
        assert r1 <= 3
        iret
      }
      func f() { ret }
      func main() requires ie == 1 { \(body) }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary.hasPrefix("violation assert:fact.unproved"))
    #expect(reduced.summary == whole.summary)
  }

  /// Which cells `alloc` gives depends on what others have taken and freed.
  @Test func allocationsOfOthersMatter() throws {
    let text = """
      global first = 0
      invariant for irq 0: exists v :: first |-> v ** (v != 0 ? v |-> _ : emp)
      handler tick on irq 0 {
        ld r1, [first]
        bne r1, 0, out
        alloc r1, 1
        st [first], r1
      out: iret
      }
      func main() requires ie == 1 {
        alloc r1, 1
        beq r1, 0, end
        assert r1 != 8193
      end: halt
      }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(reduced.summary == whole.summary)
    // The handler's cell may come first: both cells are at an address that is tried.
    #expect(whole.summary != "complete" || reduced.states > 2)
  }

  /// A step that cannot be explored is no excuse for what may happen before it.
  @Test func aBoundDoesNotHideAnInterrupt() throws {
    let text = """
      extern func outside() requires emp ensures emp
      handler tick on irq 0 {
        mov r1, 1
        assert r1 == 0
        iret
      }
      func main() requires ie == 1 {
        cli
        sti
        mov r2, 1
        call outside
        halt
      }
      boot { thread main }
      """
    for program in [text, text.replacing("  cli\n  sti\n", with: "")] {
      let (whole, reduced) = try both(program)
      #expect(whole.summary == "violation assert:fact.unproved 1.0.0")
      #expect(reduced.summary == whole.summary)
    }
  }

  /// Whether a handler's frame still fits is a matter of the calls before.
  @Test func callsNearTheBoundOfTheStackAreVisible() throws {
    let text = """
      global x
      invariant for irq 0: exists v :: x |-> v
      handler h on irq 0 { ld r1, [x]
        assert r1 == 0
        iret }
      func main() requires ie == 1 { cli
        mov r2, 1
        st [x], r2
        mov r3, 0
        call f
        halt }
      func f() { add r3, r3, 1
        bgeu r3, 255, out
        call f
        ret
      out: sti
        call g
        ret }
      func g() { call g
        ret }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary.hasPrefix("violation assert:fact.unproved"))
    #expect(reduced.summary == whole.summary)
  }

  // MARK: What a reduced search tells where the whole one is too large

  private static let strategies: [SearchStrategy] = [.breadthFirst, .depthFirst]

  /// A deadlock is judged by the search that found it, and not again by a run that would have to see the whole region.
  @Test(arguments: strategies)
  func aDeadlockWithALargeIdleRegion(strategy: SearchStrategy) throws {
    let moves = String(repeating: "mov r1, 0\n", count: 20)
    let text = """
      handler h on irq 0 { \(moves) iret }
      queue q() hands emp
      func main() requires ie == 1 && level == thread { cli
        block q()
        sti
        halt }
      boot { thread main }
      """
    let found = explore(
      try load(text), options: ExplorationOptions(maxStates: 20, strategy: strategy, reduction: .safe))
    #expect(found.summary == "violation explore:deadlock 0.0")
  }

  /// The thread that fails in the stored configuration may be another one in the configuration that it stands for.
  @Test(arguments: strategies)
  func twoThreadsThatFailDifferently(strategy: SearchStrategy) throws {
    let text = """
      global c
      global g
      invariant for threads: c |-> _ ** g |-> _
      handler t on irq 0 { iret }
      func worker() requires ie == 1 && level == thread {
        cli
        ld r1, [c]
        add r2, r1, 1
        st [c], r2
        xor r1, r1, 1
      again: invariant ie == 0
        switch
        ld r2, [g]
        beq r2, 0, again
        sti
        beq r1, 1, first
        assert 1 == 2
      first: ld r1, [c]
        halt
      }
      func main() requires ie == 1 && level == thread {
        cli
      wait: invariant ie == 0
        ld r1, [c]
        bgeu r1, 2, ready
        switch
        j wait
      ready: mov r1, 1
        st [g], r1
        sti
        halt
      }
      boot { thread main  thread worker  thread worker }
      """
    let program = try load(text)
    for maxStates in [12, 1000] {
      let found = explore(
        program, options: ExplorationOptions(maxStates: maxStates, strategy: strategy, reduction: .safe))
      guard case .violation(let violation) = found.outcome else {
        Issue.record("\(found.summary)")
        continue
      }
      #expect(violation.isShortest == (maxStates == 1000))
      // Both failures are real; which one is met depends on the order of the threads.
      let code = violation.diagnostic.code.description
      #expect(code == "load:footprint.missing" || code == "assert:fact.unproved", "\(code)")
      #expect(try replay(program, violation.schedule).violation == violation.diagnostic)
    }
  }

  /// Results of `choose` that all lead to the same few configurations fill no bound of configurations, and take long.
  @Test(arguments: ReductionMode.allCases, strategies)
  func aWideChoiceKeepsToTheBounds(reduction: ReductionMode, strategy: SearchStrategy) throws {
    let program = try load(
      """
      func main() requires ie == 1 {
        choose r1, 0, 0xFFFFFFFF
        and r1, r1, 3
        mov r2, r1
        mov r1, 0
        halt
      }
      boot { thread main }
      """)
    let few = explore(program, options: ExplorationOptions(maxStates: 1000, strategy: strategy, reduction: reduction))
    #expect(few.summary == "cut explore:limit.reached")
    let late = explore(
      program, options: ExplorationOptions(timeLimit: .milliseconds(50), strategy: strategy, reduction: reduction))
    #expect(late.summary == "cut explore:limit.reached")
  }

  /// A thread that writes down which one it has woken is not like the others.
  @Test(arguments: ["st [who], r2", "mov r3, r2\n st [who], r3", "beq r2, 2, skip\n st [who], r4\nskip:"])
  func numbersOfThreadsTellThemApart(use: String) throws {
    let text = """
      global who = 0
      invariant for threads: exists v :: who |-> v ** v != 2
      queue q() hands emp
      handler waker on irq 0 { unblock r1, q()  iret }
      func worker() requires ie == 1 && level == thread {
        mov r4, 2
        choose r5, 0, 1
        cli
        beq r5, 0, sleep
        unblock r2, q()
        beq r2, 0, sleep
        \(use)
        sti
        halt
      sleep:
        block q()
        sti
        halt
      }
      boot { thread worker  thread worker  thread worker }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary.hasPrefix("violation sti:invariant.unproved"), "\(whole.summary)")
    #expect(reduced.summary == whole.summary)
  }

  /// Threads with the same code but different private memory are told apart by what they own.
  @Test func threadsOwnWhatTheyOwn() throws {
    let text = """
      global a = 0
      global b = 0
      func worker(p) requires ie == 1 && level == thread ** p |-> _ {
        st [r1], r1
        cli
        switch
        sti
        ld r2, [r1]
        halt
      }
      boot { thread worker(4096)  thread worker(4098) }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary == "complete", "\(whole.summary)")
    #expect(reduced.summary == "complete")
    #expect(reduced.states < whole.states)
    #expect(reduced.unreached == whole.unreached)
  }

  /// What a register holds that is dead as far as instructions go may still be promised.
  @Test(
    arguments: [
      ("preserves r5", "mov r5, 1", "violation return:register.changed"),
      ("ensures r6 == 7", "mov r6, 1", "violation return:fact.unproved"),
      ("ensures r6 == old(r7)", "mov r6, 3", "violation return:fact.unproved"),
    ])
  func contractsReadRegisters(clause: String, body: String, summary: String) throws {
    let text = """
      handler tick on irq 0 { iret }
      func f() requires ie == 1
        \(clause)
      {
        \(body)
        cli
        sti
        ret
      }
      func main() requires ie == 1 {
        mov r5, 9
        mov r7, 4
        call f
        halt
      }
      boot { thread main }
      """
    let (whole, reduced) = try both(text)
    #expect(whole.summary.hasPrefix(summary), "\(whole.summary)")
    #expect(reduced.summary == whole.summary)
  }
}

enum ReductionSamples {
  /// Three threads that count under a lock of their own making, and a timer that switches.
  static let lockedCounter = """
    global l = 0
    global counter = 0
    invariant for threads: exists v :: l |-> v ** (v == 0 ? counter |-> _ : emp)
    queue mutex() hands counter |-> _
    handler timer on irq 0 { switch  iret }
    func acquire()
      requires ie == 1 && level == thread
      ensures ie == 1 && level == thread ** counter |-> _
    {
      cli
      ld r2, [l]
      bne r2, 0, busy
      mov r2, 1
      st [l], r2
      sti
      ret
    busy:
      block mutex()
      sti
      ret
    }
    func release()
      requires ie == 1 && level == thread ** counter |-> _
      ensures ie == 1 && level == thread
    {
      cli
      unblock r2, mutex()
      bne r2, 0, handed
      mov r2, 0
      st [l], r2
    handed:
      sti
      ret
    }
    func worker() requires ie == 1 && level == thread {
      call acquire
      ld r2, [counter]
      add r2, r2, 1
      st [counter], r2
      call release
      halt
    }
    boot { thread worker  thread worker  thread worker }
    """
}
