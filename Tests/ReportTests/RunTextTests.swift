import AIMLang
import Testing

@testable import Report

@Suite struct RunTextTests {
  @Test func finding() {
    #expect(
      Sample.text(Sample.refuted) == """
        error[load:footprint.missing]: this instruction reads `right`, which is not owned here
          --> teeter.aim:8:7
           |
         3 | invariant for irq 0:
           | -------------------- which makes `right` public
        ...
         8 |       ld   r1, [right]
           |       ^^^^^^^^^^^^^^^^
           |
           = needs      right |-> _
           = has        no memory
           = owner      right: the public part
           = with       r1 = 0, left = 50
           = help       insert `cli` before this instruction
           = confirmed  from boot in 1 step, schedule 0
           = replay     aimcheck explore teeter.aim --replay 0

        teeter.aim: refuted: 1 finding, 1 confirmed
          proof        1 of 2 obligations proved, 1 refuted, 1 question to the solver
          exploration  1 state, 1 step, depth 1; ended at a violation
          assumptions  none

        """)
  }

  @Test func tracesWhereAskedFor() {
    let text = Sample.text(Sample.refuted, showsTraces: true)
    #expect(
      text.contains(
        """
        start  ie = 1, left = 50
         1  timer  irq 0 arrives  line 3     choice 1 of 2  ie: 1 → 0; left, right: public → timer
         2  timer  print "x"      line 8     prints “x”
        """))
  }

  @Test func theStepThatBreaksIsMarked() {
    var trace = Sample.trace
    trace.violation = Sample.missing
    let lines = TraceText(style: .plain, limit: nil).lines(trace)
    #expect(lines.filter { $0.hasSuffix("  ✗ load:footprint.missing") } == [lines[2]])
  }

  @Test func oneFindingMayLeaveManyObligationsOpen() {
    var report = Sample.refuted
    report.findings[0].obligations = (1...9).map { "main#\($0)" }
    let ids = (1...8).map { "main#\($0)" }.joined(separator: ", ")
    #expect(Sample.text(report).contains(" = open       9 obligations: \(ids), …\n"))
  }

  @Test func replayCommandsAreNotCut() {
    var report = Sample.refuted
    let command = "aimcheck explore teeter.aim --replay " + Array(repeating: "0", count: 30_000).joined(separator: ".")
    report.findings[0].confirmation.replay = command
    #expect(Sample.text(report).contains(" = replay     \(command)\n"))
  }

  @Test func longTracesShowTheirEnd() {
    var trace = Sample.trace
    trace.steps = (1...50).map { number in
      var step = Sample.trace.steps[1]
      step.number = number
      return step
    }
    let lines = TraceText(style: .plain, limit: 3).lines(trace)
    #expect(lines.count == 5)
    #expect(lines[1] == "  … 47 steps left out")
    #expect(lines[2].hasPrefix(" 48  timer"))
  }

  @Test func coveragePlaces() {
    var report = Sample.refuted
    report.findings = []
    report.verdict = Verdict(.verified, "1 obligation proved, and no interleaving breaks it")
    report.proof = ProofSummary(
      proved: 1, refuted: 0, undecided: 0, tasks: 1, paths: 1, steps: 2, queries: 0, only: nil, unreached: [])
    var exploration = Sample.exploration(.complete)
    exploration.unreached = (1...7).map { Sample.place($0, 1, 2) }
    exploration.unevaluated = 2
    exploration.unevaluatedSites = [Sample.place(4, 3, 4)]
    report.exploration = exploration
    let places = (1...5).map { "teeter.aim:\($0):1" }.joined(separator: ", ")
    #expect(
      Sample.text(report) == """
        teeter.aim: verified: 1 obligation proved, and no interleaving breaks it
          proof        1 of 1 obligation proved, 0 questions to the solver
          exploration  1 state, 1 step, depth 1; complete; 2 checks not evaluated
                       never executed: \(places) and 2 more
                       not evaluated: teeter.aim:4:3
          assumptions  none

        """)
  }

  @Test func notExplored() {
    var report = Sample.refuted
    report.exploration = nil
    report.notExplored = "there is no `boot`"
    #expect(Sample.text(report).contains("  exploration  none: there is no `boot`\n"))
  }

  @Test func coloursOnlyWhereAskedFor() {
    #expect(!Sample.text(Sample.refuted).contains("\u{1B}"))
    let coloured = Sample.text(Sample.refuted, isColoured: true)
    #expect(coloured.hasPrefix("\u{1B}[1;31merror[load:footprint.missing]\u{1B}[0m"))
    let stripped = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(stripped == Sample.text(Sample.refuted))
  }

  @Test func nothingRawReachesTheTerminal() {
    let evil = "a\u{1B}[31m\u{7}\u{9B}\u{202E}b\r\nc"
    var report = Sample.refuted
    report.path = evil
    report.verdict.sentence = evil
    report.notExplored = evil
    report.exploration = nil
    report.findings[0].diagnostic.message = evil
    report.findings[0].diagnostic.code = evil
    report.findings[0].diagnostic.facts = [DiagnosticRecord.Fact(.needs, evil, evil)]
    report.findings[0].diagnostic.related[0].label = evil
    report.findings[0].diagnostic.suggestion = evil
    report.findings[0].confirmation.explanation = evil
    report.findings[0].confirmation.replay = evil
    report.findings[0].trace?.start[0].text = evil
    report.findings[0].trace?.steps[0].action = evil
    report.findings[0].trace?.steps[0].actor = evil
    report.findings[0].trace?.steps[0].changes = [evil]
    report.findings[0].trace?.steps[1].output = evil
    report.replay = report.findings[0].trace
    for text in [Sample.text(report), Sample.text(report, showsTraces: true)] {
      let raw = text.unicodeScalars.filter { $0 != "\n" && Sanitizer.replacement(for: $0) != nil }
      #expect(raw.isEmpty)
      #expect(text.contains("a<U+001B>[31m<U+0007><U+009B><U+202E>b<U+000D> c"))
    }
  }

  @Test func summaryLine() {
    let report = RunReport(
      tool: RunReport.Tool(aimcheck: "1", cvc5: "2"), files: [Sample.refuted, Sample.refuted], timing: nil)
    #expect(report.summary.exitStatus == 1)
    let text = RunText(style: .plain)
    #expect(text.summary(report.summary, milliseconds: nil) == "2 files: 2 refuted\n")
    #expect(text.summary(report.summary, milliseconds: 12.4) == "2 files: 2 refuted (12 ms)\n")
    #expect(text.summary(report.summary, milliseconds: 61_250) == "2 files: 2 refuted (61.3 s)\n")
  }
}
