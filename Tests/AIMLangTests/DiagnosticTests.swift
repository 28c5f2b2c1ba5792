import AIMLang
import Testing
import TestSupport

/// `line:column code` of each diagnostic.
func places(_ text: String, files: [String: String] = [:]) -> [String] {
  let result = loadText(text, files: files)
  return result.diagnostics.map { diagnostic in
    let place = result.sources.position(of: diagnostic.span)
    return "\(place.line):\(place.column) \(diagnostic.code)"
  }
}

@Suite("Several mistakes in one run, none reported twice")
struct DiagnosticTests {
  @Test("each broken line is reported, the good ones between them are read")
  func recovery() {
    let text = """
      gloabl a
      global = 3
      global b[2 = 0
      const C 4
      struct S { x, }
      func f( {
        mov r1 2
        add r1, r1,
        mov r1, r2
        mvo r1, r2
        ld  r1, b
        st  [b], 3
        mov r1, 1, 2
      l:  invariant b |->
        @frobnicate b
        j
      }
      boot { thrad f }

      """
    #expect(
      places(text) == [
        "1:1 parse:declaration.expected", "2:8 parse:name.expected", "3:12 parse:token.expected",
        "4:9 parse:token.expected", "6:9 parse:name.expected", "7:10 parse:token.expected",
        "8:14 parse:expression.expected", "10:3 parse:mnemonic.unknown", "11:11 parse:token.expected",
        "12:12 parse:register.expected", "13:12 parse:operand.extra", "14:20 parse:expression.expected",
        "15:4 parse:ghost.unknown", "16:4 parse:name.expected", "18:8 parse:token.expected",
      ])
  }

  @Test("a missing brace does not swallow the next routine")
  func braces() {
    #expect(
      places("func f() {\n  ret\nfunc g() {\n  rte\n}\n") == ["2:6 parse:token.expected", "4:3 parse:mnemonic.unknown"])
    #expect(
      places("func f()\n  ret\nl:\n  invariant emp\n  ret\n}\nfunc g() { rte }\n")
        == ["1:9 parse:token.expected", "7:12 parse:mnemonic.unknown"])
    #expect(
      places("func f() { ret }\n}\nfunc g() { rte }\n")
        == ["2:1 parse:declaration.expected", "3:12 parse:mnemonic.unknown"])
  }

  @Test("an assertion that goes on over broken lines is one error")
  func longAssertion() {
    let text = """
      global x
      func f()
        requires x |-> 1 ** ** x == 2
          && x |-> 3
        ensures x |->
      {
      l:
        invariant x |-> ) 3
          ** x |-> 4
          || x |-> 5
        j l
      }

      """
    #expect(
      places(text) == [
        "3:23 parse:expression.expected", "5:16 parse:expression.expected", "8:19 parse:expression.expected",
      ])
  }

  @Test("words of another assembler, line by line")
  func foreign() {
    let text = """
      func f()
        requires r1 = 3 ** r2 == 4
        ensures r1 =< 3
      {
        cmp r1, 3
        jmp loop
      loop:
        invariant r1 == = 4
        jmp loop
        push ax
      }

      """
    #expect(
      places(text) == [
        "2:15 parse:token.expected", "3:14 parse:token.expected", "5:3 parse:mnemonic.unknown",
        "6:3 parse:mnemonic.unknown", "8:19 parse:expression.expected", "9:3 parse:mnemonic.unknown",
        "10:3 parse:mnemonic.unknown",
      ])
  }

  @Test("suggestions")
  func suggestions() {
    func suggestion(_ text: String) -> String? { loadText(text).diagnostics.first?.suggestion }
    #expect(suggestion("fucn f() { ret }\n") == "did you mean `func`?")
    #expect(suggestion("func f() { hlat }\n") == "did you mean `halt`?")
    #expect(suggestion("global counter\nfunc f() { ld r1, [conuter] ret }\n") == "did you mean `counter`?")
    #expect(suggestion("func f() { l1: j l2 }\n") == "did you mean `l1`?")
    #expect(suggestion("func g() { ret } func f() { j g }\n") == "`g` is a function: write `call g`")
    #expect(suggestion("func f() { l: call l  ret }\n") == "write `j l`")
    #expect(suggestion("func f() { mov r1, r16  ret }\n") == "registers are r0 to r15")
    #expect(suggestion("struct S { left }\nconst a = S.letf\n") == "did you mean `left`?")
    #expect(suggestion("func f(a) { mov r2, a  ret }\n") == "an instruction names the register itself, r1")
    #expect(suggestion("func f() requires r1 = 3 { ret }\n") == "equality is written `==`")
    #expect(suggestion("func f() requires r1 =< 3 { ret }\n") == "comparisons are written `<=` and `>=`")
    #expect(suggestion("func f() { cli; ret }\n") == "leave the `;` out: nothing separates instructions")
    #expect(suggestion("func f() { ret } boot { thread f; }\n") == "leave the `;` out: nothing separates threads")
    #expect(suggestion("func f() {\nloop\nret }\n") == "a label is followed by `:`")
    #expect(suggestion("func f() requires r1 { ret }\n") == "compare it with something")
  }

  @Test("the first declaration is shown with the second")
  func related() {
    let result = loadText("global x\nfunc x() { ret }\n")
    #expect(result.diagnostics.first?.related.map(\.label) == ["the first declaration, a global"])
    #expect(result.diagnostics.first?.related.first.map { result.sources.position(of: $0.span).line } == 1)
  }

  @Test("columns count characters, not bytes")
  func columns() {
    #expect(places("invariant for irq 0: ∃ v · v ≠ ¬\n") == ["1:32 parse:negation.parenthesised"])
    #expect(places("\u{FEFF}global é\n").last == "1:9 parse:character.unknown")
  }
}
