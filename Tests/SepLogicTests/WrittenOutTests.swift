// Questions about sequences of which the elements are written out, as those in the cells of a ring, and about values that
// an equation shows to be in them: the pure core has to decide them by itself.
import SepLogic
import Testing

@Suite struct WrittenOutTests {
  private let arena = TermArena(width: 32)
  private let core: PureCore

  init() { core = PureCore(arena) }

  private func refutes(_ facts: [TermID]) -> Bool { core.decide(facts) == .unsat }

  /// `[a, b, c, d, a, b, c, d][first..first + count]`, of a ring with four slots.
  private func contents(_ slots: [TermID], _ first: TermID, _ count: TermID) -> TermID {
    arena.slice(arena.sequence(slots + slots), from: first, to: arena.add(first, count))
  }

  private struct Ring {
    let slots: [TermID]
    let first, count, xs: TermID
    let facts: [TermID]
  }

  private func ring() -> Ring {
    let slots = ["a", "b", "c", "d"].map { arena.wordSymbol($0) }
    let (first, count) = (arena.wordSymbol("f"), arena.wordSymbol("n"))
    let xs = arena.symbol("xs", sort: .seq)
    return Ring(
      slots: slots, first: first, count: count, xs: xs,
      facts: [
        arena.lessOrEqual(first, arena.int(3)), arena.lessOrEqual(count, arena.int(4)),
        arena.equal(xs, contents(slots, first, count)),
      ])
  }

  @Test func aSliceHasTheLengthBetweenItsEnds() {
    let ring = ring()
    #expect(refutes(ring.facts + [arena.notEqual(arena.length(ring.xs), ring.count)]))
    #expect(!refutes(ring.facts + [arena.notEqual(arena.length(ring.xs), ring.first)]))
  }

  @Test(arguments: 0..<4) func whatIsPutBehindComesLast(slot: Int) {
    let ring = ring()
    let value = arena.wordSymbol("v")
    var after = ring.slots
    after[slot] = value
    let place = arena.remainder(arena.add(ring.first, ring.count), arena.int(4))
    let whole = arena.concatenate([ring.xs, arena.unit(value)])
    let changed = arena.notEqual(whole, contents(after, ring.first, arena.add(ring.count, arena.one)))
    let facts = ring.facts + [arena.notEqual(ring.count, arena.int(4)), changed]
    #expect(refutes(facts + [arena.equal(place, arena.int(Int128(slot)))]))
    // In any other slot it would not do.
    #expect(!refutes(facts + [arena.equal(place, arena.int(Int128((slot + 1) % 4)))]))
  }

  @Test(arguments: 0..<4) func whatIsTakenOutIsTheFirst(slot: Int) {
    let ring = ring()
    let next = arena.remainder(arena.add(ring.first, arena.one), arena.int(4))
    let rest = contents(ring.slots, next, arena.subtract(ring.count, arena.one))
    let isRest = arena.equal(arena.slice(ring.xs, from: arena.one), rest)
    let isFirst = arena.equal(arena.element(ring.xs, arena.zero), ring.slots[slot])
    let facts =
      ring.facts + [arena.lessOrEqual(arena.one, ring.count), arena.equal(ring.first, arena.int(Int128(slot)))]
    #expect(refutes(facts + [arena.not(arena.and([isRest, isFirst]))]))
    #expect(!refutes(facts + [isFirst]))
  }

  /// `us ++ [w, v] ++ ys = [x] ++ zs`, and v is in none of x and zs; w may be x.
  @Test func whatIsOnOneSideIsOnTheOther() {
    let (v, w, x) = (arena.symbol("v"), arena.symbol("w"), arena.symbol("x"))
    let (us, ys, zs) = (
      arena.symbol("us", sort: .seq), arena.symbol("ys", sort: .seq), arena.symbol("zs", sort: .seq)
    )
    let one = arena.concatenate([us, arena.unit(w), arena.unit(v), ys])
    let other = arena.concatenate([arena.unit(x), zs])
    let isEqual = arena.equal(one, other)
    #expect(refutes([isEqual, arena.notEqual(v, x), arena.not(arena.contains(zs, v))]))
    #expect(!refutes([isEqual, arena.not(arena.contains(zs, w))]))
    #expect(!refutes([isEqual, arena.notEqual(w, x), arena.notEqual(v, x)]))
  }
}
