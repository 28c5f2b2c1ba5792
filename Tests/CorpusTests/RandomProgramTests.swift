// Both engines on random programs without interrupts or loops: what is proved, no run breaks; what is refuted, some run
// breaks at one of the places that the prover names.
import AIMLang
import Foundation
import Machine
import Prover
import Testing

@Suite struct RandomProgramTests {
  /// `AIMCHECK_RANDOM_PROGRAMS=20000` takes more of them.
  static let count = ProcessInfo.processInfo.environment["AIMCHECK_RANDOM_PROGRAMS"].flatMap(UInt64.init) ?? 250

  @Test func enginesAgree() throws {
    var proved = 0
    var refuted = 0
    var unanswered = 0
    for seed in 0..<Self.count {
      let text = RandomProgram.text(seed: seed)
      let loaded = loadProgram(path: "random.aim") { _ in text }
      guard let program = loaded.program else {
        Issue.record("seed \(seed): \(loaded.diagnostics.map(\.message))\n\(text)")
        continue
      }
      let report = prove(program, options: ProverOptions(budget: 50_000))
      // Nothing that can happen is too large for the search.
      let exploration = explore(program, options: ExplorationOptions(maxStates: 100_000))
      let places = report.obligations.compactMap(Self.refutedPlace)
      switch (report.allProved, exploration.outcome) {
      case (true, .complete): proved += 1
      case (false, .violation(let violation)):
        refuted += 1
        let isNamed = violation.pc.map(places.contains) ?? false
        #expect(isNamed || Self.hasUndecided(report), "seed \(seed): broken at another place\n\(text)")
      case (false, .complete) where places.isEmpty: unanswered += 1
      case (true, .violation(let violation)):
        Issue.record("seed \(seed): proved, and broken by \(violation.schedule)\n\(text)")
      case (_, .complete): Issue.record("seed \(seed): refuted, and no run breaks it\n\(text)")
      case (_, .cutShort(let reason)): Issue.record("seed \(seed): \(reason.message)\n\(text)")
      }
    }
    #expect(proved > 50 && refuted > 50 && unanswered * 20 < Int(Self.count))
    print("random programs: \(proved) proved, \(refuted) refuted and broken, \(unanswered) without an answer")
  }

  private static func refutedPlace(_ obligation: Obligation) -> Int? {
    if case .refuted(let finding) = obligation.outcome { finding.pc } else { nil }
  }

  private static func hasUndecided(_ report: ProofReport) -> Bool {
    report.obligations.contains { if case .undecided = $0.outcome { true } else { false } }
  }
}
