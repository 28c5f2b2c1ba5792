// Where an attempt at a proof ends: what the right wants and the left does not have, and what comes nearest to it. This is
// for people alone; no answer rests on it.

/// The place at which a proof does not go on.
package struct EntailmentFailure: Sendable, Equatable {
  /// What is in the way.
  package enum Obstacle: String, Sendable {
    /// An atom of the right for which the left has nothing.
    case missing
    /// A fact of the right that does not follow.
    case fact
    /// An atom of the left that the right has no place for.
    case leftover
  }

  package var obstacle: Obstacle
  /// The atom or the fact.
  package var wanted: String
  /// The atom of the left that comes nearest to one that is missing.
  package var nearest: String?
  /// What the two have and have not in common.
  package var differences: [String] = []
  /// The sequent at that place.
  package var sequent: String
  /// The rules that led there, from the beginning.
  package var path: [String]
}

/// Finds the atom of the left that is most like one of the right.
struct NearestAtom {
  let context: HeapContext
  let wanted: SpatialAtom
  /// The address of the first cell; nil where an atom has no such place.
  let root: (SpatialAtom) -> Int32?
  let areEqual: (Int32, Int32) -> Bool
  let areDistinct: (Int32, Int32) -> Bool
  let name: (Int32) -> String

  static let sameCell = "the same first cell"

  /// - Parameter atoms: with what is already used for another atom of the right.
  /// - Returns: its place among `atoms`, and what to say of it.
  func find(among atoms: [(atom: SpatialAtom, isUsed: Bool)]) -> (index: Int, differences: [String])? {
    var best: (index: Int, rank: Int)?
    for (index, candidate) in atoms.enumerated() {
      let rank = rank(candidate.atom, candidate.isUsed)
      if rank > 0, rank > best?.rank ?? 0 { best = (index, rank) }
    }
    guard let best else { return nil }
    return (best.index, differences(atoms[best.index].atom, isUsed: atoms[best.index].isUsed))
  }

  /// The same first cell counts most, then the same predicate, then the arguments.
  private func rank(_ atom: SpatialAtom, _ isUsed: Bool) -> Int {
    let values = values(atom)
    let hasRoot = sharesRoot(atom)
    let equal = isAlike(atom) ? zip(values, self.values(wanted)).count { areEqual($0, $1) } : 0
    guard hasRoot || (isAlike(atom) && !isUsed) else { return 0 }
    return (hasRoot ? 4_000 : 0) + (isUsed ? 0 : 2_000) + (isAlike(atom) ? 1_000 : 0) + min(equal, 999)
  }

  private func sharesRoot(_ atom: SpatialAtom) -> Bool {
    guard let a = root(atom), let b = root(wanted) else { return false }
    return areEqual(a, b)
  }

  private func isAlike(_ atom: SpatialAtom) -> Bool {
    switch (atom, wanted) {
    case (.cell(_, let a), .cell(_, let b)): a.count == b.count
    case (.instance(let a, _), .instance(let b, _)): a == b
    default: false
    }
  }

  private func values(_ atom: SpatialAtom) -> [Int32] {
    switch atom {
    case .cell(let root, let fields): [root] + fields
    case .instance(_, let arguments): arguments
    }
  }

  private func differences(_ atom: SpatialAtom, isUsed: Bool) -> [String] {
    var lines: [String] = []
    if isUsed { lines.append("it is used for another atom of the right already") }
    if sharesRoot(atom) { lines.append(Self.sameCell) }
    guard isAlike(atom) else {
      let kinds = [wanted, atom].map { kind($0) }
      lines.append("\(kinds[0]) is wanted, and this is \(kinds[1])")
      return lines
    }
    for (index, (a, b)) in zip(values(atom), values(wanted)).enumerated() where !areEqual(a, b) {
      let relation = areDistinct(a, b) ? "which differ" : "not known to be equal"
      lines.append("\(place(index)) is \(name(a)), and \(name(b)) is wanted: \(relation)")
    }
    return lines
  }

  private func kind(_ atom: SpatialAtom) -> String {
    switch atom {
    case .cell: "a cell"
    case .instance(let predicate, _): context.predicates[Int(predicate)].name
    }
  }

  private func place(_ index: Int) -> String {
    switch wanted {
    case .cell: index == 0 ? "the address" : "field \(index)"
    case .instance(let predicate, _): "`\(context.name(context.predicates[Int(predicate)].parameters[index]))`"
    }
  }
}

