/// How many lines of a file are code, and how many are annotation: the price of a proof.
///
/// A line counts by what stands on it. Code is an instruction. Annotation is what only the checker reads: clauses of
/// contracts, invariants, queues, predicates and functions of the logic, lemmas, `where` instances, `share`, ghost
/// lines. A line that has both counts as both; blank lines, comments, heads of routines, labels, data and braces count
/// as neither.
package struct LineCount: Sendable, Equatable {
  package var code = 0
  package var annotation = 0

  package init(code: Int, annotation: Int) {
    self.code = code
    self.annotation = annotation
  }

  /// Counts the lines of a file as far as it can be parsed.
  package init(of file: SourceFile) {
    var parser = Parser(file: FileID(0), text: file.text)
    let module = parser.parseModule()
    var finder = LineFinder(file: file, tokens: parser.tokens)
    for declaration in module.declarations { finder.declaration(declaration) }
    self.init(code: finder.code.count, annotation: finder.annotation.count)
  }
}

private struct LineFinder {
  let file: SourceFile
  let tokens: [Token]
  var code: Set<Int> = []
  var annotation: Set<Int> = []

  init(file: SourceFile, tokens: [Token]) {
    self.file = file
    self.tokens = tokens
  }

  mutating func declaration(_ declaration: DeclarationSyntax) {
    switch declaration.kind {
    case .word, .controller, .constant, .structure, .global: break
    case .predicate, .function, .abstractFunction, .lemma, .invariant, .queue:
      annotation.formUnion(lines(from: declaration.span.start, to: declaration.span.end))
    case .import(let item):
      guard !item.instantiations.isEmpty else { return }
      // From `where` on, which follows the path.
      annotation.formUnion(lines(from: item.pathPlace.span.end, to: declaration.span.end))
    case .routine(let routine):
      for clause in routine.clauses {
        annotation.formUnion(lines(from: clause.place.span.start, to: clause.place.span.end))
      }
      for item in routine.body { self.item(item) }
    case .boot(let items):
      for item in items where item.kind == .share {
        annotation.formUnion(lines(from: item.place.span.start, to: item.place.span.end))
      }
    }
  }

  private mutating func item(_ item: BodyItemSyntax) {
    switch item {
    case .instruction(let instruction):
      code.formUnion(lines(from: instruction.place.span.start, to: instruction.place.span.end))
    case .ghost(let ghost): annotation.formUnion(lines(from: ghost.place.span.start, to: ghost.place.span.end))
    case .label(let label):
      guard let last = label.invariants.last else { return }
      // The word `invariant` may stand on a line before its condition; the colon of the label is no part of it.
      let colon = index(ofFirstTokenFrom: label.name.span.end)
      annotation.formUnion(lines(from: Int(tokens[colon].end), to: last.span.end))
    }
  }

  /// The lines on which tokens of a range of bytes stand: not those of comments between them.
  private func lines(from start: Int, to end: Int) -> Set<Int> {
    var result: Set<Int> = []
    for token in tokens[index(ofFirstTokenFrom: start)...] {
      guard Int(token.start) < end else { break }
      result.insert(file.position(ofOffset: Int(token.start)).line)
    }
    return result
  }

  /// The last token, the end of the file, where there is none.
  private func index(ofFirstTokenFrom offset: Int) -> Int {
    var low = 0
    var high = tokens.count - 1
    while low < high {
      let middle = (low + high) / 2
      if Int(tokens[middle].start) < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
