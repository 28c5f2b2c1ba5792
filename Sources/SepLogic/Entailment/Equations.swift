// Variables that an equation determines: the choice is forced, so nothing is lost by making it.

extension HeapLogic {
  /// Binds a variable that an equation determines; false if there is none.
  func bindByEquation(_ goal: inout Goal) -> Bool {
    if goal.flexible.isEmpty { return false }
    for (index, fact) in goal.facts.enumerated() {
      for variable in arena.freeSymbols(of: fact.term) where goal.flexible.contains(variable) {
        guard let witness = witness(for: variable, from: fact.term) else { continue }
        goal.facts.remove(at: index)
        goal.bind(variable, to: witness, origin: fact.origin, in: arena)
        return true
      }
    }
    return false
  }

  /// The one value of the variable with which the fact holds, where linear arithmetic tells it. The fact then is
  /// proved, but for the range of the variable.
  func witness(for variable: TermID, from fact: TermID) -> TermID? {
    if fact == variable { return arena.true }
    if fact == arena.not(variable) { return arena.false }
    if case .iff(let a, let b) = arena[fact] {
      if a == variable, !arena.freeSymbols(of: b).contains(variable) { return b }
      if b == variable, !arena.freeSymbols(of: a).contains(variable) { return a }
    }
    if let term = arena.solve(fact, for: variable) { return term }
    // Another coefficient: only if nothing else is unknown and it divides.
    guard let (left, right) = arena.asEquality(fact) else { return nil }
    let form = arena.linearForm(of: arena.subtract(left, right))
    guard form.parts.count == 1, form.parts[0].atom == variable, form.constant > .min, form.parts[0].coefficient > .min
    else { return nil }
    let (quotient, remainder) = (-form.constant).quotientAndRemainder(dividingBy: form.parts[0].coefficient)
    return remainder == 0 ? arena.int(quotient) : nil
  }
}
