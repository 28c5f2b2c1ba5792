import AIMLang
import TestSupport
import Testing

@testable import Machine

/// One run, a step at a time.
@Suite("Runs") struct MachineRunTests {
  static func start(
    _ text: String, _ policy: FaultPolicy = FaultPolicy(), isRewindable: Bool = false, tableLimit: Int = 64 << 20
  ) throws -> MachineRun {
    let program = try load(text)
    guard
      case .running(let run) = try MachineRun.start(
        program, policy: policy, isRewindable: isRewindable, tableLimit: tableLimit)
    else {
      Issue.record("the program is broken at boot")
      throw ScheduleError.notRunnable("broken at boot")
    }
    return run
  }

  /// Takes choices until the run or they end, and tells how.
  static func steps(_ run: MachineRun, seed: UInt64, most: Int = 10_000) throws -> [MachineRun.Step] {
    var random = RunRandom(seed: seed)
    var result: [MachineRun.Step] = []
    while result.count < most, !run.hasEnded,
      let choice = random.choice(own: run.ownChoices, interrupts: run.arrivingCount, rate: .standard)
    {
      let step = try run.take(choice)
      result.append(step)
      if step.end != nil { break }
    }
    return result
  }

  // MARK: What is drawn

  @Test func theGeneratorIsSplitMix64() {
    var random = RunRandom(seed: 1_234_567)
    // The reference implementation's first outputs for this seed.
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in random.next() } == expected)
  }

  @Test func numbersBelowALimit() {
    var random = RunRandom(seed: 1)
    var counts = [0, 0, 0]
    for _ in 0..<3_000 { counts[random.below(3)] += 1 }
    #expect(counts.allSatisfy { $0 > 900 && $0 < 1_100 })
    var other = random
    #expect(random.below(1) == 0)
    #expect(random.below(0) == 0)
    // Without a choice nothing is drawn.
    let (next, same) = (random.next(), other.next())
    #expect(next == same)
    #expect((0..<100).allSatisfy { _ in (0..<Int.max).contains(random.below(Int.max)) })
  }

  @Test func ratesAreExactFractions() {
    #expect(InterruptRate("1/8") == .standard)
    #expect(InterruptRate("0.125")?.description == "125/1000")
    #expect(InterruptRate("0")?.part == 0)
    #expect(InterruptRate("1")?.description == "1/1")
    #expect(InterruptRate("1.0")?.description == "10/10")
    for wrong in [
      "", "2", "9/8", "1/0", "-1", "1/", "/8", "0.", ".5", "1.1", "0.1234567891", "1e-3", "٣", "nan", "1/8/2",
    ] {
      #expect(InterruptRate(wrong) == nil, "\(wrong)")
    }
  }

  @Test func interruptsArriveAsOftenAsTheRateSays() throws {
    var random = RunRandom(seed: 5)
    let never = try #require(InterruptRate("0"))
    let always = try #require(InterruptRate("1"))
    let draw = { (random: inout RunRandom, rate: InterruptRate) in
      (0..<8_000).count { _ in random.choice(own: 2, interrupts: 3, rate: rate) ?? 0 >= 2 }
    }
    #expect(draw(&random, never) == 0)
    #expect(draw(&random, always) == 8_000)
    #expect((900...1_100).contains(draw(&random, .standard)))
    // Where nothing else can happen, they arrive whatever the rate.
    #expect(random.choice(own: 0, interrupts: 1, rate: never) == 0)
    #expect(random.choice(own: 0, interrupts: 0, rate: always) == nil)
  }

  // MARK: Runs

  @Test func aRunIsAReplayOfItsChoices() throws {
    for seed in 0..<10 as Range<UInt64> {
      let run = try Self.start(SamplePrograms.teeter)
      let steps = try Self.steps(run, seed: seed, most: 700)
      let trace = try replay(run.program, Schedule(steps.map(\.step.choice)))
      #expect(trace.violation == nil)
      #expect(trace.steps == steps.map(\.step))
      #expect(run.position == steps.count)
    }
  }

  /// Pins what a seed means, for ever.
  @Test func aSeedGivesTheSameRunForEver() throws {
    let run = try Self.start(SamplePrograms.teeter)
    let choices = try Self.steps(run, seed: 7).map(\.step.choice)
    #expect(choices.count == 1_009)
    #expect(choices.count { $0 == 1 } == 27)
    #expect(choices.indices.filter { choices[$0] == 1 }.prefix(5).map { $0 } == Self.arrivalsOfSeed7)
    #expect(run.hasEnded)
  }

  private static let arrivalsOfSeed7 = [69, 79, 107, 136, 166]

  @Test func aRunEndsWhereEveryThreadHasEnded() throws {
    let run = try Self.start("handler h on irq 0 { iret }\nfunc main() { halt }\nboot { thread main  thread main }")
    #expect(!run.hasEnded)
    #expect(try run.take(0).step.changes == [.halted, .resumed(.thread(1))])
    #expect(!run.hasEnded)
    #expect(try run.take(0).end == nil)
    #expect(run.hasEnded)
    #expect(run.ownChoices == 0 && run.arrivingCount == 1)
    // With a handler on the idle machine it has not ended.
    #expect(try run.take(0).step.event == .interrupt(level: 0))
    #expect(!run.hasEnded)
  }

  @Test func choicesThatThereAreNotAreRefused() throws {
    let run = try Self.start("func main() { halt }\nboot { thread main }")
    #expect(throws: ScheduleError.noSuchChoice(step: 1, choice: 1, available: 1)) { try run.take(1) }
    #expect(throws: ScheduleError.noSuchChoice(step: 1, choice: -1, available: 1)) { try run.take(-1) }
    #expect(run.position == 0)
    #expect(try run.take(0).step.number == 1)
    #expect(run.choiceCount == 0)
    #expect(throws: ScheduleError.noSuchChoice(step: 2, choice: 0, available: 0)) { try run.take(0) }
  }

  @Test func programsThatCannotBeRunSaySo() throws {
    #expect(throws: ScheduleError.self) { try MachineRun.start(load("func f() { ret }")) }
    let broken = try load("global x = 1\ninvariant for irq 0: x |-> 2\nfunc main() { halt }\nboot { thread main }")
    guard case .broken(let fault) = try MachineRun.start(broken) else {
      Issue.record("the boot holds")
      return
    }
    #expect(fault.kind == .boot)
    #expect(fault.diagnostic.code.description == "boot:invariant.unproved")
  }

  @Test func aBoundOfTheMachineCutsARun() throws {
    let run = try Self.start("func main() { call main\n halt }\nboot { thread main }")
    let last = try #require(Self.steps(run, seed: 0).last)
    guard case .cut(let limit)? = last.end else {
      Issue.record("\(String(describing: last.end))")
      return
    }
    #expect(limit.code.description == "explore:limit.reached")
    #expect(run.picture.contexts[0].frames.count == 256)
  }

  // MARK: Back and sideways

  @Test func aRunGoesBackAndLooksAhead() throws {
    let run = try Self.start(SamplePrograms.teeter, isRewindable: true)
    let start = run.picture
    let first = try Self.steps(run, seed: 3, most: 200).map(\.step)
    let end = run.picture
    #expect(run.preview(99) == nil)
    let ahead = try #require(run.preview(0))
    #expect(run.picture == end)
    #expect(run.position == 200)
    #expect(try run.take(0).step == ahead)
    run.rewind()
    #expect(run.picture == start)
    #expect(run.position == 0)
    #expect(try first.map { try run.take($0.choice).step } == first)
    #expect(run.picture == end)
  }

  @Test func theCellThatAStepWrites() throws {
    let run = try Self.start(
      "global a[3] = 0\nfunc main() requires a |-> _, _, _ { mov r1, a\n st [r1 + 2], r1\n st [a], r1\n halt }\n"
        + "boot { thread main }")
    let address = run.program.globals[0].address
    var written: [UInt64?] = []
    for _ in 0..<4 {
      written.append(run.cellToWrite(choice: 0))
      _ = try run.take(0)
    }
    #expect(written == [nil, address + 2, address, nil])
  }

  // MARK: New tables

  /// Contexts, shapes and sequences that are part of the state: each kind of number that a configuration holds.
  static let churning = """
    global n = 0
    global total = 0
    invariant for threads: exists v, t :: n |-> v ** total |-> t
    queue q(a) hands emp
    function ones(k: int): seq = k <= 0 ? [] : [1] ++ ones(k - 1)
    func count(k)
      with (xs: seq, v)
      requires n |-> v && ones(v % 5) == xs
      ensures  n |-> v + 1 && |xs| == v % 5
    {
      ld r2, [n]
      add r2, r2, 1
      st [n], r2
      ret
    }
    handler tick on irq 0 { unblock r1, q(1)\n iret }
    func main() requires ie == 1 {
    loop: invariant ie == 1
      alloc r4, 2
      cli
      switch
      mov r1, 1
      call count
      unblock r3, q(2)
      beq r3, 0, none
      switch
      j done
    none: block q(1)
    done: sti
      beq r4, 0, loop
      free r4, 2
      j loop
    }
    boot { thread main  thread main  thread main }
    """

  @Test func newTablesChangeNothing() throws {
    for text in [Self.churning, SamplePrograms.teeter] {
      let run = try Self.start(text)
      let often = try Self.start(text, tableLimit: 0)
      let steps = try Self.steps(run, seed: 11, most: 3_000)
      let same = try Self.steps(often, seed: 11, most: 3_000)
      #expect(steps.map(\.step) == same.map(\.step))
      #expect(steps.last?.end == nil)
      #expect(run.picture == often.picture)
      #expect(run.unevaluated == often.unevaluated)
    }
  }

  /// Long runs need no more memory than short ones: what is never met again is forgotten.
  @Test func tablesDoNotGrowForEver() throws {
    let text = """
      word 64
      func main() requires ie == 1 {
      loop: invariant ie == 1
        add r1, r1, 1
        cli
        switch
        sti
        j loop
      }
      boot { thread main  thread main }
      """
    let bounded = try Self.start(text, tableLimit: 50_000)
    let unbounded = try Self.start(text)
    let steps = try Self.steps(bounded, seed: 1, most: 20_000)
    #expect(try Self.steps(unbounded, seed: 1, most: 20_000).map(\.step) == steps.map(\.step))
    #expect(steps.count == 20_000)
    #expect(bounded.stepper.tableBytes <= 50_000)
    #expect(unbounded.stepper.tableBytes > 100_000)
  }
}
