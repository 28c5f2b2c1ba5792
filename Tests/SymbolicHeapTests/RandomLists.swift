// Random entailments of lists, and a brute-force oracle for them that shares no code with the prover: models of the left
// are enumerated over a few locations, and the right is evaluated on each by a program for the very lists.

import SLCOMP
import SepLogic
import TestSupport

/// The lists that problems are made of. Locations are 0 (nil), 1, 2, …
enum ListKind: CaseIterable, Sendable {
  case guarded, unguarded, doublyGuarded, doublyAtRoot, doublyAtTail, doublyUnguarded, nested

  var isDoubly: Bool {
    switch self {
    case .guarded, .unguarded, .nested: false
    case .doublyGuarded, .doublyAtRoot, .doublyAtTail, .doublyUnguarded: true
    }
  }

  var fieldCount: Int { isDoubly || self == .nested ? 2 : 1 }
  var arity: Int { isDoubly ? 4 : 2 }

  var isGuardedAtRoot: Bool {
    switch self {
    case .guarded, .doublyGuarded, .doublyAtRoot, .nested: true
    case .unguarded, .doublyAtTail, .doublyUnguarded: false
    }
  }
  var isGuardedAtTail: Bool { self == .doublyGuarded || self == .doublyAtTail }

  /// The declarations of a file with this list as `p`, and `q` for the inner lists of a nested one.
  var declarations: String {
    let fields = fieldCount == 1 ? "(next Loc)" : "(next Loc) (other Loc)"
    var text = """
      (declare-sort Loc 0)
      (declare-datatypes ((Cell 0)) (((c \(fields)))))
      (declare-heap (Loc Cell))

      """
    let rootGuard = isGuardedAtRoot ? "(distinct x y) " : ""
    let tailGuard = isGuardedAtTail ? "(distinct b p) " : ""
    switch self {
    case .guarded, .unguarded:
      text += """
        (define-fun-rec p ((x Loc) (y Loc)) Bool (or (and (= x y) (_ emp Loc Cell))
          (exists ((u Loc)) (and \(rootGuard)(sep (pto x (c u)) (p u y))))))
        """
    case .doublyGuarded, .doublyAtRoot, .doublyAtTail, .doublyUnguarded:
      text += """
        (define-fun-rec p ((x Loc) (b Loc) (p Loc) (y Loc)) Bool (or (and (= x y) (= b p) (_ emp Loc Cell))
          (exists ((u Loc)) (and \(rootGuard)\(tailGuard)(sep (pto x (c u p)) (p u b x y))))))
        """.replacing("(p u b x y)", with: "(d u b x y)").replacing("define-fun-rec p ", with: "define-fun-rec d ")
    case .nested:
      text += """
        (define-fun-rec q ((x Loc) (y Loc)) Bool (or (and (= x y) (_ emp Loc Cell))
          (exists ((u Loc)) (and (distinct x y) (sep (pto x (c u (as nil Loc))) (q u y))))))
        (define-fun-rec p ((x Loc) (y Loc)) Bool (or (and (= x y) (_ emp Loc Cell))
          (exists ((u Loc) (v Loc)) (and (distinct x y) (sep (pto x (c v u)) (q v u) (p u y))))))
        """
    }
    return text
  }

  var name: String { isDoubly ? "d" : "p" }
}

struct RandomAtom: Equatable, Sendable {
  var isCell: Bool
  /// Of a cell its address and fields.
  var arguments: [Int]
}

/// An entailment over variables 1, 2, …; 0 is nil.
struct RandomEntailment: Sendable, CustomStringConvertible {
  var kind: ListKind
  var variableCount: Int
  var left: [RandomAtom]
  var right: [RandomAtom]?
  var equal: [(Int, Int)] = []
  var distinct: [(Int, Int)] = []
  var rightEqual: [(Int, Int)] = []
  var rightDistinct: [(Int, Int)] = []

