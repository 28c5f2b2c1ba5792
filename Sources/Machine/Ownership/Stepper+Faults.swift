import AIMLang

/// Violations in the user's words: what was needed, what there is, whose it is and which declaration made it so.
/// None of this runs unless a violation has been found.
extension Stepper {
  func span(_ c: borrowing Configuration) -> SourceSpan {
    if c.pc < codeCount { return compiled.program.code[c.pc].span }
    return compiled.program.boot?.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)
  }

  func flagRows(_ c: borrowing Configuration) -> [EvidenceRow] {
    [
      EvidenceRow(.value, "ie", c.interruptEnable ? "1" : "0"),
      EvidenceRow(.value, "level", c.level < levelCount ? "irq \(c.level)" : "thread"),
    ]
  }

  // MARK: Faults

  /// - Returns: `.next` where a run passes over the fault.
  func broken(_ kind: FaultKind, _ diagnostic: Diagnostic, _ pc: Int?) -> StepResult {
    let fault = Fault(kind: kind, diagnostic: diagnostic, pc: pc)
    if let tolerance, tolerance.passes(fault) { return .next }
    self.fault = fault
    return .broken
  }

  func broken(
    _ kind: FaultKind, _ c: borrowing Configuration, _ code: DiagnosticCode, _ message: String,
    related: [RelatedPlace] = [], facts: [EvidenceRow] = [], suggestion: String? = nil
  ) -> StepResult {
    broken(
      kind, Diagnostic(.error, code, message, at: span(c), related: related, facts: facts, suggestion: suggestion),
      c.pc < codeCount ? c.pc : nil)
  }

  /// A bound, or a construct without meaning here: no verdict on what lies behind.
  func cut(_ message: String, at span: SourceSpan, _ reason: Reason = .notSupported) -> StepResult {
    if limit == nil { limit = Diagnostic(.warning, DiagnosticCode(.explore, reason), message, at: span) }
    return .cut
  }

  func notOwned(_ c: borrowing Configuration, _ address: UInt64, _ check: Check) -> StepResult {
    let cell = cellName(address)
    let (rows, related, suggestion) = ownership(c, address)
    let verb = check == .load ? "reads" : check == .store ? "writes" : "frees"
    let slot = slot(c, address)
    let owner = slot < 0 ? OwnerCode.absent : c.owners[slot]
    return broken(
      owner == OwnerCode.absent ? .memory : .ownership, c, DiagnosticCode(check, .footprintMissing),
      "\(actorName(c)) \(verb) `\(cell.name)`, which it does not own", related: related,
      facts: [EvidenceRow(.needs, cell.name, "ownership of the cell")] + rows + flagRows(c), suggestion: suggestion)
  }

  /// Who owns an address, as rows; the declaration behind it, and a way to gain it.
  private func ownership(
    _ c: borrowing Configuration, _ address: UInt64
  ) -> (rows: [EvidenceRow], related: [RelatedPlace], suggestion: String?) {
    let cell = cellName(address)
    let slot = slot(c, address)
    guard slot >= 0, let owner = owner(c.owners[slot], in: c) else {
      return ([EvidenceRow(.owner, cell.name, "not in memory")], [], nil)
    }
    let row = EvidenceRow(.owner, cell.name, ownerText(owner))
    guard case .publicPart(let level) = owner else { return ([row], privacy(owner, slot, cell), nil) }
    let code = c.owners[slot]
    // Code of a higher priority than an invariant never gains it.
    let number = Int(code - OwnerCode.firstPublic)
    let isInReach = number <= c.level
    let effect =
      isInReach
      ? "makes `\(cell.name)` public while ie = 1"
      : "gives `\(cell.name)` to \(number < levelCount ? "irq \(number) and what it interrupts" : "the threads alone")"
    var related: [RelatedPlace] = []
    for (index, plan) in compiled.invariants.enumerated() where compiled.program.invariants[index].level == level {
      evaluator.beginFootprint()
      guard evaluator.run(plan.start, c, owner: code) == .holds, evaluator.isTaken(slot) else { continue }
      related.append(RelatedPlace(compiled.program.invariants[index].span, "this invariant \(effect)"))
    }
    let suggestion =
      c.interruptEnable && isInReach
      ? "disable interrupts with `cli` before this instruction, and enable them again with `sti`" : nil
    return ([row], related, suggestion)
  }

  /// Which declaration gave a thread a cell, where that is known: what comes by `alloc` or from a queue is not noted.
  private func privacy(_ owner: Owner, _ slot: Int, _ cell: CellName) -> [RelatedPlace] {
    guard case .thread(let thread) = owner, bootCells.indices.contains(thread), bootCells[thread].contains(slot),
      let boot = compiled.program.boot
    else { return [] }
    let requires = routines[boot.threads[thread].routine.index].requires
    return [RelatedPlace(requires.span, "\(threadName(thread)) requires `\(cell.name)` as its own")]
  }

  func unknownTarget(_ c: borrowing Configuration, _ address: UInt64, _ check: Check) -> StepResult {
    let wanted = check == .jump ? "a label of this routine" : "a function"
    return broken(
      .stuck, c, DiagnosticCode(check, .targetUnknown), "\(address) is not the code address of \(wanted)",
      facts: [EvidenceRow(.needs, "", "the code address of \(wanted)"), EvidenceRow(.has, "", String(address))])
  }

  func emptyStack(_ c: borrowing Configuration, _ check: Check) -> StepResult {
    let wanted = check == .iret ? "an interrupt frame" : "a call frame"
    let has: String
    if c.frames == 0 {
      has = "an empty stack"
    } else {
      let header = FrameHeader(word: c.words[c.top])
      has =
        header.isInterrupt ? "the interrupt frame of `\(name(header.routine))`" : "a call of `\(name(header.routine))`"
    }
    let instruction = check == .iret ? "iret" : "ret"
    return broken(
      .stuck, c, DiagnosticCode(check, .stackEmpty), "`\(instruction)` needs \(wanted) on top of the stack",
      facts: [EvidenceRow(.needs, "", wanted), EvidenceRow(.has, "", has)])
  }

  func registerChanged(_ c: borrowing Configuration, _ routine: Int, word: Int, entryValue: UInt64) -> StepResult {
    let register = layout.registers[word - firstRegister].description
    return broken(
      .assertion, c, DiagnosticCode(.return, .registerChanged),
      "`\(name(routine))` changes \(register), which it preserves",
      related: [RelatedPlace(compiled.program.routines[routine].nameSpan, "declared here")],
      facts: [
        EvidenceRow(.needs, register, String(entryValue)), EvidenceRow(.has, register, String(c.words[word])),
      ])
  }

  func cannotHalt(_ c: borrowing Configuration) -> StepResult {
    broken(
      .stuck, c, DiagnosticCode(.halt, .flagMismatch), "`halt` needs interrupts enabled, at thread level",
      facts: [EvidenceRow(.needs, "", "ie = 1 and level = thread")] + flagRows(c))
  }

  func emptyRange(_ c: borrowing Configuration, _ low: UInt64, _ high: UInt64) -> StepResult {
    broken(
      .stuck, c, DiagnosticCode(.choose, .rangeEmpty), "there is nothing to choose from: \(low) is above \(high)",
      facts: [EvidenceRow(.has, "", "\(low) … \(high)")])
  }

  func assertionFails(_ c: borrowing Configuration) -> StepResult {
    var rows: [EvidenceRow] = []
    if case .assert(let fact) = compiled.program.code[c.pc].operation {
      var mentions = Mentions()
      mentions.add(fact)
      for register in mentions.registers.registers { rows.append(registerRow(c, register)) }
    }
    return broken(.assertion, c, DiagnosticCode(.assert, .factUnproved), "the assertion is false here", facts: rows)
  }

  private func registerRow(_ c: borrowing Configuration, _ register: Register) -> EvidenceRow {
    let slot = layout.registerSlot[register.index]
    return EvidenceRow(.value, register.description, slot < 0 ? "0" : String(c.words[firstRegister + slot]))
  }

  /// A plan of a contract, label invariant or ghost line that the latest run found false.
  func assertionFails(
    _ c: borrowing Configuration, _ plan: Plan, _ check: Check, because why: String
  ) -> StepResult {
    let (reason, what, rows, place) = explain(c, plan, owner: c.actor)
    let diagnostic = Diagnostic(
      .error, DiagnosticCode(check, reason), "\(what), but \(why)",
      at: check == .loop ? plan.span : check == .handler ? handlerSpan(c) : span(c),
      related: place.map { [RelatedPlace($0, "this does not hold")] } ?? [], facts: rows + flagRows(c))
    return broken(.assertion, diagnostic, c.pc < codeCount ? c.pc : nil)
  }

  private func handlerSpan(_ c: borrowing Configuration) -> SourceSpan {
    let header = FrameHeader(word: c.words[c.top])
    return compiled.program.routines[header.routine].nameSpan
  }

  /// An invariant that does not hold where it is given up.
  func invariantFails(_ c: borrowing Configuration, _ level: Int, _ check: Check) -> StepResult {
    let plan = compiled.levelInvariants[level]
    let (reason, what, rows, place) = explain(c, plan, owner: c.actor)
    let code = DiagnosticCode(check, reason == .factUnproved ? .invariantUnproved : reason)
    return broken(
      .invariant, c, code, "`\(check.rawValue)` gives up the invariant for \(levelText(level)), but \(what)",
      related: place.map { [RelatedPlace($0, "this part of the invariant")] } ?? [], facts: rows + flagRows(c))
  }

  func leftOver(_ c: borrowing Configuration, _ slot: Int, _ check: Check) -> StepResult {
    let cell = cellName(shapes.address(ofSlot: slot, shape: c.shape, layout: layout))
    let instruction = check == .iret ? "iret" : "ret"
    return broken(
      .leak, c, DiagnosticCode(check, .footprintLeftover),
      "`\(cell.name)` is still owned at `\(instruction)`, and nobody takes it",
      facts: [
        EvidenceRow(.has, cell.name, String(c.words[firstCell + slot])), EvidenceRow(.owner, cell.name, actorName(c)),
      ])
  }

  /// A fault of the boot obligations.
  func bootFails(_ c: borrowing Configuration, _ plan: Plan, _ what: String, _ span: SourceSpan, isInvariant: Bool) {
    let (reason, why, rows, place) = explain(c, plan, owner: OwnerCode.nobody)
    let code = DiagnosticCode(.boot, isInvariant && reason == .factUnproved ? .invariantUnproved : reason)
    fault = Fault(
      kind: .boot,
      diagnostic: Diagnostic(
        .error, code, "\(what) does not hold at boot: \(why)", at: span,
        related: place.map { [RelatedPlace($0, "this does not hold")] } ?? [], facts: rows),
      pc: nil)
  }

  /// Runs a failing plan again and tells what is wrong: a reason, words, values, and the conjunct in question.
  ///
  /// - Parameter given: variables that have their values already.
  func explain(
    _ c: borrowing Configuration, _ plan: Plan, owner: UInt16, given: [Int32] = []
  ) -> (reason: Reason, what: String, rows: [EvidenceRow], place: SourceSpan?) {
    let variables = compiled.assertions.variables
    for index in variables.indices { evaluator.assigned[index] = false }
    for slot in given { evaluator.assigned[Int(slot)] = true }
    evaluator.beginFootprint()
    _ = evaluator.run(plan.start, c, owner: owner)
    // Once more, now that it is known which of the failures counts.
    evaluator.detailedFailure = evaluator.failure.number
    evaluator.beginFootprint()
    _ = evaluator.run(plan.start, c, owner: owner)
    evaluator.detailedFailure = -1
    let failure = evaluator.failure
    var rows = unfoldingRows()
    for (index, variable) in variables.enumerated() where evaluator.assigned[index] && !variable.name.isEmpty {
      rows.append(EvidenceRow(.value, variable.name, text(evaluator.environment[index], of: variable)))
    }
    for index in 0..<min(evaluator.footprintCount, Self.mostCells) {
      let slot = Int(evaluator.footprint[index])
      let cell = cellName(shapes.address(ofSlot: slot, shape: c.shape, layout: layout))
      rows.append(EvidenceRow(.has, cell.name, String(c.words[firstCell + slot])))
    }
    if evaluator.footprintCount > Self.mostCells {
      rows.append(EvidenceRow(.has, "", "\(evaluator.footprintCount - Self.mostCells) more cells"))
    }
    let origin = failure.origin >= 0 ? compiled.assertions.origins[Int(failure.origin)] : nil
    switch failure.kind {
    case .missingCell:
      let cell = cellName(failure.address)
      return (
        .footprintMissing, "`\(cell.name)` is not owned here", rows + ownership(c, failure.address).rows, origin?.span
      )
    case .noCell: return (.footprintMissing, "no cell that is owned here fits", rows, origin?.span)
    case .noAlternative: return (.disjunctionUnproved, "no alternative holds", rows, origin?.span)
    case .falseFact:
      if evaluator.sides.count == 2 {
        let (left, right) = (text(ofSequence: evaluator.sides[0]), text(ofSequence: evaluator.sides[1]))
        rows.append(EvidenceRow(.note, "", "\(left) is not \(right)"))
      }
      for register in layout.registers { rows.append(registerRow(c, register)) }
      let isAboutFlags = origin?.aboutFlags ?? false
      return (
        isAboutFlags ? .flagMismatch : .factUnproved,
        isAboutFlags ? "the interrupt flag or the level is not what is needed" : "a fact is false", rows, origin?.span
      )
    }
  }

  /// Cells that a message shows.
  private static let mostCells = 64

  /// The way from an instance in the assertion to the one in which it fails, unless that is the assertion itself.
  private func unfoldingRows() -> [EvidenceRow] {
    guard evaluator.failure.instance >= 0 else { return [] }
    var names = evaluator.unfoldings.reversed().map { unfolding in
      let inputs = unfolding.inputs.enumerated().map { position, value in
        inputText(value, of: compiled.program.predicates[unfolding.predicate].parameters[position])
      }
      return "`\(compiled.program.predicates[unfolding.predicate].name)(\(inputs.joined(separator: ", ")))`"
    }
    if names.count > 5 { names.replaceSubrange(2..<names.count - 2, with: ["…"]) }
    return [EvidenceRow(.note, "", "unfolding \(names.joined(separator: " → "))")]
  }

  /// A value as messages show it; what may be the address of a global, by its name.
  private func inputText(_ value: Int128, of parameter: Variable) -> String {
    if parameter.sort == .seq { return text(ofSequence: value) }
    guard let address = UInt64(exactly: value), layout.globalSlot(address) >= 0 else { return String(value) }
    return cellName(address).name
  }

  private func text(_ value: Int128, of variable: AssertionCode.Slot) -> String {
    variable.isSequence ? text(ofSequence: value) : String(value)
  }

  private func text(ofSequence sequence: Int128) -> String {
    let count = evaluator.sequences.count(sequence)
    let shown = evaluator.sequences.values(sequence, most: 16).map(String.init)
    return "[\((shown + (count > shown.count ? ["…"] : [])).joined(separator: ", "))]"
  }
}
