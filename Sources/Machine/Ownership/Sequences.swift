/// The sequences of numbers that an evaluation computes, by number.
///
/// A concatenation is only noted; whoever looks inside one has it written out, once. So building a list from its last
/// element and going through it from its first both take time in proportion to its length. What an evaluation made is
/// forgotten with the next one; sequences that are part of a state are *kept*, each content once, so that equal states
/// have equal numbers.
final class Sequences {
  /// Number of the empty sequence.
  static let empty: Int128 = 0
  /// Elements, and parts, of one evaluation together; a sequence beyond it has no value.
  static let limit = 1 << 22

  private struct Node {
    /// The sides of a concatenation, or -1 where the elements are written out.
    var left: Int32
    var right: Int32
    var start: Int
    var count: Int
  }

  private var nodes: ContiguousArray<Node> = [Node(left: -1, right: -1, start: 0, count: 0)]
  private var elements: ContiguousArray<Int128> = []
  private var kept: [[Int128]] = []
  private var keptNumbers: [[Int128]: Int] = [:]
  private(set) var bytes = 0

  /// Forgets all but what is kept.
  func reset() {
    if nodes.count == 1 { return }
    nodes.removeSubrange(1...)
    elements.removeAll(keepingCapacity: true)
  }

  func count(_ sequence: Int128) -> Int { nodes[Int(sequence)].count }

  /// nil where there are too many.
  func make(_ values: some Collection<Int128>) -> Int128? {
    if values.isEmpty { return Self.empty }
    guard elements.count + values.count <= Self.limit else { return nil }
    let start = elements.count
    elements.append(contentsOf: values)
    return add(Node(left: -1, right: -1, start: start, count: values.count))
  }

  func concatenate(_ a: Int128, _ b: Int128) -> Int128? {
    let (left, right) = (count(a), count(b))
    if left == 0 { return b }
    if right == 0 { return a }
    guard left + right <= Self.limit else { return nil }
    return add(Node(left: Int32(a), right: Int32(b), start: 0, count: left + right))
  }

  /// The element at a position; 0 where there is none.
  func element(_ sequence: Int128, _ position: Int128) -> Int128? {
    guard position >= 0, position < count(sequence) else { return 0 }
    guard let start = writtenOut(Int(sequence)) else { return nil }
    return elements[start + Int(position)]
  }

  /// From a position up to, not including, another; clamped to what there is.
  func slice(_ sequence: Int128, from: Int128?, to: Int128?) -> Int128? {
    let whole = count(sequence)
    let low = Int(max(0, min(from ?? 0, Int128(whole))))
    let high = Int(max(0, min(to ?? Int128(whole), Int128(whole))))
    if low >= high { return Self.empty }
    if low == 0, high == whole { return sequence }
    guard let start = writtenOut(Int(sequence)) else { return nil }
    return add(Node(left: -1, right: -1, start: start + low, count: high - low))
  }

  func contains(_ sequence: Int128, _ value: Int128) -> Bool? {
    guard let start = writtenOut(Int(sequence)) else { return nil }
    return elements[start..<start + count(sequence)].contains(value)
  }

  func isEqual(_ a: Int128, _ b: Int128) -> Bool? {
    if a == b { return true }
    guard count(a) == count(b) else { return false }
    guard let first = writtenOut(Int(a)), let second = writtenOut(Int(b)) else { return nil }
    return elements[first..<first + count(a)].elementsEqual(elements[second..<second + count(b)])
  }

  /// The elements, for messages; cut after `most`.
  func values(_ sequence: Int128, most: Int) -> [Int128] {
    guard let start = writtenOut(Int(sequence)) else { return [] }
    return Array(elements[start..<start + min(count(sequence), most)])
  }

  private func add(_ node: Node) -> Int128? {
    guard nodes.count < Self.limit else { return nil }
    nodes.append(node)
    return Int128(nodes.count - 1)
  }

  /// Writes a concatenation out.
  /// - Returns: where its elements start.
  private func writtenOut(_ index: Int) -> Int? {
    let node = nodes[index]
    if node.left < 0 { return node.start }
    guard elements.count + node.count <= Self.limit else { return nil }
    let start = elements.count
    elements.reserveCapacity(start + node.count)
    // With a stack of its own: a list is a concatenation as deep as it is long.
    var rest = [index]
    while let next = rest.popLast() {
      let part = nodes[next]
      if part.left >= 0 {
        rest.append(Int(part.right))
        rest.append(Int(part.left))
      } else {
        for position in part.start..<part.start + part.count { elements.append(elements[position]) }
      }
    }
    nodes[index] = Node(left: -1, right: -1, start: start, count: node.count)
    return start
  }

  // MARK: Sequences in states

  /// The number under which the content is kept.
  func keep(_ sequence: Int128) -> Int {
    let content = values(sequence, most: .max)
    if let known = keptNumbers[content] { return known }
    kept.append(content)
    keptNumbers[content] = kept.count - 1
    bytes += 2 * MemoryLayout<Int128>.stride * content.count + 128
    return kept.count - 1
  }

  /// A sequence that is kept, for use in an evaluation.
  func recall(_ number: Int) -> Int128? { make(kept[number]) }
}
