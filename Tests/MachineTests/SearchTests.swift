import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Search")
struct SearchTests {
  private let counter = """
    global x = 0
    invariant for irq 0: x |-> _
    handler tick on irq 0 { ld r1, [x]
      add r1, r1, 1
      and r1, r1, 7
      st [x], r1
      iret }
    func main() requires ie == 1 {
    l: invariant ie == 1
      choose r2, 0, 1
      beq r2, 0, l
      halt
    }
    boot { thread main }
    """

  /// Division in assertions is total, as the language reference says and the prover has it.
  @Test func divisionByZeroHasAValue() throws {
    func run(_ condition: String) throws -> Exploration {
      explore(try load("func main() { mov r1, 5\n assert \(condition)\n halt }\n boot { thread main }"))
    }
    let right = try run("r1 / r2 == 0 && r1 % r2 == 5")
    #expect(right.summary == "complete")
    #expect(right.unevaluated == 0)
    #expect(try run("r1 / r2 != 0").summary.contains("assert:fact.unproved"))
  }

  /// Counts are exact: none moves unless the machine or the monitor does.
  @Test func countsArePinned() throws {
    let program = try load(counter)
    let result = explore(program)
    #expect(result.summary == "complete")
    #expect(result.counts == [240, 280, 50])
    let plain = ReferenceMachine(program: program).explore(maxStates: 1000)
    #expect(result.counts == [plain.states, plain.steps, plain.depth])
    #expect(result.unreached == [])
    let straight = explore(try load("func main() { mov r1, 1\n print \"x\", r1\n halt }\n boot { thread main }"))
    #expect(straight.counts == [4, 3, 3])
    let spin = explore(try load("func main() { l: j l }\n boot { thread main }"))
    #expect(spin.counts == [1, 1, 0])
    #expect(spin.summary == "complete")
  }

  @Test func unreachedInstructionsAreNamed() throws {
    let program = try load("func main() { j end\n mov r1, 1\nend: halt }\n func f() { ret }\n boot { thread main }")
    #expect(explore(program).unreached == [1, 3])
  }

  @Test func twoRunsAreEqual() throws {
    let program = try load(SamplePrograms.teeter)
    let first = explore(program)
    let second = explore(program)
    #expect(first.counts == second.counts)
    #expect(first.bytesPerState == second.bytesPerState)
  }

  @Test func boundsCutShortAndSayWhich() throws {
    let program = try load(SamplePrograms.teeter)
    let states = explore(program, options: ExplorationOptions(maxStates: 1000))
    #expect(states.summary == "cut explore:limit.reached")
    #expect(states.states == 1000)
    let memory = explore(program, options: ExplorationOptions(maxMemory: 1 << 20))
    #expect(memory.summary == "cut explore:limit.reached")
    let cancelled = explore(program, options: ExplorationOptions(isCancelled: { true }))
    #expect(cancelled.summary == "cut explore:limit.reached")
    let late = explore(program, options: ExplorationOptions(timeLimit: .zero))
    #expect(late.summary == "cut explore:limit.reached")
    if case .cutShort(let diagnostic) = states.outcome {
      #expect(diagnostic.message.contains("more than 1000 configurations"))
      #expect(diagnostic.message.contains("depth"))
    }
  }

  @Test func endlessRecursionAndAllocationAreCutShort() throws {
    let recursion = explore(
      try load("func main() { call f\n halt }\n func f() { call f\n ret }\n boot { thread main }"))
    #expect(recursion.summary == "cut explore:limit.reached")
    #expect(recursion.states == 257)
    let heap = explore(
      try load("func main() { l: alloc r1, 3\n j l }\n boot { thread main }"),
      options: ExplorationOptions(maxHeapCells: 10))
    #expect(heap.summary == "cut explore:limit.reached")
    let huge = explore(
      try load("func main() { alloc r1, 4096\n alloc r2, 1\n halt }\n boot { thread main }"))
    #expect(huge.summary == "cut explore:limit.reached")
    let wide = explore(
      try load("func main() { choose r1, 0, 4294967295\n halt }\n boot { thread main }"),
      options: ExplorationOptions(maxStates: 5000))
    #expect(wide.summary == "cut explore:limit.reached")
    #expect(wide.states == 5000)
  }

