import AIMLang
import SepLogic

// Failures as diagnostics: what was needed, what there is, and the values with which it fails.

extension Execution {
  /// A finding at the instruction where the path stands.
  func finding(_ diagnostic: Diagnostic, _ path: Path, _ model: Model?) -> Finding {
    var diagnostic = diagnostic
    diagnostic.facts += valueRows(path, model)
    var known: Set<SourceSpan> = []
    diagnostic.related = diagnostic.related.filter { known.insert($0.span).inserted }
    // The boot obligations stand before the first instruction, and a lemma has none.
    guard path.pc >= 0, program.lemma(provedBy: task.routine) == nil else {
      return Finding(diagnostic: diagnostic, pc: nil)
    }
    return Finding(diagnostic: diagnostic, pc: path.pc, counterexample: counterexample(path, model))
  }

  /// The obligation is not refuted: the solver did not answer.
  func withoutAnswer(_ diagnostic: Diagnostic, _ check: Check, _ why: String) -> Diagnostic {
    var result = diagnostic
    result.code = DiagnosticCode(check, .solverUnknown)
    result.message = "undecided: " + diagnostic.message
    result.facts.append(EvidenceRow(.note, "solver", why))
    return result
  }

  /// Something that has no rule.
  func undecided(_ error: LoweringError, _ check: Check, at span: SourceSpan, pc: Int?) -> Finding {
    Finding(
      diagnostic: Diagnostic(
        .error, DiagnosticCode(check, error.reason), error.message, at: span,
        related: error.span == span ? [] : [RelatedPlace(error.span, "this")]),
      pc: pc)
  }

  /// Records that a formula could not be taken out of the heap.
  func fail(_ duty: Duty, _ failure: ConsumeFailure, _ path: Path, _ purpose: Purpose) {
    var here = path
    here.state.facts = failure.state.facts
    let diagnostic = diagnostic(for: failure, here, duty.key.check, purpose)
    let finding = finding(diagnostic, here, failure.model)
    // Only a model that was checked refutes; a search that did not find a way does not.
    if failure.isConclusive { duty.refute(finding) } else { duty.doubt(finding) }
  }

