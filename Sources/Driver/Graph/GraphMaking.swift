// The state graph of one file as a document.
import AIMLang
import Machine
import Report

/// The graph of a file, or why there is none.
package struct GraphResult: Sendable {
  /// nil where `file` tells what is wrong.
  package var document: GraphDocument?
  package var file: CheckedFile
}

/// Builds the graph of a file's configurations, at most `states` of them, breadth-first from boot.
///
/// - Parameter reader: gives the texts; nil for those on disk.
package func stateGraph(
  _ path: String, tool: RunReport.Tool, states: Int, reader: SourceReader? = nil
) -> GraphResult {
  onDeepStack {
    var document: GraphDocument?
    let file = withProgram(of: path, reader: reader) { program, file in
      do throws(StateGraph.NoStart) {
        let graph = try StateGraph(program)
        graph.grow(to: states, maxBytes: GraphMaking.maxBytes(states))
        let made = GraphMaking(program: program, graph: graph).document(path: path, tool: tool, states: states)
        file.report.verdict = Verdict(of: made)
        document = made
      } catch {
        switch error {
        case .broken(let diagnostic):
          let made = GraphDocument(brokenAtBoot: diagnostic, program, path: path, tool: tool)
          file.report.verdict = Verdict(of: made)
          document = made
        case .notRunnable(let why): file.report.verdict = Verdict(.usage, why)
        }
      }
    }
    return GraphResult(document: document, file: file)
  }
}

extension Verdict {
  fileprivate init(of graph: GraphDocument) {
    let states = count(graph.vertices.count { $0.state != nil }, "state")
    if let mark = graph.vertices.lazy.compactMap(\.mark).first(where: { $0.kind == .violation }) {
      self.init(.refuted, "`\(mark.diagnostic.code)` is in its graph of \(states)")
    } else if let limit = graph.limit {
      self.init(.cutShort, limit)
    } else {
      self.init(.exploredNotProved, "the whole graph has \(states)", exitStatus: 0)
    }
  }
}

extension GraphDocument {
  fileprivate init(brokenAtBoot diagnostic: Diagnostic, _ program: Program, path: String, tool: RunReport.Tool) {
    let mark = Mark(.violation, DiagnosticRecord(diagnostic, in: program.sources))
    self.init(
      tool: tool, path: path, isComplete: true, limit: nil, sources: program.graphSources,
      vertices: [Vertex(hashcode: 0, depth: 0, isExpanded: true, mark: mark, state: nil)], edges: [])
  }
}

extension Program {
  var graphSources: [GraphDocument.Source] {
    sources.files.map { GraphDocument.Source(path: $0.path, text: $0.text) }
  }
}

private struct GraphMaking {
  let program: Program
  let graph: StateGraph
  let words: StepWords
  /// By program counter.
  private let places: [GraphDocument.LinePlace]

  /// Configurations that are far larger than usual make the graph shorter, so that it can be written at all.
  static func maxBytes(_ states: Int) -> Int { min(states, 1 << 40) * 100 }

  init(program: Program, graph: StateGraph) {
    self.program = program
    self.graph = graph
    words = StepWords(program: program)
    places = program.code.map {
      GraphDocument.LinePlace(
        file: $0.span.file.index, line: program.sources.position(of: $0.span).line)
    }
  }

  func document(path: String, tool: RunReport.Tool, states: Int) -> GraphDocument {
    var vertices = graph.vertices.indices.map { number in
      GraphDocument.Vertex(
        hashcode: number, depth: graph.vertices[number].depth, isExpanded: graph.vertices[number].isExpanded, mark: nil,
        state: state(graph.picture(of: number)))
    }
    for (vertex, diagnostic) in graph.deadlocks() { vertices[vertex].mark = mark(.violation, diagnostic) }
    let firstViolation = vertices.count
    vertices += marks(.violation, graph.violations, from: vertices.count)
    let firstLimit = vertices.count
    vertices += marks(.limit, graph.limits, from: vertices.count)

    var edges: [GraphDocument.Edge] = []
    for number in graph.vertices.indices {
      for edge in graph.vertices[number].edges {
        let target: Int
        switch edge.target {
        case .vertex(let next): target = next
        case .violation(let index): target = firstViolation + index
        case .limit(let index): target = firstLimit + index
        }
        // What is found breadth-first is found on a shortest way.
        if target >= firstViolation, vertices[target].depth == 0 {
          vertices[target].depth = graph.vertices[number].depth + 1
        }
        edges.append(
          GraphDocument.Edge(
            source: number, target: target, label: words.label(edge), choice: edge.choice, output: edge.output))
      }
    }
    return GraphDocument(
      tool: tool, path: path, isComplete: graph.isComplete, limit: limit(states), sources: program.graphSources,
      vertices: vertices, edges: edges)
  }

  private func limit(_ states: Int) -> String? {
    if graph.isComplete { return nil }
    if !graph.isWhole, graph.packedBytes >= Self.maxBytes(states) {
      return
        "the graph was cut off at \(count(graph.vertices.count, "state")), which are large; `--graph-states` takes more"
    }
    if !graph.isWhole {
      return "the graph was cut off at \(count(states, "state")); `--graph-states` takes more"
    }
    return graph.limits.first?.message
  }

  private func marks(
    _ kind: GraphDocument.Mark.Kind, _ diagnostics: [Diagnostic], from number: Int
  ) -> [GraphDocument.Vertex] {
    diagnostics.enumerated().map { index, diagnostic in
      GraphDocument.Vertex(
        hashcode: number + index, depth: 0, isExpanded: true, mark: mark(kind, diagnostic), state: nil)
    }
  }

  private func mark(_ kind: GraphDocument.Mark.Kind, _ diagnostic: Diagnostic) -> GraphDocument.Mark {
    GraphDocument.Mark(kind, DiagnosticRecord(diagnostic, in: program.sources))
  }

  private func state(_ picture: MachinePicture) -> GraphDocument.State {
    var state = GraphDocument.State(
      current: words.names.name(picture.actor), ie: picture.interruptEnable ? 1 : 0,
      level: words.names.name(picture.level), isr: picture.inService.map { $0 ? 1 : 0 },
      imr: picture.masked.map { $0 ? 1 : 0 }, registers: [:], heap: [:], owners: [:],
      contexts: picture.contexts.map(context))
    for register in picture.registers { state.registers[register.register.description] = register.value }
    for cell in picture.cells {
      state.heap[cell.cell.name] = cell.value
      state.owners[cell.cell.name] = words.names.name(cell.owner)
    }
    return state
  }

  private func context(_ picture: ContextPicture) -> GraphDocument.Context {
    let (status, queue) = picture.status.words
    return GraphDocument.Context(
      name: words.names.name(picture.context), status: status, queue: queue, pc: picture.pc, place: place(picture.pc),
      stack: picture.frames.map { frame in
        GraphDocument.Frame(
          routine: program.routines[frame.routine.index].name, isInterrupt: frame.isInterrupt,
          returnPlace: place(frame.returnPC))
      })
  }

  private func place(_ pc: Int?) -> GraphDocument.LinePlace? {
    pc.map { places[$0] }
  }
}

extension ContextPicture.Status {
  /// The status in a word, and the queue where it is one of waiting.
  var words: (status: String, queue: String?) {
    switch self {
    case .running: ("running", nil)
    case .ready: ("ready", nil)
    case .blocked(let queue): ("blocked", queue)
    case .halted: ("halted", nil)
    case .absent: ("absent", nil)
    }
  }
}
