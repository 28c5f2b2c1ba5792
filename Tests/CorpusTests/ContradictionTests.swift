// Many more edits, of code and annotations: whatever they do to a program, it is never proved and broken at once, and
// exploration never contradicts itself. A fixed sample in every run; `AIMCHECK_ALL_EDITS=1` takes all.
import AIMLang
import Foundation
import Machine
import Prover
import Testing

@Suite struct ContradictionTests {
  /// One in so many edits is taken: a prime, so that all kinds come up.
  static let stride = ProcessInfo.processInfo.environment["AIMCHECK_ALL_EDITS"] == "1" ? 1 : 31

  @Test func provedIsNeverBroken() throws {
    var seen = 0
    var taken = 0
    var proved = 0
    for path in Corpus.accepted {
      for edit in textEdits(of: try #require(Corpus.text(path))) {
        seen += 1
        guard seen % Self.stride == 0 else { continue }
        taken += 1
        guard let program = Corpus.load(path, replacing: [path: edit.text]).program,
          program.unsupportedFeatures().isEmpty
        else { continue }
        let isProved = prove(program, options: ProverOptions(budget: 30_000)).allProved
        if isProved { proved += 1 }
        let exploration = explore(program, options: ExplorationOptions(maxStates: isProved ? 100_000 : 2_000))
        switch exploration.outcome {
        case .complete: break
        case .violation(let violation):
          if isProved { Issue.record("\(path):\(edit.key): proved, and broken by \(violation.schedule)") }
        case .cutShort(let reason):
          if reason.code == DiagnosticCode(.checker, .enginesDisagree) {
            Issue.record("\(path):\(edit.key): \(reason.message)")
          }
        }
      }
    }
    #expect(taken > 100 && proved > 0)
    print("text edits: \(taken) of \(seen); \(proved) still proved, none of them broken")
  }
}
