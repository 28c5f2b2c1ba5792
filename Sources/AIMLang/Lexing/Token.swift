/// A token: what it is and which bytes it covers. Text and values are read from the bytes when they are wanted,
/// so that a file of megabytes stays small.
struct Token: Sendable, Equatable {
  var kind: TokenKind
  /// First on its line; only recovery looks at it, the grammar does not know lines.
  var startsLine: Bool
  var start: UInt32
  var end: UInt32
}

/// Kinds of tokens; the raw value is the ASCII spelling or, for those with many, a description.
enum TokenKind: String, Sendable {
  case identifier = "a name"
  case integer = "a number"
  case string = "a string"
  case end = "the end of the file"

  case openParen = "("
  case closeParen = ")"
  case openBracket = "["
  case closeBracket = "]"
  case openBrace = "{"
  case closeBrace = "}"
  case comma = ","
  case colon = ":"
  case doubleColon = "::"
  case semicolon = ";"
  case dot = "."
  case range = ".."
  case at = "@"
  case question = "?"
  case assign = "="
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case plus = "+"
  case minus = "-"
  case star = "*"
  case slash = "/"
  case percent = "%"
  case ampersand = "&"
  case bar = "|"
  case caret = "^"
  case bang = "!"
  case andAnd = "&&"
  case orOr = "||"
  case implies = "==>"
  case pointsTo = "|->"
  case separating = "**"
  case concatenate = "++"

  /// For messages: `` `)` `` or “a name”.
  var description: String {
    switch self {
    case .identifier, .integer, .string, .end: rawValue
    default: "`\(rawValue)`"
    }
  }
}