  /// The same seed, the same walks; never complete, and a deadlock under interrupts that wake nobody is seen.
  @Test func randomWalks() throws {
    func walk(_ text: String, seed: UInt64, _ maxStates: Int = 20_000) throws -> Exploration {
      explore(
        try load(text), options: ExplorationOptions(maxStates: maxStates, strategy: .randomWalk(seed: seed)))
    }
    let one = try walk(counter, seed: 1)
    #expect(one.summary == "cut explore:limit.reached")
    #expect(one.states == 20_000)
    #expect(try walk(counter, seed: 1).counts == one.counts)
    let broken = try walk(counter.replacing("beq r2, 0, l", with: "ld r3, [x]"), seed: 1)
    #expect(broken.summary.hasPrefix("violation load:footprint.missing"))
    // Each seed finds a way of its own; the shortest one is told in the end.
    let seeds: [UInt64] = [1, 2, 3, 4, 5]
    let text = counter.replacing("beq r2, 0, l", with: "ld r3, [x]")
    #expect(Set(try seeds.map { try walk(text, seed: $0).steps }).count > 1)
    #expect(Set(try seeds.map { try walk(text, seed: $0).summary }).count == 1)
    let deadlock = """
      handler h on irq 0 { mov r1, 0
        iret }
      queue q() hands emp
      func main() requires ie == 1 && level == thread { cli
        block q()
        sti
        halt }
      boot { thread main }
      """
    #expect(try walk(deadlock, seed: 3).summary == "violation explore:deadlock 0.0")
  }

  /// A violation beside something that cannot be explored is still found.
  @Test func aViolationOutweighsABound() throws {
    let text =
      "func main() { choose r1, 0, 1\n beq r1, 0, deep\n mov r2, 1\n assert r2 == 2\n halt\ndeep: call main\n halt }"
    #expect(explore(try load(text + "\n boot { thread main }")).summary == "violation assert:fact.unproved 1.0.0.0")
  }

  /// A truth value is determined by an equation, as a number is.
  @Test func truthValuesAreDetermined() throws {
    func program(_ value: Int) -> String {
      """
      global x = \(value)
      func main() requires x |-> _ {
        @assert exists v, b: bool :: x |-> v ** b == (v == 4) ** (b ? v >= 4 : v == 0)
        halt
      }
      boot { thread main }
      """
    }
    for (value, summary) in [(4, "complete"), (0, "complete"), (5, "violation ghost:fact.unproved 0")] {
      let result = explore(try load(program(value)))
      #expect(result.summary == summary)
      #expect(result.unevaluated == 0)
    }
  }

  /// Searches for two variables inside of each other end, without an answer.
  @Test func nestedSearchesAreBounded() throws {
    let text = """
      global x = 4
      func main() requires ie == 1 && x |-> _ {
        @assert exists v, a, b ::
          x |-> v ** 0 <= a ** a <= 60000 ** 0 <= b ** b <= 60000 ** a * b == v + 5000000007
        halt
      }
      boot { thread main }
      """
    let result = explore(try load(text))
    #expect(result.summary == "complete")
    #expect(result.unevaluated == 1)
  }

  /// A search with one configuration a layer, over several chunks of the store: each new chunk begins while the search
  /// waits at the end of the one before.
  @Test func aNarrowSearchGoesOnInTheNextChunk() throws {
    let text = """
      func main() {
        mov r1, 0
      again:
        add r1, r1, 1
        bne r1, 700000, again
        halt
      }
      boot { thread main }
      """
    let result = explore(try load(text), options: ExplorationOptions(maxStates: 2_000_000))
    #expect(result.summary == "complete")
    // The start, two instructions a round, `halt`, and the idle machine.
    #expect(result.counts == [1_400_003, 1_400_002, 1_400_002])
    #expect(result.unreached.isEmpty)
  }

  @Test func whatCannotBeExploredSaysSo() throws {
    #expect(explore(try load("func main() { halt }")).summary == "cut explore:not.supported")
    let external = "extern func f() requires emp ensures emp\n func main() { call f\n halt }\n boot { thread main }"
    #expect(explore(try load(external)).summary == "cut explore:not.supported")
  }

  /// An assertion without an answer is counted and named, and never passes for one that holds.
  @Test func checksWithoutAnswerAreCounted() throws {
    let text = """
      global x = 4
      func main() requires x |-> _ {
        @assert exists k, m :: x |-> k * m ** k != m
        halt
      }
      boot { thread main }
      """
    let result = explore(try load(text))
    #expect(result.summary == "complete")
    #expect(result.unevaluated == 1)
    #expect(result.unevaluatedSites.count == 1)
  }

