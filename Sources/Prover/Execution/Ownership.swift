// Who owns what, as a function of the flags: section 2 of the logic, written once. Every rule that changes a flag
// or starts or ends a handler asks this file; none has a table of its own.

/// The flags that decide what the running code owns. All of them are concrete on every path.
struct Flags: Hashable, Comparable, Sendable {
  var interruptEnable: Bool
  /// The level κ of the running code: a handler's level, or the level count N at thread level.
  var level: Int
  /// `isr[κ]`; false at thread level, which has no such bit.
  var inService: Bool

  /// Thread level with the flag as given.
  static func thread(interruptEnable: Bool, levelCount: Int) -> Flags {
    Flags(interruptEnable: interruptEnable, level: levelCount, inService: false)
  }

  /// What a handler starts with.
  static func handlerEntry(level: Int) -> Flags {
    Flags(interruptEnable: false, level: level, inService: true)
  }

  private var rank: (Int, Int, Int) { (level, interruptEnable ? 1 : 0, inService ? 1 : 0) }
  static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }
}

/// The levels whose invariants the running code owns besides its private memory, ascending.
///
/// | `ie` | level κ | `isr[κ]` | owns |
/// | --- | --- | --- | --- |
/// | 0 | any | any | `I(0) * … * I(κ)` |
/// | 1 | κ < N | 1 | `I(κ)` |
/// | 1 | κ < N | 0 | nothing |
/// | 1 | N | – | nothing |
func ownedLevels(_ flags: Flags, levelCount: Int) -> [Int] {
  if !flags.interruptEnable { return Array(0...flags.level) }
  return flags.level < levelCount && flags.inService ? [flags.level] : []
}

/// What a change of the flags moves between the running code and the public part.
struct OwnershipTransfer: Equatable {
  /// Levels whose invariants the running code gains: they are produced.
  var gains: [Int]
  /// Levels whose invariants have to be re-established and given up: they are consumed.
  var givesUp: [Int]

  init(from old: Flags, to new: Flags, levelCount: Int) {
    let before = ownedLevels(old, levelCount: levelCount)
    let after = ownedLevels(new, levelCount: levelCount)
    gains = after.filter { !before.contains($0) }
    givesUp = before.filter { !after.contains($0) }
  }
}