  private func diagnostic(
    for failure: ConsumeFailure, _ path: Path, _ check: Check, _ purpose: Purpose
  ) -> Diagnostic {
    let origin = lowering.origins[failure.origin]
    let part = origin.map { program.sources.text(of: $0.span) } ?? ""
    let isInvariant = if case .invariant? = origin?.kind { true } else { false }
    var result = Diagnostic(
      .error, DiagnosticCode(check, .factUnproved), "", at: site(path, purpose),
      related: origin.map { [RelatedPlace($0.span, place(of: $0.kind))] } ?? [])
    let unproved: Reason = isInvariant ? .invariantUnproved : .factUnproved
    switch failure.kind {
    case .missingCell(let address, _):
      result.code = DiagnosticCode(check, .footprintMissing)
      let owner = owner(of: address, path, failure.model)
      result.message =
        "\(subject(purpose)) needs \(cell(address, failure.model)), which is not owned here\(owner.reason)"
      result.facts = [EvidenceRow(.needs, "", part), EvidenceRow(.has, "", owned(path, failure.model))]
      result.facts += owner.rows + definitionRows(failure.state, asked: failure.foldings)
      result.related += owner.related
      switch purpose {
      case .requires, .assertion, .leak, .hands: result.suggestion = owner.suggestion
      case .invariant, .ensures, .handlerRequires, .handlerEnsures, .loopInvariant, .loopFrame, .bootThread,
        .bootInvariant, .bootShare, .leftover, .closing:
        break
      }
    case .missingAtom(let symbol, let arguments):
      missingAtom(symbol, arguments, part, path, check, purpose, &result)
    case .unprovedValue(let address, let expected, let actual):
      result.code = DiagnosticCode(check, unproved)
      result.message = "\(subject(purpose)) does not follow: the content of \(cell(address, failure.model)) may differ"
      if case .loopFrame(let label) = purpose {
        result.code = DiagnosticCode(check, .frameChanged)
        result.message =
          "\(cell(address, failure.model)) has changed in the loop, and the invariant of "
          + "`\(label.name)` does not mention it"
        result.related.append(RelatedPlace(label.span, "the loop head"))
        result.suggestion = "mention \(cell(address, failure.model)) in the invariant of `\(label.name)`"
      }
      result.facts = [
        EvidenceRow(.needs, "", "\(part), that is \(describe(expected))"), EvidenceRow(.has, "", describe(actual)),
      ]
      result.facts += definitionRows(failure.state, asked: failure.foldings)
    case .unprovedFact(let fact):
      result.code = DiagnosticCode(check, unproved)
      result.message = "\(subject(purpose)) does not follow"
      result.facts = [EvidenceRow(.needs, "", part)] + definitionRows(failure.state, asked: failure.foldings)
      if arena.constant(fact) == nil, describe(fact) != part, fact != arena.false {
        result.facts.append(EvidenceRow(.needs, "here", describe(fact)))
      }
    case .disjunction(let alternatives):
      result.code = DiagnosticCode(check, .disjunctionUnproved)
      result.message = "\(subject(purpose)) does not follow: no alternative can be shown"
      result.facts = [EvidenceRow(.needs, "", part)]
      result.facts += alternatives.prefix(Self.rowLimit).map { alternative in
        let inner = diagnostic(for: alternative, path, check, purpose)
        return EvidenceRow(.note, "alternative", inner.message)
      }
    case .witnessUndetermined(let variables):
      result.code = DiagnosticCode(check, .witnessUndetermined)
      result.message =
        "\(subject(purpose)) is undecided: nothing determines "
        + variables.map { "`\(describe($0))`" }.joined(separator: ", ")
      result.facts = [EvidenceRow(.needs, "", part)]
    case .leftover(let chunks):
      result = leftover(chunks, path.with(state: failure.state), check, purpose)
    case .solverUnknown(let why):
      result.message = "\(subject(purpose)) does not follow"
      result.facts = [EvidenceRow(.needs, "", part)]
      result = withoutAnswer(result, check, why)
    case .searchExhausted:
      result.code = DiagnosticCode(check, .limitReached)
      result.message = "\(subject(purpose)) is undecided: too many cases to try"
      result.facts = [EvidenceRow(.needs, "", part)]
    }
    return result
  }

  func leftover(_ chunks: [Chunk], _ path: Path, _ duty: Duty, _ purpose: Purpose) -> Diagnostic {
    leftover(chunks, path, duty.key.check, purpose)
  }

  private func leftover(_ chunks: [Chunk], _ path: Path, _ check: Check, _ purpose: Purpose) -> Diagnostic {
    let atoms = path.state.atoms.filter { !$0.isEmpty }
    let names = chunks.map { cell($0.address, nil) } + atoms.map { "`\(describe($0))`" }
    let list = names.prefix(Self.rowLimit).joined(separator: ", ")
    var related: [RelatedPlace] = []
    for place in chunks.map(\.origin) + atoms.map(\.origin) {
      guard let origin = lowering.origins[place], !related.contains(where: { $0.span == origin.span }) else {
        continue
      }
      related.append(RelatedPlace(origin.span, "it came from here"))
    }
    let isLoop = if case .loopFrame = purpose { true } else { false }
    return Diagnostic(
      .error, DiagnosticCode(check, .footprintLeftover),
      isLoop
        ? "memory is left over at the jump back that there was not at first: \(list)"
        : "memory is left over that nobody takes: \(list)",
      at: site(path, purpose), related: Array(related.prefix(4)),
      facts: [EvidenceRow(.has, "", list)],
      suggestion: isLoop
        ? "mention it in the loop invariant" : "hand it to the caller in `ensures`, or give it up with `@leak`")
  }

