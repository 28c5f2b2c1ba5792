import FoundationEssentials
import Report
import Testing

/// The graph of a page, read as `PageDocument` says that it is written.
struct DecodedGraph {
  struct Edge {
    var label: Int
    var choice: Int
    /// 0 a vertex, 1 a violation, 2 a bound.
    var kind: Int
    var target: Int
  }

  var edges: [[Edge]] = []
  var isWhole: [Bool] = []
  var slots: [[Int]]

  init(_ page: PageDocument) throws {
    slots = [page.start]
    let bytes = try #require(Data(base64Encoded: page.graph.code))
    var position = bytes.startIndex
    func take() throws -> Int {
      var value = 0
      var shift = 0
      while true {
        try #require(position < bytes.endIndex)
        let byte = bytes[position]
        position += 1
        value |= Int(byte & 0x7F) << shift
        if byte < 0x80 { return value }
        shift += 7
      }
    }
    for vertex in 0..<page.graph.vertexCount {
      let head = try take()
      isWhole.append(head & 1 == 1)
      var own: [Edge] = []
      for _ in 0..<(head >> 1) {
        let label = try take()
        let choice = label & 1 == 1 ? try take() : (own.last.map { $0.choice + 1 } ?? 0)
        var edge = Edge(label: label >> 1, choice: choice, kind: 0, target: 0)
        switch try take() {
        case 0:
          edge.target = slots.count
          var new = slots[vertex]
          for _ in 0..<(try take()) {
            let slot = try take()
            while new.count <= slot { new.append(0) }
            new[slot] = try take()
          }
          slots.append(new)
        case let kind where kind <= 2:
          edge.kind = kind
          edge.target = try take()
        case let back: edge.target = slots.count - (back - 2)
        }
        own.append(edge)
      }
      edges.append(own)
    }
    #expect(position == bytes.endIndex)
    #expect(slots.count == page.graph.vertexCount)
    #expect(edges.reduce(0) { $0 + $1.count } == page.graph.edgeCount)
  }

  /// The edge of a choice.
  func edge(_ choice: Int, of vertex: Int) -> Edge? { edges[vertex].first { $0.choice == choice } }

  /// What the cells of a vertex hold and whose they are, by name.
  func cells(of vertex: Int, in page: PageDocument) -> [String: String] {
    let first = 5 + page.registers.count + 4 * page.contexts.count
    let slots = slots[vertex]
    var result: [String: String] = [:]
    for (index, cell) in page.cells.enumerated() where first + 2 * index < slots.count {
      let owner = slots[first + 2 * index + 1]
      if owner == 0 { continue }
      let names = page.owners[owner - 1]
      result[cell.name] = "\(page.numbers[slots[first + 2 * index]]) \(names.kind.rawValue) \(names.index)"
    }
    return result
  }

  func registers(of vertex: Int, in page: PageDocument) -> [String] {
    page.registers.indices.map { page.numbers[slots[vertex][5 + $0]] }
  }
}
