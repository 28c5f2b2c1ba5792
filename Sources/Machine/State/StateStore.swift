/// The set of visited configurations, in the order in which they were found, which is also the queue of a
/// breadth-first search.
///
/// A record is its length and the packed bytes, in chunks that never move. The table is open addressing over 64-bit
/// slots: where the record is, and the upper bits of its hash to skip most others. A candidate counts as visited only
/// when all its bytes equal those of a record; packed forms are equal exactly when configurations are.
/// A record's place in the table follows from the bits of its hash that the slot holds, and grows with them, so that the
/// table is enlarged by one pass over neighbours, by half at a time: at most 16 bytes a record, and 10.7 at best.
///
/// Nearly all the time of a search goes into waiting for the slot of a candidate. So candidates wait in a batch, whose slots
/// are all touched before the first one is looked up: the waits overlap. Order and counts are as without batches.
///
/// The link of each record to the one it was found from costs two bits: a 1 per record, a 0 per expanded record.
struct StateStore {
  private static let chunkBits = 22
  private static let chunkSize = 1 << chunkBits
  private static let offsetBits: UInt64 = 34
  private static let chunkLimit = 1 << (34 - 22)
  private static let offsetMask: UInt64 = (1 << offsetBits) - 1
  /// Offsets are stored plus 1, so no entry is 0.
  private static let empty: UInt64 = 0

  private var chunks: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>
  private var chunkMemory: [LargeMemory<UInt8>] = []
  private var chunkCount = 0
  /// Next free byte, as chunk number and position in one.
  private(set) var end = 0
  /// The record added last.
  private(set) var lastRecord = 0
  private var table: UnsafeMutablePointer<UInt64>
  private var tableMemory: LargeMemory<UInt64>
  /// A multiple of 8, the slots of a cache line.
  private var tableSize = 256
  /// With more records than this the table grows.
  private var tableLimit = 256 / 4 * 3
  private(set) var count = 0
  private var links: ContiguousArray<UInt64> = []
  /// The links behind the last whole word.
  private var openLinks: UInt64 = 0
  private var linkCount = 0

  init() {
    // As many as offsets can name: readers of other threads rely on it that the pointers never move.
    chunks = .allocate(capacity: Self.chunkLimit)
    tableMemory = LargeMemory(capacity: tableSize, zero: Self.empty)
    table = tableMemory.start
  }

  func deallocate() {
    for chunk in chunkMemory { chunk.deallocate() }
    chunks.deallocate()
    tableMemory.deallocate()
  }

  /// Bytes held.
  var bytes: Int { (chunkCount << Self.chunkBits) + tableSize * 8 + links.count * 8 }

  /// Bytes in use, without what was reserved ahead.
  var bytesUsed: Int { end + tableSize * 8 + linkCount / 8 }

  /// Bytes that the next growth of the table takes for a while, beside those held.
  var nextGrowth: Int { count + 1024 > tableLimit ? tableSize * 12 : 0 }

  @inline(__always)
  func record(at offset: Int) -> UnsafeMutablePointer<UInt8> {
    chunks[offset >> Self.chunkBits] + (offset & (Self.chunkSize - 1))
  }

  /// Adds a configuration unless it is there. The bytes must be followed by 8 readable ones.
  /// - Returns: whether it was new; nil when there is no room for a record of this length (over 4 MB).
  @inline(__always)
  mutating func insert(_ bytes: UnsafePointer<UInt8>, length: Int, hash: UInt64) -> Bool? {
    let tag = hash >> Self.offsetBits
    let home = Self.home(tag, tableSize)
    var slot = home
    while true {
      let entry = table[slot]
      if entry == Self.empty { break }
      if entry >> Self.offsetBits == tag, matches(Int(entry & Self.offsetMask) - 1, bytes, length) { return false }
      slot = Self.slot(after: slot, home, tableSize)
    }
    return add(bytes, length, hash, slot)
  }

  /// The offset of the record with these bytes; nil when there is none.
  func offset(of bytes: UnsafePointer<UInt8>, length: Int, hash: UInt64) -> Int? {
    let tag = hash >> Self.offsetBits
    let home = Self.home(tag, tableSize)
    var slot = home
    while table[slot] != Self.empty {
      let offset = Int(table[slot] & Self.offsetMask) - 1
      if table[slot] >> Self.offsetBits == tag, matches(offset, bytes, length) { return offset }
      slot = Self.slot(after: slot, home, tableSize)
    }
    return nil
  }

