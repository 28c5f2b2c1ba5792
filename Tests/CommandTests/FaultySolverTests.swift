import Testing

/// A solver that does not answer, or lies about models, never leads to success.
@Suite struct FaultySolverTests {
  static let faults = [
    "absent", "unknown", "dies", "dies-later", "dies-asserting", "garbage", "always-sat", "hangs",
  ]

  /// Without this the tests below would show nothing.
  @Test func theProofNeedsTheSolver() throws {
    let ending = try Command.run(["--solver-only", "--format", "json", Corpus.ring])
    #expect(ending.status == 0)
    #expect(try JSON.parse(ending.output)["files"]?[0]?["proof"]?["queries"]?.int ?? 0 > 4)
  }

  @Test(arguments: faults) func neverVerified(_ fault: String) throws {
    // The guard is short where a solver hangs, so that it does not keep the test.
    let guardTime = fault == "hangs" ? "0.5" : "60"
    let ending = try Command.run(["--testing-solver", fault, "--timeout", guardTime, "--format", "json", Corpus.ring])
    #expect(ending.status == 1 || ending.status == 2)
    let file = try JSON.parse(ending.output)["files"]?[0]
    #expect((file?["proof"]?["proved"]?.int ?? 0) < (file?["obligations"]?.elements.count ?? 0))
  }

  @Test(arguments: faults) func neverAProvedModule(_ fault: String) throws {
    let ending = try Command.run(["--testing-solver", fault, "--timeout", "0.5", Corpus.withoutBoot])
    #expect(ending.status == 1 || ending.status == 2)
  }

  @Test(arguments: faults + ["garbage-models"]) func neverVerifiedWhenWrong(_ fault: String) throws {
    for path in [Corpus.withoutCli, Corpus.broken] {
      let ending = try Command.run(["--testing-solver", fault, "--timeout", "0.5", "--no-explore", path])
      #expect(ending.status == 1 || ending.status == 2)
    }
  }
}
