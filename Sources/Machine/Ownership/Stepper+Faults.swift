import AIMLang

/// Violations in the user's words: what was needed, what there is, whose it is and which declaration made it so.
/// None of this runs unless a violation has been found.
extension Stepper {
  // MARK: Names

  /// The name that the source gives a cell.
  func cellName(_ address: UInt64) -> CellName {
    let slot = layout.globalSlot(address)
    guard slot >= 0, let region = layout.regions.first(where: { slot >= $0.slot && slot < $0.slot + $0.count }) else {
      return CellName(address: address, name: "0x" + String(address, radix: 16))
    }
    let global = compiled.program.globals[region.global]
    let offset = slot - region.slot
    if let type = compiled.program.structs.first(where: { $0.name == global.structName }), offset < type.fields.count {
      return CellName(address: address, name: "\(global.name).\(type.fields[offset])")
    }
    return CellName(address: address, name: region.count == 1 ? global.name : "\(global.name)[\(offset)]")
  }

  func levelName(_ level: Int) -> Level { level < levelCount ? .irq(level) : .thread }

  /// Who an owner code names in this configuration; nil for an address that is not in memory.
  func owner(_ code: UInt16, in c: borrowing Configuration) -> Owner? {
    if code == OwnerCode.absent { return nil }
    if code == OwnerCode.nobody { return .nobody }
    if code < OwnerCode.firstRunning { return .publicPart(levelName(Int(code - OwnerCode.firstPublic))) }
    let depth = Int(code - OwnerCode.firstRunning) % (OwnerCode.depthLimit + 1)
    if depth == 0 { return .thread(0) }
    // The interrupt frames from the top down have depths c.depth, c.depth − 1 …
    var frame = c.top
    var current = c.depth
    for _ in 0..<c.frames {
      let header = FrameHeader(word: c.words[frame])
      if header.isInterrupt {
        if current == depth { return .handler(level: handlerLevel[header.routine]) }
        current -= 1
      }
      frame = Int(c.words[frame + 1] >> 8)
    }
    return .thread(0)
  }

  func actor(of c: borrowing Configuration) -> Actor {
    if c.level < levelCount { return .handler(level: c.level) }
    return c.pc >= codeCount ? .idle : .thread(0)
  }

  private func actorName(_ c: borrowing Configuration) -> String {
    guard c.level < levelCount else { return "the thread" }
    let handler = compiled.handlers[c.level]
    return handler >= 0 ? "the handler `\(name(handler))`" : "the handler of irq \(c.level)"
  }

  private func span(_ c: borrowing Configuration) -> SourceSpan {
    if c.pc < codeCount { return compiled.program.code[c.pc].span }
    return compiled.program.boot?.span ?? SourceSpan(file: FileID(0), start: 0, end: 0)
  }

  private func flagRows(_ c: borrowing Configuration) -> [EvidenceRow] {
    [
      EvidenceRow(.value, "ie", c.interruptEnable ? "1" : "0"),
      EvidenceRow(.value, "level", c.level < levelCount ? "irq \(c.level)" : "thread"),
    ]
  }

  // MARK: Faults

  private func broken(_ diagnostic: Diagnostic, _ pc: Int?) -> StepResult {
    fault = Fault(diagnostic: diagnostic, pc: pc)
    return .broken
  }

