// The pure core against cvc5 on the questions that proofs put: whatever decides them, an obligation ends the same. Of
// sequences and functions that contain themselves cvc5 decides less, so that an outcome may be undecided there, and is never
// the opposite. A fixed sample of the programs in every run; `AIMCHECK_ALL_PROOFS=1` takes all.
import AIMLang
import Foundation
import Prover
import Testing

@Suite struct SolverOnlyTests {
  private static let programs: [String] = {
    let all = Corpus.accepted + Library.folders.flatMap { Corpus.programs(in: $0) } + Corpus.rejected
    if ProcessInfo.processInfo.environment["AIMCHECK_ALL_PROOFS"] == "1" { return all }
    return all.enumerated().filter { $0.offset % 17 == 0 }.map(\.element)
  }()

  @Test func outcomesAreTheSame() throws {
    var compared = 0
    var (with, without) = (0, 0)
    var inductive = 0
    for path in Self.programs {
      guard let program = Corpus.load(path).program, program.unsupportedFeatures().isEmpty else { continue }
      let isInductive = isInductive(program)
      if isInductive {
        inductive += 1
        // What cvc5 does not decide takes its whole budget, so that fewer of these are asked.
        if inductive % 3 != 1 { continue }
      }
      let report = prove(program)
      let alone = prove(program, options: ProverOptions(solverOnly: true))
      if isInductive {
        let others = Dictionary(alone.obligations.map { ($0.id, kind($0.outcome)) }) { first, _ in first }
        for one in report.obligations {
          compared += 1
          let pair: Set = [kind(one.outcome), others[one.id] ?? "undecided"]
          #expect(pair != ["proved", "refuted"], "\(path): \(one.id)")
        }
        continue
      }
      with += report.statistics.queries
      without += alone.statistics.queries
      #expect(report.obligations.map(\.id) == alone.obligations.map(\.id), "\(path)")
      for (one, other) in zip(report.obligations, alone.obligations) {
        compared += 1
        #expect(kind(one.outcome) == kind(other.outcome), "\(path): \(one.id)")
      }
    }
    #expect(compared > 300)
    // At most one question in twenty is left to the solver.
    #expect(with * 20 <= without, "\(with) of \(without)")
  }

  private func isInductive(_ program: Program) -> Bool {
    program.predicates.indices.contains { program.isRecursive(PredicateID($0)) }
      || program.functions.indices.contains { program.isRecursive(FunctionID($0)) }
  }

  private func kind(_ outcome: Outcome) -> String {
    switch outcome {
    case .proved: "proved"
    case .refuted: "refuted"
    case .undecided: "undecided"
    }
  }
}
