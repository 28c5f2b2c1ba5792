// Edits of the text itself, code and annotations alike: numbers off by one, other comparisons, lines left out. Most of
// them are nonsense; they feed the cross-check of the two engines, which must never contradict each other.

/// One changed text, and what was changed, as `12: <= becomes <`.
struct TextEdit: Sendable {
  var key: String
  var text: String
}

/// All edits of a text, in the order of the text.
func textEdits(of text: String) -> [TextEdit] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  var result: [TextEdit] = []
  for (index, line) in lines.enumerated() {
    let code = line.range(ofFirst: "//").map { String(line[..<$0]) } ?? line
    let tokens = tokens(of: code)
    guard let first = tokens.first, first.text != "import" else { continue }
    func add(_ what: String, _ new: String?) {
      var edited = lines
      if let new { edited[index] = new } else { edited[index] = "" }
      result.append(TextEdit(key: "\(index + 1): \(what)", text: edited.joined(separator: "\n")))
    }
    // Lines of instructions are indented by six columns.
    if code.hasPrefix("      ") { add("drop \(code.split(separator: " ").joined(separator: " "))", nil) }
    for token in tokens {
      for other in replacements(for: token.text) {
        add("\(token.text) becomes \(other)", code.replacingCharacters(in: token.range, with: other))
      }
    }
  }
  return result
}

private struct Token {
  var text: String
  var range: Range<String.Index>
}

/// Words, numbers and operators; everything else is skipped.
private func tokens(of line: String) -> [Token] {
  var result: [Token] = []
  var start = line.startIndex
  while start < line.endIndex {
    var end = line.index(after: start)
    let isWord = isWordCharacter(line[start])
    if isWord || isOperatorCharacter(line[start]) {
      while end < line.endIndex, isWord ? isWordCharacter(line[end]) : isOperatorCharacter(line[end]) {
        end = line.index(after: end)
      }
      result.append(Token(text: String(line[start..<end]), range: start..<end))
    }
    start = end
  }
  return result
}

private func isWordCharacter(_ c: Character) -> Bool { c.isLetter || c.isNumber || c == "_" }
private func isOperatorCharacter(_ c: Character) -> Bool { "<>=!&|*+-/%^".contains(c) }

/// What a token is replaced by, one after the other.
private func replacements(for token: String) -> [String] {
  if let number = Int64(token) { return number == 0 ? ["1"] : ["\(number + 1)", "\(number - 1)"] }
  return switch token {
  case "<=": ["<", "=="]
  case "<": ["<="]
  case ">=": [">"]
  case ">": [">="]
  case "==": ["!=", "<="]
  case "!=": ["=="]
  case "&&": ["||"]
  case "||": ["&&"]
  case "+": ["-"]
  case "-": ["+"]
  case "blt": ["bltu", "ble"]
  case "bge": ["bgeu", "bgt"]
  case "bltu": ["blt", "bleu"]
  case "bgeu": ["bge", "bgtu"]
  case "bgtu": ["bgt", "bgeu"]
  case "bleu": ["ble", "bltu"]
  case "ble": ["bleu", "blt"]
  case "bgt": ["bgtu", "bge"]
  case "add": ["sub", "or"]
  case "sub": ["add"]
  case "or": ["xor", "and"]
  case "and": ["or"]
  case "shr": ["sar", "shl"]
  case "shl": ["shr"]
  case "divu": ["remu"]
  case "remu": ["divu"]
  case "r1": ["r2"]
  case "r2": ["r3"]
  case "cli": ["sti"]
  case "sti": ["cli"]
  default: []
  }
}

extension String {
  fileprivate func range(ofFirst part: String) -> String.Index? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(part) { return index }
      index = self.index(after: index)
    }
    return nil
  }
}
