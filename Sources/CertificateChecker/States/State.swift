import CertificateFormat

/// A symbolic state: all pairs of values that satisfy the facts and a heap that consists of the cells, apart from each other,
/// and of what the predicates stand for.
struct State {
  /// Its node in the certificate.
  var node: Int
  var facts: [TermNumber] = []
  var cells: [Cell] = []
  var atoms: [Atom] = []
  /// Instances of families whose memory is among the cells and atoms.
  var opened: [Instance] = []
  /// Symbols that have a meaning here.
  var symbols: Set<Int> = []

  struct Cell: Hashable {
    var address: TermNumber
    var value: TermNumber
  }

  mutating func assume(_ facts: [TermNumber], _ terms: Terms) {
    for fact in facts where !terms.isTrue(fact) && !self.facts.contains(fact) { self.facts.append(fact) }
  }
}

struct Instance: Hashable {
  var invariant: Int
  var arguments: [TermNumber]
}

/// The derivation of a task, its terms read.
struct Tree {
  let derivation: TaskDerivation
  let reading: TermReading
  /// By node, in order.
  let children: [[Int]]
  /// Indices of predicates that have no memory.
  private let pure: Set<Int>

  init(_ derivation: TaskDerivation, _ reading: TermReading, pure: Set<Int>) throws {
    self.pure = pure
    self.derivation = derivation
    self.reading = reading
    var children = [[Int]](repeating: [], count: derivation.nodes.count)
    for (index, node) in derivation.nodes.enumerated() {
      if index == 0 {
        guard node.parent == -1, node.step == .root else { throw CheckFailure("the first node is no root") }
        continue
      }
      guard (0..<index).contains(node.parent), node.step != .root else {
        throw CheckFailure("node \(index) has no parent before it")
      }
      children[node.parent].append(index)
    }
    self.children = children
    guard !derivation.nodes.isEmpty else { throw CheckFailure("a derivation without nodes") }
    try requireSorts()
  }

  /// Facts are truth values, and whatever the machine holds is an integer: what the solver is told has to make sense to it.
  private func requireSorts() throws {
    func require(_ numbers: [Int], _ sort: Sort) throws {
      for term in try terms(numbers) where reading.terms.sorts[term] != sort {
        throw CheckFailure("a term has another sort than where it is used")
      }
    }
    for symbol in derivation.symbols where !symbol.range.isEmpty && symbol.sort != "int" {
      throw CheckFailure("a range of what is no integer")
    }
    try require(derivation.registers, .int)
    for node in derivation.nodes {
      try require(node.start + node.facts, .bool)
      try require(node.cells + (node.place?.registers ?? []), .int)
    }
  }

  subscript(node: Int) -> TaskDerivation.Node { derivation.nodes[node] }

  func terms(_ numbers: [Int]) throws -> [TermNumber] { try numbers.map { try reading[$0] } }

  func cells(_ node: Int) throws -> [State.Cell] {
    let numbers = try terms(self[node].cells)
    guard numbers.count % 2 == 0 else { throw CheckFailure("a cell without a value") }
    return stride(from: 0, to: numbers.count, by: 2).map { State.Cell(address: numbers[$0], value: numbers[$0 + 1]) }
  }

  func atoms(_ node: Int) throws -> [Atom] { try self[node].atoms.map(atom) }

  func atom(_ atom: CertificateAtom) throws -> Atom {
    Atom(
      isFamily: atom.isFamily, index: atom.index, arguments: try terms(atom.arguments),
      condition: try atom.condition.map { try reading[$0] }, isFact: atom.isFamily || pure.contains(atom.index))
  }

  func instance(_ instance: CertificateInstance) throws -> Instance {
    Instance(invariant: instance.invariant, arguments: try terms(instance.arguments))
  }

  func bindings(_ node: Int) throws -> [TermNumber?] {
    try self[node].bindings.map { $0 == -1 ? nil : try reading[$0] }
  }
}
