// The proof of a file again, with everything varied that must not matter.
//
// A variation has a seed, from which come the solver's seed, the order of the facts of each question (the last one, which
// is what is to be contradicted, stays last), and the order in which symbols have their ids, and with it that of the parts
// of sums and conjunctions, of the equations that are solved, of the values that are tried, and of what the solver gets.
// Every variation is a proof, as good as any other: none of these has a meaning. What an outcome or a cost owes to them is
// luck, which the next edit of the program may turn.
//
// Nothing is shared between variations, and nothing here is measured in time, so that equal seeds give equal reports.
import AIMLang
import Prover
import Report

package struct StabilityOptions: Sendable {
  /// How many variations there are beside the proof as it is.
  package var seeds = 10
  package var firstSeed: UInt64 = 1
  /// Solver resource units for one question; nil for the prover's own.
  package var budget: UInt64?
  package var solverOnly = false
  package var reader: SourceReader?
  /// Told before each variation.
  package var progress: (@Sendable (ProgressEvent) -> Void)?

  package init() {}
}

/// How the obligations of a file come out under variations.
package func stability(_ path: String, _ options: StabilityOptions) -> StabilityReport.File {
  onDeepStack {
    var result: StabilityReport.File?
    let file = withProgram(of: path, reader: options.reader) { program, _ in
      let proofs = [nil] + (0..<UInt64(max(1, options.seeds))).map { options.firstSeed &+ $0 }
      result = VariedProofs(program: program, options: options).file(path, proofs)
    }
    return result ?? StabilityReport.File(path: path, problem: file.report.verdict.sentence, obligations: [])
  }
}

private struct VariedProofs {
  let program: Program
  let options: StabilityOptions

  /// What one obligation came out as, and cost, in each proof; nil where it was not there.
  private typealias Answers = [Obligation?]

  /// - Parameter variations: seeds; nil for the proof as it is, which counts for outcomes and not for the spread.
  func file(_ path: String, _ variations: [UInt64?]) -> StabilityReport.File {
    var order: [String] = []
    var answers: [String: Answers] = [:]
    for (index, variation) in variations.enumerated() {
      options.progress?(.proving)
      var prover = ProverOptions()
      if let budget = options.budget { prover.budget = budget }
      prover.solverOnly = options.solverOnly
      prover.variation = variation
      for obligation in prove(program, options: prover).obligations {
        if answers[obligation.id] == nil { order.append(obligation.id) }
        answers[obligation.id, default: Array(repeating: nil, count: variations.count)][index] = obligation
      }
    }
    return StabilityReport.File(
      path: path, problem: nil,
      obligations: order.compactMap { id in answers[id].flatMap { record(id, $0, variations) } })
  }

  private func record(_ id: String, _ answers: Answers, _ variations: [UInt64?]) -> StabilityReport.Obligation? {
    guard let first = answers.compactMap(\.self).first else { return nil }
    var outcomes = StabilityReport.Outcomes()
    for answer in answers {
      switch answer?.outcome {
      case .proved?: outcomes.proved += 1
      case .refuted?: outcomes.refuted += 1
      case .undecided?: outcomes.undecided += 1
      case nil: outcomes.absent += 1
      }
    }
    let costs = zip(answers, variations).compactMap { $1 == nil ? nil : $0?.cost }
    return StabilityReport.Obligation(
      id: id, check: first.check, place: PlaceRecord(first.span, in: program.sources),
      description: first.description, outcomes: outcomes,
      queries: StabilityReport.Spread(costs.map(\.queries)), effort: StabilityReport.Spread(costs.map(\.effort)))
  }
}