  /// The next place to look: all eight slots of a cache line, from the home slot on, before those of the next line.
  @inline(__always)
  private static func slot(after slot: Int, _ home: Int, _ size: Int) -> Int {
    let next = (slot & ~7) | ((slot &+ 1) & 7)
    if (next ^ home) & 7 != 0 { return next }
    return next &+ 8 < size ? next &+ 8 : next & 7
  }

  /// The first place of a tag: it grows with the tag.
  @inline(__always)
  private static func home(_ tag: UInt64, _ size: Int) -> Int {
    Int(truncatingIfNeeded: (tag &* UInt64(size)) &>> (64 - offsetBits))
  }

  private mutating func add(_ bytes: UnsafePointer<UInt8>, _ length: Int, _ hash: UInt64, _ slot: Int) -> Bool? {
    let size = length + Self.lengthBytes(length)
    if (end & (Self.chunkSize - 1)) + size + 8 > Self.chunkSize || chunkCount == 0 {
      guard size + 16 <= Self.chunkSize, chunkCount < Self.chunkLimit - 1 else {
        return nil
      }
      if chunkCount > 0 { endMarks() }
      addChunk()
    }
    let tag = hash >> Self.offsetBits
    table[slot] = tag << Self.offsetBits | UInt64(end + 1)
    lastRecord = end
    var target = record(at: end)
    if length < 255 {
      target[0] = UInt8(truncatingIfNeeded: length)
      target += 1
    } else {
      target[0] = 255
      for index in 0..<4 { target[1 + index] = UInt8(truncatingIfNeeded: length >> (8 * index)) }
      target += 5
    }
    target.update(from: bytes, count: length)
    end += size
    count += 1
    if count > tableLimit { grow() }
    return true
  }

  @inline(__always)
  private static func lengthBytes(_ length: Int) -> Int { length < 255 ? 1 : 5 }

  /// Where a record's bytes start, and how many they are.
  @inline(__always)
  static func payload(_ record: UnsafeMutablePointer<UInt8>) -> (start: UnsafeMutablePointer<UInt8>, length: Int) {
    if record[0] < 255 { return (record + 1, Int(record[0])) }
    var length = 0
    for index in 0..<4 { length |= Int(record[1 + index]) << (8 * index) }
    return (record + 5, length)
  }

  @inline(__always)
  private func matches(_ offset: Int, _ bytes: UnsafePointer<UInt8>, _ length: Int) -> Bool {
    let (stored, storedLength) = Self.payload(record(at: offset))
    guard storedLength == length else { return false }
    let left = UnsafeRawPointer(stored)
    let right = UnsafeRawPointer(bytes)
    var position = 0
    while position + 8 <= length {
      if left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      {
        return false
      }
      position += 8
    }
    guard position < length else { return true }
    // Both sides have 8 more readable bytes; those behind the end are shifted away.
    let difference =
      left.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      ^ right.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
    return difference << UInt64(64 - 8 * (length - position)) == 0
  }

  /// Reading alone, for other threads: of records that were there when the reader got to know of them.
  struct Records {
    fileprivate let chunks: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>>

    @inline(__always)
    private func record(at offset: Int) -> UnsafeMutablePointer<UInt8> {
      chunks[offset >> StateStore.chunkBits] + (offset & (StateStore.chunkSize - 1))
    }

    /// Where a record's bytes start, and how many they are.
    @inline(__always)
    func payload(at offset: Int) -> (start: UnsafeMutablePointer<UInt8>, length: Int) {
      StateStore.payload(record(at: offset))
    }

    /// The offset of the record behind the one at `offset`, which is not the last.
    @inline(__always)
    func next(after offset: Int) -> Int {
      let (start, length) = payload(at: offset)
      let following = offset + (start - record(at: offset)) + length
      return record(at: following)[0] == 0
        ? ((following >> StateStore.chunkBits) + 1) << StateStore.chunkBits : following
    }
  }

  var records: Records { Records(chunks: chunks) }

  /// The offset of the record behind the one at `offset`; `end` behind the last.
  @inline(__always)
  func next(after offset: Int) -> Int {
    let (start, length) = Self.payload(record(at: offset))
    let following = offset + (start - record(at: offset)) + length
    return recordStart(at: following)
  }

