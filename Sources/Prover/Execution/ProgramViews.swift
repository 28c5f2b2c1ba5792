import AIMLang

/// The program as each of its files sees it: with what the file knows the meaning of written out, and the abstract
/// predicates that it does not left as names. A routine is proved in the view of its file, so what is proved of a
/// module holds whatever its importers put in their place.
struct ProgramViews: Sendable {
  private let whole: Program
  private let views: [Program]

  init(_ program: Program) {
    whole = program
    let hasDefinitions = !program.predicates.isEmpty || !program.functions.isEmpty
    // What the resolver accepts can be written out; should it fail all the same, names stay and nothing is proved of them.
    views = hasDefinitions ? program.visibleModules.indices.map { (try? program.seen(from: $0)) ?? program } : []
  }

  func program(seenFrom module: Int) -> Program { views.indices.contains(module) ? views[module] : whole }
}
