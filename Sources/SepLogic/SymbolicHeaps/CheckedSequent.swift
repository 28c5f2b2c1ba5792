// What the checker of proofs knows of definitions and of locations, found by itself: see `ListProofChecker`.

/// A predicate with an empty case and a case with one cell at a parameter, one call of itself, and calls of other lists;
/// in terms of the variables of its definition.
final class CheckedList {
  /// The parameters that the empty case pairs, if it pairs them all as segments do; then two segments compose.
  struct Ends {
    /// The end; nil where it is nil.
    var out: Int?
    /// The last cell, and what is before the first.
    var last: (tail: Int, previous: Int)?
    var isGuardedAtRoot: Bool
    var isGuardedAtTail: Bool
  }

  let predicate: Int32
  let parameters: [HeapVariableID]
  /// The parameter that is the address of the cell.
  let root: Int
  /// Address and fields.
  let cell: [HeapVariableID]
  let nested: [(predicate: Int32, arguments: [HeapVariableID])]
  let call: [HeapVariableID]
  /// Pairs that differ where there is a cell.
  let guards: [(HeapVariableID, HeapVariableID)]
  /// Pairs that are equal where there is none.
  private let equations: [(HeapVariableID, HeapVariableID)]
  let bound: [HeapVariableID]
  private(set) var ends: Ends?
  /// What is handed on unchanged and is no end.
  private(set) var statics: [Int] = []
  private let null: HeapVariableID

  init?(_ index: Int, _ context: HeapContext) {
    let definition = context.predicates[index]
    let (bases, steps) = (definition.cases.filter(\.spatial.isEmpty), definition.cases.filter { !$0.spatial.isEmpty })
    guard bases.count == 1, steps.count == 1, bases[0].existentials.isEmpty else { return nil }
    let (parameters, bound) = (definition.parameters, steps[0].existentials)
    guard parameters.allSatisfy(context.isLocation), bound.allSatisfy(context.isLocation) else { return nil }
    var (equations, guards): ([(HeapVariableID, HeapVariableID)], [(HeapVariableID, HeapVariableID)]) = ([], [])
    for literal in bases[0].pure {
      guard case .equal(let a, let b) = literal else { return nil }
      equations.append((a, b))
    }
    for literal in steps[0].pure {
      guard case .distinct(let a, let b) = literal else { return nil }
      guards.append((a, b))
    }
    var (cells, calls): ([[HeapVariableID]], [[HeapVariableID]]) = ([], [])
    var nested: [(predicate: Int32, arguments: [HeapVariableID])] = []
    for atom in steps[0].spatial {
      switch atom {
      case .cell(let root, let fields): cells.append([root] + fields)
      case .instance(Int32(index), let arguments): calls.append(arguments)
      case .instance(let other, let arguments): nested.append((other, arguments))
      }
    }
    guard cells.count == 1, calls.count == 1, let root = parameters.firstIndex(of: cells[0][0]),
      bound.allSatisfy(cells[0].dropFirst().contains), let null = context.null(for: parameters[root])
    else { return nil }
    (self.root, cell, call, self.null, self.nested) = (root, cells[0], calls[0], null, nested)
    (predicate, self.parameters, self.bound) = (Int32(index), parameters, bound)
    (self.equations, self.guards) = (equations, guards)
    ends = findEnds()
    let paired = [root, ends?.out, ends?.last?.tail, ends?.last?.previous]
    statics = parameters.indices.filter { !paired.contains($0) }
    if !statics.allSatisfy({ call[$0] == parameters[$0] }) { ends = nil }
  }

