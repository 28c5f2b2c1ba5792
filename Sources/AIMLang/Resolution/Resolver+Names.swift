/// Declaring names and looking them up.
extension Resolver {
  /// First pass: what is declared, in source order, module by module.
  mutating func collect() {
    for (index, item) in modules.enumerated() {
      module = index
      for declaration in item.syntax.declarations { collect(declaration) }
    }
    var next = 0
    for item in routines {
      starts.append(next)
      for case .instruction in item.syntax.body { next += 1 }
    }
    constantValues = Array(repeating: .untouched, count: constants.count)
    addresses = Array(repeating: nil, count: globals.count)
    cellCounts = Array(repeating: 0, count: globals.count)
  }

  private mutating func collect(_ declaration: DeclarationSyntax) {
    func pending<T>(_ syntax: T) -> Pending<T> {
      Pending(
        module: module, syntax: syntax, declaration: declaration.span, documentation: declaration.documentation)
    }
    switch declaration.kind {
    case .word, .controller, .import, .boot: break
    case .constant(let name, let value):
      declare(name, .constant, constants.count)
      constants.append(pending((name, value)))
    case .structure(let name, let fields):
      declare(name, .structure, structures.count)
      structures.append(pending((name, fields)))
    case .global(let global):
      declare(global.name, .global, globals.count)
      globals.append(pending(global))
    case .predicate(let name, let inputs, let outputs, let body):
      declare(name, .predicate, predicates.count)
      predicates.append(pending(PredicateSyntax(name: name, inputs: inputs, outputs: outputs, body: body)))
    case .abstractFunction(let name, let parameters, let sort):
      declare(name, .predicate, predicates.count)
      predicates.append(
        pending(PredicateSyntax(name: name, inputs: parameters, outputs: [], body: nil, sort: sort)))
    case .function(let name, let parameters, let sort, let body):
      declare(name, .function, functions.count)
      functions.append(pending(FunctionSyntax(name: name, parameters: parameters, sort: sort, body: body)))
    case .lemma(let lemma):
      declare(lemma.name, .lemma, lemmas.count)
      lemmas.append(pending(lemma))
    case .invariant(let invariant):
      if let name = invariant.name { declare(name, .invariant, invariants.count) }
      invariants.append(pending(invariant))
    case .queue(let name, let parameters, let hands):
      declare(name, .queue, queues.count)
      queues.append(pending((name, parameters, hands)))
    case .routine(let routine):
      let isHandler = if case .handler = routine.kind { true } else { false }
      declare(routine.name, isHandler ? .handler : .routine, routines.count)
      routines.append(pending(routine))
    }
  }

  private mutating func declare(_ name: Name, _ kind: Symbol.Kind, _ index: Int) {
    if let first = symbols[name.text] {
      report(
        .nameDuplicate, "`\(name.text)` is declared twice", at: name.span,
        related: [RelatedPlace(first.span, "the first declaration, \(first.description)")],
        suggestion: "choose another name")
      return
    }
    symbols[name.text] = Symbol(kind: kind, index: index, module: module, span: name.span)
    symbolNames.append(name.text)
  }

  // MARK: Looking up

  /// What a declared name stands for, if this module sees it; reports if not.
  mutating func lookUp(_ name: String, at span: SourceSpan) -> Symbol? {
    if let symbol = symbols[name] {
      if visible[module].contains(symbol.module) { return symbol }
      let path = program.sources[modules[symbol.module].file].path
      report(
        .nameUnknown, "`\(name)` is declared in a file that this one does not import", at: span,
        related: [RelatedPlace(symbol.span, "declared here")], suggestion: "import \"\(path)\"")
      return nil
    }
    reportUnknown(name, at: span)
    return nil
  }

  private mutating func reportUnknown(_ name: String, at span: SourceSpan) {
    let suggestion: String?
    if name.first == "r", name.count > 1, name.dropFirst().allSatisfy(\.isNumber) {
      suggestion = "registers are r0 to r15"
    } else if Mnemonic(rawValue: name) != nil {
      suggestion = "this is an instruction: something may be missing before it"
    } else if let near = near(to: name, among: routine?.labelNames ?? []) ?? near(to: name, among: namesInView) {
      suggestion = "did you mean `\(near)`?"
    } else {
      suggestion = nil
    }
    report(.nameUnknown, "nothing is called `\(Literal.shorten(name))`", at: span, suggestion: suggestion)
  }

