// Recursive predicates on all small memories, against relations that are written down by hand and know nothing of plans:
// every way to satisfy an instance, as the cells that it takes and the outputs that it gives.

import AIMLang
import TestSupport
import Testing

@testable import Machine

/// Cells by address; a word of 8 bits begins its globals at 16.
private typealias Heap = [Int: Int]

/// One way to satisfy an instance.
private struct Way: Hashable {
  var cells: Set<Int> = []
  var outputs: [[Int]] = []
}

private struct Sample {
  var name: String
  var program: String
  /// What the probe requires, with inputs `a` and `b`.
  var requires: String
  /// Names of its variables: the outputs.
  var outputs: [String]
  var ways: @Sendable (_ a: Int, _ b: Int, Heap) -> [Way]

  static let list =
    "predicate list(p; xs: seq) = p == 0 ? xs == [] : exists v, n, ys: seq :: p |-> v, n ** list(n, ys) ** xs == [v] ++ ys\n"
}

private func taking(_ wanted: [Int], from heap: Heap) -> Heap? {
  var rest = heap
  for address in wanted { guard rest.removeValue(forKey: address) != nil else { return nil } }
  return rest
}

private func list(_ p: Int, _ heap: Heap) -> [Way] {
  if p == 0 { return [Way(outputs: [[]])] }
  guard let rest = taking([p, p + 1], from: heap), let value = heap[p], let next = heap[p + 1] else { return [] }
  return list(next, rest).map { Way(cells: $0.cells.union([p, p + 1]), outputs: [[value] + $0.outputs[0]]) }
}

/// Without a guard: the segment may come to its end several times.
private func segment(_ a: Int, _ b: Int, _ heap: Heap) -> [Way] {
  var result: [Way] = a == b ? [Way(outputs: [[]])] : []
  guard let rest = taking([a], from: heap), let next = heap[a] else { return result }
  result += segment(next, b, rest).map { Way(cells: $0.cells.union([a]), outputs: [[a] + $0.outputs[0]]) }
  return result
}

private func guarded(_ a: Int, _ b: Int, _ heap: Heap) -> [Way] {
  if a == b { return [Way(outputs: [[]])] }
  guard let rest = taking([a], from: heap), let next = heap[a] else { return [] }
  return guarded(next, b, rest).map { Way(cells: $0.cells.union([a]), outputs: [[a] + $0.outputs[0]]) }
}

/// Outputs: the last node, and the number of nodes.
private func doubly(_ a: Int, _ previous: Int, _ heap: Heap) -> [Way] {
  if a == 0 { return [Way(outputs: [[previous], [0]])] }
  guard let rest = taking([a, a + 1], from: heap), let next = heap[a], heap[a + 1] == previous else { return [] }
  return doubly(next, a, rest).map {
    Way(cells: $0.cells.union([a, a + 1]), outputs: [$0.outputs[0], [$0.outputs[1][0] + 1]])
  }
}

private func tree(_ t: Int, _ heap: Heap) -> [Way] {
  if t == 0 { return [Way(outputs: [[]])] }
  guard let rest = taking([t, t + 1], from: heap), let l = heap[t], let r = heap[t + 1] else { return [] }
  return tree(l, rest).flatMap { left in
    tree(r, rest.filter { !left.cells.contains($0.key) }).map { right in
      Way(
        cells: left.cells.union(right.cells).union([t, t + 1]), outputs: [left.outputs[0] + [t] + right.outputs[0]])
    }
  }
}

/// A list of chains.
private func nested(_ p: Int, _ heap: Heap) -> [Way] {
  if p == 0 { return [Way(outputs: [[]])] }
  guard let rest = taking([p, p + 1], from: heap), let inner = heap[p], let next = heap[p + 1] else { return [] }
  return guarded(inner, 0, rest).flatMap { chain in
    nested(next, rest.filter { !chain.cells.contains($0.key) }).map { others in
      Way(
        cells: chain.cells.union(others.cells).union([p, p + 1]),
        outputs: [[chain.outputs[0].count] + others.outputs[0]])
    }
  }
}

/// Even positions hold values below 16, odd ones pointers.
private func even(_ p: Int, _ heap: Heap, isEven: Bool = true) -> [Way] {
  if p == 0 { return isEven ? [Way(outputs: [[0]])] : [] }
  guard let rest = taking([p], from: heap), let next = heap[p] else { return [] }
  return even(next, rest, isEven: !isEven).map { Way(cells: $0.cells.union([p]), outputs: [[$0.outputs[0][0] + 1]]) }
}

