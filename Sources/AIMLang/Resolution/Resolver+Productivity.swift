/// Recursive predicates have to be *productive*, so that an instance in a finite memory has a finite meaning:
///
/// - every circle of instances passes a case that has a cell of memory beside the instance: unfolding comes to an end,
///   because each time round takes a cell;
/// - every predicate has a case from which, through other such cases, no way leads on: there are instances at all.
///
/// A case is a way through the alternatives of `||` and `? :`; a cell is beside an instance if it is joined to it by `**`,
/// whatever the other choices are. Definitions are taken as the file of the predicate sees them: an abstract predicate
/// has no cell.
extension Resolver {
  mutating func checkProductivity() {
    var expansions: [Int: Expansion] = [:]
    for group in program.recursion.predicateGroups {
      guard let module = group.first.map({ program.predicates[$0.index].module }) else { continue }
      var expansion = expansions[module] ?? Expansion(program, seenFrom: module, isClosed: false)
      var bodies: [PredicateID: Assertion] = [:]
      for id in group {
        guard let body = program.predicates[id.index].body else { continue }
        do { bodies[id] = try expansion.assertion(body) } catch {
          report(.expansionLarge, "with all definitions written out, this is too large", at: error.span)
          return
        }
      }
      expansions[module] = expansion
      let check = Productivity(group: group, bodies: bodies)
      if let (id, span) = check.emptyCircle() {
        let name = program.predicates[id.index].name
        report(
          .predicateUnproductive, "`\(name)` can be unfolded for ever here, without a cell of memory", at: span,
          related: [RelatedPlace(program.predicates[id.index].span, "`\(name)` is declared here")],
          suggestion: "join the instance by `**` to a cell that the case always has")
      } else if let id = check.withoutEnd() {
        let name = program.predicates[id.index].name
        report(
          .predicateUnproductive, "no memory satisfies `\(name)`: each of its cases leads to another instance",
          at: program.predicates[id.index].span, suggestion: "add a case that ends, as in `x == 0 ? emp : …`")
      }
    }
  }
}

/// The question for one group of predicates that contain each other.
private struct Productivity {
  let group: [PredicateID]
  let bodies: [PredicateID: Assertion]

  /// An instance on a circle that has no cell.
  func emptyCircle() -> (PredicateID, SourceSpan)? {
    var edges: [PredicateID: [(target: PredicateID, span: SourceSpan)]] = [:]
    var sources: [PredicateID: [PredicateID]] = [:]
    for id in group {
      guard let body = bodies[id] else { continue }
      edges[id] = bare(body)
      for edge in edges[id] ?? [] { sources[edge.target, default: []].append(id) }
    }
    // Predicates from which bare instances lead to an end are taken away; what is left leads into a circle.
    var left = edges.mapValues(\.count)
    var ended = group.filter { left[$0, default: 0] == 0 }
    while let id = ended.popLast() {
      left[id] = nil
      for source in sources[id] ?? [] {
        guard let count = left[source] else { continue }
        left[source] = count - 1
        if count == 1 { ended.append(source) }
      }
    }
    guard var id = group.first(where: { left[$0] != nil }) else { return nil }
    var seen: Set<PredicateID> = []
    while seen.insert(id).inserted {
      guard let next = edges[id]?.first(where: { left[$0.target] != nil }) else { return nil }
      id = next.target
    }
    return edges[id]?.first { left[$0.target] != nil }.map { (id, $0.span) }
  }

  /// A predicate without a finite meaning.
  func withoutEnd() -> PredicateID? {
    var users: [PredicateID: [PredicateID]] = [:]
    for id in group {
      var mentioned: Set<PredicateID> = []
      bodies[id]?.forEach { part in
        if case .predicate(let other, _) = part.kind, bodies[other] != nil, mentioned.insert(other).inserted {
          users[other, default: []].append(id)
        }
      }
    }
    var finite: Set<PredicateID> = []
    var waiting = group
    while let id = waiting.popLast() {
      guard !finite.contains(id), let body = bodies[id], ends(body, finite) else { continue }
      finite.insert(id)
      waiting += users[id] ?? []
    }
    return group.first { !finite.contains($0) }
  }

  /// Instances of the group beside which there may be no cell.
  private func bare(_ assertion: Assertion) -> [(target: PredicateID, span: SourceSpan)] {
    switch assertion.kind {
    case .emp, .pure, .pointsTo, .invariant: return []
    case .predicate(let id, _): return bodies[id] == nil ? [] : [(id, assertion.span)]
    case .or(let a, let b), .conditional(_, let a, let b): return bare(a) + bare(b)
    case .exists(_, let body): return bare(body)
    case .separating(let parts):
      let full = parts.map(hasCell)
      let count = full.count { $0 }
      return zip(parts, full).flatMap { part, isFull in count > (isFull ? 1 : 0) ? [] : bare(part) }
    }
  }

  /// Whether each case has a cell.
  private func hasCell(_ assertion: Assertion) -> Bool {
    switch assertion.kind {
    case .pointsTo: true
    case .emp, .pure, .predicate, .invariant: false
    case .separating(let parts): parts.contains(where: hasCell)
    case .or(let a, let b), .conditional(_, let a, let b): hasCell(a) && hasCell(b)
    case .exists(_, let body): hasCell(body)
    }
  }

  /// Whether some case has no instances but of predicates that are known to end.
  private func ends(_ assertion: Assertion, _ finite: Set<PredicateID>) -> Bool {
    switch assertion.kind {
    case .emp, .pure, .pointsTo, .invariant: true
    case .predicate(let id, _): bodies[id] == nil || finite.contains(id)
    case .separating(let parts): parts.allSatisfy { ends($0, finite) }
    case .or(let a, let b), .conditional(_, let a, let b): ends(a, finite) || ends(b, finite)
    case .exists(_, let body): ends(body, finite)
    }
  }
}
