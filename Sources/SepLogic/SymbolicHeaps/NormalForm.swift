// From formulas to disjunctions of symbolic heaps.
//
// A pure formula holds in any heap, so `pure ∧ atoms` is a symbolic heap while `pure` alone is not: there is a flag for
// each disjunct whether it says what the heap is. A conjunction of two that both say so has no symbolic heap, and
// neither has a separating conjunction with a part that does not. What has none is nil: other procedures take it.

/// Makes disjuncts, with fresh variables in a context of its own.
package struct NormalForm {
  package var context: HeapContext
  let formula: HeapFormula
  /// More disjuncts than this are no normal form worth having.
  static let limit = 512
  /// How many disjuncts may be made on the way.
  private var budget = 40_000

  /// One symbolic heap of a disjunction.
  package struct Disjunct: Sendable {
    package var heap: SymbolicHeap
    /// Whether it says what the heap is; otherwise `heap.spatial` is empty and means any heap.
    package var isSpatial: Bool
  }

  package init(_ context: HeapContext, _ formula: HeapFormula) {
    self.context = context
    self.formula = formula
  }

  /// The disjuncts of a formula, with fresh variables for what it binds.
  package mutating func disjuncts(of id: FormulaID) -> [Disjunct]? {
    guard budget > 0, let result = disjunctsUnbounded(of: id) else { return nil }
    budget -= 1 + result.count
    return result
  }

  private mutating func disjunctsUnbounded(of id: FormulaID) -> [Disjunct]? {
    switch formula[id] {
    case .truth(let value): return value ? [Disjunct(heap: SymbolicHeap(), isSpatial: false)] : []
    case .emp: return [Disjunct(heap: SymbolicHeap(), isSpatial: true)]
    case .equal(let a, let b): return [Disjunct(heap: SymbolicHeap(pure: [.equal(a, b)]), isSpatial: false)]
    case .linear(let fact): return [Disjunct(heap: SymbolicHeap(pure: [.linear(fact)]), isSpatial: false)]
    case .cell(let root, let fields):
      return [Disjunct(heap: SymbolicHeap(spatial: [.cell(root, fields)]), isSpatial: true)]
    case .instance(let predicate, let arguments):
      return [Disjunct(heap: SymbolicHeap(spatial: [.instance(predicate, arguments)]), isSpatial: true)]
    case .not(let inner): return negation(of: inner)
    case .or(let parts):
      var result: [Disjunct] = []
      for part in parts {
        guard let more = disjuncts(of: part) else { return nil }
        result += more
        if result.count > Self.limit { return nil }
      }
      return result
    case .and(let parts):
      return product(parts) { a, b in
        if a.isSpatial && b.isSpatial { return nil }
        return Self.joined(a, b, isSpatial: a.isSpatial || b.isSpatial)
      }
    case .separate(let parts):
      return product(parts) { a, b in a.isSpatial && b.isSpatial ? Self.joined(a, b, isSpatial: true) : nil }
    case .wand: return nil
    case .exists(let bound, let body):
      guard var inner = disjuncts(of: body) else { return nil }
      for index in inner.indices {
        var names: [HeapVariableID: HeapVariableID] = [:]
        for variable in bound {
          let old = context.variables[Int(variable)]
          names[variable] = context.variable(old.name, old.sort)
        }
        inner[index].heap = inner[index].heap.renamed { names[$0] ?? $0 }
        inner[index].heap.existentials += bound.compactMap { names[$0] }
      }
      return inner
    }
  }

  private static func joined(_ a: Disjunct, _ b: Disjunct, isSpatial: Bool) -> Disjunct {
    Disjunct(
      heap: SymbolicHeap(
        existentials: a.heap.existentials + b.heap.existentials, pure: a.heap.pure + b.heap.pure,
        spatial: a.heap.spatial + b.heap.spatial), isSpatial: isSpatial)
  }

  /// The disjuncts of all parts, each with each; nil where `join` has no answer.
  private mutating func product(
    _ parts: [FormulaID], _ join: (Disjunct, Disjunct) -> Disjunct?
  ) -> [Disjunct]? {
    var result: [Disjunct]?
    for part in parts {
      guard let more = disjuncts(of: part) else { return nil }
      guard let known = result else {
        result = more
        continue
      }
      if known.count * more.count > Self.limit { return nil }
      var next: [Disjunct] = []
      next.reserveCapacity(known.count * more.count)
      for a in known {
        for b in more {
          guard let both = join(a, b) else { return nil }
          next.append(both)
        }
      }
      result = next
    }
    return result ?? []
  }

  /// Of pure formulas alone.
  private mutating func negation(of id: FormulaID) -> [Disjunct]? {
    switch formula[id] {
    case .truth(let value): return value ? [] : [Disjunct(heap: SymbolicHeap(), isSpatial: false)]
    case .equal(let a, let b): return [Disjunct(heap: SymbolicHeap(pure: [.distinct(a, b)]), isSpatial: false)]
    case .linear(let fact):
      guard let negated = fact.negated else { return nil }
      return [Disjunct(heap: SymbolicHeap(pure: [.linear(negated)]), isSpatial: false)]
    case .not(let inner):
      guard let result = disjuncts(of: inner), result.allSatisfy({ !$0.isSpatial }) else { return nil }
      return result
    case .and(let parts):
      var result: [Disjunct] = []
      for part in parts {
        guard let more = negation(of: part) else { return nil }
        result += more
        if result.count > Self.limit { return nil }
      }
      return result
    case .or(let parts):
      var result = [Disjunct(heap: SymbolicHeap(), isSpatial: false)]
      for part in parts {
        guard let more = negation(of: part), more.count * result.count <= Self.limit else { return nil }
        result = result.flatMap { a in more.map { Self.joined(a, $0, isSpatial: false) } }
      }
      return result
    case .emp, .cell, .instance, .separate, .wand, .exists: return nil
    }
  }
}

extension EntailmentProblem {
  /// The questions whose answers make that of the assertions: they are unsatisfiable exactly if each is valid. Nil where
  /// the assertions have no such form.
  package static func questions(
    _ context: HeapContext, _ formula: HeapFormula, _ assertions: [FormulaID]
  ) -> [EntailmentProblem]? {
    var form = NormalForm(context, formula)
    var positive: [FormulaID] = []
    var right: [SymbolicHeap] = []
    var pending = Array(assertions.reversed())
    while let assertion = pending.popLast() {
      if case .and(let parts) = formula[assertion] {
        pending += parts.reversed()
        continue
      }
      if case .not(let inner) = formula[assertion] {
        guard let disjuncts = form.disjuncts(of: inner) else { return nil }
        if disjuncts.allSatisfy(\.isSpatial) {
          right += disjuncts.map(\.heap)
          continue
        }
        if disjuncts.contains(where: \.isSpatial) { return nil }
      }
      positive.append(assertion)
    }
    var copy = formula
    let all = copy.add(.and(positive))
    var whole = NormalForm(form.context, copy)
    guard let left = whole.disjuncts(of: all), left.allSatisfy(\.isSpatial) else { return nil }
    return left.map { EntailmentProblem(context: whole.context, left: $0.heap, right: right) }
  }
}
