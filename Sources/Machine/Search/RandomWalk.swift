import AIMLang

/// Random walks from the first configuration, each until nothing can happen or it is long enough: for what is too large to
/// be searched. It remembers nothing, needs no memory, and never covers everything.
///
/// Every step is drawn with equal chances from those that there are. A seed gives the same walks on every machine.
final class RandomWalk {
  /// Steps of one walk.
  private static let length = 10_000
  /// Configurations of a search for whether anybody can be ready again.
  private static let idleLimit = 10_000

  private let stepper: Stepper
  private let first: Configuration
  private let options: ExplorationOptions
  private var source: RandomSource

  /// Takes over the buffers of `first`.
  init(stepper: Stepper, first: Configuration, options: ExplorationOptions, seed: UInt64) {
    self.stepper = stepper
    self.first = first
    self.options = options
    source = RandomSource(seed: seed)
  }

  deinit { first.words.deallocate() }

  /// Walks until there is a violation, or as many configurations have been passed as the options allow.
  func result() -> SearchResult {
    var coverage = Coverage(stepper)
    var current = stepper.makeConfiguration()
    defer { current.words.deallocate() }
    let watch = SearchWatch(options)
    var walks = 0
    var passed = 0
    var longest = 0
    var choices: [Int] = []
    var why = "they have passed \(options.maxStates) configurations"
    var fault: Fault?
    var idleBounds = options
    idleBounds.maxStates = Self.idleLimit
    search: while passed < options.maxStates {
      var wasIdling = false
      walks += 1
      passed += 1
      current.copy(first, from: stepper.firstContext)
      choices.removeAll(keepingCapacity: true)
      while choices.count < Self.length, passed < options.maxStates {
        let own = stepper.ownChoices(current)
        let count = own + stepper.arriving(current).nonzeroBitCount
        guard count > 0 else { break }
        let choice = source.next(below: count)
        if choice < own { coverage.executed[current.pc] = true }
        choices.append(choice)
        coverage.steps += 1
        passed += 1
        let result = stepper.step(&current, choice: choice)
        if result == .broken {
          fault = stepper.fault
          break search
        }
        if result == .cut { break }
        // Each time the machine begins to idle with somebody blocked, whether it does so for good.
        let idles = stepper.isInIdleRegion(current)
        if idles, !wasIdling, stepper.idlesForGood(current, idleBounds) {
          let (diagnostic, pc) = stepper.deadlockDiagnostic(current)
          fault = Fault(kind: .deadlock, diagnostic: diagnostic, pc: pc)
          break search
        }
        wasIdling = idles
        if passed % 4096 == 0,
          let reason = watch.look(states: passed, steps: coverage.steps, depth: longest, bytes: stepper.tableBytes)
        {
          why = reason
          break search
        }
      }
      longest = max(longest, choices.count)
    }
    let notes = stepper.takeUnevaluated()
    coverage.unevaluated += notes.count
    coverage.unevaluatedPlans.formUnion(notes.plans)
    coverage.limit = stepper.limit
    var result = SearchResult(
      end: .cutShort(
        .bound(
          "random walks do not cover everything; \(walks) of them broke nothing, and ended because \(why)", stepper,
          states: passed, steps: coverage.steps)),
      states: passed, depth: max(longest, choices.count), coverage: coverage, bytesPerState: 0)
    if let fault { result.end = .violation(fault, schedule: choices, isShortest: false) }
    return result
  }
}
