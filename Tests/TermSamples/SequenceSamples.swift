import SepLogic

// Random expressions of sequences and functions, with an evaluator that shares nothing with the arena.

/// An expression of sort int.
package indirect enum NumberSample {
  case literal(Int)
  case variable(Int)
  case add(NumberSample, NumberSample), subtract(NumberSample, NumberSample)
  case length(SequenceSample)
  case element(SequenceSample, NumberSample)
  case choose(SequenceClaim, NumberSample, NumberSample)
  case sum(SequenceSample)
}

/// An expression of sort seq.
package indirect enum SequenceSample {
  case empty
  case variable(Int)
  case unit(NumberSample)
  case join(SequenceSample, SequenceSample)
  case slice(SequenceSample, NumberSample, NumberSample)
  case suffix(SequenceSample, NumberSample)
  case choose(SequenceClaim, SequenceSample, SequenceSample)
  case reversed(SequenceSample)
  case merged(SequenceSample, SequenceSample)
}

/// An expression of sort bool.
package indirect enum SequenceClaim {
  case equal(SequenceSample, SequenceSample)
  case same(NumberSample, NumberSample)
  case atMost(NumberSample, NumberSample)
  case contains(SequenceSample, NumberSample)
  case sorted(SequenceSample)
  case not(SequenceClaim), and(SequenceClaim, SequenceClaim), or(SequenceClaim, SequenceClaim)
}

