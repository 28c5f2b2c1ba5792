@testable import SepLogic

/// Instances of one named predicate `P(a; b)` and one named fact `F(a)` that brute force reads formulas with: each is
/// precise in `a` and determines `b`, as the logic demands of every instance.
enum AtomMeaning: CaseIterable {
  /// `a |-> b`.
  case cell
  /// No memory, and `b = a`.
  case nothing
  /// `a |-> b` for an odd `a`; otherwise no memory, and `b = 0`.
  case sometimes
  /// The cell behind `a`, and `b` is what it holds plus one.
  case neighbour

  static let predicate = AtomSymbol(0, inputCount: 1, isFact: false)
  static let fact = AtomSymbol(1, inputCount: 1, isFact: true)

  /// The memory of which it holds; nil if there is none.
  func heap(_ symbol: AtomSymbol, _ arguments: [Int], _ isWord: (Int) -> Bool) -> ConcreteHeap? {
    let a = arguments[0]
    if symbol.isFact { return a >= 1 ? [:] : nil }
    let b = arguments[1]
    switch self {
    case .cell: return isWord(a) && isWord(b) ? [a: b] : nil
    case .nothing: return b == a ? [:] : nil
    case .sometimes:
      if a % 2 == 0 { return b == 0 ? [:] : nil }
      return isWord(a) && isWord(b) ? [a: b] : nil
    case .neighbour: return isWord(a + 1) && isWord(b - 1) ? [a + 1: b - 1] : nil
    }
  }
}
