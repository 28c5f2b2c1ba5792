import Prover
import Testing

import SepLogic

/// Entailment with the solver at the width of real programs: a byte goes into a receive ring.
@Suite struct RingEntailmentTests {
  let arena = TermArena(width: 32)

  private func logic() -> HeapLogic { HeapLogic(arena: arena, oracle: CVC5Session(arena)) }

  /// `head |-> h ** tail |-> t ** count |-> n ** buf |-> a, b, c, d ** t < 4 ** n <= 4 ** h == (t + n) % 4` and, for each
  /// slot, `(slot - t) % 4 < n ? value <= 1 : value == 0`.
  private func ring() -> Formula {
    let names = ["h", "t", "n", "a", "b", "c", "d"]
    let v = names.map { arena.symbol($0) }
    let origin = Origin(1)
    var parts: [Formula] = []
    for (offset, value) in v.enumerated() {
      parts.append(.cell(address: arena.int(Int128(0x1000 + offset)), value: value, origin))
    }
    let four = arena.int(4)
    parts.append(.pure(arena.less(v[1], four), origin))
    parts.append(.pure(arena.lessOrEqual(v[2], four), origin))
    parts.append(.pure(arena.equal(v[0], arena.remainder(arena.add(v[1], v[2]), four)), origin))
    for slot in 0..<4 {
      let distance = arena.remainder(arena.subtract(arena.int(Int128(slot)), v[1]), four)
      let value = v[3 + slot]
      parts.append(
        .conditional(
          arena.less(distance, v[2]), .pure(arena.lessOrEqual(value, arena.one), origin),
          .pure(arena.equal(value, arena.zero), origin), origin))
    }
    return .exists(v, .separating(parts))
  }

  @Test func aByteIsPutWhereTheIndexSays() throws {
    let logic = logic()
    var cases = 0
    for var state in try logic.produce(ring(), into: SymbolicState()) {
      let full = arena.equal(state.heap[2].value, arena.int(4))
      state.facts.append(arena.not(full))
      if logic.consistency(of: state) == .unsat { continue }
      let head = state.heap[0].value
      let byte = arena.symbol("byte", range: 0...1)
      let address = arena.wordAdd(head, arena.int(0x1003))
      for case .hit(var state, let index) in logic.lookup(address, in: state) {
        state.heap[index].value = byte
        state.heap[2].value = arena.wordAdd(state.heap[2].value, arena.one)
        state.heap[0].value = arena.bitAnd(arena.wordAdd(head, arena.one), arena.int(3))
        for branch in logic.consume(ring(), from: state, emptying: true) {
          cases += 1
          if case .failure(let failure) = branch { Issue.record("\(failure.kind)") }
        }
      }
    }
    #expect(cases == 4)
    #expect(logic.oracle.statistics.unknown == 0)
  }
}
