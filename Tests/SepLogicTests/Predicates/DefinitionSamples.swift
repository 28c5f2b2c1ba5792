@testable import SepLogic

/// Definitions that are precise and determine their outputs.
enum Samples {
  static let list = DefinitionSample("list", ["a"], [("xs", .seq)]) { w, p in
    let (v, n, ys) = (w.word("v"), w.word("n"), w.seq("ys"))
    return w.choice(
      w.isZero(p[0]), w.same(p[1], w.nothing),
      w.some([v, n, ys], w.cells(p[0], v, n), w.call("list", n, ys), w.same(p[1], w.joined(w.one(v), ys))))
  }

  static let segment = DefinitionSample("lseg", ["a", "b"], [("xs", .seq)]) { w, p in
    let (v, n, ys) = (w.word("v"), w.word("n"), w.seq("ys"))
    return w.choice(
      w.equal(p[0], p[1]), w.same(p[2], w.nothing),
      w.some([v, n, ys], w.cells(p[0], v, n), w.call("lseg", n, p[1], ys), w.same(p[2], w.joined(w.one(v), ys))))
  }

  /// A segment of nodes of one cell, with its length.
  static let counted = DefinitionSample("len", ["a", "b"], [("n", .int)]) { w, p in
    let (m, k) = (w.word("m"), w.int("k"))
    return w.choice(
      w.equal(p[0], p[1]), w.same(p[2], w.arena.zero),
      w.some([m, k], w.cell(p[0], m), w.call("len", m, p[1], k), w.same(p[2], w.plus(k, 1))))
  }

  /// A list of nodes of one cell, with their addresses.
  static let chain = DefinitionSample("chain", ["a"], [("xs", .seq)]) { w, p in
    let (n, ys) = (w.word("n"), w.seq("ys"))
    return w.choice(
      w.isZero(p[0]), w.same(p[1], w.nothing),
      w.some([n, ys], w.cell(p[0], n), w.call("chain", n, ys), w.same(p[1], w.joined(w.one(p[0]), ys))))
  }

  static let chainSegment = DefinitionSample("cseg", ["a", "b"], [("xs", .seq)]) { w, p in
    let (n, ys) = (w.word("n"), w.seq("ys"))
    return w.choice(
      w.equal(p[0], p[1]), w.same(p[2], w.nothing),
      w.some([n, ys], w.cell(p[0], n), w.call("cseg", n, p[1], ys), w.same(p[2], w.joined(w.one(p[0]), ys))))
  }

  static let doubly = DefinitionSample("dll", ["a", "p", "e", "n"], [("xs", .seq)]) { w, p in
    let (x, ys) = (w.word("x"), w.seq("ys"))
    return w.choice(
      w.equal(p[0], p[3]), w.all(w.same(p[2], p[1]), w.same(p[4], w.nothing)),
      w.some(
        [x, ys], w.cells(p[0], x, p[1]), w.call("dll", x, p[0], p[2], p[3], ys),
        w.same(p[4], w.joined(w.one(p[0]), ys))))
  }

  /// The same with the last node as an output.
  static let doublyOut = DefinitionSample("dllout", ["a", "p", "n"], [("e", .int), ("xs", .seq)]) { w, p in
    let (x, ys) = (w.word("x"), w.seq("ys"))
    return w.choice(
      w.equal(p[0], p[2]), w.all(w.same(p[3], p[1]), w.same(p[4], w.nothing)),
      w.some(
        [x, ys], w.cells(p[0], x, p[1]), w.call("dllout", x, p[0], p[2], p[3], ys),
        w.same(p[4], w.joined(w.one(p[0]), ys))))
  }

  static let tree = DefinitionSample("tree", ["t"], [("xs", .seq)]) { w, p in
    let (l, r, ls, rs) = (w.word("l"), w.word("r"), w.seq("ls"), w.seq("rs"))
    return w.choice(
      w.isZero(p[0]), w.same(p[1], w.nothing),
      w.some(
        [l, r, ls, rs], w.cells(p[0], l, r), w.call("tree", l, ls), w.call("tree", r, rs),
        w.same(p[1], w.joined(ls, w.one(p[0]), rs))))
  }

