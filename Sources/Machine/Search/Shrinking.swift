import AIMLang

/// Makes the schedule of a violation shorter: by leaving out steps as long as what remains still ends in the same violation
/// (delta debugging, Zeller and Hildebrandt 2002: first large pieces, then smaller ones, down to single steps). Leaving
/// out the arrival of an interrupt together with its handler, or a turn of a loop, is such a piece.
struct Shrinking {
  /// Steps of all attempts together.
  private static let stepLimit = 20_000_000
  /// Configurations of a search for whether anybody can be ready again; each search counts as so many steps.
  private static let idleLimit = 10_000

  let stepper: Stepper
  let first: Configuration
  let fault: Fault
  let options: ExplorationOptions

  /// - Returns: a schedule that ends in a violation with the same code at the same instruction, at most as long as `schedule`.
  func shrunk(_ schedule: [Int]) -> [Int] {
    var best = schedule
    var current = stepper.makeConfiguration()
    defer { current.words.deallocate() }
    var steps = 0
    var size = max(best.count / 2, 1)
    while true {
      var isShorter = false
      var start = 0
      while start < best.count {
        if steps > Self.stepLimit || options.isCancelled?() == true { return best }
        var candidate = best
        candidate.removeSubrange(start..<min(start + size, best.count))
        if let length = length(candidate, &current, &steps) {
          best = Array(candidate[..<length])
          isShorter = true
        } else {
          start += size
        }
      }
      if size > 1 {
        size /= 2
      } else if !isShorter {
        return best
      }
    }
  }

  /// How many steps it takes to the violation; nil when the schedule does not lead to it.
  private func length(_ schedule: [Int], _ current: inout Configuration, _ steps: inout Int) -> Int? {
    current.copy(first, from: stepper.firstContext)
    for (index, choice) in schedule.enumerated() {
      guard choice < stepper.choiceCount(current) else { return nil }
      steps += 1
      switch stepper.step(&current, choice: choice) {
      case .next: break
      case .broken: return isSame(stepper.fault) ? index + 1 : nil
      case .cut: return nil
      }
    }
    guard fault.diagnostic.code == DiagnosticCode(.explore, .deadlock), stepper.idlesBlocked(current) else {
      return nil
    }
    steps += Self.idleLimit
    var bounds = options
    bounds.maxStates = Self.idleLimit
    return stepper.idlesForGood(current, bounds) ? schedule.count : nil
  }

  private func isSame(_ other: Fault?) -> Bool {
    other?.diagnostic.code == fault.diagnostic.code && other?.pc == fault.pc
  }
}