extension ListProver {
  /// What is to be told of a branch that does not go on; nil where nothing is to be told.
  func explain(_ state: ListState, _ obstacle: ListObstacle) -> EntailmentFailure? {
    guard recorder.tellsText else { return nil }
    var whole = state
    if case .fact(let literal) = obstacle { whole.obligations.append(literal) }
    var failure = EntailmentFailure(
      obstacle: .missing, wanted: "", nearest: nil, sequent: describe(whole),
      path: recorder.path(to: state.proofNode, state.caseText))
    switch obstacle {
    case .fact(let literal): (failure.obstacle, failure.wanted) = (.fact, describe(literal))
    case .leftover(let atom): (failure.obstacle, failure.wanted) = (.leftover, describe(state, atom))
    case .goal(let goal):
      failure.wanted = describe(state, goal)
      let nearest = NearestAtom(
        context: problem.context, wanted: state.spatial(goal),
        root: { atom in
          switch atom {
          case .cell(let root, _): root
          case .instance(let predicate, let arguments): arguments[state.shape(predicate).root]
          }
        }, areEqual: { state.locations.areEqual($0, $1) }, areDistinct: { state.areDistinct($0, $1) },
        name: { name($0, state) })
      if let found = nearest.find(among: state.atoms.map { (state.spatial($0), $0.isMatched) }) {
        failure.nearest = describe(state, state.atoms[found.index])
        failure.differences = found.differences
      }
    }
    return failure
  }
}

extension InductiveProver {
  /// Remembers where an attempt ends, if it went further than those before: least is left to be matched.
  mutating func noteFailure(_ sequent: Sequent) {
    guard recorder.tellsText else { return }
    let left = sequent.goals.count + sequent.state.cells.count + sequent.state.instances.count
    if let known = failureSize, known <= left { return }
    (failureSize, failure) = (left, explain(sequent))
  }

  private func explain(_ sequent: Sequent) -> EntailmentFailure {
    var failure = EntailmentFailure(
      obstacle: .fact, wanted: "", nearest: nil, sequent: describe(sequent),
      path: recorder.path(to: sequent.proofNode))
    let state = sequent.state
    let atoms: [SpatialAtom] =
      state.cells.map { .cell($0.root, $0.fields) } + state.instances.map { .instance($0.predicate, $0.arguments) }
    if sequent.goals.isEmpty {
      if let atom = atoms.first {
        (failure.obstacle, failure.wanted) = (.leftover, describe(atom, sequent))
      } else if let literal = sequent.pure.first(where: { !state.entails($0) }) {
        failure.wanted = describe(literal, sequent)
      }
      return failure
    }
    failure.obstacle = .missing
    // The first that is not simply there.
    for goal in sequent.goals {
      let found = nearest(to: goal, sequent).find(among: atoms.map { ($0, false) })
      failure.wanted = describe(goal, sequent)
      failure.nearest = found.map { describe(atoms[$0.index], sequent) }
      failure.differences = found?.differences ?? []
      if failure.differences != [NearestAtom.sameCell] { break }
    }
    return failure
  }

  private func nearest(to wanted: SpatialAtom, _ sequent: Sequent) -> NearestAtom {
    let state = sequent.state
    return NearestAtom(
      context: environment.context, wanted: wanted,
      root: { atom in
        let root: Int32? =
          switch atom {
          case .cell(let root, _): root
          case .instance(let predicate, let arguments):
            environment.summaries[Int(predicate)].root.map { arguments[$0] }
          }
        return root.flatMap { sequent.existentials.contains($0) ? nil : $0 }
      },
      areEqual: { a, b in
        if sequent.existentials.contains(b) || a == b { return true }
        return state.isLocation(a) ? state.locations.areEqual(a, b) : state.entails(.linear(.equal(a, b)))
      }, areDistinct: { a, b in state.isLocation(a) && state.areDistinct(a, b) },
      name: { (sequent.existentials.contains($0) ? "?" : "") + name($0, state) })
  }

  func describe(_ literal: PureLiteral, _ sequent: Sequent) -> String {
    let name = { (sequent.existentials.contains($0) ? "?" : "") + self.name($0, sequent.state) }
    switch literal {
    case .equal(let a, let b): return "\(name(a)) = \(name(b))"
    case .distinct(let a, let b): return "\(name(a)) ≠ \(name(b))"
    case .linear(let fact): return fact.text(name)
    }
  }
}

extension LinearConstraint {
  /// In words, without negative signs: what is subtracted stands on the other side.
  func text(_ name: (HeapVariableID) -> String) -> String {
    var sides: (left: [String], right: [String]) = ([], [])
    for part in sum.parts {
      let factor = part.coefficient.magnitude == 1 ? "" : "\(part.coefficient.magnitude) · "
      if part.coefficient > 0 {
        sides.left.append(factor + name(part.variable))
      } else {
        sides.right.append(factor + name(part.variable))
      }
    }
    if sum.constant > 0 { sides.left.append("\(sum.constant)") }
    if sum.constant < 0 { sides.right.append("\(sum.constant.magnitude)") }
    let relation =
      switch relation {
      case .equal: "="
      case .notEqual: "≠"
      case .lessOrEqual: "≤"
      }
    func side(_ parts: [String]) -> String { parts.isEmpty ? "0" : parts.joined(separator: " + ") }
    return "\(side(sides.left)) \(relation) \(side(sides.right))"
  }
}
