import AIMLang
import TestSupport
import Testing

@Suite struct LineCountTests {
  private func expect(
    _ text: String, code: Int, annotation: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let count = LineCount(of: SourceFile(path: "test.aim", text: text))
    #expect(count == LineCount(code: code, annotation: annotation), sourceLocation: sourceLocation)
  }

  @Test func programsOfTheDesign() {
    expect(SamplePrograms.teeter, code: 23, annotation: 4)
    expect(SamplePrograms.lock, code: 17, annotation: 7)
    expect(SamplePrograms.client, code: 9, annotation: 3)
  }

  @Test func neither() {
    expect("", code: 0, annotation: 0)
    expect("// a comment\n/* requires\n   ensures */\n", code: 0, annotation: 0)
    expect("word 8\npic auto\nconst N = 1\nstruct S { a, b }\nglobal g\nimport \"a.aim\"\n", code: 0, annotation: 0)
    expect("func f(a, b)\n{\nloop:\n}\nboot {\n  thread f(1, 2)\n}\n", code: 0, annotation: 0)
  }

  @Test func code() {
    expect("func f() {\n  mov r1, 1\n\n  cli sti\n  ret\n}\n", code: 3, annotation: 0)
    expect("func f() { ret }\n", code: 1, annotation: 0)
    // An `assert` is run, and so is code.
    expect("func f() {\n  assert r1 == 1 &&\n    r2 == 2\n  ret\n}\n", code: 3, annotation: 0)
  }

  @Test func clauses() {
    let text = """
      func f()
        with (n)
        requires n == 1 **
          // a comment inside

          n < 2
        ensures true  preserves r1
      { ret }
      extern func g() requires true
      handler h on irq 0 ensures true { iret }
      """
    expect(text, code: 2, annotation: 6)
  }

  @Test func declarationsOfTheLogic() {
    let text = """
      /// Not counted.
      abstract predicate P(x)
      abstract function H(x): bool
      predicate cell(x) =
        x |-> _
      function twice(n): int = 2 * n
      lemma l()
        ensures emp
      { @assert emp }
      invariant lock(l) for threads: l |-> _
      queue q(l) hands emp
      """
    expect(text, code: 0, annotation: 10)
  }

  @Test func partsOfLines() {
    expect("import \"a.aim\"\n  where P(x) = x |-> _,\n    Q() = emp\n", code: 0, annotation: 2)
    expect("import \"a.aim\" where P(x) = emp\n", code: 0, annotation: 1)
    expect("boot {\n  thread f\n  share lock(m)\n}\n", code: 0, annotation: 1)
    expect("boot { thread f  share lock(m) }\n", code: 0, annotation: 1)
  }

  @Test func loopsAndGhostLines() {
    let text = """
      func f() {
            @assert r1 == 1
      loop:
        invariant ie == 1
        invariant
          r1 < 4
      next: invariant true  add r1, r1, 1
            @leak emp  j loop
      }
      """
    expect(text, code: 2, annotation: 6)
  }
}
