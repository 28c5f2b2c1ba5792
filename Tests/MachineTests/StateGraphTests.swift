import AIMLang
import TestSupport
import Testing

@testable import Machine

/// The explicit graph of configurations: what is in it, in which order, and what it says of what is missing.
@Suite("State graph")
struct StateGraphTests {
  /// Two interleaved steps: the interrupt comes before, between or after them.
  private static let small = """
    global x = 1
    invariant for irq 0: exists v :: x |-> v
    handler tick on irq 0 { iret }
    func main() requires ie == 1 { cli  sti  halt }
    boot { thread main }
    """

  private func graph(_ text: String, _ limit: Int = 10_000) throws -> StateGraph {
    let graph = try StateGraph(load(text))
    graph.grow(to: limit)
    return graph
  }

  @Test func everyStepIsAnEdge() throws {
    let graph = try graph(Self.small)
    // At `cli`, at `halt` and idle, in the handler above each of the three, and between `cli` and `sti`.
    #expect(graph.vertices.map(\.depth) == [0, 1, 1, 2, 3, 3, 4])
    #expect(graph.isComplete)
    #expect(graph.violations.isEmpty && graph.limits.isEmpty)
    let first = graph.vertices[0].edges
    #expect(first.map(\.choice) == [0, 1])
    #expect(first.map(\.actor) == [.thread(0), .handler(level: 0)])
    #expect(first.map(\.event) == [.instruction(pc: 1), .interrupt(level: 0)])
    #expect(first.map(\.target) == [.vertex(1), .vertex(2)])
    // The handler returns to where it came from.
    #expect(graph.vertices[2].edges.map(\.target) == [.vertex(0)])
    #expect(graph.vertices[1].edges.map(\.target) == [.vertex(3)])
    let states = graph.vertices.indices.map { graph.picture(of: $0) }
    #expect(states[1].interruptEnable == false)
    #expect(states[1].cells.map(\.owner) == [.thread(0)])
    #expect(states[2].cells.map(\.owner) == [.handler(level: 0)])
    #expect(states[2].actor == .handler(level: 0))
    #expect(graph.handledLevels == [0])
  }

  @Test func theWholeGraphIsWhatASearchCounts() throws {
    let program = try load(SamplePrograms.teeter)
    let graph = try StateGraph(program)
    graph.grow(to: 1_000_000)
    #expect(graph.isComplete)
    #expect(graph.vertices.count == 121_373)
    #expect(graph.vertices.reduce(0) { $0 + $1.edges.count } == 131_926)
    #expect(graph.vertices.map(\.depth).max() == 1_410)
  }

  /// A graph and a search agree on whether something is wrong, and the search's schedule ends there in the graph.
  @Test(arguments: 1...150) func agreesWithTheSearch(seed: Int) throws {
    var random = RandomProgram(seed: UInt64(seed))
    let program = try load(seed % 2 == 0 ? random.text() : random.threadedText())
    let result = explore(program, options: ExplorationOptions(maxStates: 3_000))
    let graph: StateGraph
    do throws(StateGraph.NoStart) { graph = try StateGraph(program) } catch {
      guard case .broken(let diagnostic) = error, case .violation(let violation) = result.outcome else {
        if case .cutShort = result.outcome { return }
        Issue.record("no start, yet \(result.summary)")
        return
      }
      #expect(violation.diagnostic == diagnostic)
      return
    }
    switch result.outcome {
    case .complete:
      graph.grow(to: 1_000_000)
      #expect(graph.isComplete)
      #expect(graph.violations.isEmpty && graph.deadlocks().isEmpty)
      #expect(graph.vertices.count >= result.states)
    case .violation(let violation):
      let path = graph.follow(violation.schedule)
      #expect(path.map(\.choice) == violation.schedule.choices)
      if case .violation(let index)? = path.last?.target {
        #expect(graph.violations[index] == violation.diagnostic)
      } else {
        graph.grow(to: 1_000_000)
        let end: Int? = if case .vertex(let vertex)? = path.last?.target { vertex } else { nil }
        #expect(graph.deadlocks().contains { $0.vertex == end && $0.diagnostic == violation.diagnostic })
      }
    case .cutShort: break
    }
  }

  // MARK: Parts

  @Test func aPartSaysSo() throws {
    let whole = try graph(Self.small)
    let part = try graph(Self.small, 3)
    #expect(!part.isComplete && !part.isWhole)
    #expect(part.vertices.count == 3)
    #expect(part.vertices.map(\.isExpanded) == [true, false, false])
    #expect(part.vertices[0].edges == whole.vertices[0].edges)
    // It goes on from there, to the same end.
    part.grow(to: 10_000)
    #expect(part.isComplete)
    #expect(part.vertices.map(\.edges) == whole.vertices.map(\.edges))
  }

  /// Four billion choices do not become as many edges; one of them can be followed all the same.
  @Test func manyChoicesAreCutOff() throws {
    let graph = try graph("func main() { choose r1, 0, 0xFFFFFFFF  halt }\nboot { thread main }", 100)
    #expect(graph.vertices.count == 100)
    #expect(graph.vertices[0].edges.count == 99)
    #expect(!graph.vertices[0].isExpanded)
    #expect(graph.choiceCount(at: 0) == 1 << 32)
    let edge = try #require(graph.edge(4_000_000_000, of: 0))
    #expect(edge.outcome == .value(4_000_000_000))
    #expect(graph.vertices[0].edges.last == edge)
    #expect(graph.edge(1 << 32, of: 0) == nil)
    #expect(graph.edge(-1, of: 0) == nil)
  }