  /// A list of chains, with all their addresses.
  static let nested = DefinitionSample("nested", ["a"], [("xs", .seq)]) { w, p in
    let (h, n, hs, ys) = (w.word("h"), w.word("n"), w.seq("hs"), w.seq("ys"))
    return w.choice(
      w.isZero(p[0]), w.same(p[1], w.nothing),
      w.some(
        [h, n, hs, ys], w.cells(p[0], h, n), w.call("chain", h, hs), w.call("nested", n, ys),
        w.same(p[1], w.joined(hs, ys))))
  }

  /// All nodes hold the same word.
  static let marked = DefinitionSample("marked", ["a", "b", "s"], [("n", .int)]) { w, p in
    let (m, k) = (w.word("m"), w.int("k"))
    return w.choice(
      w.equal(p[0], p[1]), w.same(p[3], w.arena.zero),
      w.some([m, k], w.cells(p[0], m, p[2]), w.call("marked", m, p[1], p[2], k), w.same(p[3], w.plus(k, 1))))
  }

  /// Ascending, from a bound on.
  static let sorted = DefinitionSample("sorted", ["a", "low"], [("xs", .seq)]) { w, p in
    let (v, n, ys) = (w.word("v"), w.word("n"), w.seq("ys"))
    return w.choice(
      w.isZero(p[0]), w.same(p[2], w.nothing),
      w.some(
        [v, n, ys], w.cells(p[0], v, n), w.pure(w.arena.lessOrEqual(p[1], v)), w.call("sorted", n, v, ys),
        w.same(p[2], w.joined(w.one(v), ys))))
  }

  static let even = DefinitionSample("even", ["a"], [("n", .int)]) { w, p in
    let (m, k) = (w.word("m"), w.int("k"))
    return w.choice(
      w.isZero(p[0]), w.same(p[1], w.arena.zero),
      w.some([m, k], w.cell(p[0], m), w.call("odd", m, k), w.same(p[1], w.plus(k, 1))))
  }

  static let odd = DefinitionSample("odd", ["a"], [("n", .int)]) { w, p in
    let (m, k) = (w.word("m"), w.int("k"))
    return w.some([m, k], w.cell(p[0], m), w.call("even", m, k), w.same(p[1], w.plus(k, 1)))
  }

  /// A block of cells, by recursion on a number.
  static let block = DefinitionSample("block", ["a", "n"]) { w, p in
    let v = w.word("v")
    return w.choice(
      w.isZero(p[1]), .emp,
      w.some([v], w.cell(p[0], v), w.call("block", w.plus(p[0], 1), w.plus(p[1], -1))))
  }

  /// A sum is carried along.
  static let carried = DefinitionSample("carried", ["a", "t", "b"], [("u", .int)]) { w, p in
    let m = w.word("m")
    return w.choice(
      w.equal(p[0], p[2]), w.same(p[3], p[1]),
      w.some([m], w.cell(p[0], m), w.call("carried", m, w.arena.add(p[1], p[0]), p[2], p[3])))
  }

  static let lists = [list, segment]
  static let chains = [counted, chain, chainSegment]
  static let families: [[DefinitionSample]] = [
    lists, chains, [doubly], [doublyOut], [tree], [chain, nested], [marked], [sorted], [even, odd], [block], [carried],
  ]

  // MARK: - Like lists, but not quite

  private static func oneCell(
    _ name: String, _ guarded: Bool = true, _ step: @escaping @Sendable (Writer, [TermID], TermID) -> Formula
  ) -> DefinitionSample {
    DefinitionSample(name, ["a", "b"]) { w, p in
      let m = w.word("m")
      let more = w.some([m], step(w, p, m))
      return guarded ? w.choice(w.equal(p[0], p[1]), .emp, more) : w.either(w.same(p[0], p[1]), more)
    }
  }

