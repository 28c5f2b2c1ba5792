import AIMLang
import Testing
import TestSupport

@Suite("The programs of the language's design")
struct SampleProgramTests {
  @Test("every sample loads without a word", arguments: SamplePrograms.all.keys.sorted())
  func loads(name: String) {
    let result = loadProgram(path: name) { SamplePrograms.all[$0] }
    #expect(describe(result) == "")
    #expect(result.program != nil)
  }

  @Test("the teeter-totter, resolved")
  func teeter() throws {
    let program = try programFromText(SamplePrograms.teeter)
    #expect(program.unsupportedFeatures().isEmpty)
    #expect(program.width == .bits32)
    #expect(program.levelCount == 1)
    #expect(program.globals.map(\.address) == [0x1000, 0x1002])
    #expect(program.globals.map(\.initial) == [[50], [50]])
    #expect(program.routines.map(\.name) == ["timer", "main"])
    #expect(program.routines.map(\.code) == [0..<10, 10..<23])
    #expect(program.routines[1].labels.map(\.pc) == [10, 20])
    #expect(program.code[1].operation == .branch(.beq, Register(1), .constant(0), target: 8))
    #expect(program.code[0].operation == .load(Register(1), .absolute(0x1000)))
    #expect(program.boot?.threads.map(\.routine) == [RoutineID(1)])
    #expect(
      program.invariants[0].documentation == "What main and the timer share. It is public whenever interrupts are on.")
  }

  @Test("the lock and its client, resolved and written out")
  func lock() throws {
    let program = try programFromText(SamplePrograms.client, files: ["lock.aim": SamplePrograms.lock])
    #expect(program.unsupportedFeatures().isEmpty)
    #expect(program.boot?.threads.count == 2 && program.boot?.shares.count == 1)
    // The client sees what `Res` stands for, the lock does not.
    func hands(_ program: Program) -> Bool {
      if case .predicate = program.queues[0].hands.kind { true } else { false }
    }
    #expect(program.visibleModules == [[0, 1], [1]])
    #expect(try hands(program.seen(from: 1)))
    #expect(try !hands(program.seen(from: 0)))
    let closed = try program.closed()
    #expect(closed.invariants.count == 1 && closed.invariants[0].parameters.isEmpty)
  }
}
