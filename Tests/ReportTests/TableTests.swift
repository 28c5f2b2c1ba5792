import Testing

@testable import Report

@Suite struct TableTests {
  private var files: [FileReport] {
    var verified = Sample.refuted
    verified.path = "a.aim"
    verified.verdict = Verdict(.verified, "")
    verified.proof?.proved = 12
    verified.proof?.refuted = 0
    var unread = FileReport(path: "b\u{1B}.aim", sources: [], verdict: Verdict(.unreadable, ""))
    unread.errors = []
    return [verified, Sample.refuted, unread]
  }

  @Test func filesOfARun() {
    let text = RunText(style: .plain)
    #expect(
      text.table(files, timings: nil) == """
          file           verdict     obligations  states
          a.aim          verified             12       1
          teeter.aim     refuted          1 of 2       1
          b<U+001B>.aim  unreadable

        """)
    let timed = text.table(files, timings: [FileTiming(total: 1), FileTiming(total: 12_345), FileTiming(total: 0)])
    #expect(
      timed.split(separator: "\n").map { $0.split(separator: "  ").last.map(String.init) } == [
        "time", "1 ms", "12.3 s", " 0 ms",
      ])
  }

  @Test func emptyColumnsAreLeftOut() {
    var file = Sample.refuted
    file.exploration = nil
    #expect(RunText(style: .plain).table([file], timings: nil).hasPrefix("  file        verdict  obligations\n"))
    file.proof = nil
    #expect(
      RunText(style: .plain).table([file], timings: nil) == "  file        verdict\n  teeter.aim  refuted\n")
  }

  @Test func colours() {
    let coloured = RunText(style: TextStyle(isColoured: true)).table(files, timings: nil)
    #expect(coloured.contains("\u{1B}[1;32mverified\u{1B}[0m"))
    #expect(
      coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing(/[ ]+\n/, with: "\n")
        == RunText(style: .plain).table(files, timings: nil))
  }

  private func statistics(hasTimes: Bool) -> StatisticsReport {
    typealias Counts = StatisticsReport.Counts
    return StatisticsReport(
      tool: RunReport.Tool(aimcheck: "0", cvc5: "0"),
      files: [
        StatisticsReport.File(
          path: "a.aim", problem: nil,
          counts: Counts(code: 100, annotation: 101, obligations: 20, proved: 20, solver: 1, time: hasTimes ? 900 : nil)
        ),
        StatisticsReport.File(
          path: "b.aim", problem: "refuted: 1 finding",
          counts: Counts(code: 0, annotation: 2, obligations: 3, proved: 2, solver: 0, time: hasTimes ? 200 : nil)),
      ], exitStatus: 1, hasTimes: hasTimes)
  }

  @Test func statistics() {
    let text = StatisticsText(style: .plain)
    #expect(
      text.text(statistics(hasTimes: true)) == """
        file             code  annotation  ratio  obligations  solver    time
        a.aim             100         101   1.01           20       1  900 ms
        b.aim               0           2      –       2 of 3       0  200 ms
        total (2 files)   100         103   1.03     22 of 23       1   1.1 s

        note: b.aim: refuted: 1 finding

        """)
    #expect(
      text.text(statistics(hasTimes: false)).hasPrefix(
        "file             code  annotation  ratio  obligations  solver\n"))
  }

  @Test func ratiosAreRounded() {
    func ratio(_ annotation: Int, _ code: Int) -> Double? {
      StatisticsReport.Counts(code: code, annotation: annotation, obligations: 0, proved: 0, solver: 0, time: nil).ratio
    }
    #expect(ratio(1, 0) == nil)
    #expect(ratio(0, 7) == 0)
    #expect(ratio(1, 3) == 0.33)
    #expect(ratio(2, 3) == 0.67)
    #expect(ratio(1, 8) == 0.13)
    #expect(ratio(7, 2) == 3.5)
  }
}
