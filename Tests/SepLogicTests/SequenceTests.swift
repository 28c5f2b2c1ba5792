import SepLogic
import Testing

/// What terms of sequences and functions simplify to, and how they read.
@Suite struct SequenceTests {
  private let arena = TermArena(width: 32)
  private let xs, ys, v, w, i: TermID

  init() {
    xs = arena.symbol("xs", sort: .seq)
    ys = arena.symbol("ys", sort: .seq)
    (v, w, i) = (arena.symbol("v"), arena.symbol("w"), arena.symbol("i"))
  }

  private func joined(_ parts: TermID...) -> TermID { arena.concatenate(parts) }
  private func unit(_ element: TermID) -> TermID { arena.unit(element) }

  @Test func concatenationsAreFlat() {
    #expect(joined() == arena.emptySequence)
    #expect(joined(xs) == xs)
    #expect(joined(arena.emptySequence, xs, arena.emptySequence) == xs)
    #expect(joined(joined(xs, unit(v)), ys) == joined(xs, joined(unit(v), ys)))
    #expect(arena.sequence([v, w]) == joined(unit(v), unit(w)))
  }

  @Test func lengthsAreArithmetic() {
    #expect(arena.length(arena.sequence([v, w])) == arena.int(2))
    #expect(arena.length(joined(xs, unit(v), xs)) == arena.add(arena.scaled(arena.length(xs)), arena.one))
    #expect(arena.interval(of: arena.length(xs)).lower == 0)
    #expect(arena.interval(of: arena.length(arena.slice(xs, from: i))).lower == 0)
  }

  @Test func elementsAndSlicesAtBoundaries() {
    #expect(arena.element(joined(xs, unit(v)), arena.length(xs)) == v)
    #expect(arena.element(joined(unit(v), xs), arena.zero) == v)
    #expect(arena.element(arena.sequence([v, w]), arena.int(5)) == arena.zero)
    #expect(arena.element(joined(unit(v), xs), arena.int(3)) == arena.element(xs, arena.int(2)))
    #expect(arena.slice(joined(xs, ys), from: arena.length(xs)) == ys)
    #expect(arena.slice(joined(xs, ys), from: arena.zero, to: arena.length(xs)) == xs)
    #expect(arena.slice(joined(unit(v), xs), from: arena.one) == xs)
    #expect(joined(arena.slice(xs, from: arena.zero, to: i), arena.slice(xs, from: i)) == xs)
    #expect(arena.slice(arena.slice(xs, from: arena.one), from: arena.int(2)) == arena.slice(xs, from: arena.int(3)))
    #expect(arena.slice(xs, from: arena.int(2), to: arena.one) == arena.emptySequence)
  }

