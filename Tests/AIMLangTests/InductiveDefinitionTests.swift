import Testing
import TestSupport

@testable import AIMLang

@Suite("Definitions that contain themselves")
struct InductiveDefinitionTests {
  private static let list = """
    predicate list(p; xs: seq) =
      p == 0 ? xs == [] : exists v, n, ys: seq :: p |-> v, n ** list(n; ys) ** xs == [v] ++ ys

    """

  private func codes(_ text: String) -> [String] { loadText(text).diagnostics.map(\.code.description) }

  @Test("groups, what others rest on first")
  func groups() throws {
    let program = try programFromText(
      """
      predicate a(p) = p == 0 ? emp : exists n :: p |-> n ** b(n) ** d(n)
      predicate b(p) = p == 0 ? emp : exists n :: p |-> n ** a(n) ** c(n)
      predicate c(p) = exists n :: p |-> n ** d(n)
      predicate d(p) = p == 0 ? emp : exists n :: p |-> n ** d(n)
      function f(n): int = n <= 0 ? 0 : g(n - 1)
      function g(n): int = n <= 0 ? 1 : f(n - 1) + h(n)
      function h(n): int = n
      lemma one() { @apply two() if 1 == 2 }
      lemma two() { @apply one() @apply three() }
      lemma three() { }

      """)
    #expect(program.recursion.predicateGroups.map { $0.map(\.index) } == [[3], [0, 1]])
    #expect(program.recursion.functionGroups.map { $0.map(\.index) } == [[0, 1]])
    #expect(program.recursion.lemmaGroups.map { $0.map(\.index) } == [[0, 1]])
    #expect(program.isRecursive(PredicateID(3)) && !program.isRecursive(PredicateID(2)))
    #expect(program.isRecursive(FunctionID(1)) && !program.isRecursive(FunctionID(2)))
    #expect(program.isRecursive(LemmaID(0)) && !program.isRecursive(LemmaID(2)))
    #expect(program.group(of: PredicateID(1)) == [PredicateID(0), PredicateID(1)])
    #expect(program.group(of: PredicateID(2)) == [PredicateID(2)])
    #expect(program.group(of: FunctionID(2)) == [FunctionID(2)] && program.group(of: LemmaID(2)) == [LemmaID(2)])
  }

  @Test("their instances stay when all else is written out, in their definitions too")
  func expansion() throws {
    let program = try programFromText(
      """
      predicate node(p; v, n) = p |-> v, n
      function next(p): int = p + 1
      predicate list(p) = p == 0 ? emp : exists v, n :: node(p; v, n) ** list(n) ** sum(next(v)) >= 0
      function sum(n): int = n <= 0 ? 0 : next(n) + sum(n - 1)
      lemma l(p) requires list(p) ensures list(p) { @fold node(p, _, 3) @fold list(next(p)) if p == next(0) @unfold node(p; _, _) if p != 0 }
      func f(p) requires list(next(p)) && sum(p) == next(0) { ret }

      """)
    for view in [try program.seen(from: 0), try program.closed()] {
      let body = try #require(view.predicates[1].body)
      var instances = 0
      body.forEach { if case .predicate(let id, _) = $0.kind { instances += id == PredicateID(1) ? 1 : 100 } }
      #expect(instances == 1)
      var applied: [Int] = []
      body.forEachExpression { $0.forEach { if case .apply(let id, _) = $0 { applied.append(id.index) } } }
      #expect(applied == [1])
      let proof = view.lemmas[0].proof
      guard case .assert(let first) = proof[0].kind, case .exists(let open, _) = first.kind else {
        Issue.record("\(proof[0])")
        return
      }
      #expect(open.map(\.name) == ["v"])
      guard case .fold(PredicateID(1), let arguments) = proof[1].kind, case .binary(.add, _, _)? = arguments[0]?.kind,
        case .binary(.equal, _, _)? = proof[1].condition?.kind
      else {
        Issue.record("\(proof[1])")
        return
      }
      guard case .assert(let last) = proof[2].kind, case .conditional(_, _, let otherwise) = last.kind else {
        Issue.record("\(proof[2])")
        return
      }
      #expect(otherwise.kind == .emp && proof[2].condition == nil)
    }
  }

