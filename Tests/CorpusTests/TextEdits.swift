// Edits of the text itself, code and annotations alike: numbers off by one, other comparisons, registers and levels, lines
// left out, written twice or exchanged, conjuncts left out. Most of them are wrong; none may make the two engines
// contradict each other.

/// One changed text, and what was changed, as `12: <= becomes <`.
struct TextEdit: Sendable {
  /// What the changed line belongs to.
  enum Part: String, CaseIterable, Sendable {
    case code, contract
    /// Of a loop, of what is shared, of a queue.
    case invariant
    /// A predicate, a function, a lemma, ghost lines.
    case definition
    /// Globals, constants, threads and what they share.
    case memory
  }

  var key: String
  var text: String
  var part: Part
  /// The routine around the line.
  var routine: String?
}

/// All edits of a text, in the order of the text.
func textEdits(of text: String) -> [TextEdit] {
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  var result: [TextEdit] = []
  var place = Place()
  for (index, line) in lines.enumerated() {
    let code = line.range(ofFirst: "//").map { String(line[..<$0.lowerBound]) } ?? line
    place.enter(code)
    let tokens = tokens(of: code)
    guard let first = tokens.first, first.text != "import" else { continue }
    func add(_ what: String, _ edit: (inout [String]) -> Void) {
      var edited = lines
      edit(&edited)
      result.append(
        TextEdit(
          key: "\(index + 1): \(what)", text: edited.joined(separator: "\n"), part: place.part, routine: place.routine))
    }
    let words = code.split(separator: " ").joined(separator: " ")
    if place.isInstruction(code) {
      add("drop \(words)") { $0[index] = "" }
      add("\(words) twice") { $0[index] += "\n" + line.withoutLabel }
      if index + 1 < lines.count, place.isInstruction(lines[index + 1]), line.label == nil,
        lines[index + 1].label == nil,
        lines[index + 1] != line
      {
        add("\(words) after the next") { $0.swapAt(index, index + 1) }
      }
    } else if place.routine != nil,
      ["requires", "ensures", "preserves", "invariant"].contains(first.text) || first.text == "@"
    {
      add("drop \(words)") { $0[index] = "" }
    }
    for conjunct in conjuncts(of: code) {
      add("without \(code[conjunct].split(separator: " ").joined(separator: " "))") {
        $0[index] = code.replacingCharacters(in: conjunct, with: "")
      }
    }
    for token in tokens {
      for other in replacements(for: token.text, in: place.part) {
        add("\(token.text) becomes \(other)") { $0[index] = code.replacingCharacters(in: token.range, with: other) }
      }
    }
  }
  return result
}

/// What the lines of a file belong to, as it is read from top to bottom.
private struct Place {
  private(set) var part = TextEdit.Part.memory
  private(set) var routine: String?
  private var isBody = false

  mutating func enter(_ code: String) {
    guard let first = code.split(separator: " ").first.map(String.init) else { return }
    let words = code.split { !isWordCharacter($0) }.map(String.init)
    switch first {
    case "func", "handler", "lemma", "extern":
      if code.hasPrefix(first) {
        routine = first == "lemma" ? nil : words.dropFirst().first
        part = first == "lemma" ? .definition : .contract
        isBody = false
      }
    case "predicate", "function", "abstract": part = .definition
    case "invariant" where code.hasPrefix(first): (part, routine) = (.invariant, nil)
    case "queue": part = .invariant
    case "word", "pic", "const", "struct", "global", "boot": (part, routine, isBody) = (.memory, nil, false)
    case "requires", "ensures", "preserves", "with": part = routine == nil ? .definition : .contract
    case "{": isBody = true
    case "invariant": part = .invariant
    default:
      if isInstruction(code) { part = .code } else if routine != nil, isBody, code.contains("@") { part = .definition }
    }
    if code.contains("{"), part == .contract || part == .memory { isBody = part == .contract }
    if code.hasPrefix("}") { (routine, isBody) = (nil, false) }
  }

  /// Instructions are indented by six columns, or stand behind a label.
  func isInstruction(_ code: String) -> Bool {
    guard routine != nil, isBody, !code.contains("@") else { return false }
    return code.hasPrefix("      ")
      ? code.contains { $0 != " " } : code.label.map { code.count > $0.count + 1 } ?? false
  }
}

/// The ranges of conjuncts with their `**` or `&&`, each of which can be left out.
private func conjuncts(of code: String) -> [Range<String.Index>] {
  var result: [Range<String.Index>] = []
  for separator in [" ** ", " && "] {
    var start = code.startIndex
    while let found = code[start...].range(ofFirst: separator) {
      // Up to the next one, or the end of the line.
      let rest = code[found.upperBound...]
      let end = [" ** ", " && ", " : ", ")"].compactMap { rest.range(ofFirst: $0)?.lowerBound }.min() ?? code.endIndex
      result.append(found.lowerBound..<end)
      start = found.upperBound
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
private func replacements(for token: String, in part: TextEdit.Part) -> [String] {
  if let register = token.register { return ["r\((register + 1) % 16)"] + (register > 1 ? ["r1"] : []) }
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
  case "cli": ["sti"]
  case "sti": ["cli"]
  case "beq": ["bne"]
  case "bne": ["beq"]
  case "ld": ["st"]
  case "switch": ["sti"]
  case "block": ["unblock r3,"]
  case "mask": ["unmask"]
  case "unmask": ["mask"]
  case "threads": ["irq 0"]
  case "thread" where part == .contract: ["irq 0"]
  case "requires": ["ensures"]
  case "ensures": ["requires"]
  case "list": ["lseg"]
  case "emp": ["true"]
  default: []
  }
}

extension StringProtocol {
  fileprivate func range(ofFirst part: String) -> Range<Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(part) { return index..<self.index(index, offsetBy: part.count) }
      index = self.index(after: index)
    }
    return nil
  }
}

extension String {
  /// The label at its beginning.
  fileprivate var label: Substring? {
    let name = prefix(while: isWordCharacter)
    return !name.isEmpty && self[name.endIndex...].hasPrefix(":") ? name : nil
  }

  /// The instruction behind the label.
  fileprivate var withoutLabel: String { label.map { "      " + dropFirst($0.count + 1) } ?? self }

  fileprivate var register: Int? {
    guard hasPrefix("r"), let number = Int(dropFirst()), (0..<16).contains(number) else { return nil }
    return number
  }
}
