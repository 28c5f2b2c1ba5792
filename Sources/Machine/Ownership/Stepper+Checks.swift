import AIMLang

/// Assertions checked where execution passes them: contracts, label invariants, ghost lines.
///
/// A check asks whether some part of what the running code owns satisfies the assertion: the rest is the frame, which
/// the logic lets a caller keep. What the prover promises is stronger, so a proved program passes.
extension Stepper {
  /// Checks a plan on the memory of the running code, on top of the footprint so far.
  func check(_ plan: Plan, _ c: borrowing Configuration, _ check: Check, because why: String) -> StepResult {
    switch evaluator.run(plan.start, c, owner: c.actor) {
    case .holds: return .next
    case .fails: return assertionFails(c, plan, check, because: why)
    case .unknown, .undetermined:
      noteUnevaluated(plan)
      return .next
    }
  }

  func checkArrival(_ c: borrowing Configuration, _ pc: Int) -> StepResult {
    let range = arrivalRange[pc]
    for index in Int(range.start)..<Int(range.start + range.count) {
      evaluator.beginFootprint()
      let result = check(arrivalPlans[index], c, .loop, because: "the invariant of the label says so")
      if result != .next { return result }
    }
    return .next
  }

  /// Checks the precondition of a routine in the state of its entry.
  /// - Returns: whether the variables of `with` are known; nil for a violation.
  func checkRequires(_ c: borrowing Configuration, _ routine: Int, _ kind: Check) -> Bool? {
    let facts = routines[routine]
    if facts.requires.isTrivial { return true }
    evaluator.beginFootprint()
    switch evaluator.run(facts.requires.start, c, owner: c.actor) {
    case .holds: return true
    case .fails:
      let why = "the contract of `\(name(routine))` requires it"
      return assertionFails(c, facts.requires, kind, because: why) == .next ? false : nil
    case .unknown, .undetermined:
      noteUnevaluated(facts.requires)
      return false
    }
  }

  /// The ghost lines before the instruction at `pc`. Only `@leak` changes anything: it gives memory to nobody.
  func runGhosts(_ c: inout Configuration, _ pc: Int) -> StepResult {
    for ghost in compiled.ghosts[pc] {
      evaluator.beginFootprint()
      switch ghost.kind {
      case .assert:
        let result = check(ghost.plan, c, .ghost, because: "`@assert` says so")
        if result != .next { return result }
      case .assume:
        let result = check(ghost.plan, c, .ghost, because: "`@assume` takes it for granted, and it is wrong here")
        if result != .next { return result }
      case .leak:
        switch evaluator.run(ghost.plan.start, c, owner: c.actor) {
        case .holds: break
        case .unknown: noteUnevaluated(ghost.plan)
        case .fails:
          if assertionFails(c, ghost.plan, .ghost, because: "`@leak` gives it up") != .next { return .broken }
          continue
        case .undetermined:
          noteUnevaluated(ghost.plan)
          return cut("what `@leak` gives up cannot be determined here", at: ghost.plan.span)
        }
        transferFootprint(&c, to: OwnerCode.nobody)
      }
    }
    return .next
  }

  func noteUnevaluated(at pc: Int) {
    noteUnevaluated(
      Plan(
        start: 0, isTrivial: false, hasFixedFootprint: false, hasChoices: false, span: compiled.program.code[pc].span))
  }
}
