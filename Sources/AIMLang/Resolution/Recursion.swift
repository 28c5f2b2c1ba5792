/// Which definitions refer to themselves, directly or through others.
///
/// A *group* is a largest set of definitions of one kind that all reach each other. Imports have no circles, and what
/// stands for an abstract predicate must not lead back to it, so all of a group stand in one file.
package struct Recursion: Sendable, Equatable {
  /// Groups of recursive predicates: what others rest on comes first, within a group in source order.
  package internal(set) var predicateGroups: [[PredicateID]] = []
  /// The same for functions of the logic.
  package internal(set) var functionGroups: [[FunctionID]] = []
  /// Lemmas whose proofs apply each other.
  package internal(set) var lemmaGroups: [[LemmaID]] = []
  /// By predicate, its group; none where it is not recursive.
  fileprivate var groupOfPredicate: [PredicateID: Int] = [:]
  fileprivate var groupOfFunction: [FunctionID: Int] = [:]
  fileprivate var groupOfLemma: [LemmaID: Int] = [:]

  /// Nothing is recursive.
  package init() {}

  init(_ graph: DefinitionGraph) {
    for component in graph.components() {
      // What mentions invariants or has a meaning from elsewhere is no group of one kind; the resolver refuses it.
      predicateGroups.append(component.compactMap { if case .predicate(let id) = $0 { id } else { nil } })
      functionGroups.append(component.compactMap { if case .function(let id) = $0 { id } else { nil } })
      lemmaGroups.append(component.compactMap { if case .lemma(let id) = $0 { id } else { nil } })
    }
    predicateGroups.removeAll(where: \.isEmpty)
    functionGroups.removeAll(where: \.isEmpty)
    lemmaGroups.removeAll(where: \.isEmpty)
    for (index, group) in predicateGroups.enumerated() { for id in group { groupOfPredicate[id] = index } }
    for (index, group) in functionGroups.enumerated() { for id in group { groupOfFunction[id] = index } }
    for (index, group) in lemmaGroups.enumerated() { for id in group { groupOfLemma[id] = index } }
  }
}

extension Program {
  /// Whether the predicate is inductive: then its instances stay as they are when definitions are written out, and
  /// `predicates[id].body` is its meaning, with all other definitions written out.
  package func isRecursive(_ id: PredicateID) -> Bool { recursion.groupOfPredicate[id] != nil }

  /// Whether the function calls itself: then `.apply` stays as it is, and `functions[id].body` is its meaning.
  package func isRecursive(_ id: FunctionID) -> Bool { recursion.groupOfFunction[id] != nil }

  /// Whether the lemma's proof applies it, directly or through other lemmas.
  package func isRecursive(_ id: LemmaID) -> Bool { recursion.groupOfLemma[id] != nil }

  /// The predicates that contain this one and are contained in it; it alone where it is not recursive.
  package func group(of id: PredicateID) -> [PredicateID] {
    recursion.groupOfPredicate[id].map { recursion.predicateGroups[$0] } ?? [id]
  }

  /// The functions that call this one and are called by it; it alone where it is not recursive.
  package func group(of id: FunctionID) -> [FunctionID] {
    recursion.groupOfFunction[id].map { recursion.functionGroups[$0] } ?? [id]
  }

  /// The lemmas that apply this one and are applied by it; it alone where it is not recursive.
  package func group(of id: LemmaID) -> [LemmaID] {
    recursion.groupOfLemma[id].map { recursion.lemmaGroups[$0] } ?? [id]
  }
}
