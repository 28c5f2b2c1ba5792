import AIMLang

/// Deadlocks that only the whole search can see: the machine idles with somebody blocked, interrupts still arrive, and no
/// handler ever wakes anybody.
///
/// The region consists of the configurations in which the idle context runs (a handler may be on it), nobody is ready and
/// somebody is blocked. It is left when somebody becomes ready. From those that can leave it in one step, those
/// that can leave it at all are found backwards; an idle configuration that is not among them is a deadlock.
extension BreadthFirst {
  /// The number of the first deadlock in the order of the search, which must be complete; it is then `current`.
  /// - Returns: nil when there is none.
  mutating func findDeadlock() -> Int? {
    guard stepper.hasIdledBlocked else { return nil }
    // The region's configurations, ascending, and where their records are.
    var numbers: [Int] = []
    var offsets: [Int] = []
    var isIdle: [Bool] = []
    var head = 0
    for number in 0..<store.count {
      unpackRecord(at: head)
      if stepper.isInIdleRegion(current) {
        numbers.append(number)
        offsets.append(head)
        isIdle.append(stepper.idlesBlocked(current))
      }
      head = store.next(after: head)
    }
    var leaves = [Bool](repeating: false, count: numbers.count)
    var edges: [(from: Int32, to: Int32)] = []
    for index in numbers.indices {
      unpackRecord(at: offsets[index])
      for choice in 0..<stepper.choiceCount(current) {
        successor.copy(current, from: stepper.firstContext)
        guard stepper.step(&successor, choice: choice) == .next else { continue }
        guard stepper.isInIdleRegion(successor) else {
          leaves[index] = true
          continue
        }
        let length = stepper.pack(successor, into: packed)
        guard let offset = store.offset(of: packed, length: length, hash: StateStore.hash(packed, length)) else {
          continue
        }
        edges.append((Int32(truncatingIfNeeded: index), Self.position(of: offset, in: offsets)))
      }
    }
    spread(&leaves, against: edges)
    guard let first = numbers.indices.first(where: { isIdle[$0] && !leaves[$0] }) else { return nil }
    unpackRecord(at: offsets[first])
    return numbers[first]
  }

  private mutating func unpackRecord(at offset: Int) {
    let (bytes, length) = StateStore.payload(store.record(at: offset))
    stepper.unpack(bytes, length: length, into: &current)
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

  /// Whether nobody is ever ready again after `current`, an idle configuration with somebody blocked: a search of its own,
  /// for a replay, which knows nothing of other runs.
  /// - Returns: false also where the bounds of the search do not suffice.
  mutating func isDeadlock() -> Bool {
    guard stepper.idlesBlocked(current) else { return false }
    stopsOutsideIdleRegion = true
    return run() == .complete
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
