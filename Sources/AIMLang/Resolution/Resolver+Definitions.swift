/// What definitions owe together, once all of them are known.
extension Resolver {
  mutating func checkDefinitions() {
    guard !failed else { return }
    if program.boot != nil {
      for (index, predicate) in program.predicates.enumerated() where predicate.body == nil {
        if program.instantiations.contains(where: { $0.predicate == PredicateID(index) }) { continue }
        let what = predicate.isPure ? "abstract function" : "abstract predicate"
        report(
          .predicateAbstract, "the program is booted, and nothing says what the \(what) `\(predicate.name)` stands for",
          at: predicate.span,
          suggestion: "import this file with `where \(predicate.name)(\(predicate.parameters.map(\.name).joined(separator: ", "))) = …`"
        )
      }
    }
    if let cycle = DefinitionGraph(program).cycle() {
      report(
        .definitionCycle, "the definition of \(cycle.name) goes round in a circle", at: cycle.span,
        suggestion: "an invariant, or what an abstract predicate stands for, cannot contain itself")
      return
    }
    do { _ = try program.closed() } catch {
      report(
        .expansionLarge, "with all definitions written out, this is too large", at: error.span,
        suggestion: "let definitions contain fewer others")
    }
  }
}
