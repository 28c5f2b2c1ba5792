import AIMLang

/// The explicit graph of a program's configurations, without any reduction, for people and other tools to look at. The
/// verdict of a search does not rest on it.
///
/// Vertices are numbered in the order in which they are found; `grow(from:to:)` finds them breadth-first. They are exact:
/// two configurations are one vertex only if their packed forms are equal. What is there depends on the program and the
/// bounds alone. Belongs to one thread, like the `Stepper` that makes its steps.
package final class StateGraph {
  /// Why there is no first configuration.
  package enum NoStart: Error {
    /// The boot obligations fail.
    case broken(Diagnostic)
    /// There is no `boot`, or the program cannot be run.
    case notRunnable(String)
  }

  package enum Target: Sendable, Equatable {
    case vertex(Int)
    /// The step is a violation: an index into `violations`.
    case violation(Int)
    /// The step goes beyond a bound of the machine, or what follows cannot be determined: an index into `limits`.
    case limit(Int)
  }

  /// What distinguishes the choices of one instruction.
  package enum Outcome: Sendable, Equatable {
    /// What `choose` gave.
    case value(UInt64)
    /// Where the cells of `alloc` start; nil when it failed.
    case allocated(UInt64?)
    /// Who goes on.
    case resumed(Actor)
    /// The boot thread that left the queue.
    case woken(Int)
  }

  package struct Edge: Sendable, Equatable {
    package var choice: Int
    package var actor: Actor
    package var event: TraceStep.Event
    /// nil where the running code has only one choice, and for interrupts.
    package var outcome: Outcome?
    /// What `print` writes.
    package var output: String?
    package var target: Target
  }

  package struct Vertex: Sendable {
    /// Steps from the start on the way on which it was found: the shortest one where the graph grew from its start alone.
    package var depth: Int
    /// By ascending choice.
    package var edges: [Edge]
    /// Whether `edges` holds every choice.
    package var isExpanded: Bool
    /// The idle context runs, nobody is ready and somebody is blocked; and whether no handler is on it.
    fileprivate var idling: (isInRegion: Bool, isAtBase: Bool)
  }

  /// Edges for each vertex that a bound allows, so that a few choices over large ranges do not fill the memory.
  private static let edgesPerVertex = 16

  package private(set) var vertices: [Vertex] = []
  /// Each once, in the order in which they were found.
  package private(set) var violations: [Diagnostic] = []
  package private(set) var limits: [Diagnostic] = []
  private var violationNumbers: [[String]: Int] = [:]
  private var limitNumbers: [[String]: Int] = [:]
  private var edgeCount = 0
  /// The length of all packed forms.
  package private(set) var packedBytes = 0
  private var packed: [PackedConfiguration] = []
  private var numbers: [PackedConfiguration: Int] = [:]
  private let stepper: Stepper
  private var current: Configuration
  private var successor: Configuration
  private let buffer: UnsafeMutablePointer<UInt8>

  /// The graph with its first vertex, the boot state.
  package init(_ program: Program, options: ExplorationOptions = ExplorationOptions()) throws(NoStart) {
    guard let boot = program.boot else {
      throw .notRunnable("there is no `boot`, so there is no run to show")
    }
    let compiled: CompiledProgram
    do { compiled = try CompiledProgram(program, threads: boot.threads.count) } catch {
      throw .notRunnable(error.message)
    }
    stepper = Stepper(compiled, maxFrames: options.maxFrames, maxHeapCells: options.maxHeapCells)
    stepper.recordsOutput = true
    guard let first = stepper.boot(boot) else {
      if let fault = stepper.fault { throw .broken(fault.diagnostic) }
      throw .notRunnable(stepper.limit?.message ?? "the program cannot be started")
    }
    current = first
    successor = stepper.makeConfiguration()
    buffer = .allocate(capacity: stepper.packedCapacity + 16)
    buffer.initialize(repeating: 0, count: stepper.packedCapacity + 16)
    _ = number(of: current, depth: 0)
  }

  deinit {
    current.words.deallocate()
    successor.words.deallocate()
    buffer.deallocate()
  }

  /// Whether every configuration that can be reached is a vertex with all its edges, and no step went beyond a bound.
  package var isComplete: Bool { limits.isEmpty && isWhole }

  /// Whether no vertex is left to expand.
  package var isWhole: Bool { vertices.allSatisfy(\.isExpanded) }

  /// The levels that have a handler, ascending.
  package var handledLevels: [Int] { (0..<stepper.levelCount).filter { stepper.handlerMask >> $0 & 1 != 0 } }

  package func picture(of vertex: Int) -> MachinePicture {
    unpack(vertex)
    return stepper.picture(of: current)
  }

  // MARK: Growing

  /// Expands vertices breadth-first from `seeds`, until there are `limit` vertices or they take `maxBytes` in packed form,
  /// in which each register, cell and thread takes at least one.
  package func grow(from seeds: [Int] = [0], to limit: Int, maxBytes: Int = .max) {
    var isSeen = [Bool](repeating: false, count: vertices.count)
    var queue: [Int] = []
    for seed in seeds where !isSeen[seed] {
      isSeen[seed] = true
      queue.append(seed)
    }
    var head = 0
    while head < queue.count {
      let vertex = queue[head]
      head += 1
      if !vertices[vertex].isExpanded {
        guard vertices.count < limit, edgeCount / Self.edgesPerVertex < limit, packedBytes < maxBytes else { return }
        expand(vertex, to: limit, maxBytes)
      }
      if isSeen.count < vertices.count {
        isSeen += [Bool](repeating: false, count: vertices.count - isSeen.count)
      }
      for edge in vertices[vertex].edges {
        guard case .vertex(let next) = edge.target, !isSeen[next] else { continue }
        isSeen[next] = true
        queue.append(next)
      }
    }
  }

  /// Follows choices from the start, as far as they lead; makes the vertices on the way.
  /// - Returns: the edges taken. Shorter than `schedule` where the program does not have it, or ends at a violation or bound.
  package func follow(_ schedule: Schedule) -> [Edge] {
    var path: [Edge] = []
    var vertex = 0
    for choice in schedule.choices {
      guard let edge = edge(choice, of: vertex) else { break }
      path.append(edge)
      guard case .vertex(let next) = edge.target else { break }
      vertex = next
    }
    return path
  }

  /// The edge of one choice, which is made if the vertex does not have it yet; nil when there is no such choice.
  package func edge(_ choice: Int, of vertex: Int) -> Edge? {
    if let known = vertices[vertex].edges.first(where: { $0.choice == choice }) { return known }
    unpack(vertex)
    let count = stepper.choiceCount(current)
    guard !vertices[vertex].isExpanded, choice >= 0, choice < count else { return nil }
    let edge = makeEdge(choice, own: stepper.ownChoices(current), depth: vertices[vertex].depth)
    let place = vertices[vertex].edges.firstIndex { $0.choice > choice } ?? vertices[vertex].edges.count
    vertices[vertex].edges.insert(edge, at: place)
    vertices[vertex].isExpanded = vertices[vertex].edges.count == count
    return edge
  }

  /// How many choices there are at a vertex, made edges or not.
  package func choiceCount(at vertex: Int) -> Int {
    unpack(vertex)
    return stepper.choiceCount(current)
  }

  private func expand(_ vertex: Int, to limit: Int, _ maxBytes: Int) {
    unpack(vertex)
    let own = stepper.ownChoices(current)
    let count = stepper.choiceCount(current)
    let known = vertices[vertex].edges
    var edges: [Edge] = []
    var position = 0
    var choice = 0
    while choice < count, choice == 0 || (vertices.count < limit && packedBytes < maxBytes), edges.count < limit {
      if position < known.count, known[position].choice == choice {
        edges.append(known[position])
        position += 1
      } else {
        edges.append(makeEdge(choice, own: own, depth: vertices[vertex].depth))
      }
      choice += 1
    }
    vertices[vertex].edges = edges + known[position...]
    vertices[vertex].isExpanded = choice == count
  }

  /// Takes one choice of `current`.
  private func makeEdge(_ choice: Int, own: Int, depth: Int) -> Edge {
    edgeCount += 1
    var edge = Edge(
      choice: choice, actor: stepper.actor(of: current), event: .instruction(pc: current.pc), target: .vertex(0))
    if choice >= own {
      let level = stepper.interruptLevel(of: current, choice: choice)
      edge.event = .interrupt(level: level)
      edge.actor = .handler(level: level)
    } else if current.pc == stepper.idle {
      edge.event = .dispatch
    }
    successor.copy(current, from: stepper.firstContext)
    stepper.output = nil
    switch stepper.step(&successor, choice: choice) {
    case .next:
      if own > 1, choice < own { edge.outcome = outcome() }
      edge.target = .vertex(number(of: successor, depth: depth + 1))
    case .broken: edge.target = .violation(Self.add(stepper.fault?.diagnostic, to: &violations, &violationNumbers))
    case .cut: edge.target = .limit(Self.add(stepper.limit, to: &limits, &limitNumbers))
    }
    edge.output = stepper.output
    return edge
  }

  /// What the step from `current` to `successor` chose.
  private func outcome() -> Outcome? {
    let operation = stepper.operations[current.pc]
    switch operation.code {
    case .choose: return .value(successor.words[Int(operation.a)])
    case .alloc: return .allocated(successor.heapCount == current.heapCount ? nil : successor.words[Int(operation.a)])
    case .switch, .block, .halt, .idle: return .resumed(stepper.context(of: successor))
    case .unblock: return .woken(Int(truncatingIfNeeded: successor.words[Int(operation.a)]) - 1)
    default: return nil
    }
  }

  /// - Parameter numbers: the diagnostics of `list` by what a reader sees of them.
  /// - Returns: the position in `list`, to whose end the diagnostic is added if it is new.
  private static func add(
    _ diagnostic: Diagnostic?, to list: inout [Diagnostic], _ numbers: inout [[String]: Int]
  ) -> Int {
    let diagnostic =
      diagnostic
      ?? Diagnostic(
        .error, DiagnosticCode(.checker, .enginesDisagree), "a step was refused without a reason; please report this",
        at: SourceSpan(file: FileID(0), start: 0, end: 0))
    let key =
      [diagnostic.code.description, "\(diagnostic.span.file.index):\(diagnostic.span.start)", diagnostic.message]
      + diagnostic.facts.flatMap { [$0.kind.rawValue, $0.name, $0.text] } + diagnostic.related.map(\.label)
    if let known = numbers[key] { return known }
    numbers[key] = list.count
    list.append(diagnostic)
    return list.count - 1
  }

  // MARK: Vertices

  private func unpack(_ vertex: Int) {
    packed[vertex].bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      stepper.unpack(start, length: bytes.count, into: &current)
    }
  }

  /// The number of the vertex of a configuration, which is added if it is new.
  private func number(of c: Configuration, depth: Int) -> Int {
    let length = stepper.pack(c, into: buffer)
    let key = PackedConfiguration(bytes: Array(UnsafeBufferPointer(start: buffer, count: length)))
    if let known = numbers[key] { return known }
    numbers[key] = vertices.count
    packed.append(key)
    packedBytes += length
    let isInRegion = stepper.isInIdleRegion(c)
    vertices.append(
      Vertex(
        depth: depth, edges: [], isExpanded: false,
        idling: (isInRegion, isInRegion && c.pc == stepper.idle)))
    return vertices.count - 1
  }

  // MARK: Deadlocks

  /// The vertices at which the machine idles for good with somebody blocked, ascending, each with what there is to say. A
  /// vertex from which a part of the graph is missing that nobody is known to wait in is none of them.
  package func deadlocks() -> [(vertex: Int, diagnostic: Diagnostic)] {
    let region = vertices.indices.filter { vertices[$0].idling.isInRegion }
    if region.isEmpty { return [] }
    var sources: [Int: [Int]] = [:]
    var leaves = [Bool](repeating: false, count: vertices.count)
    var open: [Int] = []
    for vertex in region {
      var isLeft = !vertices[vertex].isExpanded
      for edge in vertices[vertex].edges {
        switch edge.target {
        case .vertex(let next) where vertices[next].idling.isInRegion: sources[next, default: []].append(vertex)
        case .vertex, .limit: isLeft = true
        case .violation: break
        }
      }
      if isLeft {
        leaves[vertex] = true
        open.append(vertex)
      }
    }
    while let vertex = open.popLast() {
      for source in sources[vertex] ?? [] where !leaves[source] {
        leaves[source] = true
        open.append(source)
      }
    }
    return region.filter { vertices[$0].idling.isAtBase && !leaves[$0] }.map { vertex in
      unpack(vertex)
      return (vertex, stepper.deadlockDiagnostic(current).diagnostic)
    }
  }
}

/// A packed configuration; equal exactly when the configurations are.
private struct PackedConfiguration: Hashable {
  var bytes: [UInt8]
}

extension Stepper {
  /// The level whose interrupt a choice behind those of the running code lets in.
  fileprivate func interruptLevel(of c: borrowing Configuration, choice: Int) -> Int {
    var levels = arriving(c)
    for _ in ownChoices(c)..<choice { levels &= levels - 1 }
    return levels.trailingZeroBitCount
  }
}
