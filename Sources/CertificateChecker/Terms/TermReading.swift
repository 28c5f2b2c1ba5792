// The terms of a certificate, as the checker writes them itself. Whatever is not of the form is refused.

import CertificateFormat

struct TermReading {
  let terms: Terms
  /// By the numbers of the certificate.
  private(set) var read: [TermNumber] = []

  init(_ derivation: TaskDerivation, _ terms: Terms, functions: [String: Sort]) throws {
    self.terms = terms
    for symbol in derivation.symbols {
      _ = terms.newSymbol(try Self.sort(symbol.sort))
    }
    for text in derivation.terms { read.append(try term(text, functions)) }
  }

  subscript(number: Int) -> TermNumber {
    get throws {
      guard read.indices.contains(number) else { throw CheckFailure("there is no term \(number)") }
      return read[number]
    }
  }

  private static func sort(_ name: String) throws -> Sort {
    switch name {
    case "int": .int
    case "bool": .bool
    case "seq": .seq
    default: throw CheckFailure("there is no sort `\(name.prefix(20))`")
    }
  }

  private func term(_ text: String, _ functions: [String: Sort]) throws -> TermNumber {
    let words = text.split(separator: " ").map(String.init)
    guard let name = words.first else { throw CheckFailure("an empty term") }
    func number(_ text: String) throws -> Int128 {
      guard let value = Int128(text) else { throw CheckFailure("`\(text.prefix(50))` is no number") }
      return value
    }
    func operand(_ text: String, _ sort: Sort?) throws -> TermNumber {
      guard let index = Int(text), read.indices.contains(index) else {
        throw CheckFailure("`\(text.prefix(50))` is no term that was given before")
      }
      if let sort, terms.sorts[read[index]] != sort { throw CheckFailure("term \(index) has another sort") }
      return read[index]
    }
    func operands(_ sorts: Sort?...) throws -> [TermNumber] {
      guard words.count == sorts.count + 1 else { throw CheckFailure("`\(text.prefix(80))` is no term") }
      var result: [TermNumber] = []
      for (word, sort) in zip(words.dropFirst(), sorts) { result.append(try operand(word, sort)) }
      return result
    }
    func all(_ sort: Sort?) throws -> [TermNumber] {
      var result: [TermNumber] = []
      for word in words.dropFirst() { result.append(try operand(word, sort)) }
      return result
    }
    switch name {
    case "true": return terms.bool(true)
    case "false": return terms.bool(false)
    case "int" where words.count == 2: return terms.int(try number(words[1]))
    case "sym" where words.count == 2:
      guard let index = Int(words[1]), terms.symbolSorts.indices.contains(index) else { break }
      return terms.symbol(index)
    case "sum" where words.count >= 2:
      var result = terms.int(try number(words[1]))
      for part in words.dropFirst(2) {
        let factors = part.split(separator: "*").map(String.init)
        guard factors.count == 2 else { throw CheckFailure("`\(part.prefix(50))` is no part of a sum") }
        result = terms.add(result, terms.scale(try operand(factors[1], .int), by: try number(factors[0])))
      }
      return result
    case "add":
      let o = try operands(.int, .int)
      return terms.add(o[0], o[1])
    case "mul":
      let o = try operands(.int, .int)
      return terms.multiply(o[0], o[1])
    case "div":
      let o = try operands(.int, .int)
      return terms.divide(o[0], o[1])
    case "mod":
      let o = try operands(.int, .int)
      return terms.remainder(o[0], o[1])
    case "bitand":
      let o = try operands(.int, .int)
      return terms.bitAnd(o[0], o[1])
    case "ite":
      let o = try operands(.bool, nil, nil)
      guard terms.sorts[o[1]] == terms.sorts[o[2]] else { break }
      return terms.conditional(o[0], o[1], o[2])
    case "eq":
      let o = try operands(nil, nil)
      guard terms.sorts[o[0]] == terms.sorts[o[1]] else { break }
      return terms.equal(o[0], o[1])
    case "le":
      let o = try operands(.int, .int)
      return terms.lessOrEqual(o[0], o[1])
    case "not": return terms.not(try operands(.bool)[0])
    case "and": return terms.and(try all(.bool))
    case "unit": return terms.make(.unit(try operands(.int)[0]), .seq)
    case "cat":
      let result = try all(.seq)
      // They are written out flat, so that few words may stand for more than there is room for.
      let length = result.reduce(0) {
        if case .concatenation(let parts) = terms[$1] { $0 + parts.count } else { $0 + 1 }
      }
      guard length <= 10_000 else { throw CheckFailure("a sequence of too many parts") }
      return terms.concatenate(result)
    case "len": return terms.length(try operands(.seq)[0])
    case "at":
      let o = try operands(.seq, .int)
      return terms.make(.element(o[0], o[1]), .int)
    case "slice":
      let o = try operands(.seq, .int, .int)
      return terms.make(.slice(o[0], o[1], o[2]), .seq)
    case "has":
      let o = try operands(.seq, .int)
      return terms.make(.contains(o[0], o[1]), .bool)
    case "app" where words.count >= 2:
      guard let result = functions[words[1]] else {
        throw CheckFailure("there is no function `\(words[1].prefix(50))`")
      }
      var arguments: [TermNumber] = []
      for word in words.dropFirst(2) { arguments.append(try operand(word, nil)) }
      return terms.make(.application(words[1], arguments), result)
    default: break
    }
    throw CheckFailure("`\(text.prefix(80))` is no term")
  }
}
