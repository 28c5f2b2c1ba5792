// Functions of the logic. An application is replaced by the body of the function where that is progress, which is
// when the guards before the first recursive call are decided by the shape of the arguments: length([v] ++ ys) is
// 1 + length(ys), length(xs) stays.
//
// Exact, because an application denotes what its body does. (That there is such a function at all, so that the
// equations contradict nothing, is what whoever defines one has shown by its termination.)
// It ends: an application that takes more than `unrollingLimit` bodies in all, or recursion deeper than
// `unrollingDepth`, stays as it is.

/// What an application that is being replaced may still take.
struct Unrolling {
  var bodies = TermArena.unrollingLimit
  var depth = 0
  /// Whether the limit was reached, so that nothing of it counts.
  var isExhausted = false
  /// Applications are left as they are while it is looked at what a body would be.
  var isSuspended = false
}

extension TermArena {
  static let unrollingLimit = 400
  static let unrollingDepth = 40

  /// A new function of the logic, of which nothing is known before it is defined.
  package func function(_ name: String, parameters: [TermSort], result: TermSort) -> FunctionSymbol {
    functions.append(FunctionInfo(name: name, parameters: parameters, result: result, definition: nil))
    return FunctionSymbol(index: functions.count - 1)
  }

  /// Gives the function its body, once.
  /// - Parameter parameters: symbols for the arguments, of the sorts of the function and without ranges.
  package func define(_ function: FunctionSymbol, parameters: [TermID], body: FunctionBody) {
    functions[function.index].definition = FunctionDefinition(parameters: parameters, body: body)
  }

  /// Gives the function its body; the conditionals at its top, and what of a conjunction or disjunction calls no
  /// function, are the guards.
  package func define(_ function: FunctionSymbol, parameters: [TermID], body: TermID) {
    define(function, parameters: parameters, body: self.body(from: body))
  }

  /// The function applied, or what that amounts to.
  package func apply(_ function: FunctionSymbol, _ arguments: [TermID]) -> TermID {
    let application = Term.application(function.index, arguments)
    guard let definition = functions[function.index].definition else { return intern(application) }
    if let known = unrolled[application] { return known }
    let isOutermost = unrolling == nil
    var state = unrolling ?? Unrolling()
    if state.isSuspended || state.isExhausted { return intern(application) }
    guard state.bodies > 0, state.depth < Self.unrollingDepth else {
      unrolling?.isExhausted = true
      return intern(application)
    }
    state.bodies -= 1
    state.depth += 1
    unrolling = state
    var result = unroll(definition, application, arguments) ?? intern(application)
    let isExhausted = unrolling?.isExhausted ?? false
    if isExhausted { result = intern(application) }
    if isOutermost {
      unrolling = nil
    } else {
      unrolling?.depth -= 1
    }
    if !isExhausted || isOutermost { unrolled[application] = result }
    return result
  }

  /// That an application equals the body of its function for its arguments; nil for an application of a function that
  /// is not defined, and for any other term.
  package func definitionalInstance(of application: TermID) -> TermID? {
    guard case .application(let index, let arguments) = self[application],
      let value = instance(of: FunctionSymbol(index: index), arguments)
    else { return nil }
    return equal(application, value)
  }

  /// The body for the arguments, as a term that chooses among all cases.
  package func instance(of function: FunctionSymbol, _ arguments: [TermID]) -> TermID? {
    functions[function.index].definition.map { definition in
      term(of: definition.body, Dictionary(zip(definition.parameters, arguments)) { first, _ in first })
    }
  }

  /// The cases of the function for the arguments; nil where it has no definition.
  func cases(of function: FunctionSymbol, _ arguments: [TermID]) -> FunctionCases? {
    functions[function.index].definition.map { definition in
      FunctionCases(
        arena: self, body: definition.body,
        values: Dictionary(zip(definition.parameters, arguments)) { first, _ in first })
    }
  }

  private func unroll(_ definition: FunctionDefinition, _ application: Term, _ arguments: [TermID]) -> TermID? {
    let values = Dictionary(zip(definition.parameters, arguments)) { first, _ in first }
    var body = definition.body
    var decided = 0
    while case .choice(let guardTerm, let then, let otherwise) = body {
      switch substitute(values, in: guardTerm) {
      case `true`: body = then
      case `false`: body = otherwise
      default:
        // Cases are left open: progress if calls see less of a sequence than this one did.
        guard decided > 0, shrinks(body, values, below: visible(arguments)) else { return nil }
        return term(of: body, values)
      }
      decided += 1
    }
    return term(of: body, values)
  }

