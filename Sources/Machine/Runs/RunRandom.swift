/// The numbers that a run draws, so that a seed gives the same run on every machine and with every version.
package struct RunRandom: Sendable {
  private var source: RandomSource

  package init(seed: UInt64) { source = RandomSource(seed: seed) }

  package mutating func next() -> UInt64 { source.next() }

  /// A number below `limit`; all are equally likely. Draws nothing where there is no choice.
  package mutating func below(_ limit: Int) -> Int { limit < 2 ? 0 : source.next(below: limit) }
}

/// How often an interrupt arrives where one can, as an exact fraction.
package struct InterruptRate: Sendable, Equatable, CustomStringConvertible {
  package let part: Int
  package let whole: Int

  /// One step in eight.
  package static let standard = InterruptRate(part: 1, whole: 8)

  private init(part: Int, whole: Int) {
    self.part = part
    self.whole = whole
  }

  /// Reads `1/8`, `0.125`, `0` or `1`.
  /// - Returns: nil for anything but a number from 0 to 1 whose parts have at most nine digits.
  package init?(_ text: String) {
    func number(_ digits: Substring) -> Int? {
      guard !digits.isEmpty, digits.utf8.count <= 9, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      return Int(digits)
    }
    if let slash = text.firstIndex(of: "/") {
      guard let part = number(text[..<slash]), let whole = number(text[text.index(after: slash)...]), whole > 0,
        part <= whole
      else { return nil }
      self.init(part: part, whole: whole)
      return
    }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let ones = number(first) else { return nil }
    var part = ones
    var whole = 1
    if parts.count == 2 {
      guard let decimals = number(parts[1]) else { return nil }
      for _ in parts[1].utf8 { whole *= 10 }
      part = ones * whole + decimals
    }
    guard part <= whole else { return nil }
    self.init(part: part, whole: whole)
  }

  package var description: String { "\(part)/\(whole)" }
}

extension RunRandom {
  /// The choice for the next step.
  ///
  /// Where the running code can do something and an interrupt can arrive, one arrives with the probability `rate`. All
  /// choices of the running code are equally likely, and so are all interrupts that can arrive.
  ///
  /// - Returns: nil where nothing can happen.
  package mutating func choice(own: Int, interrupts: Int, rate: InterruptRate) -> Int? {
    if own + interrupts == 0 { return nil }
    let arrives = interrupts > 0 && (own == 0 || below(rate.whole) < rate.part)
    return arrives ? own + below(interrupts) : below(own)
  }
}