  /// Where the record is that was expected at `offset`, perhaps an earlier `end`. A length of 0 marks the unused rest of a
  /// chunk; no packed configuration is empty.
  @inline(__always)
  func recordStart(at offset: Int) -> Int {
    guard offset != end, record(at: offset)[0] == 0 else { return offset }
    return ((offset >> Self.chunkBits) + 1) << Self.chunkBits
  }

  private mutating func endMarks() {
    record(at: end)[0] = 0
    end = chunkCount << Self.chunkBits
  }

  private mutating func addChunk() {
    let memory = LargeMemory<UInt8>(capacity: Self.chunkSize, zero: 0)
    chunkMemory.append(memory)
    (chunks + chunkCount).initialize(to: memory.start)
    chunkCount += 1
  }

  /// Makes the table larger by half. A slot's tag says its place, so nothing but the table is read.
  private mutating func grow() {
    let size = tableSize / 2 * 3 & ~7
    let memory = LargeMemory(capacity: size, zero: Self.empty)
    let larger = memory.start
    for old in 0..<tableSize {
      let entry = table[old]
      if entry == Self.empty { continue }
      let home = Self.home(entry >> Self.offsetBits, size)
      var slot = home
      while larger[slot] != Self.empty { slot = Self.slot(after: slot, home, size) }
      larger[slot] = entry
    }
    tableMemory.deallocate()
    tableMemory = memory
    table = larger
    tableSize = size
    tableLimit = size / 4 * 3
  }

  /// Touches the slot of a hash, and the record there if it may be the same: the first part of a look-up.
  @inline(__always)
  func touch(_ hash: UInt64) -> UInt64 { table[Self.home(hash >> Self.offsetBits, tableSize)] }

  /// Touches the record that a slot's content names, if its hash agrees.
  @inline(__always)
  func touchRecord(_ entry: UInt64, _ hash: UInt64) -> UInt8 {
    guard entry != Self.empty, (entry ^ hash) >> Self.offsetBits == 0 else { return 0 }
    return record(at: Int(entry & Self.offsetMask) - 1)[0]
  }

  /// A fixed hash of bytes that are followed by 8 readable ones: folded 64 × 64-bit products, as in wyhash.
  @inline(__always)
  static func hash(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
    let raw = UnsafeRawPointer(bytes)
    var hash: UInt64 = 0x2D35_8DCC_AA6C_78A5 ^ UInt64(length)
    var position = 0
    while position + 8 <= length {
      hash = fold(hash ^ raw.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
      position += 8
    }
    if position < length {
      let rest = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
      hash = fold(hash ^ (rest << UInt64(64 - 8 * (length - position))))
    }
    return fold(hash ^ 0x8BB8_4B93_962E_ACC9)
  }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }

  /// Notes that the record just added was found from the one being expanded.
  @inline(__always)
  mutating func linkFound() { link(1) }

  /// Notes that the record being expanded has no more successors.
  @inline(__always)
  mutating func linkExpanded() { link(0) }

  @inline(__always)
  private mutating func link(_ bit: UInt64) {
    openLinks |= bit &<< UInt64(linkCount & 63)
    linkCount += 1
    if linkCount & 63 == 0 {
      links.append(openLinks)
      openLinks = 0
    }
  }

  private func link(at index: Int) -> UInt64 {
    let word = index >> 6 < links.count ? links[index >> 6] : openLinks
    return word >> UInt64(index & 63) & 1
  }

  /// The numbers of the records on the way from the first one to `number`, both included.
  func path(to number: Int) -> [Int] {
    var path = [number]
    var wanted = number
    // Links are in the order in which records were found, and a record is found before it is expanded.
    var found = count
    var expanded = 0
    for index in 0..<linkCount where link(at: index) == 0 { expanded += 1 }
    var index = linkCount - 1
    while wanted > 0, index >= 0 {
      if link(at: index) == 0 {
        expanded -= 1
      } else {
        found -= 1
        if found == wanted {
          wanted = expanded
          path.append(wanted)
        }
      }
      index -= 1
    }
    return path.reversed()
  }

  /// The offsets of the records with these ascending numbers.
  func offsets(of numbers: [Int]) -> [Int] {
    var result: [Int] = []
    var offset = 0
    var number = 0
    for wanted in numbers {
      while number < wanted {
        offset = next(after: offset)
        number += 1
      }
      result.append(offset)
    }
    return result
  }
}