  private func broken(
    _ c: borrowing Configuration, _ code: DiagnosticCode, _ message: String, related: [RelatedPlace] = [],
    facts: [EvidenceRow] = [], suggestion: String? = nil
  ) -> StepResult {
    broken(
      Diagnostic(.error, code, message, at: span(c), related: related, facts: facts, suggestion: suggestion),
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
    return broken(
      c, DiagnosticCode(check, .footprintMissing),
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
    guard case .publicPart(let level) = owner else {
      return ([EvidenceRow(.owner, cell.name, owner.description)], [], nil)
    }
    let code = c.owners[slot]
    var related: [RelatedPlace] = []
    for (index, plan) in compiled.invariants.enumerated() where compiled.program.invariants[index].level == level {
      evaluator.beginFootprint()
      guard evaluator.run(plan.start, c, owner: code) == .holds, evaluator.isTaken(slot) else { continue }
      related.append(
        RelatedPlace(compiled.program.invariants[index].span, "this invariant makes `\(cell.name)` public while ie = 1")
      )
    }
    let suggestion =
      c.interruptEnable
      ? "disable interrupts with `cli` before this instruction, and enable them again with `sti`" : nil
    return ([EvidenceRow(.owner, cell.name, owner.description)], related, suggestion)
  }

  func unknownTarget(_ c: borrowing Configuration, _ address: UInt64, _ check: Check) -> StepResult {
    let wanted = check == .jump ? "a label of this routine" : "a function"
    return broken(
      c, DiagnosticCode(check, .targetUnknown), "\(address) is not the code address of \(wanted)",
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
      c, DiagnosticCode(check, .stackEmpty), "`\(instruction)` needs \(wanted) on top of the stack",
      facts: [EvidenceRow(.needs, "", wanted), EvidenceRow(.has, "", has)])
  }

  func registerChanged(_ c: borrowing Configuration, _ routine: Int, word: Int, entryValue: UInt64) -> StepResult {
    let register = layout.registers[word - firstRegister].description
    return broken(
      c, DiagnosticCode(.return, .registerChanged), "`\(name(routine))` changes \(register), which it preserves",
      related: [RelatedPlace(compiled.program.routines[routine].nameSpan, "declared here")],
      facts: [
        EvidenceRow(.needs, register, String(entryValue)), EvidenceRow(.has, register, String(c.words[word])),
      ])
  }

  func cannotHalt(_ c: borrowing Configuration) -> StepResult {
    broken(
      c, DiagnosticCode(.halt, .flagMismatch), "`halt` needs interrupts enabled, at thread level",
      facts: [EvidenceRow(.needs, "", "ie = 1 and level = thread")] + flagRows(c))
  }

  func emptyRange(_ c: borrowing Configuration, _ low: UInt64, _ high: UInt64) -> StepResult {
    broken(
      c, DiagnosticCode(.choose, .rangeEmpty), "there is nothing to choose from: \(low) is above \(high)",
      facts: [EvidenceRow(.has, "", "\(low) … \(high)")])
  }

  func assertionFails(_ c: borrowing Configuration) -> StepResult {
    var rows: [EvidenceRow] = []
    if case .assert(let fact) = compiled.program.code[c.pc].operation {
      var mentions = Mentions()
      mentions.add(fact)
      for register in mentions.registers.registers { rows.append(registerRow(c, register)) }
    }
    return broken(c, DiagnosticCode(.assert, .factUnproved), "the assertion is false here", facts: rows)
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
    return broken(diagnostic, c.pc < codeCount ? c.pc : nil)
  }

  private func handlerSpan(_ c: borrowing Configuration) -> SourceSpan {
    let header = FrameHeader(word: c.words[c.top])
    return compiled.program.routines[header.routine].nameSpan
  }

  /// An invariant that does not hold where it is given up.
  func invariantFails(_ c: borrowing Configuration, _ level: Int, _ check: Check) -> StepResult {
    let plan = compiled.levelInvariants[level]
    let (reason, what, rows, place) = explain(c, plan, owner: c.actor)
    let name = level < levelCount ? "irq \(level)" : "threads"
    let instruction = check == .iret ? "`iret`" : "`sti`"
    let code = DiagnosticCode(check, reason == .factUnproved ? .invariantUnproved : reason)
    return broken(
      c, code, "\(instruction) gives up the invariant for \(name), but \(what)",
      related: place.map { [RelatedPlace($0, "this part of the invariant")] } ?? [], facts: rows + flagRows(c))
  }

  func leftOver(_ c: borrowing Configuration, _ slot: Int, _ check: Check) -> StepResult {
    let cell = cellName(shapes.address(ofSlot: slot, shape: c.shape, layout: layout))
    let instruction = check == .iret ? "iret" : "ret"
    return broken(
      c, DiagnosticCode(check, .footprintLeftover),
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
      diagnostic: Diagnostic(
        .error, code, "\(what) does not hold at boot: \(why)", at: span,
        related: place.map { [RelatedPlace($0, "this does not hold")] } ?? [], facts: rows),
      pc: nil)
  }

  /// Runs a failing plan again and tells what is wrong: a reason, words, values, and the conjunct in question.
  private func explain(
    _ c: borrowing Configuration, _ plan: Plan, owner: UInt16
  ) -> (reason: Reason, what: String, rows: [EvidenceRow], place: SourceSpan?) {
    let names = compiled.assertions.variableNames
    for index in names.indices { evaluator.assigned[index] = false }
    evaluator.beginFootprint()
    _ = evaluator.run(plan.start, c, owner: owner)
    let failure = evaluator.failure
    var rows: [EvidenceRow] = []
    for index in names.indices where evaluator.assigned[index] && !names[index].isEmpty {
      rows.append(EvidenceRow(.value, names[index], String(evaluator.environment[index])))
    }
    for index in 0..<evaluator.footprintCount {
      let slot = Int(evaluator.footprint[index])
      let cell = cellName(shapes.address(ofSlot: slot, shape: c.shape, layout: layout))
      rows.append(EvidenceRow(.has, cell.name, String(c.words[firstCell + slot])))
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
      for register in layout.registers { rows.append(registerRow(c, register)) }
      let isAboutFlags = origin?.aboutFlags ?? false
      return (
        isAboutFlags ? .flagMismatch : .factUnproved,
        isAboutFlags ? "the interrupt flag or the level is not what is needed" : "a fact is false", rows, origin?.span
      )
    }
  }
}
