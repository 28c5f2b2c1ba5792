// The form of a certificate: plain data, and nothing that decides anything. The prover writes it, the checker of
// certificates reads it; this file is all that the two have in common.

/// How a program was proved: for each task a tree of symbolic states, each with what it came out of its parent by.
package struct Certificate: Codable, Sendable, Equatable {
  /// The version of this form.
  package static let currentVersion = 1

  package struct Source: Codable, Sendable, Equatable {
    package var path: String
    /// The digest of its text, in hexadecimal.
    package var sha256: String
    package init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  package var version: Int
  /// The version of aimcheck that wrote it.
  package var writer: String
  /// The files of the program, the one that was asked for first.
  package var sources: [Source]
  package var tasks: [TaskDerivation]

  package init(writer: String, sources: [Source], tasks: [TaskDerivation]) {
    version = Self.currentVersion
    self.writer = writer
    self.sources = sources
    self.tasks = tasks
  }
}

/// How one task was proved: a routine entered with certain flags, or the split of the boot memory.
package struct TaskDerivation: Codable, Sendable, Equatable {
  package enum Role: String, Codable, Sendable {
    case function, thread, handler, boot
  }

  package var role: Role
  /// The index of the routine in the program, those of its lemmas behind all others; and its name.
  package var routine: Int
  package var name: String
  package var flags: CertificateFlags
  package var symbols: [Symbol]
  /// Each term by its operator and operands, which are numbers of earlier terms, separated by blanks:
  /// `int 5`, `sym 3`, `sum 1 2*7 -1*9` (constant, then coefficient and term), `ite 4 5 6` …
  package var terms: [String]
  /// The registers at entry.
  package var registers: [Int]
  /// The first is the root; each stands behind its parent.
  package var nodes: [Node]
  /// Rules by which a segment and what begins at its end become one instance.
  package var joins: [Join]

  package init(
    role: Role, routine: Int, name: String, flags: CertificateFlags, symbols: [Symbol], terms: [String],
    registers: [Int], nodes: [Node],
    joins: [Join]
  ) {
    self.role = role
    self.routine = routine
    self.name = name
    self.flags = flags
    self.symbols = symbols
    self.terms = terms
    self.registers = registers
    self.nodes = nodes
    self.joins = joins
  }

  /// S(m, d, s; o) * T(d, t, s; p) ⊢ T(m, t, s; o ⊕ p). Positions are those of parameters; S and T are indices of predicates.
  package struct Join: Codable, Sendable, Equatable {
    package enum Combination: String, Codable, Sendable { case concatenation, sum, second }

    package struct Move: Codable, Sendable, Equatable {
      package var target: Int
      package var start: Int
      package var end: Int
      package init(target: Int, start: Int, end: Int) {
        self.target = target
        self.start = start
        self.end = end
      }
    }

    package struct Output: Codable, Sendable, Equatable {
      package var target: Int
      package var segment: Int
      package var combination: Combination
      package init(target: Int, segment: Int, combination: Combination) {
        self.target = target
        self.segment = segment
        self.combination = combination
      }
    }

    package var segment: Int
    package var target: Int
    package var moved: [Move]
    /// Inputs in common: of T, then of S.
    package var shared: [[Int]]
    package var combined: [Output]
    /// The input of T that must not be the address of a node of S; nil if there is none.
    package var end: Int?
    /// Whether an end of 0 will do, and one that is the address of a cell beside.
    package var allowsZero: Bool
    package var allowsCell: Bool

    package init(
      segment: Int, target: Int, moved: [Move], shared: [[Int]], combined: [Output], end: Int?, allowsZero: Bool,
      allowsCell: Bool
    ) {
      self.segment = segment
      self.target = target
      self.moved = moved
      self.shared = shared
      self.combined = combined
      self.end = end
      self.allowsZero = allowsZero
      self.allowsCell = allowsCell
    }
  }

  /// A value that nothing is known of but its sort and range.
  package struct Symbol: Codable, Sendable, Equatable {
    package var name: String
    /// `int`, `bool` or `seq`.
    package var sort: String
    /// Bounds, in decimal; empty for none.
    package var range: [String]
    package init(name: String, sort: String, range: [String]) {
      self.name = name
      self.sort = sort
      self.range = range
    }
  }

  package enum Step: String, Codable, Sendable {
    /// The first state of the task.
    case root
    /// A formula was added.
    case produced
    /// An instance of a predicate was replaced by its body.
    case unfolded
    /// An optional instance is not there.
    case absent
    /// By a rule that is not in this form: it cannot be re-checked.
    case derived
    /// A formula was taken out; `cells` and `atoms` are what is left.
    case consumed
    /// The same, and the formula puts open instances back.
    case closed
    /// A formula holds of a part; nothing is taken.
    case checked
    /// An instance of a family was opened.
    case opened
    /// Control arrived at `place`.
    case arrived
    /// A case of an instruction.
    case marked
  }

  /// A symbolic state.
  package struct Node: Codable, Sendable, Equatable {
    package var parent: Int
    /// The same for all cases of one operation.
    package var operation: Int
    package var step: Step
    /// Facts of the case in which the operation was done, beside those of the parent.
    package var start: [Int]
    /// Facts that the operation gave.
    package var facts: [Int]
    /// Addresses and values in turn: those added, or what is left.
    package var cells: [Int]
    package var atoms: [CertificateAtom]
    /// What stands for the bound variables of the formula, in their order; -1 where nothing does.
    package var bindings: [Int]
    package var atom: CertificateAtom?
    package var instance: CertificateInstance?
    package var place: Place?
    package var mark: Int?
    package var remark: String?

    package init(
      parent: Int, operation: Int, step: Step, start: [Int], facts: [Int], cells: [Int], atoms: [CertificateAtom],
      bindings: [Int]
    ) {
      self.parent = parent
      self.operation = operation
      self.step = step
      self.start = start
      self.facts = facts
      self.cells = cells
      self.atoms = atoms
      self.bindings = bindings
    }
  }

  /// Where control is, and with what.
  package struct Place: Codable, Sendable, Equatable {
    package var pc: Int
    /// The number of the ghost line that is next, or -1 where the label is still to be looked at.
    package var ghost: Int
    package var registers: [Int]
    package var flags: CertificateFlags
    package var opened: [CertificateInstance]
    /// Values of the variables of `with`.
    package var logicals: [Int]

    package init(
      pc: Int, ghost: Int, registers: [Int], flags: CertificateFlags, opened: [CertificateInstance], logicals: [Int]
    ) {
      self.pc = pc
      self.ghost = ghost
      self.registers = registers
      self.flags = flags
      self.opened = opened
      self.logicals = logicals
    }
  }
}

package struct CertificateFlags: Codable, Sendable, Hashable {
  package var interruptEnable: Bool
  /// The number of levels stands for the level of threads.
  package var level: Int
  package var inService: Bool
  package init(interruptEnable: Bool, level: Int, inService: Bool) {
    self.interruptEnable = interruptEnable
    self.level = level
    self.inService = inService
  }
}

/// A named predicate with its arguments, or that an instance of a family is public.
package struct CertificateAtom: Codable, Sendable, Hashable {
  /// Whether `index` is that of an invariant and not of a predicate.
  package var isFamily: Bool
  package var index: Int
  package var arguments: [Int]
  /// It is there only if this holds.
  package var condition: Int?
  /// Known to have no memory.
  package var isEmpty: Bool
  package init(isFamily: Bool, index: Int, arguments: [Int], condition: Int?, isEmpty: Bool) {
    self.isFamily = isFamily
    self.index = index
    self.arguments = arguments
    self.condition = condition
    self.isEmpty = isEmpty
  }
}

package struct CertificateInstance: Codable, Sendable, Hashable {
  package var invariant: Int
  package var arguments: [Int]
  package init(invariant: Int, arguments: [Int]) {
    self.invariant = invariant
    self.arguments = arguments
  }
}
