import SepLogic
import Testing

@Suite struct TermsTests {
  let arena = TermArena(width: 32)
  var big: Int128 { .max }

  @Test func equalLinearTermsAreIdentical() {
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    let left = arena.add(arena.add(x, arena.int(4)), arena.multiply(y, arena.int(2)))
    let right = arena.subtract(arena.add(y, arena.add(y, arena.add(arena.int(9), x))), arena.int(5))
    #expect(left == right)
    #expect(arena.subtract(left, right) == arena.zero)
    #expect(arena.equal(left, right) == arena.true)
    #expect(arena.equal(left, arena.add(right, arena.one)) == arena.false)
    #expect(arena.symbol("x") != arena.symbol("x"))
  }

  @Test func comparisonsAreCanonical() {
    let (x, y) = (arena.symbol("x"), arena.symbol("y"))
    #expect(arena.less(x, y) == arena.not(arena.lessOrEqual(y, x)))
    #expect(arena.less(x, y) == arena.lessOrEqual(arena.add(x, arena.one), y))
    #expect(arena.equal(arena.multiply(x, arena.int(2)), arena.multiply(y, arena.int(2))) == arena.equal(y, x))
    #expect(arena.equal(arena.multiply(x, arena.int(2)), arena.int(7)) == arena.false)
    #expect(arena.lessOrEqual(arena.multiply(x, arena.int(2)), arena.int(7)) == arena.lessOrEqual(x, arena.int(3)))
    let word = arena.wordSymbol("w")
    #expect(arena.lessOrEqual(arena.zero, word) == arena.true)
    #expect(arena.less(word, arena.int(1 << 32)) == arena.true)
    #expect(arena.equal(word, arena.int(-1)) == arena.false)
    let flag = arena.symbol("f", range: 0...1)
    #expect(arena.notEqual(flag, arena.zero) == arena.equal(flag, arena.one))
  }

  @Test func wrappingIsFlattened() {
    let x = arena.wordSymbol("x")
    let four = arena.int(4)
    #expect(arena.wordAdd(arena.wordAdd(x, four), four) == arena.wordAdd(x, arena.int(8)))
    #expect(arena.wordSubtract(arena.wordAdd(x, four), four) == x)
    #expect(arena.wordAdd(x, arena.int((1 << 32) - 4)) == arena.wordSubtract(x, four))
    let small = arena.symbol("s", range: 0...100)
    #expect(arena.wordAdd(small, four) == arena.add(small, four))
    #expect(arena.wordNegate(arena.wordNegate(x)) == x)
    #expect(arena.wordNot(arena.wordNot(x)) == x)
  }

  @Test func bitOperationsByConstants() {
    let x = arena.wordSymbol("x")
    #expect(arena.bitAnd(x, arena.int(0xff)) == arena.remainder(x, arena.int(256)))
    #expect(arena.bitAnd(x, arena.zero) == arena.zero)
    #expect(arena.bitAnd(x, arena.int(0xffff_ffff)) == x)
    #expect(arena.bitXor(x, x) == arena.zero)
    #expect(arena.bitOr(x, x) == x)
    #expect(arena.bitAnd(arena.bitAnd(x, arena.int(0xf0)), arena.int(0x0f)) == arena.zero)
    let low = arena.symbol("low", range: 0...255)
    let packed = arena.bitOr(arena.wordShiftLeft(x, by: arena.int(8)), low)
    #expect(packed == arena.add(arena.wordShiftLeft(x, by: arena.int(8)), low))
  }

  @Test func overflowStaysSymbolic() {
    let x = arena.symbol("x")
    let huge = arena.multiply(x, arena.int(big))
    for term in [
      arena.add(arena.int(big), arena.one), arena.negate(arena.int(.min)), arena.add(huge, huge),
      arena.multiply(huge, arena.int(big)), arena.subtract(arena.int(.min), arena.one),
      arena.divide(arena.int(.min), arena.int(-1)), arena.remainder(arena.int(.min), arena.int(.min)),
      arena.multiply(arena.int(big), arena.int(big)),
    ] {
      #expect(arena.constant(term) == nil)
      #expect(arena.evaluate(term, in: Model([x: 1])) == nil || term == huge)
    }
    #expect(arena.lessOrEqual(arena.int(.min), arena.int(big)) != arena.false)
    #expect(arena.equal(arena.int(.min), arena.int(big)) != arena.true)
    #expect(arena.lessOrEqual(huge, arena.negate(huge)) != arena.true)
    #expect(arena.bitAnd(huge, arena.int(-1)) != arena.zero)
  }

