import AIMLang
import Driver
import Machine
import Report
import TestSupport
import Testing

/// What a page holds is what the machine does.
@Suite("Page")
struct PageTests {
  private static let tool = RunReport.Tool(aimcheck: "0", cvc5: "0")

  private func page(_ text: String, replay schedule: String? = nil, states: Int? = nil) throws -> PageDocument {
    try #require(file(text, replay: schedule, states: states).page)
  }

  private func file(_ text: String, replay schedule: String? = nil, states: Int? = nil) -> CheckedFile {
    let options = PageOptions(output: "out.html", states: states, tool: Self.tool)
    let reader: SourceReader = { $0 == "main.aim" ? text : nil }
    if let schedule { return Driver.replay("main.aim", schedule: schedule, page: options, reader: reader) }
    var check = CheckOptions()
    check.proves = false
    check.explorationSuffices = true
    check.page = options
    check.reader = reader
    return Driver.check("main.aim", check)
  }

  private static let lock = """
    global lock
    global shared = 7
    invariant for irq 0: emp
    invariant for threads: exists v :: lock |-> v ** (v == 0 ? shared |-> _ : emp)
    queue q() hands shared |-> _
    handler tick on irq 0 { switch  iret }
    func worker() requires ie == 1 && level == thread {
          cli
          ld   r1, [lock]
          beq  r1, 0, free
          block q()
          j    have
    free: mov  r1, 1
          st   [lock], r1
    have: sti
          ld   r2, [shared]
          add  r2, r2, 1
          st   [shared], r2
          print "shared", r2
          cli
          unblock r3, q()
          bne  r3, 0, done
          st   [lock], r3
    done: sti
          halt
    }
    boot { thread worker  thread worker }
    """

  private static let heap = """
    func main() {
          alloc r1, 3
          beq  r1, 0, out
          mov  r2, 5
          st   [r1 + 1], r2
          call fill
          free r1, 3
    out:  choose r3, 3, 5
          halt
    }
    func fill(p) with (a) requires p + 2 |-> a ensures p |-> _ preserves r1 {
          mov  r2, 0xFFFFFFFF
          st   [r1 + 2], r2
          ret
    }
    boot { thread main }
    """

  /// Along many schedules, registers, values and owners of the decoded graph are those of a replay.
  @Test(arguments: [SamplePrograms.teeter, Checking.sound, Checking.unbounded, lock, heap])
  func decodesToWhatTheMachineDoes(_ text: String) throws {
    let page = try page(text, states: 4_000)
    let graph = try DecodedGraph(page)
    let program = try #require(loadProgram(path: "main.aim") { _ in text }.program)
    var generator = SplitMix(seed: 1)
    for _ in 0..<20 {
      var schedule: [Int] = []
      var vertices = [0]
      while schedule.count < 60, let edge = graph.edges[vertices[vertices.count - 1]].randomElement(using: &generator) {
        schedule.append(edge.choice)
        if edge.kind != 0 { break }
        vertices.append(edge.target)
      }
      let trace = try Machine.replay(program, Schedule(schedule))
      try compare(trace, vertices, graph, page)
      #expect((trace.violation != nil) == (vertices.count == schedule.count))
    }
  }

  private func compare(_ trace: Trace, _ vertices: [Int], _ graph: DecodedGraph, _ page: PageDocument) throws {
    var cells: [String: (value: UInt64, owner: Machine.Owner)] = [:]
    for cell in trace.start.cells { cells[cell.cell.name] = (cell.value, cell.owner) }
    var registers = trace.start.registers
    for (position, vertex) in vertices.enumerated() {
      if position > 0 {
        let step = trace.steps[position - 1]
        for change in step.changes {
          switch change {
          case .register(let register, _, let value):
            let index = try #require(registers.firstIndex { $0.register == register })
            registers[index].value = value
          case .cell(let cell, _, let value): cells[cell.name]?.value = value
          // Only the running code allocates, and this program does so in its thread.
          case .allocated(let cell, let value): cells[cell.name] = (value, .thread(0))
          case .freed(let cell): cells[cell.name] = nil
          case .owner(let cell, _, let owner): cells[cell.name]?.owner = owner
          default: break
          }
        }
      }
      #expect(graph.registers(of: vertex, in: page) == registers.map { String($0.value) })
      #expect(graph.cells(of: vertex, in: page) == cells.mapValues { "\($0.value) \(Self.text($0.owner))" })
    }
  }

  private static func text(_ owner: Machine.Owner) -> String {
    switch owner {
    case .nobody: "nobody 0"
    case .publicPart(.irq(let level)): "public \(level)"
    case .publicPart(.thread): "public 1"
    case .thread(let index): "thread \(index)"
    case .handler(let level): "handler \(level)"
    }
  }

