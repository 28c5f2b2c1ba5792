import AIMLang

/// What a run passes over instead of ending: set on the stepper of a run and on no other, and looked at only where a
/// violation has been found already, so that a search neither pays for it nor can be misled by it.
final class Tolerance {
  let policy: FaultPolicy
  /// The faults that the latest step passed over.
  var passed: [Fault] = []
  /// The cells of each level's invariant, 0 … N, when it was last public.
  private var publicCells: [[UInt64]]
  private var noted = -1

  init(_ policy: FaultPolicy, levelCount: Int) {
    self.policy = policy
    publicCells = Array(repeating: [], count: levelCount + 1)
  }

  func passes(_ fault: Fault) -> Bool {
    guard policy.passes(fault.kind) else { return false }
    passed.append(fault)
    return true
  }

  /// Remembers which cells are public now; to be called with every configuration of the run.
  func note(_ c: Configuration, _ stepper: Stepper) {
    guard policy.passes(.invariant), c.shape != noted else { return }
    noted = c.shape
    var found: [[UInt64]] = Array(repeating: [], count: publicCells.count)
    for slot in 0..<(stepper.globalCount + c.heapCount) {
      let owner = c.owners[slot]
      guard owner >= OwnerCode.firstPublic, owner < OwnerCode.firstRunning else { continue }
      found[Int(owner - OwnerCode.firstPublic)].append(
        stepper.shapes.address(ofSlot: slot, shape: c.shape, layout: stepper.layout))
    }
    for (level, cells) in found.enumerated() where !cells.isEmpty { publicCells[level] = cells }
  }

  /// Numbers of shapes mean something else from now on.
  func forgetShapes() { noted = -1 }

  func cells(ofLevel level: Int) -> [UInt64] { publicCells[level] }
}

extension Stepper {
  /// Gives up the invariants of these levels where one of them does not hold and the run passes over that: each by itself,
  /// and in place of what it says the cells that it had.
  ///
  /// - Parameter told: the level that is known not to hold.
  func giveUpTolerantly(_ c: inout Configuration, _ levels: Int, _ check: Check, told: Int) -> StepResult {
    for level in 0...levelCount where levels >> level & 1 != 0 {
      let plan = compiled.levelInvariants[level]
      evaluator.beginFootprint()
      switch evaluator.run(plan.start, c, owner: c.actor) {
      case .holds: transferFootprint(&c, to: OwnerCode.publicPart(level))
      case .unknown:
        noteUnevaluated(plan)
        transferFootprint(&c, to: OwnerCode.publicPart(level))
      case .fails:
        if level != told, invariantFails(c, level, check) == .broken { return .broken }
        returnCells(&c, toLevel: level)
      case .undetermined:
        noteUnevaluated(plan)
        return cut("the memory of the invariant cannot be determined here", at: plan.span)
      }
    }
    return .next
  }

  private func returnCells(_ c: inout Configuration, toLevel level: Int) {
    let slots = (tolerance?.cells(ofLevel: level) ?? []).map { slot(c, $0) }
    copyShape(c)
    for slot in slots where slot >= 0 && c.owners[slot] == c.actor { scratchOwners[slot] = OwnerCode.publicPart(level) }
    adoptScratchShape(&c)
  }

  /// What the running code still owns belongs to nobody.
  func abandon(_ c: inout Configuration) {
    copyShape(c)
    for slot in 0..<(globalCount + c.heapCount) where c.owners[slot] == c.actor {
      scratchOwners[slot] = OwnerCode.nobody
    }
    adoptScratchShape(&c)
  }
}
