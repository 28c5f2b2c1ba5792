/// Contexts of threads that do not run: what `Stepper.save` makes of them, each stored once.
///
/// Threads stop at few places with few values, so few contexts make up very many configurations, which name them by
/// number. Equal contexts have equal numbers: one is stored only after all its words have been compared with those of
/// the same hash.
final class ContextTable {
  private var contexts: [UnsafeMutablePointer<UInt64>] = []
  private var counts: [Int] = []
  private var first: [UInt64: Int32] = [:]
  private var next: [Int32] = []
  private(set) var bytes = 0

  deinit {
    for pointer in contexts { pointer.deallocate() }
  }

  subscript(number: Int) -> UnsafeBufferPointer<UInt64> {
    UnsafeBufferPointer(start: contexts[number], count: counts[number])
  }

  /// The number of the context with these words, which are copied when it is new.
  func intern(_ words: UnsafePointer<UInt64>, count: Int) -> Int {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(count)
    for index in 0..<count { hash = (hash ^ words[index]) &* 0xD6E8_FEB8_6659_FD93 ^ (hash >> 29) }
    var candidate = first[hash] ?? -1
    while candidate >= 0 {
      let number = Int(candidate)
      if counts[number] == count, Self.equal(contexts[number], words, count) { return number }
      candidate = next[number]
    }
    let number = contexts.count
    let copy = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    copy.initialize(from: words, count: count)
    contexts.append(copy)
    counts.append(count)
    next.append(first[hash] ?? -1)
    first[hash] = Int32(truncatingIfNeeded: number)
    bytes += count * 8 + 64
    return number
  }

  private static func equal(_ left: UnsafePointer<UInt64>, _ right: UnsafePointer<UInt64>, _ count: Int) -> Bool {
    for index in 0..<count where left[index] != right[index] { return false }
    return true
  }
}

/// Where a context is, in one word: 0 for the one that runs (and for an idle context that there is not), otherwise the
/// number of what is saved and whether it may be resumed.
struct ContextWord {
  var word: UInt64

  init(word: UInt64) { self.word = word }

  private init(_ number: Int, _ status: UInt64) { word = UInt64(number) << 2 | status }

  static let running: UInt64 = 0
  /// It has ended, and nothing of it is left.
  static let halted: UInt64 = 1
  static func ready(_ number: Int) -> UInt64 { ContextWord(number, 2).word }
  static func blocked(_ number: Int) -> UInt64 { ContextWord(number, 3).word }

  var isHalted: Bool { word == Self.halted }
  var isReady: Bool { word & 3 == 2 }
  var isBlocked: Bool { word & 3 == 3 }
  var number: Int { Int(truncatingIfNeeded: word >> 2) }
}
