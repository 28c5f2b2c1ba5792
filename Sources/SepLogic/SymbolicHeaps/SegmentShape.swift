// Segments whose parameters come in pairs that the base case equates: one changes from step to step, the other is the
// end. Where nothing but the base case mentions the ends, P(m, s; d) * P(d, s; c) ⊢ P(m, s; c), by induction on the
// first: with data as well as without, and without condition.

struct SegmentShape: Sendable {
  var predicate: Int32
  var root: Int
  /// The base case equates the two; `constant` is handed on unchanged.
  var pairs: [(moving: Int, constant: Int)]
  var statics: [Int]

  static func analyse(_ context: HeapContext) -> [SegmentShape?] {
    context.predicates.indices.map { SegmentShape($0, context) }
  }

  private init?(_ index: Int, _ context: HeapContext) {
    let definition = context.predicates[index]
    let bases = definition.cases.filter { $0.spatial.isEmpty }
    guard bases.count == 1, let base = bases.first, base.existentials.isEmpty else { return nil }
    let position = Dictionary(uniqueKeysWithValues: definition.parameters.enumerated().map { ($1, $0) })
    // Pairs of the base case, and nothing else.
    var related: [(Int, Int)] = []
    for literal in base.pure {
      switch literal {
      case .equal(let a, let b):
        guard let x = position[a], let y = position[b] else { return nil }
        if x != y { related.append((x, y)) }
      case .linear(let fact):
        guard fact.relation == .equal, fact.sum.constant == 0, fact.sum.parts.count == 2,
          fact.sum.parts[0].coefficient.magnitude == 1,
          fact.sum.parts[0].coefficient == -fact.sum.parts[1].coefficient,
          let x = position[fact.sum.parts[0].variable], let y = position[fact.sum.parts[1].variable]
        else { return nil }
        related.append((x, y))
      case .distinct: return nil
      }
    }
    // What every recursive call hands on unchanged.
    var unchanged = Set(definition.parameters.indices)
    var root: Int?
    for body in definition.cases where !body.spatial.isEmpty {
      var calls = 0
      for atom in body.spatial {
        switch atom {
        case .instance(let callee, let arguments) where callee == Int32(index):
          calls += 1
          unchanged = unchanged.filter { arguments[$0] == definition.parameters[$0] }
        case .instance: continue
        case .cell(let address, _):
          guard let parameter = position[address], root == nil || root == parameter else { return nil }
          root = parameter
        }
      }
      guard calls == 1 else { return nil }
    }
    guard let root else { return nil }
    var pairs: [(moving: Int, constant: Int)] = []
    var paired: Set<Int> = []
    for (x, y) in related {
      let (moving, constant) = unchanged.contains(y) ? (x, y) : (y, x)
      guard unchanged.contains(constant), !unchanged.contains(moving), paired.insert(moving).inserted,
        paired.insert(constant).inserted
      else { return nil }
      pairs.append((moving, constant))
    }
    guard pairs.contains(where: { $0.moving == root }) else { return nil }
    let rest = definition.parameters.indices.filter { !paired.contains($0) }
    guard rest.allSatisfy(unchanged.contains) else { return nil }
    // The ends occur in the recursive calls, at their own place, and nowhere else.
    let ends = Set(pairs.map { definition.parameters[$0.constant] })
    for body in definition.cases where !body.spatial.isEmpty {
      var count = 0
      func look(_ variable: Int32) -> Int32 {
        if ends.contains(variable) { count += 1 }
        return variable
      }
      for literal in body.pure { _ = literal.renamed(look) }
      for atom in body.spatial { _ = atom.renamed(look) }
      guard count == ends.count else { return nil }
    }
    predicate = Int32(index)
    self.root = root
    self.pairs = pairs
    statics = rest
  }
}
