import AIMLang

/// The program as each of its files sees it: with what the file knows the meaning of written out, and the abstract
/// predicates that it does not left as names. A routine is proved in the view of its file, so what is proved of a
/// module holds whatever its importers put in their place.
struct ProgramViews: Sendable {
  private let whole: Program
  private var views: [Program] = []
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

  /// Equal for files that see the same meanings.
  func number(seenFrom module: Int) -> Int { viewOf.indices.contains(module) ? viewOf[module] : -1 }

  func program(seenFrom module: Int) -> Program { viewOf.indices.contains(module) ? views[viewOf[module]] : whole }
}
