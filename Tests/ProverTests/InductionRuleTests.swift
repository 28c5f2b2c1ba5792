import TestSupport
import Testing

@testable import Prover

/// Predicates that contain themselves, lemmas, functions that contain themselves.
@Suite struct InductionRuleTests {
  @Test(arguments: InductionCases.predicates) func predicates(_ test: Case) throws { try expect(test) }
  @Test(arguments: InductionCases.segments) func segments(_ test: Case) throws { try expect(test) }
  @Test(arguments: InductionCases.lemmas) func lemmas(_ test: Case) throws { try expect(test) }
  @Test(arguments: InductionCases.functions) func functions(_ test: Case) throws { try expect(test) }

  @Test func aFailureSaysWhatWasAskedForAndWhatWasOpened() throws {
    let program = try programFromText(
      InductionCases.list + """
        func f(a) with (v, xs: seq)
          requires list(a, [v] ++ xs)
          ensures list(a, [v] ++ xs)
        {
          ld r2, [r1 + 1]
          st [r1 + 1], r1
          ret
        }
        """)
    let report = prove(program)
    let text = transcript(report, in: program)
    #expect(failures(of: report, in: program).count == 1)
    #expect(text.contains("note asked for: `list(a, [v] ++ xs)`, then `list(a, "))
    #expect(text.contains("note opened: `list(a, [v] ++ xs)`"))
    #expect(text.contains("would be the first"))
  }
}

enum InductionCases {
  static let list = """
    predicate list(a; xs: seq) = a == 0 ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** list(n, ys) ** xs == [v] ++ ys
    predicate lseg(a, b; xs: seq) =
      a == b ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** lseg(n, b, ys) ** xs == [v] ++ ys

    """

  static let dll = """
    predicate dll(a, p, e, n; xs: seq) =
      a == n ? e == p ** xs == []
             : exists v, x, ys: seq :: a |-> v, x, p ** dll(x, a, e, n, ys) ** xs == [v] ++ ys

    """

  static func isEmpty(empty: Int, other: Int) -> String {
    list + """
      func isEmpty(a) with (xs: seq)
        requires list(a, xs)
        ensures list(a, xs) && result == (xs == [] ? 1 : 0)
      {
        beq r1, 0, empty
        mov r1, \(other)
        ret
      empty:
        mov r1, \(empty)
        ret
      }
      """
  }

  static func push(gives result: String) -> String {
    list + """
      func push(a, n) with (v, xs: seq)
        requires list(a, xs) ** n |-> v, _
        ensures list(result, \(result))
      {
        st [r2 + 1], r1
        mov r1, r2
        ret
      }
      """
  }

  static func length(is result: String) -> String {
    list + """
      func length(a) with (xs: seq)
        requires list(a, xs) && |xs| < 1000
        ensures list(a, xs) && result == \(result)
      {
        mov r2, 0
      next:
        invariant exists ys: seq, zs: seq :: lseg(a, r1, ys) ** list(r1, zs) ** xs == ys ++ zs ** r2 == |ys|
        beq r1, 0, done
        add r2, r2, 1
        ld r1, [r1 + 1]
        j next
      done:
        mov r1, r2
        ret
      }
      """
  }

  static let predicates: [Case] = [
    Case(
      "the first node is opened where it is read, and folded at the end", [],
      list + """
        func head(a) with (v, xs: seq)
          requires list(a, [v] ++ xs)
          ensures list(a, [v] ++ xs) && result == v
        {
          ld r1, [r1]
          ret
        }
        """),
    Case(
      "an empty list has no first node", ["refuted load:footprint.missing @8"],
      list + """
        func head(a) with (xs: seq)
          requires list(a, xs)
          ensures list(a, xs)
        {
          ld r1, [r1]
          ret
        }
        """),
    Case("that it is empty is known where the address says so", [], isEmpty(empty: 1, other: 0)),
    Case(
      "the wrong answer", ["undecided return:fact.unproved @10", "undecided return:fact.unproved @13"],
      isEmpty(empty: 0, other: 1)),
    Case("a node in front", [], push(gives: "[v] ++ xs")),
    Case(
      "a node in front, in the wrong order of values", ["undecided return:fact.unproved @10"], push(gives: "xs ++ [v]")),
    Case(
      "a segment without its condition is not precise", ["refuted predicate:imprecise @1"],
      """
      predicate lseg(a, b; xs: seq) =
        (a == b ** xs == []) || (exists v, n, ys: seq :: a |-> v, n ** lseg(n, b, ys) ** xs == [v] ++ ys)
      func f() { ret }
      """),
    Case(
      "an output that nothing determines", ["refuted predicate:imprecise @1"],
      """
      predicate list(a; xs: seq) = a == 0 ? emp : exists v, n, ys: seq :: a |-> v, n ** list(n, ys) ** xs == [v] ++ ys
      func f() { ret }
      """),
  ]

