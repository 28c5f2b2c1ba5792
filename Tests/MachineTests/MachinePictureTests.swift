import AIMLang
import Machine
import TestSupport
import Testing

/// The whole configuration in source terms.
@Suite("Pictures") struct MachinePictureTests {
  private let threads = """
    global x = 0
    invariant for threads: exists v :: x |-> v
    queue q(a) hands emp
    handler h on irq 1 { mov r1, 7\n sti\n cli\n iret }
    func f() ensures ie == 0 { switch\n ret }
    func main() { cli\n mov r2, 5\n call f\n sti\n halt }
    func waits() { cli\n block q(x)\n halt }
    boot { thread main  thread waits  thread main }
    """

  private func pc(_ program: Program, _ routine: String, _ offset: Int) throws -> Int {
    try #require(program.routines.first { $0.name == routine }).code.lowerBound + offset
  }

  @Test func everyThreadHasItsPlaceAndStack() throws {
    let run = try MachineRunTests.start(threads)
    let program = run.program
    var picture = run.picture
    #expect(picture.contexts.map(\.context) == [.thread(0), .thread(1), .thread(2), .idle])
    #expect(picture.contexts.map(\.status) == [.running, .ready, .ready, .absent])
    #expect(
      picture.contexts.map(\.pc) == [
        try pc(program, "main", 0), try pc(program, "waits", 0), try pc(program, "main", 0), nil,
      ])
    #expect(picture.actor == .thread(0))
    #expect(picture.masked == [false, false])
    #expect(picture.cells.map(\.owner) == [.publicPart(.thread)])

    // main: cli, mov, call f; switch to waits, which blocks; then the third thread runs.
    for choice in [0, 0, 0, 1, 0] { _ = try run.take(choice) }
    #expect(run.picture.cells.map(\.owner) == [.thread(1)])
    #expect(run.picture.interruptEnable == false)
    _ = try run.take(1)
    picture = run.picture
    #expect(picture.contexts.map(\.status) == [.ready, .blocked(queue: "q(x)"), .running, .absent])
    let main = picture.contexts[0]
    #expect(main.pc == (try pc(program, "f", 1)))
    #expect(main.registers.map(\.value) == [0, 5])
    #expect(main.frames.count == 1)
    #expect(program.routines[main.frames[0].routine.index].name == "f")
    #expect(main.frames[0].isInterrupt == false)
    #expect(main.frames[0].returnPC == (try pc(program, "main", 3)))
    #expect(main.frames[0].saved == [])
    #expect(picture.contexts[2].registers.map(\.value) == [0, 0])

    // An interrupt on the third thread.
    _ = try run.take(1)
    picture = run.picture
    #expect(picture.actor == .handler(level: 1))
    #expect(picture.context == .thread(2))
    #expect(picture.level == .irq(1))
    #expect(picture.inService == [false, true])
    let frame = try #require(picture.contexts[2].frames.first)
    #expect(frame.isInterrupt)
    #expect(frame.returnPC == (try pc(program, "main", 0)))
    #expect(frame.saved.map(\.register) == [Register(1)])
    #expect(frame.saved.map(\.value) == [0])
    _ = try run.take(0)
    #expect(run.picture.registers.first?.value == 7)
    #expect(run.picture.contexts[2].frames[0].saved.first?.value == 0)
  }

  @Test func oneThreadAndTheIdleMachine() throws {
    let run = try MachineRunTests.start(SamplePrograms.teeter)
    #expect(run.picture.contexts.map(\.status) == [.running, .absent])
    let halting = try MachineRunTests.start(
      "handler h on irq 0 { mask 0\n unmask 0\n iret }\nfunc main() { halt }\nboot { thread main }")
    _ = try halting.take(0)
    #expect(halting.picture.contexts.map(\.status) == [.halted, .running])
    #expect(halting.picture.contexts.map(\.pc) == [nil, nil])
    #expect(halting.picture.actor == .idle)
    _ = try halting.take(0)
    let picture = halting.picture
    #expect(picture.context == .idle)
    #expect(picture.actor == .handler(level: 0))
    #expect(picture.contexts.map(\.status) == [.halted, .running])
    #expect(picture.contexts[1].pc == 0)
    #expect(picture.contexts[1].frames.map(\.returnPC) == [nil])
    _ = try halting.take(0)
    #expect(halting.picture.masked == [true])
  }

  @Test func aReplayShowsEveryConfiguration() throws {
    let program = try load(SamplePrograms.teeter)
    var pictures: [MachinePicture] = []
    let trace = try replay(program, Schedule([0, 0, 0])) { pictures.append($0) }
    #expect(pictures.count == 4)
    #expect(pictures.map(\.interruptEnable) == [true, false, false, false])
    #expect(pictures[0].cells == trace.start.cells)
    #expect(pictures[2].registers.map(\.value) == [50, 0])
    // A step that is a violation leads to no configuration.
    let broken = try load("func main() { mov r1, 1\n assert r1 == 2\n halt }\nboot { thread main }")
    pictures = []
    #expect(try replay(broken, Schedule([0, 0])) { pictures.append($0) }.violation != nil)
    #expect(pictures.count == 2)
  }
}