/// Numbers i, j, k; sequences xs, ys, zs; and recursive functions sum, reversed, merged and sorted.
package struct SequenceSpace {
  package let arena: TermArena
  package let numbers: [TermID]
  package let sequences: [TermID]
  private let sum, reversed, merged, sorted: FunctionSymbol

  package init() {
    let arena = TermArena(width: 32)
    self.arena = arena
    numbers = [arena.symbol("i"), arena.symbol("j"), arena.symbol("k", range: 0...3)]
    sequences = ["xs", "ys", "zs"].map { arena.symbol($0, sort: .seq) }
    let (s, t) = (arena.symbol("s", sort: .seq), arena.symbol("t", sort: .seq))
    let (isEmpty, head, tail) = (
      arena.equal(s, arena.emptySequence), arena.element(s, arena.zero), arena.slice(s, from: arena.one)
    )
    sum = arena.function("sum", parameters: [.seq], result: .int)
    arena.define(
      sum, parameters: [s],
      body: arena.ite(isEmpty, arena.zero, arena.add(head, arena.apply(sum, [tail]))))
    reversed = arena.function("reversed", parameters: [.seq], result: .seq)
    arena.define(
      reversed, parameters: [s],
      body: arena.ite(
        isEmpty, arena.emptySequence, arena.concatenate(arena.apply(reversed, [tail]), arena.unit(head))))
    merged = arena.function("merged", parameters: [.seq, .seq], result: .seq)
    let (other, rest) = (arena.element(t, arena.zero), arena.slice(t, from: arena.one))
    arena.define(
      merged, parameters: [s, t],
      body: .choice(
        isEmpty, then: .value(t),
        otherwise: .choice(
          arena.equal(t, arena.emptySequence), then: .value(s),
          otherwise: .choice(
            arena.lessOrEqual(head, other),
            then: .value(arena.concatenate(arena.unit(head), arena.apply(merged, [tail, t]))),
            otherwise: .value(arena.concatenate(arena.unit(other), arena.apply(merged, [s, rest])))))))
    sorted = arena.function("sorted", parameters: [.seq], result: .bool)
    arena.define(
      sorted, parameters: [s],
      body: arena.or(
        arena.lessOrEqual(arena.length(s), arena.one),
        arena.and(
          arena.lessOrEqual(head, arena.element(s, arena.one)), arena.apply(sorted, [tail]))))
  }

  package struct Assignment {
    package var numbers: [Int]
    package var sequences: [[Int]]
  }

  package func assignment(_ random: inout SplitMix) -> Assignment {
    Assignment(
      numbers: [
        Int.random(in: -2...4, using: &random), Int.random(in: -2...4, using: &random),
        Int.random(in: 0...3, using: &random),
      ],
      sequences: sequences.map { _ in
        (0..<Int.random(in: 0...3, using: &random)).map { _ in Int.random(in: 0...2, using: &random) }
      })
  }

  package func model(_ at: Assignment) -> Model {
    var model = Model()
    for (symbol, value) in zip(numbers, at.numbers) { model[symbol] = Int128(value) }
    for (symbol, value) in zip(sequences, at.sequences) { model[sequence: symbol] = value.map { Int128($0) } }
    return model
  }

  /// The assignment of a model; nil where a number does not fit.
  package func assignment(of model: Model) -> Assignment? {
    var result = Assignment(numbers: [], sequences: [])
    for symbol in numbers {
      guard let value = Int(exactly: model[symbol] ?? 0) else { return nil }
      result.numbers.append(value)
    }
    for symbol in sequences {
      let values = (model[sequence: symbol] ?? []).compactMap { Int(exactly: $0) }
      result.sequences.append(values)
    }
    return result
  }

  // MARK: - Choosing

  package func number(_ random: inout SplitMix, depth: Int) -> NumberSample {
    func n() -> NumberSample { number(&random, depth: depth - 1) }
    func s() -> SequenceSample { sequence(&random, depth: depth - 1) }
    if depth == 0 {
      return Bool.random(using: &random)
        ? .literal(Int.random(in: -1...3, using: &random)) : .variable(Int.random(in: 0..<3, using: &random))
    }
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return .literal(Int.random(in: -1...3, using: &random))
    case 1: return .variable(Int.random(in: 0..<3, using: &random))
    case 2: return .add(n(), n())
    case 3: return .subtract(n(), n())
    case 4, 5: return .length(s())
    case 6: return .element(s(), n())
    case 7: return .choose(claim(&random, depth: depth - 1), n(), n())
    default: return .sum(s())
    }
  }

  package func sequence(_ random: inout SplitMix, depth: Int) -> SequenceSample {
    func n() -> NumberSample { number(&random, depth: depth - 1) }
    func s() -> SequenceSample { sequence(&random, depth: depth - 1) }
    if depth == 0 {
      return Int.random(in: 0..<4, using: &random) == 0 ? .empty : .variable(Int.random(in: 0..<3, using: &random))
    }
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .variable(Int.random(in: 0..<3, using: &random))
    case 1, 2: return .unit(n())
    case 3, 4, 5: return .join(s(), s())
    case 6:
      // A slice at a boundary, and its complement.
      let (a, b) = (s(), s())
      return Bool.random(using: &random)
        ? .suffix(.join(a, b), .length(a)) : .slice(.join(a, b), .literal(0), .length(a))
    case 7: return .slice(s(), n(), n())
    case 8:
      let (a, k) = (s(), n())
      return Bool.random(using: &random)
        ? .suffix(a, k) : .join(.slice(a, .literal(0), k), .suffix(a, k))
    case 9: return .choose(claim(&random, depth: depth - 1), s(), s())
    case 10: return .reversed(s())
    default: return .merged(s(), s())
    }
  }

  package func claim(_ random: inout SplitMix, depth: Int) -> SequenceClaim {
    func n() -> NumberSample { number(&random, depth: depth - 1) }
    func s() -> SequenceSample { sequence(&random, depth: depth - 1) }
    func p() -> SequenceClaim { claim(&random, depth: depth - 1) }
    if depth == 0 { return .atMost(.variable(0), .variable(1)) }
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1, 2: return .equal(s(), s())
    case 3: return .same(n(), n())
    case 4: return .atMost(n(), n())
    case 5: return .contains(s(), n())
    case 6: return .sorted(s())
    case 7: return .not(p())
    case 8: return .and(p(), p())
    default: return .or(p(), p())
    }
  }
}

// MARK: - Building terms

extension SequenceSpace {
  package func term(_ sample: NumberSample) -> TermID {
    switch sample {
    case .literal(let value): arena.int(Int128(value))
    case .variable(let index): numbers[index]
    case .add(let a, let b): arena.add(term(a), term(b))
    case .subtract(let a, let b): arena.subtract(term(a), term(b))
    case .length(let s): arena.length(term(s))
    case .element(let s, let i): arena.element(term(s), term(i))
    case .choose(let c, let a, let b): arena.ite(term(c), term(a), term(b))
    case .sum(let s): arena.apply(sum, [term(s)])
    }
  }

