/// A resolved program: what the parser and the resolver hand to both engines.
///
/// Everything is in source order, modules in the order in which their imports are met, each once; identifiers are
/// indices into the arrays here, so no order depends on a dictionary.
package struct Program: Sendable {
  package var sources: SourceSet
  package var width: WordWidth
  package var interruptController: InterruptController
  /// Where the file that was asked for chooses it; nil where it does not.
  package var interruptControllerSpan: SourceSpan?
  /// Number of interrupt levels N: one more than the largest level of a handler, invariant, mask or `level ==`
  /// that occurs, and at least 1.
  package var levelCount: Int
  package var constants: [Constant]
  package var structs: [StructType]
  package var globals: [Global]
  package var invariants: [Invariant]
  package var predicates: [Predicate]
  /// What importers put in the place of abstract predicates.
  package var instantiations: [Instantiation]
  package var functions: [PureFunction]
  package var lemmas: [Lemma]
  package var queues: [WaitQueue]
  package var routines: [Routine]
  /// The instructions of all routines, one after the other; a program counter is an index here.
  package var code: [Instruction]
  package var boot: Boot?
  /// Which predicates, functions and lemmas refer to themselves, directly or not.
  package var recursion = Recursion()
  /// Names of variables by `VariableID`, for messages.
  package var variables: [Variable]
  /// For each module (file), itself and those whose declarations it sees, ascending; the file asked for is module 0.
  package var visibleModules: [[Int]]
  /// The module in whose view definitions are written out; nil for a program as it was resolved.
  package var view: Int?

  package init(sources: SourceSet) {
    self.sources = sources
    width = .bits32
    interruptController = .automatic
    levelCount = 1
    constants = []
    structs = []
    globals = []
    invariants = []
    predicates = []
    instantiations = []
    functions = []
    lemmas = []
    queues = []
    routines = []
    code = []
    boot = nil
    variables = []
    visibleModules = []
  }

  /// The code address of an instruction: what `mov r1, f` puts into a register. 0 is never a code address.
  package static func codeAddress(_ pc: Int) -> UInt64 { UInt64(pc) + 1 }
}

package enum InterruptController: String, Sendable, Codable {
  /// `pic auto`: `iret` clears the in-service bit.
  case automatic = "auto"
  /// `pic 8259a`: `eoi` clears it.
  case explicit = "8259a"
}

package struct RoutineID: Sendable, Hashable {
  package let index: Int; package init(_ index: Int) { self.index = index }
}
package struct InvariantID: Sendable, Hashable {
  package let index: Int; package init(_ index: Int) { self.index = index }
}
package struct PredicateID: Sendable, Hashable {
  package let index: Int; package init(_ index: Int) { self.index = index }
}
package struct FunctionID: Sendable, Hashable {
  package let index: Int; package init(_ index: Int) { self.index = index }
}
package struct LemmaID: Sendable, Hashable { package let index: Int; package init(_ index: Int) { self.index = index } }
package struct QueueID: Sendable, Hashable { package let index: Int; package init(_ index: Int) { self.index = index } }

package struct Constant: Sendable, Equatable {
  package var name: String
  package var value: Int128
  package var span: SourceSpan
  package init(name: String, value: Int128, span: SourceSpan) { self.name = name; self.value = value; self.span = span }
}

package struct StructType: Sendable, Equatable {
  package var name: String
  /// Field names; a field's offset is its index.
  package var fields: [String]
  package var span: SourceSpan
  package init(name: String, fields: [String], span: SourceSpan) {
    self.name = name; self.fields = fields; self.span = span
  }
}

/// Consecutive memory cells with a name. The resolver lays globals out upwards, with at least one word between
/// two of them that is in no global, so that running over the end of one is a fault and not the next one.
package struct Global: Sendable, Equatable {
  package var name: String
  package var address: UInt64
  /// The initial value of each cell.
  package var initial: [UInt64]
  /// The struct whose fields name the cells, for messages.
  package var structName: String?
  package var span: SourceSpan
  package var documentation: String?
  package init(
    name: String, address: UInt64, initial: [UInt64], structName: String?, span: SourceSpan, documentation: String?
  ) {
    self.name = name
    self.address = address
    self.initial = initial
    self.structName = structName
    self.span = span
    self.documentation = documentation
  }
}

