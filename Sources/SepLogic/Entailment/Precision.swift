// A formula is precise if in any heap at most one part satisfies it. The criterion here is sufficient, not necessary.
//
// Let H be the whole heap, and let the content of a cell of H at an address be a symbol. A cell whose address is
// determined (a term of inputs and contents) is in the footprint whatever the rest is, and determines the variable
// that stands for its value; an equation determines a variable too. If every address gets determined, the footprint
// of a formula without choices is one set. A conditional is precise if its condition is determined and its sides
// are precise, each with what the condition says; a disjunction if its alternatives are precise and the solver
// shows that what is determined of any two of them excludes both, or if they have the same cells. And A ** B is
// precise if A and B are. Pure parts of which something is not determined are left out of what excludes, because two
// parts of one heap may come with different witnesses.

/// Why a formula could not be shown to be precise.
package struct PrecisionProblem {
  package enum Kind {
    /// Nothing determines these variables, on which the address of a cell depends.
    case addressUndetermined(TermID, variables: [TermID])
    /// Nothing determines these variables, on which it depends what memory is taken.
    case conditionUndetermined(TermID, variables: [TermID])
    /// Both alternatives may hold of different parts of one heap; with an example of values, if there is one.
    case alternativesOverlap(other: Origin?, Model?)
    /// The solver could not tell whether both alternatives can hold.
    case solverUnknown(String)
  }

  package var kind: Kind
  package var origin: Origin
}

extension HeapLogic {
  /// The reasons why the formula may be imprecise; none if it is precise. Its free symbols are inputs.
  package func precisionProblems(of formula: Formula) -> [PrecisionProblem] {
    var analysis = PrecisionAnalysis(logic: self)
    var scope = PrecisionScope()
    scope.goal.add(formula, in: arena)
    analysis.check(scope)
    return analysis.problems
  }
}

/// What is determined at a point of the formula, and what is still to be looked at.
private struct PrecisionScope {
  /// Undetermined variables are its flexible ones, determined ones its bindings.
  var goal = Goal(state: SymbolicState())
  /// Addresses that are determined, in the order met: since the alternative at hand began, and before.
  var footprint: [TermID] = []
  /// Named predicates whose inputs are determined: their parts of the heap are, since they are precise.
  var instances: Set<Instance> = []
  var outerFootprint: [TermID] = []
}

/// A named predicate with the inputs given.
private struct Instance: Hashable {
  var symbol: AtomSymbol
  var inputs: [TermID]
}

private struct PrecisionAnalysis {
  let logic: HeapLogic
  var problems: [PrecisionProblem] = []
  private var nodes = 0
  /// The content of the whole heap at a determined address.
  private var contents: [TermID: TermID] = [:]
  /// The outputs of named predicates.
  private var outputs: [Instance: [TermID]] = [:]

  private var arena: TermArena { logic.arena }

  init(logic: HeapLogic) { self.logic = logic }

  /// Counts a case or a comparison; false, with a problem on record, once there are too many.
  private mutating func spendNode(_ origin: Origin) -> Bool {
    nodes += 1
    if nodes == logic.limits.nodes {
      problems.append(PrecisionProblem(kind: .solverUnknown("too many cases to compare"), origin: origin))
    }
    return nodes < logic.limits.nodes
  }

  mutating func check(_ start: PrecisionScope) {
    guard spendNode(start.goal.firstOrigin) else { return }
    var scope = start
    determine(&scope)
    let conditionals = scope.goal.conditionals
    let disjunctions = scope.goal.disjunctions
    if scope.goal.hasMemory, splitForAddresses(scope) { return }
    for cell in scope.goal.cells where !isContradictory(scope) {
      let variables = undetermined(cell.address, scope)
      problems.append(
        PrecisionProblem(kind: .addressUndetermined(cell.address, variables: variables), origin: cell.origin))
    }
    for atom in scope.goal.atoms where !atom.symbol.isFact && !isContradictory(scope) {
      let variables = atom.inputs.flatMap { undetermined($0, scope) }
      problems.append(
        PrecisionProblem(
          kind: .addressUndetermined(atom.inputs.first ?? arena.zero, variables: variables), origin: atom.origin))
    }
    scope.goal.cells = []
    scope.goal.atoms = []
    scope.goal.conditionals = []
    scope.goal.disjunctions = []
    for conditional in conditionals where conditional.then.hasMemory || conditional.otherwise.hasMemory {
      check(conditional, in: scope)
    }
    for disjunction in disjunctions where disjunction.alternatives.contains(where: \.hasMemory) {
      check(disjunction, in: scope)
    }
  }

