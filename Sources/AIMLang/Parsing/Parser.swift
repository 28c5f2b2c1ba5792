/// A recursive-descent parser over the tokens of one file; each syntactic class is an extension of it.
///
/// A token that is missing is reported once and taken as read, so that the tree is always whole. After a report
/// the parser is *recovering*: it reports nothing more until it has found its footing at the start of a line that
/// can begin something (`synchronise…`). Recursion is bounded by `FrontEndLimits.nesting`.
struct Parser {
  let file: FileID
  let bytes: [UInt8]
  let tokens: [Token]
  let documentation: [Int: String]
  private(set) var index = 0
  var diagnostics: [Diagnostic]
  var recovering = false
  /// How many expressions are being parsed inside each other.
  var nesting = 0
  /// Inside `|…|`, where `|` ends the expression.
  var stopsAtBar = false
  /// A comma goes on with the values of `|->`, as it does not among arguments.
  var commaContinuesValues = true
  /// In the instantiations of an import, where a comma may begin the next one.
  var inInstantiations = false

  init(file: FileID, text: String) {
    var lexer = Lexer(file: file, bytes: Array(text.utf8))
    lexer.run()
    self.file = file
    bytes = lexer.bytes
    tokens = lexer.tokens
    documentation = lexer.documentation
    diagnostics = lexer.diagnostics
  }

  /// Parses a whole file.
  static func parse(_ text: String, file: FileID) -> (module: ModuleSyntax, diagnostics: [Diagnostic]) {
    var parser = Parser(file: file, text: text)
    let module = parser.parseModule()
    return (module, parser.diagnostics)
  }

  // MARK: Looking

  var current: Token { tokens[index] }

  func peek(_ distance: Int = 1) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  func at(_ kind: TokenKind) -> Bool { current.kind == kind }

  /// At the name `word`.
  func at(word: StaticString) -> Bool { isWord(current, word) }

  func isWord(_ token: Token, _ word: StaticString) -> Bool {
    guard token.kind == .identifier, Int(token.end - token.start) == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { buffer in bytes[Int(token.start)..<Int(token.end)].elementsEqual(buffer) }
  }

  func text(_ token: Token) -> String { String(decoding: bytes[Int(token.start)..<Int(token.end)], as: UTF8.self) }

  func span(_ token: Token) -> SourceSpan { SourceSpan(file: file, start: Int(token.start), end: Int(token.end)) }

  /// From the start of `first` to the end of the last token taken.
  func span(from first: Token) -> SourceSpan {
    let end = index > 0 ? Int(tokens[index - 1].end) : Int(first.end)
    return SourceSpan(file: file, start: Int(first.start), end: max(end, Int(first.start)))
  }

  /// The point behind the last token taken: where something missing should have stood.
  var gap: SourceSpan {
    let end = index > 0 ? Int(tokens[index - 1].end) : Int(current.start)
    return SourceSpan(file: file, start: end, end: end)
  }

  /// What stands here, for messages.
  var found: String {
    switch current.kind {
    case .end: "the file ends"
    case .identifier, .integer: "found `\(Literal.shorten(text(current)))`"
    case .string: "found a string"
    default: "found \(current.kind.description)"
    }
  }

  // MARK: Taking

  @discardableResult
  mutating func take() -> Token {
    let token = tokens[index]
    if index < tokens.count - 1 { index += 1 }
    return token
  }

  mutating func take(_ kind: TokenKind) -> Bool {
    guard at(kind) else { return false }
    take()
    return true
  }

  mutating func take(word: StaticString) -> Bool {
    guard at(word: word) else { return false }
    take()
    return true
  }

  /// Takes a token of this kind, or reports that it is missing and goes on as if it were there.
  mutating func expect(_ kind: TokenKind, _ purpose: String) {
    if take(kind) { return }
    // What is missing is best shown behind what stands before it; a wrong token on the same line, where it stands.
    let place = current.startsLine || at(.end) ? gap : span(current)
    report(.tokenExpected, "expected \(kind.description) \(purpose), but \(found)", at: place)
  }

  mutating func expect(word: StaticString, _ purpose: String) {
    if take(word: word) { return }
    let place = current.startsLine || at(.end) ? gap : span(current)
    report(.tokenExpected, "expected `\(word)` \(purpose), but \(found)", at: place)
  }

  mutating func report(
    _ code: FrontEndCode, _ message: String, at span: SourceSpan, related: [RelatedPlace] = [],
    suggestion: String? = nil
  ) {
    guard !recovering else { return }
    recovering = true
    guard diagnostics.count < 2 * FrontEndLimits.errorsPerFile else { return }
    diagnostics.append(Diagnostic(.error, code.code, message, at: span, related: related, suggestion: suggestion))
  }

  /// The word most alike, unless what it is for would not be reported any more.
  func near(to word: String, among candidates: [String]) -> String? {
    guard !recovering, diagnostics.count < FrontEndLimits.errorsPerFile else { return nil }
    return Spelling.nearest(to: word, among: candidates)
  }

  // MARK: Names

  /// Words that mean something in expressions and so cannot name anything.
  static let reserved: Set<String> = [
    "_", "emp", "exists", "forall", "old", "result", "ie", "level", "sizeof", "signed", "true", "false",
  ]

  /// A name for something new or used; `what` says of what, for the message.
  mutating func parseName(_ what: String) -> Name {
    guard at(.identifier) else {
      let place = current.startsLine || at(.end) ? gap : span(current)
      report(.nameExpected, "expected \(what), but \(found)", at: place)
      return Name("", at: gap)
    }
    let text = text(current)
    guard !Self.reserved.contains(text), Self.register(text) == nil, Lexer.startsName(bytes[Int(current.start)]) else {
      report(
        .nameReserved, "expected \(what), but `\(text)` is a reserved word", at: span(current),
        suggestion: "choose another name")
      take()
      return Name("", at: gap)
    }
    let token = take()
    return Name(text, at: span(token))
  }

  /// `r0` … `r15`.
  static func register(_ text: String) -> Register? {
    guard text.utf8.first == UInt8(ascii: "r"), (2...3).contains(text.utf8.count),
      text.utf8.dropFirst().allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let index = Int(text.dropFirst()), index < Register.count, text == "r\(index)"
    else { return nil }
    return Register(index)
  }

  mutating func parseRegister(_ purpose: String) -> (register: Register, place: Place) {
    if at(.identifier), let register = Self.register(text(current)) {
      let token = take()
      return (register, Place(span(token)))
    }
    let place = current.startsLine || at(.end) ? gap : span(current)
    report(
      .registerExpected, "expected a register \(purpose), but \(found)", at: place,
      suggestion: "registers are r0 to r15")
    // A wrong name at the register's place is read in its stead; anything else is left for what follows.
    if !current.startsLine, at(.identifier) || at(.integer) { take() }
    return (Register(0), Place(place))
  }

  /// `(x, y: seq)` without the parentheses, up to what is not a comma.
  mutating func parseBinders(_ what: String) -> [BinderSyntax] {
    var binders: [BinderSyntax] = []
    repeat {
      let name = parseName(what)
      let sort = take(.colon) ? parseName("a sort (int, bool or seq)") : nil
      binders.append(BinderSyntax(name: name, sort: sort))
    } while take(.comma) && !recovering
    return binders
  }

  /// `(…)` with binders, possibly none.
  mutating func parseParameters(_ what: String) -> [BinderSyntax] {
    expect(.openParen, "before the parameters of \(what)")
    let binders = at(.closeParen) || recovering ? [] : parseBinders("the name of a parameter")
    expect(.closeParen, "after the parameters of \(what)")
    return binders
  }
}
