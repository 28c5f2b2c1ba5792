/// Stored configurations of a reduced search: one for all those that no step and no check tells apart.
extension Stepper {
  /// Sets dead registers to 0. What follows is the same with and without.
  @inline(__always)
  func clearDeadRegisters(_ c: inout Configuration, _ reduction: Reduction) {
    var mask = reduction.dead[c.pc]
    while mask != 0 {
      c.words[firstRegister + mask.trailingZeroBitCount] = 0
      mask &= mask - 1
    }
  }

  /// Threads that may be renamed into each other: those with the same root frame, two or more of each kind.
  func interchangeableThreads() -> [[Int]] {
    guard contextCount > 0 else { return [] }
    var kinds: [(header: UInt64, ghosts: Int, threads: [Int])] = []
    for thread in 0..<threadCount {
      let root = roots[thread]
      if let kind = kinds.firstIndex(where: { $0.header == root.header && $0.ghosts == root.ghosts }) {
        kinds[kind].threads.append(thread)
      } else {
        kinds.append((root.header, root.ghosts, [thread]))
      }
    }
    return kinds.map(\.threads).filter { $0.count > 1 }
  }
}

/// Renames the threads of configurations so that equal ones up to renaming become equal.
///
/// The threads of a kind are put in order by where they are (the content of what is saved of them), and where that is
/// the same by the first cell that they own. Two threads that agree in both own nothing and are in the same place, so that
/// their order makes no difference: the result is the same for all renamings of a configuration. The order goes by
/// contents and not by the numbers that stand for them, which may differ from run to run.
final class ThreadRenaming {
  private let stepper: Stepper
  private let kinds: [[Int]]
  /// For each thread its new position; the idle context keeps its own.
  private var target: [Int]
  private var order: [Int] = []
  /// First cell that each thread owns, by shape; -1 where that is not known yet.
  private var firstOwned: [Int: [Int32]] = [:]
  /// Shapes with renamed owners, by shape and renaming.
  private var renamed: [[Int]: Int] = [:]

  init(_ stepper: Stepper) {
    self.stepper = stepper
    kinds = stepper.interchangeableThreads()
    target = Array(0...stepper.threadCount)
  }

  /// Whether there is anything to rename.
  var isTrivial: Bool { kinds.isEmpty }

  /// Renames the threads of `c`.
  func apply(_ c: inout Configuration) {
    var isIdentity = true
    let words = c.words + stepper.firstContext
    for kind in kinds {
      order = kind
      // Insertion sort: kinds are small, and mostly in order.
      for index in 1..<order.count {
        var position = index
        while position > 0, precedes(order[position], order[position - 1], c) {
          order.swapAt(position, position - 1)
          position -= 1
        }
      }
      for (position, thread) in order.enumerated() {
        target[thread] = kind[position]
        if thread != kind[position] { isIdentity = false }
      }
    }
    if isIdentity { return }
    renameOwners(&c)
    let old = (0..<stepper.threadCount).map { words[$0] }
    for thread in 0..<stepper.threadCount { words[target[thread]] = old[thread] }
    c.thread = target[c.thread]
    c.actor = OwnerCode.running(thread: c.thread, depth: c.depth)
  }

  private func precedes(_ a: Int, _ b: Int, _ c: borrowing Configuration) -> Bool {
    let words = c.words + stepper.firstContext
    let (left, right) = (ContextWord(word: words[a]), ContextWord(word: words[b]))
    if left.word != right.word {
      if left.status != right.status { return left.status < right.status }
      return comesBefore(left.number, right.number)
    }
    let owned = firstOwned(c)
    return owned[a] < owned[b]
  }

  /// Contents, by hash and then word by word.
  private func comesBefore(_ a: Int, _ b: Int) -> Bool {
    let contexts = stepper.contexts
    let (left, right) = (contexts.hash(of: a), contexts.hash(of: b))
    return left != right ? left < right : contexts[a].lexicographicallyPrecedes(contexts[b])
  }

  /// For each thread the first slot that it owns, or the largest number.
  private func firstOwned(_ c: borrowing Configuration) -> [Int32] {
    if let known = firstOwned[c.shape] { return known }
    var result = [Int32](repeating: .max, count: stepper.threadCount + 1)
    for slot in (0..<stepper.globalCount + c.heapCount).reversed() where c.owners[slot] >= OwnerCode.firstRunning {
      result[OwnerCode.position(c.owners[slot]).thread] = Int32(slot)
    }
    firstOwned[c.shape] = result
    return result
  }

  private func renameOwners(_ c: inout Configuration) {
    let owned = firstOwned(c)
    // Most private memory is registers alone.
    if (0..<stepper.threadCount).allSatisfy({ target[$0] == $0 || owned[$0] == .max }) { return }
    let key = [c.shape] + target
    if let known = renamed[key] {
      c.shape = known
    } else {
      stepper.copyShape(c)
      for slot in 0..<stepper.globalCount + c.heapCount where c.owners[slot] >= OwnerCode.firstRunning {
        let (thread, depth) = OwnerCode.position(c.owners[slot])
        stepper.scratchOwners[slot] = OwnerCode.running(thread: target[thread], depth: depth)
      }
      c.shape = stepper.internScratchShape(heapCount: c.heapCount)
      renamed[key] = c.shape
    }
    c.owners = stepper.shapes.owners(c.shape)
  }
}
