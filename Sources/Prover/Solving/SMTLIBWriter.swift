// Queries as SMT-LIB 2.6 files that other solvers accept.
//
// Total division is spelled out, words are joined bit by bit through bit-vectors, and what occurs twice, or is nested
// deeply, gets a name by `define-fun`: the file is no larger than the graph of the terms, and no parser needs much
// stack for it.

import SepLogic

package struct SMTLIBWriter {
  private let arena: TermArena

  /// Expressions nested more deeply than this are cut by a definition.
  private static let depthLimit = 24

  package init(_ arena: TermArena) { self.arena = arena }

  /// The whole file. The answer is what `aimcheck` was told, stated as the expected status.
  package func text(of facts: [TermID], label: QueryLabel, answer: SatAnswer) -> String {
    var lines = ["; aimcheck: \(comment(label.obligation))", "; source: \(comment(label.place))"]
    let status: String
    switch answer {
    case .unsat: status = "unsat"
    case .sat: status = "sat"
    case .unknown(let reason):
      status = "unknown"
      lines.append("; no answer: \(comment(reason))")
    }
    lines += [Self.logic, "(set-info :status \(status))"]
    lines += assertions(of: facts, instanceDepth: SolverTranslation.instanceDepth)
    lines += ["(check-sat)", "(exit)"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// The part of the file that says what is asked, with nothing about the answer.
  package func script(of facts: [TermID], instanceDepth: Int = SolverTranslation.instanceDepth) -> String {
    ([Self.logic] + assertions(of: facts, instanceDepth: instanceDepth)).joined(separator: "\n") + "\n"
  }

  /// A narrower logic helps nobody: z3 4.8.12 did not finish on some of these under QF_LIA.
  private static let logic = "(set-logic ALL)"

  private func assertions(of facts: [TermID], instanceDepth: Int) -> [String] {
    let instances = self.instances(for: facts, depth: instanceDepth)
    let terms = arena.reachable(from: facts + instances)
    var lines = declarations(of: terms)
    lines += functions(in: terms)
    let (definitions, texts) = expressions(terms, facts + instances)
    lines += definitions
    for instance in instances { lines.append("(assert \(texts[instance] ?? "true"))") }
    for fact in facts { lines.append("(assert \(texts[fact] ?? "true"))") }
    return lines
  }

  private func comment(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 32 ? " " : $0 }))
  }

  private func declarations(of terms: [TermID]) -> [String] {
    var lines: [String] = []
    for id in terms {
      guard let info = arena.symbolInfo(id) else { continue }
      let name = symbolName(id, info)
      lines.append("(declare-const \(name) \(sortName(info.sort)))")
      if let range = info.range {
        lines.append(
          "(assert (and (<= \(numeral(range.lowerBound)) \(name)) (<= \(name) \(numeral(range.upperBound)))))")
      }
    }
    return lines
  }

  private func sortName(_ sort: TermSort) -> String {
    switch sort {
    case .int: "Int"
    case .bool: "Bool"
    case .seq: "(Seq Int)"
    }
  }

  /// More instances than this are not added by a further level.
  private static let instanceLimit = 500

  /// The instances of definitions that the session's solver gets with the facts, at its depth.
  private func instances(for facts: [TermID], depth: Int) -> [TermID] {
    var result: [TermID] = []
    var level = facts
    for step in 0..<depth where step < SolverTranslation.instanceDepth || result.count < Self.instanceLimit {
      level = arena.reachable(from: level).compactMap(arena.definitionalInstance).filter { !result.contains($0) }
      result += level
    }
    return result
  }

  private func functions(in terms: [TermID]) -> [String] {
    var indices: Set<Int> = []
    for id in terms { if case .application(let index, _) = arena[id] { indices.insert(index) } }
    return indices.sorted().map { index in
      let info = arena.functions[index]
      let parameters = info.parameters.map(sortName).joined(separator: " ")
      return "(declare-fun \(functionName(index)) (\(parameters)) \(sortName(info.result)))"
    }
  }

  private func functionName(_ index: Int) -> String { "|\(safe(arena.functions[index].name)).f\(index)|" }

  /// A quoted symbol that no other term has: names need not be unique, ids are.
  private func symbolName(_ id: TermID, _ info: SymbolInfo) -> String {
    "|\(safe(info.name))!\(id.rawValue)|"
  }

  private func safe(_ name: String) -> String {
    String(
      name.unicodeScalars.prefix(60).map { scalar in
        (33...126).contains(scalar.value) && scalar != "|" && scalar != "\\" ? Character(scalar) : "_"
      })
  }

  private func numeral(_ value: Int128) -> String { value < 0 ? "(- \(value.magnitude))" : "\(value)" }

  /// The text of each term, and the definitions that the texts refer to.
  private func expressions(_ terms: [TermID], _ facts: [TermID]) -> (definitions: [String], texts: [TermID: String]) {
    var uses: [TermID: Int] = [:]
    for id in terms { arena[id].forEachOperand { uses[$0, default: 0] += occurrences(of: $0, in: id) } }
    for fact in facts { uses[fact, default: 0] += 1 }
    var definitions: [String] = []
    var texts: [TermID: String] = [:]
    var depths: [TermID: Int] = [:]
    for id in terms {
      var depth = 0
      arena[id].forEachOperand { depth = max(depth, depths[$0] ?? 0) }
      depth += 1
      let text = expression(id) { texts[$0] ?? "false" }
      if depth > 1, uses[id, default: 0] > 1 || depth >= Self.depthLimit {
        let name = "|.t\(id.rawValue)|"
        definitions.append("(define-fun \(name) () \(sortName(arena.sort(of: id))) \(text))")
        texts[id] = name
        depths[id] = 1
      } else {
        texts[id] = text
        depths[id] = depth
      }
    }
    return (definitions, texts)
  }

  /// The divisor and the bounds of a, where `a % b` is a choice of a, a + b and a − b, as for the session's solver:
  /// others need much longer for the division, too.
  private func wrapping(_ a: TermID, _ b: TermID) -> (divisor: Int128, bounds: ClosedRange<Int128>)? {
    guard let divisor = arena.constant(b), divisor > 0, let bounds = arena.interval(of: a).closed,
      bounds.lowerBound >= -divisor, bounds.upperBound / 2 < divisor
    else { return nil }
    return (divisor, bounds)
  }

  private func remainder(_ text: String, by divisor: Int128, _ bounds: ClosedRange<Int128>) -> String {
    var result = text
    if bounds.upperBound >= divisor {
      result = "(ite (<= \(numeral(divisor)) \(text)) (- \(text) \(numeral(divisor))) \(result))"
    }
    if bounds.lowerBound < 0 { result = "(ite (<= \(text) (- 1)) (+ \(text) \(numeral(divisor))) \(result))" }
    return result
  }

  /// 1 if the text of the term holds that of the operand once, 2 if more often.
  private func occurrences(of operand: TermID, in id: TermID) -> Int {
    switch arena[id] {
    case .quotient(_, let b): (arena.constant(b) ?? 0) == 0 ? 2 : 1
    case .remainder(let a, let b): (arena.constant(b) ?? 0) == 0 || wrapping(a, b) != nil ? 2 : 1
    case .element, .slice: 2
    default: 1
    }
  }

  private func expression(_ id: TermID, _ text: (TermID) -> String) -> String {
    func apply(_ name: String, _ operands: TermID...) -> String {
      "(\(name) \(operands.map(text).joined(separator: " ")))"
    }
    func totalled(_ name: String, _ a: TermID, _ b: TermID, ifZero: String) -> String {
      if (arena.constant(b) ?? 0) != 0 { return apply(name, a, b) }
      return "(ite (= \(text(b)) 0) \(ifZero) \(apply(name, a, b)))"
    }
    switch arena[id] {
    case .integer(let value): return numeral(value)
    case .boolean(let value): return "\(value)"
    case .symbol(let index): return symbolName(id, arena.symbols[index])
    case .sum(let form):
      var parts = form.parts.map { part in
        part.coefficient == 1 ? text(part.atom) : "(* \(numeral(part.coefficient)) \(text(part.atom)))"
      }
      if form.constant != 0 { parts.append(numeral(form.constant)) }
      return parts.count == 1 ? parts[0] : "(+ \(parts.joined(separator: " ")))"
    case .addition(let a, let b): return apply("+", a, b)
    case .product(let a, let b): return apply("*", a, b)
    case .quotient(let a, let b): return totalled("div", a, b, ifZero: "0")
    case .remainder(let a, let b):
      if let (divisor, bounds) = wrapping(a, b) { return remainder(text(a), by: divisor, bounds) }
      return totalled("mod", a, b, ifZero: text(a))
    case .conditional(let c, let a, let b): return apply("ite", c, a, b)
    case .bitAnd(let a, let b):
      let vectors = [a, b].map { "((_ int2bv \(arena.width)) \(text($0)))" }
      return "(bv2nat (bvand \(vectors[0]) \(vectors[1])))"
    case .equal(let a, let b), .iff(let a, let b), .equalSequences(let a, let b): return apply("=", a, b)
    case .lessOrEqual(let a, let b): return apply("<=", a, b)
    case .not(let a): return apply("not", a)
    case .and(let operands): return "(and \(operands.map(text).joined(separator: " ")))"
    case .unit(let a): return apply("seq.unit", a)
    case .concatenation(let parts):
      if parts.isEmpty { return "(as seq.empty (Seq Int))" }
      return "(seq.++ \(parts.map(text).joined(separator: " ")))"
    case .length(let a): return apply("seq.len", a)
    case .element(let a, let i):
      return "(ite (and (<= 0 \(text(i))) (< \(text(i)) (seq.len \(text(a))))) \(apply("seq.nth", a, i)) 0)"
    case .slice(let a, from: let from, to: let to):
      let start = "(ite (<= 0 \(text(from))) \(text(from)) 0)"
      return "(seq.extract \(text(a)) \(start) (- \(text(to)) \(start)))"
    case .contains(let a, let value): return "(seq.contains \(text(a)) (seq.unit \(text(value))))"
    case .application(let index, let arguments):
      return arguments.isEmpty
        ? functionName(index) : "(\(functionName(index)) \(arguments.map(text).joined(separator: " ")))"
    }
  }
}
