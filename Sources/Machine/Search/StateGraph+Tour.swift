import AIMLang

/// A schedule that shows what a program has to show, for a reader who has none in mind.
extension StateGraph {
  /// Walks from the start: the running code goes on until memory has changed hands or it has done some steps; then each
  /// interrupt arrives once, lower priorities first, so that higher ones can arrive in their handlers; where there is a choice
  /// of who goes on, it is whoever has run least. Ends ten steps after all this has been seen, at an end of the program,
  /// or after `longest` steps. Deterministic; proves nothing.
  package func tour(longest: Int = 120) -> Schedule {
    var tour = Tour(pending: handledLevels)
    var vertex = 0
    var before = picture(of: vertex)
    while tour.choices.count < longest, tour.stepsAfterwards < 10 {
      guard let choice = tour.choose(at: vertex, before, in: self), let edge = edge(choice, of: vertex) else { break }
      tour.choices.append(choice)
      guard case .vertex(let next) = edge.target else { break }
      let after = picture(of: next)
      tour.note(edge, from: before, to: after)
      vertex = next
      before = after
    }
    return Schedule(tour.choices)
  }

  private struct Tour {
    var choices: [Int] = []
    /// Levels whose interrupt has not arrived yet, ascending.
    var pending: [Int]
    var hasTransfer = false
    /// Steps of the only thread there is to run, after every interrupt has arrived.
    var stepsAfterwards = 0
    /// Steps of each context, by position.
    var stepsOf: [Int: Int] = [:]

    init(pending: [Int]) { self.pending = pending }

    mutating func choose(at vertex: Int, _ picture: MachinePicture, in graph: StateGraph) -> Int? {
      let count = graph.choiceCount(at: vertex)
      if count == 0 { return nil }
      let isPatient = hasTransfer || choices.count >= 12
      if isPatient, !pending.isEmpty {
        // Interrupts stand last, the highest priority first.
        for choice in stride(from: count - 1, through: 0, by: -1) {
          guard let edge = graph.edge(choice, of: vertex), case .interrupt(let level) = edge.event else { break }
          if pending.contains(level) { return choice }
        }
      }
      guard let first = graph.edge(0, of: vertex) else { return nil }
      // Nobody can run, and every interrupt has been seen.
      if case .interrupt = first.event, pending.isEmpty { return nil }
      guard case .resumed? = first.outcome else { return 0 }
      var best: (choice: Int, steps: Int)?
      for choice in 0..<min(count, 64) {
        guard let edge = graph.edge(choice, of: vertex), case .resumed(let actor)? = edge.outcome else { break }
        let steps = stepsOf[Self.position(actor)] ?? 0
        if best.map({ steps < $0.steps }) ?? true { best = (choice, steps) }
      }
      return best?.choice ?? 0
    }

    mutating func note(_ edge: Edge, from before: MachinePicture, to after: MachinePicture) {
      stepsOf[Self.position(before.context), default: 0] += 1
      if case .interrupt(let level) = edge.event { pending.removeAll { $0 == level } }
      if zip(before.cells, after.cells).contains(where: { $0.cell == $1.cell && $0.owner != $1.owner }) {
        hasTransfer = true
      }
      let isAlone = !after.contexts.contains { $0.status == .ready }
      if pending.isEmpty, after.level == .thread, isAlone { stepsAfterwards += 1 }
    }

    private static func position(_ actor: Actor) -> Int {
      if case .thread(let index) = actor { index } else { -1 }
    }
  }
}
