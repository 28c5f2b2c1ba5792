/// The memory of a configuration without its values: which cells there are and who owns each.
///
/// A program has few shapes (one per distribution of ownership and of allocated cells) and very many configurations,
/// so a configuration names its shape by number. The content of a shape is `number of cells from alloc | their addresses,
/// ascending | owner codes, four to a word`: the globals' slots first, then those of the cells from `alloc`.
final class ShapeTable: Sendable {
  private let contents = ContentTable()
  let globalCount: Int

  init(globalCount: Int) { self.globalCount = globalCount }

  /// Bytes held.
  var bytes: Int { contents.bytes }

  /// Words of the content of a shape with so many cells from `alloc`.
  func wordCount(heapCount: Int) -> Int { 1 + heapCount + (globalCount + heapCount + 3) / 4 }

  /// How many cells there are from `alloc`.
  @inline(__always)
  func heapCount(_ shape: Int) -> Int { Int(truncatingIfNeeded: contents[shape][0]) }

  /// The addresses of the cells from `alloc`, ascending.
  @inline(__always)
  func heapAddresses(_ shape: Int) -> UnsafePointer<UInt64> { contents[shape].baseAddress.unsafelyUnwrapped + 1 }

  /// The owner code of each slot.
  @inline(__always)
  func owners(_ shape: Int) -> UnsafePointer<UInt16> {
    let words = contents[shape]
    let start = words.baseAddress.unsafelyUnwrapped + 1 + Int(truncatingIfNeeded: words[0])
    return UnsafeRawPointer(start).assumingMemoryBound(to: UInt16.self)
  }

  /// The number of the shape with these owners and addresses, which are copied when it is new.
  ///
  /// - Parameter scratch: room for `wordCount` words.
  func intern(
    owners: UnsafePointer<UInt16>, heapAddresses: UnsafePointer<UInt64>, heapCount: Int,
    scratch: UnsafeMutablePointer<UInt64>, cache: ContentCache
  ) -> Int {
    let count = wordCount(heapCount: heapCount)
    scratch[0] = UInt64(heapCount)
    (scratch + 1).update(from: heapAddresses, count: heapCount)
    scratch[count - 1] = 0
    let codes = UnsafeMutableRawPointer(scratch + 1 + heapCount)
    codes.copyMemory(from: owners, byteCount: 2 * (globalCount + heapCount))
    return cache.intern(scratch, count: count, in: contents)
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
