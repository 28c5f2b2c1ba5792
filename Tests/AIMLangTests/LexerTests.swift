import Testing
import TestSupport

@testable import AIMLang

@Suite("Tokens")
struct LexerTests {
  private func lex(_ text: String) -> Lexer {
    var lexer = Lexer(file: FileID(0), bytes: Array(text.utf8))
    lexer.run()
    return lexer
  }

  private func kinds(_ text: String) -> [TokenKind] { lex(text).tokens.map(\.kind) }

  @Test(
    "Unicode spellings are those of ASCII",
    arguments: [
      ("↦", "|->"), ("∗", "**"), ("∧", "&&"), ("∨", "||"), ("⇒", "==>"), ("¬", "!"), ("≠", "!="), ("≤", "<="),
      ("≥", ">="), ("·", "::"),
    ])
  func unicode(spelling: String, ascii: String) {
    #expect(kinds("a\(spelling)b") == kinds("a\(ascii)b"))
    #expect(kinds(spelling).count == 2)
  }

  @Test("the longest token wins")
  func longest() {
    #expect(kinds("|->|-|||&&&") == [.pointsTo, .bar, .minus, .orOr, .bar, .andAnd, .ampersand, .end])
    #expect(kinds("===>=>==") == [.equal, .assign, .greaterOrEqual, .greaterOrEqual, .assign, .end])
    #expect(kinds("***++:::") == [.separating, .star, .concatenate, .doubleColon, .colon, .end])
    #expect(kinds("x'y'' _a r1-r2") == [.identifier, .identifier, .identifier, .minus, .identifier, .end])
  }

  @Test(
    "numbers",
    arguments: [
      ("0", 0), ("1_000", 1000), ("0x1F", 31), ("0Xff_ff", 65535), ("0b101", 5), ("007", 7), ("'a'", 97),
      ("'\\n'", 10), ("'\\x7f'", 127), ("'\\''", 39), ("'é'", 233),
    ] as [(String, Int128)])
  func numbers(spelling: String, value: Int128) {
    var parser = Parser(file: FileID(0), text: spelling)
    #expect(parser.parseExpression().kind == .integer(value, spelling: spelling))
    #expect(parser.diagnostics.isEmpty && parser.at(.end))
  }

  @Test(
    "what is no number or character",
    arguments: ["0x", "0b2", "12ab", "1__", "_1", "''", "'ab'", "'a", "'\\q'", "0x_"])
  func notNumbers(spelling: String) {
    let lexer = lex(spelling)
    let isFine = spelling == "1__" || spelling == "_1"
    #expect(lexer.diagnostics.isEmpty == isFine, "\(spelling)")
    #expect(lexer.tokens.count == 2)
  }

  @Test("comments are blanks, `///` documents what follows")
  func comments() {
    #expect(kinds("a // b\nc /* d /* e */ f */ g") == [.identifier, .identifier, .identifier, .end])
    let lexer = lex("/// one\n///   two  \n//// no\n/// three\r\nx /// four\ny")
    #expect(lexer.documentation == [0: "one\n  two\nthree", 1: "four"])
    #expect(lex("/* a /* b */").diagnostics.map(\.code.description) == ["parse:comment.unterminated"])
  }

  @Test("strings end on their line")
  func strings() {
    #expect(kinds("\"a\\\"b\" c") == [.string, .identifier, .end])
    let broken = lex("\"abc\nx")
    #expect(broken.tokens.map(\.kind) == [.string, .identifier, .end])
    #expect(broken.diagnostics.map(\.code.description) == ["parse:string.unterminated"])
    #expect(lex("\"\\q\"").diagnostics.map(\.code.description) == ["parse:escape.unknown"])
    #expect(Literal.string(Array("\"a\\x41\\0\\\\\"".utf8)[...]) == "aA\0\\")
  }

  @Test("a run of unknown characters is one error")
  func unknown() {
    #expect(lex("$$$ $$").diagnostics.count == 2)
    #expect(lex("\u{1}\u{2}").diagnostics.map(\.message) == ["the character with code 1 has no meaning here"])
  }
}

@Suite("Precedence")
struct PrecedenceTests {
  private func tree(_ text: String) -> ExpressionSyntax {
    var parser = Parser(file: FileID(0), text: text)
    let tree = parser.parseExpression()
    #expect(parser.diagnostics.isEmpty && parser.at(.end), "\(text)")
    return tree
  }

  @Test(
    "as if it had these parentheses",
    arguments: [
      ("a ? b : c ? d : e", "a ? b : (c ? d : e)"), ("a ==> b ==> c", "a ==> (b ==> c)"),
      ("a ==> b || c && d ** e", "a ==> (b || (c && (d ** e)))"), ("!a == b ** c", "(!(a == b)) ** c"),
      ("!a |-> b", "!(a |-> b)"), ("a |-> b + 1 ** c", "(a |-> (b + 1)) ** c"),
      ("a + 1 |-> b, c || d", "((a + 1) |-> b, c) || d"), ("a == b |-> c", "(a == b) |-> c"),
      ("a - b - c", "(a - b) - c"), ("a / b * c % d", "((a / b) * c) % d"), ("-a * b", "(-a) * b"),
      ("a | b ^ c & d << e + f * g", "a | (b ^ (c & (d << (e + (f * g)))))"), ("a & b == c", "(a & b) == c"),
      ("a ++ b == c", "(a ++ b) == c"), ("-x[1][2]", "-((x[1])[2])"),
      ("exists x :: a ** b || c", "exists x :: ((a ** b) || c)"),
      ("a ** exists x :: b || c", "a ** (exists x :: (b || c))"), ("a ==> b ? c : d", "(a ==> b) ? c : d"),
      ("level == irq 1 && a", "(level == irq 1) && a"), ("|a ++ b| + 1", "(|(a ++ b)|) + 1"),
    ])
  func parentheses(plain: String, explicit: String) {
    #expect(tree(plain) == tree(explicit))
  }

  @Test("parentheses keep chains apart")
  func chains() {
    #expect(tree("a ** b ** c") != tree("a ** (b ** c)"))
    #expect(tree("f(a |-> b, c)") != tree("f((a |-> b, c))"))
  }
}
