// Every program of Proofs/accepts is proved, and explored completely without a violation, with the counts that
// Proofs/accepts/EXPECTED says. `AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests` writes that file anew.
import Testing

@Suite struct AcceptedTests {
  static let table = "accepts/EXPECTED"

  @Test func provedAndExplored() throws {
    #expect(Corpus.accepted.count >= 30)
    let expected = Table(Corpus.text(Self.table) ?? "", separator: ": ")
    var found: [String] = []
    for path in Corpus.accepted {
      let run = try CorpusRun(path)
      let name = Corpus.name(path)
      for problem in run.problems { Issue.record("\(name): \(problem)") }
      #expect(run.isWhole, "\(name): \(run.counts)")
      found.append("\(name): \(run.counts)")
      if !Corpus.updates { #expect(expected[name] == run.counts, "\(name)") }
    }
    if Corpus.updates {
      try Corpus.write(Self.heading + found.joined(separator: "\n") + "\n", to: Self.table)
    } else {
      #expect(expected.rows.map(\.key) == Corpus.accepted.map(Corpus.name))
    }
  }

  static let heading = """
    // What a run of both engines has to give for each program here.
    // Written by AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests

    """
}