  private func findEnds() -> Ends? {
    var (out, last): (Int?, (tail: Int, previous: Int)?) = (nil, nil)
    var isAtNull = false
    guard bound.contains(call[root]) else { return nil }
    for (a, b) in equations where a != b {
      switch (parameters.firstIndex(of: a), parameters.firstIndex(of: b)) {
      case (let x?, let y?):
        let (moving, fixed) = call[x] == parameters[x] ? (y, x) : (x, y)
        guard call[fixed] == parameters[fixed], call[moving] != parameters[moving] else { return nil }
        if moving == root {
          guard (out ?? fixed) == fixed else { return nil }
          out = fixed
        } else {
          guard call[moving] == parameters[root], (last?.tail ?? fixed) == fixed,
            (last?.previous ?? moving) == moving
          else { return nil }
          last = (fixed, moving)
        }
      case (root, nil) where b == null, (nil, root) where a == null: isAtNull = true
      default: return nil
      }
    }
    guard (out != nil) != isAtNull, out == nil || out != last?.tail else { return nil }
    // Nothing but the guards speaks of the ends.
    let ends = [out, last?.tail].compactMap { $0.map { parameters[$0] } }
    guard (cell + nested.flatMap(\.arguments)).allSatisfy({ !ends.contains($0) }) else { return nil }
    // No cell is at nil.
    var (isGuardedAtRoot, isGuardedAtTail) = (isAtNull, false)
    for (a, b) in guards {
      let pair = [a, b].map { parameters.firstIndex(of: $0) }
      if let out, pair == [root, out] || pair == [out, root] {
        isGuardedAtRoot = true
      } else if let last, pair == [last.tail, last.previous] || pair == [last.previous, last.tail] {
        isGuardedAtTail = true
      } else if !isAtNull || Set([a, b]) != Set([parameters[root], null]) {
        return nil
      }
    }
    return Ends(out: out, last: last, isGuardedAtRoot: isGuardedAtRoot, isGuardedAtTail: isGuardedAtTail)
  }

  /// Where a segment ends.
  func out(_ arguments: [HeapVariableID]) -> HeapVariableID { ends?.out.map { arguments[$0] } ?? null }

  /// What its parameters stand for.
  func names(_ arguments: [HeapVariableID]) -> [HeapVariableID: HeapVariableID] {
    Dictionary(zip(parameters, arguments)) { first, _ in first }
  }

  /// What a variable of a case stands for that is not bound.
  private func value(_ variable: HeapVariableID, _ arguments: [HeapVariableID]) -> HeapVariableID {
    parameters.firstIndex(of: variable).map { arguments[$0] } ?? variable
  }

  /// What is equal where there is no cell.
  func base(_ arguments: [HeapVariableID]) -> [(HeapVariableID, HeapVariableID)] {
    equations.map { (value($0, arguments), value($1, arguments)) }
  }

  /// What differs where there is a cell, as far as it can be said of the arguments.
  func differences(_ arguments: [HeapVariableID]) -> [(HeapVariableID, HeapVariableID)] {
    var result: [(HeapVariableID, HeapVariableID)] = []
    for (a, b) in guards where !bound.contains(a) && !bound.contains(b) {
      result.append((value(a, arguments), value(b, arguments)))
    }
    // The last cell was the root once.
    if let ends, ends.isGuardedAtRoot, let last = ends.last { result.append((arguments[last.tail], out(arguments))) }
    return result
  }

  /// Arguments that are addresses of cells, where there is one.
  func addresses(_ arguments: [HeapVariableID]) -> [HeapVariableID] {
    [arguments[root]] + (ends?.last.map { [arguments[$0.tail]] } ?? [])
  }
}

/// A sequent of a proof, with all that follows of its locations.
struct CheckedSequent {
  enum Status { case open, cells, empty }

  struct Atom {
    /// Nil for a cell, of which `arguments` are the address and the fields.
    var list: CheckedList?
    var arguments: [HeapVariableID]
    var status = Status.open
    var isUsed = false
    /// Locations that are none of its cells.
    var avoids: [HeapVariableID] = [] {
      didSet { hasDifferences = false }
    }
    /// What differs because it has cells is among the facts.
    var hasDifferences = false

    init(
      list: CheckedList?, arguments: [HeapVariableID], status: Status = .open, avoids: [HeapVariableID] = []
    ) {
      self.list = list
      self.arguments = arguments
      self.status = status
      self.avoids = avoids
    }

    var addresses: [HeapVariableID] { list?.addresses(arguments) ?? [arguments[0]] }
  }