  package func term(_ sample: SequenceSample) -> TermID {
    switch sample {
    case .empty: arena.emptySequence
    case .variable(let index): sequences[index]
    case .unit(let value): arena.unit(term(value))
    case .join(let a, let b): arena.concatenate(term(a), term(b))
    case .slice(let s, let i, let j): arena.slice(term(s), from: term(i), to: term(j))
    case .suffix(let s, let i): arena.slice(term(s), from: term(i))
    case .choose(let c, let a, let b): arena.ite(term(c), term(a), term(b))
    case .reversed(let s): arena.apply(reversed, [term(s)])
    case .merged(let a, let b): arena.apply(merged, [term(a), term(b)])
    }
  }

  package func term(_ claim: SequenceClaim) -> TermID {
    switch claim {
    case .equal(let a, let b): arena.equal(term(a), term(b))
    case .same(let a, let b): arena.equal(term(a), term(b))
    case .atMost(let a, let b): arena.lessOrEqual(term(a), term(b))
    case .contains(let s, let v): arena.contains(term(s), term(v))
    case .sorted(let s): arena.apply(sorted, [term(s)])
    case .not(let a): arena.not(term(a))
    case .and(let a, let b): arena.and(term(a), term(b))
    case .or(let a, let b): arena.or(term(a), term(b))
    }
  }
}

// MARK: - Evaluating

extension SequenceSpace {
  package func value(_ sample: NumberSample, _ at: Assignment) -> Int {
    switch sample {
    case .literal(let value): return value
    case .variable(let index): return at.numbers[index]
    case .add(let a, let b): return value(a, at) + value(b, at)
    case .subtract(let a, let b): return value(a, at) - value(b, at)
    case .length(let s): return value(s, at).count
    case .element(let s, let i):
      let (values, index) = (value(s, at), value(i, at))
      return values.indices.contains(index) ? values[index] : 0
    case .choose(let c, let a, let b): return value(c, at) ? value(a, at) : value(b, at)
    case .sum(let s): return value(s, at).reduce(0, +)
    }
  }

  package func value(_ sample: SequenceSample, _ at: Assignment) -> [Int] {
    switch sample {
    case .empty: return []
    case .variable(let index): return at.sequences[index]
    case .unit(let element): return [value(element, at)]
    case .join(let a, let b): return value(a, at) + value(b, at)
    case .slice(let s, let i, let j):
      let (from, to) = (value(i, at), value(j, at))
      return value(s, at).enumerated().filter { from <= $0.offset && $0.offset < to }.map(\.element)
    case .suffix(let s, let i):
      let from = value(i, at)
      return value(s, at).enumerated().filter { from <= $0.offset }.map(\.element)
    case .choose(let c, let a, let b): return value(c, at) ? value(a, at) : value(b, at)
    case .reversed(let s): return value(s, at).reversed()
    case .merged(let a, let b):
      var (left, right) = (value(a, at)[...], value(b, at)[...])
      var result: [Int] = []
      while let x = left.first, let y = right.first {
        result.append(min(x, y))
        if x <= y { left.removeFirst() } else { right.removeFirst() }
      }
      return result + left + right
    }
  }

  package func value(_ claim: SequenceClaim, _ at: Assignment) -> Bool {
    switch claim {
    case .equal(let a, let b): return value(a, at) == value(b, at)
    case .same(let a, let b): return value(a, at) == value(b, at)
    case .atMost(let a, let b): return value(a, at) <= value(b, at)
    case .contains(let s, let v): return value(s, at).contains(value(v, at))
    case .sorted(let s):
      let values = value(s, at)
      return zip(values, values.dropFirst()).allSatisfy { $0 <= $1 }
    case .not(let a): return !value(a, at)
    case .and(let a, let b): return value(a, at) && value(b, at)
    case .or(let a, let b): return value(a, at) || value(b, at)
    }
  }
}
