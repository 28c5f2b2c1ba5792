import AIMLang

/// Who a cell belongs to, logic.md section 2.
package enum Owner: Sendable, Hashable, CustomStringConvertible {
  /// Left over at boot, or given up with `@leak`.
  case nobody
  /// The footprint of `I(level)` while nobody has gained it.
  case publicPart(Level)
  /// Private to a thread, by its position in `boot`.
  case thread(Int)
  /// Private to a handler while it runs.
  case handler(level: Int)

  package var description: String {
    switch self {
    case .nobody: "nobody"
    case .publicPart(.irq(let level)): "the public part (invariant for irq \(level))"
    case .publicPart(.thread): "the public part (invariant for threads)"
    case .thread(let index): "thread \(index + 1)"
    case .handler(let level): "the handler of irq \(level)"
    }
  }
}
