/// Declarations of the logic: invariants, predicates, functions, lemmas, queues, instantiations.
extension Resolver {
  mutating func resolveLogic() {
    for item in invariants {
      begin(item.module, .invariant)
      let syntax = item.syntax
      let level = kept(self.level(syntax.level))
      let parameters = openFrame(syntax.parameters)
      requireNumbers(syntax.parameters, "a family of invariants")
      let body = kept(assertion(syntax.body))
      closeFrame()
      program.invariants.append(
        Invariant(
          name: syntax.name?.text, parameters: parameters, level: level ?? .thread,
          body: body ?? Assertion(.emp, at: syntax.body.span), module: item.module, span: item.declaration,
          documentation: item.documentation))
    }
    for item in predicates {
      begin(item.module, .definition)
      let syntax = item.syntax
      let parameters = openFrame(syntax.inputs + syntax.outputs)
      let body = syntax.body.flatMap { kept(assertion($0)) }
      closeFrame()
      if let sort = syntax.sort, self.sort(sort) != .bool {
        report(
          .sortMismatch, "an abstract function is a condition: its sort is bool", at: sort.span,
          suggestion: "for a number, let an abstract predicate determine it: `abstract predicate p(x; number)`")
      }
      program.predicates.append(
        Predicate(
          name: syntax.name.text, parameters: parameters, inputCount: syntax.inputs.count, body: body,
          isPure: syntax.sort != nil, module: item.module, span: item.declaration))
    }
    for item in functions {
      begin(item.module, .definition)
      let syntax = item.syntax
      let sort = sort(syntax.sort)
      let parameters = openFrame(syntax.parameters)
      let body = kept(expression(syntax.body, sort))
      closeFrame()
      program.functions.append(
        PureFunction(
          name: syntax.name.text, parameters: parameters, sort: sort,
          body: body ?? Expression(.integer(0), sort: sort, at: syntax.body.span), module: item.module,
          span: item.declaration))
    }
    for item in lemmas { resolveLemma(item) }
    for item in queues {
      begin(item.module, .definition)
      let (name, binders, hands) = item.syntax
      let parameters = openFrame(binders)
      requireNumbers(binders, "a queue")
      let body = kept(assertion(hands))
      closeFrame()
      program.queues.append(
        WaitQueue(
          name: name.text, parameters: parameters, hands: body ?? Assertion(.emp, at: hands.span),
          module: item.module, span: item.declaration))
    }
  }

  /// Outside any routine, in the names of a module.
  mutating func begin(_ index: Int, _ what: ExpressionContext) {
    module = index
    context = what
    routine = nil
    frames = []
  }

  /// What `share`, `block` and `unblock` give are words.
  private mutating func requireNumbers(_ binders: [BinderSyntax], _ what: String) {
    for binder in binders where sort(binder.sort) != .int {
      report(
        .sortMismatch, "the parameters of \(what) are words", at: binder.sort?.span ?? binder.name.span,
        suggestion: "leave out the sort")
    }
  }

  private mutating func resolveLemma(_ item: Pending<LemmaSyntax>) {
    begin(item.module, .definition)
    let syntax = item.syntax
    let parameters = openFrame(syntax.parameters)
    defer { closeFrame() }
    var requires: [Assertion] = []
    var ensures: [Assertion] = []
    for clause in syntax.clauses {
      switch clause.kind {
      case .requires(let body): if let body = kept(assertion(body)) { requires.append(body) }
      case .ensures(let body): if let body = kept(assertion(body)) { ensures.append(body) }
      case .with, .preserves:
        report(
          .settingPlace, "a lemma has only `requires` and `ensures`", at: clause.place.span,
          suggestion: "variables of a lemma are its parameters")
      }
    }
    let proof = syntax.proof.compactMap { kept(step($0)) }
    program.lemmas.append(
      Lemma(
        name: syntax.name.text, parameters: parameters, requires: requires, ensures: ensures, proof: proof,
        module: item.module, span: item.declaration, documentation: item.documentation))
  }

  /// `import … where P(x) = A`; each abstract predicate is instantiated at most once.
  mutating func resolveInstantiations() {
    var first: [Int: (span: SourceSpan, isPartial: Bool)] = [:]
    for (index, item) in modules.enumerated() {
      var imports = item.imports.makeIterator()
      for declaration in item.syntax.declarations {
        guard case .import(let syntax) = declaration.kind, let target = imports.next() else { continue }
        for instantiation in syntax.instantiations {
          begin(index, .definition)
          instantiate(instantiation, of: target, &first)
        }
      }
    }
  }

