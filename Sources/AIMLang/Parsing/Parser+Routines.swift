/// Routines: head, clauses, body.
extension Parser {
  mutating func parseRoutine(_ kind: RoutineSyntax.Kind) -> RoutineSyntax {
    let name = parseName("the name of a function")
    expect(.openParen, "before the parameters of a function")
    var parameters: [Name] = []
    while !at(.closeParen), !recovering {
      parameters.append(parseName("the name of a parameter"))
      if !take(.comma) { break }
    }
    expect(.closeParen, "after the parameters of a function")
    let clauses = parseClauses()
    var body: [BodyItemSyntax] = []
    if kind != .externFunction { body = parseBody() }
    return RoutineSyntax(name: name, kind: kind, parameters: parameters, clauses: clauses, body: body)
  }

  mutating func parseHandler() -> RoutineSyntax {
    let name = parseName("the name of a handler")
    expect(word: "on", "and the interrupt that the handler serves")
    let level = at(word: "irq") ? parseLevel(threadWord: "thread") : wrongLevel()
    let clauses = parseClauses()
    return RoutineSyntax(name: name, kind: .handler(level), parameters: [], clauses: clauses, body: parseBody())
  }

  private mutating func wrongLevel() -> LevelSyntax {
    expect(word: "irq", "and a number after `on`")
    if at(.integer) { take() }
    return .thread
  }

  // MARK: Clauses

  private static let clauseWords = ["requires", "ensures", "with", "preserves"]

  private var atClause: Bool { at(.identifier) && Self.clauseWords.contains(text(current)) }

  /// All clauses, each with its own recovery: a broken one does not hide the next.
  mutating func parseClauses() -> [ClauseSyntax] {
    var clauses: [ClauseSyntax] = []
    if recovering { synchroniseClause() }
    while true {
      if atClause {
        recovering = false
        clauses.append(parseClause())
        if recovering { synchroniseClause() }
      } else if at(.openBrace) || at(.end) || atDeclaration || recovering {
        return clauses
      } else {
        let near = at(.identifier) ? near(to: text(current), among: Self.clauseWords) : nil
        // An extern function has no body, so that what follows it may be anything.
        guard !current.startsLine || near != nil else { return clauses }
        report(
          .clauseExpected, "expected a clause or the body, but \(found)", at: span(current),
          suggestion: near.map { "did you mean `\($0)`?" } ?? "clauses are requires, ensures, with and preserves")
        synchroniseClause()
      }
    }
  }

  private mutating func parseClause() -> ClauseSyntax {
    let first = current
    let kind: ClauseSyntax.Kind
    if take(word: "requires") {
      kind = .requires(parseExpression())
    } else if take(word: "ensures") {
      kind = .ensures(parseExpression())
    } else if take(word: "with") {
      expect(.openParen, "before the logical variables")
      let binders = parseBinders("the name of a logical variable")
      expect(.closeParen, "after the logical variables")
      kind = .with(binders)
    } else {
      take()
      kind = .preserves(parseRegisterRanges())
    }
    return ClauseSyntax(kind: kind, place: Place(span(from: first)))
  }

  /// `r4, r5-r9`.
  private mutating func parseRegisterRanges() -> [RegisterRangeSyntax] {
    var ranges: [RegisterRangeSyntax] = []
    repeat {
      let first = current
      let (low, _) = parseRegister("that the function preserves")
      let high = take(.minus) ? parseRegister("after `-`").register : low
      ranges.append(RegisterRangeSyntax(first: low, last: high, place: Place(span(from: first))))
    } while take(.comma) && !recovering
    return ranges
  }

  /// Skips to the next clause, the body, or the next declaration.
  private mutating func synchroniseClause() {
    while !at(.end), !at(.openBrace), !(atClause && current.startsLine), !atDeclaration { take() }
    if at(.openBrace) || atClause { recovering = false }
  }

  // MARK: Bodies

  private mutating func parseBody() -> [BodyItemSyntax] {
    guard !recovering else { return [] }
    let opening = current
    expect(.openBrace, "before the instructions")
    if recovering {
      synchroniseClause()
      guard take(.openBrace) else {
        recovering = true
        return []
      }
    }
    var items: [BodyItemSyntax] = []
    while !at(.closeBrace) {
      if at(.end) || atNextDeclaration {
        report(
          .tokenExpected, "expected `}` after the instructions, but \(found)", at: gap,
          related: [RelatedPlace(span(opening), "the body begins here")])
        return items
      }
      recovering = false
      let start = index
      if let item = parseBodyItem() { items.append(item) }
      if recovering || index == start {
        if index == start { take() }
        synchroniseBody()
      }
    }
    take()
    recovering = false
    return items
  }

