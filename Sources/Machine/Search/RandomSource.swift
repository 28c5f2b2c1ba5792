/// A source of numbers that a seed determines, on every machine and for ever: SplitMix64 (Steele, Lea, Flood 2014).
///
/// Numbers below a bound are taken by rejection, so that all are equally likely.
struct RandomSource {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  /// A number from 0 up to, not including, `bound`, which is at least 1.
  mutating func next(below bound: Int) -> Int {
    let bound = UInt64(bound)
    let tail = (UInt64.max % bound + 1) % bound
    while true {
      let value = next()
      if value <= UInt64.max - tail { return Int(value % bound) }
    }
  }
}
