/// The memory of a configuration without its values: which cells there are and who owns each.
///
/// A program has few shapes (one per distribution of ownership and of allocated cells) and very many configurations,
/// so a configuration names its shape by number. Equal shapes have equal numbers: a shape is stored only after the
/// whole of it has been compared with those of the same hash.
final class ShapeTable {
  /// Owner code of each slot: the globals' first, then cells from `alloc` by ascending address.
  private(set) var owners: [UnsafeMutablePointer<UInt16>] = []
  /// The addresses of the cells from `alloc`, ascending.
  private(set) var heapAddresses: [UnsafeMutablePointer<UInt64>] = []
  private(set) var heapCounts: [Int] = []
  private var first: [UInt64: Int32] = [:]
  private var next: [Int32] = []
  let globalCount: Int
  private(set) var bytes = 0

  init(globalCount: Int) { self.globalCount = globalCount }

  deinit {
    for pointer in owners { pointer.deallocate() }
    for pointer in heapAddresses { pointer.deallocate() }
  }

  var count: Int { owners.count }

  /// The number of the shape with these owners and addresses, which are copied when it is new.
  func intern(
    owners wanted: UnsafePointer<UInt16>, heapAddresses addresses: UnsafePointer<UInt64>, heapCount: Int
  ) -> Int {
    let slots = globalCount + heapCount
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 &+ UInt64(heapCount)
    for slot in 0..<slots { hash = (hash ^ UInt64(wanted[slot])) &* 0xD6E8_FEB8_6659_FD93 ^ (hash >> 29) }
    for index in 0..<heapCount { hash = (hash ^ addresses[index]) &* 0xD6E8_FEB8_6659_FD93 ^ (hash >> 29) }
    var candidate = first[hash] ?? -1
    while candidate >= 0 {
      let id = Int(candidate)
      if equal(id, wanted, addresses, heapCount) { return id }
      candidate = next[id]
    }
    let id = owners.count
    let ownerCopy = UnsafeMutablePointer<UInt16>.allocate(capacity: max(slots, 1))
    ownerCopy.initialize(from: wanted, count: slots)
    let addressCopy = UnsafeMutablePointer<UInt64>.allocate(capacity: max(heapCount, 1))
    addressCopy.initialize(from: addresses, count: heapCount)
    owners.append(ownerCopy)
    heapAddresses.append(addressCopy)
    heapCounts.append(heapCount)
    next.append(first[hash] ?? -1)
    first[hash] = Int32(truncatingIfNeeded: id)
    bytes += slots * 2 + heapCount * 8 + 96
    return id
  }

  private func equal(
    _ id: Int, _ wanted: UnsafePointer<UInt16>, _ addresses: UnsafePointer<UInt64>, _ heapCount: Int
  ) -> Bool {
    guard heapCounts[id] == heapCount else { return false }
    let stored = owners[id]
    for slot in 0..<(globalCount + heapCount) where stored[slot] != wanted[slot] { return false }
    let storedAddresses = heapAddresses[id]
    for index in 0..<heapCount where storedAddresses[index] != addresses[index] { return false }
    return true
  }
}

/// A small cache of results that depend on a shape alone. A miss costs time and nothing else.
struct ShapeMemo {
  private static let size = 1024
  private let keys: UnsafeMutablePointer<UInt64>
  private let values: UnsafeMutablePointer<Int32>

  init() {
    keys = .allocate(capacity: Self.size)
    keys.initialize(repeating: .max, count: Self.size)
    values = .allocate(capacity: Self.size)
    values.initialize(repeating: -1, count: Self.size)
  }

  func deallocate() {
    keys.deallocate()
    values.deallocate()
  }

  private func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 54) }

  subscript(key: UInt64) -> Int? {
    get {
      let place = place(key)
      return keys[place] == key ? Int(values[place]) : nil
    }
    nonmutating set {
      guard let newValue else { return }
      let place = place(key)
      keys[place] = key
      values[place] = Int32(truncatingIfNeeded: newValue)
    }
  }
}
