/// A file: declarations one after the other.
extension Parser {
  static let declarationWords: [String] = [
    "word", "pic", "import", "const", "struct", "global", "predicate", "abstract", "function", "lemma", "invariant",
    "queue", "func", "handler", "extern", "boot",
  ]

  mutating func parseModule() -> ModuleSyntax {
    var declarations: [DeclarationSyntax] = []
    while !at(.end) {
      recovering = false
      let start = index
      if let declaration = parseDeclaration() { declarations.append(declaration) }
      if recovering || index == start { synchroniseDeclaration(mustMove: index == start) }
    }
    return ModuleSyntax(declarations: declarations)
  }

  private mutating func parseDeclaration() -> DeclarationSyntax? {
    let first = current
    let documentation = documentation[index]
    guard at(.identifier), let kind = parseDeclarationKind() else {
      let near = at(.identifier) ? near(to: text(first), among: Self.declarationWords) : nil
      let wanted = first.startsLine ? "a declaration" : "the end of the declaration"
      report(
        .declarationExpected, "expected \(wanted), but \(found)", at: span(first),
        suggestion: near.map { "did you mean `\($0)`?" }
          ?? "declarations begin with \(Self.declarationWords.joined(separator: ", "))")
      return nil
    }
    return DeclarationSyntax(kind: kind, place: Place(span(from: first)), documentation: documentation)
  }

  private mutating func parseDeclarationKind() -> DeclarationSyntax.Kind? {
    let word = text(current)
    guard Self.declarationWords.contains(word) else { return nil }
    take()
    switch word {
    case "word": return .word(parseArithmetic())
    case "pic": return .controller(parseController())
    case "import": return .import(parseImport())
    case "const":
      let name = parseName("the name of a constant")
      expect(.assign, "after the name of a constant")
      return .constant(name, parseArithmetic())
    case "struct": return parseStructure()
    case "global": return .global(parseGlobal())
    case "predicate": return parsePredicate(isAbstract: false)
    case "abstract":
      if take(word: "function") { return parseAbstractFunction() }
      expect(word: "predicate", "or `function` after `abstract`")
      return parsePredicate(isAbstract: true)
    case "function": return parseFunction()
    case "lemma": return .lemma(parseLemma())
    case "invariant": return .invariant(parseInvariant())
    case "queue":
      let name = parseName("the name of a queue")
      let parameters = parseParameters("a queue")
      expect(word: "hands", "and what a waiter receives")
      return .queue(name, parameters, hands: parseExpression())
    case "func": return .routine(parseRoutine(.function))
    case "handler": return .routine(parseHandler())
    case "extern":
      expect(word: "func", "after `extern`")
      return .routine(parseRoutine(.externFunction))
    default: return .boot(parseBoot())
    }
  }

  /// `8259a` is a number and a name to nobody but this declaration.
  private mutating func parseController() -> Name {
    if at(.integer) {
      let token = take()
      // The lexer has complained about a number that ends in a letter; here it is none.
      let place = span(token)
      diagnostics.removeAll { $0.code == FrontEndCode.integerInvalid.code && $0.span == place }
      return Name(text(token), at: place)
    }
    return parseName("an interrupt controller (auto or 8259a)")
  }

  private mutating func parseImport() -> ImportSyntax {
    let first = current
    var path = ""
    if at(.string) {
      let token = take()
      path = stringValue(token)
    } else {
      expect(.string, "with the path of a file")
    }
    let place = Place(span(from: first))
    var instantiations: [ImportSyntax.Instantiation] = []
    if take(word: "where") {
      inInstantiations = true
      defer { inInstantiations = false }
      repeat {
        let name = parseName("the name of an abstract predicate")
        let parameters = at(.openParen) ? parseParameters("an abstract predicate") : []
        let condition = take(word: "if") ? parseGuard() : nil
        expect(.assign, "before what the predicate stands for")
        instantiations.append(
          .init(name: name, parameters: parameters, guardedBy: condition, body: parseExpression()))
      } while take(.comma) && !recovering
    }
    return ImportSyntax(path: path, pathPlace: place, instantiations: instantiations)
  }

  /// `family@(names)`, the arguments for which an instance is meant.
  private mutating func parseGuard() -> ImportSyntax.Guard {
    let family = parseName("the name of a family of invariants")
    expect(.at, "after the name of a family")
    expect(.openParen, "before the parameters that it is about")
    var arguments: [Name] = []
    while at(.identifier), !recovering {
      arguments.append(parseName("the name of a parameter"))
      if !take(.comma) { break }
    }
    expect(.closeParen, "after the parameters that it is about")
    return ImportSyntax.Guard(family: family, arguments: arguments)
  }

  /// The text of a string token; one with a wrong escape has been reported and reads as empty.
  func stringValue(_ token: Token) -> String { Literal.string(bytes[Int(token.start)..<Int(token.end)]) ?? "" }

  private mutating func parseStructure() -> DeclarationSyntax.Kind {
    let name = parseName("the name of a struct")
    expect(.openBrace, "before the fields of a struct")
    var fields: [Name] = []
    while at(.identifier), !recovering {
      fields.append(parseName("the name of a field"))
      if !take(.comma) { break }
    }
    expect(.closeBrace, "after the fields of a struct")
    return .structure(name, fields: fields)
  }

