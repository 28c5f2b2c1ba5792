import Testing

/// Proofs by induction that prove nothing, and what lemmas are not.
@Suite struct InductionGuardTests {
  @Test(arguments: EmptyInductions.all) func isRefused(_ test: Case) throws { try expect(test) }
}

private enum EmptyInductions {
  private static let list = """
    predicate list(a; xs: seq) = a == 0 ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** list(n, ys) ** xs == [v] ++ ys

    """

  static let all: [Case] = [
    Case(
      "the proof of a lemma is no code that can be called", ["refuted call:target.unknown @8"],
      """
      lemma nothing()
        requires emp
        ensures emp
      {}
      func main()
        requires ie == 1 && level == thread
      {
        mov r2, 4  callr r2
        halt
      }
      """),
    Case(
      "a lemma applied to what it is given", ["undecided ghost:not.decreasing @6"],
      list + """
        lemma absurd(a, xs: seq)
          requires list(a, xs)
          ensures false
        {
          @apply absurd(a, xs)
        }
        """),
    Case(
      "two lemmas that apply each other without a cell",
      ["undecided ghost:not.decreasing @5", "undecided ghost:not.decreasing @11"],
      """
      lemma one(n)
        requires n > 0
        ensures false
      {
        @apply two(n)
      }
      lemma two(n)
        requires n > 0
        ensures false
      {
        @apply one(n)
      }
      """),
    Case(
      "one parameter decreases here and another there",
      ["undecided ghost:not.decreasing @6"],
      """
      lemma absurd(n, m)
        requires n >= 0 && m >= 0 && n + m > 0
        ensures false
      {
        @apply absurd(n - 1, m + 1) if n > 0
        @apply absurd(n + 1, m - 1) if n == 0
      }
      """),
    Case(
      "a number is not measured against a sequence",
      ["undecided function:not.decreasing @1", "undecided function:not.decreasing @2"],
      """
      function f(n): int = n > 0 ? g([]) : 0
      function g(xs: seq): int = f(|xs| - 1)
      """),
  ]
}
