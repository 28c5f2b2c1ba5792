// Small wrong edits of right programs, generated from the instructions and their places in the text.
import AIMLang

/// One edit of one file of a program.
struct Edit: Sendable {
  /// The program or module, a path below `Proofs`.
  var program: String
  /// What is changed, as the table of equivalent edits names it: `teeter.aim:12 drop cli`.
  var key: String
  /// The file that is changed and its new text.
  var file: String
  var text: String
  /// The routine whose body is changed; nil for a declaration.
  var routine: String?
}

/// Every edit of a program: instructions that matter dropped, each comparison of a branch negated, each two neighbours
/// exchanged unless they obviously commute, each conjunct of an invariant dropped.
///
/// - Parameter ofLibrary: for a module of which others rely on every call: calls are dropped too, and files that it
///   imports are left as they are.
func edits(of path: String, ofLibrary: Bool = false) throws -> [Edit] {
  let program = try Corpus.program(path)
  var result: [Edit] = []
  for (pc, instruction) in program.code.enumerated() {
    guard let routine = program.routines.first(where: { $0.code.contains(pc) }) else { continue }
    let file = program.sources[instruction.span.file]
    if ofLibrary, file.path != path { continue }
    let text = words(program.sources.text(of: instruction.span))
    let maker = EditMaker(program: path, file: file, routine: routine.name)
    func add(_ what: String, _ replacements: [(SourceSpan, String)]) {
      result.append(maker.edit(what, replacements))
    }
    switch instruction.operation {
    case .cli, .sti, .store, .eoi, .mask, .unmask, .switch, .block, .unblock:
      add("drop \(text)", [(instruction.span, "")])
    case .call where ofLibrary: add("drop \(text)", [(instruction.span, "")])
    case .branch(let condition, _, _, _):
      let flipped = condition.negated.rawValue + text.dropFirst(condition.rawValue.count)
      add("\(text) becomes \(flipped)", [(instruction.span, String(flipped))])
    default: break
    }
    guard routine.code.contains(pc + 1), !routine.labels.contains(where: { $0.pc == pc + 1 }) else { continue }
    let next = program.code[pc + 1]
    guard !Effects(instruction, in: program).commutes(with: Effects(next, in: program)) else { continue }
    let nextText = words(program.sources.text(of: next.span))
    guard text != nextText else { continue }
    add("\(text) after \(nextText)", [(instruction.span, nextText), (next.span, text)])
  }
  for file in program.sources.files where !ofLibrary || file.path == path {
    result += conjunctEdits(of: file, in: path)
  }
  return result
}

/// Makes edits of one routine, or of the declarations of a file.
struct EditMaker {
  let program: String
  let file: SourceFile
  var routine: String?

  /// - Parameter replacements: in ascending order.
  func edit(_ what: String, _ replacements: [(SourceSpan, String)]) -> Edit {
    let line = replacements.first.map { file.position(ofOffset: $0.0.start).line } ?? 0
    let owner = file.path == program ? "" : Corpus.name(program) + " "
    return Edit(
      program: program, key: "\(owner)\(Corpus.name(file.path)):\(line) \(what)", file: file.path,
      text: replace(replacements, in: file.text), routine: routine)
  }
}

/// The text with single blanks only.
func words(_ text: String) -> String {
  text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
}

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
