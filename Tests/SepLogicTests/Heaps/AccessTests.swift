import Testing

@testable import SepLogic

@Suite struct AccessTests {
  let bench = HeapBench(width: 3)
  var arena: TermArena { bench.arena }

  /// Reads and writes of an unsplit access agree with all concrete ones.
  @Test(arguments: [2, 3, 5])
  func isExact(size: Int) throws {
    let (i, v) = (bench.word("i"), bench.word("v"))
    var state = bench.state(
      (0..<size).map { (bench.int($0), bench.int(7 - $0)) }, [arena.less(i, bench.int(size + 1))])
    // One symbolic address besides, which may be the one just beyond.
    let p = bench.word("p")
    state.heap.append(Chunk(address: p, value: bench.int(1), origin: Origin(0)))
    let branches = bench.logic.access(i, in: state)
    #expect(branches.count == 2)
    let brute = BruteForce(arena: arena)
    brute.forEachInstance(of: state, alsoOf: [i, v]) { values, heap in
      var cases = 0
      for branch in branches {
        switch branch {
        case .missing(let missing):
          guard missing.state.facts.allSatisfy({ brute.value($0, values) != 0 }) else { continue }
          cases += 1
          #expect(values[i].map { heap[$0] == nil } == true)
        case .found(let access):
          guard access.state.facts.allSatisfy({ brute.value($0, values) != 0 }) else { continue }
          cases += 1
          guard let address = values[i] else { continue }
          #expect(brute.value(access.value(in: arena), values) == heap[address])
          let stored = access.storing(v, Origin(9), in: arena)
          #expect(brute.heap(stored.heap, values) == heap.merging([address: values[v] ?? 0]) { $1 })
        }
      }
      #expect(cases == 1)
      return true
    }
  }

  @Test func twoCellsAreToldApart() {
    let i = arena.symbol("i", range: 0...1)
    let state = bench.state([(arena.zero, bench.int(5)), (arena.one, bench.int(6))])
    #expect(bench.logic.access(i, in: state).count == 2)
  }
}