private let samples: [Sample] = [
  Sample(name: "list", program: Sample.list, requires: "list(a, xs)", outputs: ["xs"]) { a, _, heap in list(a, heap) },
  Sample(
    name: "list by alternatives",
    program: """
      predicate list(p; xs: seq) =
        p == 0 ** xs == [] || (exists v, n, ys: seq :: [v] ++ ys == xs ** list(n, ys) ** p |-> v ** p + 1 |-> n)

      """, requires: "list(a, xs)", outputs: ["xs"]
  ) { a, _, heap in list(a, heap) },
  Sample(
    name: "a known output",
    program: Sample.list, requires: "list(a, [b] ++ xs)", outputs: ["xs"]
  ) { a, b, heap in
    list(a, heap).filter { $0.outputs[0].first == b }.map {
      Way(cells: $0.cells, outputs: [Array($0.outputs[0].dropFirst())])
    }
  },
  Sample(
    name: "ends of an output",
    program: Sample.list, requires: "list(a, [x] ++ xs ++ [y]) ** x == b", outputs: ["x", "xs", "y"]
  ) { a, b, heap in
    list(a, heap).filter { $0.outputs[0].count >= 2 && $0.outputs[0][0] == b }.map { way in
      let xs = way.outputs[0]
      return Way(cells: way.cells, outputs: [[xs[0]], Array(xs[1..<xs.count - 1]), [xs[xs.count - 1]]])
    }
  },
  Sample(
    name: "segment without a guard",
    program: """
      predicate part(a, b; xs: seq) =
        a == b ** xs == [] || exists n, ys: seq :: a |-> n ** part(n, b, ys) ** xs == [a] ++ ys

      """, requires: "part(a, b, xs)", outputs: ["xs"]
  ) { a, b, heap in segment(a, b, heap) },
  Sample(
    name: "segment without a guard, of a certain length",
    program: """
      predicate part(a, b; xs: seq) =
        a == b ** xs == [] || exists n, ys: seq :: a |-> n ** part(n, b, ys) ** xs == [a] ++ ys

      """, requires: "part(a, b, xs) ** |xs| == 2 ** !(19 in xs)", outputs: ["xs"]
  ) { a, b, heap in segment(a, b, heap).filter { $0.outputs[0].count == 2 && !$0.outputs[0].contains(19) } },
  Sample(
    name: "segment",
    program: """
      predicate part(a, b; xs: seq) =
        a == b ? xs == [] : exists n, ys: seq :: a |-> n ** part(n, b, ys) ** xs == [a] ++ ys

      """, requires: "part(a, b, xs)", outputs: ["xs"]
  ) { a, b, heap in guarded(a, b, heap) },
  Sample(
    name: "doubly linked",
    program: """
      predicate doubly(a, p; last, n) =
        a == 0 ? last == p && n == 0 : exists x, m :: a |-> x, p ** doubly(x, a, last, m) ** n == m + 1

      """, requires: "doubly(a, b, last, n)", outputs: ["last", "n"]
  ) { a, b, heap in doubly(a, b, heap) },
  Sample(
    name: "tree",
    program: """
      predicate tree(t; xs: seq) =
        t == 0 ? xs == []
        : exists l, r, ls: seq, rs: seq :: tree(l, ls) ** tree(r, rs) ** t |-> l, r ** xs == ls ++ [t] ++ rs

      """, requires: "tree(a, xs)", outputs: ["xs"]
  ) { a, _, heap in tree(a, heap) },
  Sample(
    name: "nested",
    program: """
      predicate chain(p; n) = p == 0 ? n == 0 : exists q, m :: p |-> q ** chain(q, m) ** n == m + 1
      predicate nested(p; ns: seq) =
        p == 0 ? ns == [] : exists q, n, m, ms: seq :: p |-> q, n ** chain(q, m) ** nested(n, ms) ** ns == [m] ++ ms

      """, requires: "nested(a, ns)", outputs: ["ns"]
  ) { a, _, heap in nested(a, heap) },
  Sample(
    name: "mutual",
    program: """
      predicate even(p; n) = p == 0 ? n == 0 : exists q, m :: p |-> q ** odd(q, m) ** n == m + 1
      predicate odd(p; n) = p != 0 ** (exists q, m :: p |-> q ** even(q, m) ** n == m + 1)

      """, requires: "even(a, n)", outputs: ["n"]
  ) { a, _, heap in even(a, heap) },
  Sample(
    name: "array",
    program: """
      predicate array(p, n; xs: seq) =
        n <= 0 ? xs == [] : exists v, ys: seq :: array(p + 1, n - 1, ys) ** p |-> v ** xs == [v] ++ ys

      """, requires: "array(16, b % 8, xs) ** a == 16", outputs: ["xs"]
  ) { a, b, heap in
    let wanted = Array(16..<16 + b % 8)
    guard a == 16, taking(wanted, from: heap) != nil else { return [] }
    return [Way(cells: Set(wanted), outputs: [wanted.map { heap[$0] ?? 0 }])]
  },
]

