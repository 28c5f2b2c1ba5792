// Small wrong edits of right programs, generated from the instructions and their places in the text.
import AIMLang

/// One edit of one file of a program.
struct Edit: Sendable {
  /// The program, a path below `Proofs`.
  var program: String
  /// What is changed, as the table of equivalent edits names it: `teeter.aim:12 drop cli`.
  var key: String
  /// The file that is changed and its new text.
  var file: String
  var text: String
}

/// Every edit of a program: each `cli`, `sti` and `st` dropped, each comparison of a branch negated, each two
/// neighbours exchanged unless they obviously commute.
func edits(of path: String) throws -> [Edit] {
  let program = try Corpus.program(path)
  var result: [Edit] = []
  for (pc, instruction) in program.code.enumerated() {
    let text = words(program.sources.text(of: instruction.span))
    func add(_ what: String, _ replacements: [(SourceSpan, String)]) {
      let file = program.sources[instruction.span.file]
      let line = program.sources.position(of: instruction.span).line
      let shown = String(file.path.dropFirst("accepts/".count))
      let owner = file.path == path ? "" : String(path.dropFirst("accepts/".count)) + " "
      result.append(
        Edit(
          program: path, key: "\(owner)\(shown):\(line) \(what)", file: file.path,
          text: replace(replacements, in: file.text)))
    }
    switch instruction.operation {
    case .cli, .sti, .store: add("drop \(text)", [(instruction.span, "")])
    case .branch(let condition, _, _, _):
      let flipped = condition.negated.rawValue + text.dropFirst(condition.rawValue.count)
      add("\(text) becomes \(flipped)", [(instruction.span, String(flipped))])
    default: break
    }
    guard pc + 1 < program.code.count, let routine = program.routines.first(where: { $0.code.contains(pc) }),
      routine.code.contains(pc + 1), !routine.labels.contains(where: { $0.pc == pc + 1 })
    else { continue }
    let next = program.code[pc + 1]
    guard !Effects(instruction, in: program).commutes(with: Effects(next, in: program)) else { continue }
    let nextText = words(program.sources.text(of: next.span))
    guard text != nextText else { continue }
    add("\(text) after \(nextText)", [(instruction.span, nextText), (next.span, text)])
  }
  return result
}

/// The text with single blanks only.
private func words(_ text: String) -> String { text.split(separator: " ").joined(separator: " ") }

/// Replaces spans, given in ascending order.
private func replace(_ replacements: [(SourceSpan, String)], in text: String) -> String {
  var bytes = Array(text.utf8)
  for (span, new) in replacements.reversed() { bytes.replaceSubrange(span.start..<span.end, with: new.utf8) }
  return String(decoding: bytes, as: UTF8.self)
}

extension BranchCondition {
  /// The condition that holds exactly when this one does not.
  var negated: BranchCondition {
    switch self {
    case .beq: .bne
    case .bne: .beq
    case .blt: .bge
    case .bge: .blt
    case .bgt: .ble
    case .ble: .bgt
    case .bltu: .bgeu
    case .bgeu: .bltu
    case .bgtu: .bleu
    case .bleu: .bgtu
    }
  }
}