/// A conjunct of `I(k)`, or of `I(N)` (`.thread`); with parameters, a family of them.
package struct Invariant: Sendable, Equatable {
  package var name: String?
  package var parameters: [Variable]
  package var level: Level
  package var body: Assertion
  package var module: Int
  package var span: SourceSpan
  package var documentation: String?
  package init(
    name: String?, parameters: [Variable], level: Level, body: Assertion, module: Int, span: SourceSpan,
    documentation: String?
  ) {
    self.module = module
    self.name = name
    self.parameters = parameters
    self.level = level
    self.body = body
    self.span = span
    self.documentation = documentation
  }
}

package struct Predicate: Sendable, Equatable {
  package var name: String
  package var parameters: [Variable]
  /// How many of the parameters stand before the `;`; those behind it are determined by the heap.
  package var inputCount: Int
  /// nil for an abstract predicate.
  package var body: Assertion?
  /// An abstract function: a condition, without memory.
  package var isPure: Bool
  package var module: Int
  package var span: SourceSpan
  package init(
    name: String, parameters: [Variable], inputCount: Int, body: Assertion?, isPure: Bool, module: Int,
    span: SourceSpan
  ) {
    self.isPure = isPure
    self.module = module
    self.name = name
    self.parameters = parameters
    self.inputCount = inputCount
    self.body = body
    self.span = span
  }
}

/// `import … where P(x) = A`: what an abstract predicate stands for in this program.
package struct Instantiation: Sendable, Equatable {
  package var predicate: PredicateID
  package var parameters: [Variable]
  package var body: Assertion
  /// For which arguments it is the meaning: those whose `positions` are the arguments of a shared instance of the family.
  /// nil for all.
  package struct Guard: Sendable, Equatable {
    package var family: InvariantID
    package var positions: [Int]
    package init(family: InvariantID, positions: [Int]) {
      self.family = family
      self.positions = positions
    }
  }

  package var guardedBy: Guard?
  /// The file that imports: it and those that see it know the meaning.
  package var module: Int
  package var span: SourceSpan
  package init(
    predicate: PredicateID, parameters: [Variable], guardedBy: Guard?, body: Assertion, module: Int, span: SourceSpan
  ) {
    self.guardedBy = guardedBy
    self.module = module
    self.predicate = predicate
    self.parameters = parameters
    self.body = body
    self.span = span
  }
}

package struct PureFunction: Sendable, Equatable {
  package var name: String
  package var parameters: [Variable]
  package var sort: Sort
  package var body: Expression
  package var module: Int
  package var span: SourceSpan
  package init(
    name: String, parameters: [Variable], sort: Sort, body: Expression, module: Int, span: SourceSpan
  ) {
    self.module = module
    self.name = name
    self.parameters = parameters
    self.sort = sort
    self.body = body
    self.span = span
  }
}

/// `requires` entails `ensures`, whatever the parameters are; proved once, applied by `@apply`.
package struct Lemma: Sendable, Equatable {
  package var name: String
  package var parameters: [Variable]
  package var requires: [Assertion]
  package var ensures: [Assertion]
  /// `@assert`, `@case`, `@fold`, `@unfold` and `@apply`.
  package var proof: [GhostStatement]
  package var module: Int
  package var span: SourceSpan
  package var documentation: String?
  package init(
    name: String, parameters: [Variable], requires: [Assertion], ensures: [Assertion], proof: [GhostStatement],
    module: Int, span: SourceSpan, documentation: String?
  ) {
    self.module = module
    self.documentation = documentation
    self.name = name
    self.parameters = parameters
    self.requires = requires
    self.ensures = ensures
    self.proof = proof
    self.span = span
  }
}