  struct Goal {
    var list: CheckedList?
    var arguments: [HeapVariableID]
    var mustHaveCells = false
  }

  let lists: [CheckedList?]
  private let nulls: [HeapVariableID]
  var facts: [PureLiteral]
  var atoms: [Atom] = []
  var goals: [Goal] = []
  /// Facts of the right.
  var owed: [PureLiteral] = []
  /// There is a right side at all; otherwise the left has to contradict itself.
  private let hasRight: Bool
  private(set) var isContradictory = false
  /// Variables from here on are new.
  private var count: HeapVariableID
  private var parents: [HeapVariableID] = []
  /// Pairs of classes that differ.
  private var apart: Set<UInt64> = []
  private var drawn = 0
  /// The atom that has a location among its cells, by class.
  private var owners: [HeapVariableID: Int] = [:]

  init(_ problem: EntailmentProblem) throws(ListProofChecker.Refusal) {
    let context = problem.context
    lists = context.predicates.indices.map { CheckedList($0, context) }
    nulls = context.signature.sorts.map(\.null)
    facts = problem.left.pure
    count = HeapVariableID(context.variables.count)
    hasRight = !problem.right.isEmpty
    guard problem.right.count <= 1, problem.right.allSatisfy(\.existentials.isEmpty) else {
      throw ListProofChecker.Refusal(text: "the right is no symbolic heap without quantifiers")
    }
    for atom in problem.left.spatial {
      let (list, arguments) = try parts(of: atom)
      atoms.append(Atom(list: list, arguments: arguments, status: list == nil ? .cells : .open))
    }
    for heap in problem.right {
      owed = heap.pure
      for atom in heap.spatial {
        let (list, arguments) = try parts(of: atom)
        goals.append(Goal(list: list, arguments: arguments))
      }
    }
  }

  private func parts(
    of atom: SpatialAtom
  ) throws(ListProofChecker.Refusal) -> (CheckedList?, [HeapVariableID]) {
    switch atom {
    case .cell(let root, let fields): return (nil, [root] + fields)
    case .instance(let predicate, let arguments):
      guard lists.indices.contains(Int(predicate)), let list = lists[Int(predicate)],
        arguments.count == list.parameters.count
      else { throw ListProofChecker.Refusal(text: "a predicate is no list") }
      return (list, arguments)
    }
  }

  // MARK: - Looking up

  /// The atom of the left that is meant, among those for which a condition holds; one not used already if there is.
  func left(
    _ atom: SpatialAtom, where holds: (Atom) -> Bool
  ) throws(ListProofChecker.Refusal) -> Int {
    let (list, arguments) = try parts(of: atom)
    let found = atoms.indices.filter { index in
      atoms[index].list?.predicate == list?.predicate && areEqual(atoms[index].arguments, arguments)
        && holds(atoms[index])
    }
    guard let index = found.first(where: { !atoms[$0].isUsed }) ?? found.first else {
      throw ListProofChecker.Refusal(text: "the left has no such atom")
    }
    return index
  }

  /// The atom of the right that is meant, and the sequent without it: of several one that must have cells, unless it is
  /// to be one that may be empty.
  func takingGoal(
    _ atom: SpatialAtom, mayBeEmpty: Bool = false
  ) throws(ListProofChecker.Refusal) -> (Goal, CheckedSequent) {
    let (list, arguments) = try parts(of: atom)
    let found = goals.indices.filter {
      goals[$0].list?.predicate == list?.predicate && areEqual(goals[$0].arguments, arguments)
    }
    guard let index = found.first(where: { goals[$0].mustHaveCells != mayBeEmpty }) ?? found.first else {
      throw ListProofChecker.Refusal(text: "the right has no such atom")
    }
    var rest = self
    return (rest.goals.remove(at: index), rest)
  }

  func areEqual(_ a: HeapVariableID, _ b: HeapVariableID) -> Bool { find(a) == find(b) }

  func areEqual(_ a: [HeapVariableID], _ b: [HeapVariableID]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { areEqual($0, $1) }
  }

