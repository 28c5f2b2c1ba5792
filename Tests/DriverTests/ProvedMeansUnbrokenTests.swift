import AIMLang
import Machine
import Prover
import TestSupport
import Testing

/// The cross-check that the two engines are built apart for: what one proves, the other must not break.
@Suite struct ProvedMeansUnbrokenTests {
  static let programsPerPart = 40

  @Test(arguments: 0..<4)
  func randomPrograms(part: Int) {
    var proved = 0
    var broken = 0
    for seed in (part * Self.programsPerPart + 1)...((part + 1) * Self.programsPerPart) {
      var random = StructuredProgram(seed: UInt64(seed))
      let text = random.text()
      // A line that has changed places may leave no program.
      guard let program = loadText(text).program else { continue }
      let report = prove(program)
      let exploration = explore(program, options: ExplorationOptions(maxStates: 3000))
      if case .violation(let violation) = exploration.outcome {
        broken += 1
        #expect(!report.allProved, "seed \(seed): proved, yet \(violation.diagnostic.message)\n\(text)")
      } else if report.allProved {
        proved += 1
      }
    }
    // It is worth something only if there are many of both kinds.
    #expect(proved >= Self.programsPerPart / 3)
    #expect(broken >= Self.programsPerPart / 6)
  }
}