/// A family of wait queues and what a waiter receives, `Δ` of logic.md section 2.
package struct WaitQueue: Sendable, Equatable {
  package var name: String
  package var parameters: [Variable]
  package var hands: Assertion
  package var module: Int
  package var span: SourceSpan
  package init(name: String, parameters: [Variable], hands: Assertion, module: Int, span: SourceSpan) {
    self.module = module
    self.name = name
    self.parameters = parameters
    self.hands = hands
    self.span = span
  }
}

/// A function or a handler.
package struct Routine: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case function
    case externFunction
    case handler(level: Int)
  }

  package var name: String
  package var kind: Kind
  /// Parameter names; the i-th (from 0) is register `r(i+1)` at entry. References are already resolved to
  /// `Expression.Kind.entryRegister`.
  package var parameters: [String]
  /// `with (…)`, chosen by the caller.
  package var logicals: [Variable]
  /// Clauses in source order, joined by `**`.
  package var requires: [Assertion]
  package var ensures: [Assertion]
  /// Registers that a call leaves unchanged.
  package var preserves: RegisterSet
  /// Whether `ie` (not `old(ie)`) stands in `ensures` as it is written, definitions not written out: if not, a call leaves
  /// the flag as it was. Whoever calls and whoever proves may see through different definitions, and have to agree.
  package var ensuresInterruptEnable = false
  /// Its instructions, as program counters; empty for `extern`. Control never falls off the end: the resolver
  /// rejects a last instruction that can fall through.
  package var code: Range<Int>
  package var labels: [Label]
  package var module: Int
  /// From the keyword to the closing brace.
  package var span: SourceSpan
  package var nameSpan: SourceSpan
  package var documentation: String?

  package init(
    name: String, kind: Kind, parameters: [String], logicals: [Variable], requires: [Assertion],
    ensures: [Assertion], preserves: RegisterSet, code: Range<Int>, labels: [Label], module: Int, span: SourceSpan,
    nameSpan: SourceSpan, documentation: String?
  ) {
    self.module = module
    self.name = name
    self.kind = kind
    self.parameters = parameters
    self.logicals = logicals
    self.requires = requires
    self.ensures = ensures
    self.preserves = preserves
    self.code = code
    self.labels = labels
    self.span = span
    self.nameSpan = nameSpan
    self.documentation = documentation
  }
}

/// A label and the loop invariant that stands behind it (clauses joined by `**`; empty for none).
package struct Label: Sendable, Equatable {
  package var name: String
  package var pc: Int
  package var invariants: [Assertion]
  package var span: SourceSpan
  package init(name: String, pc: Int, invariants: [Assertion], span: SourceSpan) {
    self.name = name
    self.pc = pc
    self.invariants = invariants
    self.span = span
  }
}

/// The initial configuration.
package struct Boot: Sendable, Equatable {
  package struct Thread: Sendable, Equatable {
    package var routine: RoutineID
    /// Values of `r1`, `r2`, …; all other registers start as 0.
    package var arguments: [UInt64]
    package var span: SourceSpan
    package init(routine: RoutineID, arguments: [UInt64], span: SourceSpan) {
      self.routine = routine
      self.arguments = arguments
      self.span = span
    }
  }

  package struct Share: Sendable, Equatable {
    package var invariant: InvariantID
    package var arguments: [UInt64]
    package var span: SourceSpan
    package init(invariant: InvariantID, arguments: [UInt64], span: SourceSpan) {
      self.invariant = invariant
      self.arguments = arguments
      self.span = span
    }
  }

  package var threads: [Thread]
  package var shares: [Share]
  package var span: SourceSpan
  package init(threads: [Thread], shares: [Share], span: SourceSpan) {
    self.threads = threads
    self.shares = shares
    self.span = span
  }
}

extension Program {
  /// The meanings of an abstract predicate for some of its arguments, as far as the module of this view sees them.
  package func partialMeanings(of predicate: PredicateID) -> [Instantiation] {
    let visible = view.map { visibleModules.indices.contains($0) ? visibleModules[$0] : [] }
    return instantiations.filter { instantiation in
      instantiation.predicate == predicate && instantiation.guardedBy != nil
        && (visible?.contains(instantiation.module) ?? true)
    }
  }
}