  @Test func truthValues() {
    let (p, q) = (arena.symbol("p", sort: .bool), arena.symbol("q", sort: .bool))
    #expect(arena.and([p, q, p]) == arena.and(q, p))
    #expect(arena.and([p, q, arena.not(p)]) == arena.false)
    #expect(arena.or(p, arena.not(p)) == arena.true)
    #expect(arena.and([]) == arena.true)
    #expect(arena.or([]) == arena.false)
    #expect(arena.implies(p, p) == arena.true)
    #expect(arena.equal(p, arena.not(q)) == arena.not(arena.iff(q, p)))
    #expect(arena.ite(p, arena.true, arena.false) == p)
    #expect(arena.ite(arena.not(p), arena.one, arena.zero) == arena.ite(p, arena.zero, arena.one))
  }

  @Test func textIsCloseToTheSource() {
    let (x, y) = (arena.wordSymbol("x"), arena.wordSymbol("y"))
    #expect(arena.describe(arena.add(arena.subtract(x, y), arena.int(4))) == "x - y + 4")
    #expect(arena.describe(arena.lessOrEqual(x, y)) == "x <= y")
    #expect(arena.describe(arena.less(x, y)) == "x < y")
    #expect(arena.describe(arena.less(x, arena.int(10))) == "x <= 9")
    #expect(arena.describe(arena.equal(x, arena.add(y, arena.one))) == "x == y + 1")
    #expect(arena.describe(arena.equal(y, arena.add(x, arena.one))) == "x + 1 == y")
    #expect(arena.describe(arena.notEqual(x, arena.zero)) == "x != 0")
    #expect(arena.describe(arena.equal(x, arena.zero)) == "x == 0")
    #expect(arena.describe(arena.signedValue(x)) == "signed(x)")
    #expect(arena.describe(arena.bitAnd(x, y)) == "x & y")
    #expect(arena.describe(arena.multiply(arena.add(x, arena.one), y)) == "y * (x + 1)")
    let either = arena.or(arena.less(x, arena.int(3)), arena.equal(y, arena.int(7)))
    #expect(arena.describe(either) == "x <= 2 || y == 7")
    #expect(arena.describe(arena.and(either, arena.lessOrEqual(y, x))) == "x >= y && (x <= 2 || y == 7)")
    #expect(arena.describe(x, naming: { _ in "r1" }) == "r1")
  }

  /// The least number has no magnitude of its own kind.
  @Test func equationsWithTheLeastNumber() {
    let (x, y) = (arena.symbol("x"), arena.symbol("y"))
    let fact = arena.equal(arena.multiply(x, arena.int(.min)), arena.multiply(y, arena.int(5)))
    #expect(arena.solve(fact, for: x) == nil)
    #expect(arena.solve(fact, for: y) == nil)
  }

  /// Depth must cost no stack, width no quadratic memory, sharing no time.
  @Test func hostileShapes() {
    let p = arena.symbol("p", sort: .bool)
    var deep = arena.wordSymbol("x")
    for index in 0..<50_000 { deep = arena.ite(p, arena.int(Int128(index)), arena.add(deep, arena.wordSymbol("y"))) }
    #expect(arena.depth(of: deep) > 50_000)
    #expect(arena.freeSymbols(of: deep).count == 50_002)
    #expect(arena.evaluateInt(deep, in: Model([p: 1])) == 49_999)
    #expect(arena.describe(deep).count < 10_000)
    #expect(arena.substitute([p: arena.true], in: deep) == arena.int(49_999))
    var shared = arena.symbol("s")
    for _ in 0..<200 { shared = arena.multiply(shared, shared) }
    #expect(arena.freeSymbols(of: shared).count == 1)
    #expect(arena.describe(shared).count < 10_000)
    var wide = arena.zero
    for _ in 0..<5_000 { wide = arena.add(wide, arena.wordSymbol("w")) }
    #expect(arena.freeSymbols(of: wide).count == 5_000)
    var all = arena.true
    for _ in 0..<5_000 { all = arena.and(all, arena.symbol("b", sort: .bool)) }
    #expect(arena.freeSymbols(of: all).count == 5_000)
    var tower = arena.wordSymbol("t")
    for index in 0..<2_000 {
      let condition = arena.equal(arena.wordSymbol("u"), arena.int(Int128(index)))
      tower = arena.ite(condition, tower, arena.add(tower, arena.one))
    }
    #expect(arena.sort(of: arena.lessOrEqual(tower, arena.int(77))) == .bool)
  }
}
