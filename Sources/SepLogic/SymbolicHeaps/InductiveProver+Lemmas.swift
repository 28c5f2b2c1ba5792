// Lemmas that are guessed and then proved: two neighbours on the left are together one instance of what is wanted.
//
// The guess: which of the arguments of the two, or which sums of them, are those of the whole. Small models of the two
// decide what is worth a proof. Where no guess fits all models, the orders of integers that hold at this place become
// premises. What is proved, by induction and without further lemmas, is true; guesses need not be.

extension InductiveProver {
  /// Looks for lemmas that would help here, each once.
  mutating func conjecture(_ sequent: Sequent) {
    for case .instance(let wanted, let arguments) in sequent.goals {
      guard let root = environment.summaries[Int(wanted)].root, !sequent.existentials.contains(arguments[root]) else {
        continue
      }
      for (i, first) in sequent.state.instances.enumerated() {
        guard let firstRoot = sequent.state.root(first),
          sequent.state.locations.areEqual(firstRoot, arguments[root])
        else { continue }
        for (j, second) in sequent.state.instances.enumerated() where i != j {
          guard let secondRoot = sequent.state.root(second),
            first.arguments.contains(where: {
              sequent.state.isLocation($0) && sequent.state.locations.areEqual($0, secondRoot)
            })
          else { continue }
          // Such segments compose without a lemma.
          if segments[Int(wanted)] != nil, first.predicate == wanted, second.predicate == wanted { continue }
          if isSpent { return }
          conjecture(sequent, first, second, wanted, arguments)
        }
      }
    }
  }

  private mutating func conjecture(
    _ sequent: Sequent, _ first: HeapInstance, _ second: HeapInstance, _ wanted: Int32, _ arguments: [Int32]
  ) {
    let state = sequent.state
    var pattern = LemmaPattern(environment, first, second, state)
    let key = pattern.key + " \(wanted)"
    guard conjectured.insert(key).inserted else { return }
    guard pattern.choose(for: wanted, arguments, sequent) else { return }
    for hasPremises in [false, true] {
      if hasPremises {
        pattern.addPremises(state)
        guard !pattern.premises.isEmpty, conjectured.insert(key + " \(pattern.premises)").inserted else { return }
      }
      let models = pattern.models(deadline)
      guard !models.isEmpty else { return }
      for candidate in pattern.candidates where !isSpent {
        let problem = pattern.problem(candidate)
        guard models.allSatisfy({ pattern.holds(candidate, in: $0) }) else { continue }
        var prover = InductiveProver(
          problem, HeapEnvironment(problem.context, like: environment), deadline,
          ProofRecorder(.none), steps: min(4_000, stepsLeft), mayConjecture: false)
        let budget = prover.stepsLeft
        let isProved = prover.proves(fuel: 2)
        stepsLeft -= (budget - prover.stepsLeft) / 4
        guard isProved else { continue }
        lemmas.append(
          Hypothesis(
            left: problem.left.spatial,
            facts: problem.left.pure.compactMap { if case .linear(let fact) = $0 { fact } else { nil } },
            distinct: [], existentials: [], right: problem.right[0].spatial, pure: [], removedCells: nil, proofNode: -1,
            sorts: problem.context.variables.map(\.sort)))
        return
      }
    }
  }
}

/// Two neighbours with variables for their arguments, and what the whole could be.
struct LemmaPattern {
  let environment: HeapEnvironment
  private(set) var context: HeapContext
  private let first: HeapInstance
  private let second: HeapInstance
  private let actual: (HeapInstance, HeapInstance)
  private(set) var premises: [LinearConstraint] = []
  private var wanted: Int32 = 0
  /// For each argument of the whole what it could be.
  private var choices: [[LinearSum]] = []
  /// Sums are evaluated in models through these variables.
  private let sharing: String

  static let candidateLimit = 256

