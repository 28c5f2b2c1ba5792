/// Cuts the bytes of a file into tokens.
///
/// It never fails: what it cannot read it reports and skips. Its only state is a position that grows with every
/// round, so it ends on every input. Block comments nest.
struct Lexer {
  let file: FileID
  let bytes: [UInt8]
  private(set) var position = 0
  private(set) var tokens: [Token] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Documentation by the index of the token that follows it.
  private(set) var documentation: [Int: String] = [:]

  private var startsLine = true
  private var documentationLines: [String] = []
  private var lastUnknownEnd = -1

  init(file: FileID, bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
  }

  /// Reads everything; the last token is always `.end`.
  mutating func run() {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    while position < bytes.count { step() }
    append(.end, from: bytes.count)
  }

  func byte(_ offset: Int) -> UInt8 { offset >= 0 && offset < bytes.count ? bytes[offset] : 0 }

  private mutating func step() {
    let start = position
    let first = bytes[start]
    switch first {
    case UInt8(ascii: "\n"):
      position += 1
      startsLine = true
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), 0x0B, 0x0C:
      position += 1
    case UInt8(ascii: "/") where byte(start + 1) == UInt8(ascii: "/"):
      lineComment()
    case UInt8(ascii: "/") where byte(start + 1) == UInt8(ascii: "*"):
      blockComment()
    case UInt8(ascii: "\""):
      stringLiteral()
    case UInt8(ascii: "'"):
      characterLiteral()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      number()
    default:
      if Self.startsName(first) {
        while Self.continuesName(byte(position)) { position += 1 }
        append(.identifier, from: start)
      } else if !punctuation() {
        unknownCharacter()
      }
    }
  }

  static func startsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  static func continuesName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "'"): true
    default: startsName(byte)
    }
  }

  mutating func append(_ kind: TokenKind, from start: Int) {
    if !documentationLines.isEmpty {
      documentation[tokens.count] = documentationLines.joined(separator: "\n")
      documentationLines = []
    }
    tokens.append(Token(kind: kind, startsLine: startsLine, start: UInt32(start), end: UInt32(position)))
    startsLine = false
  }

  mutating func advance(by count: Int) { position += count }

  mutating func report(
    _ code: FrontEndCode, _ message: String, from start: Int, to end: Int, suggestion: String? = nil
  ) {
    guard diagnostics.count < FrontEndLimits.errorsPerFile else { return }
    let span = SourceSpan(file: file, start: start, end: min(end, bytes.count))
    diagnostics.append(Diagnostic(.error, code.code, message, at: span, suggestion: suggestion))
  }

  // MARK: Comments

  private mutating func lineComment() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    // `///` documents; `////` is a ruler.
    guard byte(start + 2) == UInt8(ascii: "/"), byte(start + 3) != UInt8(ascii: "/") else { return }
    var from = start + 3
    if byte(from) == UInt8(ascii: " "), from < position { from += 1 }
    var to = position
    while to > from, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")].contains(bytes[to - 1]) { to -= 1 }
    documentationLines.append(String(decoding: bytes[from..<to], as: UTF8.self))
  }

  private mutating func blockComment() {
    let start = position
    var depth = 0
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "/"), byte(position + 1) == UInt8(ascii: "*") {
        depth += 1
        position += 2
      } else if bytes[position] == UInt8(ascii: "*"), byte(position + 1) == UInt8(ascii: "/") {
        depth -= 1
        position += 2
        if depth == 0 { return }
      } else {
        if bytes[position] == UInt8(ascii: "\n") { startsLine = true }
        position += 1
      }
    }
    report(
      .commentUnterminated, "this comment does not end", from: start, to: start + 2,
      suggestion: "close it with `*/`; block comments nest")
  }

  // MARK: Punctuation

  private static let pairs: [(String, TokenKind)] = [
    ("==>", .implies), ("|->", .pointsTo), ("::", .doubleColon), ("==", .equal), ("!=", .notEqual),
    ("<=", .lessOrEqual), (">=", .greaterOrEqual), ("<<", .shiftLeft), (">>", .shiftRight), ("&&", .andAnd),
    ("||", .orOr), ("**", .separating), ("++", .concatenate), ("..", .range),
    ("(", .openParen), (")", .closeParen), ("[", .openBracket), ("]", .closeBracket), ("{", .openBrace),
    ("}", .closeBrace), (",", .comma), (":", .colon), (";", .semicolon), (".", .dot), ("@", .at), ("?", .question),
    ("=", .assign), ("<", .less), (">", .greater), ("+", .plus), ("-", .minus), ("*", .star), ("/", .slash),
    ("%", .percent), ("&", .ampersand), ("|", .bar), ("^", .caret), ("!", .bang),
    // Unicode spellings. Quantifiers are names to the parser, which knows both spellings.
    ("↦", .pointsTo), ("∗", .separating), ("∧", .andAnd), ("∨", .orOr), ("⇒", .implies), ("¬", .bang),
    ("∃", .identifier), ("∀", .identifier), ("≠", .notEqual), ("≤", .lessOrEqual), ("≥", .greaterOrEqual),
    ("·", .doubleColon),
  ]

  /// Spellings by first byte, longest first.
  private static let spellings: [UInt8: [(bytes: [UInt8], kind: TokenKind)]] = {
    var table: [UInt8: [(bytes: [UInt8], kind: TokenKind)]] = [:]
    for (text, kind) in pairs {
      let bytes = Array(text.utf8)
      table[bytes[0], default: []].append((bytes, kind))
    }
    return table
  }()

  private mutating func punctuation() -> Bool {
    for (spelling, kind) in Self.spellings[bytes[position]] ?? [] {
      guard position + spelling.count <= bytes.count,
        spelling.indices.allSatisfy({ bytes[position + $0] == spelling[$0] })
      else { continue }
      let start = position
      position += spelling.count
      append(kind, from: start)
      return true
    }
    return false
  }

  /// One report for a run of them, so that a binary file does not give thousands.
  private mutating func unknownCharacter() {
    let start = position
    position += 1
    while byte(position) & 0xC0 == 0x80, position < bytes.count { position += 1 }
    defer { lastUnknownEnd = position }
    guard start != lastUnknownEnd else { return }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let shown = bytes[start] < 0x20 ? "with code \(bytes[start])" : "`\(text)`"
    report(.characterUnknown, "the character \(shown) has no meaning here", from: start, to: position)
  }
}