  /// Whether two locations differ wherever the left holds: that was said, or they are cells of two atoms, or one is nil.
  func areDistinct(_ a: HeapVariableID, _ b: HeapVariableID) -> Bool {
    let (x, y) = (find(a), find(b))
    if x == y { return false }
    if apart.contains(Self.pair(x, y)) { return true }
    switch (owners[x], owners[y]) {
    case (let first?, let second?): return first != second
    case (_?, nil): return isNull(y)
    case (nil, _?): return isNull(x)
    case (nil, nil): return false
    }
  }

  /// Whether a location is certainly none of the cells of a list that is guarded at the root.
  func isOutside(_ location: HeapVariableID, of index: Int) -> Bool {
    let atom = atoms[index]
    if atom.status == .empty || isNull(find(location)) { return true }
    if let list = atom.list, areEqual(location, list.out(atom.arguments)) { return true }
    if let owner = owners[find(location)], owner != index { return true }
    return atom.avoids.contains { areEqual($0, location) }
  }

  /// Nothing is left on either side.
  var isClosed: Bool {
    hasRight && goals.isEmpty && owed.isEmpty && atoms.allSatisfy { $0.isUsed || $0.status == .empty }
  }

  // MARK: - Premises

  func assuming(_ fact: PureLiteral) -> CheckedSequent {
    var result = self
    result.facts.append(fact)
    return result
  }

  /// Whether a list has cells.
  func marking(_ index: Int, _ status: Status) -> CheckedSequent {
    var result = self
    result.mark(index, status)
    return result
  }

  private mutating func mark(_ index: Int, _ status: Status) {
    atoms[index].status = status
    if status == .empty, let list = atoms[index].list {
      facts += list.base(atoms[index].arguments).map { .equal($0, $1) }
    }
  }

  /// Nothing may be said of variables before they are introduced.
  func expectKnown(_ variables: HeapVariableID...) throws(ListProofChecker.Refusal) {
    guard variables.allSatisfy({ (0..<count).contains($0) }) else {
      throw ListProofChecker.Refusal(text: "a variable does not occur before")
    }
  }

  /// A new variable has to be new.
  mutating func introduce(_ variable: HeapVariableID) throws(ListProofChecker.Refusal) {
    guard variable >= count, variable < count + 100_000 else {
      throw ListProofChecker.Refusal(text: "a variable is not new")
    }
    count = variable + 1
  }

  /// A part is as it has to be.
  func expect(_ part: SpatialAtom, _ wanted: SpatialAtom) throws(ListProofChecker.Refusal) {
    let (first, second) = (try parts(of: part), try parts(of: wanted))
    guard first.0?.predicate == second.0?.predicate, areEqual(first.1, second.1) else {
      throw ListProofChecker.Refusal(text: "a part is not what the definition says")
    }
  }

  /// Adds the cell of a list and its nested lists, and the rest unless `next` says where that begins.
  /// - Parameter avoids: locations that are none of the cells of the list.
  mutating func add(
    _ given: ArraySlice<SpatialAtom>, case list: CheckedList, _ arguments: [HeapVariableID], next: HeapVariableID?,
    avoids: [HeapVariableID]
  ) throws(ListProofChecker.Refusal) {
    var names = list.names(arguments)
    if let next { names[list.call[list.root]] = next }
    var wanted: [(CheckedList?, [HeapVariableID])] = [(nil, list.cell)]
    for inner in list.nested { wanted.append((lists[Int(inner.predicate)], inner.arguments)) }
    if next == nil { wanted.append((list, list.call)) }
    guard given.count == wanted.count else {
      throw ListProofChecker.Refusal(text: "the parts are not those of the definition")
    }
    for (part, (kind, variables)) in zip(given, wanted) {
      let (found, values) = try parts(of: part)
      guard found?.predicate == kind?.predicate, values.count == variables.count else {
        throw ListProofChecker.Refusal(text: "a part is not what the definition says")
      }
      for (variable, value) in zip(variables, values) {
        if list.bound.contains(variable), names[variable] == nil {
          try introduce(value)
          names[variable] = value
        } else if !areEqual(names[variable] ?? variable, value) {
          throw ListProofChecker.Refusal(text: "a part is not what the definition says")
        }
      }
      let isRest = next == nil && kind?.predicate == list.predicate
      atoms.append(
        Atom(list: kind, arguments: values, status: kind == nil ? .cells : .open, avoids: isRest ? avoids : []))
    }
    facts += list.guards.map { .distinct(names[$0] ?? $0, names[$1] ?? $1) }
    facts += avoids.map { .distinct(arguments[list.root], $0) }
  }

