import Machine

/// What a reader of a run wants to see who does not want to see every step.
extension TraceStep {
  /// Whether an interrupt arrives, memory changes hands or threads change places, or something is printed.
  var isNotable: Bool {
    if output != nil { return true }
    switch event {
    case .interrupt, .dispatch: return true
    case .instruction: return changes.contains(where: \.isNotable)
    }
  }

  /// The step with only those changes.
  var onlyNotable: TraceStep {
    var step = self
    step.changes = changes.filter(\.isNotable)
    return step
  }
}

extension TraceChange {
  fileprivate var isNotable: Bool {
    switch self {
    case .halted, .blocked, .woken, .resumed, .masked, .allocated, .freed, .owner: true
    case .interruptEnable, .level, .inService, .register, .cell: false
    }
  }
}
