// Searches on several threads: what is found depends on the program alone.
import AIMLang
import Machine
import TestSupport
import Testing

@Suite("Searches on several threads")
struct ParallelTests {
  /// Many threads, so that they meet on two cores as well.
  @Test(arguments: [2, 3, 8])
  func countsAreThoseOfOneThread(workers: Int) throws {
    for text in [SamplePrograms.teeter, ReductionSamples.lockedCounter] {
      let program = try load(text)
      for reduction in ReductionMode.allCases {
        let one = explore(program, options: ExplorationOptions(reduction: reduction))
        for _ in 0..<3 {
          let several = explore(program, options: ExplorationOptions(reduction: reduction, workers: workers))
          #expect(several.summary == one.summary)
          #expect(several.counts == one.counts)
          #expect(several.unreached == one.unreached)
        }
      }
    }
  }

  /// The first violation in the order of the search, with its schedule, and the counts up to it.
  @Test(arguments: [2, 8])
  func violationsAreThoseOfOneThread(workers: Int) throws {
    for limit in [30, 45, 48] {
      let text = SamplePrograms.teeter.replacing("l + r == 100", with: "l + r == 100 ** l >= \(limit)")
      let program = try load(text)
      let one = explore(program)
      #expect(one.summary.hasPrefix("violation"))
      for _ in 0..<3 {
        let several = explore(program, options: ExplorationOptions(workers: workers))
        #expect(several.summary == one.summary)
        #expect(several.counts == one.counts)
        #expect(several.unreached == one.unreached)
      }
    }
  }

  @Test func boundsAreThoseOfOneThread() throws {
    let program = try load(SamplePrograms.teeter)
    for maxStates in [4100, 5000, 50_000] {
      let one = explore(program, options: ExplorationOptions(maxStates: maxStates))
      let several = explore(program, options: ExplorationOptions(maxStates: maxStates, workers: 4))
      #expect(one.summary == "cut explore:limit.reached")
      #expect(several.counts == one.counts)
      #expect(several.states == maxStates)
    }
  }

  /// Assertions that cannot be evaluated are counted once for each step that is merged, whoever took it.
  @Test func whatCannotBeEvaluatedIsCountedOnce() throws {
    let text = SamplePrograms.teeter.replacing(
      "beq  r1, 0, won", with: "@assert exists n :: n * n * n == r1 + 1000000007\n beq  r1, 0, won")
    let program = try load(text)
    let one = explore(program)
    let several = explore(program, options: ExplorationOptions(workers: 3))
    #expect(one.unevaluated > 0)
    #expect(several.unevaluated == one.unevaluated)
    #expect(several.unevaluatedSites == one.unevaluatedSites)
  }
}
