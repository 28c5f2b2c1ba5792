// Equalities and disequalities of locations: a union-find, and a matrix of bits of which rows are merged with classes.
// A value: a branch of a proof is a copy.

struct LocationClasses: Sendable {
  private var parent: [Int32]
  private var bits: [UInt64]
  private var stride: Int
  /// A location differs from itself.
  private(set) var isContradictory = false

  init(count: Int) {
    parent = (0..<Int32(count)).map { $0 }
    stride = (count + 31) / 64 + 1
    bits = Array(repeating: 0, count: count * stride)
  }

  var count: Int { parent.count }

  mutating func add() -> Int32 {
    if parent.count >= stride * 64 {
      let wider = stride + 1
      var copy = [UInt64](repeating: 0, count: parent.count * wider)
      for row in parent.indices {
        for word in 0..<stride { copy[row * wider + word] = bits[row * stride + word] }
      }
      (bits, stride) = (copy, wider)
    }
    parent.append(Int32(parent.count))
    bits.append(contentsOf: repeatElement(0, count: stride))
    return Int32(parent.count - 1)
  }

  func find(_ node: Int32) -> Int32 {
    var node = node
    while parent[Int(node)] != node { node = parent[Int(node)] }
    return node
  }

  func areEqual(_ a: Int32, _ b: Int32) -> Bool { find(a) == find(b) }

  /// Whether they were made distinct.
  func areDistinct(_ a: Int32, _ b: Int32) -> Bool {
    let (a, b) = (Int(find(a)), Int(find(b)))
    return bits[a * stride + b / 64] >> UInt64(b % 64) & 1 == 1
  }

  mutating func equate(_ a: Int32, _ b: Int32) {
    let (kept, dropped) = (Int(min(find(a), find(b))), Int(max(find(a), find(b))))
    if kept == dropped { return }
    if areDistinct(Int32(kept), Int32(dropped)) {
      isContradictory = true
      return
    }
    parent[dropped] = Int32(kept)
    for word in 0..<stride {
      var others = bits[dropped * stride + word]
      bits[kept * stride + word] |= others
      while others != 0 {
        let other = word * 64 + others.trailingZeroBitCount
        others &= others - 1
        bits[other * stride + kept / 64] |= 1 << UInt64(kept % 64)
      }
    }
  }

  /// - Returns: whether that is news.
  @discardableResult mutating func separate(_ a: Int32, _ b: Int32) -> Bool {
    let (a, b) = (Int(find(a)), Int(find(b)))
    if a == b {
      isContradictory = true
      return true
    }
    if bits[a * stride + b / 64] >> UInt64(b % 64) & 1 == 1 { return false }
    bits[a * stride + b / 64] |= 1 << UInt64(b % 64)
    bits[b * stride + a / 64] |= 1 << UInt64(a % 64)
    return true
  }
}
