// Γ ⊨ g for facts about integers, truth values and sequences: by sight, or because a solver, which is not the one of the prover
// and is told everything as text, answers `unsat` for Γ ∧ ¬g. Any other answer, and none, is no.

/// A solver that speaks SMT-LIB 2.
package protocol EntailmentSolver: AnyObject {
  /// Sends text that has no answer.
  func send(_ text: String) throws
  /// Sends text and gives all lines that come before one that is the mark.
  func ask(_ text: String, until mark: String) throws -> [String]
}

/// What can be asked about the terms of one task.
final class Entailments {
  let terms: Terms
  private let solver: any EntailmentSolver
  /// Bounds of symbols that hold by what they were introduced as.
  private(set) var ranges: [Int: ClosedRange<Int128>] = [:]
  private var defined: Set<TermNumber> = []
  /// What functions that contain themselves are; nil where there are none.
  var functions: FunctionDefinitions?
  /// Questions that the solver was asked.
  private(set) var queries = 0

  /// - Parameter preamble: what the solver has to know of the functions that terms may apply.
  init(_ terms: Terms, _ solver: any EntailmentSolver, preamble: String) throws {
    self.terms = terms
    self.solver = solver
    try solver.send("(reset)\n(set-option :print-success false)\n(set-logic ALL)\n" + preamble)
  }

  /// From here on the symbol is known to lie there.
  func setRange(_ symbol: Int, _ range: ClosedRange<Int128>) { ranges[symbol] = range }

  /// Nothing is known of the symbol any more: it is about to be introduced, maybe on another path than before.
  func forgetRange(_ symbol: Int) { ranges[symbol] = nil }

  /// Whether the goal holds wherever the facts do and the addresses differ from each other.
  func holds(_ goal: TermNumber, _ facts: [TermNumber], apart cells: [TermNumber] = []) throws -> Bool {
    if terms.isTrue(goal) { return true }
    for fact in facts where fact == goal || terms.isFalse(fact) { return true }
    if case .and(let parts) = terms[goal], parts.allSatisfy(facts.contains) { return true }
    if terms.isFalse(goal), facts.isEmpty, cells.count < 2 { return false }
    // Two cells at one address: there is no such heap.
    if Set(cells).count < cells.count { return true }
    let symbolic = cells.filter { terms.constant($0) == nil }
    if try isUnsatisfiable(facts + [terms.not(goal)], apart: []) { return true }
    return try cells.count > 1 && !symbolic.isEmpty && isUnsatisfiable(facts + [terms.not(goal)], apart: cells)
  }

  private func isUnsatisfiable(_ given: [TermNumber], apart cells: [TermNumber]) throws -> Bool {
    guard functions != nil else { return try isUnsatisfiable(among: given, apart: cells) }
    // A few instances of definitions are mostly enough, and many are slow.
    for depth in Self.unfoldingDepths {
      if try isUnsatisfiable(among: instances(given, depth) + given, apart: cells) { return true }
    }
    return false
  }

  private func isUnsatisfiable(among facts: [TermNumber], apart cells: [TermNumber]) throws -> Bool {
    if terms.joinsBits(facts), try isUnsatisfiableAsVectors(facts, apart: cells) { return true }
    let roots = facts + cells
    let symbols = terms.symbols(in: roots)
    var text = ""
    for root in roots { define(root, &text) }
    text += "(push 1)\n"
    for symbol in symbols {
      guard let range = ranges[symbol] else { continue }
      text += "(assert (<= \(number(range.lowerBound)) \(name(ofSymbol: symbol)) \(number(range.upperBound))))\n"
    }
    for fact in facts { text += "(assert \(name(fact)))\n" }
    if cells.count > 1 { text += "(assert (distinct \(cells.map { name($0) }.joined(separator: " "))))\n" }
    return try isRefuted(text + "(check-sat)\n")
  }

  /// What the definitions of functions say of the applications in the terms, and of those that are in what they say.
  private func instances(_ roots: [TermNumber], _ depth: Int) throws -> [TermNumber] {
    guard let functions else { return [] }
    var result: [TermNumber] = []
    var seen: Set<TermNumber> = []
    var level = roots
    for _ in 0..<depth {
      var next: [TermNumber] = []
      for term in terms.reachable(from: level) {
        guard case .application(let name, let arguments) = terms[term], seen.insert(term).inserted,
          result.count < Self.instanceLimit, let fact = try functions.instance(name, arguments, term, terms)
        else { continue }
        next.append(fact)
      }
      if next.isEmpty { break }
      result += next
      level = next
    }
    return result
  }

  private static let unfoldingDepths = [2, 8]
  private static let instanceLimit = 64

  /// Whether `unsat` is all that the solver says to the question. The mark keeps question and answer together: whatever else it
  /// says, an error in a definition included, is before the mark and makes the answer a no.
  private func isRefuted(_ question: String) throws -> Bool {
    queries += 1
    let mark = "end-of-answer-\(queries)"
    let lines = try solver.ask(question + "(pop 1)\n(echo \"\(mark)\")\n", until: mark)
    return lines == ["unsat"]
  }

