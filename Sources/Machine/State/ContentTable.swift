import Synchronization

/// Strings of words, each stored once and named by number: what configurations have in common is named by them, not copied.
///
/// 1. Exact: equal contents have equal numbers, and a number is given only after all words have been compared.
/// 2. Safe to use from several threads. An entry never moves or changes; looking one up takes no lock. Whoever has a number has
///    it from the thread that stored the entry, by way of something that orders the two (the lock here, the hand-over of a
///    chunk of the search), so that the entry is visible.
/// 3. Which number a content gets may depend on the threads' timing; nothing that is told to a user does.
final class ContentTable: Sendable {
  /// Entries stand in segments, each twice as large as the one before, so that none ever moves.
  private static let firstBits = 8
  private static let segmentCount = 32

  private struct Entry {
    var words: UnsafeMutablePointer<UInt64>
    var count: Int
    var hash: UInt64
  }

  /// What the lock guards.
  private struct Index: @unchecked Sendable {
    var count = 0
    var bytes = 0
    /// Open addressing: the number plus 1, or 0.
    var slots: [Int32] = Array(repeating: 0, count: 256)
  }

  private nonisolated(unsafe) let segments: UnsafeMutablePointer<UnsafeMutablePointer<Entry>?>
  private let index = Mutex(Index())

  init() {
    segments = .allocate(capacity: Self.segmentCount)
    segments.initialize(repeating: nil, count: Self.segmentCount)
  }

  deinit {
    var remaining = index.withLock { $0.count }
    for segment in 0..<Self.segmentCount {
      guard let entries = segments[segment] else { break }
      let size = 1 << (Self.firstBits + segment)
      for position in 0..<min(size, remaining) { entries[position].words.deallocate() }
      remaining -= min(size, remaining)
      entries.deallocate()
    }
    segments.deallocate()
  }

  /// Bytes held.
  var bytes: Int { index.withLock { $0.bytes } }

  @inline(__always)
  private func entry(_ number: Int) -> UnsafeMutablePointer<Entry> {
    let shifted = UInt64(truncatingIfNeeded: number) &+ (1 << UInt64(Self.firstBits))
    let top = 63 &- shifted.leadingZeroBitCount
    let position = Int(truncatingIfNeeded: shifted) & ~(1 << top)
    // A number is given only after its segment has been made.
    return segments[top &- Self.firstBits].unsafelyUnwrapped + position
  }

  @inline(__always)
  subscript(number: Int) -> UnsafeBufferPointer<UInt64> {
    let entry = entry(number)
    return UnsafeBufferPointer(start: entry.pointee.words, count: entry.pointee.count)
  }

  /// The hash of a content: a function of its words alone.
  @inline(__always)
  func hash(of number: Int) -> UInt64 { entry(number).pointee.hash }

  static func hash(_ words: UnsafePointer<UInt64>, _ count: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(count)
    for position in 0..<count {
      let product = (hash ^ words[position]).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low
    }
    return hash
  }

  @inline(__always)
  func holds(_ number: Int, _ words: UnsafePointer<UInt64>, _ count: Int, _ hash: UInt64) -> Bool {
    let entry = entry(number)
    guard entry.pointee.hash == hash, entry.pointee.count == count else { return false }
    let stored = entry.pointee.words
    for position in 0..<count where stored[position] != words[position] { return false }
    return true
  }

  /// The number of the content, which is copied when it is new.
  func intern(_ words: UnsafePointer<UInt64>, count: Int, hash: UInt64) -> Int {
    nonisolated(unsafe) let words = words
    return index.withLock { index in
      var slot = Int(truncatingIfNeeded: hash >> 20) & (index.slots.count - 1)
      while index.slots[slot] != 0 {
        let number = Int(index.slots[slot]) - 1
        if holds(number, words, count, hash) { return number }
        slot = (slot + 1) & (index.slots.count - 1)
      }
      let number = index.count
      add(words, count, hash, &index)
      index.slots[slot] = Int32(truncatingIfNeeded: number + 1)
      if index.count * 2 > index.slots.count { grow(&index) }
      return number
    }
  }

  private func add(_ words: UnsafePointer<UInt64>, _ count: Int, _ hash: UInt64, _ index: inout Index) {
    precondition(index.count < Int(Int32.max) - 1, "more contents than numbers")
    let copy = UnsafeMutablePointer<UInt64>.allocate(capacity: max(count, 1))
    copy.initialize(from: words, count: count)
    let top = Int.bitWidth - 1 - (index.count + (1 << Self.firstBits)).leadingZeroBitCount
    let segment = top - Self.firstBits
    if segments[segment] == nil {
      segments[segment] = .allocate(capacity: 1 << top)
      index.bytes += (1 << top) * MemoryLayout<Entry>.stride
    }
    entry(index.count).initialize(to: Entry(words: copy, count: count, hash: hash))
    index.count += 1
    index.bytes += count * 8 + 16
  }

  private func grow(_ index: inout Index) {
    index.slots = Array(repeating: 0, count: index.slots.count * 2)
    for number in 0..<index.count {
      var slot = Int(truncatingIfNeeded: entry(number).pointee.hash >> 20) & (index.slots.count - 1)
      while index.slots[slot] != 0 { slot = (slot + 1) & (index.slots.count - 1) }
      index.slots[slot] = Int32(truncatingIfNeeded: number + 1)
    }
    index.bytes += index.slots.count * 2
  }
}

/// The numbers that one thread has asked a table for lately: saves the lock. A miss costs time and nothing else.
struct ContentCache {
  private static let size = 4096
  private let numbers: UnsafeMutablePointer<Int32>

  init() {
    numbers = .allocate(capacity: Self.size)
    numbers.initialize(repeating: -1, count: Self.size)
  }

  func deallocate() { numbers.deallocate() }

  @inline(__always)
  func intern(_ words: UnsafePointer<UInt64>, count: Int, in table: ContentTable) -> Int {
    let hash = ContentTable.hash(words, count)
    let place = Int(truncatingIfNeeded: hash >> 40) & (Self.size - 1)
    let known = Int(numbers[place])
    if known >= 0, table.holds(known, words, count, hash) { return known }
    let number = table.intern(words, count: count, hash: hash)
    numbers[place] = Int32(truncatingIfNeeded: number)
    return number
  }
}
