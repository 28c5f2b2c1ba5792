/// The width of a machine word in bits, and what arithmetic on words means.
///
/// A word is a `UInt64` whose bits above the width are zero. This is the one definition of the machine's
/// arithmetic outside the engines; constant folding uses it. The engines implement the same operations by
/// themselves (logic.md section 1), so that they check each other.
package enum WordWidth: Int, Sendable, CaseIterable, Codable {
  case bits8 = 8
  case bits16 = 16
  case bits32 = 32
  case bits64 = 64

  package var bits: Int { rawValue }
  /// The largest word, 2^bits − 1.
  package var mask: UInt64 { self == .bits64 ? .max : (1 << UInt64(bits)) - 1 }
  /// 2^bits.
  package var modulus: Int128 { Int128(mask) + 1 }

  /// The word that an integer denotes, or nil when it is neither an unsigned nor a signed word of this width.
  package func word(_ value: Int128) -> UInt64? {
    if value >= 0 { return value < modulus ? UInt64(value) : nil }
    return value >= -(modulus / 2) ? UInt64(value + modulus) : nil
  }

  /// The signed value of a word (two's complement).
  package func signed(_ word: UInt64) -> Int128 {
    Int128(word) >= modulus / 2 ? Int128(word) - modulus : Int128(word)
  }
}

/// A machine register, `r0` … `r15`.
package struct Register: Sendable, Hashable, Comparable, CustomStringConvertible {
  package static let count = 16
  package let index: Int
  package init(_ index: Int) { self.index = index }
  package var description: String { "r\(index)" }
  package static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}

/// A set of registers as a bit mask.
package struct RegisterSet: Sendable, Hashable {
  package var mask: UInt16
  package init(mask: UInt16 = 0) { self.mask = mask }
  package static let all = RegisterSet(mask: .max)
  package func contains(_ register: Register) -> Bool { mask & (1 << UInt16(register.index)) != 0 }
  package mutating func insert(_ register: Register) { mask |= 1 << UInt16(register.index) }
  package func union(_ other: Self) -> Self { RegisterSet(mask: mask | other.mask) }
  package func subtracting(_ other: Self) -> Self { RegisterSet(mask: mask & ~other.mask) }
  package var isEmpty: Bool { mask == 0 }
  /// The members in ascending order.
  package var registers: [Register] { (0..<Register.count).map(Register.init).filter(contains) }
}
