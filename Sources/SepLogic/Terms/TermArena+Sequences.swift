// Finite sequences of integers. All operations are total: an element out of range is 0, a slice is clamped to the
// sequence. Concatenations are flat and without empty parts, lengths are arithmetic of the lengths of symbols, and what
// a comparison of lengths shows of an element, a slice or an equation is taken out of it:
//   (xs ++ [v])[|xs|] = v;  (xs ++ ys)[|xs|..] = ys;  xs[..k] ++ xs[k..] = xs;  [a] ++ xs = [b] ++ ys iff a = b, xs = ys
// That a sequence is empty is always said of its length, `|xs| <= 0`, so that arithmetic knows of it.
// Rules that are not evident are at their functions. Depth is bounded by `sequenceDepthLimit`, beyond which operations
// stay as they are, and work on conditionals by `liftBudget`.

extension TermArena {
  /// Concatenations of more parts are nested.
  static let partLimit = 256
  static let sequenceDepthLimit = 64

  // MARK: - Making sequences

  /// `[element]`.
  package func unit(_ element: TermID) -> TermID { intern(.unit(element)) }

  /// `[a, b, …]`.
  package func sequence(_ elements: [TermID]) -> TermID { concatenate(elements.map(unit)) }

  /// `a ++ b ++ …`.
  package func concatenate(_ parts: [TermID]) -> TermID {
    var flat: [TermID] = []
    for part in parts {
      let inner = self.parts(of: part)
      for next in flat.count + inner.count <= Self.partLimit ? inner : [part] {
        if let last = flat.last, let joined = joined(last, next) {
          flat.removeLast()
          flat += self.parts(of: joined)
        } else {
          flat.append(next)
        }
      }
      if flat.count > Self.partLimit { flat = [intern(.concatenation(flat))] }
    }
    return flat.count == 1 ? flat[0] : intern(.concatenation(flat))
  }

  package func concatenate(_ a: TermID, _ b: TermID) -> TermID { concatenate([a, b]) }

  /// The parts of a concatenation; the sequence itself if it is none.
  package func parts(of sequence: TermID) -> [TermID] {
    if case .concatenation(let parts) = self[sequence] { parts } else { [sequence] }
  }

  /// s[i..k] ++ s[k..j] = s[i..j] where i <= k <= j; 0 does for i, and |s| for j, whatever k is.
  private func joined(_ a: TermID, _ b: TermID) -> TermID? {
    guard case .slice(let base, from: let from, to: let middle) = self[a],
      case .slice(base, from: middle, to: let to) = self[b],
      from == zero || lessOrEqual(from, middle) == `true`,
      to == length(base) || lessOrEqual(middle, to) == `true`
    else { return nil }
    return slice(base, from: from, to: to)
  }

  // MARK: - Length

  /// `|sequence|`.
  package func length(_ sequence: TermID) -> TermID {
    guard depth(of: sequence) <= Self.sequenceDepthLimit else { return intern(.length(sequence)) }
    switch self[sequence] {
    case .unit: return one
    case .concatenation(let parts): return add(parts.map(length))
    case .slice(let base, from: let from, to: let to):
      let whole = length(base)
      let lower = lessOrEqual(zero, from)
      let upper = lessOrEqual(to, whole)
      let distance = subtract(ite(upper, to, whole), ite(lower, from, zero))
      return known(ite(lessOrEqual(zero, distance), distance, zero), within: Interval(0, nil))
    case .conditional(let condition, let a, let b):
      if let lifted = lifted(condition, a, b, length) { return lifted }
      return intern(.length(sequence))
    default: return intern(.length(sequence))
    }
  }

  /// The operation on each side of a conditional, while the budget lasts.
  private func lifted(
    _ condition: TermID, _ a: TermID, _ b: TermID, _ operation: (TermID) -> TermID
  ) -> TermID? {
    guard liftBudget > 0 else { return nil }
    let outermost = liftBudget == Self.pushLimit
    liftBudget -= 1
    defer { if outermost { liftBudget = Self.pushLimit } }
    return ite(condition, operation(a), operation(b))
  }

  // MARK: - Elements

  /// `sequence[index]`, 0 out of range.
  package func element(_ sequence: TermID, _ index: TermID) -> TermID {
    if less(index, zero) == `true` { return zero }
    guard depth(of: sequence) <= Self.sequenceDepthLimit else { return intern(.element(sequence, index)) }
    switch self[sequence] {
    case .unit, .concatenation: return element(ofParts: parts(of: sequence)[...], index)
    case .slice(let base, from: let from, to: let to):
      // Behind its start, a slice has the elements of its base up to its end.
      guard lessOrEqual(zero, from) == `true`, lessOrEqual(zero, index) == `true` else { break }
      let position = add(from, index)
      if to == length(base) || less(position, to) == `true` { return element(base, position) }
      if lessOrEqual(to, position) == `true` { return zero }
    case .conditional(let condition, let a, let b):
      if let lifted = lifted(condition, a, b, { self.element($0, index) }) { return lifted }
    default: break
    }
    if lessOrEqual(length(sequence), index) == `true` { return zero }
    return intern(.element(sequence, index))
  }

  /// Drops the parts that end before the index; the index is then one of the rest.
  private func element(ofParts parts: ArraySlice<TermID>, _ index: TermID) -> TermID {
    var rest = parts
    var position = index
    while let part = rest.first {
      let size = length(part)
      if lessOrEqual(size, position) == `true` {
        position = subtract(position, size)
        rest.removeFirst()
        continue
      }
      guard less(position, size) == `true`, lessOrEqual(zero, position) == `true` else { break }
      if case .unit(let value) = self[part] { return value }
      return element(part, position)
    }
    guard let part = rest.first else { return zero }
    if rest.count == 1, case .unit(let value) = self[part] { return ite(equal(position, zero), value, zero) }
    // The last parts say nothing if the index is before them.
    while rest.count > 1, less(position, add(rest.dropLast().map(length))) == `true` { rest.removeLast() }
    if rest.count == 1, let part = rest.first, parts.count > 1 { return element(part, position) }
    return intern(.element(concatenate(Array(rest)), position))
  }

