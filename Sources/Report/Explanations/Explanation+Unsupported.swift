import AIMLang

/// Constructs of the language that this version reads and refuses by name.
extension Explanation {
  static let unsupported: [Explanation] = [
    Explanation(
      "unsupported:quantifier", "a quantifier inside a condition is not supported yet",
      """
      `exists` is supported where an assertion stands, but not under a negation or in an `assert`, and `forall` nowhere. What
      holds of all elements of a sequence is said by a function of the logic that goes through it. The program is refused
      rather than leave out what the construct means.
      """,
      example: ExampleSource.main("      mov  r1, 4\n      assert exists n :: r1 == 2 * n\n      halt"),
      mended: ExampleSource.main("      mov  r1, 4\n      assert r1 % 2 == 0\n      halt"))
  ]
}
