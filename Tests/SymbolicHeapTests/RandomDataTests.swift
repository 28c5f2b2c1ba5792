// Lists with lengths, sorted lists and lists with bounds: random entailments against models that are made at random, with
// an evaluator of its own. Here much is unknown; what is answered has to be true.

import SLCOMP
import SepLogic
import TestSupport
import Testing

/// Cells have a next location and a number.
private enum DataList: String, CaseIterable {
  /// The second and fourth argument count down; sorted; a length; bounds, never empty.
  case lls, sls, len, bnd

  /// Which arguments are locations.
  var sorts: [Bool] {
    switch self {
    case .lls, .sls: [true, false, true, false]
    case .len: [true, true, false]
    case .bnd: [true, true, false, false]
    }
  }

  static let declarations = """
    (declare-sort Loc 0)
    (declare-datatypes ((Cell 0)) (((c (next Loc) (data Int)))))
    (declare-heap (Loc Cell))
    (define-fun-rec lls ((x Loc) (n Int) (y Loc) (m Int)) Bool (or (and (= x y) (= n m) (_ emp Loc Cell))
      (exists ((u Loc) (d Int) (k Int)) (and (= n (+ k 1)) (sep (pto x (c u d)) (lls u k y m))))))
    (define-fun-rec sls ((x Loc) (a Int) (y Loc) (b Int)) Bool (or (and (= x y) (= a b) (_ emp Loc Cell))
      (exists ((u Loc) (k Int)) (and (<= a k) (sep (pto x (c u a)) (sls u k y b))))))
    (define-fun-rec len ((x Loc) (y Loc) (n Int)) Bool (or (and (_ emp Loc Cell) (= x y) (= n 0))
      (exists ((u Loc) (d Int) (k Int)) (and (sep (pto x (c u d)) (len u y k)) (= k (- n 1)) (<= 1 n)))))
    (define-fun-rec bnd ((x Loc) (y Loc) (l Int) (h Int)) Bool (or (and (pto x (c y l)) (= l h))
      (exists ((u Loc) (k Int)) (and (sep (pto x (c u l)) (bnd u y k h)) (<= k h) (<= l k)))))

    """
}

private struct DataAtom {
  var list: DataList?
  /// Locations 0 (nil) … 3, or numbers 0 … 3 of integer variables.
  var arguments: [Int]
  var sorts: [Bool] { list?.sorts ?? [true, true, false] }

  init(_ kinds: [DataList], _ random: inout SplitMix) {
    list = Int.random(in: 0..<3, using: &random) == 0 ? nil : kinds[Int.random(in: 0..<kinds.count, using: &random)]
    arguments = []
    for _ in sorts { arguments.append(Int.random(in: 0...3, using: &random)) }
    if arguments[0] == 0 { arguments[0] = 1 }
  }

  var text: String {
    let names = zip(arguments, sorts).map { $1 ? ($0 == 0 ? "(as nil Loc)" : "x\($0)") : "n\($0)" }
    guard let list else { return "(pto \(names[0]) (c \(names[1]) \(names[2])))" }
    return "(\(list.rawValue) \(names.joined(separator: " ")))"
  }
}

private struct DataModel {
  var locations = [0, 0, 0, 0]
  var integers = [0, 0, 0, 0]
  var heap: [Int: [Int]] = [:]

  func values(_ atom: DataAtom) -> [Int] {
    zip(atom.arguments, atom.sorts).map { $1 ? locations[$0] : integers[$0] }
  }

  func satisfies(_ atoms: [DataAtom]) -> Bool {
    var rests = [heap]
    for atom in atoms {
      let values = values(atom)
      rests = rests.flatMap { rest -> [[Int: [Int]]] in
        if let list = atom.list { return Self.rests(list, values, rest) }
        guard rest[values[0]] == [values[1], values[2]] else { return [] }
        return [Self.without(values[0], rest)]
      }
    }
    return rests.contains { $0.isEmpty }
  }

  static func without(_ address: Int, _ heap: [Int: [Int]]) -> [Int: [Int]] {
    var rest = heap
    rest[address] = nil
    return rest
  }