  init(_ environment: HeapEnvironment, _ first: HeapInstance, _ second: HeapInstance, _ state: HeapState) {
    self.environment = environment
    context = environment.context
    actual = (first, second)
    var names: [Int32: Int32] = [:]
    var sharing = "\(first.predicate) \(second.predicate):"
    func pattern(_ instance: HeapInstance, _ context: inout HeapContext) -> HeapInstance {
      var result = instance
      result.arguments = instance.arguments.map { argument in
        guard state.isLocation(argument) else { return context.variable("n", .integer) }
        if let null = environment.nulls.first(where: { state.locations.areEqual($0, argument) }) {
          sharing += " nil"
          return null
        }
        let known = state.locations.find(argument)
        if names[known] == nil { names[known] = context.variable("v", state.sorts[Int(argument)]) }
        let name = names[known] ?? argument
        sharing += " \(Int(name) - environment.context.variables.count)"
        return name
      }
      return result
    }
    self.first = pattern(first, &context)
    self.second = pattern(second, &context)
    self.sharing = sharing
  }

  var key: String { sharing }

  /// Says what the arguments of the whole could be; false where that is nothing or too much.
  mutating func choose(for wanted: Int32, _ arguments: [Int32], _ sequent: Sequent) -> Bool {
    self.wanted = wanted
    let parameters = environment.context.predicates[Int(wanted)].parameters
    let all = zip(first.arguments + second.arguments, actual.0.arguments + actual.1.arguments)
    let isOneKind = first.predicate == wanted && second.predicate == wanted
    for (position, parameter) in parameters.enumerated() {
      if environment.context.isLocation(parameter) {
        let value = arguments[position]
        var options: [Int32] = []
        if !sequent.existentials.contains(value) {
          options = all.filter { sequent.state.isLocation($0.1) && sequent.state.locations.areEqual($0.1, value) }.map(
            \.0)
          if let option = options.first { options = [option] }
        }
        if options.isEmpty {
          options = isOneKind ? [second.arguments[position], first.arguments[position]] : all.map(\.0)
          options = options.filter { context.variables[Int($0)].sort == context.variables[Int(parameter)].sort }
        }
        var distinct: [Int32] = []
        for option in options where !distinct.contains(option) { distinct.append(option) }
        choices.append(distinct.map { LinearSum($0) })
      } else {
        func integers(_ instance: HeapInstance) -> [Int32] {
          isOneKind ? [instance.arguments[position]] : instance.arguments.filter { !context.isLocation($0) }
        }
        var sums: [LinearSum] = []
        let (a, b) = (integers(first), integers(second))
        for x in a + b { sums.append(LinearSum(x)) }
        for x in a {
          for y in b {
            for constant in [0, -1, 1] as [Int64] {
              if let sum = LinearSum(x).adding(LinearSum(y), times: 1)?.adding(LinearSum(constant: constant), times: 1)
              {
                sums.append(sum)
              }
            }
          }
        }
        choices.append(sums)
      }
    }
    let count = choices.reduce(1) { $0 * max(0, min($1.count, 1_000)) }
    return count > 0 && count <= Self.candidateLimit
  }

  /// One choice for each argument.
  var candidates: [[LinearSum]] {
    choices.reduce([[]]) { known, options in known.flatMap { prefix in options.map { prefix + [$0] } } }
  }

  /// The orders between integers of the first and of the second that hold where the lemma is wanted.
  mutating func addPremises(_ state: HeapState) {
    for (a, x) in zip(first.arguments, actual.0.arguments) where !context.isLocation(a) {
      for (b, y) in zip(second.arguments, actual.1.arguments) where !context.isLocation(b) {
        if state.entails(.linear(LinearConstraint(LinearConstraint.difference(x, y), .lessOrEqual))) {
          premises.append(LinearConstraint(LinearConstraint.difference(a, b), .lessOrEqual))
        }
      }
    }
  }

  private var left: SymbolicHeap {
    SymbolicHeap(
      pure: premises.map(PureLiteral.linear),
      spatial: [.instance(first.predicate, first.arguments), .instance(second.predicate, second.arguments)])
  }

  /// The lemma as a question of its own.
  func problem(_ candidate: [LinearSum]) -> EntailmentProblem {
    var context = context
    var left = left
    var arguments: [Int32] = []
    for sum in candidate {
      if sum.constant == 0, sum.parts.count == 1, sum.parts[0].coefficient == 1 {
        arguments.append(sum.parts[0].variable)
        continue
      }
      let variable = context.variable("s", .integer)
      if let definition = LinearSum(variable).adding(sum, times: -1) {
        left.pure.append(.linear(LinearConstraint(definition, .equal)))
      }
      arguments.append(variable)
    }
    return EntailmentProblem(
      context: context, left: left, right: [SymbolicHeap(spatial: [.instance(wanted, arguments)])])
  }