  @Test func teeterIsThereWhole() throws {
    let page = try page(SamplePrograms.teeter)
    #expect(page.graph.isComplete)
    #expect(page.graph.vertexCount == 121_373)
    #expect(page.graph.edgeCount == 131_926)
    #expect(page.graph.code.utf8.count < 2_000_000)
    #expect(page.run.kind == .sample)
    #expect(page.verdict.tone == .good)
    #expect(page.verdict.sentence == "no interleaving breaks it; nothing was to be proved")
    let exploration = try #require(page.verdict.rows.first)
    #expect(exploration.name == "exploration" && exploration.text.hasSuffix("; complete; every instruction executed"))
  }

  @Test func aCounterexampleOpensIt() throws {
    let page = try page(Checking.unlocked)
    #expect(page.run == PageDocument.Run(kind: .counterexample, choices: [0]))
    let edge = try #require(DecodedGraph(page).edge(0, of: 0))
    #expect(edge.kind == 1)
    #expect(page.violations[edge.target].code == "load:footprint.missing")
    #expect(page.verdict.tone == .bad)
    #expect(page.replayCommand == "aimcheck explore main.aim --replay ")
    #expect(page.pageOption == " --html out.html")
  }

  /// A part has the run with what surrounds it, also where the run leaves what is near to boot.
  @Test func aPartHasTheRun() throws {
    let schedule = Array(repeating: "0", count: 300).joined(separator: ".")
    let page = try page(SamplePrograms.teeter, replay: schedule, states: 700)
    #expect(!page.graph.isComplete)
    #expect((700...1_000).contains(page.graph.vertexCount))
    #expect(page.run.kind == .replay && page.run.choices.count == 300)
    let graph = try DecodedGraph(page)
    var vertex = 0
    var around = 0
    for choice in page.run.choices {
      around += graph.edges[vertex].count - 1
      let edge = try #require(graph.edge(choice, of: vertex))
      #expect(edge.kind == 0)
      vertex = edge.target
    }
    // The interrupts that can arrive beside the run.
    #expect(around > 30)
    #expect(graph.isWhole.contains(false))
  }

  @Test func aPageWithoutAnythingToShowSaysWhy() throws {
    let module = file("func f() { ret }")
    #expect(module.page == nil)
    #expect(module.report.verdict.kind == .usage)
    #expect(module.report.verdict.sentence == "there is no `boot`, so there is no run to show")
    let wrong = file("func main( { halt }")
    #expect(wrong.page == nil && wrong.report.verdict.kind == .invalid)
    let schedule = file(Checking.sound, replay: "0.9")
    #expect(schedule.page == nil && schedule.report.verdict.kind == .usage)
  }

  @Test func aProgramThatCannotStart() throws {
    let page = try page("global x\nfunc main() requires x |-> 1 { halt }\nboot { thread main }")
    #expect(page.start.isEmpty && page.graph.vertexCount == 0)
    #expect(page.violations.count == 1 && page.violations[0].code.hasPrefix("boot:"))
  }

  @Test func aDeadlockIsAtTheEndOfItsRun() throws {
    let page = try page(
      """
      queue q() hands emp
      queue other() hands emp
      handler tick on irq 0 { unblock r1, other()  iret }
      func main() { cli  block q()  sti  halt }
      boot { thread main }
      """)
    let graph = try DecodedGraph(page)
    var vertex = 0
    for choice in page.run.choices { vertex = try #require(graph.edge(choice, of: vertex)).target }
    let deadlock = try #require(page.deadlocks.first { $0.vertex == vertex })
    #expect(page.violations[deadlock.violation].code == "explore:deadlock")
    #expect(page.violations[try #require(page.run.violation)].code == "explore:deadlock")
  }

  /// What is wrong with a run that repeats is wrong at its end, not in each of the states that it comes by.
  @Test func starvationIsAtTheEndOfItsRun() throws {
    let text = """
      func spinner() requires ie == 1 { l: j l }
      func other() requires ie == 1 { halt }
      boot { thread spinner  thread other }
      """
    var options = CheckOptions()
    options.proves = false
    options.findsStarvation = true
    options.page = PageOptions(output: "out.html", states: nil, tool: Self.tool)
    options.reader = { $0 == "main.aim" ? text : nil }
    let page = try #require(Driver.check("main.aim", options).page)
    #expect(page.run.choices == [0] && page.run.repeatsFrom == 1)
    #expect(page.violations[try #require(page.run.violation)].code == "explore:starvation")
    #expect(page.deadlocks.isEmpty)
  }

  /// Where the whole does not fit, there is still a page, and the number of states on it follows from the program alone.
  @Test func twoPagesAreEqual() throws {
    let first = try page(Self.lock)
    #expect(try page(Self.lock) == first)
    #expect(try first.html() == page(Self.lock).html())
  }
}
