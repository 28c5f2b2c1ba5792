// Terms as text for people, close to the source language.

extension TermArena {
  /// The term in the notation of assertions; large terms are abbreviated with `…`.
  /// - Parameter naming: the text for a symbol; nil takes the name that it was made with.
  package func describe(_ id: TermID, naming: (TermID) -> String? = { _ in nil }) -> String {
    var budget = 400
    return text(id, above: .lowest, depth: 40, &budget, naming)
  }

  private enum Precedence: Int {
    case lowest, implication, disjunction, conjunction, comparison, bits, sum, product, unary
  }

  private func text(
    _ id: TermID, above outer: Precedence, depth: Int, _ budget: inout Int, _ naming: (TermID) -> String?
  ) -> String {
    guard depth > 0, budget > 0 else { return "…" }
    budget -= 1
    func inner(_ id: TermID, _ precedence: Precedence) -> String {
      text(id, above: precedence, depth: depth - 1, &budget, naming)
    }
    func wrapped(_ precedence: Precedence, _ text: String) -> String {
      precedence.rawValue <= outer.rawValue && outer != .lowest ? "(\(text))" : text
    }
    switch self[id] {
    case .integer(let value): return value < 0 ? wrapped(.unary, "\(value)") : "\(value)"
    case .boolean(let value): return "\(value)"
    case .symbol(let index): return naming(id) ?? symbols[index].name
    case .sum(let form): return wrapped(.sum, sumText(form.constant, form.parts, inner))
    case .addition(let a, let b): return wrapped(.sum, "\(inner(a, .bits)) + \(inner(b, .sum))")
    case .product(let a, let b): return wrapped(.product, "\(inner(a, .sum)) * \(inner(b, .product))")
    case .quotient(let a, let b): return wrapped(.product, "\(inner(a, .sum)) / \(inner(b, .product))")
    case .remainder(let a, let b): return wrapped(.product, "\(inner(a, .sum)) % \(inner(b, .product))")
    case .conditional(let c, let a, let b):
      if let signed = signedOperand(c, a, b) { return "signed(\(inner(signed, .lowest)))" }
      return "(\(inner(c, .implication)) ? \(inner(a, .implication)) : \(inner(b, .implication)))"
    case .bitAnd(let a, let b): return wrapped(.bits, "\(inner(a, .bits)) & \(inner(b, .bits))")
    case .lessOrEqual(let a, let b) where b == zero && emptySide(a) != nil:
      return wrapped(.comparison, "\(inner(emptySide(a) ?? a, .comparison)) == []")
    case .equal, .lessOrEqual, .equalSequences:
      return wrapped(.comparison, comparison(id, negated: false, inner))
    case .iff(let a, let b): return wrapped(.comparison, "\(inner(a, .comparison)) == \(inner(b, .comparison))")
    case .not(let operand):
      switch self[operand] {
      case .lessOrEqual(let a, let b) where b == zero && emptySide(a) != nil:
        return wrapped(.comparison, "\(inner(emptySide(a) ?? a, .comparison)) != []")
      case .equal, .lessOrEqual, .equalSequences: return wrapped(.comparison, comparison(operand, negated: true, inner))
      case .iff(let a, let b): return wrapped(.comparison, "\(inner(a, .comparison)) != \(inner(b, .comparison))")
      case .and(let operands):
        return wrapped(
          .disjunction, operands.map { inner(not($0), .disjunction) }.joined(separator: " || "))
      default: return "!\(inner(operand, .unary))"
      }
    case .and(let operands):
      return wrapped(.conjunction, operands.map { inner($0, .conjunction) }.joined(separator: " && "))
    case .unit(let a): return "[\(inner(a, .lowest))]"
    case .concatenation(let parts):
      let texts = runs(of: parts).map { run in
        run.elements.isEmpty
          ? inner(run.part, .bits) : "[\(run.elements.map { inner($0, .lowest) }.joined(separator: ", "))]"
      }
      if texts.count < 2 { return texts.first ?? "[]" }
      return wrapped(.sum, texts.joined(separator: " ++ "))
    case .length(let a): return "|\(inner(a, .lowest))|"
    case .element(let a, let index): return "\(inner(a, .unary))[\(inner(index, .lowest))]"
    case .slice(let a, from: let from, to: let to):
      let lower = from == zero ? "" : inner(from, .lowest)
      let upper = to == length(a) ? "" : inner(to, .lowest)
      return "\(inner(a, .unary))[\(lower)..\(upper)]"
    case .contains(let a, let value):
      return wrapped(.comparison, "\(inner(value, .comparison)) in \(inner(a, .comparison))")
    case .application(let index, let arguments):
      return "\(functions[index].name)(\(arguments.map { inner($0, .lowest) }.joined(separator: ", ")))"
    }
  }

