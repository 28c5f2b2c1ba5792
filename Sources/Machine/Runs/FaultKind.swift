/// What can go wrong in a run, by what going on would mean.
///
/// The machine of logic.md section 1 has no monitor: it does not know owners, invariants and contracts. A kind that only
/// the monitor sees can be passed over, and then the machine does what it would do without one. What the machine itself
/// cannot do ends a run.
package enum FaultKind: String, Sendable, CaseIterable {
  /// `ld`, `st` or `free` of a cell in memory that the running code does not own. Going on: the access is done, and who
  /// owns the cell does not change; a cell that is freed is gone.
  case ownership
  /// `ld`, `st` or `free` of an address that is not in memory.
  case memory
  /// A false `assert`, contract, label invariant or ghost line, or a register that is not preserved. Going on: it counts
  /// for nothing. Variables of a contract that does not hold have no value, and `@leak` gives nothing up.
  case assertion
  /// An invariant, or what a queue hands over, that does not hold where it is given up. Going on: of the running code's
  /// cells those become public that were so for this level when it was last public; the others stay with the running code.
  /// A queue hands nothing over, and the thread is woken.
  case invariant
  /// Memory that a handler still owns at its `iret`. Going on: it belongs to nobody from then on.
  case leak
  /// An instruction that cannot be executed: `ret` without a call, `switch` with interrupts enabled …
  case stuck
  /// The boot memory does not split into what the threads require and the invariants, so that there is no first state.
  case boot
  /// Somebody waits, and nobody can ever wake them.
  case deadlock

  /// Whether the machine can go on.
  package var isPassable: Bool {
    switch self {
    case .ownership, .assertion, .invariant, .leak: true
    case .memory, .stuck, .boot, .deadlock: false
    }
  }
}

/// What a run does about a fault.
package enum FaultReaction: String, Sendable, CaseIterable {
  /// It goes on, and only counts the fault.
  case ignore
  /// It tells the fault and goes on, where that is possible.
  case report
  /// It tells the fault and ends.
  case stop
}

/// What a run does about each kind of fault.
package struct FaultPolicy: Sendable, Equatable {
  /// By position of the kind among all.
  private var reactions: [FaultReaction]

  /// Stop at the first fault of any kind.
  package init() { reactions = FaultKind.allCases.map { _ in .stop } }

  package subscript(_ kind: FaultKind) -> FaultReaction {
    get { reactions[FaultKind.allCases.firstIndex(of: kind) ?? 0] }
    set { reactions[FaultKind.allCases.firstIndex(of: kind) ?? 0] = newValue }
  }

  /// Whether a run goes on over a fault of this kind.
  package func passes(_ kind: FaultKind) -> Bool { kind.isPassable && self[kind] != .stop }

  var passesAnything: Bool { FaultKind.allCases.contains(where: passes) }
}
