// Lists and segments by their form: one case without memory, and one with cells and one instance of the same predicate.
//
//   P(m, c, s; o)  =  m = c * …  ∨  ∃ n. root ↦ … * P(n, c, s; o')
//
// Inputs that the inner instance has changed are moving (m), a moving one is paired with the parameter that the empty case
// says it equals (c, where the segment ends), an input or an output that the inner instance has unchanged, and an input
// that is neither is static (s). A doubly linked segment has two pairs: its root with what comes behind it, and what
// comes before it with its last node.

/// A definition read as a list.
struct LinearShape {
  /// The case without memory, and the case with the instance of itself.
  let empty: DefinitionCase
  let step: DefinitionCase
  /// The arguments of the inner instance.
  let inner: [TermID]
  /// Which inputs the inner instance has changed.
  let moving: [Int]
  /// The end of a moving input, where the empty case gives one; a parameter, maybe an output.
  let end: [Int: Int]
  let ends: Set<Int>
  /// The moving input at whose address the first cell is.
  let root: Int
  /// Inputs that are neither moving nor an end.
  let statics: [Int]
  /// The parameter that is the address of the last node: the end of a moving input that in the inner instance is the root.
  let tail: Int?

  init?(_ definition: InductiveDefinition, in arena: TermArena) {
    let cases = definition.shape.cases
    let inputs = Array(definition.parameters.prefix(definition.symbol.inputCount))
    let empties = cases.filter { !$0.hasMemory }
    let steps = cases.filter(\.hasMemory)
    guard empties.count == 1, steps.count == 1, let empty = empties.first, let step = steps.first,
      empty.atoms.isEmpty, empty.bound.isEmpty
    else { return nil }
    let recursive = step.atoms.filter { $0.symbol == definition.symbol }
    guard recursive.count == 1, let inner = recursive.first?.arguments else { return nil }
    let moving = inputs.indices.filter { inner[$0] != inputs[$0] }
    guard let root = moving.first(where: { index in step.cells.contains { $0.address == inputs[index] } }) else {
      return nil
    }
    var end: [Int: Int] = [:]
    for fact in empty.facts {
      for index in moving {
        guard let other = arena.solve(fact, for: inputs[index]),
          let constant = definition.parameters.firstIndex(of: other), inner[constant] == other
        else { continue }
        end[index] = constant
      }
    }
    self.empty = empty
    self.step = step
    self.inner = inner
    self.moving = moving
    self.end = end
    self.root = root
    ends = Set(end.values)
    statics = inputs.indices.filter { [ends] in !moving.contains($0) && !ends.contains($0) }
    tail = moving.first { inner[$0] == inputs[root] && end[$0] != nil }.flatMap { end[$0] }
  }

  /// What the empty case says of the inputs, for these arguments of the definition.
  func isEmpty(_ arguments: [TermID], of definition: InductiveDefinition, in arena: TermArena) -> TermID {
    let inputs = definition.parameters.prefix(definition.symbol.inputCount)
    let facts = empty.facts.filter { arena.freeSymbols(of: $0).allSatisfy(inputs.contains) }
    return definition.instance(of: arena.and(facts), arguments, in: arena)
  }

  /// Whether every moving input has an end: then two of them can be joined.
  var isSegment: Bool { moving.allSatisfy { end[$0] != nil } }
}
