import AIMLang
import TestSupport
import Testing

@testable import Machine

@Suite("Sequences of the explorer")
struct SequenceTests {
  @Test("against arrays")
  func random() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<200 {
      let sequences = Sequences()
      var made: [(number: Int128, content: [Int128])] = [(Sequences.empty, [])]
      for _ in 0..<40 {
        let (a, b) = (made.randomElement(using: &random) ?? made[0], made.randomElement(using: &random) ?? made[0])
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
          let content = (0..<Int.random(in: 0..<3, using: &random)).map { _ in
            Int128(Int.random(in: 0..<3, using: &random))
          }
          made.append((try #require(sequences.make(content)), content))
        case 1 where a.content.count + b.content.count < 40:
          made.append((try #require(sequences.concatenate(a.number, b.number)), a.content + b.content))
        case 2:
          let low = Int128(Int.random(in: -2..<9, using: &random))
          let high = Int128(Int.random(in: -2..<9, using: &random))
          let content = a.content.enumerated().filter { $0.offset >= low && $0.offset < high }.map(\.element)
          made.append((try #require(sequences.slice(a.number, from: low, to: high)), content))
          let rest = a.content.enumerated().filter { $0.offset >= low }.map(\.element)
          made.append((try #require(sequences.slice(a.number, from: low, to: nil)), rest))
          #expect(sequences.element(a.number, low) == (a.content.indices.contains(Int(low)) ? a.content[Int(low)] : 0))
          #expect(sequences.contains(a.number, low) == a.content.contains(low))
        default:
          #expect(sequences.isEqual(a.number, b.number) == (a.content == b.content))
          #expect((sequences.keep(a.number) == sequences.keep(b.number)) == (a.content == b.content))
        }
      }
      for (number, content) in made {
        #expect(sequences.count(number) == content.count && sequences.values(number, most: .max) == content)
      }
      let kept = sequences.keep(made[made.count - 1].number)
      sequences.reset()
      #expect(sequences.values(try #require(sequences.recall(kept)), most: .max) == made[made.count - 1].content)
    }
  }

  @Test("too long is no value")
  func limits() throws {
    let sequences = Sequences()
    var long = try #require(sequences.make([1]))
    while sequences.count(long) < Sequences.limit / 2 { long = try #require(sequences.concatenate(long, long)) }
    #expect(sequences.element(long, Int128(Sequences.limit / 2 - 1)) == 1)
    let longest = try #require(sequences.concatenate(long, long))
    #expect(sequences.concatenate(longest, long) == nil && sequences.element(longest, 0) == nil)
    #expect(sequences.slice(long, from: .max, to: .min).map(sequences.count) == 0)
    #expect(sequences.slice(long, from: .min, to: .max) == long)
    #expect(sequences.element(long, .max) == 0)
  }
}

/// `assert` and contracts about sequences and functions, from programs.
@Suite("Sequences and functions in assertions")
struct ExploredFunctionTests {
  private static let functions = """
    function sum(xs: seq): int = xs == [] ? 0 : xs[0] + sum(xs[1..])
    function insert(v, xs: seq): seq = xs == [] ? [v] : v <= xs[0] ? [v] ++ xs : [xs[0]] ++ insert(v, xs[1..])
    function sort(xs: seq): seq = xs == [] ? [] : insert(xs[0], sort(xs[1..]))
    function sorted(xs: seq): bool = |xs| <= 1 || xs[0] <= xs[1] && sorted(xs[1..])
    function even(n): bool = n != 0 ==> odd(n - 1)
    function odd(n): bool = n > 0 && even(n - 1)
    function power(b, n): int = n <= 0 ? 1 : b * power(b, n - 1)
    function twice(xs: seq): seq = xs ++ xs
    function copies(xs: seq, n): seq = n <= 0 ? [] : xs ++ copies(xs, n - 1)
    function endless(n): int = endless(n + 1)
    function fibonacci(n): int = n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)

    """

  private func outcome(_ condition: String) throws -> (String, Int) {
    let program = try load(
      Self.functions + "func main() requires ie == 1 { mov r1, 3\n assert \(condition)\n halt }\nboot { thread main }\n"
    )
    let result = explore(program)
    return (result.summary, result.unevaluated)
  }

  @Test(arguments: [
    "[] == [1][1..]", "[1, 2] ++ [3] == [1, 2, 3]", "|[1, 2] ++ []| == 2", "[1, 2, 3][0] == 1 && [1, 2, 3][2] == r1",
    "[1][1] == 0 && [1][0 - 1] == 0 && [][0] == 0", "[1, 2, 3][1..2] == [2]", "[1, 2, 3][..2] == [1, 2]",
    "[1, 2, 3][2..1] == []", "[1, 2, 3][0 - 5..100] == [1, 2, 3]", "3 in [1, 3] && !(2 in [1, 3]) && !(1 in [])",
    "[1] != [2] && [1, 2] != [1]", "(r1 == 3 ? [1] : [2]) == [1]", "[r1, r1 + 1] == [3, 4]",
    "sum([1, 2, 3]) == 6", "sum([]) == 0", "sort([3, 1, 2, 1]) == [1, 1, 2, 3]", "sorted(sort([9, r1, 4]))",
    "!sorted([2, 1])", "even(10) && odd(7) && !even(3) && !odd(0 - 5)", "power(2, 100) == power(4, 50)",
    "twice([1]) == [1, 1]", "|copies([1, 2], 1000)| == 2000", "sum(copies([1], 20000)) == 20000",
    "sum(copies([1, 2], 10)[5..7]) == 3", "[1, 2, 3][[0, 2][1]] == 3", "[-1] == [0 - 1]", "fibonacci(20) == 6765",
  ])
  func holds(condition: String) throws {
    let (summary, unevaluated) = try outcome(condition)
    #expect(summary == "complete" && unevaluated == 0)
    let (negated, _) = try outcome("!(\(condition))")
    #expect(negated == "violation assert:fact.unproved 0.0")
  }

  @Test(
    "what takes too long, or leaves 128 bits, is not evaluated",
    arguments: [
      "endless(0) == 1", "power(2, 200) == 0", "fibonacci(60) == 1", "|copies([1], 10000000)| == 1",
      "sum([power(2, 126), power(2, 126)]) == 1", "power(2, 200) in [1]", "[power(2, 200)] == []",
      "|[power(2, 200)][1..]| == 1",
    ])
  func undecided(condition: String) throws {
    for condition in [condition, "!(\(condition))"] {
      let (summary, unevaluated) = try outcome(condition)
      #expect(summary == "complete" && unevaluated == 1)
    }
    // What decides alone still does.
    #expect(try outcome("r1 == 3 || \(condition)") == ("complete", 0))
  }
}
