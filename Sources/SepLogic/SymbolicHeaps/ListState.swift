// One branch of a proof about lists: what is known of locations, the heap of the left, what of the right is to be found.

/// A cell or a list.
struct ListAtom: Sendable {
  /// Index of the shape; nil for a cell, of which `arguments` are the address and the fields.
  var shape: Int32?
  var arguments: [Int32]
  /// A list that is known to have a cell. A guarded list has one exactly if its root is not its end; one without guard
  /// may be a cycle, so this is knowledge of its own.
  var isNonEmpty = false
  /// Already used for an atom of the right. It stays for what its cells say about locations.
  var isMatched = false
  /// Locations that are not among its cells.
  var avoids: [Int32] = []
  /// How often it was unfolded because the other side is of another kind.
  var unfoldings: Int32 = 0

  var isCell: Bool { shape == nil }
}

/// An atom of the right.
struct ListGoal: Sendable {
  var shape: Int32?
  var arguments: [Int32]
  /// Chosen to have a cell, where locations do not tell.
  var isNonEmpty = false
}

/// Why a branch does not go on.
enum ListObstacle: Sendable {
  /// A fact that the right wants and the left does not give.
  case fact(PureLiteral)
  /// An atom of the right for which the left has nothing.
  case goal(ListGoal)
  /// An atom of the left that the right has no place for.
  case leftover(ListAtom)
}

/// One way to go on, where another might do too: the rule, and the state above which it stands.
struct ListChoice: Sendable {
  var rule: ProofNode.Rule
  var step: ListRule
  var text: String
  /// What the rule is applied to.
  var given: ListState
  /// What is to be proved then.
  var state: ListState

  init(_ rule: ProofNode.Rule, _ step: ListRule, _ text: String, _ state: ListState) {
    self.rule = rule
    self.step = step
    self.text = text
    given = state
    self.state = state
  }
}

struct ListState: Sendable {
  let shapes: [ListShape?]
  let nulls: [Int32]
  var locations: LocationClasses
  var sorts: [ValueSort]
  var atoms: [ListAtom]
  var goals: [ListGoal]
  var obligations: [PureLiteral] = []
  /// By class: the atom that has this location among its cells, or -1. Valid after `saturate`.
  var owner: [Int32] = []
  /// The node of the proof that this is about.
  var proofNode: Int32 = -1
  /// Which of its premises this is, in words, if that is to be told.
  var caseText = ""

  /// Nil where the problem is not about lists.
  init?(_ problem: EntailmentProblem, goal: SymbolicHeap?) {
    let context = problem.context
    shapes = ListShape.analyse(context)
    nulls = context.signature.sorts.map(\.null)
    locations = LocationClasses(count: context.variables.count)
    sorts = context.variables.map(\.sort)
    atoms = []
    goals = []
    for literal in problem.left.pure {
      switch literal {
      case .equal(let a, let b): locations.equate(a, b)
      case .distinct(let a, let b): locations.separate(a, b)
      case .linear: return nil
      }
    }
    for atom in problem.left.spatial {
      switch atom {
      case .cell(let root, let fields):
        guard fields.allSatisfy(context.isLocation) else { return nil }
        atoms.append(ListAtom(shape: nil, arguments: [root] + fields, isNonEmpty: true))
      case .instance(let predicate, let arguments):
        guard shapes[Int(predicate)] != nil else { return nil }
        atoms.append(ListAtom(shape: predicate, arguments: arguments))
      }
    }
    guard let goal else { return }
    guard goal.existentials.isEmpty else { return nil }
    for literal in goal.pure {
      if case .linear = literal { return nil }
      obligations.append(literal)
    }
    for atom in goal.spatial {
      switch atom {
      case .cell(let root, let fields):
        guard fields.allSatisfy(context.isLocation) else { return nil }
        goals.append(ListGoal(shape: nil, arguments: [root] + fields))
      case .instance(let predicate, let arguments):
        guard shapes[Int(predicate)] != nil else { return nil }
        goals.append(ListGoal(shape: predicate, arguments: arguments))
      }
    }
  }

  // MARK: - Parts of atoms

  /// The shape, of which an atom is known to have one.
  func shape(_ index: Int32) -> ListShape {
    guard let shape = shapes[Int(index)] else { preconditionFailure("atoms have shapes that exist") }
    return shape
  }

