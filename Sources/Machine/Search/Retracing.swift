/// The choices that lead along a way that a search has found, as records of its visited set.
struct Retracing {
  let stepper: Stepper
  let localRuns: LocalRuns?
  /// Where the search began.
  let first: Configuration
  let store: StateStore

  /// The choices from the first configuration along these records, whose first one is that configuration's.
  ///
  /// - Parameter violation: the choices from the last record on that are a violation; nil to end there. In a reduced search only
  ///   that there are some counts.
  func schedule(along offsets: [Int], violation: [Int]?) -> [Int] {
    if localRuns != nil { return reduced(along: offsets, breaks: violation != nil) }
    return plain(along: offsets) + (violation ?? [])
  }

  private func plain(along offsets: [Int]) -> [Int] {
    var current = stepper.makeConfiguration()
    var successor = stepper.makeConfiguration()
    let packed = UnsafeMutablePointer<UInt8>.allocate(capacity: stepper.packedCapacity)
    defer {
      current.words.deallocate()
      successor.words.deallocate()
      packed.deallocate()
    }
    var choices: [Int] = []
    for index in offsets.indices.dropLast() {
      let (bytes, length) = StateStore.payload(store.record(at: offsets[index]))
      let wanted = StateStore.payload(store.record(at: offsets[index + 1]))
      stepper.unpack(bytes, length: length, into: &current)
      for choice in 0..<stepper.choiceCount(current) {
        successor.copy(current, from: stepper.firstContext)
        guard stepper.step(&successor, choice: choice) == .next else { continue }
        if Self.equal(packed, stepper.pack(successor, into: packed), wanted) {
          choices.append(choice)
          break
        }
      }
    }
    return choices
  }

  /// A stored configuration of a reduced search stands for others. So the way is walked with one that the machine is really in,
  /// and at each stored one of the way the choices are those that lead to a configuration which the next one stands for.
  private func reduced(along offsets: [Int], breaks: Bool) -> [Int] {
    guard let localRuns else { return [] }
    let stepper = stepper
    var current = stepper.makeConfiguration()
    let packed = UnsafeMutablePointer<UInt8>.allocate(capacity: stepper.packedCapacity)
    defer {
      current.words.deallocate()
      packed.deallocate()
    }
    current.copy(first, from: stepper.firstContext)
    stepper.clearDeadRegisters(&current, localRuns.reduction)
    var schedule: [Int] = []
    func go(_ wanted: LocalRuns.End, _ found: (borrowing Configuration) -> Bool) {
      for choice in 0..<stepper.choiceCount(current) {
        guard localRuns.follow(current, choice, executed: { _ in }, found: found) == wanted else { continue }
        schedule += localRuns.choices
        for choice in localRuns.choices { _ = stepper.step(&current, choice: choice) }
        stepper.clearDeadRegisters(&current, localRuns.reduction)
        return
      }
    }
    for offset in offsets.dropFirst() {
      let wanted = StateStore.payload(store.record(at: offset))
      go(.stopped) { !Self.equal(packed, stepper.pack($0, into: packed), wanted) }
    }
    if breaks { go(.broken) { _ in true } }
    return schedule
  }

  private static func equal(
    _ packed: UnsafePointer<UInt8>, _ length: Int, _ record: (start: UnsafeMutablePointer<UInt8>, length: Int)
  ) -> Bool {
    guard length == record.length else { return false }
    for position in 0..<length where packed[position] != record.start[position] { return false }
    return true
  }
}
