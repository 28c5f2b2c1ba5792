/// Where a context is, in one word: 0 for the one that runs (and for an idle context that there is not), otherwise the
/// number of what is saved (what `Stepper.save` makes, in a `ContentTable`: threads stop at few places with few values, so
/// few contexts make up very many configurations) and whether it may be resumed.
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
  var status: UInt64 { word & 3 }
  var number: Int { Int(truncatingIfNeeded: word >> 2) }
}
