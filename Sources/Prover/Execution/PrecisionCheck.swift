// A declaration says which memory it means: an invariant, since otherwise it is not determined which cells a flag change moves; what a
// queue hands over; what stands for an abstract predicate, whose inputs have to determine its memory and its outputs
// (see `Atom` for what is concluded from that).

import AIMLang
import SepLogic

/// A declaration that owes to be precise.
struct Declared {
  var owner: ObligationKey.Owner
  /// As in query labels.
  var name: String
  /// With its article, for messages.
  var what: String
  var span: SourceSpan
  /// An instance of an abstract function, which has no memory.
  var isPure: Bool
  var check = Check.invariant
}

struct PrecisionCheck {
  let arena: TermArena
  let session: CVC5Session
  let logic: HeapLogic

  /// Opens the obligation and closes it if nothing is wrong.
  /// - Returns: the declaration's formula; nil if it has none.
  func run(
    _ declared: Declared, _ lowering: AssertionLowering, _ summary: inout TaskSummary,
    _ formula: () throws(LoweringError) -> Formula
  ) -> Formula? {
    let key = ObligationKey(owner: declared.owner, pc: -1, rank: 0, check: declared.check)
    let before = session.cost
    session.label = QueryLabel(obligation: declared.name)
    summary.ledger.open(key)
    defer { summary.ledger.charge(key, session.cost - before) }
    do throws(LoweringError) {
      let formula = try formula()
      let problems = logic.precisionProblems(of: formula)
      for problem in problems { record(problem, of: declared, key, lowering, &summary) }
      if problems.isEmpty { summary.ledger.establish(key) }
      return formula
    } catch {
      summary.ledger.doubt(
        key,
        Finding(
          diagnostic: Diagnostic(.error, DiagnosticCode(declared.check, error.reason), error.message, at: error.span),
          pc: nil))
      return nil
    }
  }

  /// Inputs: any values.
  func symbols(for parameters: [Variable]) -> [TermID] {
    parameters.map { arena.symbol($0.name, sort: $0.sort.termSort) }
  }

  /// What stands for an abstract predicate, its outputs bound: they have to be determined too. As a conjunct that is
  /// memory where each output is one, an output that is not determined shows as an address that is not.
  func formula(of index: Int, inputCount: Int, _ lowering: AssertionLowering) throws(LoweringError) -> Formula {
    let instance = lowering.program.instantiations[index]
    let values = symbols(for: instance.parameters)
    let body = try lowering.meaning(of: instance, values)
    return determining(
      values[inputCount...], of: body, lowering.origins.add(.instantiation, at: instance.span))
  }

  /// The body of a predicate that contains itself, its outputs bound. Its instances in the body are taken to obey the laws
  /// (`Atom`): that is the induction hypothesis, since what an instance is unfolded to comes to an end.
  func formula(of id: PredicateID, _ lowering: AssertionLowering) throws(LoweringError) -> Formula {
    let predicate = lowering.program.predicates[id.index]
    guard let (values, body) = try lowering.definition(of: id) else { return .emp }
    return determining(
      values[predicate.inputCount...], of: body, lowering.origins.add(.predicate(id), at: predicate.span))
  }

  private func determining(_ outputs: ArraySlice<TermID>, of body: Formula, _ origin: Origin) -> Formula {
    guard !outputs.isEmpty else { return body }
    let witness = AtomSymbol(-1, inputCount: outputs.count, isFact: false)
    return .exists(Array(outputs), .separating([body, .atom(witness, Array(outputs), origin)]))
  }

  private func record(
    _ problem: PrecisionProblem, of declared: Declared, _ key: ObligationKey, _ lowering: AssertionLowering,
    _ summary: inout TaskSummary
  ) {
    let span = lowering.origins[problem.origin]?.span ?? declared.span
    func names(_ variables: [TermID]) -> String {
      variables.map { "`\(arena.describe($0))`" }.joined(separator: ", ")
    }
    func diagnostic(_ reason: Reason, _ message: String, _ suggestion: String?) -> Finding {
      Finding(
        diagnostic: Diagnostic(
          .error, DiagnosticCode(declared.check, reason), message, at: span,
          related: [RelatedPlace(declared.span, declared.what)],
          facts: [EvidenceRow(.needs, "", "at most one part of any memory that satisfies it")],
          suggestion: suggestion),
        pc: nil)
    }
    switch problem.kind {
    case .addressUndetermined(_, let variables):
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "\(declared.what) does not say which memory it means: nothing determines \(names(variables))",
          "give the address by globals, parameters and the content of cells that it has"))
    case .conditionUndetermined(_, let variables):
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "which memory this takes depends on \(names(variables)), which nothing determines",
          "let the condition speak of parameters and of the content of cells that it has"))
    case .alternativesOverlap:
      summary.ledger.refute(
        key,
        diagnostic(
          .imprecise, "both alternatives may hold of different memory at the same time",
          "write `c ? A : B` with a condition on the content of a cell"))
    case .solverUnknown(let why):
      summary.ledger.doubt(
        key, diagnostic(.solverUnknown, "undecided: whether both alternatives exclude each other (\(why))", nil))
    }
  }
}
