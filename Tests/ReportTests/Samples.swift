import AIMLang

@testable import Report

/// A source with the usual difficulties, and records that point into it.
enum Sample {
  static let path = "teeter.aim"

  static func sources(_ text: String, path: String = path) -> SourceSet {
    var sources = SourceSet()
    _ = sources.add(SourceFile(path: path, text: text))
    return sources
  }

  static func place(_ line: Int, _ column: Int, _ endColumn: Int, endLine: Int? = nil) -> PlaceRecord {
    PlaceRecord(path: path, line: line, column: column, endLine: endLine ?? line, endColumn: endColumn)
  }

  static let text = """
    global left  = 50
    global right = 50
    invariant for irq 0:
      exists l, r :: left |-> l ** right |-> r ** l + r == 100
    func main()
      requires ie == 1
    {
          ld   r1, [right]
          halt
    }
    boot { thread main }

    """

  static let missing = DiagnosticRecord(
    severity: .error, code: "load:footprint.missing",
    message: "this instruction reads `right`, which is not owned here", place: place(8, 7, 23),
    related: [DiagnosticRecord.Related(place: place(3, 1, 59, endLine: 4), label: "which makes `right` public")],
    facts: [
      DiagnosticRecord.Fact(.needs, "", "right |-> _"), DiagnosticRecord.Fact(.has, "", "no memory"),
      DiagnosticRecord.Fact(.value, "r1", "0"), DiagnosticRecord.Fact(.value, "left", "50"),
      DiagnosticRecord.Fact(.owner, "right", "the public part"),
    ], suggestion: "insert `cli` before this instruction")

  static let trace = TraceRecord(
    start: [TraceRecord.Value("ie", "1"), TraceRecord.Value("left", "50")],
    steps: [
      TraceRecord.Step(
        number: 1, actor: "timer", level: "irq 0", action: "irq 0 arrives", place: place(3, 1, 2), choice: 1,
        choiceCount: 2, changes: ["ie: 1 → 0", "left, right: public → timer"], output: nil),
      TraceRecord.Step(
        number: 2, actor: "timer", level: "irq 0", action: "print \"x\"", place: place(8, 7, 23), choice: 0,
        choiceCount: 1, changes: [], output: "x"),
    ], violation: nil, choicesAtEnd: 2)

  static let finding = FindingRecord(
    outcome: .refuted, foundBy: [.prover, .explorer], obligations: ["main#1"], diagnostic: missing,
    confirmation: Confirmation(
      .confirmed, start: .boot, schedule: "0", steps: 1, explanation: "from boot in 1 step, schedule 0",
      replay: "aimcheck explore teeter.aim --replay 0"), trace: trace)

  static let proof = ProofSummary(
    proved: 1, refuted: 1, undecided: 0, tasks: 1, paths: 1, steps: 2, queries: 1, only: nil, unreached: [])

  static func exploration(_ outcome: ExplorationSummary.Outcome) -> ExplorationSummary {
    ExplorationSummary(
      outcome: outcome, isReduced: false, limit: nil, states: 1, steps: 1, depth: 1, unreached: [], unevaluated: 0,
      unevaluatedSites: [])
  }

  static let refuted = FileReport(
    path: path, sources: [path], verdict: Verdict(.refuted, "1 finding, 1 confirmed"), findings: [finding],
    obligations: [
      ObligationRecord(
        id: "main#1", routine: "main", check: .load, place: place(8, 7, 23), description: "`right` may be read",
        outcome: .refuted, cost: ObligationRecord.Cost(visits: 1, queries: 1))
    ], proof: proof, exploration: exploration(.violation))

  static func text(_ report: FileReport, isColoured: Bool = false, showsTraces: Bool = false) -> String {
    RunText(style: TextStyle(isColoured: isColoured), showsTraces: showsTraces)
      .text(CheckedFile(report: report, sources: sources(text), timing: FileTiming()))
  }

  /// The excerpt of one mark in a source, without the path line and the empty line below it.
  static func excerpt(_ text: String, _ place: PlaceRecord, label: String = "") -> [String] {
    Array(
      Excerpt(sources: sources(text), style: .plain)
        .lines([Annotation(place: place, label: label, isPrimary: true)], gutter: 2, severity: .error).dropFirst(2))
  }
}