  init(kind: ListKind, using random: inout SplitMix) {
    self.kind = kind
    variableCount = Int.random(in: 2...4, using: &random)
    left = []
    for _ in 0..<Int.random(in: 1...4, using: &random) { left.append(Self.atom(kind, variableCount, &random)) }
    if Int.random(in: 0..<8, using: &random) > 0 {
      var atoms: [RandomAtom] = []
      if Bool.random(using: &random) {
        for atom in left where Int.random(in: 0..<4, using: &random) > 0 { atoms.append(atom) }
        if Bool.random(using: &random) { atoms.append(Self.atom(kind, variableCount, &random)) }
        Self.join(&atoms, kind, &random)
      } else {
        for _ in 0..<Int.random(in: 0...3, using: &random) { atoms.append(Self.atom(kind, variableCount, &random)) }
      }
      right = atoms
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let pair = (Int.random(in: 0...variableCount, using: &random), Int.random(in: 0...variableCount, using: &random))
      if Int.random(in: 0..<4, using: &random) == 0 {
        equal.append(pair)
      } else if pair.0 != pair.1 {
        distinct.append(pair)
      }
    }
    if Int.random(in: 0..<5, using: &random) == 0, right != nil {
      let pair = (Int.random(in: 0...variableCount, using: &random), Int.random(in: 0...variableCount, using: &random))
      if Bool.random(using: &random) { rightEqual.append(pair) } else { rightDistinct.append(pair) }
    }
  }

  /// One list over a chain of cells and lists, with facts on where their ends are: what is easily overlooked is which of
  /// them coincide.
  init(chainOf kind: ListKind, using random: inout SplitMix) {
    self.kind = kind
    variableCount = 5
    func any() -> Int { Int.random(in: 0...5, using: &random) }
    func location() -> Int { Int.random(in: 1...5, using: &random) }
    left = []
    let (first, before) = (location(), any())
    var (root, previous) = (first, before)
    for _ in 0..<Int.random(in: 2...3, using: &random) {
      let isCell = Int.random(in: 0..<4, using: &random) == 0
      let next = any()
      let tail = isCell || Int.random(in: 0..<4, using: &random) == 0 ? root : location()
      let arguments =
        isCell
        ? [root, next] + (kind.fieldCount == 2 ? [kind.isDoubly ? previous : any()] : [])
        : kind.isDoubly ? [root, tail, previous, next] : [root, next]
      left.append(RandomAtom(isCell: isCell, arguments: arguments))
      (root, previous) = (next, tail)
    }
    var whole = RandomAtom(
      isCell: false, arguments: kind.isDoubly ? [first, previous, before, root] : [first, root])
    if Int.random(in: 0..<5, using: &random) == 0 {
      whole.arguments[Int.random(in: 0..<whole.arguments.count, using: &random)] = location()
    }
    right = [whole]
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let pair = (any(), any())
      if pair.0 == pair.1 { continue }
      if Int.random(in: 0..<5, using: &random) == 0 { equal.append(pair) } else { distinct.append(pair) }
    }
  }

  private static func atom(_ kind: ListKind, _ count: Int, _ random: inout SplitMix) -> RandomAtom {
    let isCell = Int.random(in: 0..<5, using: &random) < 2
    var arguments: [Int] = []
    for _ in 0..<(isCell ? 1 + kind.fieldCount : kind.arity) {
      let value = Int.random(in: 0...count, using: &random)
      arguments.append(arguments.isEmpty && value == 0 ? 1 : value)
    }
    return RandomAtom(isCell: isCell, arguments: arguments)
  }

  /// Replaces two atoms by one list over both, so that some entailments hold.
  private static func join(_ atoms: inout [RandomAtom], _ kind: ListKind, _ random: inout SplitMix) {
    guard atoms.count >= 2 else { return }
    let (a, b) = (atoms[0], atoms[1])
    var arguments: [Int]
    if kind.isDoubly {
      arguments = [
        a.arguments[0], b.isCell ? b.arguments[0] : b.arguments[1], a.isCell ? a.arguments[2] : a.arguments[2],
        b.isCell ? b.arguments[1] : b.arguments[3],
      ]
    } else {
      arguments = [a.arguments[0], b.arguments[b.arguments.count - 1]]
    }
    atoms.replaceSubrange(0..<2, with: [RandomAtom(isCell: false, arguments: arguments)])
  }

  /// With one thing changed.
  func changed(using random: inout SplitMix) -> RandomEntailment {
    var result = self
    func change(_ atoms: inout [RandomAtom]) {
      guard let index = atoms.indices.randomElement(using: &random) else { return }
      let place = Int.random(in: 0..<atoms[index].arguments.count, using: &random)
      atoms[index].arguments[place] = Int.random(in: 1...variableCount, using: &random)
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: if !result.distinct.isEmpty { result.distinct.removeLast() }
    case 1: if !result.equal.isEmpty { result.equal.removeLast() }
    case 2: change(&result.left)
    default: if var right { change(&right); result.right = right }
    }
    return result
  }

  var description: String {
    func name(_ variable: Int) -> String { variable == 0 ? "(as nil Loc)" : "x\(variable)" }
    func text(_ atom: RandomAtom) -> String {
      let names = atom.arguments.map(name)
      if atom.isCell { return "(pto \(names[0]) (c \(names.dropFirst().joined(separator: " "))))" }
      return "(\(kind.name) \(names.joined(separator: " ")))"
    }
    func heap(_ atoms: [RandomAtom]) -> String {
      switch atoms.count {
      case 0: "(_ emp Loc Cell)"
      case 1: text(atoms[0])
      default: "(sep \(atoms.map(text).joined(separator: " ")))"
      }
    }
    func pure(_ equal: [(Int, Int)], _ distinct: [(Int, Int)]) -> String {
      equal.map { "(= \(name($0.0)) \(name($0.1))) " }.joined()
        + distinct.map { "(distinct \(name($0.0)) \(name($0.1))) " }.joined()
    }
    var result = kind.declarations + "\n"
    for variable in 1...variableCount { result += "(declare-const x\(variable) Loc)\n" }
    result += "(assert (and \(pure(equal, distinct))\(heap(left))))\n"
    if let right { result += "(assert (not (and \(pure(rightEqual, rightDistinct))\(heap(right)))))\n" }
    return result + "(check-sat)\n"
  }
}