  /// What definitions had to do with a failure: how the search came from what was asked for to the part that failed,
  /// what it opened, and where the cells of what it did not open are known to be.
  private func definitionRows(_ state: SymbolicState, asked: [Unfolding]) -> [EvidenceRow] {
    func name(_ unfolding: Unfolding) -> String { "`\(describe(unfolding.symbol, unfolding.arguments))`" }
    var rows: [EvidenceRow] = []
    if !asked.isEmpty {
      rows.append(EvidenceRow(.note, "asked for", asked.suffix(Self.rowLimit).map(name).joined(separator: ", then ")))
    }
    if !state.unfoldings.isEmpty {
      let opened = state.unfoldings.suffix(Self.rowLimit)
      rows.append(EvidenceRow(.note, "opened", opened.map(name).joined(separator: ", then ")))
    }
    for atom in state.atoms where !atom.isEmpty && rows.count < Self.rowLimit {
      guard let definition = heap.definitions[atom.symbol] else { continue }
      let cells = definition.knownAddresses(atom.arguments, in: arena).map { cell($0, nil) }
      rows.append(
        EvidenceRow(
          .note, "",
          "of `\(describe(atom))`, "
            + (cells.isEmpty ? "no cell is at a known address" : "\(cells.joined(separator: ", ")) would be the first"))
      )
    }
    return rows
  }

  /// Records that an instruction's cell may be missing.
  func fail(_ duty: Duty, _ missing: MissingCell, _ address: TermID, _ path: Path) {
    let here = path.with(state: missing.state)
    let owner = owner(of: address, here, missing.model)
    let verb = duty.key.check == .load ? "reads" : duty.key.check == .store ? "writes" : "frees"
    var facts = [
      EvidenceRow(.needs, "", "\(cell(address, missing.model)) |-> _"),
      EvidenceRow(.has, "", owned(here, missing.model)),
    ]
    facts += owner.rows
    let hidden = here.state.atoms.filter { !$0.isEmpty }
    if let abstract = hidden.first(where: { heap.definitions[$0.symbol] == nil }) {
      facts.append(
        EvidenceRow(.note, "", "`\(describe(abstract))` is abstract here: this file does not say which memory that is"))
    }
    facts += definitionRows(here.state, asked: [])
    let diagnostic = Diagnostic(
      .error, DiagnosticCode(duty.key.check, .footprintMissing),
      "this instruction \(verb) \(cell(address, missing.model)), which is not owned here\(owner.reason)",
      at: program.code[path.pc].span, related: owner.related, facts: facts, suggestion: owner.suggestion)
    if let why = missing.unknown {
      duty.doubt(finding(withoutAnswer(diagnostic, duty.key.check, why), here, nil))
    } else {
      duty.refute(finding(diagnostic, here, missing.model))
    }
  }

  private func missingAtom(
    _ symbol: AtomSymbol, _ arguments: [TermID], _ part: String, _ path: Path, _ check: Check, _ purpose: Purpose,
    _ result: inout Diagnostic
  ) {
    let wanted = describe(symbol, arguments)
    if lowering.family(symbol) != nil {
      result.code = DiagnosticCode(check, .factUnproved)
      result.message = "\(subject(purpose)) needs `\(wanted)`: nothing says that this instance is public"
      result.suggestion =
        path.pc < 0
        ? "add `share` for this instance to `boot`" : "say `\(wanted)` in `requires` of `\(routine.name)`"
    } else if symbol.isFact {
      result.code = DiagnosticCode(check, .factUnproved)
      result.message = "\(subject(purpose)) needs `\(wanted)`, which is not known here"
    } else {
      result.code = DiagnosticCode(check, .footprintMissing)
      result.message = "\(subject(purpose)) needs `\(wanted)`, which is not owned here"
    }
    result.facts = [EvidenceRow(.needs, "", part), EvidenceRow(.has, "", owned(path, nil))]
    if let lost = whereLost(symbol, arguments, path) { result.related.append(lost) }
  }

  /// The last step of the path before which a predicate was owned: there it went.
  private func whereLost(_ symbol: AtomSymbol, _ arguments: [TermID], _ path: Path) -> RelatedPlace? {
    let step = path.trace.last { step in
      step.atoms.contains {
        $0.symbol == symbol && $0.arguments == arguments && $0.guardedBy == nil && !$0.isEmpty
      }
    }
    guard let step else { return nil }
    return RelatedPlace(program.code[step.pc].span, "its ownership left here")
  }
}