  func root(_ atom: ListAtom) -> Int32 { atom.shape.map { atom.arguments[shape($0).root] } ?? atom.arguments[0] }
  func root(_ goal: ListGoal) -> Int32 { goal.shape.map { goal.arguments[shape($0).root] } ?? goal.arguments[0] }

  func out(_ shape: ListShape, _ arguments: [Int32]) -> Int32 { shape.out.map { arguments[$0] } ?? shape.null }

  /// The last cell and what is before the first, of a doubly linked list.
  func ends(_ shape: ListShape, _ arguments: [Int32]) -> (tail: Int32, previous: Int32)? {
    guard let tail = shape.tail, let previous = shape.previous else { return nil }
    return (arguments[tail], arguments[previous])
  }

  func spatial(_ atom: ListAtom) -> SpatialAtom { spatial(atom.shape, atom.arguments) }
  func spatial(_ goal: ListGoal) -> SpatialAtom { spatial(goal.shape, goal.arguments) }

  private func spatial(_ shape: Int32?, _ arguments: [Int32]) -> SpatialAtom {
    shape.map { .instance($0, arguments) } ?? .cell(arguments[0], Array(arguments.dropFirst()))
  }

  /// The atoms of the left from a number on.
  func spatial(from index: Int) -> [SpatialAtom] { atoms[index...].map(spatial) }

  /// The same below another node of the proof.
  func below(_ node: Int32, _ caseText: String = "") -> ListState {
    var result = self
    result.proofNode = node
    result.caseText = caseText
    return result
  }

  mutating func newLocation(_ sort: ValueSort) -> Int32 {
    sorts.append(sort)
    return locations.add()
  }

  func isNull(_ node: Int32) -> Bool { nulls.contains { locations.areEqual($0, node) } }

  /// Whether two locations differ in every model; true only if they do.
  func areDistinct(_ a: Int32, _ b: Int32) -> Bool {
    if locations.areDistinct(a, b) { return true }
    let (x, y) = (locations.find(a), locations.find(b))
    if x == y { return false }
    let (ownerX, ownerY) = (owner[Int(x)], owner[Int(y)])
    if ownerX >= 0 && ownerY >= 0 { return ownerX != ownerY }
    return (ownerX >= 0 && isNull(y)) || (ownerY >= 0 && isNull(x))
  }

  // MARK: - Saturation

  /// Draws the conclusions of the cells on locations and of locations on lists, until nothing is new.
  ///
  /// Sound, since each is a consequence of the left: cells are at different addresses and not at nil; a list with a
  /// cell satisfies its guards, and has its end not among its cells where it is guarded at the root (each of its cells
  /// was once the root); a list of which the root or tail cannot be a cell is empty.
  /// - Returns: false where the left contradicts itself.
  mutating func saturate() -> Bool {
    while true {
      if locations.isContradictory { return false }
      owner = Array(repeating: -1, count: locations.count)
      var changed = false
      for index in atoms.indices where atoms[index].isNonEmpty {
        guard own(root(atoms[index]), index) else { return false }
        guard let shapeIndex = atoms[index].shape else { continue }
        let shape = shape(shapeIndex)
        let arguments = atoms[index].arguments
        let out = out(shape, arguments)
        if shape.isGuardedAtRoot, locations.separate(arguments[shape.root], out) { changed = true }
        if let (tail, previous) = ends(shape, arguments) {
          guard own(tail, index) else { return false }
          if shape.isGuardedAtTail, locations.separate(tail, previous) { changed = true }
          if shape.isGuardedAtRoot, locations.separate(tail, out) { changed = true }
        }
        for avoided in atoms[index].avoids {
          if locations.separate(arguments[shape.root], avoided) { changed = true }
          if let tail = shape.tail, locations.separate(arguments[tail], avoided) { changed = true }
        }
      }
      if locations.isContradictory { return false }
      var empty: [Int] = []
      for index in atoms.indices where !atoms[index].isNonEmpty {
        guard let shapeIndex = atoms[index].shape else { continue }
        let shape = shape(shapeIndex)
        let arguments = atoms[index].arguments
        let (root, out) = (arguments[shape.root], out(shape, arguments))
        let ends = ends(shape, arguments)
        if cannotBeCell(root) || (shape.isGuardedAtRoot && locations.areEqual(root, out))
          || ends.map({
            cannotBeCell($0.tail) || (shape.isGuardedAtTail && locations.areEqual($0.tail, $0.previous))
              || (shape.isGuardedAtRoot && locations.areEqual($0.tail, out))
          }) == true
          || atoms[index].avoids.contains(where: { avoided in
            locations.areEqual(root, avoided) || ends.map { locations.areEqual($0.tail, avoided) } == true
          })
        {
          empty.append(index)
          locations.equate(root, out)
          if let ends { locations.equate(ends.tail, ends.previous) }
          changed = true
          break
        }
        if areDistinct(root, out) || ends.map({ areDistinct($0.tail, $0.previous) }) == true {
          atoms[index].isNonEmpty = true
          changed = true
          break
        }
      }
      for index in empty.reversed() { atoms.remove(at: index) }
      if !changed { return !locations.isContradictory }
    }
  }