  /// Variables, parameters and declarations, in an order that does not depend on a dictionary.
  private var namesInView: [String] {
    guard suggestionBudget > 0 else { return [] }
    return frames.reversed().flatMap { $0.keys.sorted() } + (routine?.parameters.keys.sorted() ?? [])
      + symbolNames.filter { visible[module].contains(symbols[$0]?.module ?? -1) }
  }

  /// The name most alike. This takes as long as there are names, and a file can ask for it as often as it has
  /// lines: after a while, there are no suggestions any more.
  mutating func near(to name: String, among candidates: [String]) -> String? {
    guard suggestionBudget > 0 else { return nil }
    suggestionBudget -= candidates.count
    return Spelling.nearest(to: name, among: candidates)
  }

  /// A declared name that has to be of one kind; `what` names the kind with its article.
  mutating func lookUp(_ name: Name, _ kind: Symbol.Kind, _ what: String) -> Int? {
    guard let symbol = lookUp(name.text, at: name.span) else { return nil }
    guard symbol.kind == kind else {
      report(
        .nameKind, "`\(name.text)` is \(symbol.description), where \(what) is needed", at: name.span,
        related: [RelatedPlace(symbol.span, "declared here")])
      return nil
    }
    return symbol.index
  }

  func variable(_ name: String) -> VariableID? {
    for frame in frames.reversed() { if let id = frame[name] { return id } }
    return nil
  }

  // MARK: Binding variables

  mutating func sort(_ name: Name?) -> Sort {
    guard let name else { return .int }
    if let sort = Sort(rawValue: name.text) { return sort }
    report(
      .sortUnknown, "`\(Literal.shorten(name.text))` is not a sort", at: name.span,
      suggestion: "sorts are int, bool and seq")
    return .int
  }

  /// Opens a frame with these variables; `closeFrame` ends it.
  mutating func openFrame(_ binders: [BinderSyntax]) -> [Variable] {
    var frame: [String: VariableID] = [:]
    var result: [Variable] = []
    for binder in binders {
      let name = binder.name.text
      let variable = Variable(
        id: VariableID(program.variables.count), name: name, sort: sort(binder.sort), span: binder.name.span)
      if let first = frame[name] {
        report(
          .nameDuplicate, "`\(name)` is bound twice", at: binder.name.span,
          related: [RelatedPlace(program.variables[first.index].span, "the first one")])
      } else {
        warnIfShadowing(binder.name)
        frame[name] = variable.id
      }
      program.variables.append(variable)
      result.append(variable)
    }
    frames.append(frame)
    return result
  }

  mutating func closeFrame() { frames.removeLast() }

  private mutating func warnIfShadowing(_ name: Name) {
    let hidden: (what: String, related: [RelatedPlace])?
    if let outer = variable(name.text) {
      hidden = ("a variable", [RelatedPlace(program.variables[outer.index].span, "the one that it hides")])
    } else if routine?.parameters[name.text] != nil {
      hidden = ("a parameter", [])
    } else if let symbol = symbols[name.text], visible[module].contains(symbol.module) {
      hidden = (symbol.description, [RelatedPlace(symbol.span, "the one that it hides")])
    } else {
      hidden = nil
    }
    guard let hidden else { return }
    report(
      .nameShadowed, "`\(name.text)` hides \(hidden.what) of the same name", at: name.span, related: hidden.related,
      suggestion: "choose another name", severity: .warning)
  }

  /// Reports unless as many arguments are given as there are parameters.
  mutating func checkArity(_ given: Int, _ wanted: Int, of name: String, at span: SourceSpan) -> Bool {
    if given == wanted { return true }
    report(
      .arityMismatch,
      "`\(name)` takes \(wanted) argument\(wanted == 1 ? "" : "s"), but \(given) \(given == 1 ? "is" : "are") given",
      at: span)
    return false
  }
}
