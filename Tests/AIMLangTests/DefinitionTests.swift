import Testing
import TestSupport

@testable import AIMLang

@Suite("Definitions, instances, and what is made of them")
struct DefinitionTests {
  private let end = " func f() { halt } boot { thread f }"

  @Test("what is public can be said, and neither asked nor denied")
  func instancePlaces() {
    let family = "invariant a(x) for threads: x |-> _\n"
    for place in ["!a@(1)", "a@(1) == true", "(a@(1) ? 1 : 2) == 1", "a@(1) ==> r1 == 0"] {
      #expect(
        places(family + "func f() requires \(place) { ret }").map { $0.split(separator: " ")[1] } == [
          "resolve:instance.place"
        ], "\(place)")
    }
    #expect(places(family + "func f() { assert a@(1) ret }") == ["2:19 resolve:instance.place"])
    for place in [
      "a@(1)", "r1 == 0 && a@(r1)", "a@(1) || emp", "r1 == 0 ==> a@(1)", "r1 == 0 ? a@(1) : a@(2)", "exists x :: a@(x)",
    ] {
      #expect(places(family + "func f() requires \(place) { ret }") == [], "\(place)")
    }
    #expect(places("invariant a for threads: emp\nfunc f() requires a@() { ret }") == ["2:19 resolve:name.kind"])
    #expect(places(family + "func f() requires a@(1, 2) { ret }") == ["2:19 resolve:arity.mismatch"])
  }

  @Test("a booted program says what its abstract predicates stand for")
  func abstract() {
    #expect(places("abstract predicate P(x)" + end) == ["1:1 resolve:predicate.abstract"])
    #expect(places("abstract function P(x): bool" + end) == ["1:1 resolve:predicate.abstract"])
    #expect(places("abstract function P(x): int") == ["1:25 resolve:sort.mismatch"])
    #expect(
      places("abstract function P(x): bool\nfunc f() requires !P(1) { ret }") == ["2:20 resolve:instance.place"])
    let files = ["a.aim": "abstract predicate P(x; y)\nabstract function C(x): bool\n"]
    #expect(places("import \"a.aim\" where P(x, y) = x |-> y, C(x) = x > 2" + end, files: files) == [])
    #expect(
      places("import \"a.aim\" where P(x, y) = x |-> y, C(x) = x |-> 2" + end, files: files)
        == ["1:48 resolve:memory.pure"])
    #expect(
      places("import \"a.aim\" where P(x, y) = x |-> y" + end, files: files).map { $0.split(separator: " ")[1] }
        == ["resolve:predicate.abstract"])
  }

  @Test("several importers give a predicate a meaning, each for arguments of its own")
  func partialMeanings() throws {
    let files = [
      "lock.aim": "abstract predicate R(l; s)\ninvariant lock(l) for threads: exists s :: R(l, s)\n",
      "a.aim": "import \"lock.aim\" where R(l, s) if a@(l) = l |-> s\ninvariant a(l) for threads: emp\n",
      "b.aim": "import \"lock.aim\" where R(x, s) if b@(x) = x |-> s, 1\ninvariant b(l) for threads: emp\n",
      "whole.aim": "import \"lock.aim\" where R(l, s) = emp ** s == 0\n",
      "output.aim": "import \"lock.aim\" where R(l, s) if a@(s) = l |-> s\ninvariant a(l) for threads: emp\n",
      "none.aim": "import \"lock.aim\" where R(l, s) if a@() = l |-> s\ninvariant a for threads: emp\n",
      "many.aim": "import \"lock.aim\" where R(l, s) if a@(l, l) = l |-> s\ninvariant a(l) for threads: emp\n",
    ]
    func codes(_ text: String) -> [String] {
      places(text, files: files).map { String($0.split(separator: " ")[1]) }
    }
    let both = "import \"a.aim\"\nimport \"b.aim\"\nglobal g\nglobal h[2]\n"
    let boot = "boot { thread f share lock(g) share a(g) share lock(h) share b(h) }"
    #expect(codes(both + "func f() { halt }\n" + boot) == [])
    #expect(
      codes(both + "func f() { halt }\nboot { thread f share a(g) share b(g) }") == ["resolve:import.instantiation"])
    #expect(codes("import \"a.aim\"\nimport \"whole.aim\"") == ["resolve:import.instantiation"])
    for wrong in ["output", "none", "many"] {
      #expect(codes("import \"\(wrong).aim\"").count == 1, "\(wrong)")
    }

    let result = loadText(both + "func f() requires lock(g) { halt }\n" + boot, files: files)
    let program = try #require(result.program)
    #expect(program.partialMeanings(of: PredicateID(0)).count == 2)
    // In the view of `a.aim` its own meaning alone is seen, in that of `lock.aim` none.
    let modules = try program.visibleModules.indices.map {
      try program.seen(from: $0).partialMeanings(of: PredicateID(0)).count
    }
    #expect(modules.sorted() == [0, 1, 1, 2])
    // Closed, each instance has the cells of its own meaning.
    var cells: [Int] = []
    for invariant in try program.closed().invariants {
      invariant.body.forEach { if case .pointsTo(_, let values) = $0.kind { cells.append(values.count) } }
    }
    #expect(cells.sorted() == [1, 1, 2, 2])
  }

  @Test("circles")
  func circles() {
    #expect(places("invariant a for irq 0: b()\ninvariant b for irq 0: a()\n") == ["1:1 resolve:definition.cycle"])
    let files = ["a.aim": "abstract predicate P(x)\n"]
    #expect(places("import \"a.aim\" where P(x) = P(x)\n", files: files) == ["1:22 resolve:definition.cycle"])
    #expect(
      places("import \"a.aim\" where P(x) = q(x)\npredicate q(x) = P(x + 1)\n", files: files)
        == ["1:22 resolve:definition.cycle"])
  }

  @Test("definitions that double are refused before they fill memory")
  func large() {
    var text = "predicate p0(x) = x |-> _\n"
    for level in 1...40 { text += "predicate p\(level)(x) = p\(level - 1)(x) ** p\(level - 1)(x + 1)\n" }
    #expect(places(text).map { $0.split(separator: " ")[1] } == [])
    let use = places(text + "invariant for irq 0: p40(1)\n").map { $0.split(separator: " ")[1] }
    #expect(use == ["resolve:expansion.large"])
    var deep = "function f0(x): int = x\n"
    for level in 1...250 { deep += "function f\(level)(x): int = f\(level - 1)(x + 1)\n" }
    #expect(
      places(deep + "invariant for irq 0: f250(1) == 2\n").map { $0.split(separator: " ")[1] }
        == ["resolve:expansion.large"])
  }

  @Test("what boot shares")
  func shares() {
    let family = "global g\ninvariant a(x) for threads: x |-> _\nfunc f() { halt }\n"
    #expect(places(family + "boot { thread f share a(g) }") == [])
    #expect(places(family + "boot { thread f share a(g) share a(g) }") == ["4:28 resolve:boot.entry"])
    #expect(places(family + "boot { thread f share a(g) share a(g + 1) }") == [])
  }

  @Test("threads have numbers that fit a word")
  func threads() {
    func program(_ width: Int, _ count: Int) -> String {
      "word \(width)\nfunc f() { halt }\nboot { \(String(repeating: "thread f ", count: count))}"
    }
    #expect(places(program(8, 255)) == [])
    #expect(places(program(8, 256)) == ["3:\(8 + 255 * 9) resolve:boot.entry"])
    #expect(places(program(32, 1000)) == [])
    #expect(places(program(32, 1001)).map { $0.split(separator: " ")[1] } == ["resolve:boot.entry"])
  }

  @Test("sorts of parameters")
  func sorts() {
    #expect(places("queue q(b: bool) hands emp") == ["1:12 resolve:sort.mismatch"])
    #expect(places("invariant f(b: bool) for threads: emp") == ["1:16 resolve:sort.mismatch"])
    let files = ["a.aim": "abstract predicate P(x; y: bool)\n"]
    #expect(places("import \"a.aim\" where P(x, y: bool) = emp\n", files: files) == [])
    #expect(places("import \"a.aim\" where P(x, y) = emp\n", files: files) == ["1:27 resolve:sort.mismatch"])
    #expect(
      places("import \"a.aim\" where P(x: bool, y: bool) = emp\n", files: files) == ["1:24 resolve:sort.mismatch"])
  }

  @Test("eoi belongs to the explicit controller")
  func endOfInterrupt() {
    #expect(places("handler h on irq 0 { eoi iret }") == ["1:22 resolve:setting.place"])
    #expect(places("pic 8259a\nhandler h on irq 0 { eoi iret }") == [])
  }

  @Test("a closed program has no families, and knows what is public")
  func closed() throws {
    let program = try programFromText(
      """
      global g
      global h
      invariant a(x) for threads: x |-> _
      invariant for irq 0: emp
      function half(n): int = n / 2
      predicate pair(p) = p |-> half(p), _
      func f(p)
        requires a@(p) && pair(p + 1)
      {
        halt
      }
      func main()
        requires a@(g)
      {
        halt
      }
      boot { thread main share a(g) share a(h) }
      """
    ).closed()
    #expect(program.invariants.count == 3 && program.invariants.allSatisfy(\.parameters.isEmpty))
    let parts = program.routines[0].requires
    var cells = 0
    var conditions: [String] = []
    for part in parts {
      part.forEach { piece in
        if case .pointsTo(_, let values) = piece.kind { cells += values.count }
        if case .predicate = piece.kind { Issue.record("a name is left") }
        if case .pure(let condition) = piece.kind {
          condition.forEach { if case .instanceIsPublic = $0 { Issue.record("a name is left") } }
          if case .binary(let operation, _, _) = condition.kind { conditions.append(operation.rawValue) }
        }
      }
    }
    #expect(cells == 2)
    #expect(conditions == ["||"])
  }
}