  /// Definitions of which a rule of lists does not hold, or not under the same conditions.
  static let oddities: [DefinitionSample] = [
    oneCell("unguarded", false) { w, p, m in w.all(w.cell(p[0], m), w.call("unguarded", m, p[1])) },
    oneCell("skips") { w, p, m in w.all(w.cell(p[0], m), w.call("skips", w.plus(m, 1), p[1])) },
    oneCell("endMoves") { w, p, m in w.all(w.cell(p[0], m), w.call("endMoves", m, w.plus(p[1], 1))) },
    oneCell("swaps") { w, p, m in w.all(w.cell(p[0], m), w.call("swaps", p[1], m)) },
    oneCell("behind") { w, p, m in w.all(w.cell(w.plus(p[0], 1), m), w.call("behind", m, p[1])) },
    oneCell("gap") { w, p, m in w.all(w.cell(p[0], m), w.cell(w.plus(p[0], 2), m), w.call("gap", m, p[1])) },
    oneCell("twice") { w, p, m in
      w.all(w.cells(p[0], m, m), w.call("twice", m, p[1]), w.call("twice", w.plus(m, 2), p[1]))
    },
    oneCell("knowsEnd") { w, p, m in w.all(w.cells(p[0], m, p[1]), w.call("knowsEnd", m, p[1])) },
    oneCell("nearEnd") { w, p, m in
      w.all(w.cell(p[0], m), w.pure(w.arena.lessOrEqual(p[0], w.plus(p[1], 2))), w.call("nearEnd", m, p[1]))
    },
    oneCell("notJustOne") { w, p, m in
      w.all(w.cell(p[0], m), w.pure(w.arena.notEqual(m, p[1])), w.call("notJustOne", m, p[1]))
    },
    oneCell("isLast") { w, p, m in w.all(w.cell(p[0], m), w.same(m, p[1]), w.call("isLast", m, p[1])) },
    oneCell("upwards") { w, p, m in
      w.all(w.cell(p[0], m), w.pure(w.arena.less(p[0], m)), w.call("upwards", m, p[1]))
    },
    oneCell("below") { w, p, m in
      w.all(w.cell(p[0], m), w.pure(w.arena.less(p[0], p[1])), w.call("below", m, p[1]))
    },
    oneCell("apart") { w, p, m in
      w.all(w.cells(p[0], m, m), w.pure(w.arena.notEqual(w.plus(p[0], 1), p[1])), w.call("apart", m, p[1]))
    },
    DefinitionSample("backwards", ["a", "b"], [("xs", .seq)]) { w, p in
      let (m, ys) = (w.word("m"), w.seq("ys"))
      return w.choice(
        w.equal(p[0], p[1]), w.same(p[2], w.nothing),
        w.some([m, ys], w.cell(p[0], m), w.call("backwards", m, p[1], ys), w.same(p[2], w.joined(ys, w.one(p[0])))))
    },
    DefinitionSample("doubles", ["a", "b"], [("n", .int)]) { w, p in
      let (m, k) = (w.word("m"), w.int("k"))
      return w.choice(
        w.equal(p[0], p[1]), w.same(p[2], w.arena.one),
        w.some([m, k], w.cell(p[0], m), w.call("doubles", m, p[1], k), w.same(p[2], w.arena.add(k, k))))
    },
    DefinitionSample("remembers", ["a", "b"], [("n", .int)]) { w, p in
      let (m, k) = (w.word("m"), w.int("k"))
      return w.choice(
        w.equal(p[0], p[1]), w.same(p[2], w.arena.zero),
        w.some([m, k], w.cells(p[0], m, k), w.call("remembers", m, p[1], k), w.same(p[2], w.plus(k, 1))))
    },
    DefinitionSample("wrongWay", ["a", "p", "e", "n"]) { w, p in
      let x = w.word("x")
      return w.choice(
        w.equal(p[0], p[3]), w.same(p[2], p[1]),
        w.some([x], w.cells(p[0], x, p[1]), w.call("wrongWay", x, p[1], p[2], p[3])))
    },
    DefinitionSample("halfLinked", ["a", "p", "e", "n"]) { w, p in
      let (x, y) = (w.word("x"), w.word("y"))
      return w.choice(
        w.equal(p[0], p[3]), w.same(p[2], p[1]),
        w.some([x, y], w.cells(p[0], x, y), w.call("halfLinked", x, p[0], p[2], p[3])))
    },
    DefinitionSample("second", ["a", "b"], [("z", .int)]) { w, p in
      let (m, z) = (w.word("m"), w.int("z"))
      return w.choice(
        w.equal(p[0], p[1]), w.same(p[2], p[1]),
        w.some([m, z], w.cell(p[0], m), w.call("second", m, p[1], z), w.same(p[2], z)))
    },
    DefinitionSample("first", ["a", "b"], [("z", .int)]) { w, p in
      let (m, z) = (w.word("m"), w.int("z"))
      return w.choice(
        w.equal(p[0], p[1]), w.same(p[2], w.arena.zero),
        w.some([m, z], w.cell(p[0], m), w.call("first", m, p[1], z), w.same(p[2], p[0])))
    },
  ]
}
