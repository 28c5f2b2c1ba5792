// Every program of Proofs/accepts is proved, and explored completely without a violation, with the counts that
// Proofs/accepts/EXPECTED says. `AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests` writes that file anew.
import AIMLang
import Machine
import Prover
import Testing

@Suite struct AcceptedTests {
  static let table = "accepts/EXPECTED"

  @Test func provedAndExplored() throws {
    #expect(Corpus.accepted.count >= 30)
    let expected = Table(Corpus.text(Self.table) ?? "", separator: ": ")
    var found: [String] = []
    for path in Corpus.accepted {
      let program = try Corpus.program(path)
      let name = String(path.dropFirst("accepts/".count))
      #expect(program.unsupportedFeatures().isEmpty, "\(name)")
      let report = prove(program, options: ProverOptions())
      for obligation in report.obligations where obligation.outcome != .proved {
        Issue.record("\(name): \(obligation.id) is not proved: \(obligation.outcome)")
      }
      #expect(report.allProved && report.warnings.isEmpty && report.assumptions.isEmpty, "\(name): \(report.warnings)")
      #expect(report.unreached.isEmpty, "\(name): the prover does not reach \(report.unreached)")
      let exploration = explore(program)
      guard case .complete = exploration.outcome else {
        Issue.record("\(name): \(exploration.outcome)")
        continue
      }
      #expect(exploration.unevaluated == 0, "\(name): assertions without an answer")
      #expect(exploration.unreached.isEmpty, "\(name): exploration does not reach \(exploration.unreached)")
      let counts =
        "\(report.obligations.count) obligations, \(exploration.states) states, \(exploration.steps) steps, "
        + "depth \(exploration.depth)"
      found.append("\(name): \(counts)")
      if !Corpus.updates { #expect(expected[name] == counts, "\(name)") }
    }
    if Corpus.updates {
      try Corpus.write(Self.heading + found.joined(separator: "\n") + "\n", to: Self.table)
    } else {
      #expect(expected.rows.map(\.key) == Corpus.accepted.map { String($0.dropFirst("accepts/".count)) })
    }
  }

  static let heading = """
    // What a run of both engines has to give for each program here.
    // Written by AIMCHECK_UPDATE_CORPUS=1 swift test --filter CorpusTests

    """
}