  static func rests(_ list: DataList, _ v: [Int], _ heap: [Int: [Int]]) -> [[Int: [Int]]] {
    var result: [[Int: [Int]]] = []
    let cell = heap[v[0]]
    let rest = without(v[0], heap)
    switch list {
    case .lls:
      if v[0] == v[2] && v[1] == v[3] { result.append(heap) }
      if let cell { result += rests(.lls, [cell[0], v[1] - 1, v[2], v[3]], rest) }
    case .len:
      if v[0] == v[1] && v[2] == 0 { result.append(heap) }
      if let cell, v[2] >= 1 { result += rests(.len, [cell[0], v[1], v[2] - 1], rest) }
    case .sls:
      if v[0] == v[2] && v[1] == v[3] { result.append(heap) }
      if let cell, cell[1] == v[1] {
        // The next number is that of the next cell, or the one at the end.
        let next = Set((cell[0] == v[2] ? [v[3]] : []) + (rest[cell[0]].map { [$0[1]] } ?? []))
        for number in next.sorted() where v[1] <= number { result += rests(.sls, [cell[0], number, v[2], v[3]], rest) }
      }
    case .bnd:
      if let cell, cell[1] == v[2] {
        if cell[0] == v[1] && v[2] == v[3] { result.append(rest) }
        if let next = rest[cell[0]], v[2] <= next[1], next[1] <= v[3] {
          result += rests(.bnd, [cell[0], v[1], next[1], v[3]], rest)
        }
      }
    }
    return result
  }
}

@Suite struct RandomDataTests {
  @Test func answersAreTrue() throws {
    var random = SplitMix(seed: 31)
    var counts: [ScriptAnswer: Int] = [:]
    for _ in 0..<250 {
      let kinds = [DataList.allCases[Int.random(in: 0..<4, using: &random)], .bnd]
      var left = [DataAtom(kinds, &random)]
      for _ in 0..<Int.random(in: 0...2, using: &random) { left.append(DataAtom(kinds, &random)) }
      var right = left.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
      if right.count < 2 { right.append(DataAtom(kinds, &random)) }
      let orders = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        (Int.random(in: 0...3, using: &random), Int.random(in: 0...3, using: &random))
      }
      let text =
        DataList.declarations + (1...3).map { "(declare-const x\($0) Loc)" }.joined()
        + (0...3).map { "(declare-const n\($0) Int)" }.joined()
        + "(assert (and \(orders.map { "(<= n\($0) n\($1)) " }.joined())(sep \(left.map(\.text).joined(separator: " ")) (_ emp Loc Cell))))"
        + "(assert (not (sep \(right.map(\.text).joined(separator: " ")) (_ emp Loc Cell))))(check-sat)"
      var options = SolvingOptions()
      options.timeout = .milliseconds(300)
      let solution = try Script.read(Array(text.utf8)).solve(options)
      counts[solution.answer, default: 0] += 1
      switch solution.answer {
      case .unknown: continue
      case .sat:
        let (model, context) = try (#require(solution.model), #require(solution.context))
        var own = DataModel()
        for (index, variable) in context.variables.enumerated() where context.isDeclared(Int32(index)) {
          let value = Int(model.stack[index] ?? 0)
          let number = try #require(Int(variable.name.dropFirst()))
          if variable.sort == .integer { own.integers[number] = value } else { own.locations[number] = value }
        }
        for cell in model.cells { own.heap[Int(cell.address)] = cell.fields.map { Int($0) } }
        #expect(orders.allSatisfy { own.integers[$0] <= own.integers[$1] }, "\(text)")
        #expect(own.satisfies(left) && !own.satisfies(right), "\(text): \(own)")
      case .unsat:
        for _ in 0..<400 {
          guard let model = Self.model(of: left, orders, &random) else { continue }
          #expect(model.satisfies(right), "\(text): \(model)")
        }
      }
    }
    #expect(counts[.sat, default: 0] > 50 && counts[.unsat, default: 0] > 20, "\(counts)")
  }

  /// A model made at random, where that works out.
  private static func model(
    of left: [DataAtom], _ orders: [(Int, Int)], _ random: inout SplitMix
  ) -> DataModel? {
    var model = DataModel()
    for index in 1...3 { model.locations[index] = Int.random(in: 0...4, using: &random) }
    for index in 0...3 { model.integers[index] = Int.random(in: 0...2, using: &random) }
    guard orders.allSatisfy({ model.integers[$0] <= model.integers[$1] }) else { return nil }
    for atom in left {
      var at = model.values(atom)
      let steps = atom.list == nil ? 1 : Int.random(in: 0...2, using: &random)
      for step in 0..<steps {
        guard at[0] != 0, model.heap[at[0]] == nil else { return nil }
        let end = atom.list == .lls || atom.list == .sls ? at[2] : at[1]
        let next = step == steps - 1 ? end : Int.random(in: 1...6, using: &random)
        let number =
          switch atom.list {
          case nil: at[2]
          case .sls: step == 0 ? at[1] : Int.random(in: 0...2, using: &random)
          case .bnd: step == steps - 1 ? at[3] : step == 0 ? at[2] : Int.random(in: 0...2, using: &random)
          default: 0
          }
        model.heap[at[0]] = [next, number]
        at[0] = next
      }
    }
    return model.satisfies(left) ? model : nil
  }
}