/// Evaluates and enumerates.
struct ListOracle {
  let problem: RandomEntailment
  /// Fields by address.
  typealias Heap = [Int: [Int]]

  /// Whether the right holds.
  func satisfiesRight(_ stack: [Int], _ heap: Heap) -> Bool {
    guard let right = problem.right else { return false }
    for (a, b) in problem.rightEqual where stack[a] != stack[b] { return false }
    for (a, b) in problem.rightDistinct where stack[a] == stack[b] { return false }
    return satisfies(right, stack, heap)
  }

  func satisfiesLeft(_ stack: [Int], _ heap: Heap) -> Bool {
    for (a, b) in problem.equal where stack[a] != stack[b] { return false }
    for (a, b) in problem.distinct where stack[a] == stack[b] { return false }
    return satisfies(problem.left, stack, heap)
  }

  private func satisfies(_ atoms: [RandomAtom], _ stack: [Int], _ heap: Heap) -> Bool {
    var heaps = [heap]
    for atom in atoms {
      let values = atom.arguments.map { stack[$0] }
      heaps = heaps.flatMap { atom.isCell ? taking(values, $0) : rests(problem.kind, values, $0) }
      if heaps.isEmpty { return false }
    }
    return heaps.contains { $0.isEmpty }
  }

  private func taking(_ values: [Int], _ heap: Heap) -> [Heap] {
    guard heap[values[0]] == Array(values.dropFirst()) else { return [] }
    var rest = heap
    rest[values[0]] = nil
    return [rest]
  }

