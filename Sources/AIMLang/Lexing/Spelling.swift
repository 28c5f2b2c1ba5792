/// “Did you mean …?”
package enum Spelling {
  /// The candidate that differs from `name` in the fewest letters, the first of several; nil when none is close.
  package static func nearest<Names: Sequence>(to name: String, among candidates: Names) -> String?
  where Names.Element == String {
    let letters = Array(name.utf8.prefix(maximumLength + 1))
    guard letters.count >= 2, letters.count <= maximumLength else { return nil }
    let limit = letters.count <= 4 ? 1 : letters.count <= 8 ? 2 : 3
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name {
      let other = Array(candidate.utf8.prefix(maximumLength + 1))
      guard other.count >= 2, abs(other.count - letters.count) <= limit else { continue }
      let distance = distance(letters, other)
      if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
  }

  private static let maximumLength = 40

  /// Edits (insert, delete, replace, swap neighbours) between two words.
  static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(replaced, last[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], beforeLast[j - 2] + 1) }
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