  private func cannotBeCell(_ node: Int32) -> Bool {
    owner[Int(locations.find(node))] >= 0 || isNull(node)
  }

  private mutating func own(_ node: Int32, _ index: Int) -> Bool {
    let known = Int(locations.find(node))
    if isNull(Int32(known)) || (owner[known] >= 0 && owner[known] != Int32(index)) { return false }
    owner[known] = Int32(index)
    return true
  }

  /// A saturated state in which every list has a cell; nil where there is none, for then each way of deciding which
  /// lists have cells contradicts itself.
  ///
  /// After `saturate`, only two undecided lists that could start or end at one location stand in the way of the model
  /// in which all classes are different and all undecided lists have cells; one of such two is empty.
  /// - Parameter note: is told each contradiction, and before a case distinction the atom it is about; there it may set
  ///   the node of the proof.
  func decided(_ note: ((inout ListState, _ split: Int?) -> Void)? = nil) -> ListState? {
    var pending = [self]
    while var state = pending.popLast() {
      guard state.saturate() else {
        note?(&state, nil)
        continue
      }
      var first: [Int32: Int] = [:]
      var shared: Int?
      search: for index in state.atoms.indices where !state.atoms[index].isNonEmpty {
        guard let shapeIndex = state.atoms[index].shape else { continue }
        let shape = state.shape(shapeIndex)
        var addresses = [state.atoms[index].arguments[shape.root]]
        if let tail = shape.tail { addresses.append(state.atoms[index].arguments[tail]) }
        for address in addresses {
          let known = state.locations.find(address)
          if let other = first[known], other != index {
            shared = index
            break search
          }
          first[known] = index
        }
      }
      if shared == nil {
        var full = state
        for index in full.atoms.indices { full.atoms[index].isNonEmpty = true }
        if full.saturate() { return full }
      }
      guard let index = shared ?? state.atoms.firstIndex(where: { !$0.isNonEmpty }) else { continue }
      note?(&state, index)
      var empty = state
      empty.makeEmpty(index)
      pending.append(empty)
      state.atoms[index].isNonEmpty = true
      pending.append(state)
    }
    return nil
  }

  /// Takes the base case of a list.
  mutating func makeEmpty(_ index: Int) {
    let atom = atoms.remove(at: index)
    guard let shapeIndex = atom.shape else { return }
    let shape = shape(shapeIndex)
    locations.equate(atom.arguments[shape.root], out(shape, atom.arguments))
    if let ends = ends(shape, atom.arguments) { locations.equate(ends.tail, ends.previous) }
  }

  // MARK: - Unfolding

  /// The parts of one step of a list at `root` that goes on at `next`: its cell, and its nested lists.
  mutating func cell(
    _ shape: ListShape, _ arguments: [Int32], next: Int32
  ) -> (cell: [Int32], nested: [(shape: Int32, arguments: [Int32])]) {
    let fresh = shape.freshSorts.map { newLocation($0) }
    func value(_ source: ListSource) -> Int32 {
      switch source {
      case .parameter(let index): arguments[index]
      case .null(let null): null
      case .next: next
      case .fresh(let index): fresh[index]
      }
    }
    return (
      [arguments[shape.root]] + shape.fields.map(value),
      shape.nested.map { ($0.predicate, $0.arguments.map(value)) }
    )
  }

  /// The arguments of the rest of a list behind its first cell.
  func rest(_ shape: ListShape, _ arguments: [Int32], next: Int32) -> [Int32] {
    var result = arguments
    result[shape.root] = next
    if let previous = shape.previous { result[previous] = arguments[shape.root] }
    return result
  }
}