@Suite("Recursive predicates on all small memories")
struct PredicateEvaluationTests {
  private static let cellCount = 4
  private static let values = [0, 16, 17, 18, 19]

  @Test(arguments: samples.map(\.name))
  func allMemories(name: String) throws {
    let sample = try #require(samples.first { $0.name == name })
    let program = try load(
      """
      word 8
      global cells[\(Self.cellCount)]
      \(sample.program)
      func probe(a, b)
        with (\(sample.outputs.map { "\($0): \(isSequence($0) ? "seq" : "int")" }.joined(separator: ", ")))
        requires \(sample.requires)
      { ret }

      """)
    #expect(program.unsupportedFeatures().isEmpty)
    let compiled = try CompiledProgram(program, threads: 1)
    let stepper = Stepper(compiled, maxFrames: 2, maxHeapCells: 0)
    var c = stepper.makeConfiguration()
    defer { c.words.deallocate() }
    var counts = (ways: 0, none: 0)
    for owned in 0..<1 << Self.cellCount {
      for slot in 0..<Self.cellCount {
        stepper.scratchOwners[slot] = owned >> slot & 1 == 1 ? OwnerCode.nobody : OwnerCode.absent
      }
      stepper.adoptScratchShape(&c)
      forEachContent(owned) { content in
        for slot in 0..<Self.cellCount { c.words[stepper.firstCell + slot] = UInt64(content[slot]) }
        let heap = Heap(
          uniqueKeysWithValues: (0..<Self.cellCount).filter { owned >> $0 & 1 == 1 }.map { (16 + $0, content[$0]) })
        for a in Self.values {
          for b in Self.values {
            let ways = sample.ways(a, b, heap)
            if ways.isEmpty { counts.none += 1 } else { counts.ways += 1 }
            if let problem = compare(sample, a, b, ways, stepper, c) { Issue.record("\(problem): \(heap) \(a) \(b)") }
          }
        }
      }
    }
    #expect(counts.ways > 20 && counts.none > 100)
  }

  /// Cells that are not there have no content.
  private func forEachContent(_ owned: Int, _ body: ([Int]) -> Void) {
    var content = [Int](repeating: 0, count: Self.cellCount)
    func go(_ slot: Int) {
      if slot == Self.cellCount { return body(content) }
      for value in owned >> slot & 1 == 1 ? Self.values : [0] {
        content[slot] = value
        go(slot + 1)
      }
    }
    go(0)
  }

  private func isSequence(_ name: String) -> Bool { name.hasSuffix("s") }

  private func compare(
    _ sample: Sample, _ a: Int, _ b: Int, _ ways: [Way], _ stepper: Stepper, _ c: Configuration
  ) -> String? {
    for (register, value) in [(1, a), (2, b)] {
      let slot = stepper.layout.registerSlot[register]
      if slot >= 0 { c.words[stepper.firstRegister + slot] = UInt64(value) }
    }
    let evaluator = stepper.evaluator
    evaluator.beginFootprint()
    switch evaluator.run(stepper.routines[0].requires.start, c, owner: OwnerCode.nobody) {
    case .fails: return ways.isEmpty ? nil : "fails, but there is \(ways[0])"
    case .unknown, .undetermined: return "no answer"
    case .holds: break
    }
    let cells = (0..<evaluator.footprintCount).map { 16 + Int(evaluator.footprint[$0]) }
    var outputs: [[Int]] = []
    for name in sample.outputs {
      guard let slot = stepper.compiled.assertions.variables.firstIndex(where: { $0.name == name }) else { return name }
      let value = evaluator.environment[slot]
      outputs.append(isSequence(name) ? evaluator.sequences.values(value, most: 99).map { Int($0) } : [Int(value)])
    }
    let way = Way(cells: Set(cells), outputs: outputs)
    return ways.contains(way) ? nil : "found \(way), not among \(ways)"
  }
}
