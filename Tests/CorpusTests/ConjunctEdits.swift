// Edits of invariants: each of their conjuncts left out. What is left says too little, so that somebody who relies on it
// has to fail.
@testable import AIMLang

/// The edits of `invariant … for`, of what queues hand over, and of loop invariants in one file.
func conjunctEdits(of file: SourceFile, in program: String) -> [Edit] {
  var finder = ConjunctFinder(maker: EditMaker(program: program, file: file))
  for declaration in Parser.parse(file.text, file: FileID(0)).module.declarations {
    finder.maker.routine = nil
    switch declaration.kind {
    case .invariant(let invariant): finder.whole(invariant.body)
    case .queue(_, _, let hands): finder.whole(hands)
    case .routine(let routine):
      finder.maker.routine = routine.name.text
      for case .label(let label) in routine.body { label.invariants.forEach { finder.whole($0) } }
    case .word, .controller, .import, .constant, .structure, .global, .predicate, .function, .abstractFunction, .lemma,
      .boot:
      break
    }
  }
  return finder.edits
}

private struct ConjunctFinder {
  var maker: EditMaker
  var edits: [Edit] = []

  /// An invariant: a single conjunct where it is no list of them.
  mutating func whole(_ expression: ExpressionSyntax) {
    let before = edits.count
    part(expression)
    if edits.count == before { drop(expression) }
  }

  private mutating func part(_ expression: ExpressionSyntax) {
    switch expression.kind {
    case .chain(.separating, let parts), .chain(.and, let parts):
      for part in parts {
        drop(part)
        self.part(part)
      }
    case .chain(.or, let parts): parts.forEach { part($0) }
    case .quantified(_, _, let body): part(body)
    case .conditional(_, let then, let otherwise):
      part(then)
      part(otherwise)
    case .missing, .integer, .boolean, .name, .register, .member, .wildcard, .emp, .result, .interruptEnable, .levelIs,
      .old, .signed, .sizeof, .call, .instance, .negate, .not, .binary, .pointsTo, .sequence, .length, .element,
      .slice, .contains:
      break
    }
  }

  private mutating func drop(_ conjunct: ExpressionSyntax) {
    // Flags are the same on all paths that meet, so that nobody learns of them from an invariant.
    if isAboutFlags(conjunct) { return }
    let bytes = Array(maker.file.text.utf8)
    let text = words(String(decoding: bytes[conjunct.span.start..<conjunct.span.end], as: UTF8.self))
    guard text != "emp", text != "true" else { return }
    edits.append(maker.edit("without \(text)", [(conjunct.span, "true")]))
  }

  private func isAboutFlags(_ conjunct: ExpressionSyntax) -> Bool {
    switch conjunct.kind {
    case .levelIs: true
    case .binary(.equal, let left, _): left.kind == .interruptEnable
    default: false
    }
  }
}