  @Test("an importer's meaning stands in a definition for the importer, and a name for the module itself")
  func abstractParts() throws {
    let files = [
      "list.aim":
        "abstract predicate Elem(v)\npredicate list(p) = p == 0 ? emp : exists v, n :: p |-> v, n ** Elem(v) ** list(n)\n"
    ]
    let program = try programFromText(
      "import \"list.aim\" where Elem(v) = v |-> 0\nfunc f() requires list(r1) { ret }\n", files: files)
    func abstractParts(_ view: Program) throws -> Int {
      var count = 0
      try #require(view.predicates[1].body).forEach { if case .predicate(PredicateID(0), _) = $0.kind { count += 1 } }
      return count
    }
    #expect(try abstractParts(program.seen(from: 0)) == 0 && abstractParts(program.closed()) == 0)
    #expect(try abstractParts(program.seen(from: 1)) == 1)
    let circle = loadText("import \"list.aim\" where Elem(v) = list(v)\n", files: files)
    #expect(circle.diagnostics.map(\.code.description) == ["resolve:definition.cycle"])
  }

  @Test(
    "productive",
    arguments: [
      "predicate p(x) = x == 0 ? emp : exists n :: x |-> n ** p(n)",
      "predicate p(x) = x == 0 || (exists n :: p(n) ** x |-> n)",
      "predicate cell(x; n) = x |-> n predicate p(x) = x == 0 ? emp : exists n :: cell(x; n) ** p(n)",
      "predicate p(x) = q(x) || emp predicate q(x) = x |-> _ ** p(x + 1)",
      "predicate p(x) = exists y :: x |-> y ** (y == 0 ? emp : p(y) ** (y == 1 ? p(x) : p(y)))",
      "predicate p(x) = (x == 1 ? x |-> 1 : x |-> 2, 3) ** (x == 3 ==> p(x + 2))",
      "predicate tree(t) = t == 0 ? emp : exists l, r :: t |-> l, r ** tree(l) ** tree(r)",
    ])
  func productive(text: String) {
    #expect(codes(text + "\n") == [])
  }

  @Test(
    "unproductive",
    arguments: [
      "predicate p(x) = p(x)", "predicate p(x) = x == 0 ? emp : p(x - 1)",
      "predicate p(x) = exists n :: x |-> n ** p(n)",
      "predicate p(x) = x |-> _ || emp ** p(x)", "predicate p(x) = q(x) predicate q(x) = x == 0 ? emp : p(x)",
      "predicate p(x) = (x == 0 ? emp : x |-> _) ** (x == 0 ? emp : p(x + 1))",
      "abstract predicate R(x) predicate p(x) = x == 0 ? emp : R(x) ** p(x + 1)",
      "predicate p(x) = x |-> _ ** q(x + 1) predicate q(x) = x |-> _ ** p(x + 1)",
      "predicate p(x) = x == 0 ? emp : x |-> _ ** q(x) predicate q(x) = q(x) ** x |-> _",
      "predicate p(x) = p(x + 1) ** p(x + 2)",
    ])
  func unproductive(text: String) {
    #expect(codes(text + "\n") == ["predicate:unproductive"])
  }

