import AIMLang

extension ReferenceMachine {
  struct Outcome: Equatable {
    var fault: ReferenceFault?
    var schedule: [Int] = []
    var states = 0
    var steps = 0
    var depth = 0
    /// More states than asked for: nothing else is meant.
    var isTooLarge = false
    /// More cells than trying every part of memory allows: nothing is meant.
    var isGivenUp = false
  }

  /// Breadth-first search, in the order of schedules.
  func explore(maxStates: Int) -> Outcome {
    var outcome = Outcome()
    let first: ReferenceState
    do { first = try boot() } catch {
      outcome.fault = error as? ReferenceFault
      return outcome
    }
    var seen: Set<ReferenceState> = [first]
    var layer: [(state: ReferenceState, schedule: [Int])] = [(first, [])]
    var idling: [(state: ReferenceState, schedule: [Int])] = []
    while !layer.isEmpty {
      var following: [(state: ReferenceState, schedule: [Int])] = []
      for (state, schedule) in layer {
        for (choice, result) in successors(state).enumerated() {
          outcome.steps += 1
          switch result {
          case .failure(let fault):
            outcome.fault = fault
            outcome.schedule = schedule + [choice]
            outcome.states = seen.count
            return outcome
          case .success(let next):
            guard seen.insert(next).inserted else { continue }
            if next.memory.count > 6 {
              outcome.isGivenUp = true
              return outcome
            }
            following.append((next, schedule + [choice]))
            if isIdleForNow(next) { idling.append((next, schedule + [choice])) }
            if seen.count > maxStates {
              outcome.isTooLarge = true
              return outcome
            }
          }
        }
      }
      if !following.isEmpty { outcome.depth += 1 }
      layer = following
    }
    outcome.states = seen.count
    for (state, schedule) in idling where !canEverBeReady(state) {
      outcome.fault = deadlock(state)
      outcome.schedule = schedule
      break
    }
    return outcome
  }
}