  /// Determines all that follows without choices; facts that are determined move to the state.
  private mutating func determine(_ scope: inout PrecisionScope) {
    while true {
      let goal = scope.goal
      if let index = goal.cells.firstIndex(where: { goal.isClosed(goal.resolved($0.address, in: arena), in: arena) }) {
        var cell = scope.goal.cells.remove(at: index)
        cell.address = goal.resolved(cell.address, in: arena)
        scope.footprint.append(cell.address)
        let content = contents[cell.address] ?? arena.wordSymbol("content")
        contents[cell.address] = content
        let fact = FactGoal(term: arena.equal(cell.value, content), origin: cell.origin, source: .part)
        scope.goal.add(fact, in: arena)
        continue
      }
      scope.goal.resolve(in: arena)
      if let index = scope.goal.atoms.firstIndex(where: { $0.inputs.allSatisfy { scope.goal.isClosed($0, in: arena) } })
      {
        determineOutputs(of: scope.goal.atoms.remove(at: index), &scope)
        continue
      }
      if !logic.bindByEquation(&scope.goal) {
        break
      }
    }
    let goal = scope.goal
    scope.goal.state.facts += goal.facts.filter { goal.isClosed($0.term, in: arena) }.map(\.term)
    scope.goal.facts = goal.facts.filter { !goal.isClosed($0.term, in: arena) }
  }

  /// A named predicate determines its outputs; a named fact determines nothing.
  private mutating func determineOutputs(of atom: AtomGoal, _ scope: inout PrecisionScope) {
    if atom.symbol.isFact { return }
    let instance = Instance(symbol: atom.symbol, inputs: Array(atom.inputs))
    let values =
      outputs[instance]
      ?? atom.outputs.map { arena.symbol("output", sort: arena.sort(of: $0)) }
    outputs[instance] = values
    scope.instances.insert(instance)
    let fact = arena.equal(atom.outputs, values)
    scope.goal.add(FactGoal(term: fact, origin: atom.origin, source: .part), in: arena)
  }

  /// An address may be determined on each side of a conditional: then the rest is looked at on each side.
  private mutating func splitForAddresses(_ scope: PrecisionScope) -> Bool {
    guard let index = scope.goal.conditionals.firstIndex(where: { scope.goal.isClosed($0.condition, in: arena) })
    else { return false }
    var rest = scope
    let conditional = rest.goal.conditionals.remove(at: index)
    check(side(conditional.then, with: conditional.condition, of: rest))
    check(side(conditional.otherwise, with: arena.not(conditional.condition), of: rest))
    return true
  }

  private func side(_ part: Formula, with fact: TermID, of scope: PrecisionScope) -> PrecisionScope {
    var result = scope
    result.goal.state.facts.append(fact)
    result.goal.add(part, in: arena)
    return result
  }

  private mutating func check(
    _ conditional: ConditionalGoal, in scope: PrecisionScope
  ) {
    let variables = undetermined(conditional.condition, scope)
    guard variables.isEmpty else {
      if isContradictory(scope) { return }
      problems.append(
        PrecisionProblem(
          kind: .conditionUndetermined(conditional.condition, variables: variables), origin: conditional.origin))
      return
    }
    check(side(conditional.then, with: conditional.condition, of: scope))
    check(side(conditional.otherwise, with: arena.not(conditional.condition), of: scope))
  }

  private mutating func check(
    _ disjunction: DisjunctionGoal, in scope: PrecisionScope
  ) {
    var base = scope
    base.outerFootprint += base.footprint
    base.footprint = []
    base.instances = []
    var determined: [PrecisionScope] = []
    for alternative in disjunction.alternatives {
      var one = side(alternative, with: arena.true, of: base)
      guard spendNode(disjunction.origin) else { return }
      check(one)
      determine(&one)
      determined.append(one)
    }
    for (index, one) in determined.enumerated() {
      for (position, other) in determined[..<index].enumerated() {
        guard spendNode(disjunction.origin) else { return }
        if haveSameCells(one, other) { continue }
        let kind: PrecisionProblem.Kind
        switch logic.oracle.check(facts: facts(of: one) + facts(of: other), wantsModel: true) {
        case .unsat: continue
        case .sat(let model):
          kind = .alternativesOverlap(other: disjunction.alternatives[position].origin, model)
        case .unknown(let reason): kind = .solverUnknown(reason)
        }
        problems.append(
          PrecisionProblem(kind: kind, origin: disjunction.alternatives[index].origin ?? disjunction.origin))
      }
    }
  }

  /// Whether both take the same memory, whatever they take, with no choice left in either.
  private func haveSameCells(_ a: PrecisionScope, _ b: PrecisionScope) -> Bool {
    for scope in [a, b] {
      let hasChoices =
        scope.goal.conditionals.contains { $0.then.hasMemory || $0.otherwise.hasMemory }
        || scope.goal.disjunctions.contains { $0.alternatives.contains(where: \.hasMemory) }
      if hasChoices || scope.goal.hasMemory { return false }
    }
    return Set(a.footprint) == Set(b.footprint) && a.instances == b.instances
  }

  /// What is determined of the scope: its pure parts, and that its cells are words apart from each other.
  private func facts(of scope: PrecisionScope) -> [TermID] {
    let addresses = scope.outerFootprint + scope.footprint
    let cells = Disjointness(of: addresses, in: arena)
    if cells.isContradictory { return [arena.false] }
    return scope.goal.state.facts + cells.facts + addresses.map(arena.isWord).filter { $0 != arena.true }
  }

  private func isContradictory(_ scope: PrecisionScope) -> Bool {
    logic.oracle.isContradictory(facts(of: scope))
  }

  private func undetermined(_ term: TermID, _ scope: PrecisionScope) -> [TermID] {
    arena.freeSymbols(of: term).filter(scope.goal.flexible.contains)
  }
}