  private mutating func parseGlobal() -> GlobalSyntax {
    let name = parseName("the name of a global")
    var count: ExpressionSyntax?
    if take(.openBracket) {
      count = parseArithmetic()
      expect(.closeBracket, "after the number of cells")
    }
    let structure = take(.colon) ? parseName("the name of a struct") : nil
    var initial: [ExpressionSyntax] = []
    if take(.assign) {
      repeat { initial.append(parseArithmetic()) } while take(.comma) && !recovering
    }
    return GlobalSyntax(name: name, count: count, structure: structure, initial: initial)
  }

  private mutating func parsePredicate(isAbstract: Bool) -> DeclarationSyntax.Kind {
    let name = parseName("the name of a predicate")
    expect(.openParen, "before the parameters of a predicate")
    var inputs: [BinderSyntax] = []
    var outputs: [BinderSyntax] = []
    if !at(.closeParen), !at(.semicolon) { inputs = parseBinders("the name of a parameter") }
    if take(.semicolon) { outputs = parseBinders("the name of a parameter") }
    expect(.closeParen, "after the parameters of a predicate")
    var body: ExpressionSyntax?
    if !isAbstract {
      expect(.assign, "before the meaning of a predicate")
      body = parseExpression()
    }
    return .predicate(name, inputs: inputs, outputs: outputs, body: body)
  }

  private mutating func parseFunction() -> DeclarationSyntax.Kind {
    let name = parseName("the name of a function")
    let parameters = parseParameters("a function")
    expect(.colon, "before the sort of a function's value")
    let sort = parseName("a sort (int, bool or seq)")
    expect(.assign, "before the meaning of a function")
    return .function(name, parameters, sort: sort, body: parseExpression())
  }

  private mutating func parseAbstractFunction() -> DeclarationSyntax.Kind {
    let name = parseName("the name of a function")
    let parameters = parseParameters("a function")
    expect(.colon, "before the sort of a function's value")
    return .abstractFunction(name, parameters, sort: parseName("a sort (bool)"))
  }

  private mutating func parseLemma() -> LemmaSyntax {
    let name = parseName("the name of a lemma")
    let parameters = parseParameters("a lemma")
    let clauses = parseClauses()
    expect(.openBrace, "before the proof of a lemma")
    var proof: [GhostSyntax] = []
    while at(.at) {
      recovering = false
      proof.append(parseGhost())
      if recovering { synchroniseBody() }
    }
    expect(.closeBrace, "after the proof of a lemma")
    return LemmaSyntax(name: name, parameters: parameters, clauses: clauses, proof: proof)
  }

  private mutating func parseInvariant() -> InvariantSyntax {
    var name: Name?
    var parameters: [BinderSyntax] = []
    // `for` is no reserved word; it is the name only where another `for` follows.
    if !at(word: "for") || isWord(peek(), "for") {
      name = parseName("the name of an invariant, or `for`")
      if at(.openParen) { parameters = parseParameters("an invariant") }
    }
    expect(word: "for", "and the level of the invariant")
    let level = parseLevel(threadWord: "threads")
    expect(.colon, "before the meaning of an invariant")
    return InvariantSyntax(name: name, parameters: parameters, level: level, body: parseExpression())
  }

  private mutating func parseBoot() -> [BootItemSyntax] {
    expect(.openBrace, "before the initial configuration")
    var items: [BootItemSyntax] = []
    while at(.identifier), !recovering {
      let first = current
      let kind: BootItemSyntax.Kind
      if take(word: "thread") {
        kind = .thread
      } else if take(word: "share") {
        kind = .share
      } else {
        report(
          .tokenExpected, "expected `thread` or `share`, but \(found)", at: span(current),
          suggestion: "as in `boot { thread main  share lock(m) }`")
        break
      }
      let name = parseName(kind == .thread ? "the function that the thread runs" : "a family of invariants")
      let arguments = at(.openParen) ? parseArguments(of: "`\(name.text)`") : []
      items.append(BootItemSyntax(kind: kind, name: name, arguments: arguments, place: Place(span(from: first))))
    }
    if at(.semicolon), !recovering {
      report(
        .tokenExpected, "expected `}` after the initial configuration, but \(found)", at: span(current),
        suggestion: "leave the `;` out: nothing separates threads")
    }
    expect(.closeBrace, "after the initial configuration")
    return items
  }

  // MARK: Recovery

  /// A word that begins a declaration, first on its line.
  var atDeclaration: Bool {
    guard current.startsLine, at(.identifier), peek().kind != .colon else { return false }
    return at(word: "invariant") ? atInvariantDeclaration : Self.declarationWords.contains(text(current))
  }

  /// `invariant for`, `invariant name for` or `invariant name(…) for`, as no loop invariant begins.
  private var atInvariantDeclaration: Bool {
    if isWord(peek(), "for") { return true }
    guard peek().kind == .identifier else { return false }
    var distance = 2
    if peek(distance).kind == .openParen {
      distance += 1
      while [.identifier, .comma, .colon].contains(peek(distance).kind) { distance += 1 }
      guard peek(distance).kind == .closeParen else { return false }
      distance += 1
    }
    return isWord(peek(distance), "for")
  }

  /// Skips to the next declaration.
  private mutating func synchroniseDeclaration(mustMove: Bool) {
    if mustMove { take() }
    while !at(.end) {
      // Even inside braces, if one of them is missing: no instruction begins like a declaration.
      if atDeclaration { return }
      take()
    }
  }
}
