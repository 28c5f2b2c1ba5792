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
        return
          "\(finding.diagnostic.code) \(program.sources[span.file].path):\(program.sources.position(of: span).line)"
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
      try failures(
        "import \"box.aim\" where Box(p) = p |-> _\nfunc main() requires ie == 1 { halt }", ["box.aim": module])
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
    #expect(
      try failures(twice.replacing("Box(p) ** Box(p)", with: "Box(p)")) == ["return:footprint.leftover main.aim:5"])
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
    let made = module.replacing(
      "requires exists s :: State(l, s) ** Ready(l, s)", with: "requires exists s :: State(l, s)")
    #expect(try failures(made) == ["return:fact.unproved main.aim:7"])
    let other = module.replacing(
      "ensures  exists s :: State(l, s) ** Ready(l, s)", with: "ensures  exists s :: State(l, s) ** Ready(l, s + 1)")
    #expect(try failures(other) == ["return:fact.unproved main.aim:7"])
  }

  /// Two modules on one lock, each with a meaning of its own for the instances that are its own.
  @Test func meaningsForSomeArguments() throws {
    let lock = """
      abstract predicate R(l)
      invariant lock(l) for threads: exists v :: l |-> v ** (v == 0 ? R(l) : emp)
      func take(l)
        requires ie == 1 && level == thread && lock@(l)
        ensures  ie == 1 && level == thread && (r2 == 0 ? R(l) : emp)
        preserves r1
      {
        cli
        ld r2, [r1]
        mov r3, 1
        st [r1], r3
        sti
        ret
      }
      """
    func user(_ family: String, _ meaning: String, _ requires: String) -> String {
      """
      import "lock.aim" where R(l) if \(family)@(l) = \(meaning)
      invariant \(family)(l) for threads: emp
      func use_\(family)(l)
        requires ie == 1 && level == thread && lock@(l)\(requires)
        ensures  ie == 1 && level == thread
      {
        call take
        bne r2, 0, none
        ld r4, [r1 + 1]
        assert r4 < 5
        @leak \(meaning)
        mov r4, 0
      none:
        ret
      }
      """
    }
    let one = user("one", "exists v :: l + 1 |-> v ** v < 5", " && one@(l)")
    let two = user("two", "exists v :: l + 1 |-> v, v ** v < 3", " && two@(l)")
    let modules = ["lock.aim": lock, "one.aim": one, "two.aim": two]
    #expect(try failures(one, modules) == [])
    #expect(try failures(two, modules) == [])
    // Without the fact, nothing is known of what was taken, and it cannot be given up as something else.
    let blind = user("one", "exists v :: l + 1 |-> v ** v < 5", "")
    #expect(try failures(blind, modules).first == "load:footprint.missing main.aim:9")
    let client = """
      import "one.aim"
      import "two.aim"
      global a[2] = 0
      global b[3] = 0
      func worker()
        requires ie == 1 && level == thread && lock@(a) && lock@(b) && one@(a) && two@(b)
      {
        mov r1, a
        call use_one
        mov r1, b
        call use_two
        halt
      }
      boot { thread worker  share lock(a)  share one(a)  share lock(b)  share two(b) }
      """
    #expect(try failures(client, modules) == [])
    // An instance without a meaning has none at boot either.
    let without = client.replacing("  share two(b)", with: "").replacing(" && two@(b)", with: "")
    #expect(
      try failures(without, modules) == ["call:fact.unproved main.aim:11", "boot:footprint.missing main.aim:14"])
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