  /// The sequence of which the term is the length.
  private func emptySide(_ length: TermID) -> TermID? {
    if case .length(let sequence) = self[length] { sequence } else { nil }
  }

  /// Parts with neighbouring single elements taken together.
  private func runs(of parts: [TermID]) -> [(part: TermID, elements: [TermID])] {
    var result: [(part: TermID, elements: [TermID])] = []
    for part in parts {
      guard case .unit(let element) = self[part] else {
        result.append((part, []))
        continue
      }
      if let last = result.last, !last.elements.isEmpty {
        result[result.count - 1].elements.append(element)
      } else {
        result.append((part, [element]))
      }
    }
    return result
  }

  /// The word whose signed value a conditional is: `x <= M/2 − 1 ? x : x − M`.
  private func signedOperand(_ condition: TermID, _ a: TermID, _ b: TermID) -> TermID? {
    guard case .lessOrEqual(a, let bound) = self[condition], constant(bound) == modulus / 2 - 1 else { return nil }
    let expected = LinearForm(constant: -modulus, parts: [LinearPart(atom: a, coefficient: 1)])
    return linearForm(of: b) == expected ? a : nil
  }

  private func sumText(_ constant: Int128, _ parts: [LinearPart], _ inner: (TermID, Precedence) -> String) -> String {
    var result = ""
    // Positive parts first, so that differences read as such.
    for part in parts.filter({ $0.coefficient > 0 }) + parts.filter({ $0.coefficient < 0 }) {
      let size = part.coefficient.magnitude
      let factor = size == 1 ? "" : "\(size) * "
      let text = factor + inner(part.atom, size == 1 ? .sum : .product)
      if part.coefficient < 0 {
        result += result.isEmpty ? "-\(text)" : " - \(text)"
      } else {
        result += result.isEmpty ? text : " + \(text)"
      }
    }
    if result.isEmpty { return "\(constant)" }
    if constant > 0 { result += " + \(constant)" }
    if constant < 0 { result += " - \(constant.magnitude)" }
    return result
  }

  /// A comparison with what has a negative coefficient moved to the other side.
  private func comparison(_ id: TermID, negated: Bool, _ inner: (TermID, Precedence) -> String) -> String {
    let (left, right): (TermID, TermID)
    var sign: String
    if let sides = asEquality(id, negated: negated) {
      (left, right) = sides
      sign = "=="
    } else if let sides = asEquality(id, negated: !negated) {
      (left, right) = sides
      sign = "!="
    } else if case .lessOrEqual(let a, let b) = self[id] {
      (left, right) = (a, b)
      sign = negated ? ">" : "<="
    } else {
      return "…"
    }
    guard case .sum(let form) = self[left], let bound = constant(right) else {
      return "\(inner(left, .comparison)) \(sign) \(inner(right, .comparison))"
    }
    let positive = form.parts.filter { $0.coefficient > 0 }
    let negative = form.parts.filter { $0.coefficient < 0 }.compactMap { part in
      part.coefficient == .min ? nil : LinearPart(atom: part.atom, coefficient: -part.coefficient)
    }
    guard positive.count + negative.count == form.parts.count, bound != .min else {
      return "\(inner(left, .comparison)) \(sign) \(inner(right, .comparison))"
    }
    var limit = bound
    // a − b > −1 reads better as a >= b, a − b <= −1 as a < b.
    if sign == ">", limit == -1 { (sign, limit) = (">=", 0) }
    if sign == "<=", limit == -1 { (sign, limit) = ("<", 0) }
    let (leftConstant, rightConstant) = limit < 0 && !negative.isEmpty ? (-limit, 0) : (Int128(0), limit)
    return "\(sumText(leftConstant, positive, inner)) \(sign) \(sumText(rightConstant, negative, inner))"
  }
}