  /// Few states with many ways between them are bounded too.
  @Test func manyEdgesAreCutOff() throws {
    let graph = try graph(
      """
      func main() {
      l: invariant true
            choose r1, 0, 999
            j    l
      }
      boot { thread main }
      """, 1_500)
    #expect(!graph.isComplete)
    #expect(graph.vertices.reduce(0) { $0 + $1.edges.count } < 1_500 * 17)
  }

  @Test func stepsBeyondTheBoundsOfTheMachine() throws {
    let graph = try graph("func main() { call main  halt }\nboot { thread main }")
    #expect(graph.vertices.count == 257)
    #expect(graph.limits.map(\.message) == ["the stack holds more than 256 frames"])
    #expect(graph.vertices.last?.edges.map(\.target) == [.limit(0)])
    #expect(graph.isWhole && !graph.isComplete)
  }

  @Test func followEndsWhereTheProgramDoes() throws {
    let graph = try StateGraph(load(Self.small))
    #expect(graph.follow(Schedule([0, 0, 0, 0])).map(\.choice) == [0, 0, 0, 0])
    #expect(graph.follow(Schedule([0, 1])).map(\.choice) == [0])
    let broken = try StateGraph(load("global x\nfunc main() { ld r1, [x]  halt }\nboot { thread main }"))
    #expect(broken.follow(Schedule([0, 0, 0])).map(\.target) == [.violation(0)])
  }

  // MARK: What is wrong

  @Test func violationsAreToldOnce() throws {
    let graph = try graph(
      """
      global x
      func main() { choose r1, 0, 2  assert r1 == 1  ld r1, [x]  halt }
      boot { thread main }
      """)
    let codes = graph.violations.map(\.code.description)
    #expect(codes == ["assert:fact.unproved", "assert:fact.unproved", "load:footprint.missing"])
    #expect(graph.isComplete)
  }

  @Test func deadlocksThatOnlyTheWholeGraphShows() throws {
    let text = """
      queue q() hands emp
      queue other() hands emp
      handler tick on irq 0 { unblock r1, other()  iret }
      func main() { cli  block q()  sti  halt }
      boot { thread main }
      """
    let graph = try graph(text)
    let deadlocks = graph.deadlocks()
    #expect(
      deadlocks.map(\.diagnostic.message) == ["deadlock: `main` waits in `q()`, and no interrupt ever wakes anybody"])
    // Unknown as long as the handler's way is.
    let vertex = try #require(deadlocks.first?.vertex)
    let part = try StateGraph(load(text))
    _ = part.follow(Schedule([0, 0]))
    #expect(part.deadlocks().isEmpty)
    #expect(graph.picture(of: vertex).actor == .idle)
    // One that wakes is none.
    #expect(
      try self.graph(
        text.replacing("other()", with: "q()").replacing("queue q() hands emp\nqueue q()", with: "queue q()")
      ).deadlocks().isEmpty)
  }

  @Test func noStart() throws {
    #expect(throws: StateGraph.NoStart.self) { try StateGraph(load("func main() { halt }")) }
    let program = try load("global x\nfunc main() requires x |-> 1 { halt }\nboot { thread main }")
    var code = ""
    do throws(StateGraph.NoStart) { _ = try StateGraph(program) } catch {
      if case .broken(let diagnostic) = error { code = diagnostic.code.description }
    }
    #expect(code.hasPrefix("boot:"))
  }

  // MARK: Outcomes and tours

  @Test func outcomesOfChoices() throws {
    let graph = try graph(
      """
      queue q() hands emp
      func main() { alloc r1, 2  cli  unblock r2, q()  sti  halt }
      func other() { cli  block q()  sti  halt }
      boot { thread other  thread main  thread other }
      """)
    var outcomes: [String] = []
    for vertex in graph.vertices {
      for edge in vertex.edges { if let outcome = edge.outcome { outcomes.append("\(outcome)") } }
    }
    for expected in [
      "allocated(Optional(4096))", "allocated(nil)", "resumed(Machine.Actor.thread(1))", "woken(0)", "woken(2)",
    ] {
      #expect(outcomes.contains(expected), "\(Set(outcomes).sorted())")
    }
  }

  @Test func aTourShowsATransferAndEveryInterrupt() throws {
    let graph = try StateGraph(load(SamplePrograms.teeter))
    let tour = graph.tour()
    #expect(tour.description == "0.0.0.0.0.0.0.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0")
    let path = graph.follow(tour)
    #expect(path.count == tour.choices.count)
    #expect(path.contains { $0.event == .interrupt(level: 0) })
    // It does not depend on what the graph knew before.
    let grown = try StateGraph(load(SamplePrograms.teeter))
    grown.grow(to: 500)
    #expect(grown.tour() == tour)
  }

  @Test func aTourEndsWithItsProgram() throws {
    #expect(try StateGraph(load("func main() { halt }\nboot { thread main }")).tour() == Schedule([0]))
    #expect(try StateGraph(load(Self.small)).tour() == Schedule([0, 0, 1, 0, 0]))
    #expect(
      try StateGraph(load("func main() { l: invariant true j l }\nboot { thread main }")).tour(longest: 5).choices.count
        <= 5)
  }
}
