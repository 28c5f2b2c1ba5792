import AIMLang

/// Predicates and functions that contain themselves, and what is proved of them by induction.
extension Explanation {
  static let induction: [Explanation] = [
    Explanation(
      .predicate, .imprecise, "a predicate does not determine its memory, or its outputs",
      """
      A predicate that contains itself has to say which memory it means: for given inputs, the parameters before `;`, at most
      one part of any memory satisfies it, and that part determines the outputs, the parameters behind `;`. Then an
      instance can be matched by its inputs, and both engines agree on whose memory is whose. It is shown by induction: inner
      instances are taken to do so. Most often a segment lacks the condition that tells its cases apart: without `a != b` a
      segment from `a` to `a` may be empty or a whole ring.
      """,
      example: segment(
        "(a == b ** xs == []) || (exists v, n, ys: seq :: a |-> v, n ** lseg(n, b, ys) ** xs == [v] ++ ys)"),
      mended: segment("a == b ? xs == [] : exists v, n, ys: seq :: a |-> v, n ** lseg(n, b, ys) ** xs == [v] ++ ys")),
    Explanation(
      .predicate, .solverUnknown, "it is undecided whether the cases of a predicate exclude each other",
      """
      The solver gave no answer within its budget when it was asked whether two cases of the predicate can hold of
      different parts of one memory. Write the predicate as `c ? A : B` with a condition on its inputs, or on the
      content of cells that it has.
      """),
    Explanation(
      .function, .notDecreasing, "nothing shows that a function comes to an end",
      """
      A function of the logic has one value for all arguments, and is unrolled where a proof needs it. An equation like
      `f(n) == f(n) + 1` would prove anything, so every call of a function in its own body has to be for less, under the
      conditions that lead to the call: for a shorter sequence, or for a smaller integer that stays at 0 or above. One
      parameter has to decrease at every call, or the parameters lexicographically in their order.
      """,
      example: "function sum(n): int = n == 0 ? 0 : n + sum(n - 1)\n\n" + ExampleSource.main("      halt"),
      mended: "function sum(n): int = n <= 0 ? 0 : n + sum(n - 1)\n\n" + ExampleSource.main("      halt")),
    Explanation(
      .ghost, .notDecreasing, "a lemma is applied in its own proof to as much as the proof started with",
      """
      A lemma may be applied in its own proof, which makes it a proof by induction, but only to less: to a smaller memory,
      so that a cell of what the proof has is left out, or, with the same memory, for a shorter sequence or a smaller integer that
      stays at 0 or above. The parameter has to be the same wherever the lemma is applied so.
      """,
      example: doubled("@apply doubled(n)"), mended: doubled("@apply doubled(n - 1) if n > 0")),
  ]

  private static func segment(_ body: String) -> String {
    "predicate lseg(a, b; xs: seq) =\n  \(body)\n\n" + ExampleSource.main("      halt")
  }

  private static func doubled(_ step: String) -> String {
    """
    function double(n): int = n <= 0 ? 0 : 2 + double(n - 1)

    lemma doubled(n)
      requires n >= 0
      ensures double(n) == n + n
    {
      \(step)
    }

    """ + "\n" + ExampleSource.main("      halt")
  }
}
