import AIMLang
import SepLogic

/// The predicates that contain themselves and that a task may meet, with what was derived from them.
struct KnownDefinitions: Sendable {
  /// Ascending.
  var predicates: [PredicateID] = []
  var rules = DerivedRules()

  /// Nothing is defined.
  static let none = KnownDefinitions()
}

/// Derives rules from sets of definitions, each once for a program and, with a store, once for a run. A set has the same
/// rules whatever stands beside it, since they are derived in an arena of their own that knows these definitions alone.
struct DefinitionRules {
  private let options: ProverOptions
  private let store: ProofStore?
  private var derived: [Key: DerivedRules] = [:]
  /// What it took, or would have taken without the store.
  private(set) var statistics = ProofStatistics()

  /// Views of one program may mean different things by the same predicates.
  private struct Key: Hashable {
    let view: Int
    let predicates: [PredicateID]
  }

  init(_ options: ProverOptions, _ store: ProofStore?) {
    self.options = options
    self.store = store
  }

  /// - Parameter view: the program as the file of a task sees it, and the number of that view.
  mutating func known(_ predicates: [PredicateID], in view: (program: Program, number: Int)) -> KnownDefinitions {
    guard !predicates.isEmpty else { return .none }
    let key = Key(view: view.number, predicates: predicates)
    if let known = derived[key] { return KnownDefinitions(predicates: predicates, rules: known) }
    let rules = rules(predicates, view.program)
    derived[key] = rules
    return KnownDefinitions(predicates: predicates, rules: rules)
  }

  private mutating func rules(_ predicates: [PredicateID], _ program: Program) -> DerivedRules {
    let arena = options.arena(width: program.width.bits)
    let lowering = AssertionLowering(program: program, arena: arena, origins: OriginTable())
    let symbols = predicates.map(lowering.symbol(of:))
    let footprint = store == nil ? nil : DefinitionsFootprint(of: predicates, in: program)
    if let footprint, let known = store?.rules(footprint) {
      statistics = statistics + known.statistics
      return known.rules(of: symbols)
    }
    // What cannot be lowered is an obligation of its own.
    guard let definitions = try? lowering.definitions(of: predicates), !definitions.isEmpty else {
      return DerivedRules()
    }
    let session = options.session(arena)
    session.label = QueryLabel(obligation: "definitions")
    var logic = HeapLogic(arena: arena, oracle: session, lowestAddress: 1)
    logic.definitions = definitions
    let rules = logic.derivedRules()
    var cost = ProofStatistics()
    cost.add(session.statistics)
    statistics = statistics + cost
    if let footprint { store?.keep(SharedRules(rules, of: symbols, cost), footprint) }
    return rules
  }
}

extension Program {
  /// All predicates that contain themselves.
  var recursivePredicates: [PredicateID] { predicates.indices.map(PredicateID.init).filter(isRecursive) }
}
