extension ThreadedProgram.Lock {
  /// A module with a lock, whose functions know nothing of what it protects.
  var module: [String] {
    let head = [
      "word 8", "abstract predicate Res(l)",
      "invariant lock(l) for threads: exists v :: l |-> v ** (v == 0 ? Res(l) : emp)",
      "queue mutex(l) hands \(self == .handing ? "Res(l)" : "emp")",
    ]
    let acquired = ["requires ie == 1 && level == thread", "requires lock@(l)", "ensures ie == 1", "ensures Res(l)"]
    let released = ["requires ie == 1 && level == thread", "requires lock@(l)", "requires Res(l)", "ensures ie == 1"]
    let tried = acquired.dropLast() + ["ensures result == 0 ? emp : Res(l)"]
    let kept = "preserves r0-r2, r4-r15"
    let keptByTry = "preserves r2, r4-r15"
    let take = ["mov r3, 1", "st [r1], r3", "sti", "ret"]
    let attempt =
      ["func try(l)"] + tried + [keptByTry, "{", "cli", "ld r3, [r1]", "bne r3, 0, busy", "mov r3, 1", "st [r1], r3"]
      + ["sti", "mov r1, 1", "ret", "busy:", "sti", "mov r1, 0", "ret", "}"]
    switch self {
    case .handing:
      return head + ["func acq(l)"] + acquired + [kept, "{", "cli", "ld r3, [r1]", "bne r3, 0, busy"] + take
        + ["busy:", "block mutex(r1)", "sti", "ret", "}"]
        + ["func rel(l)"] + released + [kept, "{", "cli", "unblock r3, mutex(r1)", "bne r3, 0, handed", "st [r1], r3"]
        + ["handed:", "sti", "ret", "}"] + attempt
    case .retrying:
      return head + ["func acq(l)"] + acquired + [kept, "{", "test:", "invariant ie == 1", "cli", "ld r3, [r1]"]
        + ["beq r3, 0, take", "block mutex(r1)", "sti", "j test", "take:"] + take + ["}"]
        + ["func rel(l)"] + released + [kept, "{", "cli", "mov r3, 0", "st [r1], r3", "unblock r3, mutex(r1)"]
        + ["sti", "ret", "}"] + attempt
    case .spinning:
      return head + ["func acq(l)"] + acquired + [kept, "{", "spin:", "invariant ie == 1", "cli", "ld r3, [r1]"]
        + ["beq r3, 0, take", "sti", "j spin", "take:"] + take + ["}"]
        + ["func rel(l)"] + released + [kept, "{", "cli", "mov r3, 0", "st [r1], r3", "sti", "ret", "}"] + attempt
    }
  }
}
