/// Numbers, characters and strings: the lexer finds their ends and checks them; the parser reads their values.
extension Lexer {
  /// `10`, `0x1F`, `0b101`, `1_000`.
  mutating func number() {
    let start = position
    while Self.continuesName(byte(position)), byte(position) != UInt8(ascii: "'") { advance(by: 1) }
    if let problem = Literal.problem(ofInteger: bytes[start..<position]) {
      report(problem.code, problem.message, from: start, to: position)
    }
    append(.integer, from: start)
  }

  /// `'a'`, `'\n'`; a number to the parser.
  mutating func characterLiteral() {
    let start = position
    advance(by: 1)
    while position < bytes.count, byte(position) != UInt8(ascii: "'"), byte(position) != UInt8(ascii: "\n") {
      advance(by: byte(position) == UInt8(ascii: "\\") && byte(position + 1) != UInt8(ascii: "\n") ? 2 : 1)
    }
    if position > bytes.count { advance(by: bytes.count - position) }
    let terminated = byte(position) == UInt8(ascii: "'") && position < bytes.count
    if terminated { advance(by: 1) }
    if !terminated || Literal.character(bytes[start..<position]) == nil {
      report(
        .characterInvalid, "a character literal is one character or one escape between single quotes", from: start,
        to: position, suggestion: "write it as `'a'`, or with one of the escapes \(Literal.escapeList)")
    }
    append(.integer, from: start)
  }

  mutating func stringLiteral() {
    let start = position
    advance(by: 1)
    while position < bytes.count, byte(position) != UInt8(ascii: "\""), byte(position) != UInt8(ascii: "\n") {
      advance(by: byte(position) == UInt8(ascii: "\\") && byte(position + 1) != UInt8(ascii: "\n") ? 2 : 1)
    }
    if position > bytes.count { advance(by: bytes.count - position) }
    if position < bytes.count, byte(position) == UInt8(ascii: "\"") {
      advance(by: 1)
      if Literal.string(bytes[start..<position]) == nil {
        report(
          .escapeUnknown, "this string has an escape that is not known", from: start, to: position,
          suggestion: "the escapes are \(Literal.escapeList)")
      }
    } else {
      report(
        .stringUnterminated, "this string does not end on its line", from: start, to: position,
        suggestion: "close it with `\"`")
    }
    append(.string, from: start)
  }
}

/// Values of literals.
enum Literal {
  static let escapeList = "\\n \\t \\r \\0 \\\\ \\\" \\' \\xHH"

  /// The value of a number, or nil when it is malformed or does not fit into 127 bits.
  static func integer(_ spelling: ArraySlice<UInt8>) -> Int128? {
    let (radix, digits) = split(spelling)
    var value: Int128 = 0
    var seen = false
    for byte in digits where byte != UInt8(ascii: "_") {
      guard let digit = digit(byte), digit < radix else { return nil }
      seen = true
      let (product, overflow) = value.multipliedReportingOverflow(by: Int128(radix))
      let (sum, carry) = product.addingReportingOverflow(Int128(digit))
      if overflow || carry { return nil }
      value = sum
    }
    return seen ? value : nil
  }

  static func problem(ofInteger spelling: ArraySlice<UInt8>) -> (code: FrontEndCode, message: String)? {
    if integer(spelling) != nil { return nil }
    let (radix, digits) = split(spelling)
    let wellFormed =
      digits.contains { $0 != UInt8(ascii: "_") }
      && digits.allSatisfy { $0 == UInt8(ascii: "_") || digit($0).map { $0 < radix } ?? false }
    let text = shorten(String(decoding: spelling, as: UTF8.self))
    if wellFormed { return (.integerLarge, "the number \(text) does not fit into 127 bits") }
    return (.integerInvalid, "`\(text)` is not a number; numbers are written 10, 0x1F, 0b101 or 1_000")
  }

  /// The scalar of `'a'`.
  static func character(_ spelling: ArraySlice<UInt8>) -> Int128? {
    guard spelling.count >= 3, spelling.last == UInt8(ascii: "'"),
      let scalars = unescape(spelling.dropFirst().dropLast()), scalars.count == 1
    else { return nil }
    return Int128(scalars[0].value)
  }

  /// The text between the quotes.
  static func string(_ spelling: ArraySlice<UInt8>) -> String? {
    guard spelling.count >= 2, spelling.last == UInt8(ascii: "\""),
      let scalars = unescape(spelling.dropFirst().dropLast())
    else { return nil }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }

  /// The text as a literal, quotes included.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Long names and numbers are cut in messages.
  static func shorten(_ text: String) -> String { text.count <= 40 ? text : text.prefix(40) + "…" }

  private static func unescape(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar]? {
    var result: [Unicode.Scalar] = []
    var scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      guard scalar == "\\" else {
        result.append(scalar)
        continue
      }
      switch scalars.next() {
      case "n": result.append("\n")
      case "t": result.append("\t")
      case "r": result.append("\r")
      case "0": result.append("\0")
      case "\\": result.append("\\")
      case "\"": result.append("\"")
      case "'": result.append("'")
      case "x":
        guard let high = scalars.next(), let low = scalars.next(), high.isASCII, low.isASCII,
          let a = digit(UInt8(high.value)), let b = digit(UInt8(low.value)), a < 16, b < 16
        else { return nil }
        result.append(Unicode.Scalar(UInt8(a * 16 + b)))
      default: return nil
      }
    }
    return result
  }

  private static func split(_ spelling: ArraySlice<UInt8>) -> (radix: Int, digits: ArraySlice<UInt8>) {
    guard spelling.count >= 2, spelling.first == UInt8(ascii: "0") else { return (10, spelling) }
    switch spelling[spelling.startIndex + 1] {
    case UInt8(ascii: "x"), UInt8(ascii: "X"): return (16, spelling.dropFirst(2))
    case UInt8(ascii: "b"), UInt8(ascii: "B"): return (2, spelling.dropFirst(2))
    default: return (10, spelling)
    }
  }

  private static func digit(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}
