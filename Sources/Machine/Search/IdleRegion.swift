import AIMLang

/// Deadlocks that only the whole search can see: the machine idles with somebody blocked, interrupts still arrive, and no
/// handler ever wakes anybody.
///
/// The region consists of the configurations in which the idle context runs (a handler may be on it), nobody is ready and
/// somebody is blocked. It is left when somebody becomes ready. From those that can leave it in one step, those
/// that can leave it at all are found backwards; an idle configuration that is not among them is a deadlock.
extension BreadthFirst {
  /// The number of the first deadlock in the order of the search, which must be complete.
  /// - Returns: nil when there is none.
  func findDeadlock() -> (number: Int, fault: Fault)? {
    guard coverage.hasIdledBlocked else { return nil }
    var current = stepper.makeConfiguration()
    defer { current.words.deallocate() }
    // The region's configurations, ascending, and where their records are.
    var numbers: [Int] = []
    var offsets: [Int] = []
    var isIdle: [Bool] = []
    var head = 0
    for number in 0..<store.count {
      unpackRecord(at: head, &current)
      if stepper.isInIdleRegion(current) {
        numbers.append(number)
        offsets.append(head)
        isIdle.append(stepper.idlesBlocked(current))
      }
      head = store.next(after: head)
    }
    var leaves = [Bool](repeating: false, count: numbers.count)
    var edges: [(from: Int32, to: Int32)] = []
    let successors = Successors(expander)
    for index in numbers.indices {
      unpackRecord(at: offsets[index], &current)
      leaves[index] = successors.forEach(of: current) { bytes, length in
        guard let offset = store.offset(of: bytes, length: length, hash: StateStore.hash(bytes, length)) else { return }
        edges.append((Int32(truncatingIfNeeded: index), Self.position(of: offset, in: offsets)))
      }
    }
    spread(&leaves, against: edges)
    guard let first = numbers.indices.first(where: { isIdle[$0] && !leaves[$0] }) else { return nil }
    unpackRecord(at: offsets[first], &current)
    let (diagnostic, pc) = stepper.deadlockDiagnostic(current)
    return (numbers[first], Fault(kind: .deadlock, diagnostic: diagnostic, pc: pc))
  }

  private func unpackRecord(at offset: Int, _ c: inout Configuration) {
    let (bytes, length) = StateStore.payload(store.record(at: offset))
    stepper.unpack(bytes, length: length, into: &c)
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

  /// Marks everything from which something marked can be reached.
  private func spread(_ marked: inout [Bool], against edges: [(from: Int32, to: Int32)]) {
    // Edges by where they go, in one array.
    var starts = [Int](repeating: 0, count: marked.count + 1)
    for edge in edges { starts[Int(edge.to) + 1] += 1 }
    for index in marked.indices { starts[index + 1] += starts[index] }
    var next = starts
    var sources = [Int32](repeating: 0, count: edges.count)
    for edge in edges {
      sources[next[Int(edge.to)]] = edge.from
      next[Int(edge.to)] += 1
    }
    var open = marked.indices.filter { marked[$0] }
    while let index = open.popLast() {
      for source in sources[starts[index]..<starts[index + 1]] where !marked[Int(source)] {
        marked[Int(source)] = true
        open.append(Int(source))
      }
    }
  }
}

/// Whether nobody is ever ready again after `c`, an idle configuration with somebody blocked: a search of its own, for who
/// knows nothing of other runs.
/// - Returns: false also where the bounds of the search do not suffice, or its time.
func isDeadlock(_ c: borrowing Configuration, _ stepper: Stepper, _ options: ExplorationOptions) -> Bool {
  guard stepper.idlesBlocked(c) else { return false }
  var bounds = options
  (bounds.progress, bounds.workers) = (nil, 1)
  var first = stepper.makeConfiguration()
  first.copy(c, from: stepper.firstContext)
  let search = BreadthFirst(stepper: stepper, first: first, options: bounds, stopsOutsideIdleRegion: true)
  return search.run() == .complete
}

/// What each of a configuration's choices leads to, in packed form.
private final class Successors {
  private let stepper: Stepper
  private let localRuns: LocalRuns?
  private var successor: Configuration
  private let packed: UnsafeMutablePointer<UInt8>

  init(_ expander: Expander) {
    stepper = expander.stepper
    localRuns = expander.localRuns
    successor = stepper.makeConfiguration()
    packed = .allocate(capacity: stepper.packedCapacity + 8)
    packed.initialize(repeating: 0, count: stepper.packedCapacity + 8)
  }

  deinit {
    successor.words.deallocate()
    packed.deallocate()
  }

  /// - Returns: whether some step leads out of the idle region; what lies there is left out.
  func forEach(of c: borrowing Configuration, _ body: (UnsafePointer<UInt8>, Int) -> Void) -> Bool {
    let (stepper, packed) = (stepper, packed)
    var leaves = false
    for choice in 0..<stepper.choiceCount(c) {
      if let localRuns {
        localRuns.watchesIdleRegion = true
        defer { localRuns.watchesIdleRegion = false }
        _ = localRuns.follow(
          c, choice, executed: { _ in },
          found: { next in
            if stepper.isInIdleRegion(next) { body(packed, stepper.pack(next, into: packed)) }
            return true
          })
        leaves = leaves || localRuns.leftIdleRegion
      } else {
        successor.copy(c, from: stepper.firstContext)
        guard stepper.step(&successor, choice: choice) == .next else { continue }
        if stepper.isInIdleRegion(successor) {
          body(packed, stepper.pack(successor, into: packed))
        } else {
          leaves = true
        }
      }
    }
    return leaves
  }
}

extension Stepper {
  /// The idle context runs, nobody is ready, and somebody is blocked.
  func isInIdleRegion(_ c: Configuration) -> Bool {
    guard contextCount > 0, c.thread == threadCount else { return false }
    var isBlocked = false
    for thread in 0..<threadCount {
      if context(c, thread).isReady { return false }
      if context(c, thread).isBlocked { isBlocked = true }
    }
    return isBlocked
  }

  /// The same at the base of the idle context: no handler is on it.
  func idlesBlocked(_ c: Configuration) -> Bool { c.pc == idle && isInIdleRegion(c) }
}