  private func isUnsatisfiableAsVectors(_ facts: [TermNumber], apart cells: [TermNumber]) throws -> Bool {
    var vectors = VectorText(terms, ranges)
    var differences: [TermNumber] = []
    for (index, cell) in cells.enumerated() {
      differences += cells[..<index].map { terms.not(terms.equal($0, cell)) }
    }
    guard let question = vectors.question(differences + facts) else { return false }
    return try isRefuted(question)
  }

  // MARK: Text

  private func number(_ value: Int128) -> String { value < 0 ? "(- \(value.magnitude))" : "\(value)" }
  private func name(ofSymbol index: Int) -> String { "s\(index)" }

  func name(_ term: TermNumber) -> String {
    switch terms[term] {
    case .integer(let value): number(value)
    case .boolean(let value): value ? "true" : "false"
    case .symbol(let index): name(ofSymbol: index)
    default: "t\(term)"
    }
  }

  private func sort(_ term: TermNumber) -> String {
    switch terms.sorts[term] {
    case .int: "Int"
    case .bool: "Bool"
    case .seq: "(Seq Int)"
    }
  }

  /// Writes the definition of a term and of all that it consists of, those that were not written before.
  private func define(_ root: TermNumber, _ text: inout String) {
    var open = [root]
    while let next = open.last {
      if defined.contains(next) {
        open.removeLast()
        continue
      }
      let missing = terms.operands(next).filter { !defined.contains($0) }
      if !missing.isEmpty {
        open += missing
        continue
      }
      open.removeLast()
      defined.insert(next)
      switch terms[next] {
      case .integer, .boolean: break
      case .symbol(let index): text += "(declare-const \(name(ofSymbol: index)) \(sort(next)))\n"
      default: text += "(define-fun \(name(next)) () \(sort(next)) \(body(next) { name($0) }))\n"
      }
    }
  }

  /// The term by its operands, which are written as `name` says.
  func body(_ term: TermNumber, _ name: (TermNumber) -> String) -> String {
    func apply(_ operation: String, _ operands: TermNumber...) -> String {
      "(\(operation) \(operands.map(name).joined(separator: " ")))"
    }
    switch terms[term] {
    case .integer, .boolean, .symbol: return name(term)
    case .sum(let constant, let parts):
      let products = parts.map { "(* \(number($0.coefficient)) \(name($0.term)))" }
      return "(+ \(number(constant)) \(products.joined(separator: " ")))"
    case .addition(let a, let b): return apply("+", a, b)
    case .product(let a, let b): return apply("*", a, b)
    case .quotient(let a, let b):
      if let divisor = terms.constant(b), divisor != 0 { return apply("div", a, b) }
      return "(ite (= \(name(b)) 0) 0 \(apply("div", a, b)))"
    case .remainder(let a, let b):
      if let divisor = terms.constant(b), divisor != 0 { return apply("mod", a, b) }
      return "(ite (= \(name(b)) 0) \(name(a)) \(apply("mod", a, b)))"
    case .conditional(let c, let a, let b): return apply("ite", c, a, b)
    case .bitAnd(let a, let b):
      let vector = "(_ int2bv \(terms.width))"
      return "(bv2nat (bvand (\(vector) \(name(a))) (\(vector) \(name(b)))))"
    case .isZero(let a): return "(= \(name(a)) 0)"
    case .isNotPositive(let a): return "(<= \(name(a)) 0)"
    case .same(let a, let b): return apply("=", a, b)
    case .not(let a): return apply("not", a)
    case .and(let parts): return "(and \(parts.map(name).joined(separator: " ")))"
    case .unit(let a): return apply("seq.unit", a)
    case .concatenation(let parts):
      return parts.isEmpty ? "(as seq.empty (Seq Int))" : "(seq.++ \(parts.map(name).joined(separator: " ")))"
    case .length(let a): return apply("seq.len", a)
    case .element(let a, let b):
      return "(ite (and (<= 0 \(name(b))) (< \(name(b)) \(apply("seq.len", a)))) \(apply("seq.nth", a, b)) 0)"
    case .slice(let a, let from, let to):
      let start = "(ite (< \(name(from)) 0) 0 \(name(from)))"
      let length = apply("seq.len", a)
      let end = "(ite (< \(length) \(name(to))) \(length) \(name(to)))"
      return "(ite (< \(start) \(end)) (seq.extract \(name(a)) \(start) (- \(end) \(start))) (as seq.empty (Seq Int)))"
    case .contains(let a, let b): return "(seq.contains \(name(a)) (seq.unit \(name(b))))"
    case .application(let function, let parts):
      return "(|\(function)| \(parts.map(name).joined(separator: " ")))"
    }
  }
}