  private mutating func instantiate(
    _ syntax: ImportSyntax.Instantiation, of target: Int?,
    _ first: inout [Int: (span: SourceSpan, isPartial: Bool)]
  ) {
    guard let id = lookUp(syntax.name, .predicate, "an abstract predicate") else { return }
    let predicate = predicates[id]
    if predicate.syntax.body != nil {
      report(
        .importInstantiation, "`\(syntax.name.text)` already has a meaning", at: syntax.name.span,
        related: [RelatedPlace(predicate.declaration, "declared here")],
        suggestion: "only an abstract predicate can be instantiated")
      return
    }
    if let target, !visible[target].contains(predicate.module) {
      report(
        .importInstantiation, "`\(syntax.name.text)` is not a predicate of the imported file", at: syntax.name.span,
        related: [RelatedPlace(predicate.declaration, "declared here")])
      return
    }
    if let earlier = first[id], syntax.guardedBy == nil || !earlier.isPartial {
      report(
        .importInstantiation, "`\(syntax.name.text)` is instantiated twice", at: syntax.name.span,
        related: [RelatedPlace(earlier.span, "the first time")],
        suggestion: "say of which arguments each speaks: `\(syntax.name.text)(x) if family@(x) = …`")
      return
    }
    if first[id] == nil { first[id] = (syntax.name.span, syntax.guardedBy != nil) }
    let wanted = predicate.syntax.inputs.count + predicate.syntax.outputs.count
    guard checkArity(syntax.parameters.count, wanted, of: syntax.name.text, at: syntax.name.span) else { return }
    for (given, declared) in zip(syntax.parameters, predicate.syntax.inputs + predicate.syntax.outputs) {
      let (sort, wanted) = (self.sort(given.sort), self.sort(declared.sort))
      if sort == wanted { continue }
      report(
        .sortMismatch,
        "`\(given.name.text)` is \(Self.name(of: sort)) here and \(Self.name(of: wanted)) in the declaration",
        at: given.name.span, related: [RelatedPlace(declared.name.span, "declared here")],
        suggestion: wanted == .int ? "leave out the sort" : "write `\(given.name.text): \(wanted.rawValue)`")
      return
    }
    var condition: Instantiation.Guard?
    if let written = syntax.guardedBy {
      guard let found = kept(self.condition(written, of: syntax, inputs: predicate.syntax.inputs.count)) else { return }
      condition = found
    }
    let parameters = openFrame(syntax.parameters)
    defer { closeFrame() }
    guard let body = kept(assertion(syntax.body)) else { return }
    if predicate.syntax.sort != nil, speaksOfMemory(syntax.body) {
      report(
        .memoryPure, "`\(syntax.name.text)` is a condition, and what it stands for here speaks of memory",
        at: syntax.body.span, related: [RelatedPlace(predicate.declaration, "declared here")])
    }
    program.instantiations.append(
      Instantiation(
        predicate: PredicateID(id), parameters: parameters, guardedBy: condition, body: body, module: module,
        span: syntax.name.span))
  }

  /// The condition of a meaning for some arguments: each a different input of the predicate.
  private mutating func condition(
    _ written: ImportSyntax.Guard, of syntax: ImportSyntax.Instantiation, inputs: Int
  ) -> Instantiation.Guard? {
    guard let family = lookUp(written.family, .invariant, "a family of invariants") else { return nil }
    let wanted = invariants[family].syntax.parameters.count
    guard wanted > 0, checkArity(written.arguments.count, wanted, of: written.family.text, at: written.family.span)
    else {
      if wanted == 0 {
        report(.nameKind, "`\(written.family.text)` is not a family", at: written.family.span)
      }
      return nil
    }
    var positions: [Int] = []
    for argument in written.arguments {
      let position = syntax.parameters.prefix(inputs).firstIndex { $0.name.text == argument.text }
      guard let position, !positions.contains(position) else {
        report(
          .importInstantiation, "`\(argument.text)` is not another input of `\(syntax.name.text)`", at: argument.span,
          suggestion: "name parameters of it that stand before the `;` of its declaration, each once")
        return nil
      }
      positions.append(position)
    }
    return Instantiation.Guard(family: InvariantID(family), positions: positions)
  }
}
