/// Runs of steps that a reduced search takes at once: from a stored configuration, one step of any kind, and then on for as long
/// as nothing else could make a difference (argument 1 of `Reduction`).
///
/// A run goes on while no interrupt can arrive, or the next instruction is not visible. Where the running code has
/// several choices it branches. It ends in configurations to store: before a visible instruction; where nothing can happen;
/// and after many steps, so that every cycle of the machine contains a stored configuration, whose interrupts are all tried.
final class LocalRuns {
  /// With interrupts arriving, a run of more steps ends where control goes backward.
  private static let backwardLimit = 64
  /// A run of more steps ends in any case.
  private static let runLimit = 1024
  /// Ways that a run may branch into. A branch beyond it is stored: there, ways that lead to the same configuration meet.
  private static let branchLimit = 16

  enum End { case done, broken, stopped }

  private let stepper: Stepper
  let reduction: Reduction
  private let renaming: ThreadRenaming?
  /// The configurations at the branches of the run, and behind the last one that which runs. Made when they are needed.
  private var stack: [Configuration] = []
  private var branches: [Branch] = []
  private var again: Configuration
  /// The choices of the run so far, from the stored configuration on; after `broken`, the way to the fault.
  private(set) var choices: [Int] = []
  /// Steps of the latest `follow`.
  private(set) var steps = 0
  /// Whether `follow` looks where each step leads, and whether one led out of the idle region (see `IdleRegion`).
  var watchesIdleRegion = false
  private(set) var leftIdleRegion = false

  private struct Branch {
    /// The next choice to take, and how many there are.
    var next: Int
    var count: Int
    /// Choices of the run before it.
    var length: Int
    /// Its choices times those of the branches before it.
    var ways: Int
  }

  init(_ stepper: Stepper, _ reduction: Reduction) {
    self.stepper = stepper
    self.reduction = reduction
    let renaming = reduction.renamesThreads ? ThreadRenaming(stepper) : nil
    self.renaming = renaming?.isTrivial == true ? nil : renaming
    again = stepper.makeConfiguration()
  }

  deinit {
    for configuration in stack { configuration.words.deallocate() }
    again.words.deallocate()
  }

  /// Takes choice `choice` in `start`, and runs on.
  ///
  /// - Parameters:
  ///   - executed: told the program counter of each instruction that is executed.
  ///   - found: told each configuration to store; false ends the run as `stopped`.
  func follow(
    _ start: borrowing Configuration, _ choice: Int, executed: (Int) -> Void,
    found: (borrowing Configuration) -> Bool
  ) -> End {
    steps = 0
    leftIdleRegion = false
    choices.removeAll(keepingCapacity: true)
    branches.removeAll(keepingCapacity: true)
    makeRoom(1)
    stack[0].copy(start, from: stepper.firstContext)
    if choice < stepper.ownChoices(start) { executed(start.pc) }
    var next: Int? = choice
    while let choice = next {
      let top = branches.count
      let previous = stack[top].pc
      let isPutOff = !choices.isEmpty && stepper.arriving(stack[top]) != 0
      let result = choices.isEmpty ? stepper.step(&stack[top], choice: choice) : stepper.execute(&stack[top], choice)
      choices.append(choice)
      steps += 1
      switch result {
      case .broken: return .broken
      case .cut:
        // No verdict on what lies behind; but what could have arrived before is not to be lost.
        choices.removeLast()
        if isPutOff, !storeAgain(start, found) { return .stopped }
        next = branch()
      case .next:
        if watchesIdleRegion, !stepper.isInIdleRegion(stack[top]) { leftIdleRegion = true }
        let own = stepper.ownChoices(stack[top])
        let ways = branches.last?.ways ?? 1
        if own == 0 || (own > 1 && own > Self.branchLimit / ways) || isEnd(stack[top], since: previous) {
          guard store(&stack[top], found) else { return .stopped }
          next = branch()
          continue
        }
        executed(stack[top].pc)
        next = 0
        guard own > 1 else { continue }
        makeRoom(top + 2)
        stack[top + 1].copy(stack[top], from: stepper.firstContext)
        branches.append(Branch(next: 1, count: own, length: choices.count, ways: own * ways))
      }
    }
    return .done
  }

  /// Whether a run ends here though the running code could go on.
  private func isEnd(_ c: borrowing Configuration, since previous: Int) -> Bool {
    if choices.count >= Self.runLimit { return true }
    guard stepper.arriving(c) != 0 else { return false }
    let pc = c.pc
    // Whether a handler's frames fit on the stack is a matter of the calls before: near the bound they are visible.
    if c.frames >= stepper.maxFrames / 2, [.call, .callRegister].contains(stepper.operations[pc].code) { return true }
    return reduction.isVisible[pc] || (choices.count >= Self.backwardLimit && pc <= previous)
  }

  /// Goes back to the latest branch with a choice left.
  /// - Returns: the choice; nil when all is done.
  private func branch() -> Int? {
    while let branch = branches.last {
      let top = branches.count
      if branch.next < branch.count {
        branches[top - 1].next += 1
        choices.removeSubrange(branch.length...)
        stack[top].copy(stack[top - 1], from: stepper.firstContext)
        return branch.next
      }
      branches.removeLast()
    }
    return nil
  }

  /// Stores what the choices so far lead to.
  private func storeAgain(_ start: borrowing Configuration, _ found: (borrowing Configuration) -> Bool) -> Bool {
    again.copy(start, from: stepper.firstContext)
    for choice in choices where stepper.step(&again, choice: choice) != .next { return true }
    return store(&again, found)
  }

  private func store(_ c: inout Configuration, _ found: (borrowing Configuration) -> Bool) -> Bool {
    normalize(&c)
    return found(c)
  }

  /// Makes a configuration the one that stands for all those like it.
  func normalize(_ c: inout Configuration) {
    stepper.clearDeadRegisters(&c, reduction)
    renaming?.apply(&c)
  }

  private func makeRoom(_ count: Int) {
    while stack.count < count { stack.append(stepper.makeConfiguration()) }
  }
}
