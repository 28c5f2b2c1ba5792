import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Schedules, replay and starts")
struct ReplayTests {
  @Test func schedulesReadWhatTheyPrint() throws {
    let schedule = Schedule([0, 0, 12, 1])
    #expect(schedule.description == "0.0.12.1")
    #expect(try Schedule(parsing: "0.0.12.1") == schedule)
    #expect(try Schedule(parsing: "") == Schedule())
    for wrong in ["0..1", "a", "0.-1", "1.", "99999999999999999999999", " 0"] {
      #expect(throws: ScheduleError.self) { try Schedule(parsing: wrong) }
    }
    #expect(throws: ScheduleError.malformed(position: 2, text: "x")) { try Schedule(parsing: "0.x") }
  }

  @Test func aTraceTellsWhatEachStepChanged() throws {
    let program = try load(SamplePrograms.teeter)
    // cli; ld r1, [right]; beq; sub; st [right]; then the timer cannot come.
    let trace = try replay(program, Schedule([0, 0, 0, 0, 0]))
    #expect(trace.violation == nil)
    #expect(trace.choicesAtEnd == 1)
    let names = trace.start.cells.map(\.cell.name)
    #expect(names == ["left", "right"])
    #expect(trace.start.cells.map(\.owner) == [.publicPart(.irq(0)), .publicPart(.irq(0))])
    let left = trace.start.cells[0].cell
    let right = trace.start.cells[1].cell
    #expect(
      trace.steps.map(\.changes) == [
        [
          .interruptEnable(false),
          .owner(left, from: .publicPart(.irq(0)), to: .thread(0)),
          .owner(right, from: .publicPart(.irq(0)), to: .thread(0)),
        ],
        [.register(Register(1), from: 0, to: 50)],
        [],
        [.register(Register(1), from: 50, to: 49)],
        [.cell(right, from: 50, to: 49)],
      ])
    let interrupted = try replay(program, Schedule([1, 0]))
    #expect(interrupted.steps.map(\.actor) == [.handler(level: 0), .handler(level: 0)])
    #expect(interrupted.steps[0].event == .interrupt(level: 0))
    #expect(
      interrupted.steps[0].changes.prefix(2) == [.interruptEnable(false), .level(from: .thread, to: .irq(0))])
  }

  @Test func outputsAndTheEndOfAThreadAreShown() throws {
    let program = try load("func main() { mov r1, 3\n print \"n =\", r1, 4\n halt }\n boot { thread main }")
    let trace = try replay(program, Schedule([0, 0, 0]))
    #expect(trace.steps.map(\.output) == [nil, "n = 3 4", nil])
    #expect(trace.steps[2].changes == [.halted, .register(Register(1), from: 3, to: 0)])
    #expect(trace.choicesAtEnd == 0)
  }

  @Test func memoryComesAndGoes() throws {
    let program = try load("func main() { alloc r1, 2\n beq r1, 0, no\n free r1, 2\nno: halt }\n boot { thread main }")
    let trace = try replay(program, Schedule([0, 0, 0]))
    let first = CellName(address: 0x1000, name: "0x1000")
    let second = CellName(address: 0x1001, name: "0x1001")
    #expect(
      trace.steps[0].changes == [
        .register(Register(1), from: 0, to: 0x1000), .allocated(first, value: 0), .allocated(second, value: 0),
      ])
    #expect(trace.steps[2].changes == [.freed(first), .freed(second)])
    #expect(try replay(program, Schedule([1, 0])).steps[0].changes == [])
  }

  @Test func aScheduleThatDoesNotFitIsRefused() throws {
    let program = try load("func main() { choose r1, 0, 1\n assert r1 == 0\n halt }\n boot { thread main }")
    #expect(throws: ScheduleError.noSuchChoice(step: 1, choice: 2, available: 2)) {
      try replay(program, Schedule([2]))
    }
    #expect(throws: ScheduleError.noSuchChoice(step: 4, choice: 0, available: 0)) {
      try replay(program, Schedule([0, 0, 0, 0]))
    }
    #expect(throws: ScheduleError.afterViolation(step: 2)) { try replay(program, Schedule([1, 0, 0])) }
    #expect(throws: ScheduleError.self) { try replay(try load("func f() { ret }"), Schedule()) }
  }

  private let library = """
    global x = 1
    global mine = 0
    invariant for irq 0: exists v :: x |-> v ** v <= 5
    handler tick on irq 0 requires ie == 0 { ld r1, [x]
      add r1, r1, 1
      st [x], r1
      iret }
    func bump(p)
      requires exists v :: p |-> v
      ensures  exists v :: p |-> v ** v >= 1
    {
      ld r2, [r1]
      choose r3, 0, 9
      add r2, r2, r3
      st [r1], r2
      ret
    }
    func leaks() { alloc r1, 1\n ret }
    """

  private func start(
    _ program: Program, _ name: String, _ registers: [Int: UInt64] = [:], cells: [(UInt64, UInt64)] = [],
    publicCells: [(UInt64, UInt64)] = [], choices: [UInt64] = [], level: Level = .thread, isThread: Bool = false
  ) throws -> StartConfiguration {
    let routine = try #require(program.routines.firstIndex { $0.name == name })
    return StartConfiguration(
      routine: RoutineID(routine), interruptEnable: level == .thread, level: level,
      registers: (0..<16).map { registers[$0] ?? 0 }, cells: cells.map { ($0.0, $0.1) },
      publicCells: publicCells.map { ($0.0, $0.1) }, choices: choices, isThread: isThread)
  }

  @Test func aCounterexampleIsFollowedThenSearched() throws {
    let program = try load(library)
    let guided = try start(program, "bump", [1: 0x2000], cells: [(0x2000, 0xFFFF_FFFF)], choices: [1])
    let result = explore(program, from: guided, interrupts: false, maxStates: 1000)
    #expect(result.summary == "violation return:fact.unproved 0.1.0.0.0")
    if case .violation(let violation) = result.outcome {
      let again = try replay(program, from: guided, interrupts: false, violation.schedule)
      #expect(again == violation.trace)
    }
    let unguided = try start(program, "bump", [1: 0x2000], cells: [(0x2000, 0xFFFF_FFFF)], choices: [5])
    #expect(
      explore(program, from: unguided, interrupts: false, maxStates: 1000).summary
        == "violation return:fact.unproved 0.1.0.0.0")
    let fine = try start(program, "bump", [1: 0x2000], cells: [(0x2000, 3)])
    #expect(explore(program, from: fine, interrupts: false, maxStates: 1000).summary == "complete")
    // No start that the contract allows, so nothing that happens then shows a mistake of the routine.
    let missing = try start(program, "bump", [1: 0x2001], cells: [(0x2000, 3)])
    #expect(
      explore(program, from: missing, interrupts: false, maxStates: 1000).summary == "cut explore:not.supported")
  }

  @Test func theBottomReturnChecksTheContractExactly() throws {
    let program = try load(library)
    let leak = try start(program, "leaks")
    #expect(
      explore(program, from: leak, interrupts: false, maxStates: 100).summary
        == "violation return:footprint.leftover 0.0")
    let thread = try start(program, "leaks", isThread: true)
    #expect(
      explore(program, from: thread, interrupts: false, maxStates: 100).summary
        == "violation return:stack.empty 0.0")
  }

  @Test func handlersStartWithTheirInvariant() throws {
    let program = try load(library)
    let address = program.globals[0].address
    let good = try start(program, "tick", cells: [(address, 4)], level: .irq(0))
    #expect(explore(program, from: good, interrupts: false, maxStates: 100).summary == "complete")
    let bad = try start(program, "tick", cells: [(address, 5)], level: .irq(0))
    #expect(
      explore(program, from: bad, interrupts: false, maxStates: 100).summary
        == "violation iret:invariant.unproved 0.0.0.0")
    let without = try start(program, "tick", level: .irq(0))
    #expect(
      explore(program, from: without, interrupts: false, maxStates: 100).summary
        == "violation load:footprint.missing 0")
  }

  @Test func impossibleStartsAreRefused() throws {
    let program = try load(library)
    let twice = try start(program, "bump", cells: [(0x2000, 3)], publicCells: [(0x2000, 3)])
    #expect(explore(program, from: twice, interrupts: true, maxStates: 100).summary == "cut explore:not.supported")
    let broken = try start(program, "bump", publicCells: [(program.globals[0].address, 9)])
    #expect(explore(program, from: broken, interrupts: true, maxStates: 100).summary == "cut explore:not.supported")
  }
}