  /// In expressions, bit operations take words: other numbers count modulo 2^w, shift amounts modulo w.
  @Test func bitOperationsTakeAnyNumber() throws {
    func result(_ condition: String) throws -> Exploration {
      explore(
        try load("word 8\n func main() { mov r1, 0\n assert \(condition)\n halt }\n boot { thread main }"))
    }
    for holds in ["((r1 - 1) & 1) == 1", "(r1 - 1 | 0) == 255", "(r1 + 300 ^ 0) == 44", "1 << (r1 + 9) == 2"] {
      let found = try result(holds)
      #expect(found.summary == "complete" && found.unevaluated == 0, "\(holds)")
    }
    #expect(try result("((r1 - 1) & 1) == 0").summary == "violation assert:fact.unproved 0.0")
    #expect(try result("r1 + 256 >> 7 == 2").summary == "violation assert:fact.unproved 0.0")
  }

  /// Numbers at the end of 128 bits have no negative: whatever does not fit has no value.
  @Test func numbersAtTheEndOfTheirRange() throws {
    let largest = "170141183460469231731687303715884105727"
    let text = """
      func main() {
        mov r1, 5
        assert (0 - r1) % (5 - r1 - \(largest) - 1) != 0
        @assert exists x :: x * x == 25 ** x >= \(largest) ** x <= \(largest)
        halt
      }
      boot { thread main }
      """
    let found = explore(try load(text))
    #expect(found.summary == "complete" && found.unevaluated == 2)
  }

  /// The proof of a handler chooses its variables of `with`; where there is a choice, the explorer has none to check.
  @Test func variablesOfAHandlerThatAreChosen() throws {
    func result(_ requires: String) throws -> Exploration {
      explore(
        try load(
          """
          word 8
          global x = 0
          invariant for irq 0: x |-> _
          handler h on irq 0
            with (v)
            requires x |-> _ ** \(requires)
            ensures x |-> _ ** v == 1
          { iret }
          func main() { halt }
          boot { thread main }
          """))
    }
    let chosen = try result("0 <= v && v <= 1")
    #expect(chosen.summary == "complete" && chosen.unevaluated > 0)
    #expect(try result("v + 1 == 1").summary == "violation iret:fact.unproved 1.0")
  }

  @Test func wordsAreExactAtEveryWidth() throws {
    for (width, top) in [(8, "255"), (16, "65535"), (32, "4294967295"), (64, "18446744073709551615")] {
      let text = """
        word \(width)
        func main() {
          mov r1, \(top)
          add r2, r1, 1
          assert r2 == 0
          assert signed(r1) == -1
          sar r3, r1, 3
          assert r3 == r1
          shr r3, r1, \(width - 1)
          assert r3 == 1
          shl r3, r1, \(width)
          assert r3 == r1
          mov r4, 0
          divu r3, r2, r4
          assert r3 == r1
          remu r3, r1, r4
          assert r3 == r1
          blt r1, 0, negative
          assert r1 == 0
        negative:
          bltu r1, 1, wrong
          not r3, r1
          assert r3 == 0
          neg r3, r1
          assert r3 == 1
          mul r3, r1, r1
          assert r3 == 1
          halt
        wrong:
          ret
        }
        boot { thread main }
        """
      #expect(explore(try load(text)).summary == "complete", "width \(width)")
    }
  }

  /// Assertions whose plans could explode: long lists, many conditionals in a row, deep nesting.
  @Test func largeAssertionsStayTractable() throws {
    func run(_ invariant: String, globals: String = "global x = 0\n global y = 0") throws -> Exploration {
      explore(
        try load(
          "\(globals)\n invariant for irq 0: \(invariant)\n handler t on irq 0 { iret }\n"
            + "func main() { cli\n sti\n halt }\n boot { thread main }"))
    }
    let facts = String(repeating: " ** v >= 0", count: 2000)
    #expect(try run("exists v :: x |-> v" + facts).summary == "complete")
    let conditionals = String(repeating: " ** (v == 1 ? y |-> _ : emp)", count: 60)
    #expect(try run("exists v :: x |-> v" + conditionals).summary == "complete")
    let choices = String(repeating: " ** (v == 0 || v == 1)", count: 60)
    #expect(try run("exists v :: x |-> v" + choices).summary == "complete")
    let nested =
      "exists v :: x |-> v ** " + String(repeating: "(v == 0 ? ", count: 20) + "(emp || y |-> _)"
      + String(repeating: " : emp)", count: 20)
    let result = try run(nested)
    #expect(["complete", "cut explore:not.supported"].contains(result.summary))
    let cells = (0..<1000).map { "b + \($0) |-> _" }.joined(separator: " ** ")
    #expect(try run(cells, globals: "global b[1000] = 0").summary == "complete")
  }
}