  fileprivate func term(of body: FunctionBody, _ values: [TermID: TermID]) -> TermID {
    switch body {
    case .value(let term): substitute(values, in: term)
    case .choice(let condition, let then, let otherwise):
      ite(substitute(values, in: condition), term(of: then, values), term(of: otherwise, values))
    }
  }

  /// Whether each call in the body shows less of its arguments.
  private func shrinks(_ body: FunctionBody, _ values: [TermID: TermID], below size: Int) -> Bool {
    unrolling?.isSuspended = true
    defer { unrolling?.isSuspended = false }
    let result = term(of: body, values)
    let given = Set(reachable(from: values.values.sorted()))
    return reachable(from: CollectionOfOne(result)).allSatisfy { id in
      guard case .application(_, let arguments) = self[id], !given.contains(id) else { return true }
      return visible(arguments) < size
    }
  }

  /// The number of elements that the terms of sequences show, or have a slice of: a slice that may begin anywhere shows
  /// none, but is no less for that.
  private func visible(_ arguments: [TermID]) -> Int {
    var count = 0
    var unread = arguments.filter { sort(of: $0) == .seq }
    while let next = unread.popLast() {
      switch self[next] {
      case .unit: count += 1
      case .concatenation(let parts): unread += parts
      case .slice(let base, from: _, to: _): unread.append(base)
      default: continue
      }
    }
    return count
  }

  // MARK: - Bodies from terms

  private func body(from term: TermID) -> FunctionBody {
    guard hasApplication(term) else { return .value(term) }
    switch self[term] {
    case .conditional(let condition, let a, let b):
      return .choice(condition, then: body(from: a), otherwise: body(from: b))
    case .and(let operands):
      if let (condition, a, b) = choice(operands) {
        return .choice(condition, then: body(from: a), otherwise: body(from: b))
      }
      guard let (condition, rest) = guarded(operands) else { return .value(term) }
      return .choice(condition, then: body(from: rest), otherwise: .value(`false`))
    case .not(let inner):
      guard case .and(let operands) = self[inner], let (condition, rest) = guarded(operands) else {
        return .value(term)
      }
      return .choice(condition, then: body(from: not(rest)), otherwise: .value(`true`))
    default: return .value(term)
    }
  }

  /// What applies no function, and the rest; nil where one of them is nothing.
  private func guarded(_ operands: [TermID]) -> (condition: TermID, rest: TermID)? {
    let guards = operands.filter { !hasApplication($0) }
    guard !guards.isEmpty, guards.count < operands.count else { return nil }
    return (and(guards), and(operands.filter(hasApplication)))
  }

  /// The conditional that `ite` made of truth values: ¬(c ∧ ¬a) ∧ ¬(¬c ∧ ¬b).
  private func choice(_ operands: [TermID]) -> (condition: TermID, then: TermID, otherwise: TermID)? {
    guard operands.count == 2, case .not(let first) = self[operands[0]], case .not(let second) = self[operands[1]],
      case .and(let left) = self[first], case .and(let right) = self[second]
    else { return nil }
    for condition in left where right.contains(not(condition)) && !hasApplication(condition) {
      return (
        condition, not(and(left.filter { $0 != condition })), not(and(right.filter { $0 != not(condition) }))
      )
    }
    return nil
  }
}

/// The cases that are left of a function for some arguments.
struct FunctionCases {
  let arena: TermArena
  private(set) var body: FunctionBody
  let values: [TermID: TermID]

  init(arena: TermArena, body: FunctionBody, values: [TermID: TermID]) {
    self.arena = arena
    self.body = body
    self.values = values
  }

  /// The guard that decides next, nil where one case is left.
  var condition: TermID? {
    if case .choice(let condition, _, _) = body { arena.substitute(values, in: condition) } else { nil }
  }

  /// What is left where the guard holds, or does not.
  func side(_ holds: Bool) -> FunctionCases {
    guard case .choice(_, let then, let otherwise) = body else { return self }
    return FunctionCases(arena: arena, body: holds ? then : otherwise, values: values)
  }

  /// The value, chosen among the cases that are left.
  var term: TermID { arena.term(of: body, values) }
}
