/// Routines: contracts, labels, the order of what stands in a body.
extension Resolver {
  /// What concerns routines as a whole, before any body is looked at.
  mutating func resolveSignatures() {
    var handlers: [Int: SourceSpan] = [:]
    for item in routines {
      begin(item.module, .constant)
      var kind = Routine.Kind.function
      switch item.syntax.kind {
      case .function: kind = .function
      case .externFunction: kind = .externFunction
      case .handler(let syntax):
        guard case .irq(let number)? = kept(level(syntax)) else {
          kind = .handler(level: 0)
          break
        }
        kind = .handler(level: number)
        if let first = handlers[number] {
          report(
            .handlerDuplicate, "interrupt \(number) has two handlers", at: item.syntax.name.span,
            related: [RelatedPlace(first, "the first one")])
        } else {
          handlers[number] = item.syntax.name.span
        }
      }
      program.routines.append(
        Routine(
          name: item.syntax.name.text, kind: kind, parameters: item.syntax.parameters.map(\.text), logicals: [],
          requires: [], ensures: [], preserves: RegisterSet(), code: 0..<0, labels: [], module: item.module,
          span: item.declaration, nameSpan: item.syntax.name.span, documentation: item.documentation))
    }
  }

  mutating func resolveRoutines() {
    for index in routines.indices { resolveRoutine(index) }
    routine = nil
  }

  private mutating func resolveRoutine(_ index: Int) {
    let syntax = routines[index].syntax
    begin(routines[index].module, .requires)
    routine = RoutineScope()
    declareParameters(syntax)
    let isHandler = if case .handler = syntax.kind { true } else { false }

    let binders = syntax.clauses.flatMap { clause -> [BinderSyntax] in
      if case .with(let binders) = clause.kind { binders } else { [] }
    }
    program.routines[index].logicals = openFrame(binders)
    for clause in syntax.clauses {
      switch clause.kind {
      case .with: break
      case .requires(let body):
        context = .requires
        if let body = kept(assertion(body)) { program.routines[index].requires.append(body) }
      case .ensures(let body):
        context = isHandler ? .handlerEnsures : .ensures
        guard let body = kept(assertion(body)) else { break }
        program.routines[index].ensures.append(body)
        if Self.mentionsInterruptEnable(body) { program.routines[index].ensuresInterruptEnable = true }
      case .preserves(let ranges):
        if isHandler {
          report(
            .settingPlace, "a handler has no `preserves`: `iret` restores all registers", at: clause.place.span)
        }
        for range in ranges { preserve(range, in: index) }
      }
    }
    resolveBody(index)
    frames = []
  }

  private static func mentionsInterruptEnable(_ assertion: Assertion) -> Bool {
    var isMentioned = false
    assertion.forEachExpression { $0.forEach { if $0 == .interruptEnable { isMentioned = true } } }
    return isMentioned
  }

  private mutating func declareParameters(_ syntax: RoutineSyntax) {
    for (position, name) in syntax.parameters.enumerated() {
      guard position + 1 < Register.count else {
        report(
          .parametersMany, "a function has at most \(Register.count - 1) parameters, one for each of r1 to r15",
          at: name.span)
        break
      }
      if routine?.parameters[name.text] != nil {
        report(.nameDuplicate, "`\(name.text)` is declared twice", at: name.span)
      } else {
        if let symbol = symbols[name.text], visible[module].contains(symbol.module) {
          report(
            .nameShadowed, "`\(name.text)` hides \(symbol.description) of the same name", at: name.span,
            related: [RelatedPlace(symbol.span, "the one that it hides")], suggestion: "choose another name",
            severity: .warning)
        }
        routine?.parameters[name.text] = Register(position + 1)
      }
    }
  }

  private mutating func preserve(_ range: RegisterRangeSyntax, in index: Int) {
    guard range.first <= range.last else {
      report(
        .registersOrder, "the range \(range.first)-\(range.last) is empty", at: range.place.span,
        suggestion: "write \(range.last)-\(range.first)")
      return
    }
    for number in range.first.index...range.last.index { program.routines[index].preserves.insert(Register(number)) }
  }

