// Inputs that are nearly right: pieces of known ones, cut at tokens, put together anew. Bytes at random are refused in the first
// line and reach nothing.
import Foundation
import TestSupport

/// Makes inputs from known ones. The same seed makes the same inputs.
struct Mutation {
  private let seeds: [[UInt8]]
  private let largest: Int
  private var random: SplitMix

  /// What readers have tripped over before: ends of the ranges of numbers, characters that are not what they look like, beginnings without
  /// ends.
  private static let pieces: [[UInt8]] =
    [
      "0", "1", "-1", "255", "256", "65535", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
      "18446744073709551615", "170141183460469231731687303715884105727", "340282366920938463463374607431768211456",
      "0x", "0xffffffffffffffffffffffffffffffffff", "1e9", "\u{FEFF}", "\r\n", "\r", "\u{0}", "\u{7F}", "\u{2028}",
      "\u{202E}", "\u{1F469}\u{200D}\u{1F680}", "e\u{301}", "(", ")", "((((((((", "{", "}", "[", "]", "\"", "|", "'",
      "/*", "*/",
      "//", "//// x.aim\n", "import \"x.aim\"\n", ";", ",", ".", "..", "::", "|->", "**", "==>", "?", ":", "@", "old(",
      "\\u0000",
      "null", "true", "{}", "[]", "\t", " ", "\n",
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

  init(seeds: [[UInt8]], largest: Int, seed: UInt64) {
    self.seeds = seeds.isEmpty ? [[]] : seeds
    self.largest = largest
    random = SplitMix(seed: seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = seeds.randomElement(using: &random) ?? []
    // One change is most likely to leave something that is taken.
    for _ in 0..<[1, 1, 1, 2, 2, 3, 6][Int.random(in: 0..<7, using: &random)] { change(&bytes) }
    return Array(bytes.prefix(largest))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let tokens = Self.tokens(bytes)
    let token = tokens.randomElement(using: &random) ?? 0..<0
    switch Int.random(in: 0..<14, using: &random) {
    case 0: bytes.removeSubrange(token)
    case 1: bytes.insert(contentsOf: bytes[token], at: token.upperBound)
    case 2, 3:
      // Of the same kind, so that it often fits: a name for a name, a number for a number.
      let alike = tokens.filter { Self.kind(bytes, $0) == Self.kind(bytes, token) }
      if let other = alike.randomElement(using: &random) { bytes.replaceSubrange(token, with: Array(bytes[other])) }
    case 4, 5:
      let other = seeds.randomElement(using: &random) ?? []
      let alike = Self.tokens(other).filter { Self.kind(other, $0) == Self.kind(bytes, token) }
      if let piece = alike.randomElement(using: &random) { bytes.replaceSubrange(token, with: other[piece]) }
    case 6:
      let piece = Self.pieces.randomElement(using: &random) ?? []
      bytes.replaceSubrange(Bool.random(using: &random) ? token : token.lowerBound..<token.lowerBound, with: piece)
    case 7: splice(&bytes)
    case 8: bytes.removeSubrange(run(in: bytes))
    case 9:
      let run = run(in: bytes)
      let times = Int.random(in: 1...[2, 4, 300][Int.random(in: 0..<3, using: &random)], using: &random)
      guard run.count * times <= largest else { break }
      bytes.insert(contentsOf: Array(repeating: Array(bytes[run]), count: times).joined(), at: run.upperBound)
    case 10:
      guard !bytes.isEmpty else { break }
      bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 11: bytes.removeSubrange(Int.random(in: 0...bytes.count, using: &random)...)
    case 12: if Self.kind(bytes, token) == 1 { bytes.replaceSubrange(token, with: number()) }
    default: swapLines(&bytes)
    }
  }

  private mutating func number() -> [UInt8] {
    let value = UInt64.random(in: 0...UInt64.max, using: &random) >> UInt64.random(in: 0..<64, using: &random)
    return Array(String(value).utf8)
  }

  /// A few lines of another input between two of this one.
  private mutating func splice(_ bytes: inout [UInt8]) {
    let other = Self.lines(seeds.randomElement(using: &random) ?? [])
    let lines = Self.lines(bytes)
    guard let from = other.indices.randomElement(using: &random) else { return }
    let count = Int.random(in: 1...6, using: &random)
    let position = lines.indices.randomElement(using: &random) ?? 0
    bytes = Array((lines[..<position] + other[from...].prefix(count) + lines[position...]).joined())
  }

  private mutating func swapLines(_ bytes: inout [UInt8]) {
    var lines = Self.lines(bytes)
    guard lines.count > 1 else { return }
    lines.swapAt(Int.random(in: 0..<lines.count, using: &random), Int.random(in: 0..<lines.count, using: &random))
    bytes = Array(lines.joined())
  }

  private mutating func run(in bytes: [UInt8]) -> Range<Int> {
    let start = Int.random(in: 0...bytes.count, using: &random)
    return start..<min(bytes.count, start + Int.random(in: 0...60, using: &random))
  }

  private static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      Array($0) + [UInt8(ascii: "\n")]
    }
  }

  /// Names, numbers, and single characters of any other kind; without spaces.
  private static func tokens(_ bytes: [UInt8]) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var position = 0
    while position < bytes.count {
      var end = position + 1
      if isWord(bytes[position]) { while end < bytes.count, isWord(bytes[end]) { end += 1 } }
      if bytes[position] > 32 { tokens.append(position..<end) }
      position = end
    }
    return tokens
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  /// 0 a name, 1 a number, otherwise what begins it.
  private static func kind(_ bytes: [UInt8], _ token: Range<Int>) -> Int {
    guard let first = token.isEmpty ? nil : bytes[token.lowerBound] else { return -1 }
    return !isWord(first) ? Int(first) + 2 : first <= UInt8(ascii: "9") ? 1 : 0
  }
}
