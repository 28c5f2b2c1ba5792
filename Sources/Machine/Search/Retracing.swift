/// The choices that lead along a way that a search has found, as records of its visited set.
struct Retracing {
  let stepper: Stepper
  let localRuns: LocalRuns?
  /// Where the search began.
  let first: Configuration
  let store: StateStore

  /// The choices from the first configuration along these records, whose first one is that configuration's.
  ///
  /// - Parameter violation: the choices from the last record on that are a violation, and which; nil to end there.
  /// - Returns: the choices, and the violation at their end. In a reduced search that is one that a configuration like the last
  ///   one really runs into: the same if it comes first there, or else another one.
  func schedule(
    along offsets: [Int], violation: (choices: [Int], fault: Fault)? = nil
  ) -> (choices: [Int], fault: Fault?) {
    if localRuns != nil { return reduced(along: offsets, fault: violation?.fault) }
    return (plain(along: offsets) + (violation?.choices ?? []), violation?.fault)
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
  private func reduced(along offsets: [Int], fault: Fault?) -> (choices: [Int], fault: Fault?) {
    guard let localRuns else { return ([], nil) }
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
    for offset in offsets.dropFirst() {
      let wanted = StateStore.payload(store.record(at: offset))
      for choice in 0..<stepper.choiceCount(current) {
        let end = localRuns.follow(current, choice, executed: { _ in }) {
          !Self.equal(packed, stepper.pack($0, into: packed), wanted)
        }
        guard end == .stopped else { continue }
        schedule += localRuns.choices
        for choice in localRuns.choices { _ = stepper.step(&current, choice: choice) }
        stepper.clearDeadRegisters(&current, localRuns.reduction)
        break
      }
    }
    guard let fault else { return (schedule, nil) }
    var met: (choices: [Int], fault: Fault)?
    for choice in 0..<stepper.choiceCount(current) {
      guard localRuns.follow(current, choice, executed: { _ in }, found: { _ in true }) == .broken,
        let found = stepper.fault
      else { continue }
      let isSame = found.diagnostic.code == fault.diagnostic.code && found.pc == fault.pc
      if met == nil || isSame { met = (localRuns.choices, found) }
      if isSame { break }
    }
    return (schedule + (met?.choices ?? []), met?.fault)
  }

  private static func equal(
    _ packed: UnsafePointer<UInt8>, _ length: Int, _ record: (start: UnsafeMutablePointer<UInt8>, length: Int)
  ) -> Bool {
    guard length == record.length else { return false }
    for position in 0..<length where packed[position] != record.start[position] { return false }
    return true
  }
}
