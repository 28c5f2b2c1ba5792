@testable import SepLogic

/// Draws formulas over a few words. Each drawn formula has its own bound variables.
struct FormulaSource {
  let arena: TermArena
  /// Symbols that formulas may mention freely.
  let inputs: [TermID]
  var random: FixedRandom
  /// What is in scope.
  private var scope: [TermID]
  private var nextOrigin: Int32 = 1
  /// How many of a hundred leaves are named predicates or facts.
  var atoms = 0

  init(arena: TermArena, inputs: [TermID], seed: UInt64) {
    self.arena = arena
    self.inputs = inputs
    random = FixedRandom(state: seed)
    scope = inputs
  }

  mutating func formula(depth: Int = 3) -> Formula {
    let kind = Int.random(in: 0..<100, using: &random)
    if atoms > 0, depth == 0 || kind < 35, random.chance(atoms) { return atom() }
    if depth == 0 || kind < 35 { return kind % 3 == 0 ? .pure(fact(), origin()) : cell() }
    switch kind {
    case 35..<40: return .emp
    case 40..<50 where atoms > 0:
      // Parts of one name, some of them optional.
      return .separating([atom(), .conditional(fact(), atom(), .emp, origin()), formula(depth: depth - 1)])
    case 40..<70:
      return .separating((0..<Int.random(in: 2...3, using: &random)).map { _ in formula(depth: depth - 1) })
    case 70..<80: return .or(formula(depth: depth - 1), formula(depth: depth - 1), origin())
    case 80..<88 where atoms > 0 && random.chance(60):
      return random.chance(50)
        ? .conditional(fact(), atom(), .emp, origin()) : .conditional(fact(), .emp, atom(), origin())
    case 80..<88: return .conditional(fact(), formula(depth: depth - 1), formula(depth: depth - 1), origin())
    default:
      let variable = random.chance(50) ? arena.wordSymbol("v") : arena.symbol("n")
      scope.append(variable)
      let body = formula(depth: depth - 1)
      scope.removeAll { $0 == variable }
      return .exists([variable], .separating([use(of: variable), body]))
    }
  }

  /// Mostly a cell with the variable as value, so that most bound variables are determined.
  private mutating func use(of variable: TermID) -> Formula {
    if random.chance(70) { return .cell(address: term(), value: variable, origin()) }
    return random.chance(50) ? .pure(arena.equal(variable, term()), origin()) : .emp
  }

  private mutating func cell() -> Formula {
    if random.chance(30) {
      let variable = arena.wordSymbol("_")
      return .exists([variable], .cell(address: term(), value: variable, origin()))
    }
    return .cell(address: term(), value: term(), origin())
  }

  /// A fact, or a predicate whose output is bound or a term.
  private mutating func atom() -> Formula {
    if random.chance(30) { return .atom(AtomMeaning.fact, [term()], origin()) }
    if random.chance(60) {
      let output = arena.symbol("o")
      return .exists([output], .atom(AtomMeaning.predicate, [term(), output], origin()))
    }
    return .atom(AtomMeaning.predicate, [term(), term()], origin())
  }

  private mutating func term() -> TermID {
    let base =
      random.chance(45) ? arena.int(Int128.random(in: 0...3, using: &random)) : scope.randomElement(using: &random)
    guard let base else { return arena.zero }
    return random.chance(15) ? arena.add(base, arena.one) : base
  }

  private mutating func fact() -> TermID {
    let (a, b) = (term(), term())
    return switch Int.random(in: 0..<5, using: &random) {
    case 0, 1: arena.equal(a, b)
    case 2: arena.notEqual(a, b)
    case 3: arena.less(a, b)
    default: arena.lessOrEqual(a, b)
    }
  }

  private mutating func origin() -> Origin {
    nextOrigin += 1
    return Origin(nextOrigin)
  }
}
