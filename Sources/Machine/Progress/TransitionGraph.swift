/// All configurations and steps of a complete search that leaves nothing out, with what each step is about: what questions of
/// progress are asked of.
struct TransitionGraph {
  /// What happens in a step, as a number: what fairness is about.
  enum Action {
    /// The interrupt of a level arrives.
    static func arrival(_ level: Int) -> Int32 { Int32(level) }
    /// A thread leaves a queue.
    static func wake(_ thread: Int) -> Int32 { Int32(8 + thread) }
    /// A thread is given the processor, at a point where others could be.
    static func dispatch(_ thread: Int) -> Int32 { Int32(8 + OwnerCode.threadLimit + thread) }
    /// The running code takes a step: a thread's, the idle context's, or that of a handler on top of it.
    static func step(_ actor: UInt16) -> Int32 { Int32(8 + 2 * OwnerCode.threadLimit) + Int32(actor) }
    static let none: Int32 = -1
  }

  struct Edge {
    /// The configuration that the step leads to; -1 where it cannot be explored.
    var target: Int32
    var actions: (Int32, Int32)
  }

  /// The edges of configuration `n` are those from `starts[n]` up to `starts[n + 1]`; their order is that of the choices.
  private(set) var starts: [Int] = [0]
  private(set) var edges: [Edge] = []
  /// Where the record of each configuration is.
  let offsets: [Int]

  var count: Int { offsets.count }

  func edges(of state: Int) -> ArraySlice<Edge> { edges[starts[state]..<starts[state + 1]] }

  /// Of a search that is complete.
  ///
  /// - Returns: nil where there are more than `limit` steps.
  init?(_ search: BreadthFirst, limit: Int) {
    let stepper = search.stepper
    let store = search.store
    offsets = store.offsets(of: Array(0..<store.count))
    var current = stepper.makeConfiguration()
    var successor = stepper.makeConfiguration()
    let packed = UnsafeMutablePointer<UInt8>.allocate(capacity: stepper.packedCapacity + 8)
    packed.initialize(repeating: 0, count: stepper.packedCapacity + 8)
    defer {
      current.words.deallocate()
      successor.words.deallocate()
      packed.deallocate()
    }
    for offset in offsets {
      let (bytes, length) = StateStore.payload(store.record(at: offset))
      stepper.unpack(bytes, length: length, into: &current)
      let own = stepper.ownChoices(current)
      let count = stepper.choiceCount(current)
      guard edges.count + count <= limit else { return nil }
      for choice in 0..<count {
        successor.copy(current, from: stepper.firstContext)
        var edge = Edge(target: -1, actions: (Action.none, Action.none))
        if stepper.step(&successor, choice: choice) == .next {
          let length = stepper.pack(successor, into: packed)
          if let target = store.offset(of: packed, length: length, hash: StateStore.hash(packed, length)) {
            edge.target = Self.position(of: target, in: offsets)
          }
        }
        edge.actions = Self.actions(stepper, current, successor, choice: choice, own: own)
        edges.append(edge)
      }
      starts.append(edges.count)
    }
  }

  private static func actions(
    _ stepper: Stepper, _ before: Configuration, _ after: Configuration, choice: Int, own: Int
  ) -> (Int32, Int32) {
    if choice >= own {
      var levels = stepper.arriving(before)
      for _ in own..<choice { levels &= levels - 1 }
      return (Action.arrival(levels.trailingZeroBitCount), Action.none)
    }
    let step = Action.step(before.actor)
    switch stepper.operations[before.pc].code {
    case .switch, .block, .halt, .idle:
      return (step, after.thread < stepper.threadCount ? Action.dispatch(after.thread) : Action.none)
    case .unblock:
      let woken = (0..<stepper.contextCount).first {
        stepper.context(before, $0).isBlocked && !stepper.context(after, $0).isBlocked
      }
      return (step, woken.map(Action.wake) ?? Action.none)
    default: return (step, Action.none)
    }
  }

  private static func position(of offset: Int, in offsets: [Int]) -> Int32 {
    var low = 0
    var high = offsets.count
    while low < high {
      let middle = (low + high) / 2
      if offsets[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return Int32(truncatingIfNeeded: low)
  }
}