  /// Small models of the two neighbours.
  func models(_ deadline: Deadline) -> [HeapModel] {
    let environment = HeapEnvironment(context, like: environment)
    var search = ModelSearch(HeapState(environment, left), limit: 120, deadline: deadline)
    let integers = (first.arguments + second.arguments).filter { !context.isLocation($0) }
    var apart: [LinearConstraint] = []
    for (position, a) in integers.enumerated() {
      for b in integers[(position + 1)...] {
        apart.append(LinearConstraint(LinearConstraint.difference(a, b), .notEqual))
      }
    }
    // The second of these wants the integers of the first above those of the second.
    var above: [LinearConstraint] = []
    for a in first.arguments where !context.isLocation(a) {
      for b in second.arguments where !context.isLocation(b) {
        if let sum = LinearConstraint.difference(b, a).adding(LinearSum(constant: 1), times: 1) {
          above.append(LinearConstraint(sum, .lessOrEqual))
        }
      }
    }
    var result: [HeapModel] = []
    while result.count < 14, let state = search.next() {
      for more in [[], apart, above] {
        if let model = ModelSearch.model(of: state, with: more, variableCount: context.variables.count) {
          result.append(model)
        }
      }
    }
    return result
  }

  func holds(_ candidate: [LinearSum], in model: HeapModel) -> Bool {
    let problem = problem(candidate)
    var model = model
    while model.stack.count < problem.context.variables.count { model.stack.append(nil) }
    // Sums are determined by the equations that define them.
    var heap = problem.right[0]
    heap.pure = problem.left.pure.filter { !left.pure.contains($0) }
    heap.existentials = Array(Int32(context.variables.count)..<Int32(problem.context.variables.count))
    var checker = ModelChecker(problem.context, model)
    return checker.satisfies(heap) == true
  }
}

// MARK: - In words

extension InductiveProver {
  func name(_ variable: Int32, _ state: HeapState) -> String {
    let variable = state.isLocation(variable) ? state.locations.find(variable) : variable
    if state.isLocation(variable), state.isNull(variable) { return "nil" }
    let count = environment.context.variables.count
    return Int(variable) < count ? environment.context.name(variable) : "u\(Int(variable) - count + 1)"
  }

  func describe(_ atom: SpatialAtom, _ sequent: Sequent) -> String {
    func name(_ variable: Int32) -> String {
      (sequent.existentials.contains(variable) ? "?" : "") + self.name(variable, sequent.state)
    }
    switch atom {
    case .cell(let root, let fields): return "\(name(root)) ↦ (\(fields.map(name).joined(separator: ", ")))"
    case .instance(let predicate, let arguments):
      return "\(environment.context.predicates[Int(predicate)].name)(\(arguments.map(name).joined(separator: ", ")))"
    }
  }

  func describe(_ sequent: Sequent) -> String {
    guard recorder.isOn else { return "" }
    let left =
      sequent.state.cells.map { describe(.cell($0.root, $0.fields), sequent) }
      + sequent.state.instances.map { describe(.instance($0.predicate, $0.arguments), sequent) }
    let right = sequent.goals.map { describe($0, sequent) } + sequent.pure.map { describe($0, sequent) }
    return (left.isEmpty ? "emp" : left.joined(separator: " * ")) + " ⊢ "
      + (right.isEmpty ? "emp" : right.joined(separator: " * "))
  }

  func describe(_ lemma: Hypothesis) -> String {
    guard recorder.isOn else { return "" }
    func text(_ atoms: [SpatialAtom]) -> String {
      atoms.map { atom in
        switch atom {
        case .cell(let root, let fields): "v\(root) ↦ (\(fields.map { "v\($0)" }.joined(separator: ", ")))"
        case .instance(let predicate, let arguments):
          "\(environment.context.predicates[Int(predicate)].name)(\(arguments.map { "v\($0)" }.joined(separator: ", ")))"
        }
      }.joined(separator: " * ")
    }
    return "\(text(lemma.left)) ⊢ \(text(lemma.right))"
  }
}