  /// A declaration where an instruction should stand: a `}` is missing.
  private var atNextDeclaration: Bool {
    guard atDeclaration else { return false }
    return peek().kind == .identifier || peek().kind == .openBrace || peek().kind == .string
  }

  private mutating func parseBodyItem() -> BodyItemSyntax? {
    if at(.at) { return .ghost(parseGhost()) }
    guard at(.identifier) else {
      report(
        .instructionExpected, "expected an instruction, but \(found)", at: span(current), suggestion: separatorHint)
      return nil
    }
    if peek().kind == .colon { return .label(parseLabel()) }
    guard let mnemonic = Mnemonic(rawValue: text(current)) else {
      if at(word: "invariant") {
        report(
          .invariantPlace, "an invariant stands behind the label of its loop", at: span(current),
          suggestion: "put a label before it")
        return nil
      }
      let near = near(to: text(current), among: Mnemonic.allCases.map(\.rawValue))
      report(
        .mnemonicUnknown, "`\(Literal.shorten(text(current)))` is not an instruction", at: span(current),
        suggestion: near.map { "did you mean `\($0)`?" }
          ?? (peek().startsLine ? "a label is followed by `:`" : nil))
      return nil
    }
    return .instruction(parseInstruction(mnemonic))
  }

  private mutating func parseLabel() -> LabelSyntax {
    let name = parseName("a label")
    expect(.colon, "after a label")
    var invariants: [ExpressionSyntax] = []
    while at(word: "invariant"), peek().kind != .colon, !recovering {
      take()
      invariants.append(parseExpression())
    }
    return LabelSyntax(name: name, invariants: invariants)
  }

  mutating func parseGhost() -> GhostSyntax {
    let first = take()
    let word = at(.identifier) ? text(current) : ""
    let kind: GhostSyntax.Kind
    if take(word: "assert") {
      kind = .assert(parseExpression())
    } else if take(word: "assume") {
      kind = .assume(parseExpression())
    } else if take(word: "leak") {
      kind = .leak(parseExpression())
    } else if take(word: "case") {
      kind = .case(parseExpression())
    } else if let verb = UseSyntax.Verb(rawValue: word) {
      take()
      let name = parseName(verb == .apply ? "a lemma" : "an instance")
      let arguments = parseInputsAndOutputs(of: "`\(name.text)`", allowsWildcards: verb.isConditional)
      let isConditional = verb.isConditional && at(word: "if") && peek().kind != .colon && take(word: "if")
      let condition = isConditional ? parseExpression() : nil
      kind = .use(UseSyntax(verb: verb, name: name, arguments: arguments, condition: condition))
    } else {
      let words = ["assert", "assume", "fold", "unfold", "apply", "open", "close", "leak", "case"]
      let near = near(to: word, among: words)
      report(
        .ghostUnknown, "expected a ghost command after `@`, but \(found)", at: span(current),
        suggestion: near.map { "did you mean `@\($0)`?" } ?? "ghost commands are \(words.joined(separator: ", "))")
      kind = .case(missing())
    }
    return GhostSyntax(kind: kind, place: Place(span(from: first)))
  }

  /// Skips to a line that begins with an instruction, a label, a ghost line or a declaration, or to the closing
  /// brace; a line that goes on with an assertion begins with none of them.
  mutating func synchroniseBody() {
    var depth = 0
    while !at(.end) {
      if at(.closeBrace) {
        if depth == 0 { return }
        depth -= 1
      } else if at(.openBrace) {
        depth += 1
      } else if current.startsLine {
        if at(.at) || atNextDeclaration { return }
        if at(.identifier), peek().kind == .colon || Mnemonic(rawValue: text(current)) != nil { return }
        // Two words, as in `jmp loop`: a wrong instruction of its own.
        if at(.identifier), peek().kind == .identifier, !peek().startsLine, !at(word: "exists"), !at(word: "forall"),
          !at(word: "invariant")
        {
          return
        }
      }
      take()
    }
  }
}