  // MARK: - Conclusions

  private func find(_ variable: HeapVariableID) -> HeapVariableID {
    var variable = variable
    while Int(variable) < parents.count, parents[Int(variable)] != variable { variable = parents[Int(variable)] }
    return variable
  }

  private static func pair(_ a: HeapVariableID, _ b: HeapVariableID) -> UInt64 {
    UInt64(min(a, b)) << 32 | UInt64(max(a, b))
  }

  private func isNull(_ known: HeapVariableID) -> Bool { nulls.contains { find($0) == known } }

  private mutating func assume(_ fact: PureLiteral) {
    switch fact {
    case .equal(let a, let b):
      let (kept, dropped) = (min(find(a), find(b)), max(find(a), find(b)))
      if kept == dropped { return }
      parents[Int(dropped)] = kept
      if apart.contains(Self.pair(kept, dropped)) { isContradictory = true }
      for pair in apart {
        let (a, b) = (HeapVariableID(pair >> 32), HeapVariableID(pair & 0xffff_ffff))
        if a == dropped || b == dropped { apart.insert(Self.pair(find(a), find(b))) }
      }
    case .distinct(let a, let b):
      let (x, y) = (find(a), find(b))
      if x == y { isContradictory = true }
      apart.insert(Self.pair(x, y))
    // Not about locations: nothing is concluded.
    case .linear: break
    }
  }

  /// Draws all conclusions; each is a consequence of the left. Facts of the right that follow are done.
  mutating func draw() {
    while parents.count < count { parents.append(HeapVariableID(parents.count)) }
    var isNew: Bool
    repeat {
      while drawn < facts.count {
        assume(facts[drawn])
        drawn += 1
      }
      drawOwners()
      if isContradictory { return }
      isNew = false
      for index in atoms.indices where drawStatus(index) { isNew = true }
    } while isNew
    owed = owed.filter { literal in
      switch literal {
      case .equal(let a, let b): !areEqual(a, b)
      case .distinct(let a, let b): !areDistinct(a, b)
      case .linear: true
      }
    }
  }

  /// Cells of different atoms have different addresses, and none is nil.
  private mutating func drawOwners() {
    owners = [:]
    for (index, atom) in atoms.enumerated() where atom.status == .cells {
      for address in atom.addresses {
        let known = find(address)
        if isNull(known) || owners[known] ?? index != index { isContradictory = true }
        owners[known] = index
      }
    }
  }

  /// A list with cells satisfies its guards. One that could not is empty, as is one whose addresses are cells of others;
  /// one that does not satisfy its empty case has cells.
  /// - Returns: whether something is new.
  private mutating func drawStatus(_ index: Int) -> Bool {
    let atom = atoms[index]
    guard let list = atom.list, atom.status != .empty else { return false }
    if atom.hasDifferences { return false }
    let differences =
      list.differences(atom.arguments) + atom.addresses.flatMap { address in atom.avoids.map { (address, $0) } }
    if atom.status == .cells {
      facts += differences.map { .distinct($0, $1) }
      atoms[index].hasDifferences = true
      return true
    }
    if differences.contains(where: { areEqual($0, $1) })
      || atom.addresses.contains(where: { owners[find($0)] != nil || isNull(find($0)) })
    {
      mark(index, .empty)
      return true
    }
    if list.base(atom.arguments).contains(where: { areDistinct($0, $1) }) {
      mark(index, .cells)
      return true
    }
    return false
  }
}