  @Test func equationsLoseCommonEnds() {
    #expect(arena.equal(joined(unit(v), xs), joined(unit(w), xs)) == arena.equal(v, w))
    #expect(
      arena.equal(joined(unit(v), xs), joined(unit(w), ys)) == arena.and(arena.equal(v, w), arena.equal(xs, ys)))
    #expect(arena.equal(joined(unit(v), xs), arena.emptySequence) == arena.false)
    #expect(
      arena.equal(joined(xs, ys), arena.emptySequence)
        == arena.and(arena.equal(xs, arena.emptySequence), arena.equal(ys, arena.emptySequence)))
    #expect(arena.equal(joined(unit(v), xs), xs) == arena.false)
    #expect(arena.equal(joined(xs, unit(v), ys), joined(xs, unit(v), ys)) == arena.true)
  }

  @Test func membershipIsOfParts() {
    #expect(arena.contains(joined(xs, unit(v), ys), v) == arena.true)
    #expect(arena.contains(arena.emptySequence, v) == arena.false)
    #expect(arena.contains(unit(w), v) == arena.equal(v, w))
  }

  @Test func emptinessIsSolved() {
    #expect(arena.solve(arena.equal(xs, arena.emptySequence), for: xs) == arena.emptySequence)
    #expect(arena.solve(arena.equal(arena.length(xs), arena.zero), for: xs) == arena.emptySequence)
    #expect(arena.solve(arena.equal(joined(unit(v), xs), joined(unit(v), ys)), for: xs) == ys)
    #expect(arena.solve(arena.equal(joined(unit(v), xs), ys), for: xs) == nil)
    #expect(arena.solve(arena.equal(joined(unit(v), xs), ys), for: ys) == joined(unit(v), xs))
    #expect(arena.solve(arena.not(arena.equal(xs, ys)), for: xs) == nil)
  }

  // MARK: - Functions

  private func lengthFunction() -> FunctionSymbol {
    let s = arena.symbol("s", sort: .seq)
    let function = arena.function("len", parameters: [.seq], result: .int)
    arena.define(
      function, parameters: [s],
      body: arena.ite(
        arena.equal(s, arena.emptySequence), arena.zero,
        arena.add(arena.one, arena.apply(function, [arena.slice(s, from: arena.one)]))))
    return function
  }

  @Test func applicationsUnrollByShape() {
    let function = lengthFunction()
    #expect(arena.apply(function, [arena.emptySequence]) == arena.zero)
    #expect(arena.apply(function, [arena.sequence([v, w])]) == arena.int(2))
    let open = arena.apply(function, [xs])
    #expect(arena.describe(open) == "len(xs)")
    #expect(arena.apply(function, [joined(unit(v), xs)]) == arena.add(arena.one, open))
    #expect(arena.substitute([xs: joined(unit(v), ys)], in: open) == arena.add(arena.one, arena.apply(function, [ys])))
    #expect(arena.apply(function, [arena.slice(xs, from: arena.one)]) != open)
  }

  @Test func deepRecursionStaysSymbolic() {
    let n = arena.symbol("n")
    let function = arena.function("count", parameters: [.int], result: .int)
    arena.define(
      function, parameters: [n],
      body: arena.ite(
        arena.lessOrEqual(n, arena.zero), arena.zero,
        arena.add(arena.one, arena.apply(function, [arena.subtract(n, arena.one)]))))
    #expect(arena.apply(function, [arena.int(20)]) == arena.int(20))
    let deep = arena.apply(function, [arena.int(1_000_000_000)])
    #expect(arena.describe(deep) == "count(1000000000)")
    #expect(arena.evaluate(deep, in: Model()) == nil)
    #expect(arena.evaluateInt(arena.apply(function, [arena.int(90)]), in: Model()) == 90)
    // Nothing remembers that an inner call was given up.
    #expect(arena.apply(function, [arena.int(21)]) == arena.int(21))
  }

  /// Two calls in a body, on arguments that show nothing: no number of steps may be wasted on them.
  @Test func branchingRecursionIsBounded() {
    let n = arena.symbol("n")
    let function = arena.function("fib", parameters: [.int], result: .int)
    func call(_ less: Int128) -> TermID { arena.apply(function, [arena.subtract(n, arena.int(less))]) }
    arena.define(
      function, parameters: [n],
      body: arena.ite(arena.lessOrEqual(n, arena.one), n, arena.add(call(1), call(2))))
    #expect(arena.apply(function, [arena.int(10)]) == arena.int(55))
    #expect(arena.describe(arena.apply(function, [arena.add(i, arena.one)])) == "fib(i + 1)")
    #expect(arena.describe(arena.apply(function, [arena.int(5000)])) == "fib(5000)")
  }

  /// A truth value is unrolled where the guard that ends the recursion is decided, whatever the other says.
  @Test func truthsUnroll() {
    let s = arena.symbol("s", sort: .seq)
    let function = arena.function("below", parameters: [.seq], result: .bool)
    arena.define(
      function, parameters: [s],
      body: .choice(
        arena.equal(s, arena.emptySequence), then: .value(arena.true),
        otherwise: .choice(
          arena.lessOrEqual(arena.element(s, arena.zero), i),
          then: .value(arena.apply(function, [arena.slice(s, from: arena.one)])), otherwise: .value(arena.false))))
    #expect(
      arena.apply(function, [joined(unit(v), xs)])
        == arena.and(arena.lessOrEqual(v, i), arena.apply(function, [xs])))
    #expect(arena.describe(arena.apply(function, [xs])) == "below(xs)")
  }

  @Test func theyReadAsWritten() {
    #expect(arena.describe(joined(unit(arena.one), unit(v), xs)) == "[1, v] ++ xs")
    #expect(arena.describe(arena.emptySequence) == "[]")
    #expect(arena.describe(arena.length(xs)) == "|xs|")
    #expect(arena.describe(arena.element(xs, arena.add(i, arena.one))) == "xs[i + 1]")
    #expect(arena.describe(arena.slice(xs, from: i)) == "xs[i..]")
    #expect(arena.describe(arena.slice(xs, from: arena.zero, to: i)) == "xs[..i]")
    #expect(arena.describe(arena.contains(xs, v)) == "v in xs")
    #expect(arena.describe(arena.not(arena.contains(xs, v))) == "!(v in xs)")
    #expect(arena.describe(arena.equal(xs, arena.emptySequence)) == "xs == []")
    #expect(arena.describe(arena.notEqual(xs, arena.emptySequence)) == "xs != []")
    #expect(arena.describe(arena.notEqual(joined(unit(v), xs), ys)) == "ys != [v] ++ xs")
  }

  @Test func longSequencesAreNested() {
    let long = arena.sequence((0..<1000).map { arena.int(Int128($0)) })
    #expect(arena.length(long) == arena.int(1000))
    #expect(arena.evaluateSequence(long, in: Model())?.count == 1000)
    #expect(arena.element(long, arena.int(700)) == arena.int(700))
  }
}

extension TermArena {
  fileprivate func scaled(_ term: TermID) -> TermID { add(term, term) }
}
