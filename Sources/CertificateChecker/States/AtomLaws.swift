// A(x; y) * A(x; z) ⊨ y = z, and both have no memory
//
// What is used of two instances of an abstract predicate with the same inputs (`Taking.swift`, `Producing.swift`) has to be so for
// whatever an importer puts in its place. It is shown of each meaning by going through all of its cases twice: two cells of
// the same address exclude each other, and of abstract predicates inside the law is used, which is shown of their meanings too. A
// meaning that contains a predicate with a definition is not covered.

import AIMLang
import CertificateFormat

extension TaskCheck {
  /// Whether two instances with the same inputs are empty and the same.
  func requireLaw(of meaning: Instantiation) throws {
    let predicate = lowering.program.predicates[meaning.predicate.index]
    place = "what stands for `\(predicate.name)`"
    let inputs = meaning.parameters.prefix(predicate.inputCount).map { terms.newSymbol(Sort($0.sort)) }
    func once() throws -> (outputs: [TermNumber], ways: [(cells: [State.Cell], atoms: [Atom], facts: [TermNumber])]) {
      let outputs = meaning.parameters.dropFirst(predicate.inputCount).map { terms.newSymbol(Sort($0.sort)) }
      let scope = Scope(variables: try lowering.variables(meaning.parameters, inputs + outputs))
      var bindings = Bindings()
      return (outputs, try everyWay(through: try lowering.formula(meaning.body, scope, &bindings)))
    }
    let (first, second) = (try once(), try once())
    for one in first.ways {
      for other in second.ways {
        var state = State(node: 0)
        state.cells = one.cells + other.cells
        state.assume(one.facts + other.facts, terms)
        if try holds(terms.bool(false), in: state) { continue }
        try requireTwins(one.atoms, other.atoms, &state)
        try requireTwins(other.atoms, one.atoms, &state)
        if try holds(terms.bool(false), in: state) { continue }
        guard state.cells.isEmpty, try holds(allEqual(first.outputs, second.outputs), in: state) else {
          throw fail("two instances with the same inputs may both have memory")
        }
      }
    }
  }

  /// That each of these instances has one among the others with the same inputs, so that both are empty, with the same outputs.
  private func requireTwins(_ atoms: [Atom], _ others: [Atom], _ state: inout State) throws {
    for atom in atoms where !atom.isFact {
      let condition = atom.condition ?? terms.bool(true)
      guard lowering.isAbstract(atom.index) else {
        throw CheckFailure(
          "it contains a predicate with a definition, so that its law cannot be re-checked", kind: .notCovered,
          at: place)
      }
      let inputs = lowering.program.predicates[atom.index].inputCount
      let twin = try others.first { other in
        guard !other.isFact, other.index == atom.index else { return false }
        let same = allEqual(Array(atom.arguments.prefix(inputs)), Array(other.arguments.prefix(inputs)))
        return try holds(terms.and([same, other.condition ?? terms.bool(true)]), in: state, under: [condition])
      }
      guard let twin else { throw fail("two instances with the same inputs may both have memory") }
      let same = allEqual(Array(atom.arguments.dropFirst(inputs)), Array(twin.arguments.dropFirst(inputs)))
      state.assume([terms.implies(condition, same)], terms)
    }
  }
}
