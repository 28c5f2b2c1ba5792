// What the prover of entailments is asked: a heap formula over typed locations and integers, and definitions of
// inductive predicates. Meaning: a stack gives each location variable a location of its sort (or nil) and each integer
// variable an integer; a heap is a finite partial map from locations, nil excepted, to records. Locations of different
// sorts are different.

/// The sort of a variable or of a field.
package enum ValueSort: Hashable, Sendable {
  /// Index of a location sort of the signature.
  case location(Int32)
  case integer

  package var isLocation: Bool { self != .integer }
}

/// The location sorts, and what a cell of each holds.
package struct HeapSignature: Sendable {
  /// One sort of locations.
  package struct Sort: Sendable {
    package var name: String
    /// The fields of a cell with an address of this sort; nil where no cell has one.
    package var fields: [ValueSort]?
    /// The variable that stands for nil of this sort.
    package var null: HeapVariableID

    package init(name: String, fields: [ValueSort]?, null: HeapVariableID) {
      self.name = name
      self.fields = fields
      self.null = null
    }
  }

  package var sorts: [Sort] = []

  package init() {}
}

/// A variable of a problem: its name is for people alone.
package struct HeapVariable: Sendable {
  package var name: String
  package var sort: ValueSort
  /// Declared by whoever asks, and so of interest in a counter-model.
  package var isDeclared = false

  package init(name: String, sort: ValueSort) {
    self.name = name
    self.sort = sort
  }
}

/// A literal without memory.
package enum PureLiteral: Hashable, Sendable {
  case equal(HeapVariableID, HeapVariableID)
  case distinct(HeapVariableID, HeapVariableID)
  case linear(LinearConstraint)

  /// With variables renamed.
  package func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> PureLiteral {
    switch self {
    case .equal(let a, let b): .equal(name(a), name(b))
    case .distinct(let a, let b): .distinct(name(a), name(b))
    case .linear(let constraint): .linear(constraint.renamed(name))
    }
  }

  package var negated: PureLiteral? {
    switch self {
    case .equal(let a, let b): .distinct(a, b)
    case .distinct(let a, let b): .equal(a, b)
    case .linear(let constraint): constraint.negated.map(PureLiteral.linear)
    }
  }
}

/// A cell or an instance of a predicate.
package enum SpatialAtom: Hashable, Sendable {
  /// An address and the values of the fields.
  case cell(HeapVariableID, [HeapVariableID])
  /// Index of a predicate, and arguments.
  case instance(Int32, [HeapVariableID])

  /// With variables renamed.
  package func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> SpatialAtom {
    switch self {
    case .cell(let root, let fields): .cell(name(root), fields.map(name))
    case .instance(let predicate, let arguments): .instance(predicate, arguments.map(name))
    }
  }
}

/// `∃ existentials. pure ∧ atom * … * atom`; without atoms the heap is empty.
package struct SymbolicHeap: Sendable {
  package var existentials: [HeapVariableID]
  package var pure: [PureLiteral]
  package var spatial: [SpatialAtom]

  package init(existentials: [HeapVariableID] = [], pure: [PureLiteral] = [], spatial: [SpatialAtom] = []) {
    self.existentials = existentials
    self.pure = pure
    self.spatial = spatial
  }

  /// With all variables renamed, bound ones included.
  package func renamed(_ name: (HeapVariableID) -> HeapVariableID) -> SymbolicHeap {
    SymbolicHeap(
      existentials: existentials.map(name), pure: pure.map { $0.renamed(name) },
      spatial: spatial.map { $0.renamed(name) })
  }
}

/// An inductive predicate: the least solution of its cases.
package struct InductivePredicate: Sendable {
  package var name: String
  package var parameters: [HeapVariableID]
  /// Each case binds its own existentials; parameters and nil are the only other variables.
  package var cases: [SymbolicHeap]

  package init(name: String, parameters: [HeapVariableID], cases: [SymbolicHeap]) {
    self.name = name
    self.parameters = parameters
    self.cases = cases
  }
}

/// What all questions of one file share.
package struct HeapContext: Sendable {
  package var signature: HeapSignature
  package var variables: [HeapVariable]
  package var predicates: [InductivePredicate]

  package init(
    signature: HeapSignature = HeapSignature(), variables: [HeapVariable] = [],
    predicates: [InductivePredicate] = []
  ) {
    self.signature = signature
    self.variables = variables
    self.predicates = predicates
  }

  /// Adds a variable.
  package mutating func variable(_ name: String, _ sort: ValueSort) -> HeapVariableID {
    variables.append(HeapVariable(name: name, sort: sort))
    return HeapVariableID(variables.count - 1)
  }

  /// The name of a variable.
  package func name(_ variable: HeapVariableID) -> String { variables[Int(variable)].name }

  /// Whether whoever asks declared it.
  package func isDeclared(_ variable: HeapVariableID) -> Bool { variables[Int(variable)].isDeclared }

  /// Whether its values are locations.
  package func isLocation(_ variable: HeapVariableID) -> Bool { variables[Int(variable)].sort.isLocation }

  /// Whether a variable is nil of its sort.
  package func isNull(_ variable: HeapVariableID) -> Bool {
    guard case .location(let sort) = variables[Int(variable)].sort else { return false }
    return signature.sorts[Int(sort)].null == variable
  }

  /// The nil that a location variable could be.
  package func null(for variable: HeapVariableID) -> HeapVariableID? {
    guard case .location(let sort) = variables[Int(variable)].sort else { return nil }
    return signature.sorts[Int(sort)].null
  }
}

/// Does the left entail the disjunction of the right? Variables are universally quantified over both sides.
/// Without right side: is the left unsatisfiable?
package struct EntailmentProblem: Sendable {
  package var context: HeapContext
  package var left: SymbolicHeap
  package var right: [SymbolicHeap]

  package init(context: HeapContext, left: SymbolicHeap, right: [SymbolicHeap]) {
    self.context = context
    self.left = left
    self.right = right
  }
}

/// What became of a question.
package enum EntailmentAnswer: Sendable {
  /// Proved.
  case valid
  /// A stack and a heap that satisfy the left and not the right; they have been evaluated.
  case invalid(HeapModel)
  case unknown(String)

  package var isUnknown: Bool { if case .unknown = self { true } else { false } }
}
