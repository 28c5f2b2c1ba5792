// The graph of a page in few bytes; `PageDocument` says how they are laid out.
import AIMLang
import FoundationEssentials
import Machine
import Report

struct PageCoding {
  let graph: StateGraph
  var tables: PageTables
  private var labels = Numbering<PageDocument.Label>([PageDocument.Label()])
  private var bytes: [UInt8] = []
  private var edgeCount = 0
  /// The graph's vertices in the order of the page, and where each is in it; -1 for one that has not been met.
  private var order: [Int] = []
  private var places: [Int]
  private var slots: [[Int]] = []
  private let words: StepWords

  init(_ graph: StateGraph, words: StepWords) {
    self.graph = graph
    self.words = words
    places = [Int](repeating: -1, count: graph.vertices.count)
    let first = graph.picture(of: 0)
    tables = PageTables(first, names: words.names)
    add(0, tables.slots(of: first))
  }

  private mutating func add(_ vertex: Int, _ slots: [Int]) {
    places[vertex] = order.count
    order.append(vertex)
    self.slots.append(slots)
  }

  mutating func fill(_ page: inout PageDocument) {
    page.start = slots[0]
    var head = 0
    while head < order.count {
      let vertex = graph.vertices[order[head]]
      put(2 * vertex.edges.count + (vertex.isExpanded ? 1 : 0))
      var expected = 0
      for edge in vertex.edges {
        put(edge, isExpected: edge.choice == expected, from: head)
        expected = edge.choice + 1
      }
      // Its successors have been told apart from it.
      slots[head] = []
      head += 1
    }
    page.labels = labels.values
    page.graph = PageDocument.Graph(
      vertexCount: order.count, edgeCount: edgeCount, isComplete: graph.isComplete,
      code: Data(bytes).base64EncodedString())
    tables.fill(&page)
    for (vertex, diagnostic) in graph.deadlocks() {
      page.deadlocks.append(PageDocument.Deadlock(vertex: places[vertex], violation: page.violations.count))
      page.violations.append(DiagnosticRecord(diagnostic, in: words.program.sources))
    }
  }

  /// The number on the page of the vertex at the end of a schedule; nil where it ends in none, or has not been coded.
  func place(at schedule: Schedule) -> Int? {
    let path = graph.follow(schedule)
    if schedule.choices.isEmpty { return 0 }
    guard path.count == schedule.choices.count, case .vertex(let vertex)? = path.last?.target,
      places.indices.contains(vertex), places[vertex] >= 0
    else { return nil }
    return places[vertex]
  }

  private mutating func put(_ edge: StateGraph.Edge, isExpected: Bool, from source: Int) {
    edgeCount += 1
    var label = PageDocument.Label(detail: edge.outcome.map(words.text), output: edge.output)
    if case .interrupt(let level) = edge.event { label.interrupt = level }
    put(2 * labels[label] + (isExpected ? 0 : 1))
    if !isExpected { put(edge.choice) }
    switch edge.target {
    case .violation(let index):
      put(1)
      put(index)
    case .limit(let index):
      put(2)
      put(index)
    case .vertex(let target) where places[target] >= 0:
      put(order.count - places[target] + 2)
    case .vertex(let target):
      put(0)
      let new = tables.slots(of: graph.picture(of: target))
      put(new, since: slots[source])
      add(target, new)
    }
  }

  private mutating func put(_ new: [Int], since old: [Int]) {
    // Cells that the source did not know of are not in its memory.
    let changed = new.indices.filter { new[$0] != ($0 < old.count ? old[$0] : 0) }
    put(changed.count)
    for slot in changed {
      put(slot)
      put(new[slot])
    }
  }

  private mutating func put(_ number: Int) {
    var number = UInt(number)
    while number >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: number))
  }
}
