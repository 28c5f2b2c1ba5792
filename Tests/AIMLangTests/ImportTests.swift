import AIMLang
import Testing
import TestSupport

@Suite("Programs of several files")
struct ImportTests {
  private func codes(_ files: [String: String], root: String = "main.aim") -> [String] {
    loadProgram(path: root) { files[$0] }.diagnostics.map(\.code.description)
  }

  @Test("paths are relative to the importing file, and a file is read once")
  func paths() throws {
    let files = [
      "src/main.aim": "import \"lib/a.aim\"\nimport \"../src/lib/./b.aim\"\nglobal m\n",
      "src/lib/a.aim": "import \"b.aim\"\nglobal a\n",
      "src/lib/b.aim": "global b\n",
    ]
    let result = loadProgram(path: "src/main.aim") { files[$0] }
    #expect(describe(result) == "")
    #expect(result.sources.files.map(\.path) == ["src/main.aim", "src/lib/a.aim", "src/lib/b.aim"])
    #expect(result.program?.globals.map(\.name) == ["m", "a", "b"])
    #expect(result.program?.globals.map(\.address) == [0x1000, 0x1002, 0x1004])
  }

  @Test("circles and missing files are errors at the import")
  func broken() {
    #expect(codes(["main.aim": "import \"main.aim\"\n"]) == ["resolve:import.cycle"])
    let circle = ["main.aim": "import \"a\"\n", "a": "import \"b\"\n", "b": "import \"a\"\n"]
    #expect(codes(circle) == ["resolve:import.cycle"])
    #expect(codes(["main.aim": "import \"a\"\n"]) == ["parse:file.unreadable"])
    #expect(codes([:]) == ["parse:file.unreadable"])
  }

  @Test("a name is seen by those who import its file, directly or not")
  func visibility() {
    let files = ["a": "import \"b\"\nconst A = B\n", "b": "const B = 1\n"]
    #expect(codes(files.merging(["main.aim": "import \"a\"\nconst C = A + B\n"]) { a, _ in a }) == [])
    let backwards = ["main.aim": "import \"a\"\nconst C = 1\n", "a": "const A = C\n"]
    #expect(codes(backwards) == ["resolve:name.unknown"])
    #expect(codes(["main.aim": "import \"a\"\nconst A = 1\n", "a": "global A\n"]) == ["resolve:name.duplicate"])
  }

  @Test("settings are those of the file asked for")
  func settings() {
    #expect(codes(["main.aim": "word 16\nimport \"a\"\n", "a": "word 16\n"]) == [])
    #expect(codes(["main.aim": "word 16\nimport \"a\"\n", "a": "word 8\n"]) == ["resolve:setting.place"])
    #expect(codes(["main.aim": "import \"a\"\n", "a": "pic 8259a\n"]) == ["resolve:setting.place"])
  }

  @Test("instantiations")
  func instantiations() throws {
    let lib = "abstract predicate P(x)\nabstract predicate Q(x, y)\npredicate R(x) = x |-> 0\n"
    func result(_ clause: String) -> [String] {
      codes(["main.aim": "global g\nimport \"lib\" where \(clause)\n", "lib": lib])
    }
    #expect(result("P(x) = x |-> g, 2, Q(a, b) = a |-> b, b") == [])
    #expect(result("P(x) = x |-> 1, P(y) = emp") == ["resolve:import.instantiation"])
    #expect(result("R(x) = emp") == ["resolve:import.instantiation"])
    #expect(result("P(x, y) = emp") == ["resolve:arity.mismatch"])
    #expect(result("S(x) = emp") == ["resolve:name.unknown"])
    #expect(result("P(x) = y |-> 1") == ["resolve:name.unknown"])
  }
}

@Suite("What is refused by name")
struct UnsupportedTests {
  private func features(_ text: String) throws -> [String] {
    try programFromText(text).unsupportedFeatures().map { String($0.code.description.dropFirst("unsupported:".count)) }
  }

  @Test(
    "each construct without a meaning yet",
    arguments: [
      ("func f() { assert forall x :: x == x ret }", "quantifier"),
      ("func f() ensures !(exists x :: x == r1) { ret }", "quantifier"),
    ])
  func refused(text: String, feature: String) throws {
    #expect(try features(text + "\n") == [feature])
  }

  @Test(
    "what both engines understand",
    arguments: [
      "invariant a for irq 0: emp\nfunc f() requires a() { ret }", "func f() requires exists x :: r1 == x { ret }",
      "func f() { @assume r1 == 1 @leak emp @case r1 == 2 @assert emp ret }", "extern func f()",
      "func f() requires level == irq 0 ensures level == thread { ret }", "word 8\npic auto",
      "pic 8259a\nhandler h on irq 7 { eoi iret }", "func f() { mask 0 unmask 1 switch ret }",
      "func f() { halt } boot { thread f thread f }", "invariant for threads: emp", "invariant a(x) for irq 0: x |-> _",
      "queue q(n) hands emp func f() { block q(1) unblock r1, q(2) ret }", "predicate p(x) = x |-> _",
      "abstract predicate p(x)", "abstract function p(x): bool", "function f(x): int = x",
      "predicate p(x) = x == 0 ? emp : exists y :: x |-> y ** p(y)", "function f(x): int = x == 0 ? 0 : f(x - 1)",
      "lemma l(x) {}", "func f() with (s: seq) { assert |s| == 1 && 1 in s && s[0..] == s ++ [] ret }",
      "predicate p(x) = x |-> _ func f() { @fold p(1) @unfold p(1) ret }", "lemma l(x) {} func f() { @apply l(1) ret }",
      "invariant a(x) for irq 0: x |-> _ func f() { @open a(1) @close a(1) ret }", SamplePrograms.abstractions,
    ])
  func accepted(text: String) throws {
    #expect(try features(text + "\n") == [])
  }
}
