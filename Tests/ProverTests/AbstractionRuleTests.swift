import AIMLang
import TestSupport
import Testing

@testable import Prover

/// Abstract predicates and functions: proved for every instance, transparent to who imports with `where`.
@Suite struct AbstractionRuleTests {
  /// Everything that is not proved of a program with modules, as `FILE:LINE`.
  private func failures(_ text: String, _ modules: [String: String] = [:]) throws -> [String] {
    let loaded = loadProgram(path: "main.aim") { $0 == "main.aim" ? text : modules[$0] }
    let program = try #require(loaded.program, "\(loaded.diagnostics)")
    return prove(program).obligations.compactMap { obligation in
      switch obligation.outcome {
      case .proved: return nil
      case .refuted(let finding), .undecided(let finding):
        let span = finding.diagnostic.span
        return "\(finding.diagnostic.code) \(program.sources[span.file].path):\(program.sources.position(of: span).line)"
      }
    }
  }

  private let box = """
    abstract predicate Box(p)
    func keep(p)
      requires Box(p)
      ensures  Box(p)
    {
      ret
    }
    """

  @Test func aModuleIsProvedByItself() throws { #expect(try failures(box) == []) }

  @Test func whatAnImporterKnowsTheModuleDoesNot() throws {
    let module = """
      abstract predicate Box(p)
      func peek(p)
        requires Box(p)
        ensures  Box(p)
      {
        ld r2, [r1]
        ret
      }
      """
    #expect(
      try failures("import \"box.aim\" where Box(p) = p |-> _\nfunc main() requires ie == 1 { halt }", ["box.aim": module])
        == ["load:footprint.missing box.aim:6"])
  }

  @Test func theImporterSeesThrough() throws {
    let client = """
      import "box.aim" where Box(p) = exists v :: p |-> v ** v < 5
      global x = 3
      func main()
        requires x |-> 3
      {
        mov r1, x
        call keep
        ld r2, [x]
        assert r2 < 5
        halt
      }
      boot { thread main }
      """
    #expect(try failures(client, ["box.aim": box]) == [])
    let wrong = client.replacing("assert r2 < 5", with: "assert r2 == 3")
    #expect(try failures(wrong, ["box.aim": box]) == ["assert:fact.unproved main.aim:9"])
    let tooLarge = client.replacing("x |-> 3", with: "x |-> 6")
    #expect(
      try failures(tooLarge, ["box.aim": box]) == ["call:fact.unproved main.aim:7", "boot:fact.unproved main.aim:12"])
  }

  @Test func anInstanceMustBePrecise() throws {
    #expect(
      try failures(
        "import \"box.aim\" where Box(p) = exists a :: a |-> 1\nfunc main() { halt }\nboot { thread main }",
        ["box.aim": box]) == ["invariant:imprecise main.aim:1"])
  }

  @Test func anInstanceMustDetermineItsOutputs() throws {
    let module = "abstract predicate State(l; s)\nfunc f() { ret }"
    func client(_ meaning: String) -> String {
      "import \"state.aim\" where State(l, s) = \(meaning)\nfunc main() { halt }\nboot { thread main }"
    }
    #expect(try failures(client("l |-> s"), ["state.aim": module]) == [])
    #expect(try failures(client("exists v :: l |-> v ** s == v / 2"), ["state.aim": module]) == [])
    #expect(try failures(client("l |-> _"), ["state.aim": module]) == ["invariant:imprecise main.aim:1"])
    #expect(try failures(client("l |-> _ ** s <= 3"), ["state.aim": module]) == ["invariant:imprecise main.aim:1"])
  }

  @Test func whatIsOwnedTwiceIsEmpty() throws {
    let twice = """
      abstract predicate Box(p)
      func drop(p)
        requires Box(p) ** Box(p)
      {
        ret
      }
      """
    #expect(try failures(twice) == [])
    #expect(try failures(twice.replacing("Box(p) ** Box(p)", with: "Box(p)")) == ["return:footprint.leftover main.aim:5"])
    #expect(
      try failures(twice.replacing("drop(p)", with: "drop(p, q)").replacing("** Box(p)", with: "** Box(q)"))
        == ["return:footprint.leftover main.aim:5"])
  }

  @Test func anAbstractConditionIsKnownForGood() throws {
    let module = """
      abstract predicate State(l; s)
      abstract function Ready(l, s): bool
      func use(l)
        requires exists s :: State(l, s) ** Ready(l, s)
        ensures  exists s :: State(l, s) ** Ready(l, s) ** Ready(l, s)
      {
        ret
      }
      """
    #expect(try failures(module) == [])
    let made = module.replacing("requires exists s :: State(l, s) ** Ready(l, s)", with: "requires exists s :: State(l, s)")
    #expect(try failures(made) == ["return:fact.unproved main.aim:7"])
    let other = module.replacing("ensures  exists s :: State(l, s) ** Ready(l, s)", with: "ensures  exists s :: State(l, s) ** Ready(l, s + 1)")
    #expect(try failures(other) == ["return:fact.unproved main.aim:7"])
  }

  @Test func macrosAreWrittenOut() throws {
    let text = """
      struct Pair { a, b }
      function half(n): int = n / 2
      predicate pair(p; s) = exists x, y :: p + Pair.a |-> x ** p + Pair.b |-> y ** s == x + half(y)
      func f(p)
        with (s)
        requires pair(p, s)
        ensures  pair(p, s)
      {
        ld r2, [r1 + Pair.a]
        ret
      }
      """
    #expect(try failures(text) == [])
    #expect(
      try failures(text.replacing("  ret", with: "  st [r1 + Pair.b], r2\n  ret"))
        == ["return:fact.unproved main.aim:11"])
  }

  @Test func framesKeepPredicates() throws {
    let text = """
      abstract predicate Box(p)
      func loop(p)
        requires Box(p)
        ensures  Box(p)
      {
      again:
        invariant true
        beq r2, 0, done
        sub r2, r2, 1
        j again
      done:
        ret
      }
      func caller(p, q)
        requires Box(p) ** Box(q)
        ensures  Box(q) ** Box(p)
      {
        call loop
        ret
      }
      """
    #expect(try failures(text) == [])
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    precondition(contains(part))
    return replacing(part, with: other, maxReplacements: 1)
  }
}