  static let segments: [Case] = [
    Case("the length of a list, with the nodes behind as a segment", [], length(is: "|xs|")),
    Case("one too many", ["undecided return:fact.unproved @17"], length(is: "|xs| + 1")),
    Case(
      "the last node of a doubly linked segment is in sight", [],
      dll + """
        func last(a, e, n) with (p, xs: seq)
          requires dll(a, p, e, 0, xs) && a != 0 && n == 0
          ensures dll(a, p, e, 0, xs) && result == xs[|xs| - 1]
        {
          ld r1, [r2]
          ret
        }
        """),
    Case(
      "two doubly linked segments are joined at a third node", [],
      dll + """
        func joined(s, a, e) with (m, q, xs: seq, ys: seq)
          requires s |-> _ ** dll(a, s, q, m, xs) ** dll(m, q, e, s, ys)
          ensures s |-> _ ** dll(a, s, e, s, xs ++ ys)
        {
          ret
        }
        """),
    Case(
      "not where the end may be inside", ["undecided return:fact.unproved @8"],
      list + """
        func joined(a, b) with (m, xs: seq, ys: seq)
          requires lseg(a, m, xs) ** lseg(m, b, ys)
          ensures lseg(a, b, xs ++ ys)
        {
          ret
        }
        """),
  ]

  static let lemmas: [Case] = [
    Case(
      "induction on the memory", [],
      list + """
        lemma join(a, b, xs: seq, ys: seq)
          requires lseg(a, b, xs) ** list(b, ys)
          ensures list(a, xs ++ ys)
        {
          @unfold lseg(a, b, xs)
          @apply join(_, b, _, ys) if a != b
        }
        """),
    Case(
      "applied to itself with nothing set aside", ["undecided ghost:not.decreasing @8"],
      list + """
        lemma wrong(a, xs: seq)
          requires list(a, xs)
          ensures list(a, xs) && xs == []
        {
          @apply wrong(a, xs)
        }
        """),
    Case(
      "two lemmas that rest on each other",
      [
        "undecided ghost:not.decreasing @4", "undecided ghost:not.decreasing @8",
      ],
      """
      lemma first(n)
        ensures n == 7
      {
        @apply second(n)
      }
      lemma second(n)
        ensures n == 7
      { @apply first(n)
      }
      """),
    Case(
      "a parameter that decreases for ever", ["undecided ghost:not.decreasing @4"],
      """
      lemma wrong(n)
        ensures n == 7
      {
        @apply wrong(n - 1)
      }
      """),
    Case(
      "what one application lets decrease another does not",
      ["refuted ghost:fact.unproved @7", "refuted return:fact.unproved @1"],
      """
      lemma wrong(n, m)
        requires n >= 0 && m >= 0
        ensures n == 7
      {
        @apply wrong(n - 1, m + 1) if n > 0
        @apply wrong(n + 1, m - 1) if n == 0 && m > 0
        @assert n == 7 || m == 0
      }
      """),
  ]

  static let functions: [Case] = [
    Case(
      "shorter sequences", [],
      """
      function sum(xs: seq): int = xs == [] ? 0 : xs[0] + sum(xs[1..])
      func f(a) with (xs: seq)
        requires sum(xs) == a
        ensures sum([3] ++ xs) == a + 3
      { ret
      }
      """),
    Case(
      "no end below 0", ["undecided function:not.decreasing @1"],
      """
      function f(n): int = n == 0 ? 0 : f(n - 1)
      func g() { ret }
      """),
    Case(
      "an equation that has no solution", ["undecided function:not.decreasing @1"],
      """
      function f(n): int = f(n) + 1
      func g() { ret }
      """),
    Case(
      "two that call each other", [],
      """
      function even(n): bool = n <= 0 ? true : odd(n - 1)
      function odd(n): bool = n <= 0 ? false : even(n - 1)
      func f()
        ensures even(4) && odd(3)
      { ret
      }
      """),
    Case(
      "two that keep each other going",
      [
        "undecided function:not.decreasing @1", "undecided function:not.decreasing @2",
      ],
      """
      function even(n): bool = n <= 0 ? true : odd(n)
      function odd(n): bool = n <= 0 ? false : even(n)
      func f() { ret }
      """),
    Case(
      "lexicographically", [],
      """
      function f(n, m): int = n <= 0 ? 0 : m <= 0 ? f(n - 1, 10) : f(n, m - 1)
      func g() { ret }
      """),
  ]
}