  // MARK: - Slices

  /// `sequence[from..]`.
  package func slice(_ sequence: TermID, from: TermID) -> TermID {
    slice(sequence, from: from, to: length(sequence))
  }

  /// `sequence[from..to]`, half-open, clamped to the sequence.
  package func slice(_ sequence: TermID, from: TermID, to: TermID) -> TermID {
    let whole = length(sequence)
    let start = lessOrEqual(from, zero) == `true` ? zero : from
    let end = lessOrEqual(whole, to) == `true` ? whole : to
    if lessOrEqual(end, start) == `true` || lessOrEqual(whole, start) == `true` { return emptySequence }
    if start == zero && end == whole { return sequence }
    guard depth(of: sequence) <= Self.sequenceDepthLimit else {
      return intern(.slice(sequence, from: start, to: end))
    }
    switch self[sequence] {
    case .concatenation(let parts): return slice(ofParts: parts[...], from: start, to: end)
    case .slice(let base, from: let first, to: let last):
      // Behind 0 <= first, s[first..last][i..] is s[first + i..last], and ..first + j where that is before last.
      guard lessOrEqual(zero, first) == `true`, lessOrEqual(zero, start) == `true` else { break }
      let from = add(first, start)
      if end == whole { return slice(base, from: from, to: last) }
      let to = add(first, end)
      if lessOrEqual(to, last) == `true` { return slice(base, from: from, to: to) }
    case .conditional(let condition, let a, let b):
      let isWhole = end == whole
      let lifted = lifted(condition, a, b) {
        isWhole ? self.slice($0, from: start) : self.slice($0, from: start, to: end)
      }
      if let lifted { return lifted }
    default: break
    }
    return intern(.slice(sequence, from: start, to: end))
  }

  /// Parts before the start and behind the end are dropped, parts that are wholly inside stay as they are.
  private func slice(ofParts parts: ArraySlice<TermID>, from: TermID, to: TermID) -> TermID {
    var rest = parts
    var (start, end) = (from, to)
    while let part = rest.first, case let size = length(part), lessOrEqual(size, start) == `true` {
      (start, end) = (subtract(start, size), subtract(end, size))
      rest.removeFirst()
    }
    while rest.count > 0, lessOrEqual(end, add(rest.dropLast().map(length))) == `true` { rest.removeLast() }
    var front: [TermID] = []
    while start == zero, let part = rest.first, case let size = length(part), lessOrEqual(size, end) == `true` {
      front.append(part)
      end = subtract(end, size)
      rest.removeFirst()
    }
    var back: [TermID] = []
    var before = add(rest.dropLast().map(length))
    while let part = rest.last, lessOrEqual(start, before) == `true`,
      lessOrEqual(add(before, length(part)), end) == `true`
    {
      back.append(part)
      rest.removeLast()
      end = before
      before = add(rest.dropLast().map(length))
    }
    guard !rest.isEmpty else { return concatenate(front + back.reversed()) }
    // What is left is a slice of fewer parts, or one that shows no more.
    let inner = concatenate(Array(rest))
    let middle =
      rest.count < parts.count
      ? slice(inner, from: start, to: end) : intern(.slice(inner, from: start, to: end))
    return concatenate(front + [middle] + back.reversed())
  }

  // MARK: - Membership

  /// `value in sequence`.
  package func contains(_ sequence: TermID, _ value: TermID) -> TermID {
    guard depth(of: sequence) <= Self.sequenceDepthLimit else { return intern(.contains(sequence, value)) }
    switch self[sequence] {
    case .unit(let element): return equal(element, value)
    case .concatenation(let parts): return or(parts.map { contains($0, value) })
    case .conditional(let condition, let a, let b):
      if let lifted = lifted(condition, a, b, { self.contains($0, value) }) { return lifted }
    default: break
    }
    return intern(.contains(sequence, value))
  }

  // MARK: - Equality

  /// Equality of two sequences: what both start and end with is taken off.
  func equalSequences(_ a: TermID, _ b: TermID) -> TermID {
    if a == b { return `true` }
    var left = parts(of: a)[...]
    var right = parts(of: b)[...]
    var elements: [TermID] = []
    while let x = left.first, let y = right.first {
      guard let same = sameParts(x, y) else { break }
      elements.append(same)
      left.removeFirst()
      right.removeFirst()
    }
    while let x = left.last, let y = right.last {
      guard let same = sameParts(x, y) else { break }
      elements.append(same)
      left.removeLast()
      right.removeLast()
    }
    if elements.contains(`false`) { return `false` }
    if left.isEmpty || right.isEmpty {
      return and(elements + (left + right).map { equal(length($0), zero) })
    }
    let (x, y) = (concatenate(Array(left)), concatenate(Array(right)))
    // Parts that were joined may be those of the other side now.
    if x == y { return and(elements) }
    if equal(length(x), length(y)) == `false` { return `false` }
    return and(elements + [intern(.equalSequences(min(x, y), max(x, y)))])
  }

  /// That two parts at the same end are equal, where that is all that is needed of them.
  private func sameParts(_ a: TermID, _ b: TermID) -> TermID? {
    if a == b { return `true` }
    if case .unit(let x) = self[a], case .unit(let y) = self[b] { return equal(x, y) }
    return nil
  }
}