  /// What can be left of a heap when a list is taken from it.
  private func rests(_ kind: ListKind, _ values: [Int], _ heap: Heap) -> [Heap] {
    var result: [Heap] = []
    if kind.isDoubly {
      let (root, tail, previous, out) = (values[0], values[1], values[2], values[3])
      if root == out && tail == previous { result.append(heap) }
      if kind.isGuardedAtRoot && root == out { return result }
      if kind.isGuardedAtTail && tail == previous { return result }
      guard let cell = heap[root], cell[1] == previous else { return result }
      var rest = heap
      rest[root] = nil
      return result + rests(kind, [cell[0], tail, root, out], rest)
    }
    let (root, out) = (values[0], values[1])
    if root == out { result.append(heap) }
    if kind.isGuardedAtRoot && root == out { return result }
    guard let cell = heap[root] else { return result }
    var rest = heap
    rest[root] = nil
    guard kind == .nested else { return result + rests(kind, [cell[0], out], rest) }
    return result + inner(cell[0], cell[1], rest).flatMap { rests(kind, [cell[1], out], $0) }
  }

  private func inner(_ root: Int, _ out: Int, _ heap: Heap) -> [Heap] {
    if root == out { return [heap] }
    guard let cell = heap[root], cell[1] == 0 else { return [] }
    var rest = heap
    rest[root] = nil
    return inner(cell[0], out, rest)
  }

  /// A model of the left that does not satisfy the right, among those with few locations; at most `limit` are tried.
  func counterModel(extra: Int, limit: Int) -> (stack: [Int], heap: Heap)? {
    var left = limit
    var found: (stack: [Int], heap: Heap)?
    func stacks(_ stack: [Int], _ top: Int) {
      if found != nil || left <= 0 { return }
      if stack.count <= problem.variableCount {
        for value in 0...(top + 1) { stacks(stack + [value], max(top, value)) }
        return
      }
      for (a, b) in problem.equal where stack[a] != stack[b] { return }
      for (a, b) in problem.distinct where stack[a] == stack[b] { return }
      heaps(problem.left[...], stack, [:], top + extra) { heap in
        left -= 1
        if !satisfiesRight(stack, heap) { found = (stack, heap) }
        return found == nil && left > 0
      }
    }
    stacks([0], 0)
    return found
  }

  /// All heaps of the atoms beside a heap.
  private func heaps(
    _ atoms: ArraySlice<RandomAtom>, _ stack: [Int], _ heap: Heap, _ top: Int, _ use: (Heap) -> Bool
  ) {
    guard let atom = atoms.first else {
      _ = use(heap)
      return
    }
    let values = atom.arguments.map { stack[$0] }
    let rest = atoms.dropFirst()
    if atom.isCell {
      guard values[0] != 0, heap[values[0]] == nil else { return }
      var next = heap
      next[values[0]] = Array(values.dropFirst())
      heaps(rest, stack, next, top, use)
    } else {
      lists(problem.kind, values, heap, top) { heaps(rest, stack, $0, top, use) }
    }
  }

  private func lists(_ kind: ListKind, _ values: [Int], _ heap: Heap, _ top: Int, _ use: (Heap) -> Void) {
    let (root, out) = (values[0], values[values.count - 1])
    if root == out && (!kind.isDoubly || values[1] == values[2]) { use(heap) }
    if kind.isGuardedAtRoot && root == out { return }
    if kind.isGuardedAtTail && values[1] == values[2] { return }
    guard root != 0, heap[root] == nil else { return }
    for next in 0...top {
      var cell = heap
      if kind.isDoubly {
        cell[root] = [next, values[2]]
        lists(kind, [next, values[1], root, out], cell, top, use)
      } else if kind == .nested {
        for down in 0...top {
          cell[root] = [down, next]
          inners(down, next, cell, top) { lists(kind, [next, out], $0, top, use) }
        }
      } else {
        cell[root] = [next]
        lists(kind, [next, out], cell, top, use)
      }
    }
  }

  private func inners(_ root: Int, _ out: Int, _ heap: Heap, _ top: Int, _ use: (Heap) -> Void) {
    if root == out {
      use(heap)
      return
    }
    guard root != 0, heap[root] == nil else { return }
    for next in 0...top {
      var cell = heap
      cell[root] = [next, 0]
      inners(next, out, cell, top, use)
    }
  }
}