  // MARK: Bodies

  private mutating func resolveBody(_ index: Int) {
    let syntax = routines[index].syntax
    guard syntax.kind != .externFunction else { return }
    let start = starts[index]
    declareLabels(syntax.body, from: start)
    context = .body
    var ghosts: [GhostStatement] = []
    var pendingLabel: Name?
    var pendingGhost: SourceSpan?
    var last: InstructionSyntax?
    for item in syntax.body {
      switch item {
      case .label(let label):
        if let ghost = pendingGhost {
          report(
            .ghostPlace, "a ghost line cannot stand before a label", at: ghost,
            related: [RelatedPlace(label.name.span, "the label")],
            suggestion: "put it behind the label, or before an instruction")
          pendingGhost = nil
        }
        resolveLabel(label, in: index)
        pendingLabel = label.name
      case .ghost(let ghost):
        pendingGhost = ghost.place.span
        if let statement = kept(self.ghost(ghost)) { ghosts.append(statement) }
      case .instruction(let instruction):
        // One that is wrong still takes its place, so that program counters stay right.
        let operation = kept(self.operation(instruction)) ?? .halt
        program.code.append(Instruction(operation, at: instruction.place.span, ghosts: ghosts))
        ghosts = []
        (pendingLabel, pendingGhost, last) = (nil, nil, instruction)
      }
    }
    program.routines[index].code = start..<program.code.count
    checkEnd(syntax, last: last, label: pendingLabel, ghost: pendingGhost)
  }

  private mutating func checkEnd(
    _ syntax: RoutineSyntax, last: InstructionSyntax?, label: Name?, ghost: SourceSpan?
  ) {
    let ends = "ret, iret, halt, j or jr"
    if let ghost {
      report(
        .ghostPlace, "a ghost line stands before an instruction, but none follows", at: ghost,
        suggestion: "put it before the last instruction")
    }
    guard let last else {
      report(
        .routineEmpty, "`\(syntax.name.text)` has no instructions", at: syntax.name.span,
        suggestion: "end it with one of \(ends)")
      return
    }
    if let label {
      report(
        .labelEnd, "no instruction follows the label `\(label.text)`", at: label.span,
        suggestion: "end the routine with one of \(ends)")
    } else if !last.mnemonic.endsRoutine {
      report(
        .routineEnd, "control falls off the end of `\(syntax.name.text)`", at: last.place.span,
        suggestion: "end it with one of \(ends)")
    }
  }

  private mutating func declareLabels(_ body: [BodyItemSyntax], from start: Int) {
    var pc = start
    var first: [String: SourceSpan] = [:]
    for item in body {
      switch item {
      case .ghost: break
      case .instruction: pc += 1
      case .label(let label):
        let name = label.name
        if let earlier = first[name.text] {
          report(
            .nameDuplicate, "the label `\(name.text)` stands twice", at: name.span,
            related: [RelatedPlace(earlier, "the first one")])
          continue
        }
        if routine?.parameters[name.text] != nil || variable(name.text) != nil {
          report(
            .nameShadowed, "the label `\(name.text)` has the name of a parameter or variable", at: name.span,
            suggestion: "choose another name", severity: .warning)
        } else if let symbol = symbols[name.text], visible[module].contains(symbol.module) {
          report(
            .nameShadowed, "the label `\(name.text)` hides \(symbol.description) of the same name", at: name.span,
            related: [RelatedPlace(symbol.span, "the one that it hides")], suggestion: "choose another name",
            severity: .warning)
        }
        first[name.text] = name.span
        routine?.labels[name.text] = pc
        routine?.labelNames.append(name.text)
      }
    }
  }

  private mutating func resolveLabel(_ label: LabelSyntax, in index: Int) {
    let invariants = label.invariants.compactMap { kept(assertion($0)) }
    program.routines[index].labels.append(
      Label(name: label.name.text, pc: program.code.count, invariants: invariants, span: label.name.span))
  }
}
