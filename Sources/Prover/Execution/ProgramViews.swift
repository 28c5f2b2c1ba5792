import AIMLang
import SepLogic

/// The program as each of its files sees it: with what the file knows the meaning of written out, and the abstract
/// predicates that it does not left as names. A routine is proved in the view of its file, so what is proved of a
/// module holds whatever its importers put in their place.
struct ProgramViews: Sendable {
  private let whole: Program
  private var views: [Program] = []
  /// What was derived from the definitions that contain themselves, by view.
  private var rules: [DerivedRules] = []
  /// By module; files that see the same meanings share a view.
  private var viewOf: [Int] = []

  init(_ program: Program) {
    whole = program
    guard !program.predicates.isEmpty || !program.functions.isEmpty else { return }
    var known: [[Int]: Int] = [:]
    for (module, visible) in program.visibleModules.enumerated() {
      let meanings = program.instantiations.indices.filter { visible.contains(program.instantiations[$0].module) }
      if known[meanings] == nil {
        known[meanings] = views.count
        // What the resolver accepts can be written out; should it fail all the same, names stay and nothing is proved of
        // them.
        views.append((try? program.seen(from: module)) ?? program)
      }
      viewOf.append(known[meanings] ?? 0)
    }
  }

  /// Derives what can be of the definitions of each view, once for all tasks, so that they find the same however they run.
  mutating func deriveRules(_ options: ProverOptions, _ statistics: inout ProofStatistics) {
    rules = views.map { view in
      let arena = TermArena(width: view.width.bits)
      let lowering = AssertionLowering(program: view, arena: arena, origins: OriginTable())
      // What cannot be lowered is an obligation of its own.
      guard let definitions = try? lowering.definitions(), !definitions.isEmpty else { return DerivedRules() }
      let session = options.session(arena)
      session.label = QueryLabel(obligation: "definitions")
      var logic = HeapLogic(arena: arena, oracle: session, lowestAddress: 1)
      logic.definitions = definitions
      let rules = logic.derivedRules()
      statistics.add(session.statistics)
      return rules
    }
  }

  func rules(seenFrom module: Int) -> DerivedRules {
    viewOf.indices.contains(module) && rules.indices.contains(viewOf[module]) ? rules[viewOf[module]] : DerivedRules()
  }

  func program(seenFrom module: Int) -> Program { viewOf.indices.contains(module) ? views[viewOf[module]] : whole }
}
