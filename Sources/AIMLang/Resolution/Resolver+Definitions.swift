/// What definitions owe together, once all of them are known.
extension Resolver {
  mutating func checkDefinitions(_ graph: DefinitionGraph) {
    guard !failed else { return }
    if program.boot != nil {
      for (index, predicate) in program.predicates.enumerated() where predicate.body == nil {
        if program.instantiations.contains(where: { $0.predicate == PredicateID(index) }) { continue }
        let what = predicate.isPure ? "abstract function" : "abstract predicate"
        report(
          .predicateAbstract, "the program is booted, and nothing says what the \(what) `\(predicate.name)` stands for",
          at: predicate.span,
          suggestion:
            "import this file with `where \(predicate.name)(\(predicate.parameters.map(\.name).joined(separator: ", "))) = …`"
        )
      }
    }
    checkPartialMeanings()
    if let cycle = graph.cycle() {
      report(
        .definitionCycle, "the definition of \(cycle.name) goes round in a circle", at: cycle.span,
        suggestion: "an invariant, or what an abstract predicate stands for, cannot contain itself")
      return
    }
    do { _ = try program.closed() } catch {
      report(
        .expansionLarge, "with all definitions written out, this is too large", at: error.span,
        suggestion: "let definitions contain fewer others")
      return
    }
    checkProductivity()
  }

  /// Two meanings of one predicate are for different arguments: the instances that are shared say so.
  private mutating func checkPartialMeanings() {
    for (index, one) in program.instantiations.enumerated() {
      guard let condition = one.guardedBy else { continue }
      for other in program.instantiations[..<index] where other.predicate == one.predicate {
        guard let earlier = other.guardedBy else { continue }
        let name = program.predicates[one.predicate.index].name
        if earlier.positions != condition.positions {
          report(
            .importInstantiation, "two meanings of `\(name)` are told apart by different parameters", at: one.span,
            related: [RelatedPlace(other.span, "the other one")])
          continue
        }
        let shares = program.boot?.shares ?? []
        let taken = shares.filter { $0.invariant == earlier.family }
        for share in shares where share.invariant == condition.family {
          guard let same = taken.first(where: { $0.arguments == share.arguments }) else { continue }
          report(
            .importInstantiation, "`\(name)` has two meanings for this instance", at: share.span,
            related: [
              RelatedPlace(same.span, "shared in the other family too"), RelatedPlace(other.span, "one meaning"),
              RelatedPlace(one.span, "the other one"),
            ])
        }
      }
    }
  }
}
