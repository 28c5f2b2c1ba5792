// What the search needs to know of a definition, seen from its form and never from its name: which case applies when, at
// which addresses it has cells, and whether it is a list: one empty case, and one with cells at its root and one
// instance of itself. Nothing here is trusted to be true of the definition: the search only proposes by it, and what it
// proposes is taken out of, or put into, a heap by the body alone.

/// One case of a definition, over its parameters and its own bound variables.
struct DefinitionCase {
  var bound: [TermID] = []
  var facts: [TermID] = []
  var cells: [(address: TermID, value: TermID, origin: Origin)] = []
  var atoms: [Atom] = []
  /// Named facts are pure, but not terms.
  var hasMemory: Bool { !cells.isEmpty || atoms.contains { !$0.symbol.isFact } }

  func with(_ fact: TermID) -> DefinitionCase {
    var result = self
    result.facts.append(fact)
    return result
  }

  /// As a formula again.
  func formula(_ origin: Origin) -> Formula {
    .exists(
      bound,
      .separating(
        cells.map { .cell(address: $0.address, value: $0.value, $0.origin) } + facts.map { .pure($0, origin) }
          + atoms.map(\.formula)))
  }
}

struct DefinitionShape {
  /// All cases, in source order; empty if there are too many to be worth looking at.
  let cases: [DefinitionCase]
  /// What is known of the inputs in each case.
  let conditions: [TermID]
  /// Addresses of cells that the inputs determine, each once.
  let roots: [TermID]
  /// The body, to be taken out of a heap: its top-level disjunction as a choice by what the inputs say, as far as they do.
  let folding: Formula

  private static let caseLimit = 32

  init(parameters: [TermID], inputCount: Int, body: Formula, in arena: TermArena) {
    let inputs = Set(parameters.prefix(inputCount))
    func isOverInputs(_ term: TermID) -> Bool { arena.freeSymbols(of: term).allSatisfy(inputs.contains) }
    func condition(of part: DefinitionCase) -> TermID {
      arena.and(
        part.facts.filter(isOverInputs)
          + part.cells.map(\.address).filter(isOverInputs).map { arena.lessOrEqual(arena.one, $0) })
    }
    let all = Self.cases(of: body, in: arena, limit: Self.caseLimit) ?? []
    cases = all
    conditions = all.map(condition)
    var roots: [TermID] = []
    for part in all {
      for cell in part.cells where isOverInputs(cell.address) && !roots.contains(cell.address) {
        roots.append(cell.address)
      }
    }
    self.roots = roots

    var folding = body
    if case .or(_, _, let origin) = body {
      let alternatives = body.alternatives
      // The last alternative is what remains when the inputs exclude the others.
      folding = alternatives[alternatives.count - 1]
      for alternative in alternatives.dropLast().reversed() {
        let parts = Self.cases(of: alternative, in: arena, limit: Self.caseLimit) ?? []
        let condition = parts.count == 1 ? condition(of: parts[0]) : arena.true
        folding =
          condition == arena.true
          ? .or(alternative, folding, origin) : .conditional(condition, alternative, folding, origin)
      }
    }
    self.folding = folding
  }

  /// The disjunctive normal form; nil if it has more cases than the limit.
  private static func cases(of formula: Formula, in arena: TermArena, limit: Int) -> [DefinitionCase]? {
    if let facts = formula.pureFacts(in: arena) { return [DefinitionCase(facts: facts.map(\.fact))] }
    switch formula {
    case .emp: return [DefinitionCase()]
    case .pure(let fact, _): return [DefinitionCase(facts: [fact])]
    case .cell(let address, let value, let origin): return [DefinitionCase(cells: [(address, value, origin)])]
    case .atom(let symbol, let arguments, let origin):
      return [DefinitionCase(atoms: [Atom(symbol: symbol, arguments: arguments, origin: origin)])]
    case .separating(let parts):
      var result = [DefinitionCase()]
      for part in parts {
        guard let next = cases(of: part, in: arena, limit: limit), next.count * result.count <= limit else {
          return nil
        }
        result = result.flatMap { left in
          next.map { right in
            DefinitionCase(
              bound: left.bound + right.bound, facts: left.facts + right.facts, cells: left.cells + right.cells,
              atoms: left.atoms + right.atoms)
          }
        }
      }
      return result
    case .or(let a, let b, _):
      guard let left = cases(of: a, in: arena, limit: limit), let right = cases(of: b, in: arena, limit: limit),
        left.count + right.count <= limit
      else { return nil }
      return left + right
    case .conditional(let condition, let a, let b, _):
      guard let left = cases(of: a, in: arena, limit: limit), let right = cases(of: b, in: arena, limit: limit),
        left.count + right.count <= limit
      else { return nil }
      return left.map { $0.with(condition) } + right.map { $0.with(arena.not(condition)) }
    case .exists(let variables, let body):
      return cases(of: body, in: arena, limit: limit)?.map {
        var part = $0
        part.bound = variables + part.bound
        return part
      }
    }
  }
}