  @Test("inputs and outputs may be told apart where a predicate is used")
  func semicolons() throws {
    #expect(
      codes(
        Self.list + "func f() requires exists xs: seq :: list(r1; xs) { @fold list(0; []) @unfold list(r1; _) ret }\n")
        == [])
    for (text, code) in [
      ("func f() requires list(r1, []; ) { ret }", "resolve:arity.mismatch"),
      ("func f() requires list(; r1, []) { ret }", "resolve:arity.mismatch"),
      ("function g(n): int = n func f() requires g(; 1) == 1 { ret }", "resolve:arity.mismatch"),
      ("lemma l(a, b) {} func f() { @apply l(1; 2) ret }", "resolve:arity.mismatch"),
      ("func f() requires list(1; 2; 3) { ret }", "parse:token.expected"),
    ] {
      #expect(codes(Self.list + text + "\n") == [code], "\(text)")
    }
  }

  @Test(
    "what has no place in a lemma, or in a ghost line",
    arguments: [
      ("lemma l(x) requires r1 == x {}", "resolve:state.place"),
      ("lemma l(x) ensures ie == x {}", "resolve:state.place"),
      ("lemma l(x) ensures old(x) == x {}", "resolve:old.place"),
      ("lemma l(x) ensures result == x {}", "resolve:result.place"),
      ("lemma l(x) { @assume x == 1 }", "resolve:ghost.place"), ("lemma l(x) { @leak emp }", "resolve:ghost.place"),
      ("lemma l(x) { @case level == thread }", "resolve:state.place"),
      ("invariant i(x) for irq 0: emp lemma l(x) { @open i(x) }", "resolve:ghost.place"),
      ("lemma l(x) with (y) {}", "resolve:setting.place"), ("lemma l(x) preserves r1 {}", "resolve:setting.place"),
      ("lemma l(x) {} func f() { @apply l() ret }", "resolve:arity.mismatch"),
      ("lemma l(x: seq) {} func f() { @apply l(1) ret }", "resolve:sort.mismatch"),
      ("lemma l(x) {} func f() { @apply l(_) if 1 ret }", "resolve:sort.mismatch"),
      ("predicate p(x; y) = x |-> y func f() { @fold p(_, 1) ret }", "parse:wildcard.place"),
      ("abstract predicate p(x) func f() { @unfold p(1) ret }", "resolve:name.kind"),
      ("func f() { @assert r1 |-> 1 if r1 == 1 ret }", "parse:mnemonic.unknown"),
    ])
  func refused(text: String, code: String) {
    #expect(codes(text + "\n").first == code)
  }

  @Test("`in` is a name everywhere else")
  func membership() {
    #expect(
      codes(
        """
        global in
        func f() requires in |-> _ && 1 in [in] { ld r1, [in] in: assert in in [in] && (r1 == 1 ? in : 2) == 2 ==> true
        j in }

        """) == ["resolve:name.shadowed"])
    #expect(codes("func f() { assert 1 in [1] in [2] ret }\n") == ["parse:comparison.chained"])
    #expect(codes("func f() { assert 1 in 2 ret }\n") == ["resolve:sort.mismatch"])
    #expect(codes("func f() { assert [1] in [2] ret }\n") == ["resolve:sort.mismatch"])
    #expect(codes("func f() { assert [1][..] == [] ret }\n") == ["parse:expression.expected"])
    #expect(codes("func f() { assert 1[1..] == [] ret }\n") == ["resolve:sort.mismatch"])
  }
}

@Suite("Hostile definitions")
struct HostileDefinitionTests {
  @Test("thousands that contain each other")
  func thousands() throws {
    let count = 4000
    var text = ""
    for index in 0..<count {
      text +=
        "predicate p\(index)(x; n) = x == 0 ? n == 0 : exists y, m :: x |-> y ** p\((index + 1) % count)(y; m) ** n == m\n"
      text += "function f\(index)(x): int = x <= 0 ? 0 : f\((index * 7 + 1) % count)(x - 1)\n"
    }
    let program = try programFromText(text)
    #expect(program.recursion.predicateGroups.map(\.count) == [count])
    #expect(program.isRecursive(FunctionID(0)))
  }

  @Test("a chain of predicates of which only the last one ends, and one of which none does")
  func chains() {
    let count = 3000
    var text = "predicate p0(x) = x == 0 ? emp : x |-> _ ** p\(count)(x)\n"
    for index in 1...count { text += "predicate p\(index)(x) = x |-> _ ** p\(index - 1)(x + 1)\n" }
    #expect(loadText(text).diagnostics.isEmpty)
    let endless = loadText(text.replacing("x == 0 ? emp : ", with: ""))
    #expect(endless.diagnostics.map(\.code.description) == ["predicate:unproductive"])
    let bare = loadText(text.replacing("x |-> _ ** p", with: "p"))
    #expect(bare.diagnostics.map(\.code.description) == ["predicate:unproductive"])
  }

  @Test("a definition that doubles at each step is too large, recursive or not")
  func doubling() {
    var text = "predicate p0(x) = x |-> _\n"
    for index in 1...30 { text += "predicate p\(index)(x) = p\(index - 1)(x) ** p\(index - 1)(x + 1)\n" }
    text += "predicate q(x) = x == 0 ? emp : x |-> _ ** p30(x) ** q(x - 1)\n"
    #expect(loadText(text).diagnostics.map(\.code.description) == ["resolve:expansion.large"])
  }
}
