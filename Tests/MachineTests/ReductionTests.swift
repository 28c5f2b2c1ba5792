// A search that leaves interleavings out finds what one finds that does not: on random programs, and on programs that are
// made to break each argument of `Reduction` in turn.
import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Reduction")
struct ReductionTests {
  static let parts = 8
  static let programsPerPart = 400
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
